"""报盘 TXT: rings, holes and parts, and in which zone and datum they stand."""

import pytest
import shapely

from intake_files import entry, repairs
from plot_files import BESIDE, HEAD, HOLE, PLOT, SQUARE, hectare, plots, table, tables

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
    assert repairs(one) == ["文件没有写坐标系，按2000国家大地坐标系；不能排除西安80，请核对"]


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
