"""A-4 临时用地期满未复垦: ends, terms, ground, vintages, several rows of one 文号."""

from datetime import date

import pytest

from cast import DAY, FARM, GRASS, X, material, rows_of_land, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
NO = "示临〔2020〕1号"
BASE = {"pzwh": NO, "pzrq": date(2020, 3, 1), "ends": date(2021, 6, 1), "use": "取土"}
BEFORE, NOW = survey(2019, (200, FARM)), survey(2022, (50, "0702"), (150, FARM))


def ask(*rows, shelf=(BEFORE, NOW), subject=NO):
    told = rows or ((strip(100), BASE),)
    done = screen([RULES["A-4"]], material(*shelf, rows_of_land("temporary_use", *told)))
    row = done.answers.set_index("subject").loc[subject]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words


def use(shape=None, **changed):
    return (strip(100) if shape is None else shape), BASE | changed


def test_farmland_that_is_still_built_on():
    assert ask() == (
        SUSPECTED, 4_999.90,
        "2021-06-01期满（到期日期），至2022-06-01应复垦；"
        "4999.90平方米原为耕地而未恢复（0702农村宅基地4999.90平方米）",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("now", "said", "m2"),
    [
        ([(200, FARM)], CLEAR, 0),
        ([(2.001, "0702"), (198, FARM)], SUSPECTED, 200.10),
        ([(1.99, "0702"), (198, FARM)], CLEAR, 0),
        ([(3.99, GRASS), (196, FARM)], CLEAR, 0),
        ([(4.01, GRASS), (196, FARM)], SUSPECTED, 400.99),
        ([(50, "1006"), (150, FARM)], CLEAR, 0),
        ([(50, "1107"), (150, FARM)], CLEAR, 0),
        ([(50, "0201K"), (150, FARM)], SUSPECTED, 4_999.90),
        ([(50, "1202"), (150, FARM)], SUSPECTED, 4_999.90),
    ],
)
def test_what_stands_there_now(now, said, m2):
    found = ask(shelf=(BEFORE, survey(2022, *now)))
    assert (found[0], pytest.approx(found[1], abs=0.01)) == (said, m2)


def test_what_was_no_farmland_before_is_not_asked_for():
    assert ask(shelf=(survey(2019, (200, GRASS)), NOW))[:2] == (CLEAR, 0)
    assert ask(shelf=(survey(2019, (30, FARM), (170, GRASS)), NOW))[1] == 2_999.94


@pytest.mark.parametrize(
    ("told", "said", "words"),
    [
        ({"ends": date(2023, 5, 6)}, CLEAR, "尚未到期或未满复垦期限"),
        ({"ends": date(2023, 5, 5)}, UNKNOWN, "复垦期限2024-05-05晚于最新期次2022-12-31"),
        ({"ends": date(2021, 12, 31)}, SUSPECTED, "2021-12-31期满（到期日期）"),
        ({"ends": date(2022, 1, 1)}, UNKNOWN, "复垦期限2023-01-01晚于最新期次2022-12-31"),
        ({"extended": date(2023, 6, 1)}, CLEAR, "尚未到期或未满复垦期限"),
        ({"ends": None, "term": "18个月"}, SUSPECTED, "2021-09-01期满（批准日期加期限18个月）"),
        ({"ends": None, "term": "两年"}, UNKNOWN, "复垦期限2023-03-01晚于最新期次2022-12-31"),
        ({"ends": None}, UNKNOWN, "复垦期限2023-03-01晚于最新期次2022-12-31"),
        (
            {"ends": None, "use": "公路"},
            UNKNOWN,
            "缺到期日期和期限（未写期限，按最长4年，尚不能断定期满）",
        ),
        (
            {"ends": None, "use": ""},
            UNKNOWN,
            "缺到期日期和期限（未写期限，按最长4年，尚不能断定期满）",
        ),
        ({"ends": None, "pzrq": None}, UNKNOWN, "缺到期日期、期限和批准日期"),
        ({"pzrq": None}, UNKNOWN, "批准前一年：缺批准日期"),
        ({"pzrq": date(2019, 3, 1)}, UNKNOWN, "批准前一年：早于首期"),
        ({"pzrq": date(2022, 3, 1)}, UNKNOWN, "批准前一年：缺2021年期次"),
    ],
)
def test_ends_and_terms(told, said, words):
    found = ask(use(**told))
    assert found[0] == said
    assert found[2].startswith(words)


def test_the_longest_lawful_term_is_enough_where_even_that_is_over():
    shelf = (survey(2017, (200, FARM)), survey(2022, (50, "0702"), (150, FARM)))
    found = ask(use(pzrq=date(2018, 3, 1), ends=None, use="取土"), shelf=shelf)
    assert found[0] == SUSPECTED
    assert found[2].startswith("2020-03-01期满（未写期限，按最长2年），至2021-03-01应复垦")
    assert ask(use(pzrq=date(2018, 3, 1), ends=None, use="公路"), shelf=shelf)[0] == UNKNOWN


def test_several_rows_of_one_paper_are_one_subject_whatever_their_spelling_and_order():
    rows = [use(strip(30)), use(strip(30, x=X + 20), pzwh="示临[2020]1号")]
    assert ask(*rows)[1] == 4_999.90  # 20 m and 30 m of 50, the common 10 m once
    assert ask(*rows[::-1])[1] == 4_999.90
    later = [use(strip(30)), use(strip(30, x=X + 40), ends=date(2023, 6, 1))]
    assert ask(*later)[0] == CLEAR  # the latest end counts


def test_what_cannot_be_seen():
    assert ask((None, BASE))[2] == "无坐标"
    assert ask(shelf=(survey(2019, (50, FARM)), survey(2022, (200, FARM))))[2] == "底图未覆盖"
    assert ask(shelf=(survey(2019, (50, FARM)), NOW))[0] == SUSPECTED  # what is seen suffices
    assert ask((None, BASE | {"ends": date(2023, 6, 1)}))[0] == CLEAR
    both = ask(use(strip(30)), (None, BASE))
    assert both[0] == SUSPECTED
    assert DAY == date(2024, 5, 6)
