"""The truth of A-4: farmland under 临时用地 that is none any more a year after the end."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from gengheng.testing.cases import PLAIN, YEARS
from gengheng.testing.knowing import (
    FARM,
    SURVEYS,
    SUSPECTED,
    TOO_EARLY,
    TOO_LATE,
    UNKNOWN,
    Knowing,
    Truth,
    code,
)
from gengheng.testing.lattice import Mask, Region
from gengheng.testing.pieces import Window
from gengheng.testing.world import AS_OF, Row

NOW = YEARS[-1]
BUILT = ("05", "06", "07", "08", "09")


def a4(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every 临时用地."""
    return (_one(know, row) for row in know.world.tables["temporary_use"])


def _one(know: Knowing, row: Row) -> Truth:
    told = partial(
        Truth, rule="A-4", subject=str(row.cells["pzwh"]), role=row.roles.get("A-4", PLAIN)
    )
    start, end = row.cells.get("pzrq"), _end(row)
    due = None if end is None else _year_on(end)
    if due is not None and due >= AS_OF:
        return told(note_contains="应复垦" if end and end < AS_OF else "")
    if not isinstance(start, date) or start.year - 1 < SURVEYS[0]:
        return told(answer=UNKNOWN, reason=TOO_EARLY if start else "缺批准日期")
    since = _since(know, row)
    window = know.window_of(row.region, since)
    were = _farmland(know, row, window, start.year - 1)
    if not know.kept(window, were, 200.0).any():
        return told()
    if due is None or due > date(NOW, 12, 31):
        return told(answer=UNKNOWN, reason="缺到期日期" if due is None else TOO_LATE)
    left = _left(know, row, window, were & ~window.mask(since))
    if left.any():
        return told(answer=SUSPECTED, area_m2=know.area(window, left))
    return told(note_contains="另行批准" if _left(know, row, window, were).any() else "")


def _end(row: Row) -> date | None:
    """Return the later of the end and its extension, else approval and term."""
    cells = row.cells
    days = [day for name in ("extended", "ends") if isinstance(day := cells.get(name), date)]
    start, term = cells.get("pzrq"), str(cells.get("term") or "")
    if days or not term.endswith("年") or not isinstance(start, date):
        return max(days, default=None)
    return start.replace(year=start.year + int(term[:-1]))


def _year_on(day: date) -> date:
    return day.replace(year=day.year + 1)


def _since(know: Knowing, row: Row) -> Region:
    """Return what is approved otherwise: as construction, as facility, or for a use still open."""
    tables = know.world.tables
    others = [*tables.get("approvals", []), *tables.get("facility", [])]
    for use in tables["temporary_use"]:
        end = _end(use)
        if use is not row and end is not None and _year_on(end) >= AS_OF:
            others.append(use)
    return tuple(rect for one in others for rect in one.region)


def _farmland(know: Knowing, row: Row, window: Window, year: int) -> Mask:
    ground = know.ground_at(row.region, year)
    return window.mask(row.region) & window.where(ground, lambda name: code(name) in FARM)


def _left(know: Knowing, row: Row, window: Window, were: Mask) -> Mask:
    """Return the cells of former farmland that are neither farmland nor field works now."""
    now = partial(window.where, know.ground_at(row.region, NOW))
    fine = FARM + know.limits.field_works
    built = now(lambda name: code(name).startswith(BUILT))
    other = now(lambda name: code(name) not in fine) & ~built
    return know.kept(window, were & built, 200.0) | know.kept(window, were & other, 400.0)
