"""A-3 以非耕地上报规避占补, at its edges: ridges to the cent, slivers, what is shown and noted."""

from datetime import date

import numpy as np
import pytest

from cast import FARM, GRASS, X, material, rows_of_land, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.approved import Seen
from gengheng.rules.ground import Counted
from gengheng.rules.index import RULES
from gengheng.rules.links import Amount
from gengheng.rules.occupied import a3_hidden as a3
from gengheng.rules.projects import Told
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN


def approval(**told):
    row = {"pzwh": "示政土〔2021〕3号", "pzzmj": 10_000, "submitted": date(2021, 5, 6)}
    return row | {"farmland": 2_000} | told


def done(*shelf, **told):
    drawn = rows_of_land("approvals", (strip(100), approval(**told)))
    return screen([RULES["A-3"]], material(drawn, *shelf))


SURE = Amount(2_000, 2_000)


def told(farm, net, changed, *, approved=SURE):
    """What is told of an approval with this ground, in 0.01 m²; 1 000 m² are the allowance."""

    def of(area):
        return Counted(np.array([area]), [None], np.array([0]), 0)

    what = Seen(of(farm), np.array([net]), of(changed), ["0404其他草地"], [""])
    return a3._one(0, approved, what, 2020, RULES["A-3"].defaults)


EXPLAINED = "耕地毛面积比批复多{}平方米，扣除田坎后相符"
APPROVED = "报批前由耕地变为他类的{}平方米已按耕地批复"


@pytest.mark.parametrize(("farm", "note"), [(300_000, ""), (300_001, EXPLAINED.format("1000.01"))])
def test_ridges_are_named_where_they_explain_more_than_the_allowance(farm, note):
    """2 000 m² were approved and are there without ridges; with them 1 000.00 m² more."""
    assert told(farm, 200_000, 0) == Told(note=note)


def test_what_was_turned_counts_above_the_allowance():
    assert told(200_000, 200_000, 100_000) == Told(note=APPROVED.format("1000.00"))
    assert told(200_000, 200_000, 100_001).area_centi_m2 == 100_001


def test_a_blank_figure_matters_above_the_allowance():
    blank = Amount(2_000, None, "未填占用耕地")
    assert told(300_000, 300_000, 0, approved=blank) == Told()
    assert told(300_001, 300_001, 0, approved=blank) == Told(doubts=("未填占用耕地",))


def test_every_note_is_said():
    both = f"{EXPLAINED.format('2000.00')}；{APPROVED.format('500.00')}"
    assert told(400_000, 200_000, 50_000) == Told(note=both)


def test_only_a_suspicion_has_ground():
    fields = survey(2020, (50, "0103"), (50, GRASS))
    shapes = [done(fields, farmland=m2).answers.geometry.iloc[0] for m2 in (2_000, 5_000)]
    assert round(shapes[0].area) == 5_000
    assert shapes[1] is None


def test_slivers_of_farmland_are_counted():
    outcome = done(survey(2020, (1.5, "0103"), (98.5, GRASS)))
    line = outcome.run.rules[0]
    assert (line.slivers, line.sliver_centi_m2) == (1, 15_000)
    assert outcome.answers["sliver_centi_m2"].tolist() == [15_000]


def test_slivers_of_what_was_turned_are_counted_with_them():
    """1.5 m built on and 1 m of farmland, each 100 m long, of what was farmland a year before."""
    was = survey(2019, (1.5, FARM), (50, GRASS), (1, FARM), (47.5, GRASS))
    now = survey(2020, (1.5, "0702"), (50, GRASS), (1, FARM), (47.5, GRASS))
    outcome = done(was, now)
    line = outcome.run.rules[0]
    assert (line.slivers, line.sliver_centi_m2) == (2, 25_000)
    assert outcome.answers["sliver_centi_m2"].tolist() == [25_000]


def test_two_reasons_for_what_lacks_are_both_named():
    line = done(survey(2017, (100, GRASS)), survey(2020, (100, GRASS))).run.rules[0]
    why = "缺2019年期次、缺2018年期次"
    assert line.notes == (f"1件批准更早期次不全（{why}），报批前的变化只查到现有期次",)


def test_where_every_earlier_survey_is_there_nothing_is_noted():
    years = [survey(year, (100, GRASS)) for year in (2018, 2019, 2020)]
    assert done(*years).run.rules[0].notes == ()


def test_a_gap_in_the_survey_leaves_open_only_the_approval_in_it():
    rows = [(strip(50), approval(pzwh=f"示政土〔2021〕{k}号")) for k in (1, 2)]
    rows[1] = (strip(50, x=X + 80), rows[1][1])
    shelf = [survey(2020, (100, GRASS)), rows_of_land("approvals", *rows)]
    found = screen([RULES["A-3"]], material(*shelf)).answers
    assert found["said"].tolist() == [CLEAR, UNKNOWN]
    assert found["reason"].tolist() == ["", "底图未覆盖"]


@pytest.mark.parametrize(("day", "said"), [(31, SUSPECTED), (30, SUSPECTED)])
def test_two_years_before_the_last_day_of_a_year_reach_the_survey_of_that_day(day, said):
    """From the survey of 2018 to that of 2019 farmland became grass, 24 months before 报批."""
    shelf = [survey(2018, (100, FARM)), *[survey(year, (100, GRASS)) for year in (2019, 2020)]]
    outcome = done(*shelf, submitted=date(2021, 12, day), farmland=0)
    assert outcome.answers["said"].tolist() == [said]
