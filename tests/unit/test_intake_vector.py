"""Shapefile, GeoPackage, geodatabase: formats, encodings, damage; nothing lost."""

from datetime import date

import pytest

from gengheng.intake.dbf import dbf_text
from intake_files import (
    PLOTS,
    SURVEY,
    entry,
    layer,
    only,
    rejections,
    repairs,
    square,
    taken,
    write,
)


@pytest.mark.parametrize(
    ("suffix", "driver"), [("shp", None), ("gpkg", None), ("gdb", "OpenFileGDB")]
)
def test_a_survey_in_each_format(tmp_path, suffix, driver):
    path = write(layer(SURVEY), tmp_path / f"DLTB.{suffix}", driver=driver, encoding="UTF-8")
    one = only(taken(path))
    card = one.card
    assert (card.name, card.schema, card.rows, card.kept, card.rejected) == (
        "DLTB",
        "dltb",
        2,
        2,
        0,
    )
    assert (card.crs, card.vintage, card.vintage_by) == (
        "EPSG:4524", date(2022, 12, 31), "SJNF均为2022",
    )  # fmt: skip
    frame = one.ground
    assert frame["dlbm"].tolist() == ["0103", "0404"]
    assert frame["tbmj_centi_m2"].tolist() == [9_999, 10_000]
    assert frame["tbdlmj_centi_m2"].tolist() == [9_999, 10_000]
    assert frame["bsm"].tolist() == SURVEY["BSM"]
    assert frame["gdpdjb"].tolist() == ["", ""]
    assert frame["fault"].tolist() == ["", ""]
    assert frame["row"].tolist() == [1, 2]
    assert frame["tbmj"].tolist() == [99.985, 100.0]
    assert repairs(one) == rejections(one) == []
    assert frame.geometry[1].equals(square(1))


# --- text encoding of a shapefile


@pytest.mark.parametrize(
    ("written", "cpg", "language", "encoding", "by", "said"),
    [
        ("GB18030", "GBK", 0, "GB18030", ".cpg", []),
        ("GB18030", None, 0x4D, "GB18030", "dbf语言标志0x4D", []),
        ("GB18030", None, 0x57, "GB18030", "全部文字符合GB18030", []),
        ("UTF-8", None, 0, "UTF-8", "全部文字符合UTF-8", []),
        ("UTF-8", "65001", 0, "UTF-8", ".cpg", []),
        (
            "GB18030",
            "<html>404</html>",
            0,
            "GB18030",
            "全部文字符合GB18030",
            [".cpg的内容“<html>404</html>”不是编码名，未采用"],
        ),
        (
            "GB18030",
            "UTF-8",
            0,
            "GB18030",
            "全部文字符合GB18030",
            [".cpg写作UTF-8，但属性表的文字按此读不通，未采用"],
        ),
    ],
)
def test_which_encoding(tmp_path, written, cpg, language, encoding, by, said):
    names = ["乌拉山镇", "苏木㐂"]
    path = write(layer({"DKBH": ["1", "2"], "DKMC": names}), tmp_path / "d.shp", encoding=written)
    mark(path, cpg, language)
    one = only(taken(path))
    assert (one.card.encoding, one.card.encoding_by, repairs(one)) == (encoding, by, said)
    assert one.frame["plot_name"].tolist() == names


def mark(path, cpg, language):
    """Set .cpg (None: none) and the language byte of the .dbf."""
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="utf-8")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[29] = language
    table.write_bytes(data)


def test_a_person_may_say_the_encoding(tmp_path):
    path = write(layer({"DKBH": ["1"], "DKMC": ["Skå"]}), tmp_path / "d.shp", encoding="cp1252")
    mark(path, None, 0)
    assert taken(path).source.refused == (
        "d.shp：属性表的文字编码无法识别：既不是UTF-8，也不是GB18030，请在county.toml写明encoding"
    )
    one = only(taken(path, entry(encoding="cp1252")))
    assert (one.frame["plot_name"][0], one.card.encoding_by) == ("Skå", "county.toml")


def test_text_that_only_happens_to_be_gb18030(tmp_path):
    path = write(layer({"DKBH": ["1"], "DKMC": ["Åland"]}), tmp_path / "d.shp", encoding="cp1252")
    mark(path, None, 0)
    one = taken(path)
    assert repairs(only(one)) == [
        "文字按GB18030读通，但多为生僻字，可能是别的编码；请看样例，必要时写明encoding"
    ]


def test_ascii_needs_no_decision(tmp_path):
    path = write(layer({"DKBH": ["1"]}), tmp_path / "d.shp")
    mark(path, None, 0)
    card = only(taken(path)).card
    assert (card.encoding, card.encoding_by) == ("ASCII", "全部文字为ASCII")


def test_a_value_cut_inside_its_last_sign(tmp_path):
    path = write(layer({"DKBH": ["1"], "DKMC": ["东地西地"]}), tmp_path / "d.shp", encoding="GBK")
    mark(path, None, 0)
    table = path.with_suffix(".dbf")
    data = table.read_bytes()
    full = "东地西地".encode("gbk") + b" " * 72
    assert full in data
    odd = b"A" + "东".encode("gbk") * 39 + "地".encode("gbk")[:1]
    table.write_bytes(data.replace(full, odd))
    one = only(taken(path))
    assert repairs(one)[0] == "属性表有1个值末尾被截去半个字，余下的照读"
    assert one.frame["plot_name"][0] == "A" + "东" * 39
    assert dbf_text(table).cut("utf-8") is None


# --- parts of a shapefile


def test_without_attributes_there_is_no_reading(tmp_path):
    path = write(layer(PLOTS), tmp_path / "地块.shp", encoding="UTF-8")
    path.with_suffix(".dbf").unlink()
    assert taken(path).source.refused == (
        "地块.shp：缺少属性表.dbf，请把.shp、.shx、.dbf、.prj一并给出"
    )


def test_a_missing_index_is_made_beside_a_copy(tmp_path):
    path = write(layer(PLOTS), tmp_path / "地块.shp", encoding="UTF-8")
    path.with_suffix(".shx").unlink()
    before = sorted(p.name for p in tmp_path.iterdir())
    one = only(taken(path))
    assert (one.card.kept, repairs(one)) == (
        3, ["没有可用的索引.shx，按.shp逐条重建后读取"],
    )  # fmt: skip
    assert sorted(p.name for p in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("suffix", "refused"),
    [
        (".shp", "地块.shp：图形文件.shp不完整：少8字节，请重新导出"),
        (".dbf", "地块.shp：属性表.dbf不完整：写明3行，实有2行，请重新导出"),
    ],
)
def test_a_part_that_was_cut_short(tmp_path, suffix, refused):
    path = write(layer(PLOTS), tmp_path / "地块.shp", encoding="UTF-8")
    part = path.with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:-8])
    assert taken(path).source.refused == refused


def test_an_index_that_was_cut_short(tmp_path):
    path = write(layer(PLOTS), tmp_path / "地块.shp", encoding="UTF-8")
    part = path.with_suffix(".shx")
    part.write_bytes(part.read_bytes()[:-8])
    one = only(taken(path))
    assert (one.card.kept, repairs(one)) == (
        3, ["索引.shx不完整，未采用", "没有可用的索引.shx，按.shp逐条重建后读取"],
    )  # fmt: skip


def test_names_in_mixed_case(tmp_path):
    path = write(layer(PLOTS), tmp_path / "a.shp", encoding="UTF-8")
    for suffix in (".dbf", ".shx", ".prj"):
        path.with_suffix(suffix).rename(tmp_path / f"A{suffix.upper()}")
    one = only(taken(path))
    assert (one.card.kept, one.card.crs, repairs(one)) == (3, "EPSG:4524", [])


def test_deleted_rows_are_counted(tmp_path):
    path = write(layer(PLOTS), tmp_path / "a.shp", encoding="UTF-8")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[int.from_bytes(data[8:10], "little")] = 0x2A
    table.write_bytes(data)
    one = only(taken(path))
    assert repairs(one)[0] == "属性表中有1行已标记删除，未读取"
    assert (one.frame["row"].tolist(), one.frame["plot_no"].tolist()) == ([2, 3], ["P2", "P3"])


def test_a_cut_geodatabase_is_not_an_empty_one(tmp_path):
    path = write(layer(PLOTS), tmp_path / "a.gdb", driver="OpenFileGDB")
    part = max(path.glob("*.gdbtable"), key=lambda p: p.name)
    part.write_bytes(part.read_bytes()[:-100])
    assert taken(path).source.refused == (
        f"a.gdb：地理数据库不完整：{part.name}被截断，请重新复制或导出"
    )


# --- reference systems


def test_a_prj_in_gbk(tmp_path):
    path = write(layer(PLOTS), tmp_path / "a.shp", encoding="UTF-8")
    prj = path.with_suffix(".prj")
    text = prj.read_text("ascii").replace("CGCS2000_3_Degree_GK_Zone_36", "2000国家大地坐标系36带")
    prj.write_bytes(text.encode("gbk"))
    one = only(taken(path))
    assert (one.card.crs, one.card.crs_by, repairs(one)) == ("EPSG:4524", ".prj", [])


def test_a_prj_that_is_a_web_page(tmp_path):
    path = write(layer(PLOTS), tmp_path / "a.shp", encoding="UTF-8")
    path.with_suffix(".prj").write_text("<html>not found</html>", encoding="ascii")
    one = only(taken(path))
    assert (one.card.crs, one.card.crs_by) == ("EPSG:4524", "坐标前缀36")
    said = "文件没有写坐标系，按2000国家大地坐标系；不能排除西安80，请核对"
    assert repairs(one) == [".prj的内容不可识别，未采用", said]
