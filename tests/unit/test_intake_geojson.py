"""GeoJSON: every defect has its feature and its member; WGS 84 is never taken for CGCS2000."""

import json
import time

import pytest
import shapely

from intake_files import entry, only, rejections, repairs, taken

RING = [[108.0, 40.0], [108.1, 40.0], [108.1, 40.1], [108.0, 40.1], [108.0, 40.0]]
AREA = {"type": "Polygon", "coordinates": [RING]}
GROUND = "未定：GeoJSON 规定为WGS84经纬度，不是2000国家大地坐标系，须由人确认"


def feature(geometry=AREA, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": [*features], **members}


def told(tmp_path, value, stated=None, encoding="utf-8"):
    path = tmp_path / "a.geojson"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    path.write_bytes(text.encode(encoding))
    return taken(path, stated)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_survey(tmp_path, encoding):
    rows = [
        feature(DLBM="0103", TBMJ=99.985, SJNF=2022, 备注={"甲": [1]}),
        feature(DLBM="0404", TBMJ=None, SJNF=2022),
    ]
    one = only(told(tmp_path, collection(*rows), encoding=encoding))
    assert (one.card.name, one.card.schema, one.card.kept) == ("a", "dltb", 2)
    assert (one.card.crs, one.card.crs_by) == ("", GROUND)
    assert one.frame["dlbm"].tolist() == ["0103", "0404"]
    assert (one.frame["tbmj_centi_m2"][0], one.frame["tbmj_centi_m2"].isna()[1]) == (9_999, True)
    assert one.frame["备注"].tolist() == ['{"甲": [1]}', ""]
    assert one.ground.geometry[0].equals_exact(shapely.Polygon(RING))
    assert repairs(one) == rejections(one) == []


def test_long_numbers_and_ids_lose_nothing(tmp_path):
    one = only(told(tmp_path, collection(feature(DKBH=150823000000000001), feature(DKBH=None))))
    assert one.frame["plot_no"].tolist() == ["150823000000000001"]
    numbered = {**feature(DKMC="东"), "id": "P7"}
    assert only(told(tmp_path, collection(numbered))).frame["id"].tolist() == ["P7"]


@pytest.mark.parametrize(
    ("crs", "person", "code", "by"),
    [
        ("urn:ogc:def:crs:EPSG::4490", "", "EPSG:4490", "文件内的crs成员"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "", "", GROUND),
        ("EPSG:4326", "", "", GROUND),
        ("EPSG:4326", "EPSG:4490", "EPSG:4490", "county.toml"),
        ("EPSG:4610", "", "EPSG:4610", "文件内的crs成员"),
        (None, "", "", GROUND),
        (None, "EPSG:4490", "EPSG:4490", "county.toml"),
    ],
)
def test_which_system(tmp_path, crs, person, code, by):
    more = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    one = only(told(tmp_path, collection(feature(), **more), entry(crs=person)))
    assert (one.card.crs, one.card.crs_by, repairs(one)) == (code, by, [])


def test_projected_coordinates(tmp_path):
    box = shapely.box(36_471_200, 4_521_800, 36_471_210, 4_521_810)
    value = collection(feature(shapely.geometry.mapping(box)))
    assert only(told(tmp_path, value)).card.crs_by == "坐标前缀36"
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4524"}}
    one = only(told(tmp_path, {**value, "crs": named}))
    assert (one.card.crs, one.card.crs_by) == ("EPSG:4524", "文件内的crs成员")


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        (None, "crs成员没有写明坐标系名称，未采用"),
        ({"type": "link", "properties": {"href": "a"}}, "crs成员没有写明坐标系名称，未采用"),
        ({"type": "name", "properties": {"name": "x"}}, "文件内的crs成员的内容不可识别，未采用"),
    ],
)
def test_a_crs_member_that_names_nothing(tmp_path, crs, said):
    one = only(told(tmp_path, collection(feature(), crs=crs)))
    assert (one.card.crs_by, repairs(one)) == (GROUND, [said])


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        ([RING[:-1]], "geometry.coordinates[0]首点与末点不同，环没有闭合，请把首点补在末尾"),
        ([RING, RING[:2]], "geometry.coordinates[1]应有4个以上点，只有2个，请补全"),
        ([[*RING[:2], [108, "40"], RING[0]]],
         "geometry.coordinates[0][2]的坐标应全是数字，有文字，请改正"),
        ([[*RING[:2], [108], RING[0]]], "geometry.coordinates[0][2]应有2个以上数字，只有1个"),
        (RING, "geometry.coordinates[0][0]应为坐标（[东, 北]），是数字，请改正"),
        ("x", "geometry.coordinates应为数组，是文字，请改正"),
        ([[*RING[:2], [1e301, 40], RING[0]]], "geometry.coordinates[0][2]的坐标超出数字范围，请改正"),
    ],
)  # fmt: skip
def test_a_broken_shape_has_its_place(tmp_path, coordinates, said):
    broken = {"type": "Polygon", "coordinates": coordinates}
    one = only(told(tmp_path, collection(feature(DLBM="0103"), feature(broken, DLBM="0103"))))
    assert (one.card.rows, one.card.kept) == (2, 1)
    assert rejections(one) == [f"第2行{said}，未收"]
    plots = only(told(tmp_path, collection(feature(broken, DKBH="P1"))))
    assert (plots.frame["fault"].tolist(), repairs(plots)) == (["无坐标"], [f"第1行{said}"])


def test_an_empty_ring_is_no_shape(tmp_path):
    one = only(told(tmp_path, collection(feature({"type": "Polygon", "coordinates": [[]]}))))
    assert rejections(one) == ["第1行没有图形，未收"]


def test_what_is_no_feature_is_a_row(tmp_path):
    rows = [None, {"type": "Featre"}, {"type": "Feature", "properties": []}, feature(None)]
    odd = [feature({"type": "point"}), feature({"type": "Polygon"}), feature([])]
    one = only(told(tmp_path, collection(*rows, *odd)))
    assert rejections(one) == [
        "第1行（features[0]）应为Feature对象，是null，未收",
        "第2行（features[1]）的type写作“Featre”，应为“Feature”，未收",
        "第3行没有geometry成员，请补上图形，未收",
        "第4行没有图形，未收",
        "第5行geometry.type写作“point”，不是图形类型，请改正，未收",
        "第6行geometry没有coordinates成员，请补上坐标，未收",
        "第7行geometry应为图形对象，是数组，请改正，未收",
    ]
    assert repairs(one) == ["第3行properties应为对象，是数组，属性按空白处理"]


def test_what_is_understood_otherwise_is_said_once(tmp_path):
    turned = {"type": "Polygon", "coordinates": [[[*p, 9.5] for p in RING[::-1]]], "bbox": [1]}
    rows = [feature(turned), feature(turned)]
    text = json.dumps(collection(*rows, coordinates=[])).replace(
        '"properties": {}', '"properties": {"N": 1, "N": 2}'
    )
    one = only(told(tmp_path, text))
    assert one.frame["n"].tolist() == [2, 2]
    assert repairs(one) == [
        "同一对象内成员“N”写了不止一次，取最后一个",
        "FeatureCollection不应有coordinates成员，未采用",
        "2行图形带高程或测量值，只取平面坐标",
        "第1行图形的bbox应为4个或6个数字，未采用，同样的共2行",
        "第1行面的内外环方向写反，按先后次序识别内外环，同样的共2行",
    ]
    assert one.ground.geometry[0].equals_exact(shapely.Polygon(RING[::-1]))


def test_one_point_with_a_height_is_still_a_closed_ring(tmp_path):
    rings = {"type": "Polygon", "coordinates": [[*RING[:-1], [*RING[0], 4.9]]]}
    one = only(told(tmp_path, collection(feature(rings))))
    assert repairs(one) == ["1行图形带高程或测量值，只取平面坐标"]
    assert one.ground.geometry[0].equals_exact(shapely.Polygon(RING))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "不是GeoJSON：最外层应为对象，是数组"),
        ('{"type": "Topology"}',
         "不是GeoJSON：type写作“Topology”，请导出为GeoJSON或Shapefile后再给出"),
        ('{"type": "feature"}', "type写作“feature”，大小写不合规定，应为“Feature”，请改正后再给出"),
        ('{"type": "FeatureCollection", "features": {}}',
         "不是完整的GeoJSON：features应为数组，是对象，请重新导出"),
        ('{"type": "Point", "coordinates": [NaN, 1]}',
         "JSON中有NaN，JSON不允许，请把它改为数字或null后重新导出"),
        ('{"type": "Point", "coordinates": [-Infinity, 1]}',
         "JSON中有-Infinity，JSON不允许，请把它改为数字或null后重新导出"),
        ('{"type": "Point"}\n{"type": "Point"}',
         "文件不是合法的JSON：第2行第1列“{"+'"type": "Point"}”处读不通，请改正或重新导出'),
        ('{"type": "Point", "coo', "文件的JSON不完整，到末尾还没有结束，请重新复制或导出"),
        ('{"type": ' + "9" * 5_000 + "}", "文件的JSON中有位数过多的整数，请改正后重新导出"),
        ('{"a":' * 90_000, "文件的JSON嵌套过深，不是正常的数据，未读"),
        ("[" * 200 + "]" * 200, "文件的JSON嵌套超过100层，不是正常的数据，未读"),
        ("\0", "不是文本文件：含有空字节"),
    ],
)  # fmt: skip
def test_what_is_no_geojson_is_refused(tmp_path, text, said):
    assert told(tmp_path, text).source.refused == f"a.geojson：{said}"


def test_too_many_properties(tmp_path):
    rows = [feature(**{f"f{k}": 1}) for k in range(2_001)]
    assert told(tmp_path, collection(*rows)).source.refused == (
        "a.geojson：属性字段过多，不是正常的图层，请核对properties后重新导出"
    )


def test_a_layer_that_is_not_there(tmp_path):
    assert told(tmp_path, collection(), entry(layer="b")).source.refused == (
        "a.geojson：没有图层“b”，文件中有：a"
    )


def test_a_ring_of_a_million_points(tmp_path):
    count = 1_000_000
    upper = [[108 + k / count, 40.5] for k in range(count, 0, -1)]
    ring = [[108.0, 40.0], [109.0, 40.0], *upper, [108.0, 40.0]]
    value = collection(feature({"type": "Polygon", "coordinates": [ring]}))
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(value), encoding="utf-8")
    start = time.process_time()
    one = only(taken(path))
    assert time.process_time() - start < 20
    assert (one.card.kept, one.frame["fault"].tolist()) == (1, [""])
