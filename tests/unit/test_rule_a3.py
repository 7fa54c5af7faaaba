"""A-3 以非耕地上报规避占补: worked examples, traps, blanks, edges, lists beside the layer."""

from datetime import date

import msgspec
import numpy as np
import pytest

from cast import COUNTY, FARM, GRASS, X, material, register, rows_of_land, second, strip, survey
from gengheng.records.finding import Said
from gengheng.records.layer import NotRun
from gengheng.rules.approved import Seen
from gengheng.rules.ground import Counted
from gengheng.rules.index import RULES
from gengheng.rules.links import Amount
from gengheng.rules.occupied import a3_hidden as a3
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
DOC, DAY = "示政土〔2021〕3号", date(2021, 5, 6)
HALF = [survey(2020, (50, "0103"), (50, GRASS))]
BARE = [survey(2020, (100, GRASS))]
TURNED = [survey(2019, (100, "0103")), survey(2020, (100, GRASS))]
BUILT = "0702"


def approval(doc=DOC, **told):
    return {"pzwh": doc, "pzzmj": 10_000, "submitted": DAY, "farmland": 2_000} | told


def done(*shelf, rows=None, listed=(), **more):
    drawn = [(strip(100), approval())] if rows is None else rows
    held = [rows_of_land("approvals", *drawn)] if drawn else []
    held += [register("approvals_list", *listed)] if listed else []
    return screen([RULES["A-3"]], material(*held, *shelf, **more))


def ask(*shelf, subject=DOC, **more):
    row = done(*shelf, **more).answers.set_index("subject").loc[subject]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words


def told(*shelf, **changed):
    return ask(*shelf, rows=[(strip(100), approval(**changed))])


def county(**params):
    """A county that sets parameters of the rule."""
    return msgspec.structs.replace(COUNTY, rules={"A-3": params})


LESS = "报批前2020年变更调查在批准用地内有耕地4999.90平方米，批复耕地2000平方米，少2999.90平方米"
TURN = "报批前24个月内有9999.80平方米由耕地变为他类（2020年：0404其他草地9999.80平方米）"
CASES = [
    ("doc 1", HALF, {}, SUSPECTED, 2_999.90, LESS),
    ("doc 2", HALF, {"farmland": 5_000}, CLEAR, 0, ""),
    ("doc 3", [survey(2020, (100, "0103"), kcxs=[0.12])], {"farmland": 8_800}, CLEAR, 0,
     "耕地毛面积比批复多1199.80平方米，扣除田坎后相符"),
    ("doc 4", TURNED, {"farmland": 0}, SUSPECTED, 9_999.80, TURN),
    ("doc 5", TURNED, {"farmland": 10_000}, CLEAR, 0,
     "报批前由耕地变为他类的9999.80平方米已按耕地批复"),
    ("doc 6", [survey(2020, (100, "0103"))], {"farmland": None}, UNKNOWN, 0, "未填占用耕地"),
    ("zero is not blank", HALF, {"farmland": 0}, SUSPECTED, 4_999.90,
     LESS.replace("耕地2000", "耕地0").replace("2999.90", "4999.90")),
    ("more than its ridges", [survey(2020, (100, "0103"), kcxs=[0.12])], {"farmland": 5_000},
     SUSPECTED, 3_799.82, "报批前2020年变更调查在批准用地内有耕地9999.80平方米，"
     "扣除田坎后8799.82平方米，批复耕地5000平方米，少3799.82平方米"),
    ("no farmland, blank", BARE, {"farmland": None}, CLEAR, 0, ""),
    ("turned, blank", TURNED, {"farmland": None}, SUSPECTED, 9_999.80, TURN),
    ("turned, partly approved", TURNED, {"farmland": 4_000}, SUSPECTED, 5_999.80, TURN),
    ("both", [survey(2019, (100, "0103")), survey(2020, (50, "0103"), (50, GRASS))], {}, SUSPECTED,
     7_999.80, LESS + "；报批前24个月内有4999.90平方米由耕地变为他类（2020年：0404其他草地4999.90平方米）"),
    ("ready to restore", [survey(2020, (100, "0201"), zzsxdm=["JKHF"])], {"farmland": 0}, CLEAR, 0, ""),
    ("adjustable", [survey(2020, (100, "0201K"))], {"farmland": 0}, CLEAR, 0, ""),
    ("farmland in 二调 alone", [second((100, "013")), *BARE], {"farmland": 0}, CLEAR, 0, ""),
    ("a field road", [survey(2019, (100, "0103")), survey(2020, (100, "1006"))], {"farmland": 0},
     CLEAR, 0, ""),
    ("two years before", [survey(2018, (100, FARM)), *[survey(y, (100, BUILT)) for y in (2019, 2020)]],
     {"farmland": 0}, SUSPECTED, 9_999.80,
     "报批前24个月内有9999.80平方米由耕地变为他类（2020年：0702农村宅基地9999.80平方米）"),
    ("three years before", [survey(2017, (100, FARM)), *[survey(y, (100, BUILT)) for y in
     (2018, 2019, 2020)]], {"farmland": 0}, CLEAR, 0, ""),
    ("farmland again", [survey(2018, (100, FARM)), survey(2019, (100, GRASS)),
     survey(2020, (100, FARM))], {"farmland": 10_000}, CLEAR, 0, ""),
    ("undated", HALF, {"submitted": None}, UNKNOWN, 0, "缺报批日期和批准日期"),
    ("only 批准", HALF, {"submitted": None, "pzrq": DAY}, SUSPECTED, 2_999.90, LESS),
    ("报批 counts, not 批准", HALF, {"pzrq": date(2022, 5, 6)}, SUSPECTED, 2_999.90, LESS),
    ("too early", [survey(2021, (100, FARM))], {}, UNKNOWN, 0, "早于首期"),
    ("too late", [survey(2019, (100, FARM))], {}, UNKNOWN, 0, "晚于末期"),
    ("a hole", [survey(2019, (100, FARM)), survey(2021, (100, FARM))], {}, UNKNOWN, 0, "缺2020年期次"),
    ("half seen", [survey(2020, (50, GRASS))], {}, UNKNOWN, 0, "底图未覆盖"),
    ("half seen is enough", [survey(2020, (50, FARM))], {}, SUSPECTED, 2_999.90, LESS),
    ("a gap a year before", [survey(2019, (50, GRASS)), *BARE], {}, UNKNOWN, 0, "底图未覆盖"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shelf", "changed", "said", "m2", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_worked_examples_and_traps(shelf, changed, said, m2, words):
    assert told(*shelf, **changed) == (said, m2, words)


@pytest.mark.parametrize(
    ("wide", "farmland", "said", "m2"),
    [
        (50, 3_999, SUSPECTED, 1_000.90),
        (50, 4_000, CLEAR, 0),  # 999.90 m² short of 1 000 m²
        (1_000, 97_998, SUSPECTED, 2_000.03),  # of 99 998.03 m², 2 % are 1 999.96 m²
        (1_000, 97_999, CLEAR, 0),
    ],
)
def test_the_larger_of_two_percent_and_a_thousand_square_metres(wide, farmland, said, m2):
    rows = [(strip(1_000), approval(farmland=farmland))]
    got = ask(survey(2020, (wide, FARM), (1_000, GRASS)), rows=rows)
    assert got[:2] == (said, m2)


@pytest.mark.parametrize(
    ("net", "approved", "suspected"),
    [
        (300_000, 2_000, False),  # 1 000.00 m²
        (300_001, 2_000, True),
        (10_000_000, 98_000, False),  # 2 % to the cent
        (10_000_100, 98_000, True),
    ],
)
def test_a_difference_of_exactly_the_allowance_is_let_pass(net, approved, suspected):
    farm, none = np.array([net]), Counted(np.array([0]), [None], np.array([0]), 0)
    what = Seen(Counted(farm, [None], np.array([0]), 0), farm, none, [""], [""])
    told = a3._one(0, Amount(approved, approved), what, 2020, RULES["A-3"].defaults)
    assert bool(told.suspicions) is suspected


@pytest.mark.parametrize(
    ("width", "class_", "said"),
    [(3.99, GRASS, CLEAR), (4.01, GRASS, SUSPECTED), (1.99, BUILT, CLEAR), (2.01, BUILT, SUSPECTED),
     (3, BUILT, SUSPECTED), (3, GRASS, CLEAR)],
)  # fmt: skip
def test_what_was_turned_counts_from_200_or_400_m2(width, class_, said):
    before = survey(2019, (width, FARM), (100 - width, GRASS))
    after = survey(2020, (width, class_), (100 - width, GRASS))
    rows = [(strip(100), approval(farmland=0))]
    assert ask(before, after, rows=rows, county=county(least_m2=100))[0] == said


def test_the_24_months_are_a_parameter():
    shelf = [survey(2018, (100, FARM)), survey(2019, (100, GRASS)), survey(2020, (100, GRASS))]
    rows = [(strip(100), approval(farmland=0))]
    for months, said in ((24, SUSPECTED), (17, SUSPECTED), (16, CLEAR)):
        assert ask(*shelf, rows=rows, county=county(months=months))[0] == said


LEFT, RIGHT = strip(50), strip(50, x=X + 50)


def test_plots_of_one_approval_add_up_and_overlaps_count_once():
    rows = [(strip(60), approval(farmland=1_500)), (strip(60, x=X + 40), approval(farmland=500))]
    got = ask(survey(2020, (100, FARM)), rows=rows)
    assert got[:2] == (SUSPECTED, 7_999.80)


def test_the_same_figure_in_every_row_may_be_one_total():
    rows = [(LEFT, approval(farmland=5_000)), (RIGHT, approval(farmland=5_000))]
    assert ask(survey(2020, (100, FARM)), rows=rows) == (
        UNKNOWN, 0, "各行占用耕地相同，不能断定是否合计",
    )  # fmt: skip
    rows = [(LEFT, approval(farmland=2_000)), (RIGHT, approval(farmland=2_000))]
    assert ask(survey(2020, (100, FARM)), rows=rows)[:2] == (SUSPECTED, 5_999.80)


def test_a_blank_figure_of_one_plot_leaves_the_rest_open():
    rows = [(LEFT, approval(farmland=2_000)), (RIGHT, approval(farmland=None))]
    assert ask(survey(2020, (100, FARM)), rows=rows) == (UNKNOWN, 0, "未填占用耕地")
    enough = [(LEFT, approval(farmland=9_900)), (RIGHT, approval(farmland=None))]
    assert ask(survey(2020, (100, FARM)), rows=enough)[0] == CLEAR


@pytest.mark.parametrize(
    "written", ["示政土[2021]3号", "示政土（2021） 3号", "示政土【２０２１】3号"]
)
def test_the_list_may_spell_the_number_in_another_way(written):
    listed = [approval(written)]
    rows = [(strip(100), approval(farmland=None, submitted=None))]
    assert ask(*HALF, rows=rows, listed=listed) == (SUSPECTED, 2_999.90, LESS)


def test_a_list_that_says_otherwise_leaves_it_open():
    assert ask(*HALF, listed=[approval(farmland=5_000)]) == (
        UNKNOWN, 0, "清单与图层的占用耕地不一致",
    )  # fmt: skip


def test_an_approval_without_ground_cannot_be_judged():
    assert ask(*HALF, rows=[], listed=[approval()]) == (UNKNOWN, 0, "图层中没有该批准文号的图形")
    assert ask(*HALF, rows=[(None, approval())]) == (UNKNOWN, 0, "无坐标")
    two = [(LEFT, approval(farmland=4_999)), (None, approval(farmland=1))]
    assert ask(*HALF, rows=two) == (UNKNOWN, 0, "无坐标")
    short = [(LEFT, approval(farmland=100)), (None, approval(farmland=200))]
    assert ask(*HALF, rows=short)[:2] == (SUSPECTED, 4_699.90)


def test_rows_of_different_years_cannot_be_judged():
    rows = [(LEFT, approval()), (RIGHT, approval(submitted=date(2020, 5, 6)))]
    assert ask(*HALF, survey(2019, (100, FARM)), rows=rows) == (
        UNKNOWN, 0, "各行报批日期不在同一年（2020-05-06、2021-05-06）",
    )  # fmt: skip


def test_an_approval_without_a_number_is_named_by_its_place():
    rows = [(strip(100), approval(doc=""))]
    assert ask(*HALF, rows=rows, subject="（台账.xlsx第3行）")[:2] == (SUSPECTED, 2_999.90)


def test_the_order_of_the_rows_changes_nothing():
    rows = [
        (LEFT, approval(farmland=1_000)), (RIGHT, approval(farmland=500, submitted=date(2021, 7, 1))),
        (strip(20), approval("示政土〔2021〕4号", farmland=0)), (None, approval("示政土〔2021〕5号")),
    ]  # fmt: skip
    plain = ["subject", "said", "area_centi_m2", "detail", "reason", "note"]
    there, back = (done(*HALF, rows=order).answers[plain] for order in (rows, rows[::-1]))
    assert there.equals(back)


def test_ground_and_earlier_surveys_go_with_the_answer():
    made = done(*HALF)
    assert round(made.answers.geometry.iloc[0].area) == 5_000
    assert made.run.rules[0].notes == (
        "1件批准更早期次不全（早于首期），报批前的变化只查到现有期次",
    )


def test_without_approvals_or_surveys_it_is_not_run():
    owed = "农转用批次（图层）或农转用批次（清单）；地类图斑（三调、变更调查）"
    [line] = screen([RULES["A-3"]], material()).run.rules
    assert line.not_run == NotRun(rule="A-3", reason="资料未提供", owed=owed)
