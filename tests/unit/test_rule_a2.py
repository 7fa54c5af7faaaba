"""A-2 增减挂钩到期不归还: worked examples, papers, false returns, blanks, edges."""

from datetime import date, timedelta

import pytest

from cast import DAY, FARM, X, material, register, rows_of_land, second, strip, survey
from gengheng.records.finding import Said
from gengheng.records.layer import NotRun
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
NO, JUNE, LATER, PAPER = "ZG1", date(2023, 6, 30), date(2024, 12, 31), "示延〔2023〕1号"
SWAP = {"swap_no": NO, "issued": date(2020, 6, 30), "issued_area": 20_000}
HOUSE = "0702"
OLD = [(strip(100), {"swap_no": NO, "side": "拆旧"})]
FIELDS = survey(2022, (100, FARM))


def back(area=15_000, **told):
    return {"swap_no": NO, "accepted": date(2022, 5, 6), "returned": area} | told


def done(*shelf, swaps=(SWAP,), came=(), old=OLD, complete=False, returned=True):
    held = [register("swap", *swaps)]
    held += [register("swap_return", *came, complete=complete)] if returned else []
    held += [rows_of_land("swap_plots", *old)] if old else []
    return screen([RULES["A-2"]], material(*held, *shelf))


def ask(*came, shelf=(FIELDS,), old=OLD, complete=False, returned=True, **swap):
    made = done(*shelf, swaps=[SWAP | swap], came=came, old=old, complete=complete,
                returned=returned)  # fmt: skip
    row = made.answers.set_index("subject").loc[NO]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words


def left(ha, got, due="2023-06-30", days=311):
    return f"周转指标2.0000公顷应在{due}前归还，逾期{days}天，已验收复垦耕地{got}公顷，尚有{ha}公顷未归还"


NONE_OF = "拆旧复垦验收台账没有该项目，台账也未声明完整"


def test_worked_examples():
    assert ask(back()) == (SUSPECTED, 5_000, left("0.5000", "1.5000"))
    assert ask(back(20_000)) == (CLEAR, 0, "")
    houses = [survey(2022, (30, HOUSE), (70, FARM))]
    assert ask(back(20_000), shelf=houses) == (
        SUSPECTED, 2_999.94, "拆旧地块中有2999.94平方米在2022年变更调查中仍为建设用地",
    )  # fmt: skip
    assert ask(back(20_000, accepted=date(2023, 1, 1))) == (
        UNKNOWN, 0, "有复垦验收晚于最新期次（2022-12-31），不能看出是否仍为建设用地",
    )  # fmt: skip
    assert ask(complete=True) == (SUSPECTED, 20_000, left("2.0000", "0.0000"))
    assert ask() == (UNKNOWN, 0, NONE_OF)
    assert ask(complete=True, due=LATER) == (CLEAR, 0, "未到期（2024-12-31），尚有2.0000公顷未归还")


DUE = [
    ("due that day", {"due": DAY}, CLEAR, "未到期（2024-05-06），尚有0.5000公顷未归还"),
    ("due the day before", {"due": DAY - timedelta(days=1)}, SUSPECTED,
     left("0.5000", "1.5000", "2024-05-05", 1)),
    ("the day in the register comes first", {"due": date(2024, 6, 1)}, CLEAR,
     "未到期（2024-06-01），尚有0.5000公顷未归还"),
    ("three years to the day", {"issued": date(2021, 5, 6)}, CLEAR,
     "未到期（2024-05-06），尚有0.5000公顷未归还"),
    ("three years and a day", {"issued": date(2021, 5, 5)}, SUSPECTED,
     left("0.5000", "1.5000", "2024-05-05", 1)),
    ("29 February", {"issued": date(2020, 2, 29)}, SUSPECTED,
     left("0.5000", "1.5000", "2023-02-28", 433)),
    ("extended", {"extended": LATER, "extension_doc": PAPER}, CLEAR,
     "未到期（2024-12-31），尚有0.5000公顷未归还"),
    ("extended without a paper", {"extended": LATER}, SUSPECTED,
     left("0.5000", "1.5000") + "；写有延期至2024-12-31，没有延期批复文号，不计"),
    ("a paper without a day", {"extension_doc": PAPER}, UNKNOWN,
     "有延期批复文号示延〔2023〕1号，未填延期至何日"),
    ("undated", {"issued": None}, UNKNOWN, "缺下达日期和到期日期"),
    ("undated, with a day", {"issued": None, "due": JUNE}, SUSPECTED, left("0.5000", "1.5000")),
    ("amount blank", {"issued_area": None}, UNKNOWN, "未填周转指标"),
    ("amount blank, not yet due", {"issued_area": None, "due": LATER}, CLEAR,
     "未到期（2024-12-31），未填周转指标"),
    ("the paper is named", {"doc": "示挂〔2020〕1号"}, SUSPECTED,
     left("0.5000", "1.5000").replace("公顷应", "公顷（示挂〔2020〕1号）应")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said", "words"), [d[1:] for d in DUE], ids=[d[0] for d in DUE]
)
def test_when_it_was_due(changed, said, words):
    assert ask(back(), **changed)[::2] == (said, words)


CAME = [
    ("to the last square metre", [back(20_000)], CLEAR, ""),
    ("one square metre short", [back(19_999)], SUSPECTED, left("0.0001", "1.9999")),
    ("more than was owed", [back(20_001)], CLEAR, ""),
    ("in two parts", [back(12_000), back(8_000, accepted=date(2022, 9, 1))], CLEAR, ""),
    ("one of them still to come", [back(12_000), back(8_000, accepted=DAY + timedelta(days=1))],
     SUSPECTED, left("0.8000", "1.2000")),
    ("says none", [back(None, returned_said="无")], SUSPECTED, left("2.0000", "0.0000")),
    ("says not returned", [back(None, returned_said="未归还")], SUSPECTED, left("2.0000", "0.0000")),
    ("zero", [back(0, accepted=None)], SUSPECTED, left("2.0000", "0.0000")),
    ("blank", [back(None)], UNKNOWN, "复垦耕地面积未填（台账.xlsx第3行）"),
    ("a stroke", [back(None, returned_said="—")], UNKNOWN, "复垦耕地面积未填（台账.xlsx第3行）"),
    ("unreadable", [back(None, returned_said="约两公顷")], UNKNOWN,
     "复垦耕地面积写作“约两公顷”，不可读（台账.xlsx第3行）"),
    ("undated", [back(20_000, accepted=None)], UNKNOWN, "缺复垦验收日期（台账.xlsx第3行）"),
    ("undated, and short all the same", [back(5_000, accepted=None)], SUSPECTED,
     left("1.5000", "0.5000") + "；缺复垦验收日期（台账.xlsx第3行）"),
    ("a paper twice", [back(10_000, accepted_doc="示验〔2022〕1号")] * 2, UNKNOWN,
     "2行验收记录相同（示验〔2022〕1号），不能断定是否重复"),
    ("a paper twice, spelled otherwise", [back(10_000, accepted_doc="示验〔2022〕1号"),
     back(10_000, accepted_doc="示验[2022]1号")], UNKNOWN,
     "2行验收记录相同（示验〔2022〕1号），不能断定是否重复"),
    ("a paper twice, too little anyhow", [back(5_000)] * 2, SUSPECTED,
     left("1.0000", "1.0000") + "；2行验收记录相同（无文号），不能断定是否重复"),
    ("two papers of the same figure", [back(10_000, accepted_doc="示验〔2022〕1号"),
     back(10_000, accepted_doc="示验〔2022〕2号")], CLEAR, ""),
]  # fmt: skip


@pytest.mark.parametrize(("came", "said", "words"), [c[1:] for c in CAME], ids=[c[0] for c in CAME])
def test_what_came_back(came, said, words):
    assert ask(*came)[::2] == (said, words)
    assert ask(*came[::-1])[0] == said


def test_no_row_is_none_only_where_the_register_is_complete_and_names_all():
    other = back(9_000, swap_no="ZG2")
    assert ask(other)[::2] == (UNKNOWN, NONE_OF)
    assert ask(other, complete=True)[0] == SUSPECTED
    assert ask(back(9_000, swap_no=""), complete=True)[::2] == (
        UNKNOWN, "拆旧复垦验收台账没有该项目，但有1行未填挂钩项目编号，不能断定未归还",
    )  # fmt: skip
    assert ask(returned=False)[::2] == (UNKNOWN, "拆旧复垦验收台账未提供")


@pytest.mark.parametrize(
    ("strips", "said", "m2"),
    [
        (((1.99, HOUSE), (98.01, FARM)), CLEAR, 0),
        (((2.01, HOUSE), (97.99, FARM)), SUSPECTED, 201.00),
        (((1.5, HOUSE), (8, FARM), (1.5, HOUSE), (89, FARM)), CLEAR, 0),
        (((1.5, HOUSE), (1.5, "0601"), (97, FARM)), SUSPECTED, 299.99),
        (((100, "1006"),), CLEAR, 0),
        (((50, "1202"), (50, "0404")), CLEAR, 0),
        (((50, "1109"), (50, FARM)), SUSPECTED, 4_999.90),
    ],
    ids=["below 200", "above 200", "slivers", "touching", "field road", "no house", "hydraulic"],
)
def test_what_still_stands(strips, said, m2):
    assert ask(back(20_000), shelf=[survey(2022, *strips)])[:2] == (said, m2)


HALF = survey(2022, (50, HOUSE), (50, FARM))


@pytest.mark.parametrize(
    ("accepted", "said", "m2"),
    [
        (5_000, CLEAR, 0),
        (5_200, SUSPECTED, 200.10),
        (5_199, CLEAR, 0),
        (9_000, SUSPECTED, 4_000.10),
    ],
)
def test_before_all_is_accepted_the_rest_may_still_stand(accepted, said, m2):
    """4 999.90 m² of 9 999.80 m² are fields: more than 200 m² beyond that were not returned."""
    got = ask(back(accepted), shelf=[HALF], due=LATER)
    assert got[:2] == (said, m2)
    if said == SUSPECTED:
        assert got[2].startswith(
            f"拆旧地块中有4999.90平方米在2022年变更调查中仍为建设用地，其中至少{m2:.2f}平方米已按复垦验收"
        )


def test_what_is_owed_and_what_stands_add_up():
    said, m2, words = ask(back(9_000), shelf=[HALF], issued_area=10_000)
    assert (said, m2) == (SUSPECTED, 5_000.10)
    assert words == (
        "周转指标1.0000公顷应在2023-06-30前归还，逾期311天，已验收复垦耕地0.9000公顷，尚有0.1000公顷未归还；"
        "拆旧地块中有4999.90平方米在2022年变更调查中仍为建设用地，其中至少4000.10平方米已按复垦验收"
    )


def test_what_stood_before_acceptance_says_nothing():
    houses = [survey(2022, (100, HOUSE))]
    assert ask(complete=True, due=LATER, shelf=houses)[::2] == (
        CLEAR, "未到期（2024-12-31），尚有2.0000公顷未归还",
    )  # fmt: skip
    late = ask(back(20_000, accepted=date(2023, 3, 1)), shelf=houses)
    assert late[0] == UNKNOWN


@pytest.mark.parametrize(
    ("old", "shelf", "why"),
    [
        ([], [FIELDS], "增减挂钩地块：图层未提供"),
        (OLD, [], "最新地类图斑：图层未提供"),
        (OLD, [survey(2022, (50, FARM))], "底图未覆盖拆旧地块"),
        ([(None, OLD[0][1])], [FIELDS], "拆旧地块无坐标"),
        ([(strip(100), {"swap_no": "ZG2", "side": "拆旧"})], [FIELDS],
         "增减挂钩地块图层没有该项目的拆旧地块"),
        ([(strip(100), {"swap_no": NO, "side": "建新"})], [FIELDS],
         "增减挂钩地块图层没有该项目的拆旧地块"),
        ([(strip(100), {"swap_no": NO})], [FIELDS], "增减挂钩地块未写明是拆旧还是建新"),
        ([(strip(100), {"swap_no": NO, "side": "建新拆旧"})], [FIELDS],
         "增减挂钩地块未写明是拆旧还是建新"),
    ],
)  # fmt: skip
def test_what_came_back_but_cannot_be_seen(old, shelf, why):
    assert ask(back(20_000), old=old, shelf=shelf) == (UNKNOWN, 0, why)
    assert ask(back(15_000), old=old, shelf=shelf)[0] == SUSPECTED  # by the papers


def test_part_of_the_ground_is_enough_to_suspect():
    two = [*OLD, (None, OLD[0][1])]
    assert ask(back(20_000), old=two, shelf=[HALF])[:2] == (SUSPECTED, 4_999.90)
    assert ask(back(9_000), old=two, shelf=[HALF], due=LATER)[::2] == (UNKNOWN, "拆旧地块无坐标")


def test_construction_on_new_plots_is_what_it_is_for():
    old = [(strip(50), {"swap_no": NO, "side": "拆旧区"}),
           (strip(50, x=X + 50), {"swap_no": NO, "side": "建新区"})]  # fmt: skip
    assert ask(back(20_000), old=old, shelf=[survey(2022, (50, FARM), (50, HOUSE))])[0] == CLEAR


def test_plots_that_were_farmland_deserve_a_look():
    note = "拆旧地块中有{}平方米曾为耕地（{}），须查何时何故变更"
    shelf = [FIELDS, survey(2019, (30, FARM), (70, HOUSE)), survey(2018, (40, FARM), (60, HOUSE))]
    assert ask(back(20_000), shelf=shelf) == (
        CLEAR, 0, note.format("3999.92", "下达前一年、下达前两年"),
    )  # fmt: skip
    assert ask(back(20_000), shelf=[FIELDS, second((50, "013"), (50, "203"))])[2] == (
        note.format("4999.90", "二调")
    )
    shifted = second((2.9, "013"), (97.1, "203"))
    assert ask(back(20_000), shelf=[FIELDS, shifted]) == (CLEAR, 0, "")
    assert ask(back(), shelf=[FIELDS, second((50, "013"))])[2].endswith(
        note.format("4999.90", "二调")
    )


@pytest.mark.parametrize(
    ("taken", "given", "note"),
    [
        (100, 101, "复垦耕地平均10.1等，低于建新占用耕地的10.0等"),
        (100, 100, ""), (100, 90, ""), (None, 120, ""), (100, None, ""),
    ],
)  # fmt: skip
def test_a_worse_grade_deserves_a_look(taken, given, note):
    assert ask(back(20_000, grade=given), grade=taken) == (CLEAR, 0, note)


def test_the_mean_grade_is_weighted_by_area():
    came = [back(15_000, grade=90), back(5_000, grade=130)]
    assert ask(*came, grade=100) == (CLEAR, 0, "")
    assert ask(*came, grade=99)[2] == "复垦耕地平均10.0等，低于建新占用耕地的9.9等"


def test_two_rows_of_one_number_that_differ_cannot_be_judged():
    made = done(FIELDS, swaps=[SWAP, SWAP | {"issued_area": 1}], came=[back()])
    assert made.answers[["subject", "said", "reason"]].to_numpy().tolist() == [
        [NO, UNKNOWN, "同一编号有2行，内容不一致（台账.xlsx第3行、台账.xlsx第4行）"]
    ]


def test_each_project_is_asked_for_itself_in_any_order():
    swaps = [SWAP | {"swap_no": f"ZG{k}"} for k in (1, 2, 3)] + [
        SWAP | {"swap_no": "", "due": LATER}
    ]
    came = [back(20_000), back(1_000, swap_no="ZG2"), back(None, swap_no="ZG3")]
    old = [(strip(50, x=X + 50 * k), {"swap_no": f"ZG{k + 1}", "side": "拆旧"}) for k in (0, 1)]
    plain = ["subject", "said", "area_centi_m2", "detail", "reason", "note"]
    there = done(HALF, swaps=swaps, came=came, old=old).answers
    again = done(HALF, swaps=swaps[::-1], came=came[::-1], old=old[::-1]).answers
    assert there["said"].tolist()[:3] == [SUSPECTED, SUSPECTED, UNKNOWN]
    assert there["subject"].iloc[3] == "（台账.xlsx第6行）"
    assert there[plain].iloc[:2].equals(again[plain].iloc[:2])
    assert round(there.geometry.iloc[0].area) == 5_000


def test_surveys_that_are_not_there_are_said_once():
    assert done(FIELDS).run.rules[0].notes == (
        "1个项目的拆旧地块以前是否耕地，只查到现有期次（下达前一年：早于首期；下达前两年：早于首期；二调：图层未提供）",
    )


def test_without_the_register_it_is_not_run():
    [line] = screen([RULES["A-2"]], material()).run.rules
    assert line.not_run == NotRun(rule="A-2", reason="资料未提供", owed="增减挂钩项目台账")
