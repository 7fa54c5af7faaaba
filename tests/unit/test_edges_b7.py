"""B-7 重复入库, at its edges: how many confirmations are listed, and what each took."""

from datetime import date

from cast import NO, material, project, register
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen


def answer(*taken):
    """What is said of confirmations on a project of 1 公顷; each (number, m², month)."""
    rows = [
        {"confirm_no": no, "project_no": NO, "occupied": m2, "linked": date(2022, month, 1)}
        for no, m2, month in taken
    ]
    done = screen([RULES["B-7"]], material(register("quota_link", *rows), projects=[project()]))
    return done.answers.set_index("subject").loc[f"{NO}|{taken[-1][0]}"]


def test_five_confirmations_are_listed_whole():
    words = answer(*((f"Q{k}", 3_000, k) for k in range(1, 6)))["detail"]
    assert "5份确认单占用1.5000公顷" in words
    assert "（Q1：2022-01-01，0.3000公顷；Q2" in words


def test_a_confirmation_that_took_nothing_is_not_one_that_says_nothing():
    words = answer(("Q1", 10_001, 1), ("Q2", 0, 2))["detail"]
    assert "（Q1：2022-01-01，1.0001公顷；Q2：2022-02-01，0.0000公顷）" in words
    words = answer(("Q1", 10_001, 1), ("Q2", None, 2))["detail"]
    assert "；Q2：2022-02-01，占用耕地未填）" in words


def test_what_took_nothing_leaves_no_more_open_than_there_is():
    """The rows of the first may be one total or add up to all that was reported."""
    row = answer(("Q1", 5_000, 1), ("Q1", 5_000, 2), ("Q2", 0, 3))
    assert (row["said"], row["reason"]) == (Said.CLEAR, "")
