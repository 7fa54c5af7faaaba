"""What two layers have in common: polygons that are the same point by point, and edges.

Of two vintages most polygons are the same. Such twins settle each other; whatever else meets one
of them overlaps its twin, in the twin's own layer. So it is enough to know the overlaps of each
layer, and in sound layers there are none.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Ints
from gengheng.area.strips import Sheet
from gengheng.overlay.answers import Pairs, Rows, doubted, figures
from gengheng.overlay.borders import Borders, borders, mates, tiled
from gengheng.overlay.changed import Common, fresh_of, runs_of
from gengheng.overlay.outlines import FIRST, LAST, Outlines, lots_of, measure
from gengheng.overlay.overlaps import overlapping
from gengheng.overlay.pairs import confirm

EMPTY = np.array([2**31 - 1, 0, -(2**31), 0], dtype=np.int32)  # the box of what is set aside
ENOUGH = 4  # of the larger layer, every fourth polygon must have one: else all pairs are asked


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Rows of the twins; what is left of both layers to be asked, and pairs beside.

    `asked`: pairs of a twin and of what overlaps the other twin. `common`: of what is left.
    """

    settled: Rows
    left: Outlines
    right: Outlines
    asked: Pairs
    common: Common


def unchanged(
    a: Outlines, b: Outlines, sheet: Sheet, pool: ThreadPoolExecutor, clean: tuple[bool, bool]
) -> Unchanged | None:
    """Settle what two layers have in common and count the strips of the rest.

    `clean`: see `local.rows`. None, and nothing counted, where that is too little.
    """
    twin = _twins(a, b)
    i = np.flatnonzero(twin >= 0)
    if len(i) == 0 or len(i) * ENOUGH < max(len(a.box), len(b.box)):
        return None
    left, right = _without(a, i), _without(b, twin[i])
    table = pool.submit(borders, right if clean[1] else b)
    over_a = None if clean[0] else overlapping(a, borders(a), sheet, pool)[0]
    over_b = None if clean[1] else overlapping(b, table.result(), sheet, pool)[0]
    asked = _beside(twin, over_a, over_b, len(b.box))
    measure(a, sheet, pool)
    measure(
        b, sheet, pool, np.union1d(np.flatnonzero(right.box[:, 0] <= right.box[:, 2]), asked[:, 1])
    )
    common = _common(left, right, table.result(), (over_a, over_b), pool)
    plane2, strips, length, edges = figures(a, i).T.copy()
    state = np.zeros(len(i), dtype=np.uint8)
    rows = doubted(Rows(i, twin[i], strips, plane2, length, edges, state, len(i)))
    return Unchanged(rows, left, right, asked, common)


def _twins(a: Outlines, b: Outlines) -> Ints:
    """Return for each polygon of `a` one of `b` that is the same point by point, or −1."""
    out = np.full(len(a.name), -1, dtype=np.int64)
    if len(b.name):
        order = np.argsort(b.name, kind="stable")
        place = np.searchsorted(b.name[order], a.name)
        guess = order[np.minimum(place, len(order) - 1)]
        confirm(a.points, a.chunks, a.at, a.name, (b.points, b.chunks, b.at, b.name), guess, out)
    return out


def _without(it: Outlines, gone: Ints) -> Outlines:
    """Return the layer with some polygons set aside: their boxes are empty, no cell holds them."""
    box = it.box.copy()
    box[gone] = EMPTY
    return it._replace(box=box)


def _beside(twin: Ints, over_a: Rows | None, over_b: Rows | None, wide: int) -> Pairs:
    """Return the pairs of a twin and of what overlaps the other twin in its own layer."""
    keys = [np.zeros(0, dtype=np.int64)]
    if over_b is not None:
        one, other = _both(over_b)
        order = np.argsort(twin, kind="stable")
        low, high = (np.searchsorted(twin[order], one, side) for side in ("left", "right"))
        of = np.repeat(np.arange(len(one)), high - low)
        at = np.arange(len(of)) - np.repeat(np.cumsum(high - low) - high, high - low)
        keys.append(order[at] * wide + other[of])
    if over_a is not None:
        one, other = _both(over_a)
        met = twin[other] >= 0
        keys.append(one[met] * wide + twin[other[met]])
    left, right = np.divmod(np.unique(np.concatenate(keys)), max(wide, 1))
    new = twin[left] != right
    return np.column_stack([left[new], right[new]]).astype(np.int32)


def _both(over: Rows) -> tuple[Ints, Ints]:
    """Return pairs in either order."""
    return np.concatenate([over.left, over.right]), np.concatenate([over.right, over.left])


def _common(
    left: Outlines,
    right: Outlines,
    table: Borders,
    over: tuple[Rows | None, Rows | None],
    pool: ThreadPoolExecutor,
) -> Common:
    """Return which edges what is left of two layers has in common, and which polygons overlap."""
    order, others = tiled(left.box)[0], tiled(right.box)[0]
    mate, shift, met = _mates(left, order, right, table, pool)
    some = np.empty(0, dtype=np.int32)
    mine = _listed(pool, left, order, some, partial(fresh_of, left.chunks, left.at, met))
    theirs = partial(fresh_of, right.chunks, right.at, table.state)
    fresh = mine, _listed(pool, right, others, some, theirs)
    counted = partial(runs_of, left[:1] + left[2:], (mate, shift))
    runs = _listed(pool, left, order, np.empty((0, 6), dtype=np.int64), counted)
    lapped = [np.zeros(len(it.box), dtype=np.uint8) for it in (left, right)]
    for flags, rows in zip(lapped, over, strict=True):
        if rows is not None:
            flags[rows.left] = flags[rows.right] = 1
    return Common(True, fresh[0], fresh[1], runs, met, table.state, lapped[0], lapped[1])


def _mates(
    left: Outlines, order: Ints, right: Outlines, table: Borders, pool: ThreadPoolExecutor
) -> tuple[NDArray[np.int32], Ints, NDArray[np.uint8]]:
    """Return (mates, shift, MET by edge) of the polygons `order` of the first layer."""
    shift = np.zeros(len(left.box), dtype=np.int64)
    held = np.sort(order)
    first = left.chunks[left.at[held], FIRST].astype(np.int64)
    count = left.chunks[left.at[held + 1] - 1, LAST] - first
    shift[held] = first - (np.cumsum(count) - count)
    mate, met = np.empty(int(count.sum()), dtype=np.int32), np.zeros(len(left.points), np.uint8)
    mine, cells = (left.points, left.chunks, left.at, met), (table.cells, table.begin, table.wide)

    def look(span: tuple[int, int]) -> None:
        """Look for the edges of some polygons in the other layer."""
        mates(mine, order, span, (right.points, table.state), cells, (False, shift, mate))

    list(pool.map(look, lots_of(len(order), pool)))
    return mate, shift, met


def _listed(
    pool: ThreadPoolExecutor,
    it: Outlines,
    order: Ints,
    nothing: NDArray[np.generic],
    write: Callable[..., None],
) -> tuple[NDArray[np.generic], Ints]:
    """Return (list, at) of what `write` counts for each polygon first and then lists."""
    at, lots = np.zeros(len(it.box) + 1, dtype=np.int64), lots_of(len(order), pool)
    list(pool.map(lambda lot: write(order, lot, at, nothing), lots))
    at = np.cumsum(at)
    out = np.zeros((at[-1], *nothing.shape[1:]), dtype=nothing.dtype)
    list(pool.map(lambda lot: write(order, lot, at, out), lots if len(out) else []))
    return out, at
