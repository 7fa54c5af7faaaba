"""Which polygons are near one another: a grid of 210 m cells.

A polygon enters the cells of its box; where those are many (a canal, a road), only the cells that
its edges touch and the cells that lie inside it.
"""

from collections import namedtuple

import numpy as np
from numpy.typing import NDArray

from gengheng.area.compiled import compiled, lean
from gengheng.area.ellipsoid import Floats, Ints
from gengheng.overlay.inside import inside
from gengheng.overlay.outlines import FIRST, LAST, Outlines

Flags = NDArray[np.bool_]
CELL = 21  # a cell is 2²¹ units of 0.1 mm wide
FEW = 25  # cells of a box up to which nothing is looked at but the box

# west, south: the lower left corner in units; wide, high: number of cells.
Extent = namedtuple("Extent", "west south wide high")


def bounds_of(box: Floats) -> Floats:
    """Return the bounds (west, south, east, north) of boxes, column by column; none: ±∞.

    >>> bounds_of(np.array([[3.0, 0, 5, 1], [2, 1, 4, 7]])).tolist()
    [2.0, 0.0, 5.0, 7.0]
    """
    west, south = (box[:, k].min(initial=np.inf) for k in (0, 1))
    east, north = (box[:, k].max(initial=-np.inf) for k in (2, 3))
    return np.array([west, south, east, north])


def extent_of(*boxes: Ints) -> Extent:
    """Return the cells that cover all boxes (columns west, south, east, north; int32)."""
    both = np.concatenate([b[b[:, 0] <= b[:, 2]] for b in boxes])
    west, south = (int(both[:, k].min(initial=2**31 - 1)) >> CELL << CELL for k in (0, 1))
    east, north = (int(both[:, k].max(initial=-(2**31))) for k in (2, 3))
    return Extent(west, south, (east - west >> CELL) + 1, (north - south >> CELL) + 1)


def cells_of(it: Outlines, extent: Extent) -> tuple[Ints, Ints]:
    """Return (cells, at): polygon i lies in the cells[at[i] … at[i + 1]]."""
    at = np.zeros(len(it.box) + 1, dtype=np.int64)
    _enter(it.points, it.chunks, it.at, it.box, extent, at, np.empty(0, dtype=np.int32))
    at = np.cumsum(at)
    cells = np.empty(at[-1], dtype=np.int32)
    _enter(it.points, it.chunks, it.at, it.box, extent, at, cells)
    return cells, at


@compiled
def _enter(points, chunks, of, box, extent, at, cells):
    """Count the cells of each polygon (`cells` empty), or list them."""
    west, south, wide, high = extent
    listing = len(cells) > 0
    seen = np.full(wide * high if len(box) else 0, -1, dtype=np.int32)
    for i in range(len(box)):
        if box[i, 0] > box[i, 2]:
            continue
        x0, y0 = (box[i, 0] - west) >> CELL, (box[i, 1] - south) >> CELL
        x1, y1 = (box[i, 2] - west) >> CELL, (box[i, 3] - south) >> CELL
        n = 0
        if (x1 - x0 + 1) * (y1 - y0 + 1) <= FEW:
            for y in range(y0, y1 + 1):
                for x in range(x0, x1 + 1):
                    if listing:
                        cells[at[i] + n] = y * wide + x
                    n += 1
        else:
            n = _along(points, chunks, of, i, extent, seen, at[i], cells)
            n = _within(points, chunks, of, i, extent, seen, (x0, y0, x1, y1), at[i], cells, n)
        if not listing:
            at[i + 1] = n


@lean
def _along(points, chunks, of, i, extent, seen, begin, cells):
    """Enter the cells that the boxes of a polygon's edges touch; return how many."""
    west, south, wide, _ = extent
    n = 0
    for c in range(of[i], of[i + 1]):
        for e in range(chunks[c, FIRST], chunks[c, LAST]):
            xa, xb = points[e, 0] - west, points[e + 1, 0] - west
            ya, yb = points[e, 1] - south, points[e + 1, 1] - south
            for y in range(min(ya, yb) >> CELL, (max(ya, yb) >> CELL) + 1):
                for x in range(min(xa, xb) >> CELL, (max(xa, xb) >> CELL) + 1):
                    if seen[y * wide + x] != i:
                        seen[y * wide + x] = i
                        if len(cells):
                            cells[begin + n] = y * wide + x
                        n += 1
    return n


@lean
def _within(points, chunks, of, i, extent, seen, box, begin, cells, n):
    """Enter the cells between the edges that lie inside the polygon; return how many in all.

    Between two cells that an edge touches, all are inside or none is: one middle is asked.
    """
    west, south, wide, _ = extent
    half = 1 << (CELL - 1)
    for y in range(box[1], box[3] + 1):
        asked = ground = False
        for x in range(box[0], box[2] + 1):
            if seen[y * wide + x] == i:
                asked = False
                continue
            if not asked:
                px, py = (np.int64(x) << CELL) + west + half, (np.int64(y) << CELL) + south + half
                ground, asked = inside(points, chunks, of[i], of[i + 1], px, py, True), True
            if ground:
                if len(cells):
                    cells[begin + n] = y * wide + x
                n += 1
    return n


@compiled
def inverted(cells, at, n):
    """Return (polygons, at): cell c holds the polygons[at[c] … at[c + 1]]."""
    begin = np.zeros(n + 1, dtype=np.int64)
    for c in cells:
        begin[c + 1] += 1
    for c in range(n):
        begin[c + 1] += begin[c]
    free, out = begin[:-1].copy(), np.empty(len(cells), dtype=np.int32)
    for i in range(len(at) - 1):
        for k in range(at[i], at[i + 1]):
            out[free[cells[k]]] = i
            free[cells[k]] += 1
    return out, begin


@compiled
def candidates(boxes, near, order, span, triangle, out):
    """List the pairs of the polygons order[span[0]:span[1]] whose boxes overlap; return how many.

    `boxes`: of both layers; `near` = (cells of the first layer, at, polygons of the second by
    cell, at). `triangle`: of one layer against itself, each pair once. Pairs beyond the room of
    `out` are counted, not written.
    """
    box_a, box_b = boxes
    cells_a, at_a, held_b, at_b = near
    seen = np.full(len(box_b), -1, dtype=np.int32)
    n = 0
    for k in range(span[0], span[1]):
        i = order[k]
        for c in range(at_a[i], at_a[i + 1]):
            for held in range(at_b[cells_a[c]], at_b[cells_a[c] + 1]):
                j = held_b[held]
                if seen[j] == i:
                    continue
                seen[j] = i
                if (triangle and j <= i) or not (
                    box_a[i, 0] < box_b[j, 2] and box_a[i, 2] > box_b[j, 0]
                    and box_a[i, 1] < box_b[j, 3] and box_a[i, 3] > box_b[j, 1]
                ):  # fmt: skip
                    continue
                if n < len(out):
                    out[n, 0], out[n, 1] = i, j
                n += 1
    return n


def near(box: Floats, others: Floats) -> Flags:
    """Return which boxes of `others` share a cell with one of `box`; all in metres.

    A first sieve, before anything is decoded: it may keep a box that meets none, never lose one.
    Cells are 50 m wide, wider where the map would have more than 16 million.
    """
    held = box[box[:, 0] <= box[:, 2]]
    if len(held) == 0:
        return np.zeros(len(others), dtype=np.bool_)
    west, south, east, north = bounds_of(held)
    low, high = np.array([west, south]), np.array([east, north])
    cell = max(50.0, float(np.sqrt(np.prod(high - low + 1) / 16e6)))
    seen = np.zeros(((high - low) / cell).astype(np.int64) + 1, dtype=np.bool_)
    _mark(held, low, cell, seen)
    return np.asarray(_sifted(np.ascontiguousarray(others), low, high, cell, seen))


@lean
def _mark(box, low, cell, seen):
    """Mark the cells of boxes."""
    for b in box:
        x0, y0 = np.int64((b[0] - low[0]) / cell), np.int64((b[1] - low[1]) / cell)
        x1, y1 = np.int64((b[2] - low[0]) / cell), np.int64((b[3] - low[1]) / cell)
        seen[x0 : x1 + 1, y0 : y1 + 1] = True


@compiled
def _sifted(box, low, high, cell, seen):
    """Return which boxes hold a cell that is marked."""
    out = np.zeros(len(box), dtype=np.bool_)
    wide, tall = seen.shape
    for k in range(len(box)):
        west, south, east, north = box[k, 0], box[k, 1], box[k, 2], box[k, 3]
        if not (west <= high[0] and east >= low[0] and south <= high[1] and north >= low[1]):
            continue
        x0, y0 = max(0, np.int64((west - low[0]) / cell)), max(0, np.int64((south - low[1]) / cell))
        x1 = min(wide - 1, np.int64((east - low[0]) / cell))
        y1 = min(tall - 1, np.int64((north - low[1]) / cell))
        for x in range(x0, x1 + 1):
            for y in range(y0, y1 + 1):
                if seen[x, y]:
                    out[k] = True
    return out
