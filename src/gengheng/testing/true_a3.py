"""The truth of A-3: farmland before 报批 that was not approved as farmland."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import numpy as np

from gengheng.testing.cases import PLAIN, Role
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
    ratio,
)
from gengheng.testing.lattice import Mask, Region
from gengheng.testing.pieces import Window
from gengheng.testing.world import NO_SHAPE, Row

BUILT = ("05", "06", "07", "08", "09")
SHARE, LEAST = Decimal("0.02"), Decimal(1000)


def a3(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every 文号, however it is spelled."""
    layer, listed = (know.world.tables.get(n, []) for n in ("approvals", "approvals_list"))
    docs = {_plain(row) for row in (*layer, *listed)} - {""}
    for doc in sorted(docs):
        yield _one(know, doc, *([r for r in rows if _plain(r) == doc] for rows in (layer, listed)))


def _plain(row: Row) -> str:
    text = str(row.cells.get("pzwh") or "").replace(" ", "")
    return text.translate(str.maketrans("([【（）)]】", "〔〔〔〔〕〕〕〕"))


def _one(know: Knowing, doc: str, layer: list[Row], listed: list[Row]) -> Truth:
    roles = [row.roles["A-3"] for row in (*layer, *listed) if "A-3" in row.roles]
    row = Truth(rule="A-3", subject=doc, role=_first(roles))
    days = _days([*layer, *listed])
    if not days or len({day.year for day in days}) > 1:
        return replace(row, answer=UNKNOWN, reason="日期")
    base = min(days).year - 1
    if base not in SURVEYS:
        return replace(row, answer=UNKNOWN, reason=TOO_EARLY if base < SURVEYS[0] else TOO_LATE)
    region = tuple(rect for one in layer for rect in one.region)
    if not region:
        return replace(
            row, answer=UNKNOWN, reason="没有该批准文号的图形" if not layer else NO_SHAPE
        )
    least, most = _approved(layer, listed)
    window = know.window_of(region)
    net, gross = _farmland(know, region, window, base)
    allowed = max(SHARE * net, LEAST)
    back = [year for year in (base - 1, base - 2) if year in SURVEYS]
    changed = _changed(know, region, window, base, back)
    lost = know.area(window, changed)
    area = net - most if most is not None and net - most > allowed else Decimal(0)
    hidden = min(lost, net + lost - least)
    if lost and net + lost - least > allowed:
        area += hidden
    if area:
        return replace(row, answer=SUSPECTED, area_m2=area)
    dark = any(_dark(know, region, window, year) for year in (base, *back))
    blank = "占用耕地" if net - least > allowed else ""
    lacking = NO_SHAPE if any(not one.region for one in layer) else NOT_COVERED if dark else blank
    if lacking:
        return replace(row, answer=UNKNOWN, reason=lacking)
    note = "田坎" if most is not None and gross - most > allowed else ""
    return replace(row, note_contains="已按耕地批复" if lost else note)


def _first(roles: list[Role]) -> Role:
    return roles[0] if roles else PLAIN


def _days(rows: list[Row]) -> list[date]:
    """Return the days of 报批, else those of 批准."""
    for name in ("submitted", "pzrq"):
        told = [day for row in rows if isinstance(day := row.cells.get(name), date)]
        if told:
            return told
    return []


def _base(days: list[date]) -> tuple[int, str]:
    """Return the survey before 报批, or why nobody knows."""
    if not days or len({day.year for day in days}) > 1:
        return 0, "日期"
    base = min(days).year - 1
    if base in SURVEYS:
        return base, ""
    return base, TOO_EARLY if base < SURVEYS[0] else TOO_LATE


def _approved(layer: list[Row], listed: list[Row]) -> tuple[Decimal, Decimal | None]:
    """Return the least and the most farmland that layer and list together may mean."""
    found = [_figures(rows) for rows in (layer, listed) if rows]
    whole = [(low, high) for low, high in found if high is not None]
    if not whole:
        return max(low for low, _ in found), None
    return min(low for low, _ in whole), max(high for _, high in whole)


def _figures(rows: list[Row]) -> tuple[Decimal, Decimal | None]:
    """Return what the rows of one paper may mean: parts that add up, or one total again."""
    told = [row.cells.get("farmland") for row in rows]
    known = [Decimal(str(figure)) for figure in told if figure is not None]
    low = known[0] if len(set(known)) == 1 else sum(known, Decimal(0))
    return low, sum(known, Decimal(0)) if len(known) == len(told) else None


def _farmland(know: Knowing, region: Region, window: Window, year: int) -> tuple[Decimal, Decimal]:
    """Return the farmland of one survey without slivers: net of 田坎, and gross."""
    ground = know.ground_at(region, year)
    mine = window.mask(region)
    farm = mine & window.where(ground, lambda name: code(name) in FARM)
    kept = window.without(farm, know.limits.sliver)
    gross = net = know.area(window, kept)
    for share in sorted({ratio(name) for _, _, name in ground} - {0.0}):
        ridged = window.where(ground, partial(_has, share))
        net -= Decimal(str(share)) * know.area(window, kept & ridged)
    return net, gross


def _has(share: float, name: str) -> bool:
    return ratio(name) == share


def _changed(know: Knowing, region: Region, window: Window, base: int, back: list[int]) -> Mask:
    """Return the cells that were farmland in an earlier survey and are no field in the base."""
    was = np.zeros(window.grid.shape, dtype=np.bool_)
    for year in back:
        was |= window.where(know.ground_at(region, year), lambda name: code(name) in FARM)
    now = partial(window.where, know.ground_at(region, base))
    was &= window.mask(region)
    fine = (*FARM, *know.limits.field_works, "-")
    built = now(lambda name: code(name).startswith(BUILT))
    other = now(lambda name: code(name) not in fine) & ~built
    return know.kept(window, was & built, 200.0) | know.kept(window, was & other, 400.0)


def _dark(know: Knowing, region: Region, window: Window, year: int) -> bool:
    inside = window.mask(region)
    seen = inside & window.where(know.ground_at(region, year), lambda name: name != "-")
    return window.units2(seen) < know.limits.covered * window.units2(inside)
