"""GeoParquet and plain Parquet: systems, encodings, types, sizes; nothing lost, nothing guessed."""

import json
from datetime import date
from decimal import Decimal

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from gengheng.intake import geoparquet
from intake_files import PLOTS, SURVEY, entry, layer, only, rejections, repairs, square, taken

KEEP = object()


def written(tmp_path, frame, *, crs=KEEP, name="a.parquet", **about):
    """Write a layer; `crs` and `about` replace what the metadata say (None of them: left out)."""
    path = tmp_path / name
    frame.to_parquet(path)
    if crs is KEEP and not about:
        return path
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    column.update(about)
    if crs == "absent":
        column.pop("crs")
    elif crs is not KEEP:
        column["crs"] = crs
    metadata = {**table.schema.metadata, b"geo": json.dumps(geo).encode()}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    return path


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("name", ["DLTB.parquet", "DLTB.geoparquet", "DLTB.dat"])
def test_a_survey(tmp_path, encoding, name):
    path = tmp_path / name
    layer(SURVEY).to_parquet(path, geometry_encoding=encoding, schema_version="1.1.0")
    one = only(taken(path))
    card = one.card
    assert (card.name, card.schema, card.rows, card.kept) == ("DLTB", "dltb", 2, 2)
    assert (card.crs, card.crs_by, card.vintage) == (
        "EPSG:4524", "GeoParquet的crs", date(2022, 12, 31),
    )  # fmt: skip
    assert one.frame["tbmj_centi_m2"].tolist() == [9_999, 10_000]
    assert one.frame["bsm"].tolist() == SURVEY["BSM"]
    assert repairs(one) == rejections(one) == []
    assert one.ground.geometry[1].equals_exact(square(1))


DEGREES = [shapely.box(108, 40, 108.1, 40.1)]
ABSENT = "GeoParquet没有写crs，规定为OGC:CRS84即WGS84经纬度，不是2000国家大地坐标系"
NULL = "未定：GeoParquet的crs为空（null），没有坐标系定义"


@pytest.mark.parametrize(
    ("crs", "person", "code", "by", "said"),
    [
        ("absent", "", "OGC:CRS84", ABSENT, []),
        (None, "", "", NULL, []),
        (None, "EPSG:4490", "EPSG:4490", "county.toml", []),
        ("EPSG:4490", "", "EPSG:4490", "GeoParquet的crs", []),
        (7, "", "", "未定：坐标像经纬度，没有坐标系定义", ["GeoParquet的crs不是PROJJSON，未采用"]),
        ({"type": "x"}, "", "", "未定：坐标像经纬度，没有坐标系定义",
         ["GeoParquet的crs的内容不可识别，未采用"]),
    ],
)  # fmt: skip
def test_which_system(tmp_path, crs, person, code, by, said):
    path = written(tmp_path, layer({"N": [1]}, DEGREES, 4490), crs=crs)
    one = only(taken(path, entry(crs=person)))
    assert (one.card.crs, one.card.crs_by, repairs(one)) == (code, by, said)


def test_shapes_of_every_kind(tmp_path):
    shapes = [shapely.force_3d(square(), 9), None, shapely.Point(36_471_200, 4_521_800)]
    one = only(taken(written(tmp_path, layer({"DLBM": ["0103"] * 3}, shapes))))
    assert (one.card.rows, one.card.kept) == (3, 1)
    assert repairs(one) == ["1行图形带高程或测量值，只取平面坐标"]
    assert rejections(one) == ["第2行没有图形，未收", "第3行图形是点，不是面，未收"]


def test_edges_on_the_sphere_are_said(tmp_path):
    one = only(taken(written(tmp_path, layer(PLOTS), edges="spherical")))
    assert repairs(one) == ["图形的边写作spherical，此处按平面直线处理"]


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"encoding": "TWKB"}, "GeoParquet的图形编码“twkb”不认识，请用WKB编码重新导出"),
        ({"encoding": "polygon"},
         "GeoParquet的图形编码“polygon”带测量值或不合规定，读不了，请用WKB编码重新导出"),
    ],
)  # fmt: skip
def test_encodings_that_are_not_read(tmp_path, about, said):
    path = written(tmp_path, layer(PLOTS), **about)
    assert taken(path).source.refused == f"a.parquet：{said}"


@pytest.mark.parametrize(
    ("geo", "said"),
    [
        ("{", "GeoParquet的geo元数据的JSON不完整，到末尾还没有结束，请重新复制或导出"),
        ("[]", "GeoParquet的geo元数据不是对象，请重新导出"),
        ("{}", "GeoParquet的geo元数据没有写明主图形列，请重新导出"),
        ('{"primary_column": "g", "columns": {"g": {}}}',
         "GeoParquet没有元数据所写的图形列“g”，请重新导出"),
    ],
)  # fmt: skip
def test_broken_metadata(tmp_path, geo, said):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata({"geo": geo}), path)
    assert taken(path).source.refused == f"a.parquet：{said}"


def test_a_plain_table_is_a_register(tmp_path):
    path = tmp_path / "台账.parquet"
    columns = {
        "项目备案号": ["01", "01", None],
        "项目名称": pa.array(["一", "一", "二"]).dictionary_encode(),
        "新增耕地（公顷）": [Decimal("10.25"), Decimal("10.25"), None],
        "立项日期": [date(2021, 9, 1)] * 3,
        "清单": [[1], [2], []],
    }
    pq.write_table(pa.table(columns), path)
    one = only(taken(path))
    assert (one.card.schema, one.card.rows, one.card.kept) == ("projects", 3, 1)
    assert one.frame["reported_m2"].tolist() == [102_500]
    assert one.frame["initiated"].tolist() == [date(2021, 9, 1)]
    assert repairs(one) == ["1个字段是嵌套或二进制内容，未读：清单"]
    assert rejections(one) == [
        "重复行：与第1行完全相同，只取第1行", "第3行没有项目备案号，请补填后重新报送",
    ]  # fmt: skip


def test_whole_numbers_with_blanks_lose_nothing(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"项目备案号": [150899202100001234, None], "n": [1.5, None]}), path)
    assert only(taken(path)).frame["project_no"].tolist() == ["150899202100001234"]


def test_nothing_to_read(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": [[1]], "b": [b"x"]}), path)
    assert taken(path).source.refused == "a.parquet：Parquet没有可读的字段，全是嵌套或二进制内容"
    empty = only(taken(written(tmp_path, layer(SURVEY).iloc[:0], name="DLTB.parquet")))
    assert (empty.card.schema, empty.card.rows) == ("dltb", 0)


def test_few_bytes_that_stand_for_many(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000, pa.int32()), ["x" * 1_000_000])
    pq.write_table(pa.table({"a": long}), path)
    assert path.stat().st_size < 200_000
    assert taken(path).source.refused == "a.parquet：Parquet过大：内容超过2GB，请拆分后再给出"
    monkeypatch.setattr(geoparquet, "VALUES", 1_000)
    pq.write_table(pa.table({"a": pa.array([[0] * 1_001], pa.list_(pa.int8()))}), path)
    assert taken(path).source.refused == (
        "a.parquet：Parquet过大：有1001个值，上限1000个，请拆分后再给出"
    )


def test_the_system_of_a_column_without_metadata_of_the_file(tmp_path):
    path = tmp_path / "a.parquet"
    shapes = gpd.GeoSeries([square()]).to_wkb()
    crs = json.dumps({"crs": "EPSG:4524"})
    told = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": crs}
    field = pa.field("shape", pa.binary(), metadata=told)
    pq.write_table(pa.table([pa.array(shapes)], schema=pa.schema([field])), path)
    one = only(taken(path))
    assert (one.card.crs, one.card.kept) == ("EPSG:4524", 1)
