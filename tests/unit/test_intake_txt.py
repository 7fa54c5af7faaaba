"""报盘 TXT: every dialect that is met in the field, and whole sentences for what was mended."""

import codecs

import pytest
import shapely

from gengheng.area.ellipsoid import official
from gengheng.intake.txt import read_txt
from gengheng.values.errors import Unreadable
from intake_files import entry, rejections, repairs, taken

HEAD = """[项目信息]
项目备案号=150899202100001
[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=36
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
SQUARE = """J1,1,4521900.000,36471200.000
J2,1,4521900.000,36471300.000
J3,1,4521800.000,36471300.000
J4,1,4521800.000,36471200.000
J1,1,4521900.000,36471200.000
"""
PLOT = "5,1.0000,P1,东地,面,,,,@\n" + SQUARE
HOLE = """J5,2,4521880.000,36471220.000
J6,2,4521880.000,36471240.000
J7,2,4521860.000,36471240.000
J8,2,4521860.000,36471220.000
J5,2,4521880.000,36471220.000
"""
BESIDE = """J5,2,4521900.000,36471400.000
J6,2,4521900.000,36471500.000
J7,2,4521800.000,36471500.000
J8,2,4521800.000,36471400.000
J5,2,4521900.000,36471400.000
"""


def tables(text, stated=None, name="东地.txt"):
    return read_txt(name, text.encode("utf-8"), stated)


def table(text, stated=None, name="东地.txt"):
    (one,) = tables(text, stated, name)
    assert one.card.rows == one.card.kept + one.card.rejected
    return one


def plots(one):
    columns = ["plot_no", "plot_name", "declared_m2", "fault", "row"]
    return one.frame[columns].to_dict("records")


def hectare(one, k=0):
    return one.ground.geometry.iloc[k].area


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


# --- rings


def test_a_ring_inside_is_a_hole():
    one = table(HEAD + PLOT.replace("5,1.0", "10,1.0") + HOLE)
    assert (repairs(one), hectare(one)) == ([], 9_600)


def test_a_ring_beside_is_another_part():
    one = table(HEAD + PLOT.replace("5,1.0", "10,2.0") + BESIDE)
    assert repairs(one) == ["地块P1：圈2不在别的圈内，作为地块的另一部分"]
    assert (hectare(one), one.ground.geometry[0].geom_type) == (20_000, "MultiPolygon")


def test_parts_numbered_101_and_201_are_as_written():
    text = PLOT.replace(",1,45", ",101,45") + BESIDE.replace(",2,45", ",201,45")
    one = table(HEAD + text.replace("5,1.0", "10,2.0"))
    assert (repairs(one), hectare(one)) == ([], 20_000)


def test_a_hole_that_comes_before_its_shell():
    text = "10,1.0000,P1,东地,面,,,,@\n" + HOLE.replace(",2,45", ",1,45")
    one = table(HEAD + text + SQUARE.replace(",1,45", ",2,45"))
    assert (repairs(one), hectare(one)) == ([], 9_600)


def test_an_island_in_a_hole_is_land_again():
    island = "".join(
        f"J{9 + k},3,{n}.0,{e}.0\n"
        for k, (n, e) in enumerate([(4521875, 36471225), (4521875, 36471235), (4521865, 36471230)])
    )
    one = table(HEAD + PLOT.replace("5,1.0", "13,1.0") + HOLE + island)
    assert hectare(one) == 9_650


def test_numbers_that_start_again_without_a_new_ring():
    second = BESIDE
    for new, old in zip("1234", "5678", strict=True):
        second = second.replace(f"J{old},2", f"J{new},1")
    one = table(HEAD + PLOT.replace("5,1.0", "10,2.0") + second)
    assert repairs(one) == ["地块P1：圈1闭合后仍有界址点，从此处另起一圈"]
    assert hectare(one) == 20_000


def test_numbers_that_start_again_in_an_open_ring():
    first, second = SQUARE.rpartition("J1,1")[0], BESIDE.rpartition("J5,2")[0]
    for new, old in zip("1234", "5678", strict=True):
        second = second.replace(f"J{old},2", f"J{new},1")
    one = table(HEAD + "8,2.0000,P1,东地,面,,,,@\n" + first + second)
    assert repairs(one) == [
        "地块P1：圈1没有闭合行，以首点闭合",
        "地块P1：圈1内点号从J1重新开始，从此处另起一圈",
        "地块P1：圈1没有闭合行，以首点闭合",
    ]
    assert hectare(one) == 20_000


def test_two_closing_rows_are_one():
    one = table(HEAD + PLOT + "J1,1,4521900.000,36471200.000\n")
    assert repairs(one) == [
        "地块P1：界址点数写作5，实有4",
        "地块P1：圈1闭合行重复，只取一行",
    ]
    assert hectare(one) == 10_000


def test_names_without_numbers_do_not_restart():
    rows = SQUARE.replace("J1", "J").replace("J2", "J").replace("J3", "J").replace("J4", "J")
    one = table(HEAD + "5,1.0000,P1,东地,面,,,,@\n" + rows)
    assert (repairs(one), hectare(one)) == ([], 10_000)


# --- zone and datum


def test_the_prefix_wins_over_what_is_written():
    one = table((HEAD + PLOT).replace("带号=36", "带号=3"))
    assert repairs(one) == ["带号写作3，坐标前缀为36，按坐标前缀"]
    assert one.card.crs == "EPSG:4524"


WITHOUT = PLOT.replace(",364", ",4")


@pytest.mark.parametrize(
    ("change", "crs", "code", "by", "said"),
    [
        (("", ""), "", "EPSG:4545", "文件所写带号36", []),
        (("带号=36", "带号=18"), "", "EPSG:4544", "文件所写带号18", []),
        (
            ("带号=36", "带号=3"),
            "",
            "",
            "未定：坐标无带号，带号写作“3”，没有这一带",
            [],
        ),
        (("带号=36", "带号=3"), "EPSG:4545", "EPSG:4545", "county.toml", []),
        (("带号=36", "带号="), "", "", "未定：坐标无带号，文件和county.toml都没有写明", []),
        (
            ("带号=36", "带号=37"),
            "EPSG:4545",
            "EPSG:4545",
            "county.toml",
            ["文件写作EPSG:4546，按county.toml取EPSG:4545"],
        ),
        (
            ("带号=36", "带号=三十六"),
            "",
            "",
            "未定：坐标无带号，文件和county.toml都没有写明",
            ["带号“三十六”不是数字，未采用"],
        ),
        (("2000国家大地坐标系", "80国家大地坐标系"), "", "EPSG:2381", "文件所写带号36", []),
        (
            ("2000国家大地坐标系", "地方坐标系"),
            "",
            "",
            "未定：坐标系写作“地方坐标系”，不能识别",
            [],
        ),
    ],
)
def test_without_prefix(change, crs, code, by, said):
    one = table(HEAD.replace(*change) + WITHOUT, entry(crs=crs) if crs else None)
    assert (one.card.crs, one.card.crs_by, repairs(one)) == (code, by, said)
    assert (one.ground.crs is None) == (code == "")
    assert plots(one)[0]["fault"] == ""


@pytest.mark.parametrize(
    ("crs", "code", "said"),
    [
        ("EPSG:4524", "EPSG:4524", []),
        ("EPSG:2360", "EPSG:2360", ["文件写作EPSG:4524，按county.toml取EPSG:2360"]),
        (
            "EPSG:4525",
            "EPSG:4524",
            ["county.toml写作EPSG:4525，坐标前缀为36，按坐标前缀取EPSG:4524"],
        ),
        ("三十六带", "EPSG:4524", ["county.toml写的坐标系“三十六带”不可识别，未采用"]),
    ],
)
def test_a_person_decides_the_datum_but_not_the_prefix(crs, code, said):
    one = table(HEAD + PLOT, entry(crs=crs))
    assert (one.card.crs, repairs(one)) == (code, said)


def test_xian80_keeps_its_own_code():
    one = table(HEAD.replace("2000国家大地坐标系", "1980西安坐标系") + PLOT)
    assert (one.card.crs, repairs(one)) == ("EPSG:2360", [])


def test_beijing54_has_no_lawful_area_but_is_listed():
    one = table(HEAD.replace("2000国家大地坐标系", "1954北京坐标系") + PLOT)
    assert one.card.crs == "EPSG:2412"
    assert plots(one)[0]["fault"] == "北京54坐标系，无法定椭球面积"
    assert repairs(one) == ["北京54坐标系，无法定椭球面积，只列出地块"]
    assert hectare(one) == 10_000


def test_a_file_that_names_no_datum():
    one = table(HEAD.replace("坐标系=2000国家大地坐标系\n", "") + PLOT)
    assert one.card.crs == "EPSG:4524"
    assert repairs(one) == ["文件没有写坐标系，按2000国家大地坐标系"]


def test_degrees_are_left_as_they_are():
    rows = "J1,1,40.83,108.65\nJ2,1,40.83,108.66\nJ3,1,40.82,108.66\nJ1,1,40.83,108.65\n"
    one = table(HEAD + "4,1.0,P1,东地,面,,,,@\n" + rows)
    assert (one.card.crs, one.card.crs_by) == (
        "EPSG:4490",
        "坐标为经纬度，坐标系写作2000国家大地坐标系",
    )
    assert one.ground.geometry[0].bounds == (108.65, 40.82, 108.66, 40.83)


def test_two_zones_are_two_tables():
    west = PLOT.replace("P1", "P2").replace(",3647", ",3747").replace("5,1.0", "9,1.0")
    one, two = tables(HEAD + PLOT + west + "0,,P3,无图,面,,,,@\n")
    assert (one.card.name, two.card.name) == ("东地（36带）", "东地（37带）")
    assert (one.card.crs, two.card.crs) == ("EPSG:4524", "EPSG:4525")
    assert (one.frame["plot_no"].tolist(), two.frame["plot_no"].tolist()) == (["P1", "P3"], ["P2"])
    assert one.card.rows + two.card.rows == 3
    assert repairs(one) == ["地块P3：无坐标，没有可用图形"]
    assert repairs(two) == [
        "带号写作36，坐标前缀为37，按坐标前缀", "地块P2：界址点数写作9，实有4",
    ]  # fmt: skip


# --- project


def test_the_project_number_and_where_it_comes_from():
    bare = HEAD.replace("项目备案号=150899202100001\n", "")
    assert table(bare + PLOT).frame["project_no"].tolist() == [""]
    named = table(bare + PLOT, name="报盘/150899202100002 东地.txt")
    assert named.frame["project_no"].tolist() == ["150899202100002"]
    assert repairs(named) == ["文件内没有项目备案号，从文件名取150899202100002"]
    assert named.card.repairs[0].code == "project-from-name"
    person = table(HEAD + PLOT, entry(project_no="150899202100009"))
    assert person.frame["project_no"].tolist() == ["150899202100009"]
    assert repairs(person) == ["文件写作150899202100001，按county.toml取150899202100009"]


def test_two_project_numbers_are_none():
    text = HEAD.replace("[属性描述]", "备案号=150899202100002\n[属性描述]") + PLOT
    one = table(text)
    assert one.frame["project_no"].tolist() == [""]
    assert repairs(one) == ["写了不同的项目备案号：150899202100001、150899202100002，未采用"]


def test_without_the_line_before_the_plots():
    one = table(HEAD.replace("[地块坐标]\n", "") + PLOT)
    assert repairs(one) == ["缺“[地块坐标]”一行，按行末的“@”识别地块"]
    assert hectare(one) == 10_000


def test_coordinates_are_what_was_written():
    one = table(HEAD + PLOT.replace("4521900.000", "4521900.123456789"))
    ys = shapely.get_coordinates(one.ground.geometry[0])[:, 1]
    assert ys.max() == 4521900.123456789
