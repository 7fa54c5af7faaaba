"""The truth of B-2: what was farmland before initiation, by one of three ways."""

from collections.abc import Iterator
from dataclasses import replace

from gengheng.testing.knowing import (
    FARM,
    FARM_2,
    NOT_COVERED,
    SURVEYS,
    SUSPECTED,
    TOO_EARLY,
    TOO_LATE,
    UNKNOWN,
    Knowing,
    Truth,
    code,
)
from gengheng.testing.lattice import Mask
from gengheng.testing.pieces import Window
from gengheng.testing.world import PlotOf

ADJUSTABLE = "可调整"


def b2(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every plot."""
    return (_one(know, plot) for plot in know.world.plots)


def _one(know: Knowing, plot: PlotOf) -> Truth:
    row, project = know.row("B-2", plot), know.projects[plot.project]
    day = project.initiated
    if reason := know.unasked(plot) or ("" if day else "缺立项日期"):
        return replace(row, answer=UNKNOWN, reason=reason)
    if project.plan.improves:
        return replace(row, note_contains="提质改造")
    base = day.year - 1 if day else 0
    if base not in SURVEYS:
        early = base < SURVEYS[0]
        return replace(row, answer=UNKNOWN, reason=TOO_EARLY if early else TOO_LATE)
    return _by_ground(know, plot, base, row)


def _by_ground(know: Knowing, plot: PlotOf, base: int, row: Truth) -> Truth:
    window = know.window(plot)
    inside = window.mask(plot.region)
    wooded = inside & window.where(know.ground(plot, base), _is_wooded)
    second = know.ground(plot, 2009)
    found = _stock(know, plot, window, base)
    found |= window.without(
        wooded & window.where(second, lambda name: name in FARM_2), know.limits.second_sliver
    )
    if know.m2(window, found) >= know.limits.least_m2:
        return replace(row, answer=SUSPECTED, area_m2=know.area(window, found))
    unseen = wooded & window.where(second, lambda name: name == "-")
    if not know.covered(plot, [base]) or know.m2(window, unseen) >= know.limits.least_m2:
        return replace(row, answer=UNKNOWN, reason=NOT_COVERED)
    adjustable = inside & window.where(know.ground(plot, base), lambda name: code(name)[-1] == "K")
    if window.without(adjustable, know.limits.sliver).any():
        return replace(row, note_contains=ADJUSTABLE)
    return row


def _stock(know: Knowing, plot: PlotOf, window: Window, base: int) -> Mask:
    """Return what was farmland in the base survey or in one of the two before it."""
    inside, farm = window.mask(plot.region), window.mask(())
    for year in (base, base - 1, base - 2):
        if year in SURVEYS:
            farm |= inside & window.where(know.ground(plot, year), lambda name: code(name) in FARM)
    return window.without(farm, know.limits.sliver)


def _is_wooded(name: str) -> bool:
    return code(name)[:2] in ("02", "03") and code(name)[-1] != "K"
