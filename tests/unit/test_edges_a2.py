"""A-2 增减挂钩到期不归还, at its edges: what still stands, to the square metre, and what is shown."""

from datetime import date

import pytest

from cast import FARM, material, register, rows_of_land, second, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
NO, LATER, HOUSE = "ZG1", date(2024, 12, 31), "0702"
SWAP = {"swap_no": NO, "issued": date(2020, 6, 30), "issued_area": 20_000}
HALF = survey(2022, (50, HOUSE), (50, FARM))


def done(*shelf, area=20_000, width=100, **swap):
    """A screening of one project of which `area` came back, its 拆旧 `width` metres wide."""
    came = {"swap_no": NO, "accepted": date(2022, 5, 6), "returned": area}
    return screen([RULES["A-2"]], material(
        register("swap", SWAP | swap), register("swap_return", came),
        rows_of_land("swap_plots", (strip(width), {"swap_no": NO, "side": "拆旧"})), *shelf,
    ))  # fmt: skip


def ask(*shelf, **told):
    row = done(*shelf, **told).answers.iloc[0]
    return row["said"], row["area_centi_m2"] / 100, row["detail"] or row["reason"] or row["note"]


STANDS = "拆旧地块中有{}平方米在2022年变更调查中仍为建设用地"


def test_two_hundred_square_metres_that_stand_are_enough():
    houses = survey(2022, (2, HOUSE), (98, FARM))
    assert ask(houses) == (SUSPECTED, 200.0, STANDS.format("200.00"))


def test_once_the_whole_is_accepted_all_that_stands_counts_however_large_the_plots():
    """5 000 m² were owed and accepted, the plots of 拆旧 are twice as large."""
    assert ask(HALF, issued_area=5_000, area=5_000) == (
        SUSPECTED,
        4_999.90,
        STANDS.format("4999.90"),
    )


def test_plots_smaller_than_what_was_accepted_leave_no_room_at_all():
    assert ask(HALF, area=15_000, due=LATER)[:2] == (SUSPECTED, 4_999.90)


@pytest.mark.parametrize(("accepted", "said", "m2"), [(5_200, SUSPECTED, 200.0), (5_199, CLEAR, 0)])
def test_two_hundred_square_metres_without_room_are_enough(accepted, said, m2):
    """5 000.00 m² of the plots are fields."""
    fields = survey(2022, (49.999, HOUSE), (50.001, FARM))
    assert ask(fields, area=accepted, due=LATER)[:2] == (said, m2)


def test_what_stands_where_not_all_is_accepted_deserves_a_look():
    assert ask(HALF, area=5_000, due=LATER) == (
        CLEAR, 0, "未到期（2024-12-31），尚有1.5000公顷未归还；"
        + STANDS.format("4999.90") + "，可能属于尚未验收的部分",
    )  # fmt: skip


def test_only_a_suspicion_has_ground_and_it_is_what_stands():
    assert done(HALF, area=5_000, due=LATER).answers.geometry.iloc[0] is None
    assert round(done(HALF).answers.geometry.iloc[0].area) == 5_000


def test_slivers_of_houses_are_counted():
    outcome = done(survey(2022, (1.5, HOUSE), (98.5, FARM)))
    line = outcome.run.rules[0]
    assert (line.slivers, line.sliver_centi_m2) == (1, 15_000)
    assert outcome.answers["sliver_centi_m2"].tolist() == [15_000]


def test_where_every_earlier_survey_is_there_nothing_is_noted():
    before = [survey(year, (100, HOUSE)) for year in (2018, 2019)]
    outcome = done(HALF, *before, second((100, "203")))
    assert outcome.run.rules[0].notes == ()
