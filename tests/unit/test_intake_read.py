"""The door and the verbs read, area, overlay: kinds, refusals, JSON, kept originals, exit codes."""

import hashlib
import json

import geopandas as gpd
import msgspec
import pandas as pd
import pytest
import shapely

from gengheng.area.ellipsoid import official
from gengheng.cli.main import main
from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.records.source import SourceFile
from intake_files import EAST, NORTH, layer, square, taken, write

TXT = """[项目信息]
项目备案号=150899202100001
[属性描述]
坐标系=2000国家大地坐标系
带号=36
[地块坐标]
5,0.5000,P1,东地,面,,,,@
J1,1,4521800,36471200
J2,1,4521800,36471210
J3,1,4521810,36471210
J4,1,4521810,36471200
J1,1,4521800,36471200
3,,P2,西地,面,,,,@
"""


@pytest.fixture
def txt(tmp_path):
    path = tmp_path / "东地.txt"
    path.write_text(TXT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "data", "kind", "sentence"),
    [
        ("a.mdb", b"\0\1\0\0Standard Jet DB", "个人地理数据库",
         "请在 ArcGIS 中导出为文件地理数据库（.gdb）或 Shapefile"),
        ("a.vct", b"HeadBegin", "VCT",
         "不读VCT，请导出为文件地理数据库（.gdb）或Shapefile后再给出"),
        ("a.rar", b"Rar!\x1a\x07", "RAR压缩包", "不读RAR，请解开后改用zip或直接给出文件"),
        ("a.zip", b"Rar!\x1a\x07", "RAR压缩包", "不读RAR，请解开后改用zip或直接给出文件"),
        ("a.dwg", b"AC1032", "DWG图纸",
         "不读DWG，请导出为文件地理数据库（.gdb）或Shapefile后再给出"),
        ("a.geojson", b"{}", "GeoJSON",
         "不是GeoJSON：最外层没有type成员，请导出为GeoJSON或Shapefile后再给出"),
        ("a.json", b"", "GeoJSON", "文件是空的，没有任何内容"),
        ("a.parquet", b"PAR1", "Parquet", 
         "Parquet不完整：文件首尾没有PAR1标记，请重新复制或导出"),
        ("a.parquet", b"", "Parquet", "Parquet文件是空的，没有任何内容"),
        ("a.csv", b"", "CSV", "表格文件是空的，没有任何内容"),
        ("a.kml", b"<kml/>", "KML",
         "不读KML，请导出为文件地理数据库（.gdb）或Shapefile后再给出"),
        ("a.docx", b"PK\x03\x04", "Word文档", "不读Word文档，台账请另存为.xlsx"),
        ("a.pdf", b"%PDF-1.7", "PDF", "不读PDF，台账请给出.xlsx，图形请给出Shapefile"),
        ("a.xyz", b"?", "未知文件",
         "不认识的文件类型“.xyz”，请导出为文件地理数据库（.gdb）或Shapefile后再给出"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_what_to_do(tmp_path, name, data, kind, sentence):
    path = tmp_path / name
    path.write_bytes(data)
    source = taken(path).source
    assert (source.kind, source.refused, source.layers) == (kind, f"{name}：{sentence}", ())
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_a_plain_folder_is_no_file(tmp_path):
    folder = tmp_path / "资料"
    folder.mkdir()
    assert taken(folder).source.refused == (
        "资料：是文件夹，请给出其中的文件；地理数据库的文件夹名须以.gdb结尾"
    )


def test_content_goes_before_the_suffix(tmp_path):
    path = write(layer({"DKBH": ["1"]}), tmp_path / "a.gpkg")
    other = path.rename(tmp_path / "a.dat")
    assert taken(other).source.kind == "GeoPackage"


def test_members_of_a_shapefile(tmp_path):
    path = write(layer({"DKBH": ["1"]}), tmp_path / "a.shp", encoding="UTF-8")
    source = taken(path, name="图/a.shp").source
    assert source.path == "图/a.shp"
    assert sorted(source.members) == ["a.cpg", "a.dbf", "a.prj", "a.shp", "a.shx"]
    assert source.sha256 == source.members["a.shp"]
    assert source.size == sum(p.stat().st_size for p in tmp_path.iterdir())


def test_remarks_name_the_file_as_reports_call_it(txt):
    card = read(original(txt, name="报盘/东地.txt")).source.layers[0]
    assert [(r.file, r.row, r.code) for r in card.repairs] == [("报盘/东地.txt", 13, "fault")]


# --- gengheng read


def test_read_as_text(txt, capsys):
    assert main(["read", str(txt)]) == 0
    sha = hashlib.sha256(txt.read_bytes()).hexdigest()
    assert capsys.readouterr().out.splitlines() == [
        f"东地.txt　TXT报盘　{txt.stat().st_size}字节",
        f"  SHA-256：{sha}",
        "  东地　补充耕地地块：2行，收2行，退0行",
        "    坐标系：EPSG:4524（坐标前缀36）",
        "    期次：报盘文件不分期次",
        "    文字编码：UTF-8（全部字节符合UTF-8）",
        "    样例：项目备案号=150899202100001，地块编号=P1，地块名称=东地，地块面积（平方米）=5000",
        "    修补1条：",
        "      · 第13行 地块P2：无坐标，没有可用图形",
    ]


def test_read_goes_on_after_a_refusal(txt, tmp_path, capsys):
    bad = tmp_path / "a.pdf"
    bad.write_bytes(b"%PDF")
    missing = tmp_path / "没有.shp"
    assert main(["read", str(bad), str(missing), str(txt), "--json"]) == 2
    given = json.loads(capsys.readouterr().out)
    assert list(given) == ["files"]
    sources = msgspec.convert(given["files"], list[SourceFile])
    assert [s.refused for s in sources] == [
        "a.pdf：不读PDF，台账请给出.xlsx，图形请给出Shapefile",
        f"{missing}：找不到文件",
        "",
    ]
    assert sources[2] == taken(txt).source


def test_read_a_folder(txt, tmp_path, capsys):
    write(layer({"DLBM": ["0103"]}), tmp_path / "三调.gdb", driver="OpenFileGDB")
    (tmp_path / "图").mkdir()
    write(layer({"DKBH": ["1"]}), tmp_path / "图" / "a.shp", encoding="UTF-8")
    (tmp_path / "说明.md").write_text("x", encoding="utf-8")
    assert main(["read", str(tmp_path), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert [f["path"] for f in files] == ["三调.gdb", "东地.txt", "图/a.shp"]


def test_read_an_empty_folder(tmp_path, capsys):
    assert main(["read", str(tmp_path)]) == 2
    assert f"{tmp_path}：文件夹内没有可读的文件" in capsys.readouterr().err


def test_originals_are_kept_by_their_digest(tmp_path, capsys):
    path = write(layer({"DKBH": ["1"]}), tmp_path / "a.shp", encoding="UTF-8")
    shelf = tmp_path / "vault"
    assert main(["read", str(path), "--keep", str(shelf)]) == 0
    parts = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in tmp_path.glob("a.*")}
    assert sorted(p.name for p in shelf.iterdir()) == sorted(parts)
    one = shelf / hashlib.sha256(path.read_bytes()).hexdigest()
    one.write_bytes(b"already here")
    assert main(["read", str(path), "--keep", str(shelf)]) == 0
    assert one.read_bytes() == b"already here"
    capsys.readouterr()


# --- gengheng area


def areas(capsys, *words):
    assert main(["area", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_area_of_plots(txt, capsys):
    one, two = areas(capsys, txt)
    expected = int(official(gpd.GeoSeries([square()], crs=4524))[0]) / 100
    assert one == {
        "id": "P1", "name": "东地", "official_m2": expected, "plane_m2": 100.0,
        "declared_m2": 5000.0, "ha": "0.0100", "mu": "0.15",
    }  # fmt: skip
    assert two == {
        "id": "P2", "name": "西地", "official_m2": None, "plane_m2": None, "declared_m2": None,
        "ha": None, "mu": None, "reason": "无坐标",
    }  # fmt: skip


def test_area_has_two_decimals_in_print(txt, capsys):
    main(["area", str(txt), "--json"])
    out = capsys.readouterr().out
    assert '"plane_m2": 100.00,' in out
    main(["area", str(txt)])
    assert "东地　P1　东地　100.00　100.00　5000.00　0.0100　0.15　" in capsys.readouterr().out


def test_area_of_degrees_and_of_unknown_systems(tmp_path, capsys):
    flat = gpd.GeoSeries([square()], crs=4524)
    path = write(layer({"DLBM": ["0103"]}, list(flat.to_crs(4490)), 4490), tmp_path / "a.gpkg")
    (row,) = areas(capsys, path)
    assert row["official_m2"] == pytest.approx(int(official(flat)[0]) / 100, abs=0.02)
    assert row["note"] == "由2000国家大地坐标系经纬度投影到CGCS2000 中央经线108°（带号36）"
    path = write(
        layer({"N": [1]}, [shapely.box(5e5, 4e6, 5e5 + 10, 4e6 + 10)], None), tmp_path / "b.gpkg"
    )
    (row,) = areas(capsys, path)
    assert (row["id"], row["official_m2"], row["plane_m2"]) == ("1", None, 100.0)
    assert row["reason"] == "未定：没有坐标系定义，坐标无带号"
    path = write(layer({"N": [1]}, crs=32649), tmp_path / "c.gpkg")
    (row,) = areas(capsys, path)
    assert row["reason"] == "没有法定椭球面积的坐标系：WGS 84 / UTM zone 49N"


def test_area_of_a_survey_stands_beside_its_tbmj(tmp_path, capsys):
    columns = {"BSM": ["150823000000000001"], "DLBM": ["0103"], "DLMC": ["旱地"], "TBMJ": [99.99]}
    path = write(layer(columns), tmp_path / "DLTB.gpkg")
    (row,) = areas(capsys, path)
    assert (row["id"], row["name"], row["declared_m2"]) == ("150823000000000001", "旱地", 99.99)


def test_area_of_a_register_is_refused(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    assert main(["area", str(path)]) == 2
    assert "a.csv：表格文件是空的，没有任何内容" in capsys.readouterr().err


# --- gengheng overlay


def overlaid(tmp_path, *words):
    out = tmp_path / "块.parquet"
    assert main(["overlay", *map(str, words), "--out", str(out)]) == 0
    return pd.read_parquet(out)


def test_overlay(tmp_path, txt, capsys):
    right = [shapely.box(EAST + 5, NORTH, EAST + 25, NORTH + 10), square(7)]
    columns = {"BSM": ["A", "B"], "DLBM": ["0103", "0103"], "Code": [7, 8]}
    other = write(layer(columns, right), tmp_path / "DLTB.gpkg")
    found = overlaid(tmp_path, txt, other)
    assert found.to_dict("records") == [
        {"left": "7", "right": "1", "area_centi_m2": 5_000, "perimeter_cm": 3_000}
    ]
    assert capsys.readouterr().out.splitlines() == [
        "左图层东地.txt：1行参加，1行没有可用图形，未参加",
        "右图层DLTB.gpkg：2行参加",
        f"相交块1个，合计椭球面积50.00平方米：{tmp_path / '块.parquet'}",
    ]
    named = overlaid(
        tmp_path, txt, other, "--left-id", "plot_no", "--right-id", "Code", "--geometry"
    )
    assert (named["left"][0], named["right"][0]) == ("P1", "7")
    assert shapely.from_wkb(named["geometry"][0]).area == 50
    assert [str(t) for t in named.dtypes[2:4]] == ["int64", "int64"]


def test_overlay_brings_zones_together_and_says_so(tmp_path, txt, capsys):
    moved = list(gpd.GeoSeries([square()], crs=4524).to_crs(4525))
    other = write(layer({"DLBM": ["0103"]}, moved, 4525), tmp_path / "a.gpkg")
    assert overlaid(tmp_path, txt, other)["area_centi_m2"].tolist() == [10_000]
    said = "a.gpkg：由CGCS2000 中央经线111°（带号37）换带到CGCS2000 中央经线108°（带号36）"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("crs", "words", "sentence"),
    [
        (2360, [], "a.gpkg：坐标转换参数未提供"),
        (4524, ["--right-id", "BSM"], "a.gpkg：字段“BSM”没有任何内容"),
        (4524, ["--right-id", "DKBH"], "a.gpkg：没有字段“DKBH”（有：bsm、tbbh、dlbm、"),
        (4524, ["--right-layer", "b"], "a.gpkg：请用--left-layer或--right-layer选定一个图层（有：a）"),
        (None, [], "a.gpkg：坐标系未定"),
    ],
)  # fmt: skip
def test_overlay_refused(tmp_path, txt, capsys, crs, words, sentence):
    shapes = [square()] if crs else [shapely.box(5e5, 4e6, 5e5 + 9, 4e6 + 9)]
    other = write(layer({"DLBM": ["0103"]}, shapes, crs), tmp_path / "a.gpkg")
    out = tmp_path / "x.parquet"
    assert main(["overlay", str(txt), str(other), "--out", str(out), *words]) == 2
    assert sentence in capsys.readouterr().err
    assert not out.exists()
