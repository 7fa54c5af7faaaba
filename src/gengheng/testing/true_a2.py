"""The truth of A-2: 周转指标 that did not come back in time, or came back on paper alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from gengheng.testing.cases import PLAIN, YEARS
from gengheng.testing.knowing import (
    FARM,
    FARM_2,
    NOT_COVERED,
    SURVEYS,
    SUSPECTED,
    UNKNOWN,
    Knowing,
    Truth,
    code,
)
from gengheng.testing.lattice import Mask, Region
from gengheng.testing.pieces import Window
from gengheng.testing.world import AS_OF, Row

NOW = YEARS[-1]
BUILT = ("05", "06", "07", "08", "09", "1001", "1002", "1003", "1004", "1005", "1109", "1201")
BUILT_M2, FARM_M2 = 200.0, 400.0
NOTHING = Decimal(0)
Came = tuple[Decimal, Decimal | None]


def a2(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project of 增减挂钩."""
    return (_one(know, row) for row in know.world.tables["swap"])


def _one(know: Knowing, row: Row) -> Truth:
    no = str(row.cells["swap_no"])
    told = Truth(rule="A-2", subject=no, role=row.roles.get("A-2", PLAIN))
    rows = [r for r in know.world.tables["swap_return"] if r.cells["swap_no"] == no]
    known = bool(rows) or "swap_return" in know.world.complete
    came, seen = (_came(rows, day, known=known) for day in (AS_OF, date(NOW, 12, 31)))
    owed, why, note = _owed(row, came)
    region = tuple(
        rect
        for one in know.world.tables["swap_plots"]
        if one.cells["swap_no"] == no and one.cells["side"] == "拆旧"
        for rect in one.region
    )
    false, dark = _false(know, row, came, seen, region) if came[0] else (NOTHING, "")
    if owed or false:
        return replace(told, answer=SUSPECTED, area_m2=owed + false)
    if why or dark:
        return replace(told, answer=UNKNOWN, reason=why or dark)
    return replace(told, note_contains=note or _look(know, row, rows, region))


def _came(rows: list[Row], day: date, *, known: bool) -> Came:
    """Return what was surely and what was perhaps accepted by a day."""
    low, high = NOTHING, Decimal(0) if known else None
    for row in rows:
        accepted, area = row.cells.get("accepted"), row.cells.get("returned")
        if isinstance(area, str) or (isinstance(accepted, date) and accepted > day):
            continue
        if area is None:
            high = None
            continue
        figure = Decimal(str(area))
        low += figure if isinstance(accepted, date) else NOTHING
        high = None if high is None else high + figure
    return low, high


def _owed(row: Row, came: Came) -> tuple[Decimal, str, str]:
    """Return what is surely not returned in time, why nobody knows, and what deserves a look."""
    cells = row.cells
    issued = cells.get("issued_area")
    if issued is not None and came[0] >= Decimal(str(issued)):
        return NOTHING, "", ""
    due, start, later = (cells.get(name) for name in ("due", "issued", "extended"))
    if due is None and isinstance(start, date):
        due = start.replace(year=start.year + 3)
    if isinstance(later, date) and cells.get("extension_doc"):
        due = later
    if not isinstance(due, date):
        return NOTHING, "缺下达日期", ""
    if due >= AS_OF:
        return NOTHING, "", "未到期"
    if issued is None:
        return NOTHING, "未填周转指标", ""
    if came[1] is None or came[1] >= Decimal(str(issued)):
        return NOTHING, "复垦", ""
    return Decimal(str(issued)) - came[1], "", ""


def _false(know: Knowing, row: Row, came: Came, seen: Came, region: Region) -> tuple[Decimal, str]:
    """Return what was accepted and still stands, and why there may be more."""
    if not region:
        return NOTHING, "没有该项目的拆旧地块"
    window = know.window_of(region)
    mine = window.mask(region)
    ground = know.ground_at(region, NOW)
    standing = window.without(
        mine & window.where(ground, lambda name: code(name).startswith(BUILT)),
        lambda area, width: area < BUILT_M2 and width < know.limits.sliver_m,
    )
    there = know.area(window, standing)
    issued = row.cells.get("issued_area")
    whole = issued is not None and seen[0] >= Decimal(str(issued))
    room = max(know.area(window, mine) - seen[0], NOTHING)
    false = there if whole else max(there - room, NOTHING)
    lit = mine & window.where(ground, lambda name: name != "-")
    dark = window.units2(lit) < know.limits.covered * window.units2(mine)
    if there >= BUILT_M2 and false >= BUILT_M2 and (whole or not dark):
        return false, ""
    if dark:
        return NOTHING, NOT_COVERED
    return NOTHING, "晚于最新期次" if seen != came else ""


def _look(know: Knowing, row: Row, rows: list[Row], region: Region) -> str:
    """Return what deserves a look in a project that is in order."""
    if region and _was_farmland(know, row, region):
        return "曾为耕地"
    taken, given = row.cells.get("grade"), [r.cells.get("grade") for r in rows]
    worse = taken is not None and given and all(g is not None and g > taken for g in given)  # type: ignore[operator]
    return "复垦耕地平均" if worse else ""


def _was_farmland(know: Knowing, row: Row, region: Region) -> bool:
    window = know.window_of(region)
    mine, start = window.mask(region), row.cells.get("issued")
    second = mine & _farm(know, window, region, YEARS[0])
    was: Mask = window.without(second, lambda area, width: width < know.limits.second_sliver_m)
    back = [start.year - 1, start.year - 2] if isinstance(start, date) else []
    for year in back:
        if year in SURVEYS:
            was = was | (mine & _farm(know, window, region, year))
    kept = window.without(was, know.limits.sliver)
    return bool(np.any(kept)) and know.m2(window, kept) >= FARM_M2


def _farm(know: Knowing, window: Window, region: Region, year: int) -> Mask:
    return window.where(know.ground_at(region, year), lambda name: code(name) in (*FARM, *FARM_2))
