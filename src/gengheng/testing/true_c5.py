"""The truth of C-5: small plots and the roads around them, paddy and its water."""

from collections.abc import Iterator
from dataclasses import replace

from gengheng.testing.cases import YEARS
from gengheng.testing.knowing import SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import UNITS, Rect, bounds
from gengheng.testing.pieces import Window
from gengheng.testing.world import PlotOf

ROADS = ("1006", "1003", "1004")
LATEST = YEARS[-1]


def c5(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every plot."""
    return (_one(know, plot) for plot in know.world.plots)


def _one(know: Knowing, plot: PlotOf) -> Truth:
    row = know.row("C-5", plot)
    if plot.fault:
        return replace(row, answer=UNKNOWN, reason=plot.fault)
    project = know.projects[plot.project]
    paddy = bool(project.in_register and project.paddy_m2)
    water = project.more.get("water_source")
    lonely, seen = _around(know, plot)
    if (lonely and seen) or (paddy and water == "无"):
        return replace(row, answer=SUSPECTED, area_m2=plot.official_m2)
    if lonely:
        return replace(row, answer=UNKNOWN, reason="底图未覆盖周边")
    return replace(row, answer=UNKNOWN, reason="未填灌溉水源") if paddy and not water else row


def _around(know: Knowing, plot: PlotOf) -> tuple[bool, bool]:
    """Whether a plot is small and without a road, and whether all its surroundings are seen."""
    limits = know.limits
    if float(plot.official_m2) >= limits.small_mu * 10_000 / 15:
        return False, True
    reach = round(limits.road_m * UNITS)
    beside = [bounds(plot.region).grown(reach * 4 // 5)]
    grown = tuple(r.grown(reach + UNITS) for r in plot.region)
    window = Window.around(grown, plot.region, beside, _edges(know))
    ground = know.world.survey(LATEST)
    roads = window.grid.rects(window.where(ground, lambda name: name in ROADS))
    lonely = not any(_near(a, b, reach) for a in roads for b in plot.region)
    gap = window.where(ground, lambda name: name == "-") & window.grid.mask(beside)
    return lonely, not gap.any()


def _edges(know: Knowing) -> list[Rect]:
    return [stroke.rect for stroke in know.world.strokes]


def _near(one: Rect, other: Rect, reach: int) -> bool:
    """Whether two rectangles come within a reach of one another."""
    du = max(one.u0 - other.u1, other.u0 - one.u1, 0)
    dv = max(one.v0 - other.v1, other.v0 - one.v1, 0)
    return du * du + dv * dv <= reach * reach
