"""The truth of C-4: what became of the farmland of each plot by the newest survey."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from gengheng.testing.cases import YEARS
from gengheng.testing.knowing import (
    FARM,
    NOT_COVERED,
    SUSPECTED,
    TOO_EARLY,
    TOO_LATE,
    UNKNOWN,
    Knowing,
    Truth,
    code,
    surveys_after,
)
from gengheng.testing.lattice import Mask, Rect
from gengheng.testing.pieces import Window
from gengheng.testing.true_a1b import BUILT as SHOWN
from gengheng.testing.world import AS_OF, PlotOf

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
    accepted, bases = _accepted(know, plot), _bases(know, plot)
    allowed, sites = _lawful(know), _patches(know, accepted)
    drawn = [stroke.rect for stroke in know.near[plot.subject]]
    window = Window.around(plot.region, drawn, allowed, *sites)
    inside = window.mask(plot.region)
    was = np.zeros_like(inside)
    for year in bases or ([BEFORE] if accepted and accepted.year <= BEFORE else []):
        was |= inside & window.where(know.ground(plot, year), _is_farm)
    is_built = was & _now(know, plot, window, _is_built)
    free = window.mask(allowed)
    farm = inside & _now(know, plot, window, _is_farm)
    open_ground = farm if accepted and accepted.year <= NOW else inside
    bad = know.kept(window, is_built & ~free, 200.0)
    bad |= know.kept(window, was & _now(know, plot, window, _is_green), 400.0)
    bad |= _fallow(know, plot, window, ("WG",))
    bad |= know.kept(window, open_ground & window.mask(sites[0]) & ~free, 200.0)
    if bad.any():
        return replace(row, answer=SUSPECTED, area_m2=know.area(window, bad))
    if reason := _unknown(know, plot, bases, window):
        return replace(row, answer=UNKNOWN, reason=reason)
    undated = know.kept(window, open_ground & window.mask(sites[1]), 200.0)
    if undated.any():
        return replace(row, answer=UNKNOWN, reason="没有后时相")
    if know.m2(window, is_built & free) > 100:
        return replace(row, note_contains="备案范围内")
    rest = inside & _now(know, plot, window, lambda name: plant(name) in NOTED)
    return replace(row, note_contains="休耕") if know.m2(window, rest) > 100 else row


def _accepted(know: Knowing, plot: PlotOf) -> date | None:
    project = know.projects[plot.project]
    return project.accepted if project.in_register else None


def _bases(know: Knowing, plot: PlotOf) -> list[int]:
    return surveys_after(_accepted(know, plot))


def _lawful(know: Knowing) -> list[Rect]:
    """Return the ground of approvals and 设施农用地, and of 临时用地 that is valid."""
    tables = know.world.tables
    rows = [*tables.get("approvals", ()), *tables.get("facility", ())]
    for row in tables.get("temporary_use", ()):
        start, end = row.cells.get("pzrq"), row.cells.get("extended") or row.cells.get("ends")
        if isinstance(start, date) and isinstance(end, date) and start <= AS_OF <= end:
            rows.append(row)
    return [rect for row in rows for rect in row.region]


def _patches(know: Knowing, accepted: date | None) -> tuple[list[Rect], list[Rect]]:
    """Return the ground of construction patches after the newest survey, and of undated ones."""
    later: list[Rect] = []
    undated: list[Rect] = []
    for row in know.world.tables.get("enforcement_patch", ()):
        seen = row.cells.get("hsx")
        if row.cells.get("tblx") not in SHOWN or accepted is None:
            continue
        if isinstance(seen, date) and seen > date(NOW, 12, 31) and seen >= accepted:
            later += row.region
        elif seen is None:
            undated += row.region
    return later, undated


def _now(know: Knowing, plot: PlotOf, window: Window, wanted: Callable[[str], bool]) -> Mask:
    return window.where(know.ground(plot, NOW), wanted)


def _fallow(know: Knowing, plot: PlotOf, window: Window, wanted: tuple[str, ...]) -> Mask:
    """Return the farmland whose 种植属性 is a wanted one in both newest surveys."""
    accepted, cells = _accepted(know, plot), window.mask(plot.region)
    if accepted is None or accepted.year > BEFORE:
        return np.zeros_like(cells)
    for year in (NOW, BEFORE):
        cells = cells & window.where(
            know.ground(plot, year), lambda name: _is_farm(name) and plant(name) in wanted
        )
    return know.kept(window, cells, 400.0)


def _unknown(know: Knowing, plot: PlotOf, bases: list[int], window: Window) -> str:
    project = know.projects[plot.project]
    if not project.in_register:
        return "缺报备记录"
    if project.accepted is None:
        return "缺验收日期"
    if project.accepted.year > NOW:
        return TOO_LATE
    other = know.kept(window, window.mask(plot.region) & _now(know, plot, window, _is_built), 200.0)
    other |= know.kept(
        window, window.mask(plot.region) & _now(know, plot, window, _is_green), 400.0
    )
    if not know.covered(plot, [NOW]) or (other.any() and bases and not know.covered(plot, bases)):
        return NOT_COVERED
    if other.any() and not bases:
        return TOO_EARLY
    return _open(know, plot, window)


def _open(know: Knowing, plot: PlotOf, window: Window) -> str:
    """Return why it is open whether a plot lies idle, "" where it is not."""
    blank = _fallow(know, plot, window, ("WG", ""))
    if blank.any():
        return "种植属性空白"
    accepted = _accepted(know, plot)
    fallow = _now(know, plot, window, lambda n: _is_farm(n) and plant(n) in ("WG", ""))
    gap = window.where(know.ground(plot, BEFORE), lambda name: name == "-")
    dark = know.kept(window, window.mask(plot.region) & fallow & gap, 400.0)
    return NOT_COVERED if accepted and accepted.year <= BEFORE and dark.any() else ""


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
