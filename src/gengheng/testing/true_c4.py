"""The truth of C-4: what became of the farmland of each plot by the newest survey."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from gengheng.testing.cases import YEARS
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
    surveys_after,
)
from gengheng.testing.lattice import Mask
from gengheng.testing.pieces import Window
from gengheng.testing.world import PlotOf

NOW, BEFORE = YEARS[-1], YEARS[-2]
BUILT = ("05", "06", "07", "08", "09")
GREEN = ("02", "03", "04", "1104")
NOTED = ("XG", "FLS", "LYFL", "LLJZ")


def c4(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every plot."""
    return (_one(know, plot) for plot in know.world.plots)


def _one(know: Knowing, plot: PlotOf) -> Truth:
    row = know.row("C-4", plot)
    if plot.fault:
        return replace(row, answer=UNKNOWN, reason=plot.fault)
    window, bases = know.window(plot), _bases(know, plot)
    inside = window.mask(plot.region)
    was = np.zeros_like(inside)
    for year in bases:
        was |= inside & window.where(know.ground(plot, year), _is_farm)
    bad = _kept(know, window, was & _now(know, plot, window, _is_built), 200.0)
    bad |= _kept(know, window, was & _now(know, plot, window, _is_green), 400.0)
    bad |= _fallow(know, plot, window, ("WG",))
    if bad.any():
        return replace(row, answer=SUSPECTED, area_m2=know.area(window, bad))
    if reason := _unknown(know, plot, bases, window):
        return replace(row, answer=UNKNOWN, reason=reason)
    rest = inside & _now(know, plot, window, lambda name: plant(name) in NOTED)
    return replace(row, note_contains="休耕") if know.m2(window, rest) > 100 else row


def _bases(know: Knowing, plot: PlotOf) -> list[int]:
    project = know.projects[plot.project]
    return surveys_after(project.accepted) if project.in_register else []


def _now(know: Knowing, plot: PlotOf, window: Window, wanted: Callable[[str], bool]) -> Mask:
    return window.where(know.ground(plot, NOW), wanted)


def _kept(know: Knowing, window: Window, cells: Mask, least_m2: float) -> Mask:
    """Return the cells without slivers, none where they stay below the threshold."""
    least = least_m2 * know.limits.least_m2 / 400

    def sliver(area_m2: float, width_m: float) -> bool:
        """Whether a piece is too small and too narrow to count."""
        return area_m2 < least and width_m < know.limits.sliver_m

    kept = window.without(cells, sliver)
    return kept if know.m2(window, kept) >= least else np.zeros_like(cells)


def _fallow(know: Knowing, plot: PlotOf, window: Window, wanted: tuple[str, ...]) -> Mask:
    """Return the farmland whose 种植属性 is a wanted one in both newest surveys."""
    cells = window.mask(plot.region)
    for year in (NOW, BEFORE):
        cells = cells & window.where(
            know.ground(plot, year), lambda name: _is_farm(name) and plant(name) in wanted
        )
    return _kept(know, window, cells, 400.0)


def _unknown(know: Knowing, plot: PlotOf, bases: list[int], window: Window) -> str:
    project = know.projects[plot.project]
    if not project.in_register:
        return "缺报备记录"
    if project.accepted is None:
        return "缺验收日期"
    if not bases:
        return TOO_EARLY if project.accepted.year < SURVEYS[0] else TOO_LATE
    if not know.covered(plot, [bases[-1], NOW, BEFORE]):
        return NOT_COVERED
    blank = _fallow(know, plot, window, ("WG", ""))
    return "种植属性空白" if blank.any() else ""


def plant(name: str) -> str:
    """Return the 种植属性 of a piece of ground as its survey states it.

    >>> plant("0103+WG"), plant("0103=0.10"), plant("0103+NO"), plant("0404")
    ('WG', 'LS', '', '')
    """
    told = name.partition("=")[0].partition("+")[2]
    if told == "NO":
        return ""
    return told or ("LS" if code(name) in FARM else "")


def _is_farm(name: str) -> bool:
    return code(name) in FARM


def _is_built(name: str) -> bool:
    return code(name).startswith(BUILT)


def _is_green(name: str) -> bool:
    return code(name).startswith(GREEN)
