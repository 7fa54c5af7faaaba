"""The truth of B-1: what is farmland in neither the acceptance survey nor the next one."""

from collections.abc import Iterator
from dataclasses import replace

from gengheng.testing.knowing import (
    FARM,
    NOT_COVERED,
    SURVEYS,
    SUSPECTED,
    TOO_EARLY,
    TOO_LATE,
    UNKNOWN,
    Knowing,
    Truth,
    code,
    region_m2,
    surveys_after,
)
from gengheng.testing.lattice import Mask
from gengheng.testing.pieces import Window
from gengheng.testing.world import PlotOf

Counted = dict[str, tuple[Window, Mask]]


def b1(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every plot."""
    counted: Counted = {}
    for plot in know.sound():
        counted[plot.subject] = _never_farmland(know, plot)
    for plot in know.world.plots:
        yield _one(know, plot, counted)


def _never_farmland(know: Knowing, plot: PlotOf) -> tuple[Window, Mask]:
    """Return the cells of a plot that no survey after acceptance calls farmland or works."""
    window = know.window(plot)
    years = surveys_after(know.projects[plot.project].accepted)
    bare = window.mask(plot.region) if years else window.mask(())
    fine = (*FARM, *know.limits.field_works, "-")
    for year in years:
        bare &= window.where(know.ground(plot, year), lambda name: code(name) not in fine)
    return window, window.without(bare, know.limits.sliver)


def _one(know: Knowing, plot: PlotOf, counted: Counted) -> Truth:
    row = know.row("B-1", plot)
    accepted = know.projects[plot.project].accepted
    if reason := know.unasked(plot) or ("" if accepted else "缺验收日期"):
        return replace(row, answer=UNKNOWN, reason=reason)
    years = surveys_after(accepted)
    if accepted and not years:
        early = accepted.year < SURVEYS[0]
        return replace(row, answer=UNKNOWN, reason=TOO_EARLY if early else TOO_LATE)
    window, bare = counted[plot.subject]
    mine = know.m2(window, bare)
    fellows = [fellow for fellow in know.world.of(plot.project) if not fellow.fault]
    together = sum(know.m2(*counted[fellow.subject]) for fellow in fellows)
    whole = sum(region_m2(fellow.region) for fellow in fellows)
    limits = know.limits
    if (
        mine >= limits.least_m2
        or mine >= limits.plot_share * region_m2(plot.region)
        or (mine and together >= limits.project_share * whole)
    ):
        return replace(row, answer=SUSPECTED, area_m2=know.area(window, bare))
    if not know.covered(plot, years):
        return replace(row, answer=UNKNOWN, reason=NOT_COVERED)
    return row
