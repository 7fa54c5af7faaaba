"""The truth of B-4: areas as declared and as reported against the area of the plots."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial

from gengheng.testing.knowing import (
    NO_ROW,
    SURVEYS,
    SUSPECTED,
    UNKNOWN,
    Knowing,
    Truth,
    ratio,
)
from gengheng.testing.world import NO_SHAPE, PlotOf, ProjectOf

NOTHING = Decimal(0)


def b4(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project."""
    return (_one(know, project) for project in know.world.projects)


def _one(know: Knowing, project: ProjectOf) -> Truth:
    row = know.project_row("B-4", project, project.no)
    plots = know.world.of(project.no)
    wrong = sum((_off(know, plot) for plot in plots), NOTHING)
    reason = _unknown(project, plots)
    short = NOTHING if reason else _short(know, project, plots)
    if short and not wrong and _is_net_of_ridges(know, project, plots):
        return replace(row, note_contains="田坎")
    if short or wrong:
        return replace(row, answer=SUSPECTED, area_m2=max(short, wrong))
    return replace(row, answer=UNKNOWN, reason=reason) if reason else row


def _unknown(project: ProjectOf, plots: list[PlotOf]) -> str:
    """Return why the reported area cannot be compared with the plots, "" if it can."""
    if not project.in_register:
        return NO_ROW
    if not plots:
        return NO_SHAPE
    if project.reported_m2 is None:
        return "报备面积"
    return next((plot.fault for plot in plots if plot.fault), "")


def _off(know: Knowing, plot: PlotOf) -> Decimal:
    """Return by how much a declared area is wrong, 0 where it is within tolerance or unknown."""
    if plot.fault or plot.declared_m2 is None:
        return NOTHING
    off = abs(plot.declared_m2 - plot.official_m2)
    return off if _differs(know, off, plot.official_m2, know.limits.plot_mismatch_m2) else NOTHING


def _short(know: Knowing, project: ProjectOf, plots: list[PlotOf]) -> Decimal:
    total = sum((plot.official_m2 for plot in plots), NOTHING)
    off = abs((project.reported_m2 or 0) - total)
    return off if _differs(know, off, total, know.limits.project_mismatch_m2) else NOTHING


def _differs(know: Knowing, off: Decimal, true: Decimal, least_m2: float) -> bool:
    return float(off) > max(know.limits.mismatch * float(true), least_m2)


def _is_net_of_ridges(know: Knowing, project: ProjectOf, plots: list[PlotOf]) -> bool:
    """Whether the reported area is what the acceptance survey leaves after 田坎."""
    if not project.accepted or project.accepted.year not in SURVEYS:
        return False
    net = 0.0
    for plot in plots:
        ground = know.ground(plot, project.accepted.year)
        window = know.window(plot)
        net += know.m2(window, window.mask(plot.region))
        for share in sorted({ratio(name) for _, _, name in ground} - {0.0}):
            ridged = window.where(ground, partial(_has, share))
            net -= share * know.m2(window, window.mask(plot.region) & ridged)
    off = Decimal(abs((project.reported_m2 or 0) - net))
    return not _differs(know, off, Decimal(net), know.limits.project_mismatch_m2)


def _has(share: float, name: str) -> bool:
    return ratio(name) == share
