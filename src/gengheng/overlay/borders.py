"""Borders that run twice: there and back between neighbours, or alike in two layers.

An edge is looked up where a common border begins; from there on the next edge follows the next, so
that most of them are found by one comparison. Edges are kept in tiles, whose tables a processor
keeps at hand, and polygons are taken from tile to tile.
"""

from collections import namedtuple

import numpy as np
from numpy.typing import NDArray

from gengheng.area.compiled import inlined, lean
from gengheng.area.ellipsoid import Ints
from gengheng.overlay.outlines import FIRST, LAST, Outlines, mixed

TILE = 24  # a tile is 2²⁴ units of 0.1 mm wide: 1.7 km
NONE = -1
ABSENT, ONCE, TWICE, MET = range(4)  # of an edge: not entered, once, more than once, also elsewhere

# order: the polygons that are not set aside, from tile to tile; cells: edge + 1, tile by tile from
# begin[t] on; wide: tiles from west to east; state: uint8 by edge.
Borders = namedtuple("Borders", "order cells begin wide state")


def tiled(box: NDArray[np.int32]) -> tuple[Ints, tuple[int, int]]:
    """Return the polygons that are not set aside, tile by tile, and how many tiles there are."""
    used = np.flatnonzero(box[:, 0] <= box[:, 2])
    tile = box[used] >> TILE
    wide, high = (int(tile[:, k].max(initial=0)) + 1 for k in (2, 3))
    return used[np.lexsort((tile[:, 0], tile[:, 1]))], (wide, high)


def borders(it: Outlines) -> Borders:
    """Return the edges of the polygons that are not set aside, so that they can be looked up."""
    order, (wide, high) = tiled(it.box)
    begin = np.zeros(wide * high + 1, dtype=np.int64)
    counted(it.points, it.chunks, it.at, order, wide, begin)
    state = np.zeros(len(it.points), dtype=np.uint8)
    cells = np.zeros(begin[-1], dtype=np.int32)
    enter(it.points, it.chunks, it.at, order, (cells, begin, wide), state)
    return Borders(order, cells, begin, wide, state)


@inlined
def _tile(x0, y0, x1, y1, wide):
    """Return the tile of an edge, the same for either direction."""
    return (np.int64(min(y0, y1)) >> TILE) * wide + (np.int64(min(x0, x1)) >> TILE)


@inlined
def _first(x0, y0, x1, y1, low, high):
    """Return the place in low … high at which an edge is looked for."""
    bits = mixed(np.int64(x0), np.int64(y0)) + np.uint64(3) * mixed(np.int64(x1), np.int64(y1))
    return low + np.int64(((bits >> np.uint64(32)) * np.uint64(high - low)) >> np.uint64(32))


@lean
def counted(points, chunks, at, order, wide, begin):
    """Write where the cells of each tile begin: two for each edge."""
    for i in order:
        for c in range(at[i], at[i + 1]):
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                t = _tile(points[e, 0], points[e, 1], points[e + 1, 0], points[e + 1, 1], wide)
                begin[t + 1] += 2
    for t in range(len(begin) - 1):
        begin[t + 1] += begin[t]


@lean
def enter(points, chunks, at, order, table, state):
    """Enter the edges of some polygons; those that stand there more than once are marked."""
    cells, begin, wide = table
    for i in order:
        for c in range(at[i], at[i + 1]):
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                x0, y0, x1, y1 = points[e, 0], points[e, 1], points[e + 1, 0], points[e + 1, 1]
                t = _tile(x0, y0, x1, y1, wide)
                k, high = _first(x0, y0, x1, y1, begin[t], begin[t + 1]), begin[t + 1]
                state[e] = ONCE
                while cells[k]:
                    o = cells[k] - 1
                    if _alike(points, o, x0, y0, x1, y1):
                        state[o] = state[e] = TWICE
                        break
                    k = k + 1 if k + 1 < high else begin[t]
                else:
                    cells[k] = e + 1


@inlined
def _alike(points, e, x0, y0, x1, y1):
    """Return whether an edge runs from one point to another."""
    return (
        points[e, 0] == x0 and points[e, 1] == y0
        and points[e + 1, 0] == x1 and points[e + 1, 1] == y1
    )  # fmt: skip


@lean
def mates(mine, order, lot, other, table, answer):
    """Write for each edge e of some polygons the edge of a layer that is the same, or −1.

    `mine` = (points, chunks, at, state); `other` = (points, state) of the layer of `table` =
    (cells, begin, wide). `answer` = (back: look for edges that run the other way, within one layer;
    shift; out): for e of polygon i it stands in out[e − shift[i]]. Of two layers, the edges that
    are found become MET in either state.
    """
    points, chunks, at, own = mine
    across, state = other
    cells, begin, wide = table
    back, shift, out = answer
    step, tiles = (-1 if back else 1), len(begin) - 1
    for o in range(lot[0], lot[1]):
        i, mate = order[o], np.int64(NONE)
        for c in range(at[i], at[i + 1]):
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                x0, y0, x1, y1 = points[e, 0], points[e, 1], points[e + 1, 0], points[e + 1, 1]
                if back:
                    x0, y0, x1, y1 = x1, y1, x0, y0
                near = mate + step
                if mate > 0 and state[near] != ABSENT and _alike(across, near, x0, y0, x1, y1):
                    mate = near
                else:
                    mate, t = np.int64(NONE), _tile(x0, y0, x1, y1, wide)
                    if t < tiles and begin[t] < begin[t + 1]:
                        k = _first(x0, y0, x1, y1, begin[t], begin[t + 1])
                        while cells[k]:
                            f = np.int64(cells[k] - 1)
                            if _alike(across, f, x0, y0, x1, y1):
                                mate = f
                                break
                            k = k + 1 if k + 1 < begin[t + 1] else begin[t]
                out[e - shift[i]] = mate
                if mate >= 0 and not back:
                    state[mate] = own[e] = MET
