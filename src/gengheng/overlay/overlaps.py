"""Which polygons of one layer share ground, without asking every pair of neighbours.

Ground that two polygons cover ends somewhere. Along its border at least one of the two has an
edge, and no polygon answers that edge by running back along it: whoever did would lie on the far
side, and the other polygon with it, so the ground would not end there. So the pairs that are asked
first are those of a polygon with such an edge and of whatever is near that edge; then, of those
that do share ground, all their neighbours, until no more are found. In a sound coverage that is a
few pairs in a hundred.

This holds for sound polygons: the ground lies to the left of every edge.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from gengheng.area.compiled import compiled, lean
from gengheng.area.ellipsoid import Ints
from gengheng.area.strips import Sheet
from gengheng.overlay.answers import Pairs, Rows, joined, paired, task
from gengheng.overlay.borders import ONCE, Borders, mates
from gengheng.overlay.cells import CELL, candidates, cells_of, extent_of, inverted
from gengheng.overlay.outlines import FIRST, LAST, Outlines, lots_of


def overlapping(
    it: Outlines, held: Borders, sheet: Sheet, pool: ThreadPoolExecutor
) -> tuple[Rows, Ints]:
    """Return the pairs of a layer that share ground, left < right, and the edges that stand alone.

    Polygons that are set aside take no part; all others must be sound. Strips are summed up as
    far as they are counted. An edge stands alone that no other runs back along, or that lies on
    another of the same direction.
    """
    mate = np.empty(len(it.points), dtype=np.int32)
    here, table = (it.points, it.chunks, it.at), (held.cells, held.begin, held.wide)
    shift = np.zeros(len(it.box), dtype=np.int64)

    def look(span: tuple[int, int]) -> Ints:
        """Return the edges of some polygons that no other runs back along; see `lone`."""
        back = True, shift, mate
        mates((*here, held.state), held.order, span, (it.points, held.state), table, back)
        return np.asarray(lone(*here, held.order, span, mate, held.state))

    parts = list(pool.map(look, lots_of(len(held.order), pool)))
    alone = np.concatenate([np.zeros((0, 2), dtype=np.int64), *parts])
    extent = extent_of(it.box)
    cells = cells_of(it, extent)
    near = *cells, *inverted(*cells, extent.wide * extent.high)
    found: list[Rows] = []
    one, known = task(it, it, sheet), np.zeros(0, dtype=np.int64)
    ask = _beside(alone, it.points, it.box, near[2:], extent)
    asked = np.zeros(0, dtype=np.int64)
    while True:
        keys = np.unique(ask.min(axis=1).astype(np.int64) * len(it.box) + ask.max(axis=1))
        keys = keys[~np.isin(keys, asked, assume_unique=True)]
        pairs = np.column_stack(np.divmod(keys, len(it.box))).astype(np.int32)
        found.append(paired(one, pairs, pool))
        asked = np.union1d(asked, keys)
        met = np.unique(np.concatenate([found[-1].left, found[-1].right]))
        fresh = np.setdiff1d(met, known, assume_unique=True)
        if len(fresh) == 0:
            return joined(found), alone[:, 0]
        known = np.union1d(known, fresh)
        ask = _round(fresh, it.box, near)


def _round(which: Ints, box: Pairs, near: tuple[Ints, ...]) -> Pairs:
    """Return the pairs of some polygons with all whose boxes overlap theirs."""
    span, room = (0, len(which)), len(which) * 16 + 64
    while True:
        out = np.empty((room, 2), dtype=np.int32)
        room = candidates((box, box), near, which, span, False, out)
        if room <= len(out):
            return np.compress(out[:room, 0] != out[:room, 1], out[:room], axis=0)


def _beside(
    alone: Ints, points: Pairs, box: Pairs, held: tuple[Ints, ...], extent: tuple[int, ...]
) -> Pairs:
    """Return the pairs of a polygon with an edge that stands alone and of whatever is near it."""
    room = len(alone) * 8 + 64
    while True:
        out = np.empty((room, 2), dtype=np.int32)
        room = near_edges(alone, points, box, held, extent, out)
        if room <= len(out):
            return out[:room]


@compiled
def lone(points, chunks, at, order, span, mate, state):
    """Return (edge, polygon) of the edges of the polygons order[span] that stand alone."""
    n = 0
    for _ in range(2):
        out, n = np.empty((n, 2), dtype=np.int64), 0
        for o in range(span[0], span[1]):
            i = order[o]
            for c in range(at[i], at[i + 1]):
                for e in range(chunks[c, FIRST], chunks[c, LAST]):
                    if state[e] == ONCE and mate[e] >= 0:
                        continue
                    if n < len(out):
                        out[n, 0], out[n, 1] = e, i
                    n += 1
    return out


@lean
def near_edges(alone, points, box, held, extent, out):
    """List (polygon, other) where the other's box touches an edge of a polygon that stands alone.

    Returns how many; those without room in `out` are only counted. A pair may stand there often.
    """
    polygons, begin = held
    n = 0
    for k in range(len(alone)):
        e, i = alone[k, 0], alone[k, 1]
        left, right = min(points[e, 0], points[e + 1, 0]), max(points[e, 0], points[e + 1, 0])
        low, high = min(points[e, 1], points[e + 1, 1]), max(points[e, 1], points[e + 1, 1])
        for y in range((low - extent.south) >> CELL, ((high - extent.south) >> CELL) + 1):
            for x in range((left - extent.west) >> CELL, ((right - extent.west) >> CELL) + 1):
                c = y * extent.wide + x
                for h in range(begin[c], begin[c + 1]):
                    j = polygons[h]
                    if (
                        j == i or box[j, 0] > right or box[j, 2] < left
                        or box[j, 1] > high or box[j, 3] < low
                    ):  # fmt: skip
                        continue
                    if n < len(out):
                        out[n, 0], out[n, 1] = i, j
                    n += 1
    return n
