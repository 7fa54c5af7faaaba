"""A-2 增减挂钩到期不归还, at its edges: what still stands, to the square metre, and what is shown."""

from datetime import date

import pytest

from cast import DAY, FARM, X, material, register, rows_of_land, second, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.rules.links import Amount
from gengheng.rules.swaps import returns
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


def accepted(area, **told):
    return {"swap_no": NO, "accepted": date(2022, 5, 6), "returned": area} | told


def until(*rows):
    """What came back by the day of the screening."""
    return returns(register("swap_return", *rows)).until(NO, DAY)


def test_acceptances_of_several_papers_add_up():
    papers = [accepted(5_000, accepted_doc=f"示验〔2022〕{k}号") for k in (1, 2)]
    assert until(*papers) == Amount(10_000, 10_000)


def test_an_undated_acceptance_may_be_one_or_none_and_every_doubt_is_said():
    doubt = "缺复垦验收日期（台账.xlsx第3行）"
    assert until(accepted(5_000, accepted=None)) == Amount(0, 5_000, doubt)
    blank = "复垦耕地面积未填（台账.xlsx第4行）"
    both = until(accepted(5_000, accepted=None), accepted(None))
    assert both == Amount(0, None, f"{doubt}；{blank}")


def test_the_mean_grade_is_that_of_what_was_accepted_by_the_day():
    rows = [accepted(1_000, grade=90, accepted=DAY), accepted(1_000, grade=150, accepted=LATER)]
    register_of = returns(register("swap_return", *rows, accepted(0, grade=None)))
    assert register_of.grade(NO, DAY) == (90_000, 1_000)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"side": "建新拆旧"}, "增减挂钩地块未写明是拆旧还是建新"),
        ({"side": ""}, "增减挂钩地块未写明是拆旧还是建新"),
        ({"swap_no": "ZG2"}, "增减挂钩地块图层没有该项目的拆旧地块"),
    ],
)
def test_houses_on_ground_that_may_not_be_its_own_are_held_against_nobody(told, why):
    ground = rows_of_land("swap_plots", (strip(100), {"swap_no": NO, "side": "拆旧"} | told))
    shelf = [register("swap", SWAP), register("swap_return", accepted(20_000)), ground, HALF]
    row = screen([RULES["A-2"]], material(*shelf)).answers.iloc[0]
    assert (row["said"], row["area_centi_m2"], row["reason"]) == (UNKNOWN, 0, why)


def test_without_plots_there_are_no_slivers():
    shelf = [register("swap", SWAP), register("swap_return", accepted(20_000)), HALF]
    assert screen([RULES["A-2"]], material(*shelf)).run.rules[0].slivers == 0


def test_what_was_farmland_is_noted_of_the_project_it_belongs_to():
    """The first project has no plot in the layer."""
    names = ("ZG1", "ZG2", "ZG3")
    plots = [(strip(20, x=X + 20 * k), {"swap_no": names[k], "side": "拆旧"}) for k in (1, 2)]
    shelf = [
        register("swap", *(SWAP | {"swap_no": no} for no in names)),
        register("swap_return", *(accepted(20_000, swap_no=no) for no in names)),
        rows_of_land("swap_plots", *plots), survey(2022, (60, FARM)),
        survey(2019, (40, HOUSE), (20, FARM)),
    ]  # fmt: skip
    rows = screen([RULES["A-2"]], material(*shelf)).answers
    note = "拆旧地块中有1999.96平方米曾为耕地（下达前一年），须查何时何故变更"
    assert rows["note"].tolist() == ["", "", note]


@pytest.mark.parametrize(("width", "m2"), [(4.0001, "400.00"), (4, ""), (3, "")])
def test_four_hundred_square_metres_that_were_farmland_deserve_a_look(width, m2):
    row = done(survey(2022, (100, FARM)), survey(2019, (width, FARM), (97, HOUSE))).answers.iloc[0]
    note = f"拆旧地块中有{m2}平方米曾为耕地（下达前一年），须查何时何故变更" if m2 else ""
    assert (row["said"], row["note"]) == (CLEAR, note)


def test_narrow_strips_of_the_second_survey_are_borders_that_moved_and_those_of_a_survey_are_not():
    """Twice 2.9 m: 579.98 m²."""
    now, strips = survey(2022, (100, FARM)), (2.9, 10, 2.9, 84.2)
    moved = second(*zip(strips, ("013", "203") * 2, strict=True))
    assert done(now, moved).answers["note"].tolist() == [""]
    seen = survey(2019, *zip(strips, (FARM, HOUSE) * 2, strict=True))
    note = "拆旧地块中有579.98平方米曾为耕地（下达前一年），须查何时何故变更"
    assert done(now, seen).answers["note"].tolist() == [note]
