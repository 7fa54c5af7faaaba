"""报盘 TXT: every dialect that is met in the field, and whole sentences for what was mended."""

import codecs

import pandas as pd
import pytest

from gengheng.area.ellipsoid import official
from gengheng.intake.txt import read_txt
from gengheng.values.errors import Unreadable
from intake_files import entry, rejections, repairs, taken
from plot_files import HEAD, PLOT, SQUARE, hectare, plots, table


def test_a_clean_file_is_read_without_a_word():
    one = table(HEAD + PLOT)
    assert repairs(one) == rejections(one) == []
    assert plots(one) == [
        {"plot_no": "P1", "plot_name": "东地", "declared_m2": 10_000, "fault": "", "row": 13}
    ]
    assert one.frame["project_no"].tolist() == ["150899202100001"]
    assert (one.card.crs, one.card.crs_by) == ("EPSG:4524", "坐标前缀36")
    assert (one.card.encoding, one.card.encoding_by) == ("UTF-8", "全部字节符合UTF-8")
    assert (one.card.vintage, one.card.vintage_by) == (None, "报盘文件不分期次")
    assert official(one.ground.geometry).tolist() == [999_980]


@pytest.mark.parametrize(
    ("data", "encoding", "by"),
    [
        (codecs.BOM_UTF8 + (HEAD + PLOT).encode(), "UTF-8", "文件头BOM"),
        (codecs.BOM_UTF16_LE + (HEAD + PLOT).encode("utf-16-le"), "UTF-16LE", "文件头BOM"),
        (codecs.BOM_UTF16_BE + (HEAD + PLOT).encode("utf-16-be"), "UTF-16BE", "文件头BOM"),
        ((HEAD + PLOT).encode("gbk"), "GB18030", "全部字节符合GB18030"),
        ((HEAD + PLOT).replace("\n", "\r\n").encode("gb18030"), "GB18030", "全部字节符合GB18030"),
    ],
)
def test_encodings(data, encoding, by):
    (one,) = read_txt("a.txt", data)
    assert (one.card.encoding, one.card.encoding_by) == (encoding, by)
    assert plots(one)[0]["plot_name"] == "东地"
    assert repairs(one) == []


def test_a_person_may_say_the_encoding_and_may_be_wrong():
    data = (HEAD + PLOT).encode("gbk")
    (one,) = read_txt("a.txt", data, entry(encoding="GBK"))
    assert (one.card.encoding, one.card.encoding_by) == ("GB18030", "county.toml")
    with pytest.raises(Unreadable, match=r"按county\.toml写的编码“utf-8”读不通，请改正"):
        read_txt("a.txt", data, entry(encoding="utf-8"))
    with pytest.raises(Unreadable, match=r"county\.toml写的编码“中文”不是编码名"):
        read_txt("a.txt", data, entry(encoding="中文"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "不是报盘文件：没有以“@”结尾的地块行"),
        ("只是一段说明".encode(), "不是报盘文件：没有以“@”结尾的地块行"),
        (b"\x00\x01\x02", "不是文本文件：含有空字节"),
        (
            b"\x81\xff\xff\xff",
            "文字编码无法识别：既不是UTF-8，也不是GB18030，"
            "请另存为UTF-8，或在county.toml写明encoding",
        ),
    ],
)
def test_what_is_no_filing_is_refused(tmp_path, data, sentence):
    path = tmp_path / "说明.txt"
    path.write_bytes(data)
    reading = taken(path)
    assert (reading.source.refused, reading.tables) == (f"说明.txt：{sentence}", ())


def test_full_width_signs_and_leading_blanks():
    text = (HEAD + PLOT).replace("[属性描述]", "　[属性描述]").replace("1.01版本", "1．01版本")
    text = text.replace(
        "J2,1,4521900.000,36471300.000",
        " Ｊ２，１，４５２１９００．０００，３６４７１３００．０００",
    )
    one = table(text.replace(",P1,", ",Ｐ１，"))
    assert repairs(one) == [
        "地块编号“Ｐ１”用了全角字符，按“P1”读取",
        "坐标行用了全角字符，按半角读取，共1行",
    ]
    assert (plots(one)[0]["plot_no"], hectare(one)) == ("P1", 10_000)


def test_blanks_after_commas():
    one = table(HEAD + PLOT.replace(",", ", "))
    assert (repairs(one), hectare(one)) == ([], 10_000)


@pytest.mark.parametrize(
    ("header", "number", "declared", "said"),
    [
        ("5,1.0000,P1,东地,面,,,@", "P1", 10_000, []),
        ("5,1.0000,P1,东地,面,I50G001,旱地,地上,@", "P1", 10_000, []),
        ("5, ,P1, ,面, , , ,@", "P1", None, []),
        ("5,0.5公顷,P1,东地,面,,,,@", "P1", 5_000, []),
        ("5,15亩,P1,东地,面,,,,@", "P1", 10_000, ["地块面积写作“15亩”，按亩换算为平方米"]),
        (
            "1.0000公顷,,地块1,面,,,,@",
            "地块1",
            10_000,
            ["地块行没有界址点数，按实有界址点", "地块编号为空，以地块名称“地块1”作编号"],
        ),
        (
            "1,2021-78地块1,面,H50G002051,工矿仓储用地,,@",
            "1",
            None,
            ["地块行没有界址点数和面积，按实有界址点"],
        ),
        (
            "5,1.0000,2021-78地块1,面,H50G002051,,,@",
            "2021-78",
            10_000,
            ["地块编号写在名称里，从“2021-78地块1”取“2021-78”"],
        ),
        ("5,1.0000,150899104,东村,D8-003,东地,面,,,,@", "D8-003", 10_000, []),
        ("5,一公顷,P1,东地,面,,,,@", "P1", None, ["地块面积“一公顷”不可读，按空白"]),
        ("五,1.0000,P1,东地,面,,,,@", "P1", 10_000, ["界址点数“五”不是整数，按实有界址点"]),
        (
            "5,1.0000,P1,东地,面,,旱地,0103",
            "P1",
            10_000,
            ["地块行末尾缺“@”，按其中的图形属性识别为地块行"],
        ),
        (
            "5,10000.0000,P1,东地,面,,,,@",
            "P1",
            10_000,
            ["地块P1：地块面积按公顷是图形的一万倍，按平方米取10000"],
        ),
    ],
)
def test_headers(header, number, declared, said):
    one = table(HEAD + header + "\n" + SQUARE)
    assert repairs(one) == said
    row = plots(one)[0]
    assert (row["plot_no"], row["fault"]) == (number, "")
    assert (None if one.frame["declared_m2"].isna()[0] else row["declared_m2"]) == declared


def test_the_cells_of_supplement_plots():
    header = "5,1.0000,P1,东地,面,I50,旱地,0103,补充,0103,9.5,8.2,备注,@\n"
    row = table(HEAD + header + SQUARE).frame.iloc[0]
    assert (row["plot_class"], row["grade_before"], row["grade_after"]) == ("0103", "9.5", "8.2")
    assert (row["land"], row["grade_before_tenths"], row["grade_tenths"]) == ("0103", 95, 82)


def test_a_grade_may_be_blank_and_one_that_is_no_number_is_said():
    """The short header has no cell for it."""
    header = "5,1.0000,P1,东地,面,I50,旱地,0103,补充,0103,{},{},备注,@\n"
    for before, after, grades, said in (
        ("", "11等", (None, 110), []),
        ("中等", "", (None, None), ["地块P1：改造前等别“中等”不可读，按空白"]),
        ("15", "优", (150, None), ["地块P1：质量等别“优”不可读，按空白"]),
    ):
        one = table(HEAD + header.format(before, after) + SQUARE)
        row = one.frame[["grade_before_tenths", "grade_tenths"]].astype(object).iloc[0]
        assert tuple(None if v is pd.NA else v for v in row) == grades
        assert repairs(one) == said
    short = table(HEAD + PLOT).frame.iloc[0]
    assert (short["land"], pd.isna(short["grade_tenths"])) == ("", True)


def test_a_person_may_say_the_unit():
    one = table(HEAD + PLOT.replace("1.0000", "15"), entry(units={"declared": "亩"}))
    assert plots(one)[0]["declared_m2"] == 10_000


def test_a_plot_without_any_name_is_no_subject():
    one = table(HEAD + PLOT + PLOT.replace(",P1,东地,", ",,,"))
    assert (one.card.rows, one.card.kept, one.card.rejected) == (2, 1, 1)
    assert rejections(one) == ["地块没有编号也没有名称，不能作为排查对象，请补填后重新报送"]
    assert one.card.rejections[0].row == 19


def test_a_number_that_stands_twice():
    one = table(HEAD + PLOT + PLOT + PLOT)
    assert one.frame["plot_no"].tolist() == ["P1", "P1#2", "P1#3"]
    assert repairs(one) == [
        "地块编号P1在本文件内重复，此处记为P1#2",
        "地块编号P1在本文件内重复，此处记为P1#3",
    ]


# --- coordinates


def swapped(text):
    rows = [line.split(",") for line in text.splitlines()]
    return "".join(f"{n},{r},{b},{a}\n" for n, r, a, b in rows)


def test_swapped_axes_are_decided_by_magnitude():
    one = table(HEAD + "5,1.0000,P1,东地,面,,,,@\n" + swapped(SQUARE))
    assert repairs(one) == ["地块P1：坐标先东后北（XY标反），按数值大小取横纵坐标"]
    assert one.ground.geometry[0].equals(table(HEAD + PLOT).ground.geometry[0])


def test_a_closing_row_that_repeats_one_coordinate():
    rows = swapped(SQUARE).splitlines()
    rows[-1] = "J1,1,36471200.000,36471200.000"
    one = table(HEAD + "5,1.0000,P1,东地,面,,,,@\n" + "\n".join(rows))
    assert repairs(one) == [
        "地块P1：坐标先东后北（XY标反），按数值大小取横纵坐标",
        "地块P1：圈1闭合行两个坐标都写成36471200.000，以首点闭合",
    ]
    assert hectare(one) == 10_000


def test_without_a_closing_row():
    text = HEAD + PLOT.replace("5,1.0", "4,1.0").rpartition("J1,1")[0]
    one = table(text)
    assert repairs(one) == ["地块P1：圈1没有闭合行，以首点闭合"]
    assert hectare(one) == 10_000


@pytest.mark.parametrize(
    ("last", "fault", "said"),
    [
        (
            "J1,1,4521900.002,36471200.000",
            "",
            ["地块P1：圈1闭合行与首点J1相差0.002米，以首点闭合"],
        ),
        (
            "J1,1,4521950.000,36471200.000",
            "首末点不符",
            [
                "地块P1：首末点不符，没有可用图形",
                "地块P1：圈1闭合行与首点J1相差50.000米，相差过大，不能认定图形",
            ],
        ),
    ],
)
def test_a_closing_row_that_is_not_the_first_point(last, fault, said):
    rows = (HEAD + PLOT).splitlines()
    one = table("\n".join([*rows[:-1], last]))
    assert repairs(one) == said
    assert plots(one)[0]["fault"] == fault


def test_a_wrong_number_of_points_is_only_said():
    one = table(HEAD + PLOT.replace("5,1.0", "9,1.0"))
    assert repairs(one) == ["地块P1：界址点数写作9，实有4"]
    assert plots(one)[0]["fault"] == ""


def test_a_plot_that_breaks_off_is_kept_without_a_shape():
    text = HEAD + PLOT.replace("5,1.0", "9,1.0").rpartition("J1,1")[0]
    one = table(text)
    assert repairs(one) == [
        "地块P1：界址点数写作9，实有4",
        "地块P1：界址点不全，没有可用图形",
        "地块P1：圈1没有闭合行，以首点闭合",
    ]
    assert plots(one)[0]["fault"] == "界址点不全"


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        ("", "无坐标"),
        ("J1,1,4521900.0,36471200.0\nJ2,1,4521900.0,36471300.0\n", "界址点不足"),
        ("J1,1,1.0,2.0\nJ2,1,3.0,4.0\nJ3,1,5.0,6.0\n", "坐标超出范围"),
        (SQUARE.replace("36471300", "37471300"), "坐标带号不一致"),
        (
            "J1,1,4521900,36471200\nJ2,1,4521800,36471300\nJ3,1,4521900,36471300\n"
            "J4,1,4521800,36471200\nJ1,1,4521900,36471200\n",
            "图形自相交",
        ),
    ],
)
def test_a_plot_without_a_sound_shape_is_kept_with_its_fault(points, fault):
    one = table(HEAD + ",1.0000,P1,东地,面,,,,@\n" + points)
    assert (one.card.kept, one.card.rejected) == (1, 0)
    assert plots(one)[0]["fault"] == fault
    assert f"地块P1：{fault}，没有可用图形" in repairs(one)


def test_a_line_that_is_no_point_spoils_the_shape_and_says_where():
    one = table(HEAD + PLOT.replace("J2,1,4521900.000,36471300.000", "J2,1,四百万,36471300"))
    assert repairs(one) == ["地块P1：“J2,1,四百万,36471300”不是界址点行，图形不能认定"]
    assert one.card.repairs[0].row == 15
    assert plots(one)[0]["fault"] == "坐标不可读"


def test_a_line_is_no_plot():
    one = table(HEAD + PLOT.replace("面", "线"))
    assert plots(one)[0]["fault"] == "图形不是面"
