"""The five rules, each against the worked examples of its page, its decoys and its unjudgeables."""

from datetime import date
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from cast import (
    FARM,
    GRASS,
    NO,
    ORCHARD,
    OTHER,
    ROAD,
    X,
    Y,
    layer,
    material,
    plot,
    project,
    second,
    strip,
    survey,
)
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.records.layer import NotRun
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN


def ask(rule, *shelf, subject=f"{NO}-P1", **more):
    """(said, m², reason, note) of one subject."""
    done = screen([RULES[rule]], material(*shelf, **more)).answers.set_index("subject")
    row = done.loc[subject]
    return row["said"], row["area_centi_m2"] / 100, row["reason"], row["note"]


def both(*strips):
    return [survey(year, *strips) for year in (2021, 2022)]


B1 = [
    ("doc 1", both((92, FARM), (5, ROAD), (3, GRASS)), CLEAR, 299.99),
    ("doc 2", both((80, FARM), (20, ORCHARD)), SUSPECTED, 1_999.96),
    ("doc 3", [survey(2021, (80, FARM), (20, ORCHARD)), survey(2022, (100, FARM))], CLEAR, 0),
    ("doc 4", both((50, FARM)), UNKNOWN, 0),
    ("doc 5", both((50, ORCHARD)), SUSPECTED, 4_999.90),
    ("K class", both((100, "0201K")), SUSPECTED, 9_999.80),
    ("sliver", both((98.5, FARM), (1.5, GRASS)), CLEAR, 0),
    ("sliver in pieces", both((98.5, FARM), (0.5, GRASS), (1.0, ORCHARD)), CLEAR, 0),
    ("field works", both((80, FARM), (10, "1006"), (6, "1107"), (4, "1203")), CLEAR, 0),
]


@pytest.mark.parametrize(("shelf", "said", "m2"), [b[1:] for b in B1], ids=[b[0] for b in B1])
def test_b1_worked_examples(shelf, said, m2):
    # 100 m of 50 km: a project of one hectare among much more, so that only the plot's share counts
    big = plot(plot_no="P2", shape=strip(2_000, x=X + 10_000), declared=200_000)
    wide = [layer_with(one, box(X + 9_000, Y - 10, X + 13_000, Y + 200)) for one in shelf]
    assert ask("B-1", *wide, plots=[plot(), big])[:2] == (said, m2)


def layer_with(one, shape):
    """The layer with one large patch of farmland more."""
    more = gpd.GeoDataFrame({"dlbm": [FARM]}, geometry=[shape], crs=one.frame.crs)
    return shelve(one.ref.schema, one.ref.vintage, pd.concat([one.frame, more], ignore_index=True))


def test_b1_one_percent_of_a_project_is_enough():
    assert ask("B-1", *both((97, FARM), (3, GRASS)))[:2] == (SUSPECTED, 299.99)


@pytest.mark.parametrize(
    ("years", "accepted", "said", "reason"),
    [
        ((2022, 2023), date(2021, 9, 1), SUSPECTED, ""),
        ((2022, 2023), date(2020, 9, 1), UNKNOWN, "早于首期"),
        ((2020,), date(2021, 9, 1), UNKNOWN, "晚于末期"),
        ((2020, 2023), date(2021, 9, 1), UNKNOWN, "缺2021年期次"),
        ((2021,), None, UNKNOWN, "缺验收日期"),
    ],
    ids=["next only", "too early", "too late", "hole", "no date"],
)
def test_b1_vintages(years, accepted, said, reason):
    shelf = [survey(year, (80, FARM), (20, ORCHARD)) for year in years]
    answer = ask("B-1", *shelf, projects=[project(accepted=accepted)])
    assert (answer[0], answer[2]) == (said, reason)


def test_b1_a_single_vintage_is_said_once_on_the_rule():
    done = screen([RULES["B-1"]], material(survey(2021, (100, FARM))))
    assert done.run.rules[0].notes == ("1个地块只据一期判断（另一期：晚于末期）",)
    assert done.answers["note"].tolist() == [""]


@given(cuts=st.sets(st.integers(1, 9), max_size=6))
def test_cutting_the_survey_into_more_polygons_changes_no_answer(cuts):
    strips = [((b - a) * 10, ORCHARD) for a, b in pairwise([0, *sorted(cuts), 10])]
    assert ask("B-1", *both(*strips))[1] == 9_999.80
    thin = [((b - a) / 10 * 1.5, GRASS) for a, b in pairwise([0, *sorted(cuts), 10])]
    assert ask("B-1", *both((98.5, FARM), *thin))[:2] == (CLEAR, 0)


BEFORE = 2019
B2 = [
    ("doc 1", [survey(BEFORE, (30, "0103"), (70, GRASS))], {}, SUSPECTED, 2_999.94, "", ""),
    ("doc 2", [survey(BEFORE, (30, "0103"), (70, GRASS))], {"kind": "提质改造（旱改水）"}, CLEAR,
     2_999.94, "", "提质改造类项目，立项前耕地2999.94平方米不作存量耕地论"),
    ("doc 3", [survey(2018, (100, "0103")), survey(BEFORE, (100, GRASS))], {}, SUSPECTED, 9_999.80, "", ""),
    ("doc 4", [survey(BEFORE, (100, ORCHARD)), second((100, "011"))], {}, SUSPECTED, 9_999.80, "", ""),
    ("doc 5", [survey(BEFORE, (100, ORCHARD))], {}, UNKNOWN, 0, "二调底图未提供", ""),
    ("doc 6", [survey(BEFORE, (100, "0201K")), second((100, "043"))], {}, CLEAR, 0, "",
     "立项前有可调整地类9999.80平方米"),
    ("grass", [survey(BEFORE, (100, GRASS))], {}, CLEAR, 0, "", ""),
    ("two back", [survey(2017, (100, FARM)), survey(2018, (100, GRASS)), survey(BEFORE, (100, GRASS))],
     {}, SUSPECTED, 9_999.80, "", ""),
    ("three back", [survey(2016, (100, FARM)), survey(2017, (100, GRASS)), survey(2018, (100, GRASS)),
                    survey(BEFORE, (100, GRASS))], {}, CLEAR, 0, "", ""),
    ("strip", [survey(BEFORE, (1.2, FARM), (98.8, GRASS))], {}, CLEAR, 0, "", ""),
    ("3 m", [survey(BEFORE, (3, FARM), (97, GRASS))], {}, CLEAR, 299.99, "",
     "立项前耕地299.99平方米，低于门槛400平方米"),
    ("shift", [survey(BEFORE, (100, ORCHARD)), second((2.9, "013"), (97.1, "043"))], {}, CLEAR, 0, "", ""),
    ("2nd gap", [survey(BEFORE, (100, ORCHARD)), second((90, "043"))], {}, UNKNOWN, 0, "二调底图未覆盖", ""),
    ("bare", [survey(BEFORE, (50, GRASS))], {}, UNKNOWN, 0, "底图未覆盖", ""),
    ("undated", [survey(BEFORE, (100, GRASS))], {"initiated": None}, UNKNOWN, 0, "缺立项日期", ""),
    ("early", [survey(2021, (100, GRASS))], {}, UNKNOWN, 0, "早于首期", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shelf", "changed", "said", "m2", "reason", "note"),
    [b[1:] for b in B2],
    ids=[b[0] for b in B2],
)
def test_b2_worked_examples_and_traps(shelf, changed, said, m2, reason, note):
    assert ask("B-2", *shelf, projects=[project(**changed)]) == (said, m2, reason, note)


RIDGED = survey(2021, (100, FARM), kcxs=[0.10])
B4 = [
    ("doc 1", [], {}, 10_000, CLEAR, 0.2 * 0, "", ""),
    ("doc 2", [], {"reported_m2": 12_000}, 10_000, SUSPECTED, 2_000.20, "", ""),
    ("doc 3", [RIDGED], {"reported_m2": 9_000}, None, CLEAR, 0, "",
     "报备面积比图形面积少999.80平方米，与扣除田坎一致"),
    ("doc 4", [], {"reported_m2": None}, None, UNKNOWN, 0, "缺报备面积", ""),
    ("gross", [RIDGED], {}, None, CLEAR, 0, "", "报备面积未扣除田坎999.98平方米"),
    ("tolerance", [], {"reported_m2": 10_099}, None, CLEAR, 0, "", ""),
    ("over", [], {"reported_m2": 10_101}, None, SUSPECTED, 101.20, "", ""),
    ("plot over", [], {}, 10_200, SUSPECTED, 200.20, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shelf", "changed", "declared", "said", "m2", "reason", "note"),
    [b[1:] for b in B4], ids=[b[0] for b in B4],
)  # fmt: skip
def test_b4_worked_examples(shelf, changed, declared, said, m2, reason, note):
    got = ask(
        "B-4", *shelf, subject=NO, plots=[plot(declared=declared)], projects=[project(**changed)]
    )
    assert got == (said, m2, reason, note)


def test_b4_plane_area_is_named():
    """Far from the meridian the plane is larger by more than the square metre that is let pass."""
    big = plot(shape=strip(600, x=36_620_000.0), declared=None)
    plane = round(big[1].area)
    said = ask("B-4", subject=NO, plots=[big], projects=[project(reported_m2=plane)])
    assert said == (CLEAR, 0, "", "报备面积是平面面积，与椭球面积相差21.36平方米")


@pytest.mark.parametrize(
    ("plots", "projects", "subject", "said", "reason"),
    [
        ([plot(), plot(plot_no="P2", fault="无坐标")], [project()], NO, UNKNOWN, "无坐标"),
        ([plot()], [project(), project(OTHER)], OTHER, UNKNOWN, "无坐标"),
        ([plot(), plot(OTHER)], [project()], OTHER, UNKNOWN, "缺报备记录"),
        (
            [plot(declared=12_000), plot(plot_no="P2", fault="图形自相交")],
            [project()],
            NO,
            SUSPECTED,
            "",
        ),
    ],
    ids=["no coordinates", "no plots", "no register", "what is known suffices"],
)
def test_b4_unjudgeable(plots, projects, subject, said, reason):
    answer = ask("B-4", subject=subject, plots=plots, projects=projects)
    assert (answer[0], answer[2]) == (said, reason)


TWO = [project(), project(OTHER, filed=date(2022, 6, 1))]


@pytest.mark.parametrize(
    ("shift", "said", "m2", "note"),
    [
        (80, SUSPECTED, 1_999.96, ""),
        (97, CLEAR, 299.99, "重叠299.99平方米，未超过门槛"),
        (99, CLEAR, 0, ""),
    ],
    ids=["doc 1", "doc 3", "doc 2"],
)
def test_b7_worked_examples(shift, said, m2, note):
    filed = [plot(), plot(OTHER, shape=strip(100, x=X + shift))]
    got = ask("B-7", subject=f"{NO}|{OTHER}", plots=filed, projects=TWO)
    assert got == (said, m2, "", note)


def test_b7_names_the_later_one_and_clears_the_rest():
    filed = [plot(), plot(OTHER), plot(NO, plot_no="P2")]
    done = screen([RULES["B-7"]], material(plots=filed, projects=TWO)).answers.set_index("subject")
    assert done.index.tolist() == [f"{NO}|*", f"{NO}|{OTHER}", f"{OTHER}|*"]
    assert done["detail"].iloc[1] == (
        f"{NO}与{OTHER}重叠9999.80平方米；{OTHER}报备在后（2022-06-01），推定为重复"
    )


def test_b7_without_coordinates():
    filed = [plot(fault="无坐标"), plot(OTHER)]
    assert ask("B-7", subject=f"{NO}|*", plots=filed, projects=TWO)[0::2] == (UNKNOWN, "无坐标")
    assert ask("B-7", subject=f"{OTHER}|*", plots=filed, projects=TWO)[0] == CLEAR


def redline(day, *strips, **more):
    return layer("eco_redline", day, *strips, column="hxmc", **more)


OLD, NEW = date(2018, 12, 31), date(2022, 9, 30)
FAR = redline(OLD, (500, None), (100, "示例红线"))
FLAT = layer("slope", date(2019, 12, 31), (100, "2"), column="pdjb")
C3 = [
    ("doc 1", [redline(OLD, (30, "示例红线")), FLAT], {}, SUSPECTED, 2_495.95, "", ""),
    ("doc 2", [redline(OLD, (1.5, "示例红线")), FLAT], {}, CLEAR, 0, "", ""),
    ("doc 3", [FAR, redline(NEW, (100, "示例红线")), FLAT], {}, CLEAR, 0, "",
     "只在新版生态保护红线内，9215.81平方米"),
    ("doc 4", [FAR, layer("slope", OLD, (12, "5"), (88, "2"), column="pdjb")], {}, SUSPECTED,
     1_199.97, "", ""),
    ("doc 5", [FAR, layer("slope", OLD, (50, "2"), column="pdjb")], {}, UNKNOWN, 0, "坡度图未覆盖", ""),
    ("a little steep", [FAR, layer("slope", OLD, (9, "5"), (91, "2"), column="pdjb")], {}, CLEAR, 0, "", ""),
    ("undated", [FAR, FLAT], {"initiated": None}, UNKNOWN, 0, "生态保护红线：缺立项日期", ""),
    ("before the first", [redline(NEW, (100, "x")), FLAT], {}, UNKNOWN, 0, "生态保护红线：早于首期", ""),
    ("none was", [redline(NEW, (100, "x"), complete=True), FLAT], {}, CLEAR, 0, "",
     "只在新版生态保护红线内，9215.81平方米"),
    ("no slope", [FAR], {}, UNKNOWN, 0, "坡度图：图层未提供", ""),
    ("no line", [FLAT], {}, UNKNOWN, 0, "生态保护红线：图层未提供", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shelf", "changed", "said", "m2", "reason", "note"),
    [r[1:] for r in C3],
    ids=[r[0] for r in C3],
)
def test_c3_worked_examples(shelf, changed, said, m2, reason, note):
    assert ask("C-3", *shelf, projects=[project(**changed)]) == (said, m2, reason, note)


@pytest.mark.parametrize("rule", ["B-1", "B-2", "C-3"])
@pytest.mark.parametrize("fault", ["图形自相交", "无坐标", "坐标转换参数未提供"])
def test_a_plot_without_a_sound_shape_is_answered_and_not_asked(rule, fault):
    shelf = [*both((100, FARM)), survey(2019, (100, GRASS)), FAR, FLAT]
    assert ask(rule, *shelf, plots=[plot(fault=fault)]) == (UNKNOWN, 0, fault, "")


@pytest.mark.parametrize("rule", ["B-1", "B-2"])
def test_a_plot_without_a_project_is_unknown(rule):
    shelf = [*both((100, ORCHARD)), survey(2019, (100, FARM))]
    answer = ask(rule, *shelf, projects=[project(OTHER)])
    assert answer == (UNKNOWN, 0, "缺报备记录", "")


def test_a_slope_needs_no_register_to_be_suspected():
    steep = layer("slope", OLD, (100, "5"), column="pdjb")
    assert ask("C-3", FAR, steep, projects=[project(OTHER)])[0] == SUSPECTED


@pytest.mark.parametrize(
    ("rule", "owed"),
    [("B-1", "地类图斑（三调、变更调查）"), ("C-3", "生态保护红线或坡度图")],
)
def test_a_rule_without_its_layer_is_not_run(rule, owed):
    [line] = screen([RULES[rule]], material()).run.rules
    assert (line.status, line.asked, line.not_run) == (
        "未执行", 0, NotRun(rule=rule, reason="资料未提供", owed=owed),
    )  # fmt: skip


def test_every_threshold_has_a_unit_a_label_and_a_source():
    for rule in RULES.values():
        assert all(p.unit and p.label and p.source for p in rule.params.values())
        assert rule.blind
        assert rule.basis


def test_the_second_survey_and_the_cast_agree():
    assert second((10, "011")).ref.schema == "dltb_2"
