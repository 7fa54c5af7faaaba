"""The truth of A-1: farmland under construction, and what approvals lack of three pools."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np

from gengheng.testing.cases import PLAIN, Role
from gengheng.testing.drawing import Patch, Shaker, drawn
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
)
from gengheng.testing.lattice import Grid, Mask, Region, bounds
from gengheng.testing.pieces import Window
from gengheng.testing.true_a1b import BUILT as SHOWN
from gengheng.testing.true_a1b import one_spelling
from gengheng.testing.world import AS_OF, Row

NOW = SURVEYS[-1]
LEAST_M2 = 200.0
BUILT = ("05", "06", "07", "08", "09", "1001", "1002", "1003", "1004", "1005", "1007", "1008",
         "1009", "1109", "1201")  # fmt: skip
WORKS = ("1006", "1107", "1202", "1203")
Pools = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class _Land:
    """Ground that is asked for, the surveys that tell what it was, and what is not counted."""

    region: Region
    years: Sequence[int]
    free: Region
    perhaps: Region


def a1(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every 卫片 patch, every built patch of the newest survey, every 文号."""
    patches = sorted(know.world.tables["enforcement_patch"], key=_rank)
    answered: list[tuple[str, Region]] = []
    for row in patches:
        yield _patch(know, row, [region for _, region in answered])
        answered += _answers_for(know, row)
    taken = tuple(rect for _, region in answered for rect in region)
    for name, region in _built_patches(know).items():
        yield _survey_patch(know, name, region, taken)
    docs: dict[str, list[tuple[str, Row]]] = {}
    for schema in ("approvals", "approvals_list"):
        for row in know.world.tables.get(schema, []):
            docs.setdefault(one_spelling(str(row.cells["pzwh"])), []).append((schema, row))
    for doc, told in docs.items():
        yield _approval(know, doc, told)


def _rank(row: Row) -> tuple[date, str]:
    day = row.cells.get("hsx")
    return day if isinstance(day, date) else date.max, str(row.cells["jcbh"])


def _lawful(know: Knowing) -> tuple[Region, Region]:
    """Return what is approved, filed or lent on the day, and what may be lent."""
    tables = know.world.tables
    sure = [*tables.get("approvals", []), *tables.get("facility", [])]
    perhaps: list[Row] = []
    for row in tables.get("temporary_use", []):
        start = row.cells.get("pzrq")
        end = row.cells.get("extended") or row.cells.get("ends")
        days = [day for day in (start, end) if isinstance(day, date)]
        if (isinstance(start, date) and start > AS_OF) or (isinstance(end, date) and end < AS_OF):
            continue
        (sure if len(days) == 2 else perhaps).append(row)
    return tuple(r for row in sure for r in row.region), tuple(
        r for row in perhaps for r in row.region
    )


def _land(know: Knowing, region: Region, years: Sequence[int], taken: Region) -> _Land:
    sure, perhaps = _lawful(know)
    return _Land(region, years, (*sure, *taken), perhaps)


def _counted(know: Knowing, land: _Land) -> tuple[Window, Mask, Mask, Mask]:
    """Return the farmland that counts, that which counts for sure, and what no survey shows."""
    window = know.window_of(land.region, land.free, land.perhaps)
    own = window.mask(land.region) & ~window.mask(land.free)
    own &= ~window.where(know.ground_at(land.region, NOW), lambda name: code(name) in WORKS)
    farm, dark = np.zeros_like(own), np.zeros_like(own)
    for year in land.years:
        ground = know.ground_at(land.region, year)
        farm |= window.where(ground, lambda name: code(name) in FARM)
        dark |= window.where(ground, lambda name: name == "-")
    if not land.years:
        dark |= own
    lent = window.mask(land.perhaps)
    most, sure, gap = own & farm, own & farm & ~lent, own & dark
    least = LEAST_M2 * know.limits.least_m2 / 400

    def sliver(area_m2: float, width_m: float) -> bool:
        """Whether a piece is too small and too narrow to count."""
        return area_m2 < least and width_m < know.limits.sliver_m

    return (
        window,
        window.without(most, sliver),
        window.without(sure, sliver),
        window.without(gap, sliver),
    )


def _answers_for(know: Knowing, row: Row) -> list[tuple[str, Region]]:
    """Return the ground that a 卫片 patch answers for, by itself; nothing below the threshold."""
    first = row.cells.get("qsx")
    if str(row.cells["tblx"]) not in SHOWN or not isinstance(first, date) or not row.region:
        return []
    if first.year - 1 not in SURVEYS:
        return []
    window, most, _, _ = _counted(know, _land(know, row.region, [first.year - 1], ()))
    if know.m2(window, most) < LEAST_M2 * know.limits.least_m2 / 400:
        return []
    return [(str(row.cells["jcbh"]), window.grid.rects(most))]


def _patch(know: Knowing, row: Row, before: list[Region]) -> Truth:
    """Return what must be said of a 卫片 patch after those that proved their ground before."""
    told = Truth(rule="A-1", subject=str(row.cells["jcbh"]), role=row.roles.get("A-1", PLAIN))
    kind, first = str(row.cells.get("tblx") or ""), row.cells.get("qsx")
    if kind not in (*SHOWN, "DT", "TD", ""):
        return told
    if not row.region:
        return replace(told, answer=UNKNOWN, reason="无坐标")
    years = [first.year - 1] if isinstance(first, date) and first.year - 1 in SURVEYS else []
    land = _land(know, row.region, years, tuple(r for region in before for r in region))
    why = "缺前时相" if not isinstance(first, date) else NOT_COVERED
    if isinstance(first, date) and not years:
        why = TOO_EARLY if first.year - 1 < SURVEYS[0] else TOO_LATE
    found = _judged(know, told, land, why)
    if kind in ("DT", "TD"):
        return replace(told, note_contains="" if found == told else "不作建设论")
    if kind == "":
        return told if found == told else replace(told, answer=UNKNOWN, reason="图斑类型")
    return found


def _judged(know: Knowing, told: Truth, land: _Land, why: str) -> Truth:
    """Return 疑似, 无法判定 or 未发现 for some ground; `why` is why a survey does not show it."""
    window, most, sure, gap = _counted(know, land)
    least = LEAST_M2 * know.limits.least_m2 / 400
    if know.m2(window, sure) >= least:
        return replace(told, answer=SUSPECTED, area_m2=know.area(window, sure))
    if know.m2(window, most) >= least:
        return replace(told, answer=UNKNOWN, reason="临时用地")
    if know.m2(window, most) + know.m2(window, gap) >= least:
        return replace(told, answer=UNKNOWN, reason=why)
    return told


def _built_patches(know: Knowing) -> dict[str, Region]:
    """Return what is built in the newest survey, by the names of the first that showed it built.

    A survey shows a patch built where half of the ground was; its largest patch gives the name.
    """
    before = [_drawn(know, year) for year in SURVEYS[:-1]]
    out: dict[str, Region] = {}
    for name, region in _drawn(know, NOW).items():
        for then in before:
            shared = {one: _shared(region, other) for one, other in then.items()}
            if 2 * sum(shared.values()) >= _shared(region, region):
                name = min(shared, key=lambda one: (-shared[one], one))
                break
        out[name] = (*out.get(name, ()), *region)
    return out


def _drawn(know: Knowing, year: int) -> dict[str, Region]:
    """Return the ground of each patch that is built in a survey, by year and BSM."""
    world, still = know.world, Shaker(0.0, np.random.default_rng(0))
    every = drawn(world.frame, world.survey(year), still)
    return {
        f"{year}-{world.bsm(year, n)}": _inside(patch)
        for n, patch in enumerate(every)
        if code(patch.name).startswith(BUILT)
    }


def _shared(one: Region, other: Region) -> int:
    """Return the ground that two regions of disjoint rectangles share, in square units."""
    if not bounds(one).clip(bounds(other)):
        return 0
    cuts = (a.clip(b) for a in one for b in other)
    return sum((cut.u1 - cut.u0) * (cut.v1 - cut.v0) for cut in cuts if cut)


def _survey_patch(know: Knowing, name: str, region: Region, taken: Region) -> Truth:
    told = Truth(rule="A-1", subject=name, role=_marked(know, region))
    years = [year for year in SURVEYS if NOW - 4 <= year < NOW]
    return _judged(know, told, _land(know, region, years, taken), NOT_COVERED)


def _inside(patch: Patch) -> Region:
    """Return the cells of a patch: to the right of an odd number of its upright edges."""
    points = [point for ring in patch.rings for point in ring]
    grid = Grid(*(np.unique(np.array(axis)) for axis in zip(*points, strict=True)))
    cells = np.zeros(grid.shape, dtype=np.bool_)
    for ring in patch.rings:
        for (u, v), (u2, v2) in pairwise([*ring, ring[0]]):
            if u == u2:
                low, high = np.searchsorted(grid.vs, (min(v, v2), max(v, v2)))
                cells[np.searchsorted(grid.us, u) :, low:high] ^= True
    return grid.rects(cells)


def _marked(know: Knowing, region: Region) -> Role:
    """Return what a patch was planted for: the role of the site that it lies in."""
    for mark in know.world.marks:
        if "A-1" in mark.roles and any(a.clip(b) for a in mark.region for b in region):
            return mark.roles["A-1"]
    return PLAIN


def _approval(know: Knowing, doc: str, rows: list[tuple[str, Row]]) -> Truth:
    """Return what must be said of the pools of one 文号."""
    role = next((row.roles["A-1"] for _, row in rows if "A-1" in row.roles), PLAIN)
    told = Truth(rule="A-1", subject=doc, role=role)
    register = know.world.tables.get("quota_link", [])
    links = [r.cells for r in register if one_spelling(str(r.cells["approval_doc"])) == doc]
    named = all(row.cells["approval_doc"] for row in register)
    unseen = "" if links or (named and "quota_link" in know.world.complete) else "挂钩"
    lacking, why, none = 0, "", False
    for pool in ("farmland", "paddy", "capacity"):
        least, most = (0, 0) if none else _needed([(s, row.cells.get(pool)) for s, row in rows])
        none = none or (pool == "farmland" and most == 0)
        column = "occupied" if pool == "farmland" else pool
        cells = [link.get(column) for link in links]
        given = sum(int(str(cell)) for cell in cells if cell is not None)
        given += _promised(know, doc, "area" if pool == "farmland" else pool)
        open_ = bool(unseen) or None in cells
        if least > given and not open_:
            told = replace(told, answer=SUSPECTED)
            lacking = lacking or (least - given if pool == "farmland" else 0)
        elif (most is None or most > given) and not why:
            why = "占用" if most is None or most > least or not unseen else unseen
    if told.answer == SUSPECTED:
        return replace(told, area_m2=Decimal(lacking))
    return replace(told, answer=UNKNOWN, reason=why) if why else told


def _needed(cells: list[tuple[str, object]]) -> tuple[int, int | None]:
    """Return the least and the most that layer and list may mean; None where a cell is blank."""
    found = []
    for schema in {schema for schema, _ in cells}:
        mine = [None if c is None else int(str(c)) for s, c in cells if s == schema]
        known = [figure for figure in mine if figure is not None]
        whole = sum(known) if len(known) == len(mine) else None
        found.append((known[0] if len(set(known)) == 1 else sum(known), whole))
    sure = [(least, most) for least, most in found if most is not None]
    if not sure:
        return max(least for least, _ in found), None
    return min(least for least, _ in sure), max(most for _, most in sure)


def _promised(know: Knowing, doc: str, column: str) -> int:
    return sum(
        int(str(row.cells.get(column) or 0))
        for row in know.world.tables["promise"]
        if one_spelling(str(row.cells.get("approval_doc") or "")) == doc
    )
