"""A-4 临时用地期满未复垦: ends, terms, ground, vintages, several rows of one 文号."""

from datetime import date

import pytest

from cast import DAY, FARM, GRASS, X, material, rows_of_land, strip, survey
from gengheng.records.finding import Said
from gengheng.records.layer import NotRun
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
        "4999.90平方米原为耕地而未恢复（2022年：0702农村宅基地4999.90平方米）",
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


OLD = "晚于末期：复垦期限{}晚于最新期次2022-12-31"
RUNS = "{}期满（{}），至{}应复垦"
ENDS = [
    ("due that day", {"ends": date(2023, 5, 6)}, CLEAR, RUNS.format("2023-05-06", "到期日期", DAY)),
    ("due the day before", {"ends": date(2023, 5, 5)}, UNKNOWN, OLD.format("2024-05-05")),
    ("due on the day of the survey", {"ends": date(2021, 12, 31)}, SUSPECTED,
     "2021-12-31期满（到期日期），至2022-12-31应复垦；"),
    ("due the day after", {"ends": date(2022, 1, 1)}, UNKNOWN, OLD.format("2023-01-01")),
    ("still running", {"ends": DAY, "pzrq": date(2022, 5, 6)}, CLEAR, ""),
    ("extended", {"extended": date(2023, 6, 1), "use": "公路"}, CLEAR,
     RUNS.format("2023-06-01", "延期", "2024-06-01")),
    ("an extension takes nothing away", {"extended": date(2020, 6, 1)}, SUSPECTED,
     "2021-06-01期满（到期日期）"),
    ("a term in months", {"ends": None, "term": "18个月"}, SUSPECTED,
     "2021-09-01期满（批准日期加期限18个月）"),
    ("a year and a half", {"ends": None, "term": "一年半"}, SUSPECTED, "2021-09-01期满"),
    ("a term of two years", {"ends": None, "term": "两年"}, UNKNOWN, OLD.format("2023-03-01")),
    ("four years for a road", {"ends": None, "term": "4年", "use": "公路"}, CLEAR,
     "2024-03-01期满（批准日期加期限4年），至2025-03-01应复垦"),
    ("four years for soil", {"ends": None, "term": "4年"}, CLEAR,
     "2024-03-01期满（批准日期加期限4年），至2025-03-01应复垦；"
     "2020-03-01批准，2024-03-01期满，超过2年，须核对期限的依据"),
    ("five years for a road", {"ends": date(2025, 3, 1), "use": "铁路"}, CLEAR,
     "2020-03-01批准，2025-03-01期满，超过4年，须核对期限的依据"),
    ("ends count before the term", {"term": "9年"}, SUSPECTED, "2021-06-01期满（到期日期）"),
    ("no end", {"ends": None}, UNKNOWN, "缺到期日期和期限"),
    ("a term that is none", {"ends": None, "term": "长期"}, UNKNOWN,
     "缺到期日期，期限写作“长期”，不可读"),
    ("a number without a unit", {"ends": None, "term": "24"}, UNKNOWN,
     "缺到期日期，期限写作“24”，不可读"),
    ("days instead of a term", {"ends": None, "term": "2020年3月至2021年3月"}, UNKNOWN,
     "缺到期日期，期限写作“2020年3月至2021年3月”，不可读"),
    ("no end, no approval", {"ends": None, "pzrq": None}, UNKNOWN,
     "缺到期日期和期限；批准前一年：缺批准日期"),
    ("a term, no approval", {"ends": None, "pzrq": None, "term": "2年"}, UNKNOWN,
     "缺到期日期，有期限而缺批准日期；批准前一年：缺批准日期"),
    ("no approval", {"pzrq": None}, UNKNOWN, "批准前一年：缺批准日期"),
    ("no approval, but the year runs", {"pzrq": None, "ends": date(2023, 9, 1)}, CLEAR,
     RUNS.format("2023-09-01", "到期日期", "2024-09-01")),
    ("too early", {"pzrq": date(2019, 3, 1)}, UNKNOWN, "批准前一年：早于首期"),
    ("a hole", {"pzrq": date(2022, 3, 1)}, UNKNOWN, "批准前一年：缺2021年期次"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "said", "words"), [e[1:] for e in ENDS], ids=[e[0] for e in ENDS])
def test_ends_and_terms(told, said, words):
    found = ask(use(**told))
    assert found[0] == said
    assert found[2].startswith(words)
    assert words or not found[2]


def test_without_an_end_what_took_no_farmland_is_clear():
    grass = (survey(2019, (200, GRASS)), NOW)
    assert ask(use(ends=None), shelf=grass) == (CLEAR, 0, "")
    little = (survey(2019, (1.99, FARM), (198, GRASS)), NOW)
    assert ask(use(ends=None), shelf=little)[0] == CLEAR
    enough = (survey(2019, (2.01, FARM), (198, GRASS)), NOW)
    assert ask(use(ends=None), shelf=enough)[0] == UNKNOWN


def approval(width):
    return rows_of_land("approvals", (strip(width), {"pzwh": "示政土〔2022〕1号", "pzzmj": 1}))


def facility(width):
    return rows_of_land("facility", (strip(width), {"facility_no": "SS1"}))


@pytest.mark.parametrize("since", [approval, facility], ids=["approval", "facility"])
def test_what_was_approved_otherwise_since_is_taken_out(since):
    assert ask(shelf=(BEFORE, NOW, since(50))) == (CLEAR, 0, "其后另行批准的4999.90平方米不计")
    said, m2, words = ask(shelf=(BEFORE, NOW, since(20)))
    assert (said, m2) == (SUSPECTED, 2_999.94)
    assert words.endswith("；其后另行批准的1999.96平方米不计")
    assert ask(shelf=(BEFORE, NOW, since(48.5)))[0] == CLEAR  # 1.5 m are left, a sliver


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ends": date(2023, 5, 6)}, CLEAR),  # its year runs
        ({"ends": date(2025, 5, 6)}, CLEAR),
        ({"ends": date(2023, 5, 5)}, SUSPECTED),
        ({"ends": None}, SUSPECTED),
    ],
)
def test_another_use_of_the_ground_counts_while_its_year_runs(changed, said):
    assert ask(use(), use(pzwh="示临〔2021〕9号", **changed))[0] == said


def test_several_rows_of_one_paper_are_one_subject_whatever_their_spelling_and_order():
    rows = [use(strip(30)), use(strip(30, x=X + 20), pzwh="示临[2020]1号")]
    assert ask(*rows)[1] == 4_999.90  # 20 m and 30 m of 50, the common 10 m once
    assert ask(*rows[::-1])[1] == 4_999.90
    later = [use(strip(30)), use(strip(30, x=X + 40), ends=date(2023, 6, 1))]
    assert ask(*later)[0] == CLEAR  # the latest end counts
    assert ask(use(strip(30)), use(strip(30, x=X + 40), ends=None))[::2] == (
        UNKNOWN, "缺到期日期和期限",
    )  # fmt: skip
    years = [use(strip(30)), use(strip(30, x=X + 40), pzrq=date(2021, 3, 1))]
    assert ask(*years)[::2] == (UNKNOWN, "各行批准日期不在同一年（2020-03-01、2021-03-01）")
    assert ask(*years[::-1]) == ask(*years)


def test_what_cannot_be_seen():
    assert ask((None, BASE))[2] == "无坐标"
    assert ask(shelf=(survey(2019, (50, FARM)), survey(2022, (200, FARM))))[2] == "底图未覆盖"
    assert ask(shelf=(BEFORE, survey(2022, (50, FARM))))[2] == "底图未覆盖"
    assert ask(shelf=(survey(2019, (50, FARM)), NOW))[0] == SUSPECTED  # what is seen suffices
    assert ask((None, BASE | {"ends": date(2023, 6, 1)}))[0] == CLEAR
    both = ask(use(strip(30)), (None, BASE))
    assert both[0] == SUSPECTED


def test_a_use_without_a_number_is_named_by_its_place():
    assert ask(use(pzwh=""), subject="（台账.xlsx第3行）")[0] == SUSPECTED


def test_lists_that_are_not_there_are_said_once():
    def notes(*shelf):
        """The notes on the rule's line."""
        land = rows_of_land("temporary_use", use())
        return screen([RULES["A-4"]], material(BEFORE, NOW, land, *shelf)).run.rules[0].notes

    lost = "农转用批次（图层）、设施农用地备案未提供，其后另行批准的用地未扣除"
    assert notes() == (lost,)
    assert notes(approval(1), facility(1)) == ()


def test_without_uses_or_surveys_it_is_not_run():
    [line] = screen([RULES["A-4"]], material()).run.rules
    owed = "临时用地；地类图斑（三调、变更调查）"
    assert line.not_run == NotRun(rule="A-4", reason="资料未提供", owed=owed)
