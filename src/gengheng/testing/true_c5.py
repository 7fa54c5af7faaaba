"""The truth of C-5: small plots and the roads around them, paddy and its water."""

from collections.abc import Iterator
from dataclasses import replace

from gengheng.testing.cases import YEARS
from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import UNITS, Rect, bounds
from gengheng.testing.pieces import Window
from gengheng.testing.world import PlotOf, ProjectOf

ROADS = ("1006", "1003", "1004")
WATERED = ("0101", "0102")
LATEST = YEARS[-1]


def c5(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every plot."""
    return (_one(know, plot) for plot in know.world.plots)


def _one(know: Knowing, plot: PlotOf) -> Truth:
    row = know.row("C-5", plot)
    if plot.fault:
        return replace(row, answer=UNKNOWN, reason=plot.fault)
    project = know.projects[plot.project]
    dry, reason = _water(plot, project)
    lonely, seen = _around(know, plot)
    if (lonely and seen) or dry:
        return replace(row, answer=SUSPECTED, area_m2=plot.official_m2)
    if lonely:
        return replace(row, answer=UNKNOWN, reason="底图未覆盖周边")
    return replace(row, answer=UNKNOWN, reason=reason) if reason else row


def _water(plot: PlotOf, project: ProjectOf) -> tuple[bool, str]:
    """Whether a plot needs water and has none, and why nobody knows, "" if that is known."""
    if plot.land not in ("", *WATERED):
        return False, ""
    if not project.in_register:
        return False, NO_ROW
    water = project.more.get("water_source")
    if (not plot.land and project.paddy_m2 == 0) or (water and water != "无"):
        return False, ""
    if not plot.land and project.paddy_m2 is None:
        return False, "报备水田未填"
    return water == "无", "" if water else "未填灌溉水源"


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
