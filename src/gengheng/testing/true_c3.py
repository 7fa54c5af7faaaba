"""The truth of C-3: inside the red line that was valid at initiation, or too steep."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from gengheng.testing.cases import Role
from gengheng.testing.knowing import (
    NOT_COVERED,
    SUSPECTED,
    TOO_EARLY,
    UNKNOWN,
    Knowing,
    Truth,
)
from gengheng.testing.lattice import UNITS, Mask, Rect
from gengheng.testing.pieces import Ground, Window
from gengheng.testing.world import RED_LINES, PlotOf

TOO_STEEP = "5"
Lines = dict[date, list[Rect]]


def c3(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every plot."""
    inward = -round(know.limits.red_shrink_m * UNITS)
    lines = {day: [r.grown(inward) for r in rects] for day, rects in know.world.red.items()}
    slope = [(stroke.rect, stroke.key, stroke.history[0]) for stroke in know.world.slope]
    for plot in know.world.plots:
        row = know.row("C-3", plot)
        if reason := know.unasked(plot):
            yield replace(row, answer=UNKNOWN, reason=reason)
        else:
            yield _one(know, plot, lines, slope, row)


def _one(know: Knowing, plot: PlotOf, lines: Lines, slope: Ground, row: Truth) -> Truth:
    red_rects = [rect for rects in lines.values() for rect in rects]
    window = Window.around(plot.region, (rect for rect, _, _ in slope), red_rects)
    inside = window.mask(plot.region)
    day = know.projects[plot.project].initiated
    valid = [version for version in RED_LINES if day and version <= day]
    red = inside & window.mask(lines[valid[-1]] if valid else ())
    found = red | _steep(know, window, inside, slope)
    if found.any():
        return replace(row, answer=SUSPECTED, area_m2=know.area(window, found))
    if not day:
        return replace(row, answer=UNKNOWN, reason="缺立项日期")
    if not valid and not know.world.red_complete:
        return replace(row, answer=UNKNOWN, reason=TOO_EARLY)
    if not valid and row.role.role == "unjudgeable":  # 红线声明完整: then no line was valid
        row = replace(row, role=Role("decoy", f"{row.role.variant}_complete"))
    mapped = inside & window.where(slope, lambda name: name != "-")
    if window.units2(mapped) < know.limits.covered * window.units2(inside):
        return replace(row, answer=UNKNOWN, reason=NOT_COVERED)
    newest = inside & window.mask(lines[RED_LINES[-1]])
    return replace(row, note_contains="红线") if newest.any() else row


def _steep(know: Knowing, window: Window, inside: Mask, slope: Ground) -> Mask:
    """Return the steep ground of a plot if it is enough to count, else nothing."""
    steep = inside & window.where(slope, lambda name: name == TOO_STEEP)
    enough = window.units2(steep) >= know.limits.slope_share * window.units2(inside)
    return steep if enough else window.mask(())
