"""B-5 未实施实质性土地整治工程: cheap and without earthwork, or much in no time."""

from datetime import date

import pytest
from msgspec.structs import replace

from cast import COUNTY, FARM, NO, OTHER, X, material, plot, project, register, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
WAN = 1_000_000  # fen
USUAL = {
    "kind": "土地开发", "invested_fen": 45 * WAN,
    "started": date(2021, 3, 1), "finished": date(2021, 7, 1),
}  # fmt: skip


def mates(count=9, **changed):
    return [project(f"15089920210009{k}", **(USUAL | changed)) for k in range(count)]


def works(*rows, complete=False):
    return register("works", *({"project_no": NO} | row for row in rows), complete=complete)


def screened(*shelf, told=None, beside=None, plots=None, params=None):
    one = project(**(USUAL | (told or {})))
    county = replace(COUNTY, rules={"B-5": params or {}})
    whole = None not in (one.invested_fen, one.reported_m2) and one.reported_m2
    beside = mates(9 if whole else 10) if beside is None else beside  # ten that can be compared
    made = material(*shelf, plots=plots, projects=[one, *beside], county=county)
    return screen([RULES["B-5"]], made)


def ask(*shelf, subject=NO, **more):
    """(said, m², words) of one project."""
    row = screened(*shelf, **more).answers.set_index("subject").loc[subject]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words


CHEAP = {"invested_fen": 13_490_000}
BARE = {"levelled": 6_000, "earth_m3": 0.0}
HEAD = "总投资13.49万元，每公顷13.49万元，不足土地开发类10个项目中位数45.00万元的30%"
EXAMPLES = [
    ("doc 1", CHEAP, [BARE], SUSPECTED, f"{HEAD}；土方0立方米（台账.xlsx第3行）"),
    ("doc 2", {"invested_fen": 13_500_000}, [BARE], CLEAR, ""),
    ("doc 3", CHEAP, [{"levelled": 2_000, "earth_m3": 5_000.0}], CLEAR, ""),
    ("doc 4", CHEAP, [{"levelled": 1_999, "earth_m3": 5_000.0}], SUSPECTED,
     f"{HEAD}；土地平整0.1999公顷，为新增耕地的19.99%（台账.xlsx第3行）"),
    ("doc 5", CHEAP, [{"levelled": 2_000}], UNKNOWN, "未填土方工程量（台账.xlsx第3行）"),
    ("one fen less", {"invested_fen": 13_499_999}, [BARE], SUSPECTED,
     "总投资13.50万元，每公顷13.50万元，不足土地开发类10个项目中位数45.00万元的30%；土方0立方米（台账.xlsx第3行）"),
    ("light touch, not cheap", {}, [{"levelled": 0, "earth_m3": 0.0}], CLEAR, ""),
    ("nothing spent", {"invested_fen": 0}, [BARE], SUSPECTED,
     "总投资0.00万元，每公顷0.00万元，不足土地开发类10个项目中位数45.00万元的30%；土方0立方米（台账.xlsx第3行）"),
    ("blank money, earthwork", {"invested_fen": None}, [{"levelled": 2_000, "earth_m3": 1.0}], CLEAR, ""),
    ("blank money, no earthwork", {"invested_fen": None}, [BARE], UNKNOWN, "未填总投资（台账.xlsx第3行）"),
    ("blank levelling", CHEAP, [{"earth_m3": 5.0}], UNKNOWN, "未填土地平整工程量（台账.xlsx第3行）"),
    ("both blank", CHEAP, [{}], UNKNOWN, "未填土方、土地平整工程量（台账.xlsx第3行）"),
    ("little levelled, 土方 blank", CHEAP, [{"levelled": 10}], SUSPECTED,
     f"{HEAD}；土地平整0.0010公顷，为新增耕地的0.10%（台账.xlsx第3行）"),
    ("two rows add up", CHEAP, [{"levelled": 1_000, "earth_m3": 0.0}, {"levelled": 1_000, "earth_m3": 9.0}],
     CLEAR, ""),
    ("two rows, too little", CHEAP, [{"levelled": 1_000, "earth_m3": 0.0}, {"levelled": 999, "earth_m3": 9.0}],
     SUSPECTED, f"{HEAD}；土地平整0.1999公顷，为新增耕地的19.99%（台账.xlsx第3行、台账.xlsx第4行）"),
    ("a blank beside enough", CHEAP, [{"levelled": 2_000, "earth_m3": 9.0}, {}], CLEAR, ""),
    ("a blank beside too little", CHEAP, [{"levelled": 1_999, "earth_m3": 9.0}, {}], UNKNOWN,
     "未填土地平整工程量（台账.xlsx第3行、台账.xlsx第4行）"),
    ("no 土方 but a blank", CHEAP, [{"levelled": 5_000, "earth_m3": 0.0}, {"levelled": 0}], UNKNOWN,
     "未填土方工程量（台账.xlsx第3行、台账.xlsx第4行）"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "rows", "said", "words"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_money_and_earthwork(told, rows, said, words):
    assert ask(works(*rows), told=told) == (said, 9_999.80 if said == SUSPECTED else 0, words)


def test_who_does_not_stand_in_the_register_of_works():
    other = {"project_no": OTHER, **BARE}
    absent = register("works", other, complete=True)
    said, m2, words = ask(absent, told=CHEAP)
    assert (said, m2) == (SUSPECTED, 9_999.80)
    assert words == f"{HEAD}；工程量台账（声明完整）没有该项目的工程量"
    assert ask(register("works", other), told=CHEAP) == (
        UNKNOWN, 0, "工程量台账没有该项目，台账也未声明完整",
    )  # fmt: skip
    nameless = register("works", other, {**BARE, "project_no": ""}, complete=True)
    assert ask(nameless, told=CHEAP)[2] == (
        "工程量台账没有该项目，但有1行未填项目备案号，不能断定没有工程"
    )
    assert ask(survey(2021, (9, FARM)), told=CHEAP) == (UNKNOWN, 0, "工程量：清单未提供")
    assert ask(survey(2021, (9, FARM)))[0] == CLEAR  # not cheap, whatever was built


LARGE = {"reported_m2": 120_000, "invested_fen": 540 * WAN}
TIMES = [
    ("doc 6", LARGE, date(2021, 4, 1), date(2021, 4, 30), SUSPECTED, "12.0000公顷自开工2021-04-01至竣工2021-04-30只有29天"),
    ("doc 7", LARGE, date(2021, 4, 1), date(2021, 5, 1), CLEAR, ""),
    ("same day", LARGE, date(2021, 4, 1), date(2021, 4, 1), SUSPECTED, "12.0000公顷自开工2021-04-01至竣工2021-04-01只有0天"),
    ("exactly 10 公顷", {"reported_m2": 100_000, "invested_fen": 450 * WAN}, date(2021, 4, 1), date(2021, 4, 2), CLEAR, ""),
    ("a m² more", {"reported_m2": 100_001, "invested_fen": 450 * WAN}, date(2021, 4, 1), date(2021, 4, 2), SUSPECTED,
     "10.0001公顷自开工2021-04-01至竣工2021-04-02只有1天"),
    ("small and undated", {}, None, None, CLEAR, ""),
    ("large and undated", LARGE, None, None, UNKNOWN, "缺开工日期、竣工日期（台账.xlsx第3行）"),
    ("large, no end", LARGE, date(2021, 4, 1), None, UNKNOWN, "缺竣工日期（台账.xlsx第3行）"),
    ("backwards", LARGE, date(2021, 4, 2), date(2021, 4, 1), UNKNOWN,
     "竣工2021-04-01早于开工2021-04-02（台账.xlsx第3行），工期不可知"),
    ("no area, fast", {"reported_m2": None}, date(2021, 4, 1), date(2021, 4, 2), UNKNOWN,
     "未填报备新增耕地（台账.xlsx第3行）"),
]  # fmt: skip
BUILT = {"levelled": 90_000, "earth_m3": 9.0}


@pytest.mark.parametrize(
    ("told", "start", "end", "said", "words"), [t[1:] for t in TIMES], ids=[t[0] for t in TIMES]
)
def test_much_in_no_time(told, start, end, said, words):
    got = ask(works(BUILT), told={**told, "started": start, "finished": end})
    assert got == (said, 9_999.80 if said == SUSPECTED else 0, words)


def test_no_area_and_slow_is_unknown_only_for_its_works():
    assert ask(works(BUILT), told={"reported_m2": None}) == (
        UNKNOWN, 0, "未填报备新增耕地（台账.xlsx第3行）",
    )  # fmt: skip
    assert ask(works(BUILT), told={"reported_m2": 0}) == (CLEAR, 0, "")
    assert ask(works(BARE), told={"reported_m2": 0})[2] == (
        "报备新增耕地写作0（台账.xlsx第3行），不能计算单位投资"
    )


@pytest.mark.parametrize("built", [BARE, BUILT])
def test_fewer_than_ten_of_a_type_cannot_be_compared(built):
    few = ask(works(built), told=CHEAP, beside=mates(8))
    assert few == (UNKNOWN, 0, "对比项目不足10个（土地开发类可比的9个）")
    fast = {**LARGE, "started": date(2021, 4, 1), "finished": date(2021, 4, 2)}
    assert ask(works(built), told=fast, beside=mates(8))[0] == SUSPECTED


def test_who_cannot_be_compared_does_not_count():
    blank = [*mates(8), project(OTHER, **(USUAL | {"invested_fen": None}))]
    assert ask(works(BARE), told=CHEAP, beside=blank)[0] == UNKNOWN
    other_type = [*mates(8), project(OTHER, **(USUAL | {"kind": "土地复垦"}))]
    assert ask(works(BARE), told=CHEAP, beside=other_type)[0] == UNKNOWN
    spelled = [*mates(8), project(OTHER, **(USUAL | {"kind": "土地 开发"}))]
    assert ask(works(BARE), told=CHEAP, beside=spelled)[0] == SUSPECTED
    assert ask(works(BARE), told=CHEAP, beside=mates(8), params={"min_projects": 9})[0] == SUSPECTED


def test_a_project_without_a_type_or_without_a_row():
    assert ask(works(BARE), told={**CHEAP, "kind": ""}) == (
        UNKNOWN, 0, "未填项目类型（台账.xlsx第3行）",
    )  # fmt: skip
    stray = [plot(), plot(OTHER, shape=strip(100, x=X + 200))]
    assert ask(works(BARE), subject=OTHER, plots=stray) == (UNKNOWN, 0, "缺报备记录")


def test_the_median_of_an_even_number_lies_between_and_is_exact():
    """Ten projects: one of its own, some of 40 and some of 50 万元 per 公顷."""
    beside = mates(5, invested_fen=40 * WAN)
    beside += [
        replace(p, project_no=f"15089920210008{k}")
        for k, p in enumerate(mates(4, invested_fen=50 * WAN))
    ]
    told = {"invested_fen": 12_000_000}  # 30 % of 40: the middle of 12, 5 × 40, 4 × 50
    assert ask(works(BARE), told=told, beside=beside)[0] == CLEAR
    assert ask(works(BARE), told={"invested_fen": 11_999_999}, beside=beside)[0] == SUSPECTED
    less = [
        *beside[:4],
        *beside[5:],
        project("15089920210009", **(USUAL | {"invested_fen": 50 * WAN})),
    ]
    assert "45.00万元" in ask(works(BARE), told=told, beside=less)[2]  # between 40 and 50


IMPROVED = {"kind": "提质改造（旱改水）", "reported_m2": 100, "improved_m2": 10_000}


def test_improvement_is_measured_by_what_was_improved():
    beside = mates(**IMPROVED)
    assert ask(works(BARE), told=IMPROVED, beside=beside)[0] == CLEAR
    said, _, words = ask(works(BARE), told={**IMPROVED, **CHEAP}, beside=beside)
    assert said == SUSPECTED
    assert words.startswith("总投资13.49万元，每公顷13.49万元，不足提质改造(旱改水)类10个")
    blank = ask(works(BARE), told={**IMPROVED, "improved_m2": None}, beside=mates(10, **IMPROVED))
    assert blank == (UNKNOWN, 0, "未填提质改造面积（台账.xlsx第3行）")
    big = {**IMPROVED, "improved_m2": 100_001, "started": date(2021, 4, 1), "finished": date(2021, 4, 2)}  # fmt: skip
    assert ask(works(BUILT), told=big, beside=beside)[0] == SUSPECTED


def test_the_ground_is_all_plots_once_and_without_shape_the_register_speaks():
    two = [
        plot(),
        plot(plot_no="P2", shape=strip(100, x=X + 50)),
        plot(plot_no="P3", fault="无坐标"),
    ]
    done = screened(works(BARE), told=CHEAP, plots=two)
    row = done.answers.set_index("subject").loc[NO]
    assert row["area_centi_m2"] == 1_499_970
    assert round(row["geometry"].area) == 15_000
    assert done.answers["geometry"].notna().sum() == 1
    lost = ask(works(BARE), told=CHEAP, plots=[plot(fault="无坐标")])
    assert lost[:2] == (SUSPECTED, 10_000)


def test_rows_in_another_order_change_nothing():
    rows = [{"levelled": 1_000, "earth_m3": 0.0}, {"levelled": 999, "earth_m3": 9.0}]
    one = screened(works(*rows), told=CHEAP, beside=mates())
    other = screened(works(*rows[::-1]), told=CHEAP, beside=mates()[::-1])
    assert one.answers.drop(columns="geometry").equals(other.answers.drop(columns="geometry"))


@pytest.mark.parametrize(
    ("params", "said"),
    [({"cheap_share": 29}, CLEAR), ({"levelled_share": 10}, CLEAR), ({}, SUSPECTED)],
)
def test_a_county_may_set_its_own_thresholds(params, said):
    rows = [{"levelled": 1_500, "earth_m3": 9.0}]
    assert ask(works(*rows), told=CHEAP, params=params)[0] == said
