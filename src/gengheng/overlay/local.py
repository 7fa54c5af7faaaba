"""Two layers against one another on one machine: lots of polygons, threads, one table of rows."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Ints
from gengheng.area.strips import STRIP_ERR, UNITS, Sheet
from gengheng.overlay.cells import cells_of, extent_of, inverted
from gengheng.overlay.outlines import Outlines
from gengheng.overlay.pairs import CROWDED, DOUBT, SOUND, confirm, lot, wholes

LOTS = 8  # for each thread
ROOM = 4  # crossings there is room for, by edge of the largest pair
EMPTY = np.array([2**31 - 1, 0, -(2**31), 0], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs that share ground: places in both layers, sums, and what is known of each.

    `strips` in 10⁻⁸ m², `plane2` = 2 × plane area in (0.1 mm)², `length` in 1/1024 of 0.1 mm;
    `state`: see `pairs`; a row that is not SOUND has no figures that may be used.
    """

    left: Ints
    right: Ints
    strips: Ints
    plane2: Ints
    length: Ints
    edges: Ints
    state: NDArray[np.uint8]
    candidates: int

    @property
    def centi_m2(self) -> Ints:
        """The lawful area of each row in 0.01 m², rounded once, half up."""
        return (self.strips + UNITS // 2) // UNITS

    @property
    def cm(self) -> Ints:
        """The length of each row's border in whole cm."""
        return (self.length * 2 + 1024 * 100) // (2 * 1024 * 100)


def rows(
    a: Outlines,
    b: Outlines,
    sheet: Sheet,
    pool: ThreadPoolExecutor,
    *,
    clean: tuple[bool, bool] = (False, False),
    progress: Callable[[float], None] = lambda _: None,
) -> Rows:
    """Return a row for every pair of a's and b's polygons that share ground, by (left, right).

    `clean`: whether a quality certificate says that the layer has no overlaps; equal polygons
    then settle each other and are asked nothing more. One layer against itself (`a is b`) gives
    each pair once, left < right. Strips must be counted (`outlines.measure`).
    """
    settled, rest_a, rest_b = (None, a, b) if a is b else _twins(a, b, clean)
    extent = extent_of(rest_a.box, rest_b.box)
    cells, at = cells_of(rest_a, extent)
    held, at_b = inverted(
        *(cells, at) if a is b else cells_of(rest_b, extent), extent.wide * extent.high
    )
    order, spans = _lots(rest_a, cells, at, pool)
    near = cells, at, held, at_b
    sides = [it[:1] + it[2:] for it in (rest_a, rest_b)]
    done: list[Rows] = [] if settled is None else [settled]
    futures = [pool.submit(_lot, sides, near, order, s, a is b, sheet) for s in spans]
    try:
        for k, future in enumerate(futures):
            done.append(future.result())
            progress((k + 1) / len(futures))
    finally:
        for future in futures:
            future.cancel()
    return _sorted(done)


def _lots(
    a: Outlines, cells: Ints, at: Ints, pool: ThreadPoolExecutor
) -> tuple[Ints, Sequence[tuple[int, int]]]:
    """Return the polygons in the order of their cells, and spans of about equal work."""
    held = np.flatnonzero(at[1:] > at[:-1])
    order = held[np.argsort(cells[at[held]], kind="stable")]
    work = np.cumsum((a.at[1:] - a.at[:-1])[order] + 2)
    n = pool._max_workers * LOTS
    total = int(work[-1]) if len(work) else 0
    cut = np.searchsorted(work, np.linspace(0, total, n + 1)[1:-1])
    ends = [0, *(int(c) for c in cut), len(order)]
    return order, [(s, e) for s, e in pairwise(ends) if s < e]


def _lot(
    sides: Sequence[tuple[NDArray[np.generic], ...]],
    near: tuple[Ints, ...],
    order: Ints,
    span: tuple[int, int],
    triangle: bool,
    sheet: Sheet,
) -> Rows:
    """Return the rows of one lot; room grows until all fit."""
    cap, room = (span[1] - span[0]) * 8 + 4096, ROOM
    while True:
        who, sums = np.empty((cap, 3), dtype=np.int32), np.empty((cap, 3), dtype=np.int64)
        state = np.empty(cap, dtype=np.uint8)
        n, asked = lot(*sides, near, order, span, (triangle, room), sheet.frame, (who, sums, state))
        if n > cap:
            cap = n
        elif (state[:n] == CROWDED).any() and room < 256:
            room *= 4
        else:
            break
    i, j, edges = who[:n].astype(np.int64).T
    plane2, strips, length = sums[:n].T.copy()
    return _doubted(Rows(i, j, strips, plane2, length, edges, state[:n].copy(), asked))


def _doubted(it: Rows) -> Rows:
    """Mark the rows whose rounding to 0.01 m² is nearer to a tie than the strips may err."""
    off = np.abs((it.strips + UNITS // 2) % UNITS)
    near = np.minimum(off, UNITS - off) <= it.edges * STRIP_ERR
    return replace(it, state=np.where((it.state == SOUND) & near, DOUBT, it.state).astype(np.uint8))


def _sorted(parts: Sequence[Rows]) -> Rows:
    """Return all rows by (left, right)."""
    names = ("left", "right", "strips", "plane2", "length", "edges")
    nothing = np.zeros(0, dtype=np.int64)
    columns = {n: np.concatenate([nothing, *(getattr(p, n) for p in parts)]) for n in names}
    state = np.concatenate([np.zeros(0, dtype=np.uint8), *(p.state for p in parts)])
    order = np.lexsort((columns["right"], columns["left"]))
    asked = sum(p.candidates for p in parts)
    return Rows(**{n: c[order] for n, c in columns.items()}, state=state[order], candidates=asked)


def _twins(
    a: Outlines, b: Outlines, clean: tuple[bool, bool]
) -> tuple[Rows | None, Outlines, Outlines]:
    """Settle equal polygons where a layer has no overlaps; return (rows, what is left of a, of b).

    Nothing but its twin in a layer without overlaps can meet a polygon that has one.
    """
    if not any(clean):
        return None, a, b
    if clean[1]:
        twin = _equal(a, b)
        i = np.flatnonzero(twin >= 0)
        j = twin[i]
    else:
        twin = _equal(b, a)
        j = np.flatnonzero(twin >= 0)
        i = twin[j]
    plane2, strips, length, edges = figures(a, i).T.copy()
    found = Rows(i, j, strips, plane2, length, edges, np.zeros(len(i), np.uint8), len(i))
    return _doubted(found), _without(a, i) if clean[1] else a, _without(b, j) if clean[0] else b


def figures(it: Outlines, which: Ints) -> Ints:
    """Return (2 × plane area, strips, length, edges) of whole polygons, a row for each."""
    out = np.empty((len(which), 4), dtype=np.int64)
    wholes(it.points, it.strip, it.chunks, it.at, which, out)
    return out


def _without(it: Outlines, gone: Ints) -> Outlines:
    """Return the layer with the boxes of some polygons emptied, so that no cell holds them."""
    box = it.box.copy()
    box[gone] = EMPTY
    return it._replace(box=box)


def _equal(a: Outlines, b: Outlines) -> Ints:
    """Return for each polygon of `a` one of `b` that is the same point by point, or −1."""
    order = np.argsort(b.name, kind="stable")
    place = np.searchsorted(b.name[order], a.name)
    guess = (
        order[np.minimum(place, max(len(order) - 1, 0))] if len(order) else np.zeros(0, np.int64)
    )
    out = np.full(len(a.name), -1, dtype=np.int64)
    if len(order):
        confirm(a.points, a.chunks, a.at, a.name, (b.points, b.chunks, b.at, b.name), guess, out)
    return out
