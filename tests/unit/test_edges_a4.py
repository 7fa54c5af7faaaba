"""A-4 临时用地期满未复垦, at its edges: the ground and the survey's figure of an answer, and notes."""

from datetime import date

import pandas as pd

from cast import FARM, GRASS, material, rows_of_land, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.rules.terms import end_of, term_months
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
USE = {"pzwh": "示临〔2020〕1号", "pzrq": date(2020, 3, 1), "ends": date(2021, 6, 1), "use": "取土"}
BEFORE = survey(2019, (200, FARM))
NOW = survey(2022, (50, "0702"), (150, FARM), tbmj_centi_m2=[505_000, 1_500_000])


def answer(*shelf, **changed):
    land = rows_of_land("temporary_use", (strip(100), USE | changed))
    return screen([RULES["A-4"]], material(land, *shelf)).answers.iloc[0]


def approval(width):
    return rows_of_land("approvals", (strip(width), {"pzwh": "示政土〔2022〕1号", "pzzmj": 1}))


def test_the_ground_of_a_suspicion_is_what_is_still_no_farmland():
    shape = answer(BEFORE, NOW).geometry
    assert shape.symmetric_difference(strip(50)).area < 0.01


def test_the_survey_s_figure_of_that_ground_stands_beside():
    """4 999.90 m² of 宅基地, of which the newest survey states 5 050.00 m² in all."""
    row = answer(BEFORE, NOW)
    assert (row["area_centi_m2"], row["survey_centi_m2"]) == (499_990, 505_000)


def test_what_is_no_suspicion_has_neither():
    lawful = answer(BEFORE, NOW, approval(50))
    undated = answer(BEFORE, NOW, ends=None)
    assert [row["said"] for row in (lawful, undated)] == [CLEAR, UNKNOWN]
    assert [row.geometry for row in (lawful, undated)] == [None, None]
    assert all(pd.isna(row["survey_centi_m2"]) for row in (lawful, undated))


def test_slivers_are_counted_and_what_is_only_below_its_threshold_is_none():
    """Built on 1.5 m, grass on 1 m and on 3 m of 100 m: 300 m² of grass are no sliver."""
    now = survey(2022, (1.5, "0702"), (40, FARM), (1, GRASS), (40, FARM), (3, GRASS), (114.5, FARM))
    land = rows_of_land("temporary_use", (strip(100), USE))
    outcome = screen([RULES["A-4"]], material(land, BEFORE, now))
    line = outcome.run.rules[0]
    assert outcome.answers["said"].tolist() == [CLEAR]
    assert (line.slivers, line.sliver_centi_m2) == (2, 25_000)
    assert outcome.answers["sliver_centi_m2"].tolist() == [25_000]


def test_without_surveys_no_sliver_is_told():
    assert answer(survey(2024, (200, FARM)))["sliver_centi_m2"] == 0


LONG = {"pzrq": date(2019, 3, 1), "ends": date(2021, 12, 1)}
WORDS = "2019-03-01批准，2021-12-01期满，超过2年，须核对期限的依据"


def test_a_term_that_is_too_long_is_named_although_the_ground_was_reclaimed():
    was = survey(2018, (200, FARM))
    assert answer(was, survey(2022, (200, FARM)), **LONG)["note"] == WORDS
    assert answer(was, NOW, approval(50), **LONG)["note"] == (
        f"其后另行批准的4999.90平方米不计；{WORDS}"
    )


def test_surveys_that_are_all_later_than_the_day_of_the_screening_say_nothing():
    later = answer(survey(2024, (200, FARM)))
    assert (later["said"], later["reason"]) == (
        UNKNOWN, "批准前一年：图层未提供；最新期次：图层未提供",
    )  # fmt: skip


def test_every_row_that_states_no_end_is_told():
    rows = [(strip(50), USE | {"ends": None}), (strip(50), USE | {"ends": None, "term": "长期"})]
    land = rows_of_land("temporary_use", *rows)
    row = screen([RULES["A-4"]], material(land, BEFORE, NOW)).answers.iloc[0]
    assert (row["said"], row["reason"]) == (
        UNKNOWN, "缺到期日期和期限；缺到期日期，期限写作“长期”，不可读",
    )  # fmt: skip


def test_a_term_may_be_written_with_blanks():
    assert [term_months(text) for text in ("18 个月", " 2 年 ", "两 年 半")] == [18, 24, 30]


def test_an_extension_to_the_very_day_is_the_end():
    day = date(2021, 6, 1)
    assert [end_of(None, day, other, "").by for other in (day, None)] == ["延期", "到期日期"]
