"""Vector layers: which system, which schema, which vintage, and rows with faults."""

from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gengheng.intake.measure import in_grid
from intake_files import (
    BOWTIE,
    EAST,
    NORTH,
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


def moved(east, north=0.0):
    return [shapely.box(east, north, east + 10, north + 10)]


@pytest.mark.parametrize(
    ("crs", "shapes", "person", "code", "by", "said"),
    [
        (None, moved(36_471_200, 4_521_800), "", "EPSG:4524", "坐标前缀36",
         ["文件没有写坐标系，按2000国家大地坐标系；不能排除西安80，请核对"]),
        (None, moved(471_200, 4_521_800), "", "", "未定：没有坐标系定义，坐标无带号", []),
        (None, moved(471_200, 4_521_800), "EPSG:4545", "EPSG:4545", "county.toml", []),
        (None, moved(108, 40), "", "", "未定：坐标像经纬度，没有坐标系定义", []),
        (None, [shapely.box(36_999_990, 4e6, 37_000_010, 4.1e6)], "", "",
         "未定：没有坐标系定义，坐标前缀不一致（36、37）", []),
        (4524, moved(471_200, 4_521_800), "", "EPSG:4545", "文件内的坐标系的中央经线，坐标无带号",
         ["文件内的坐标系写作EPSG:4524，与坐标的带号不符，按坐标取EPSG:4545"]),
        (4545, moved(36_471_200, 4_521_800), "", "EPSG:4524", "坐标前缀36",
         ["文件内的坐标系写作EPSG:4545，与坐标的带号不符，按坐标取EPSG:4524"]),
        (4525, moved(37_471_200, 4_521_800), "EPSG:2361", "EPSG:2361", "county.toml",
         ["文件写作EPSG:4525，按county.toml取EPSG:2361"]),
        (4490, moved(108, 40), "", "EPSG:4490", "文件内的坐标系", []),
        (2360, moved(36_471_200, 4_521_800), "", "EPSG:2360", "文件内的坐标系", []),
        (32649, moved(471_200, 4_521_800), "", "EPSG:32649", "文件内的坐标系", []),
        (4326, moved(108, 40), "", "EPSG:4326", "文件内的坐标系", []),
    ],
)  # fmt: skip
def test_which_system(tmp_path, crs, shapes, person, code, by, said):
    path = write(layer({"DKBH": ["P1"]}, shapes, crs), tmp_path / "a.gpkg")
    one = only(taken(path, entry(crs=person) if person else None))
    assert (one.card.crs, one.card.crs_by, repairs(one)) == (code, by, said)
    assert one.ground.geometry[0].equals(shapes[0])


def test_beijing54_plots_are_listed_with_a_fault(tmp_path):
    path = write(layer({"DKBH": ["P1"]}, crs=2412), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert one.frame["fault"].tolist() == ["北京54坐标系，无法定椭球面积"]
    assert repairs(one) == ["北京54坐标系，无法定椭球面积，只列出地块"]


def test_degrees_are_measured_in_the_zone_of_their_middle():
    frame = gpd.GeoDataFrame(geometry=[shapely.box(109.60, 40, 109.61, 40.01)], crs=4490)
    there, note = in_grid(frame)
    assert there.crs.to_epsg() == 4525
    assert note == "由2000国家大地坐标系经纬度投影到CGCS2000 中央经线111°（带号37）"


# --- rows that are no sound polygons


def test_plots_without_a_sound_shape_are_kept(tmp_path):
    shapes = [BOWTIE, None, shapely.Polygon()]
    path = write(layer(PLOTS, shapes), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert (one.card.kept, one.card.rejected) == (3, 0)
    assert one.frame["fault"].tolist() == ["图形自相交", "无坐标", "无坐标"]
    assert repairs(one) == [
        f"第1行图形自相交（边界线相交，在{EAST + 5} {NORTH + 5}），未作修改",
        "第2行没有图形",
        "第3行没有图形",
    ]
    assert one.ground.geometry[0].equals_exact(BOWTIE)


def test_a_survey_without_polygons_is_rejected_row_by_row(tmp_path):
    line = shapely.LineString([(EAST, NORTH), (EAST, NORTH + 1)])
    columns = {"DLBM": ["0103", "0103", "0103", "0103"]}
    path = write(layer(columns, [square(), line, None, BOWTIE]), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert (one.card.rows, one.card.kept, one.card.rejected) == (4, 2, 2)
    assert rejections(one) == ["第2行图形是线，不是面，未收", "第3行没有图形，未收"]
    assert (one.frame["row"].tolist(), one.frame["fault"].tolist()) == ([1, 4], ["", "图形自相交"])


def test_a_whole_layer_of_points_is_said_once(tmp_path):
    points = [shapely.Point(EAST + k, NORTH) for k in range(30)]
    path = write(layer({"N": list(range(30))}, points), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert (one.card.rows, one.card.kept, one.card.rejected) == (30, 0, 30)
    assert rejections(one) == ["整个图层30行图形是点，不是面，都未收"]


def test_heights_are_left_out_and_said(tmp_path):
    path = write(layer({"DKBH": ["P1"]}, [shapely.force_3d(square(), 1000.0)]), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert repairs(one) == ["1行图形带高程或测量值，只取平面坐标"]
    assert not one.ground.geometry.has_z.any()


def test_no_rows_are_no_fault(tmp_path):
    empty = layer(SURVEY).iloc[:0]
    one = only(taken(write(empty, tmp_path / "DLTB.gpkg")))
    assert (one.card.schema, one.card.rows, one.card.crs) == ("dltb", 0, "EPSG:4524")


# --- what a layer is


@pytest.mark.parametrize(
    ("name", "columns", "schema"),
    [
        ("地块", {"地块编号": ["1"], "地块名称": ["东"]}, "plots"),
        ("STBHHX", {"MC": ["红线"]}, "eco_redline"),
        ("生态保护红线", {"HXMC": ["红线"]}, "eco_redline"),
        ("PDT", {"PDJB": ["5"]}, "slope"),
        ("DLTB2009", {"DLBM": ["011"], "GDPDJ": ["2"]}, "dltb_2"),
        ("路", {"NAME": ["县道"]}, "unknown"),
        ("phxs", {"NAME": ["x"]}, "unknown"),
    ],
)
def test_recognised(tmp_path, name, columns, schema):
    assert only(taken(write(layer(columns), tmp_path / f"{name}.gpkg"))).card.schema == schema


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"DLBM": ["0103"], "JCBH": ["1"]}, "卫片图斑"),
        ({"DLBM": ["0103"], "JBNTMJ": [1.0]}, "永久基本农田"),
        ({"DLBM": ["0103"], "PZWH": ["1"]}, "批准用地"),
    ],
)
def test_other_standard_layers_are_no_survey(tmp_path, columns, what):
    one = only(taken(write(layer(columns), tmp_path / "a.gpkg")))
    assert one.card.schema == "unknown"
    assert repairs(one) == [
        f"有地类编码，但字段属于{what}，未作为地类图斑（三调、变更调查）；如有误请在county.toml写明schema"
    ]
    assert only(taken(tmp_path / "a.gpkg", entry(schema="dltb"))).card.schema == "dltb"


def test_a_person_says_what_it_is_and_which_column_is_which(tmp_path):
    path = write(layer({"BIANHAO": ["1"], "AREA_HA": [1.5]}), tmp_path / "a.gpkg")
    assert only(taken(path)).card.schema == "unknown"
    bare = only(taken(path, entry(schema="plots")))
    assert bare.card.schema == "unknown"
    assert repairs(bare) == [
        "county.toml写明为补充耕地地块，但没有找到必需的列plot_no（地块编号），请在columns中写明"
    ]
    columns = {"plot_no": "BianHao", "declared": "AREA_HA"}
    told = entry(schema="plots", columns=columns, units={"declared": "公顷"})
    one = only(taken(path, told))
    assert (one.card.schema, one.frame["plot_no"].tolist()) == ("plots", ["1"])
    assert one.frame["declared_m2"].tolist() == [15_000]
    wrong = entry(
        schema="plots", columns=columns | {"declared": "MIANJI"}, units={"declared": "公顷"}
    )
    one = only(taken(path, wrong))
    assert one.frame["declared_m2"].isna().all()
    assert "county.toml 写明declared（地块面积）的表头是“MIANJI”，文件里没有，此栏空缺" in repairs(
        one
    )


def test_unknown_layers_keep_what_they_hold(tmp_path):
    columns = {"Name": ["县道", None], "Width": [1.5, 2.0], "ROW": [7, 8]}
    one = only(taken(write(layer(columns), tmp_path / "a.gpkg")))
    assert list(one.frame.columns) == ["name", "width", "row_原", "row", "fault", "geometry"]
    assert one.frame["name"].tolist() == ["县道", ""]
    assert one.frame["row_原"].tolist() == [7, 8]


def test_unknown_layers_with_numbers_under_names_of_a_survey(tmp_path):
    columns = {"JCBH": ["1", "2"], "DLBM": [103, 404], "SJNF": [2022.0, None]}
    one = only(taken(write(layer(columns), tmp_path / "a.gpkg")))
    assert (one.card.schema, one.card.vintage) == ("unknown", date(2022, 12, 31))


def test_two_and_three_surveys_in_one_layer(tmp_path):
    columns = {"DLBM": ["011", "012", "0103"]}
    one = only(taken(write(layer(columns), tmp_path / "a.gpkg")))
    assert one.card.schema == "dltb_2"
    assert repairs(one) == ["地类编码三位的2行、四位的1行混在一层，按地类图斑（二调）读取"]


def test_one_layer_of_many(tmp_path):
    path = write(layer(SURVEY), tmp_path / "a.gpkg", layer="DLTB")
    write(layer({"MC": ["红线"]}), path, layer="STBHHX")
    assert [t.card.schema for t in taken(path).tables] == ["dltb", "eco_redline"]
    assert only(taken(path, entry(layer="STBHHX"))).card.schema == "eco_redline"
    assert taken(path, entry(layer="XZQ")).source.refused == (
        "a.gpkg：没有图层“XZQ”，文件中有：DLTB、STBHHX"
    )


# --- vintage


@pytest.mark.parametrize(
    ("years", "person", "vintage", "by", "proposed"),
    [
        ([2021, 2021], None, date(2021, 12, 31), "SJNF均为2021", date(2022, 12, 31)),
        ([2021, 2022], None, None, "未定：SJNF不一致（2021、2022）", date(2022, 12, 31)),
        (
            [None, None],
            None,
            None,
            "未定：文件没有写明期次，名称中的2022年只作建议，请在county.toml写明vintage",
            date(2022, 12, 31),
        ),
        ([2021, 2021], date(2020, 12, 31), date(2020, 12, 31), "county.toml", date(2022, 12, 31)),
    ],
)
def test_vintage(tmp_path, years, person, vintage, by, proposed):
    path = write(layer({**SURVEY, "SJNF": years}), tmp_path / "DLTB_2022.gpkg")
    card = only(taken(path, entry(vintage=person))).card
    assert (card.vintage, card.vintage_by, card.proposed) == (vintage, by, proposed)


# --- plots as subjects, units, codes


def test_plots_without_number_or_twice(tmp_path):
    columns = {
        "XMBAH": ["A", "A", "B", "A", ""],
        "DKBH": ["1", "1", "1", "", ""],
        "DKMC": ["", "", "", "西地", ""],
    }
    one = only(taken(write(layer(columns), tmp_path / "150899202100007.gpkg")))
    assert (one.card.rows, one.card.kept, one.card.rejected) == (5, 4, 1)
    assert one.frame["plot_no"].tolist() == ["1", "1#2", "1", "西地"]
    assert one.frame["project_no"].tolist() == ["A", "A", "B", "A"]
    assert rejections(one) == ["地块没有编号也没有名称，不能作为排查对象，请补填后重新报送"]
    assert repairs(one) == [
        "文件内没有项目备案号，从文件名取150899202100007",
        "地块编号1在本文件内重复，此处记为1#2",
        "地块编号为空，以地块名称“西地”作编号",
    ]


def test_a_declared_area_without_a_unit_stays_blank(tmp_path):
    path = write(layer({"DKBH": ["1", "2"], "DKMJ": [1.5, np.nan]}), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert one.frame["declared_m2"].isna().all()
    assert repairs(one) == [
        "“DKMJ”没有写明单位，整列按空白处理；"
        "请在county.toml的units中写明declared（地块面积）的单位（公顷、万亩、亩、平方米）"
    ]
    told = only(taken(path, entry(units={"declared": "亩"})))
    assert (told.frame["declared_m2"][0], told.frame["declared_m2"].isna()[1]) == (1_000, True)
    headed = write(layer({"DKBH": ["1"], "地块面积（公顷）": [0.00005]}), tmp_path / "b.gpkg")
    assert only(taken(headed)).frame["declared_m2"].tolist() == [1]


def test_codes_that_came_as_numbers_are_said(tmp_path):
    columns = {"DKBH": [1.0, 2.0], "XMBAH": ["150899202100001.0", "150899202100001"]}
    one = only(taken(write(layer(columns), tmp_path / "a.gpkg")))
    assert one.frame["plot_no"].tolist() == ["1", "2"]
    assert one.frame["project_no"].tolist() == ["150899202100001"] * 2
    assert repairs(one) == [
        "“DKBH”是数值型字段，应为文本，按整数读取；前导零可能已丢失",
        "“XMBAH”应为文本，文件中是数值（150899202100001.0），按150899202100001读取，"
        "共1行；前导零可能已丢失",
    ]
