"""A-1 违法建设占用耕地未补, at its edges: what an answer shows that is no suspicion, and notes."""

from datetime import date

import pandas as pd
import pytest

from cast import GRASS, X, material, register, rows_of_land, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
FIELDS = survey(2020, (300, "0103"), tbmj_centi_m2=[3_000_000])
NO_APPROVAL = rows_of_land("approvals", (strip(1, x=X + 5_000), {"pzwh": "示政土〔2019〕1号"}))
NOTHING_LACKS = (NO_APPROVAL, rows_of_land("temporary_use"), rows_of_land("facility"))


def patches(height=100):
    row = {"jcbh": "WP1", "tblx": "20", "qsx": date(2021, 3, 1), "hsx": date(2021, 9, 1)}
    return rows_of_land("enforcement_patch", (strip(20, height=height), row))


def done(*shelf):
    return screen([RULES["A-1"]], material(*shelf))


def answer(*shelf, subject="WP1"):
    return done(*shelf).answers.set_index("subject").loc[subject]


@pytest.mark.parametrize(
    ("height", "said", "shown"), [(100, SUSPECTED, True), (10, SUSPECTED, True), (9, CLEAR, False)]
)
def test_ground_and_survey_figure_are_those_of_a_suspicion(height, said, shown):
    row = answer(patches(height), FIELDS, NO_APPROVAL)
    assert (row["said"], row.geometry is not None) == (said, shown)
    assert pd.notna(row["survey_centi_m2"]) == shown


def test_ground_of_which_nobody_knows_the_approval_is_not_drawn():
    row = answer(patches(), FIELDS)
    assert (row["said"], row.geometry) == (UNKNOWN, None)


def newest():
    return survey(2022, (20, "0702"), (280, "0103"), bsm=["B0", "B1"])


def test_gaps_among_earlier_surveys_are_said_once_each():
    shelf = [newest(), survey(2020, (300, GRASS)), survey(2019, (300, GRASS)), *NOTHING_LACKS]
    assert [note for note in done(*shelf).run.rules[0].notes if "期次" in note] == [
        "1个图斑更早期次不全（缺2021年期次、早于首期），是否曾为耕地只查到现有期次"
    ]


def test_without_any_earlier_survey_the_answer_says_so_and_no_note():
    outcome = done(newest(), *NOTHING_LACKS)
    assert not [note for note in outcome.run.rules[0].notes if "更早期次" in note]
    assert outcome.answers.set_index("subject").loc["2022-B0", "reason"] == "早于首期"


def test_where_nothing_lacks_there_is_no_note():
    whole = [survey(year, (300, GRASS)) for year in range(2018, 2022)]
    everything = [*NOTHING_LACKS, register("approvals_list", {"pzwh": "示政土〔2019〕1号"}),
                  register("quota_link"), register("promise"), patches()]  # fmt: skip
    assert done(newest(), *whole, *everything).run.rules[0].notes == ()
