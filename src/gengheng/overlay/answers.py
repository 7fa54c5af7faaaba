"""Pairs of polygons and what the kernel says of each: one table of rows, made on all threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Ints
from gengheng.area.strips import STRIP_ERR, UNITS, Sheet
from gengheng.overlay.cells import candidates, cells_of, extent_of, inverted
from gengheng.overlay.changed import CROWDED, DOUBT, NOTHING, SOUND, Common
from gengheng.overlay.outlines import Outlines
from gengheng.overlay.pairs import lot, wholes

LOTS = 8  # for each thread
ROOM = 4  # crossings there is room for, by edge of the largest pair
COLUMNS = ("left", "right", "strips", "plane2", "length", "edges")
Pairs = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs that share ground: places in both layers, sums, and what is known of each.

    `strips` in 10⁻⁸ m², `plane2` = 2 × plane area in (0.1 mm)², `length` in 1/1024 of 0.1 mm;
    `state`: see `changed`; a row that is not SOUND has no figures that may be used.
    `candidates`: how many pairs were looked at.
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


@dataclass(frozen=True, slots=True)
class Task:
    """Two layers and what all lots of pairs need to know of them."""

    sides: tuple[tuple[NDArray[np.generic], ...], tuple[NDArray[np.generic], ...]]
    common: Common
    sheet: Sheet

    def answered(self, asked: Pairs) -> Rows:
        """Return the rows of some pairs that share ground; room grows until all crossings fit."""
        room, most = ROOM, len(asked)
        who, sums = np.empty((most, 3), dtype=np.int32), np.empty((most, 3), dtype=np.int64)
        state = np.empty(most, dtype=np.uint8)
        while True:
            out = who, sums, state
            n = lot(*self.sides, asked, self.common, room, self.sheet.frame, out)
            if room < 256 and (state[:n] == CROWDED).any():
                room *= 4
            else:
                break
        i, j, edges = who[:n].astype(np.int64).T
        plane2, strips, length = sums[:n].T.copy()
        return doubted(Rows(i, j, strips, plane2, length, edges, state[:n].copy(), most))


def task(a: Outlines, b: Outlines, sheet: Sheet, common: Common = NOTHING) -> Task:
    """Return what is needed to ask pairs of two layers; `common` is of these two."""
    return Task((a[:1] + a[2:], b[:1] + b[2:]), common, sheet)


def paired(it: Task, asked: Pairs, pool: ThreadPoolExecutor) -> Rows:
    """Return the rows of the pairs `asked` (left, right), in the order of (left, right)."""
    n = pool._max_workers * LOTS
    lots = [asked[s:e] for s, e in pairwise(len(asked) * k // n for k in range(n + 1)) if s < e]
    return joined(list(pool.map(it.answered, lots)))


def overlaid(
    a: Outlines,
    b: Outlines,
    it: Task,
    pool: ThreadPoolExecutor,
    progress: Callable[[float], None],
) -> list[Rows]:
    """Return the rows of all pairs whose boxes overlap, lot by lot; see `local.rows`."""
    extent = extent_of(a.box, b.box)
    both = list(pool.map(lambda one: cells_of(one, extent), [a] if a is b else [a, b]))
    near = *both[0], *inverted(*both[-1], extent.wide * extent.high)
    order, spans = _lots(a, *both[0], pool)

    def answered(span: tuple[int, int]) -> Rows:
        """Return the rows of one lot."""
        room = (span[1] - span[0]) * 8 + 4096
        while True:
            asked = np.empty((room, 2), dtype=np.int32)
            room = candidates((a.box, b.box), near, order, span, a is b, asked)
            if room <= len(asked):
                return it.answered(asked[:room])

    done: list[Rows] = []
    futures = [pool.submit(answered, span) for span in spans]
    try:
        for k, future in enumerate(futures):
            done.append(future.result())
            progress((k + 1) / len(futures))
    finally:
        for future in futures:
            future.cancel()
    return done


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


def doubted(it: Rows) -> Rows:
    """Mark the rows whose rounding to 0.01 m² is nearer to a tie than the strips may err."""
    off = np.abs((it.strips + UNITS // 2) % UNITS)
    near = np.minimum(off, UNITS - off) <= it.edges * STRIP_ERR
    return replace(it, state=np.where((it.state == SOUND) & near, DOUBT, it.state).astype(np.uint8))


def joined(parts: Sequence[Rows]) -> Rows:
    """Return all rows in the order of (left, right)."""
    nothing = np.zeros(0, dtype=np.int64)
    columns = {n: np.concatenate([nothing, *(getattr(p, n) for p in parts)]) for n in COLUMNS}
    state = np.concatenate([np.zeros(0, dtype=np.uint8), *(p.state for p in parts)])
    order = np.lexsort((columns["right"], columns["left"]))
    asked = sum(p.candidates for p in parts)
    return Rows(**{n: c[order] for n, c in columns.items()}, state=state[order], candidates=asked)


def figures(it: Outlines, which: Ints) -> Ints:
    """Return (2 × plane area, strips, length, edges) of whole polygons, a row for each."""
    out = np.empty((len(which), 4), dtype=np.int64)
    wholes(it.points, it.strip, it.chunks, it.at, which, out)
    return out
