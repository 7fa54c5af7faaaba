"""Thresholds at their very edge, the sentences of findings, and what goes along with an answer."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cast import (
    FARM,
    GRASS,
    NO,
    ORCHARD,
    OTHER,
    X,
    layer,
    material,
    plot,
    project,
    second,
    strip,
    survey,
)
from gengheng.rules.false_supplement import b1_not_farmland as b1
from gengheng.rules.false_supplement import b4_area as b4
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

OLD = date(2018, 12, 31)
FLAT = layer("slope", OLD, (300, "2"), column="pdjb")
FAR = layer("eco_redline", OLD, (900, None), (9, "x"), column="hxmc")


def answer(rule, *shelf, subject=f"{NO}-P1", **more):
    """The whole row of one subject."""
    return screen([RULES[rule]], material(*shelf, **more)).answers.set_index("subject").loc[subject]


def line(rule, *shelf, **more):
    """The rule's line on the cover."""
    return screen([RULES[rule]], material(*shelf, **more)).run.rules[0]


def tbmj(year, *strips):
    """A survey that states its areas a thousandth larger than they are."""
    areas = pd.array([round(width * 10_000 * 1.001) for width, _ in strips], dtype="Int64")
    return survey(year, *strips, tbmj_centi_m2=areas)


# B-1


def test_b1_says_years_area_share_and_classes():
    both = [tbmj(year, (80, FARM), (15, ORCHARD), (5, GRASS)) for year in (2021, 2022)]
    row = answer("B-1", *both)
    assert row["detail"] == (
        "2021年、2022年变更调查中有1999.96平方米不是耕地，占地块20.0%"
        "（2022年：0201果园1499.97平方米、0404其他草地499.99平方米）"
    )
    assert row["survey_centi_m2"] == 200_200
    assert round(row["geometry"].area) == 2_000
    assert (row["note"], row["reason"]) == ("", "")


def test_b1_keeps_the_slivers_and_asks_each_plot_for_itself():
    """The second plot lies behind the first: what is found must come home to its own plot."""
    both = [survey(y, (98.5, FARM), (1.5, GRASS), (50, FARM), (50, ORCHARD)) for y in (2021, 2022)]
    two = [plot(), plot(plot_no="P2", shape=strip(100, x=X + 100))]
    rows = screen([RULES["B-1"]], material(*both, plots=two)).answers.set_index("subject")
    assert rows["area_centi_m2"].tolist() == [0, 499_990]
    assert rows["sliver_centi_m2"].tolist() == [15_000, 0]
    told = line("B-1", *both, plots=two)
    assert (told.slivers, told.sliver_centi_m2, told.notes) == (1, 15_000, ())
    assert (told.asked, told.suspected, told.clear, told.unknown) == (2, 1, 1, 0)


def test_b1_what_is_found_in_both_surveys_comes_home_to_its_plot():
    """The first plot has nothing, so places among the findings are not places among the plots."""
    shelf = [
        survey(y, (100, FARM), (50, FARM), (50, GRASS), (90, GRASS), (10, FARM))
        for y in (2021, 2022)
    ]
    three = [plot(plot_no=f"P{k}", shape=strip(100, x=X + 100 * k)) for k in range(3)]
    rows = screen([RULES["B-1"]], material(*shelf, plots=three)).answers
    assert rows["area_centi_m2"].tolist() == [0, 499_990, 899_982]


def test_b1_one_survey_may_lack_a_plot_that_the_other_covers():
    two = [plot(), plot(plot_no="P2", shape=strip(100, x=X + 100))]
    shelf = [survey(2021, (200, FARM)), survey(2022, (100, FARM))]
    rows = screen([RULES["B-1"]], material(*shelf, plots=two)).answers.set_index("subject")
    assert rows["said"].tolist() == ["未发现", "无法判定"]
    assert rows["reason"].tolist() == ["", "底图未覆盖"]


PARAMS = RULES["B-1"].defaults


@pytest.mark.parametrize(
    ("area", "whole", "mates", "enough"),
    [
        (40_000, 10**9, (), True),  # 400 m² of much
        (39_999, 10**9, (), False),
        (39_999, 799_980, (), True),  # 5 % to the cent
        (39_998, 799_980, ((0, 10**9),), False),
        (0, 0, (), False),
        (1, 100, ((0, 10**7),), False),
        (1, 20, ((0, 10**7),), True),
        (1, 10**6, ((99_999, 9_000_000),), True),  # 1 % of the project to the cent
        (1, 10**6, ((99_998, 9_000_000),), False),
        (0, 10**6, ((100_000, 9_000_000),), False),  # nothing of its own
    ],
)
def test_b1_thresholds(area, whole, mates, enough):
    rows = [(area, whole), *mates]
    frame = pd.DataFrame({"project_no": [NO] * len(rows)})
    got = b1._enough(*(np.array(column) for column in zip(*rows, strict=True)), frame, PARAMS)
    assert got.tolist()[0] is enough


def test_b1_a_county_may_set_the_share_of_a_project():
    frame, params = (
        pd.DataFrame({"project_no": [NO]}),
        PARAMS | {"min_share": 50, "min_project_share": 2},
    )
    for area, enough in ((199, False), (200, True)):
        assert b1._enough(np.array([area]), np.array([10_000]), frame, params).tolist() == [enough]


def test_b1_another_project_does_not_count():
    frame = pd.DataFrame({"project_no": [OTHER, NO, OTHER]})
    got = b1._enough(np.array([1, 30_000, 1]), np.array([10**6] * 3), frame, PARAMS)
    assert got.tolist() == [False, True, False]


# B-2


def test_b2_says_what_was_there_before_and_earlier():
    shelf = [
        survey(2018, (100, FARM)), tbmj(2019, (30, "0103"), (70, GRASS)), second((50, "013"), (50, "043")),
    ]  # fmt: skip
    row = answer("B-2", *shelf)
    assert row["area_centi_m2"] == 999_980
    assert row["detail"] == (
        "立项前各期调查中曾有耕地，合计9999.80平方米（2019年：0404其他草地6999.86平方米、0103旱地2999.94平方米；"
        "2018年：0102水浇地9999.80平方米；2009年：013旱地（二调）4999.90平方米、043其他草地（二调）4999.90平方米）"
    )
    assert row["survey_centi_m2"] == 1_001_000
    assert round(row["geometry"].area) == 10_000


def test_b2_says_once_that_earlier_vintages_are_missing_and_keeps_slivers():
    told = line("B-2", survey(2019, (1.2, FARM), (98.8, GRASS)))
    assert told.notes == ("1个地块更早期次不全（早于首期），“耕地→他类→耕地”绕道只查到现有期次",)
    assert (told.slivers, told.sliver_centi_m2) == (1, 12_000)
    assert answer("B-2", survey(2019, (1.2, FARM), (98.8, GRASS)))["sliver_centi_m2"] == 12_000
    whole = [survey(y, (100, GRASS)) for y in (2017, 2018, 2019)]
    assert line("B-2", *whole).notes == ()


@pytest.mark.parametrize(
    ("width", "said"), [(4.0, "未发现"), (4.0001, "疑似")], ids=["399.99", "400.00"]
)
def test_b2_the_threshold(width, said):
    assert answer("B-2", survey(2019, (width, FARM), (100 - width, GRASS)))["said"] == said


@pytest.mark.parametrize(
    ("width", "seen", "reason"),
    [(4.0, 0, ""), (4.0001, 0, "二调底图未提供"), (4.0001, 1, "二调底图未覆盖"), (4.0, 1, "")],
)
def test_b2_a_little_orchard_needs_no_second_survey(width, seen, reason):
    shelf = [survey(2019, (width, ORCHARD), (100 - width, GRASS))]
    shelf += [second((300, None), (10, "043"))] if seen else []
    assert answer("B-2", *shelf)["reason"] == reason


def test_b2_two_notes_are_both_said_and_a_little_k_land_is_not():
    shelf = [survey(2019, (3, FARM), (50, "0201K"), (47, GRASS))]
    assert answer("B-2", *shelf)["note"] == (
        "立项前耕地299.99平方米，低于门槛400平方米；立项前有可调整地类4999.90平方米"
    )
    for width, said in ((4.0, ""), (4.0001, "立项前有可调整地类400.00平方米")):
        shelf = [survey(2019, (width, "0201K"), (100 - width, GRASS))]
        assert answer("B-2", *shelf)["note"] == said


def test_b2_exempts_its_own_project_only():
    """The other project, and a plot without a project, are judged as usual."""
    two = [plot(), plot(OTHER, shape=strip(100, x=X + 100))]
    told = [project(kind="高标准农田建设（提质改造）"), project(OTHER, kind="土地开发")]
    shelf = survey(2019, (200, FARM))
    rows = screen([RULES["B-2"]], material(shelf, plots=two, projects=told)).answers
    assert rows["said"].tolist() == ["未发现", "疑似"]
    three = [plot(OTHER, shape=strip(100, x=X + 100)), plot(), plot(plot_no="P2", shape=strip(50))]
    rows = screen([RULES["B-2"]], material(shelf, plots=three, projects=told)).answers
    assert rows["said"].tolist() == ["未发现", "未发现", "疑似"]


@pytest.mark.parametrize("kind", ["提质 改造", " 旱改水（水田）", "田 坎"])
def test_b2_reads_the_type_as_every_rule_does(kind):
    assert (
        answer("B-2", survey(2019, (200, FARM)), projects=[project(kind=kind)])["said"] == "未发现"
    )


# B-4


def test_b4_says_both_sides():
    told = answer(
        "B-4", subject=NO, plots=[plot(declared=10_200)], projects=[project(reported_m2=12_000)]
    )
    assert told["detail"] == (
        "台账报备12000平方米，地块图形合计9999.80平方米，多2000.20平方米；"
        "地块P1申报10200平方米，实测9999.80平方米"
    )
    assert told["area_centi_m2"] == 200_020
    less = answer(
        "B-4", subject=NO, plots=[plot(declared=None)], projects=[project(reported_m2=5_000)]
    )
    assert less["detail"] == "台账报备5000平方米，地块图形合计9999.80平方米，少4999.80平方米"


def test_b4_answers_for_every_project_in_order():
    many = [project("3"), project("1")]
    rows = screen([RULES["B-4"]], material(plots=[plot("2"), plot("3")], projects=many)).answers
    assert rows["subject"].tolist() == ["1", "2", "3"]
    assert rows["reason"].tolist() == ["无坐标", "缺报备记录", ""]


def project_of(plane=1_000_000, official=1_000_000, net=1_000_000, declared=None):
    frame = pd.DataFrame(
        {
            "project_no": [NO], "plot_no": ["P1"], "area_centi_m2": [official],
            "plane_centi_m2": [plane], "declared_m2": pd.array([declared], dtype="Int64"),
            "fault": [""],
        }
    )  # fmt: skip
    params = RULES["B-4"].defaults
    filed = b4._filed(frame, np.array([net]), params)[NO]
    return lambda reported: b4._project({"reported_m2": reported}, filed, params)


@pytest.mark.parametrize(
    ("frame", "reported", "suspected", "area", "note"),
    [
        (project_of(), 10_100, False, 0, ""),  # 1 % and 100 m² to the unit
        (project_of(), 10_101, True, 10_100, ""),
        (project_of(), 9_899, True, 10_100, ""),
        (project_of(official=10**8, plane=10**8, net=10**8), 1_010_000, False, 0, ""),
        (project_of(official=10**8, plane=10**8, net=10**8), 1_010_001, True, 1_000_100, ""),
        (project_of(net=900_000), 9_000, False, 0, "报备面积比图形面积少1000.00平方米，与扣除田坎一致"),
        (project_of(net=985_000), 9_900, False, 0, ""),
        (project_of(net=900_000), 9_100, False, 0, "报备面积比图形面积少900.00平方米，与扣除田坎一致"),
        (project_of(net=800_000), 8_601, True, 139_900, ""),
        (project_of(net=900_000), 10_000, False, 0, "报备面积未扣除田坎1000.00平方米"),
        (project_of(net=990_000), 10_000, False, 0, ""),
        (project_of(net=989_900), 10_000, False, 0, "报备面积未扣除田坎101.00平方米"),
        (project_of(plane=1_000_200), 10_002, False, 0, "报备面积是平面面积，与椭球面积相差2.00平方米"),
        (project_of(plane=1_000_200), 10_001, False, 0, ""),
        (project_of(plane=1_000_300), 10_002, False, 0, "报备面积是平面面积，与椭球面积相差2.00平方米"),
        (project_of(plane=1_000_301), 10_002, False, 0, ""),
        (project_of(official=999_999, plane=1_000_100), 10_001, False, 0,
         "报备面积是平面面积，与椭球面积相差1.01平方米"),
        (project_of(declared=10_100), 10_000, False, 0, ""),
        (project_of(declared=10_101), 10_000, True, 10_100, ""),
        (project_of(declared=9_899), 10_000, True, 10_100, ""),
        (project_of(official=50_000, plane=50_000, net=50_000, declared=510), 500, False, 0, ""),
        (project_of(official=50_000, plane=50_000, net=50_000, declared=511), 500, True, 1_100, ""),
    ],
)  # fmt: skip
def test_b4_tolerances(frame, reported, suspected, area, note):
    got = frame(reported)
    assert (got[0], got[2], got[5]) == (suspected, area, note)


@pytest.mark.parametrize(
    ("dlbm", "factor", "net"),
    [("0102", 0.1, 899_982), ("0102", 0.0, 999_980), ("0201", 0.1, 999_980), ("0102", 1.0, 999_980),
     ("0102", 1.5, 999_980), ("0102", None, 999_980), ("0102", "x", 999_980), ("0102", "0.1", 899_982)],
)  # fmt: skip
def test_b4_ridges_are_taken_out_of_farmland_by_a_factor_below_one(dlbm, factor, net):
    ridged = survey(2021, (100, dlbm), kcxs=[factor])
    [one] = b4._net_of_ridges(material().subjects, ridged)
    assert one == net


# B-7

TWO = [project(filed=date(2022, 6, 1)), project(OTHER)]
PAIR = f"{NO}|{OTHER}"


def test_b7_says_which_is_later_and_shows_the_ground():
    row = answer(
        "B-7", subject=PAIR, plots=[plot(), plot(OTHER, shape=strip(100, x=X + 80))], projects=TWO
    )
    assert (
        row["detail"] == f"{NO}与{OTHER}重叠1999.96平方米；{NO}报备在后（2022-06-01），推定为重复"
    )
    assert round(row["geometry"].area) == 2_000


@pytest.mark.parametrize(
    ("filed", "said"),
    [(date(2021, 12, 1), "同日报备，不能推定何者重复"), (None, "报备日期不全，不能推定何者重复")],
)
def test_b7_does_not_guess_which_is_later(filed, said):
    projects = [project(), project(OTHER, filed=filed)]
    row = answer("B-7", subject=PAIR, plots=[plot(), plot(OTHER)], projects=projects)
    assert row["detail"] == f"{NO}与{OTHER}重叠9999.80平方米；{said}"


@pytest.mark.parametrize(
    ("width", "said"), [(4.0001, "未发现"), (4.0002, "疑似")], ids=["400.00", "400.01"]
)
def test_b7_the_threshold(width, said):
    filed = [plot(), plot(OTHER, shape=strip(100, x=X + 100 - width))]
    assert answer("B-7", subject=PAIR, plots=filed, projects=TWO)["said"] == said


def test_b7_keeps_slivers_and_speaks_for_projects_without_plots():
    filed = [plot(), plot(OTHER, shape=strip(100, x=X + 99))]
    told = line("B-7", plots=filed, projects=TWO)
    assert (told.slivers, told.sliver_centi_m2, told.asked) == (1, 10_000, 3)
    rows = screen(
        [RULES["B-7"]], material(plots=filed, projects=[*TWO, project("150899202100009")])
    ).answers.set_index("subject")
    assert rows.loc["150899202100009|*", ["said", "reason"]].tolist() == ["无法判定", "无坐标"]
    assert rows.loc[PAIR, "sliver_centi_m2"] == 10_000
    assert rows["detail"].tolist() == [""] * 4


def test_b7_pieces_of_one_pair_are_joined_before_they_are_judged():
    """A strip of 1.5 m, cut in two by a plot border, is one sliver; two wide halves are one area."""
    wide = [
        plot(),
        plot(OTHER, shape=strip(2.5, x=X + 10)),
        plot(OTHER, "P2", strip(2.5, x=X + 12.5)),
    ]
    assert answer("B-7", subject=PAIR, plots=wide, projects=TWO)["area_centi_m2"] == 49_999


# C-3


def test_c3_says_which_line_and_which_slope():
    line_of = layer("eco_redline", OLD, (30, "x"), column="hxmc")
    steep = layer("slope", OLD, (50, "2"), (50, "5"), column="pdjb")
    row = answer("C-3", line_of, steep)
    assert row["detail"] == (
        "立项时有效的生态保护红线（2018-12-31版）内2495.95平方米；25度以上陡坡4999.90平方米"
    )
    assert row["area_centi_m2"] == 749_585
    assert round(row["geometry"].area) == 7_496
    assert answer("C-3", FAR, steep)["detail"] == "25度以上陡坡4999.90平方米"
    assert answer("C-3", line_of, FLAT)["detail"].startswith("立项时")


@pytest.mark.parametrize(("width", "said"), [(9.99, "未发现"), (10, "疑似"), (10.01, "疑似")])
def test_c3_a_tenth_is_steep(width, said):
    slope = layer("slope", OLD, (width, "5"), (100 - width, "2"), column="pdjb")
    assert answer("C-3", FAR, slope)["said"] == said


@pytest.mark.parametrize(("width", "said"), [(4.0, "未发现"), (4.0001, "疑似")])
def test_c3_a_hair_inside_the_line_is_enough(width, said):
    """4 m wide, 2 m inward from both sides: nothing is left; a tenth of a millimetre more is."""
    assert (
        answer("C-3", layer("eco_redline", OLD, (width, "x"), column="hxmc"), FLAT)["said"] == said
    )
