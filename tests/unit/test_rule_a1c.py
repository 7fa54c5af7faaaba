"""A-1c 承诺到期未兑现: worked examples, extensions, pools, blanks, two registers."""

from datetime import date, timedelta

import pytest

from cast import DAY, material, register
from gengheng.records.finding import Said
from gengheng.records.layer import NotRun
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
JUNE, LATER, PAPER = date(2023, 6, 30), date(2024, 12, 31), "示延〔2023〕1号"
PROMISE = {"promise_no": "CN1", "due": JUNE, "area": 20_000, "done_area": 15_000}
SHORT = "承诺在2023-06-30前补充，逾期311天，至今未兑现"


def told(*rows, **more):
    return screen([RULES["A-1c"]], material(register("promise", *rows, **more)))


def ask(**changed):
    row = told(PROMISE | changed).answers.set_index("subject").loc["CN1"]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words


CASES = [
    ("doc 1", {}, SUSPECTED, 5_000, SHORT + "耕地5000平方米"),
    ("doc 2", {"extended": LATER, "extension_doc": PAPER}, CLEAR, 0,
     "未到期（2024-12-31），尚有耕地5000平方米未兑现"),
    ("doc 3", {"extended": LATER}, SUSPECTED, 5_000,
     SHORT + "耕地5000平方米；写有延期至2024-12-31，没有延期批复文号，不计"),
    ("doc 4", {"extension_doc": PAPER}, UNKNOWN, 0,
     "有延期批复文号示延〔2023〕1号，未填延期至何日"),
    ("doc 5", {"done_area": 20_000}, CLEAR, 0, ""),
    ("doc 6", {"done_area": None}, UNKNOWN, 0, "未填已兑现耕地"),
    ("the 文号 says none", {"extended": LATER, "extension_doc": "无"}, SUSPECTED, 5_000,
     SHORT + "耕地5000平方米；写有延期至2024-12-31，没有延期批复文号，不计"),
    ("the 文号 is awaited", {"extension_doc": "待批"}, SUSPECTED, 5_000, SHORT + "耕地5000平方米"),
    ("extended and past again", {"extended": date(2023, 12, 31), "extension_doc": PAPER}, SUSPECTED,
     5_000, "承诺在2023-12-31前补充，逾期127天，至今未兑现耕地5000平方米"),
    ("an extension takes nothing away", {"due": LATER, "extended": JUNE, "extension_doc": PAPER},
     CLEAR, 0, "未到期（2024-12-31），尚有耕地5000平方米未兑现"),
    ("nothing kept is zero", {"done_area": 0}, SUSPECTED, 20_000, SHORT + "耕地20000平方米"),
    ("one square metre", {"done_area": 19_999}, SUSPECTED, 1, SHORT + "耕地1平方米"),
    ("more than promised", {"done_area": 20_001}, CLEAR, 0, ""),
    ("paddy alone", {"done_area": 20_000, "paddy": 300, "done_paddy": 100}, SUSPECTED, 0,
     SHORT + "水田200平方米"),
    ("all three", {"paddy": 300, "done_paddy": 0, "capacity": 900, "done_capacity": 800}, SUSPECTED,
     5_000, SHORT + "耕地5000平方米、水田300平方米、产能100公斤"),
    ("one pool does not pay for another", {"paddy": 300, "done_paddy": 9_000}, SUSPECTED, 5_000,
     SHORT + "耕地5000平方米"),
    ("farmland short though paddy is blank", {"paddy": 300}, SUSPECTED, 5_000,
     SHORT + "耕地5000平方米"),
    ("paddy blank", {"done_area": 20_000, "paddy": 300}, UNKNOWN, 0, "未填已兑现水田"),
    ("capacity blank", {"done_area": 20_000, "capacity": 9}, UNKNOWN, 0, "未填已兑现产能"),
    ("no paddy was promised", {"done_area": 20_000, "paddy": 0}, CLEAR, 0, ""),
    ("promise blank", {"area": None}, UNKNOWN, 0, "未填承诺补充耕地"),
    ("promise blank, paddy short", {"area": None, "paddy": 300, "done_paddy": 0}, SUSPECTED, 0,
     SHORT + "水田300平方米"),
    ("no day", {"due": None}, UNKNOWN, 0, "缺承诺期限"),
    ("no day but an extension", {"due": None, "extended": JUNE, "extension_doc": PAPER}, SUSPECTED,
     5_000, SHORT + "耕地5000平方米"),
    ("no day, a 文号 of an extension", {"due": None, "extension_doc": PAPER}, UNKNOWN, 0,
     "有延期批复文号示延〔2023〕1号，未填延期至何日"),
    ("kept, no day", {"due": None, "done_area": 20_000}, CLEAR, 0, ""),
    ("blank but not yet due", {"due": LATER, "done_area": None}, CLEAR, 0, ""),
    ("due that day", {"due": DAY}, CLEAR, 0, "未到期（2024-05-06），尚有耕地5000平方米未兑现"),
    ("due the day before", {"due": DAY - timedelta(days=1)}, SUSPECTED, 5_000,
     "承诺在2024-05-05前补充，逾期1天，至今未兑现耕地5000平方米"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said", "m2", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_worked_examples_and_traps(changed, said, m2, words):
    assert ask(**changed) == (said, m2, words)


def test_the_same_row_in_two_copies_is_one_promise():
    done = told(PROMISE, PROMISE)
    assert done.answers[["subject", "said"]].to_numpy().tolist() == [["CN1", SUSPECTED]]
    assert done.run.rules[0].asked == 1


def test_rows_of_one_number_that_differ_cannot_be_judged():
    [row] = told(PROMISE, PROMISE | {"done_area": 20_000}).answers.to_dict("records")
    assert row["said"] == UNKNOWN
    assert row["reason"] == "同一编号有2行，内容不一致（台账.xlsx第3行、台账.xlsx第4行）"


def test_a_row_without_a_number_is_named_by_its_place():
    [row] = told(PROMISE | {"promise_no": ""}).answers.to_dict("records")
    assert (row["subject"], row["said"]) == ("（台账.xlsx第3行）", SUSPECTED)


def test_the_order_of_the_rows_changes_nothing():
    rows = [PROMISE | {"promise_no": f"CN{k}"} | c[1] for k, c in enumerate(CASES)]
    there, back = told(*rows).answers, told(*reversed(rows)).answers
    plain = ["subject", "said", "area_centi_m2", "detail", "reason", "note"]
    assert there[plain].equals(back[plain])


def test_pools_that_a_promise_does_not_state_are_said_once():
    whole = {"paddy": 0, "capacity": 0}
    assert told(PROMISE).run.rules[0].notes == ("1项承诺未填承诺水田或承诺产能，只查已填的",)
    assert told(PROMISE | whole).run.rules[0].notes == ()


def test_without_the_register_it_is_not_run():
    [line] = screen([RULES["A-1c"]], material()).run.rules
    assert line.not_run == NotRun(rule="A-1c", reason="资料未提供", owed="承诺补充耕地台账")
