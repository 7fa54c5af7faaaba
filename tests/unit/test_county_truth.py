"""The truth of one plot that a person can compute."""

from decimal import Decimal

from gengheng.testing.build import build
from gengheng.testing.filing import AREA_UNITS
from gengheng.testing.lattice import UNITS, Frame, Rect
from gengheng.testing.truth import truth
from gengheng.testing.world import RED_LINES, PlotOf, ProjectOf, Stroke, World

LAND = ("B-1", "B-2", "B-4", "B-7", "C-3")


ONE_HECTARE = Rect(0, 0, 100 * UNITS, 100 * UNITS)


def one_plot(strokes, *, red=(), slope=(), declared_m2=10_000, reported_m2=10_000):
    """One plot of 100 m × 100 m on farmland, and what is painted over that."""
    example = build(1).projects[0]
    days = {"initiated": RED_LINES[0].replace(year=2020), "accepted": RED_LINES[0].replace(2021)}
    project = ProjectOf(
        "P", replace_plan(example.plan), "", "", filed=RED_LINES[1], roles={},
        days=(*days.values(), RED_LINES[1]), **days,
    )  # fmt: skip
    project.reported_m2 = reported_m2
    plot = PlotOf("P", "1", (ONE_HECTARE,), declared_m2=declared_m2)
    plot.official_m2 = Decimal("9999.78")
    world = World(0, Frame(3_647_000_000, 452_000_000), AREA_UNITS[0], red_complete=False)
    base = Stroke(ONE_HECTARE.grown(2000), 0, ("124", "1204", "1204", "0103", "0103"))
    world.strokes = [base, *(Stroke(r, n, h) for n, (r, h) in enumerate(strokes, 1))]
    world.slope = [Stroke(base.rect, 0, ("2",)), *(Stroke(r, 1, (c,)) for r, c in slope)]
    world.red[RED_LINES[0]] += red
    world.plots, world.projects = [plot], [project]
    only = [rule.replace("-", "").lower() for rule in LAND]
    return {row.rule: row for row in truth(world, only=only)}


def replace_plan(plan):
    return type(plan)(initiated=plan.initiated, accepted=plan.accepted, works=2021)


def strip(width_m, left_m=0.0):
    return Rect(round(left_m * UNITS), -200, round((left_m + width_m) * UNITS), 2200)


ORCHARD = ("021", "0201", "0201", "0201", "0201")


def test_a_plot_of_new_farmland_is_clear():
    found = one_plot([])
    assert {rule: row.answer for rule, row in found.items()} == dict.fromkeys(LAND, "未发现")


def test_an_orchard_on_20_of_100_m():
    found = one_plot([(strip(20), ORCHARD)])["B-1"]
    assert (found.answer, found.area_m2) == ("疑似", Decimal("1999.96"))


def test_an_orchard_on_1_5_m_is_a_sliver_and_on_3_m_is_too_little():
    assert one_plot([(strip(1.5), ORCHARD)])["B-1"].answer == "未发现"
    assert one_plot([(strip(2.1), ORCHARD)])["B-1"].answer == "疑似"  # 210 m² are 2.1 %
    assert one_plot([(strip(0.9), ORCHARD)])["B-1"].answer == "未发现"


def test_three_strips_of_1_5_m_that_touch_are_one_piece():
    touching = [(strip(1.5, 10 + 1.5 * n), ORCHARD) for n in range(3)]
    apart = [(strip(1.5, 10 + 9 * n), ORCHARD) for n in range(3)]
    assert one_plot(touching)["B-1"].area_m2 == Decimal("449.99")
    assert one_plot(apart)["B-1"].answer == "未发现"


def test_orchard_that_was_farmland_in_the_second_survey():
    found = one_plot([(strip(30), ("013", "0201", "0201", "0103", "0103"))])["B-2"]
    assert (found.answer, found.area_m2) == ("疑似", Decimal("2999.93"))


def test_red_line_and_slope_count_the_same_ground_once():
    found = one_plot([], red=[strip(12, -10)], slope=[(strip(20, -5), "5")])["C-3"]
    assert (found.answer, found.area_m2) == ("疑似", Decimal("1499.97"))  # 2 m of line reach in


def test_areas_that_do_not_fit():
    assert one_plot([], reported_m2=10_101)["B-4"].area_m2 == Decimal("101.22")
    assert one_plot([], reported_m2=10_099)["B-4"].answer == "未发现"
    assert one_plot([], declared_m2=10_150)["B-4"].area_m2 == Decimal("150.22")
    net = one_plot([(strip(100), ("124", "1204", "1204", "0103=0.10", "0103"))], reported_m2=9000)
    assert (net["B-4"].answer, net["B-4"].note_contains) == ("未发现", "田坎")
