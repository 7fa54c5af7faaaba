"""Real files of many writers: each is read, repaired with a sentence, or refused with one."""

import time
from collections import Counter
from pathlib import Path

import pytest
import shapely

from gengheng.area.ellipsoid import official
from gengheng.intake.measure import measured
from gengheng.intake.original import original
from gengheng.intake.read import read
from intake_files import only, rejections, repairs, taken
from realdata import real

SETS = (
    "cn_txt_baopan", "cn_gbk_shapefiles", "fmt_gdal_a", "fmt_geoparquet", "fmt_shp_zip_bad",
    "fmt_geojson_bad", "parcels_fiboa_a", "cn_landchina_supply",
)  # fmt: skip
SECONDS = 10
TEN_THOUSANDTH = 100  # 0.0001 公顷 in 0.01 m²


def files(folder):
    """Return every file of a set, a .gdb as one."""
    found = []
    for path in sorted(folder.rglob("*")):
        inside = any(parent.suffix == ".gdb" for parent in path.relative_to(folder).parents)
        if not inside and (path.is_file() or path.suffix == ".gdb"):
            found.append(path)
    return found


@pytest.mark.parametrize("name", SETS)
def test_every_file_is_read_or_refused_with_a_sentence(name, record_property):
    outcome = Counter()
    for path in files(real(name)):
        start = time.monotonic()
        reading = read(original(path))
        assert time.monotonic() - start < SECONDS, path
        source = reading.source
        assert bool(source.refused) != bool(reading.tables), path
        assert source.refused == "" or source.refused.startswith(f"{path.name}："), path
        for table in reading.tables:
            card = table.card
            assert card.rows == card.kept + card.rejected, path
            assert len(table.frame) == card.kept, path
        outcome[_word(reading)] += 1
    record_property(f"{name} read, repaired, refused", dict(outcome))


def _word(reading):
    if reading.source.refused:
        return "refused"
    said = any(t.card.repairs or t.card.rejections for t in reading.tables)
    return "repaired" if said else "read"


def test_declared_hectares_are_the_plane_area():
    found = 0
    for path in sorted(real("cn_txt_baopan").glob("*.txt")):
        for one in measured(only(taken(path))):
            if one.declared_centi_m2 is not None:
                found += 1
                assert abs(one.declared_centi_m2 - one.plane_centi_m2) < TEN_THOUSANDTH, path
    assert found == 7


@pytest.mark.parametrize(
    ("name", "encoding"), [("彭埠单元R-14.txt", "UTF-8"), ("彭埠单元R-14_gbk_crlf.txt", "GB18030")]
)
def test_one_whole_real_filing(name, encoding):
    path = real("cn_txt_baopan") / name
    one = only(taken(path))
    text = path.read_bytes().decode("utf-8" if encoding == "UTF-8" else "gbk")
    assert "\n66,5.7089,1," in text
    assert (one.card.rows, one.card.encoding, one.card.crs) == (1, encoding, "EPSG:4528")
    assert repairs(one) == rejections(one) == []
    ring = one.ground.geometry[0].exterior.coords
    assert len(set(ring)) == 65
    assert official(one.ground.geometry).tolist() == [5_708_889]


def test_two_writers_of_one_filing_give_one_shape():
    one, two = (
        only(taken(real("cn_txt_baopan") / f"彭埠单元R-14{end}.txt")) for end in ("", "_gbk_crlf")
    )
    assert one.ground.geometry[0].equals_exact(two.ground.geometry[0])


def test_gbk_without_any_mark():
    one = only(taken(real("cn_gbk_shapefiles") / "chinese_poly" / "chinese_poly.shp"))
    assert (one.card.encoding, one.card.encoding_by) == ("GB18030", "全部文字符合GB18030")
    assert one.frame["name"].tolist() == ["黑龙江省"]


def test_the_originals_stay_as_they_are():
    folder = real("fmt_shp_zip_bad")
    before = [(p, p.stat().st_size, p.stat().st_mtime_ns) for p in _all(folder)]
    for path in files(folder):
        read(original(path))
    assert [(p, p.stat().st_size, p.stat().st_mtime_ns) for p in _all(folder)] == before


def _all(folder: Path):
    return sorted(p for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("fmt_gdal_a/filegdb/with_cdf.gdb",
         "with_cdf.gdb：地理数据库用了压缩存储（CDF），请在ArcGIS中解压缩文件地理数据库后再给出"),
        ("fmt_shp_zip_bad/shapefile-js/badzip.zip",
         "badzip.zip：压缩包打不开，可能已损坏或不完整，请重新打包"),
        ("fmt_shp_zip_bad/shapefile-js/no-dbf.zip",
         "no-dbf.zip：no-dbf.shp：缺少属性表.dbf，请把.shp、.shx、.dbf、.prj一并给出"),
        ("fmt_shp_zip_bad/shapefile-js/bad.shp",
         "bad.shp：图形文件.shp的文件头不合规定，不是Shapefile或已损坏"),
        ("fmt_shp_zip_bad/pyshp/latin1.shp",
         "latin1.shp：属性表的文字编码无法识别：既不是UTF-8，也不是GB18030，请在county.toml写明encoding"),
        ("fmt_gdal_a/parquet/invalid.parquet",
         "invalid.parquet：Parquet打不开，可能已损坏或不完整，请重新导出"
         "（原文：Couldn't deserialize thrift: No more data to read.）"),
        ("fmt_geoparquet/geoarrow/example/files/example_polygon-m_native.parquet",
         "example_polygon-m_native.parquet：GeoParquet的图形编码“polygon”带测量值或不合规定，读不了，"
         "请用WKB编码重新导出"),
        ("fmt_geojson_bad/bad/bad-json.geojson",
         "bad-json.geojson：文件不是合法的JSON：第3行第5列“"
         '"coordinates": [["fo”处读不通，请改正或重新导出'),
        ("fmt_geojson_bad/bad/rootstring.geojson",
         "rootstring.geojson：不是GeoJSON：最外层应为对象，是null"),
    ],
)  # fmt: skip
def test_refusals(name, sentence):
    assert taken(real(name)).source.refused == sentence


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("fmt_gdal_a/filegdb/curves.gdb", [5, 9], "5行图形含曲线，按折线读取"),
        ("fmt_gdal_a/shp/gjmultipoly.shp", [1], "第1行图形自相交（外圈互相套叠，在100.2 0.2），未作修改"),
        ("fmt_shp_zip_bad/shapefile-js/htmlcpg.shp", [2],
         ".cpg的内容“<!DOCTYPE html><html”不是编码名，未采用"),
        ("fmt_shp_zip_bad/shapefile-js/htmlprj.shp", [2], ".prj的内容不可识别，未采用"),
        ("fmt_shp_zip_bad/geotools/deleted/archsites.shp", [21], "属性表中有4行已标记删除，未读取"),
        ("fmt_shp_zip_bad/pyshp/blockgroups_multishapefile.zip", [663, 663], ""),
    ],
)  # fmt: skip
def test_repairs(name, rows, said):
    tables = taken(real(name)).tables
    assert [t.card.rows for t in tables] == rows
    assert said == "" or said in repairs(tables[0])


@pytest.mark.parametrize(
    ("name", "rows", "kept", "code"),
    [
        ("cn_landchina_supply/supply_2016_xinjiang.csv", 323, 323, ""),
        ("cn_landchina_supply/supply_2017_01_nationwide.csv", 3677, 3677, ""),
        ("cn_landchina_supply/supply_2017_01_first400.xlsx", 400, 400, ""),
        ("parcels_fiboa_a/at/at_2021.csv", 273, 273, ""),
        ("parcels_fiboa_a/jp/jp_field_polygons_2024.parquet", 100, 100, "EPSG:6668"),
        ("fmt_gdal_a/parquet/poly_wkb_large_binary.parquet", 10, 10, "EPSG:27700"),
        ("fmt_gdal_a/parquet/all_geoms.parquet", 7, 2, "EPSG:4326"),
        ("fmt_gdal_a/parquet/overture_map_extract.parquet", 1, 1, ""),
        ("fmt_geoparquet/examples/example.parquet", 5, 5, "OGC:CRS84"),
        ("fmt_geojson_bad/good/multipolygon.geojson", 1, 1, ""),
        ("fmt_geojson_bad/bad/multiple_problems.geojson", 4, 0, ""),
    ],
)  # fmt: skip
def test_rows_of_tables_and_layers(name, rows, kept, code):
    card = only(taken(real(name))).card
    assert (card.rows, card.kept, card.rejected) == (rows, kept, rows - kept)
    assert card.crs == code


@pytest.mark.parametrize("kind", ["polygon", "multipolygon", "polygon-z", "multipolygon-zm"])
@pytest.mark.parametrize("encoding", ["geo", "native"])
def test_geoparquet_agrees_with_its_own_wkt(kind, encoding):
    folder = real("fmt_geoparquet") / "geoarrow" / "example" / "files"
    frame = only(taken(folder / f"example_{kind}_{encoding}.parquet")).ground
    assert len(frame) >= 2
    for text, shape in zip(frame["wkt"], frame.geometry, strict=True):
        assert shape.equals_exact(shapely.force_2d(shapely.from_wkt(text)))


def test_every_bad_geojson_is_answered_in_words():
    for path in sorted((real("fmt_geojson_bad") / "bad").glob("*.geojson")):
        reading = taken(path)
        said = [reading.source.refused] if reading.source.refused else []
        for table in reading.tables:
            said += repairs(table) + rejections(table)
            assert (table.card.crs, table.card.crs_by[:3]) == ("", "未定：")
        assert said, path


def test_every_good_geojson_is_read():
    for path in sorted((real("fmt_geojson_bad") / "good").glob("*.geojson")):
        one = only(taken(path))
        heights = f"{one.card.rows}行图形带高程或测量值，只取平面坐标"
        assert repairs(one) in ([], [heights]), path
        assert all("不是面" in said or "没有图形" in said for said in rejections(one)), path
