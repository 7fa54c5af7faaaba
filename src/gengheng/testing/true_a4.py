"""The truth of A-4: farmland under 临时用地 that is none any more a year after the end."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import numpy as np

from gengheng.testing.cases import PLAIN, YEARS
from gengheng.testing.knowing import (
    FARM,
    SURVEYS,
    SUSPECTED,
    TOO_EARLY,
    UNKNOWN,
    Knowing,
    Truth,
    code,
)
from gengheng.testing.lattice import Mask
from gengheng.testing.pieces import Window
from gengheng.testing.world import AS_OF, Row

NOW = YEARS[-1]
LONG = ("公路", "铁路", "能源")
BUILT = ("05", "06", "07", "08", "09")


def a4(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every 临时用地."""
    return (_one(know, row) for row in know.world.tables["temporary_use"])


def _one(know: Knowing, row: Row) -> Truth:
    told = partial(
        Truth, rule="A-4", subject=str(row.cells["pzwh"]), role=row.roles.get("A-4", PLAIN)
    )
    approved, end, stated = _end(row)
    due = None if end is None else _year_on(end)
    if due is not None and due >= AS_OF and stated:
        return told()
    if reason := _unknown(approved, due):
        return told(answer=UNKNOWN, reason=reason)
    window = know.window_of(row.region)
    left = _left(know, row, window, approved.year - 1 if approved else 0)
    if left.any():
        return told(answer=SUSPECTED, area_m2=know.area(window, left))
    return told()


def _unknown(approved: date | None, due: date | None) -> str:
    """Return why a use cannot be judged, "" where it can."""
    if due is None or due >= AS_OF:
        return "缺到期日期"
    if due > date(NOW, 12, 31):
        return "晚于最新期次"
    if approved is None:
        return "缺批准日期"
    return TOO_EARLY if approved.year - 1 < SURVEYS[0] else ""


def _end(row: Row) -> tuple[date | None, date | None, bool]:
    """Return the day of approval, the end, and whether the papers state it."""
    cells = row.cells
    approved = cells.get("pzrq")
    start = approved if isinstance(approved, date) else None
    for name in ("extended", "ends"):
        if isinstance(day := cells.get(name), date):
            return start, day, True
    if start is None:
        return None, None, False
    if term := str(cells.get("term") or ""):
        return start, start.replace(year=start.year + int(term[0])), True
    long = any(word in str(cells.get("use", "")) for word in LONG)
    return start, start.replace(year=start.year + (4 if long else 2)), False


def _year_on(day: date) -> date:
    return day.replace(year=day.year + 1)


def _left(know: Knowing, row: Row, window: Window, before: int) -> Mask:
    """Return the cells that were farmland and are neither farmland nor field works now."""
    ground = know.ground_at(row.region, before)
    were = window.mask(row.region) & window.where(ground, lambda name: code(name) in FARM)
    now = partial(window.where, know.ground_at(row.region, NOW))
    fine = FARM + know.limits.field_works
    built = now(lambda name: code(name).startswith(BUILT))
    other = now(lambda name: code(name) not in fine) & ~built
    return _kept(know, window, were & built, 200.0) | _kept(know, window, were & other, 400.0)


def _kept(know: Knowing, window: Window, cells: Mask, least_m2: float) -> Mask:
    """Return the cells without slivers, none where they stay below the threshold."""
    least = least_m2 * know.limits.least_m2 / 400

    def sliver(area_m2: float, width_m: float) -> bool:
        """Whether a piece is too small and too narrow to count."""
        return area_m2 < least and width_m < know.limits.sliver_m

    kept = window.without(cells, sliver)
    return kept if know.m2(window, kept) >= least else np.zeros_like(cells)
