"""C-2: 产能 that area and 等别 do not give, 等别 better than all around, 水田 without water."""

from datetime import date
from fractions import Fraction

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cast import GRID, NO, OTHER, X, Y, material, plot, project, strip
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.rules.capacity import Steps, bases, capacity, steps
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN


def graded(tenths, *, before=None, land="", **more):
    made, shape = plot(**more)
    return replace(made, grade_tenths=tenths, grade_before_tenths=before, land=land), shape


def grades(*patches, **more):
    """A grade layer: (等别, shape)."""
    frame = gpd.GeoDataFrame(
        {"gddb": [grade for grade, _ in patches], **more},
        geometry=[shape for _, shape in patches], crs=GRID,
    )  # fmt: skip
    return shelve("grade", date(2019, 12, 31), frame)


def field(k, width=50, x=X + 150):
    """The k-th of the fields east of the plot, 5 000 m²."""
    return strip(width, x=x + 60 * k)


NINES = [("9", field(0)), *(("11", field(k)) for k in range(1, 6))]  # best tenth: 9等
AROUND = grades(*NINES)


def ask(shelf=(AROUND,), plots=None, subject=NO, **told):
    """(said, words, m², notes of the rule) of one project; a plot of 9.5等 unless said otherwise."""
    told = {"paddy_m2": 0, "capacity_kg": 9_750} | told
    made = material(
        *shelf, plots=[graded(95)] if plots is None else plots, projects=[project(**told)]
    )
    done = screen([RULES["C-2"]], made)
    row = done.answers.set_index("subject").loc[subject]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], words, row["area_centi_m2"] / 100, done.run.rules[0].notes


# ---- 产能


def test_the_published_example():
    """许昌 2022-11-28: 149.28 亩, 7等, 13.44 万公斤 (reference 1.5)."""
    assert capacity(9_952_000, 180) == 134_352
    assert bases(Steps(mean=180), {}, {"台账": 9_952_000})[0].kg == 134_352


@pytest.mark.parametrize(
    ("kg", "said"),
    [
        (134_352, CLEAR),
        (135_023, CLEAR),  # 671 kg more: 0.4994 %
        (135_024, SUSPECTED),  # 672 kg more: 0.5002 %
        (133_681, CLEAR),
        (133_680, SUSPECTED),
        (138_000, SUSPECTED),
    ],
)
def test_half_a_percent(kg, said):
    """The register alone: 149.28 亩 and a mean that is no mean, because all plots have 7等."""
    plots = [graded(70, declared=99_520, fault="图形自相交")]
    found = ask(plots=plots, capacity_kg=kg, reported_m2=None)
    assert found[0] == (SUSPECTED if said == SUSPECTED else UNKNOWN)
    if kg == 138_000:
        assert found[1] == (
            "新增产能138000公斤，按质量等别和地块申报面积核算为134352公斤，多3648公斤（2.72%）"
        )
    if said == CLEAR:
        assert found[1] == "图形自相交"


def test_exactly_half_a_percent_is_allowed():
    one = bases(Steps(each=(200,)), {"图形": [1_000_000]}, {})[0]  # 15 000 kg
    assert [one.fits(kg, 5) for kg in (14_924, 14_925, 15_075, 15_076)] == [
        False, True, True, False,
    ]  # fmt: skip


TWO = {
    "plots": lambda: [graded(90), graded(110, plot_no="P2", shape=strip(50, x=X, y=Y - 200))],
    "kg": 10_500 + 3_750,
}


def test_plots_count_with_their_own_grade_and_never_by_the_mean():
    """9等 on 1 公顷 and 11等 on half: 14 250 kg; by the mean 9.7 it would be 14 175."""
    told = {"reported_m2": 15_000, "capacity_kg": TWO["kg"], "grade_tenths": 97}
    assert ask(plots=TWO["plots"](), **told)[:2] == (CLEAR, "")
    found = ask(plots=TWO["plots"](), **(told | {"capacity_kg": 14_900}))
    assert found[:2] == (
        SUSPECTED, "新增产能14900公斤，按质量等别和图形面积核算为14250公斤，多650公斤（4.56%）",
    )  # fmt: skip
    less = ask(plots=TWO["plots"](), **(told | {"capacity_kg": 12_000}))
    assert less[1] == "新增产能12000公斤，按质量等别和图形面积核算为14250公斤，少2250公斤（15.79%）"


def test_the_mean_of_the_register_leaves_half_a_tenth_open():
    """14.0 may be 13.95: 3 000 kg may be 3 075, and 0.5 % more."""
    for kg, said in (
        (3_000, CLEAR), (3_060, CLEAR), (3_090, CLEAR), (3_091, SUSPECTED), (2_910, CLEAR),
        (2_909, SUSPECTED),
    ):  # fmt: skip
        found = ask(plots=[graded(None, declared=None)], grade_tenths=140, capacity_kg=kg)
        assert found[0] == said, kg
        if kg == 3_060:
            assert found[1] == (
                "新增产能3060公斤，按平均等别核算为3000公斤，相差60公斤，在平均等别舍入范围之内"
            )
    own = ask(plots=[graded(140)], grade_tenths=140, capacity_kg=3_060)
    assert own[0] == SUSPECTED  # the plot's own 等别 is no mean


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"reported_m2": 12_000, "capacity_kg": 11_700}, "台账报备面积"),
        ({"reported_m2": 9_000, "capacity_kg": 8_775}, "台账报备面积"),  # net of 田坎
    ],
)
def test_a_difference_of_area_is_the_question_of_another_rule(told, words):
    found = ask(**told)
    assert found[0] == CLEAR
    kg = told["capacity_kg"]
    assert found[1] == f"新增产能{kg}公斤与{words}相符；按图形面积核算为9750公斤，差在面积"
    assert ask(reported_m2=12_000)[:2] == (CLEAR, "")  # by the shapes: nothing to say


IMPROVED = {"kind": "提质改造（旱改水）", "improved_m2": 9_000}


def test_an_improvement_counts_by_the_difference_on_the_improved_area():
    better = [graded(100, before=120)]
    assert ask(plots=better, **IMPROVED, capacity_kg=2_700)[:2] == (CLEAR, "")
    found = ask(plots=better, **IMPROVED, capacity_kg=8_100)
    assert found[:2] == (
        SUSPECTED, "新增产能8100公斤，按质量等别和台账改造面积核算为2700公斤，多5400公斤（200.00%）",
    )  # fmt: skip
    whole = ask(plots=better, kind="旱改水", capacity_kg=3_000)
    assert whole[:2] == (CLEAR, "")
    same = ask(plots=[graded(100, before=100)], **IMPROVED, capacity_kg=1)
    assert same[1] == "新增产能1公斤，按质量等别和台账改造面积核算为0公斤，多1公斤"
    means = {"grade_tenths": 100, "grade_before_tenths": 120}  # both rounded: 2.0 ± 0.1
    for kg, said in ((2_848, CLEAR), (2_849, SUSPECTED), (2_552, CLEAR), (2_551, SUSPECTED)):
        bare = [graded(None, declared=9_000, shape=strip(90))]
        found = ask(plots=bare, **IMPROVED, **means, capacity_kg=kg, reported_m2=9_000)
        assert found[0] == said, kg


@pytest.mark.parametrize(
    ("plots", "told", "reason"),
    [
        ([graded(95)], {"capacity_kg": None}, "缺新增产能（台账.xlsx第3行）"),
        (
            [graded(None)],
            {},
            "缺质量等别（1个地块和台账都没有1到15之间的等别）；1个地块没有质量等别，不能与周边耕地比较",
        ),
        (
            [graded(160)],
            {"grade_tenths": 0},
            "缺质量等别（1个地块和台账都没有1到15之间的等别）；1个地块没有质量等别，不能与周边耕地比较",
        ),
        ([], {}, "缺质量等别（台账没有1到15之间的等别）；无坐标"),
        ([], {"grade_tenths": 95}, "无坐标"),
        ([graded(95)], IMPROVED, "缺改造前等别"),
        (
            [graded(95, fault="无坐标", declared=None)],
            {"reported_m2": None},
            "缺面积，产能不能核算；无坐标",
        ),
    ],
)
def test_what_is_blank_is_unjudgeable(plots, told, reason):
    assert ask(plots=plots, **told)[:2] == (UNKNOWN, reason)


def test_a_plot_without_a_row_is_compared_all_the_same():
    stray = [graded(70, no=OTHER)]
    assert ask(plots=[*stray, graded(95, shape=strip(100, y=Y - 200))], subject=OTHER)[:3] == (
        SUSPECTED, "地块P1申报7等，周边1000米内耕地（6块图斑）最好的10%为9等", 9_999.80,
    )  # fmt: skip
    assert ask(plots=[graded(95, no=OTHER)], subject=OTHER)[:2] == (UNKNOWN, "缺报备记录")


def test_zero_is_not_blank():
    assert ask(capacity_kg=0)[1] == (
        "新增产能0公斤，按质量等别和图形面积核算为9750公斤，少9750公斤（100.00%）"
    )


# ---- 等别


@pytest.mark.parametrize(
    ("tenths", "said"), [(70, SUSPECTED), (71, CLEAR), (75, CLEAR), (69, SUSPECTED), (95, CLEAR)]
)
def test_two_grades_better_than_the_best_tenth(tenths, said):
    kg = 15 * (160 - tenths) * 10
    found = ask(plots=[graded(tenths)], capacity_kg=kg)
    assert found[0] == said
    assert found[2] == (9_999.80 if said == SUSPECTED else 0)
    if tenths == 70:
        assert found[1] == "地块P1申报7等，周边1000米内耕地（6块图斑）最好的10%为9等"


def test_a_mean_must_be_better_for_certain():
    for tenths, said in ((70, CLEAR), (69, SUSPECTED)):
        kg = 15 * (160 - tenths) * 10
        found = ask(plots=[graded(None)], grade_tenths=tenths, capacity_kg=kg)
        assert found[0] == said
    assert found[1] == "台账平均质量等别6.9等，周边1000米内耕地（6块图斑）最好的10%为9等"


def test_the_best_tenth_is_one_of_area():
    """A little very good ground changes nothing; a tenth of the ground does."""
    other = [("9", field(k)) for k in range(1, 7)]
    small, tenth = ("5", strip(33, x=X + 150)), ("5", strip(34, x=X + 150))  # of 333 m
    assert ask([grades(small, *other)], plots=[graded(70)], capacity_kg=13_500)[0] == SUSPECTED
    assert ask([grades(tenth, *other)], plots=[graded(70)], capacity_kg=13_500)[0] == CLEAR


def test_new_plots_are_no_neighbours_whoever_filed_them():
    own = [("7", strip(100)), ("7", strip(100, y=Y - 200))]
    plots = [graded(70), graded(95, no=OTHER, shape=strip(100, y=Y - 200))]
    assert ask([grades(*own, *NINES)], plots=plots, capacity_kg=13_500)[0] == SUSPECTED
    half = [("7", strip(200, y=Y - 100)), *NINES]  # a patch that lies partly beside the plot
    found = ask([grades(*half)], plots=[graded(70, shape=strip(100, y=Y - 100))],
                capacity_kg=13_500)  # fmt: skip
    assert found[0] == CLEAR


def test_one_kilometre():
    edge = X + 100 + 1_000
    near = [("9", strip(50, x=edge + 60 * k, height=100)) for k in range(5)]
    ring = [("9", strip(50, x=edge - 1, y=Y + 20 * k, height=15)) for k in range(5)]
    assert ask([grades(*ring)])[0] == CLEAR
    found = ask([grades(*near)])  # one touches the kilometre, four lie beyond
    assert found[:2] == (UNKNOWN, "1个地块周边1000米内耕地等别图斑不足5块，不能比较")
    assert ask([grades(*near, *ring[:4])])[0] == CLEAR
    assert ask([grades(*near[1:], *ring[:4])])[0] == UNKNOWN


def test_too_few_neighbours():
    five = NINES[:5]
    assert ask([grades(*five)])[0] == CLEAR
    assert ask([grades(*five[:4])])[:2] == (
        UNKNOWN, "1个地块周边1000米内耕地等别图斑不足5块，不能比较",
    )  # fmt: skip
    rest = ("9", strip(104, height=100))  # 4 m of it beside the plot: 400 m²
    assert ask([grades(*five[:4], rest)])[0] == UNKNOWN  # 399.99 m²
    rest = ("9", strip(104.1, height=100))
    assert ask([grades(*five[:4], rest)])[0] == CLEAR
    # what is known suffices to suspect all the same
    found = ask([grades(*five[:4])], capacity_kg=1)
    assert found[0] == SUSPECTED


def test_only_cultivated_patches_with_a_grade_take_part():
    codes = ["0102", "0201", "0102", "0102", "0102", "0102"]
    assert ask([grades(*NINES, dlbm=codes)])[0] == CLEAR
    assert ask([grades(*NINES[:5], dlbm=codes[:5])])[0] == UNKNOWN
    assert ask([grades(*NINES, dlbm=[""] * 6)])[0] == CLEAR
    blank = [*NINES[:5], ("", field(6)), ("0", field(7)), ("乙", field(8)), ("16", field(9))]
    found = ask([grades(*blank)])
    assert (found[0], found[3]) == (
        CLEAR, ("周边4个耕地等别图斑没有1到15之间的等别，未参与比较",),
    )  # fmt: skip


def test_no_layer():
    assert ask([])[:2] == (UNKNOWN, "耕地等别：图层未提供")
    assert ask([], capacity_kg=1)[0] == SUSPECTED


def test_many_plots_are_named_up_to_three():
    plots = [
        graded(60, plot_no=f"P{k}", shape=strip(20, x=X + 20 * k, height=50)) for k in range(5)
    ]
    found = ask(plots=plots, capacity_kg=7_500)
    assert found[1].endswith("最好的10%为9等；另有2个地块相同")
    assert found[1].count("申报6等") == 3
    assert found[2] == pytest.approx(4_999.90, abs=0.02)


def test_some_plots_without_a_grade():
    """The register's mean serves the capacity; the plot without a grade cannot be compared."""
    plots = [graded(95), graded(None, plot_no="P2", shape=strip(50, y=Y - 200))]
    told = {"grade_tenths": 95, "reported_m2": 15_000, "capacity_kg": 14_625}
    assert ask(plots=plots, **told)[:2] == (UNKNOWN, "1个地块没有质量等别，不能与周边耕地比较")


# ---- 水田


@pytest.mark.parametrize(
    ("told", "said", "words"),
    [
        ({"water_source": "示例灌渠", "water_permit": "取水〔2020〕1号"}, CLEAR, ""),
        (
            {"water_source": "无", "water_permit": "取水〔2020〕1号"},
            SUSPECTED,
            "报备水田0.3000公顷，台账灌溉水源写明没有（台账.xlsx第3行）",
        ),
        (
            {"water_source": "示例灌渠", "water_permit": "未办理"},
            SUSPECTED,
            "报备水田0.3000公顷，台账取水许可写明没有（台账.xlsx第3行）",
        ),
        (
            {"water_source": "示例灌渠"},
            UNKNOWN,
            "报备水田，未填取水许可（台账.xlsx第3行）",
        ),
        ({}, UNKNOWN, "报备水田，未填取水许可、灌溉水源（台账.xlsx第3行）"),
        ({"water_source": "/", "water_permit": "—"}, UNKNOWN, "报备水田，未填取水许可、灌溉水源（台账.xlsx第3行）"),
        (
            {"water_source": "无水源"},
            SUSPECTED,
            "报备水田0.3000公顷，台账灌溉水源写明没有（台账.xlsx第3行）",
        ),
        ({"water_source": "无定河", "water_permit": "1号"}, CLEAR, ""),
        ({"paddy_m2": 0, "water_source": "无"}, CLEAR, ""),
        ({"paddy_m2": None}, UNKNOWN, "缺新增水田面积（台账.xlsx第3行）"),
        ({"paddy_m2": None, "water_source": "渠", "water_permit": "1号"}, CLEAR, ""),
    ],
)  # fmt: skip
def test_water(told, said, words):
    assert ask(**({"paddy_m2": 3_000} | told))[:2] == (said, words)


def test_the_class_of_the_plots_may_say_what_the_register_leaves_blank():
    dry, wet = [graded(95, land="0103")], [graded(95, land="0101")]
    assert ask(plots=dry, paddy_m2=None)[:2] == (CLEAR, "")
    assert ask(plots=wet, paddy_m2=None, water_source="无")[:2] == (
        SUSPECTED, "报备水田（地块新增地类为水田），台账灌溉水源写明没有（台账.xlsx第3行）",
    )  # fmt: skip
    assert ask(plots=wet, paddy_m2=0, water_source="无")[0] == SUSPECTED


# ---- order, arithmetic


def test_another_order_changes_nothing():
    plots = [graded(70), graded(95, no=OTHER, shape=strip(50, y=Y - 200))]
    told = [project(capacity_kg=13_500, paddy_m2=0), project(OTHER, capacity_kg=1)]
    first, second = (
        screen([RULES["C-2"]], material(layer, plots=p, projects=t)).answers
        for layer, p, t in (
            (AROUND, plots, told),
            (grades(*NINES[::-1]), plots[::-1], told[::-1]),
        )
    )
    words = ["subject", "said", "area_centi_m2", "detail", "reason", "note"]
    assert first[words].equals(second[words])


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(10, 150)), min_size=1, max_size=6))
def test_capacity_is_exact_and_rounded_once(rows):
    found = steps([(None, grade) for _, grade in rows], (None, None), improved=False)
    one = bases(found, {"图形": [area for area, _ in rows]}, {})[0]
    exact = sum(
        Fraction(area, 100) * 15 / 10_000 * (16 - Fraction(grade, 10)) * 100 for area, grade in rows
    )
    assert one.exact == exact
    assert abs(one.kg - exact) <= Fraction(1, 2)
    assert one.kg == int(np.floor(exact + Fraction(1, 2)))
