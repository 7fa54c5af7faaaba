"""A layer in whole 0.1 mm: points, chunks of edges with their boxes, the strip of every edge.

Rounding to 0.1 mm is the first step of the lawful area, so nothing is lost that counts. Shells run
anticlockwise and holes clockwise: the ground lies to the left of every edge.
"""

from collections import namedtuple
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from gengheng.area.compiled import inlined, lean
from gengheng.area.ellipsoid import Ints
from gengheng.area.strips import Sheet, settled, strips
from gengheng.overlay.rings import Ground, double

CHUNK = 16  # edges that share a box
LONGEST = 2**30  # 0.1 mm, 107 km: beyond it the product of two edges needs more than 64 bits
FIRST, LAST, OPENS, WEST, SOUTH, EAST, NORTH = range(7)  # the columns of `chunks`

# points: int32 (east, north) in 0.1 mm from the corner, edge e runs from point e to e + 1;
# ring: int64 (first edge, one after the last); strip: int64 by edge; chunks: int32, see above
# (OPENS: a ring begins here); at: polygon i has the chunks at[i] … at[i + 1]; box: int32 (west,
# south, east, north); name: the same where two polygons are the same point by point.
Outlines = namedtuple("Outlines", "points ring strip chunks at box name")


def outlines(ground: Ground, sheet: Sheet, wanted: Ints, pool: ThreadPoolExecutor) -> Outlines:
    """Return the polygons `wanted` (places in `ground`) of a layer, in that order.

    Strips are 0 until `measure` counts them. Raises `ValueError` for an edge over 107 km.
    """
    data, at, count, step, hole, of = ground.rings
    first = np.concatenate([[0], np.cumsum(of[wanted + 1] - of[wanted])])
    which = np.repeat(of[wanted] - first[:-1], np.diff(first)) + np.arange(first[-1])
    room = np.concatenate([[0], np.cumsum(count[which])])
    points = np.empty((room[-1] + 1, 2), dtype=np.int32)
    points[-1] = 0
    ring = np.empty((len(which), 2), dtype=np.int64)
    longest, lots = np.zeros(len(which), dtype=np.int64), lots_of(len(which), pool)
    source = data, at[which], count[which], step[which], hole[which]
    list(
        pool.map(
            lambda lot: _quantise(source, room, sheet.corner, (points, ring, longest), lot), lots
        )
    )
    if longest.max(initial=0) > LONGEST:
        raise ValueError("有超过107千米的边")
    begin = np.concatenate([[0], np.cumsum(-(-(ring[:, 1] - ring[:, 0]) // CHUNK))])
    chunks = np.empty((begin[-1], 7), dtype=np.int32)
    box, name = np.empty((len(wanted), 4), dtype=np.int32), np.empty(len(wanted), dtype=np.uint64)
    list(pool.map(lambda lot: _chunk(points, ring, begin, chunks, lot), lots))
    whole = Outlines(points, ring, np.zeros(len(points), np.int64), chunks, begin[first], box, name)
    list(
        pool.map(
            lambda lot: _name(points, chunks, whole.at, (box, name), lot), lots_of(len(box), pool)
        )
    )
    return whole


def measure(
    it: Outlines, sheet: Sheet, pool: ThreadPoolExecutor, which: Ints | None = None
) -> None:
    """Count the strip of every edge, or of the edges of the polygons `which`."""
    rings = it.ring
    if which is not None:
        some = np.flatnonzero(it.at[:-1] < it.at[1:])
        wanted = np.zeros(len(it.box), dtype=np.bool_)
        wanted[which] = True
        of = np.searchsorted(it.chunks[it.at[some], FIRST], rings[:, 0], "right") - 1
        rings = rings[wanted[some[of]]]

    def count(lot: tuple[int, int]) -> None:
        """Count the strips of a lot of rings; those in doubt again, with forty digits."""
        ring, doubts = rings[slice(*lot)], np.empty(64, dtype=np.int64)
        found = strips(it.points, ring, it.strip, doubts, *sheet.frame)
        if found > len(doubts):
            doubts = np.empty(found, dtype=np.int64)
            strips(it.points, ring, it.strip, doubts, *sheet.frame)
        for e in doubts[:found].tolist():
            a, b = it.points[e].tolist(), it.points[e + 1].tolist()
            it.strip[e] = settled(tuple(a), tuple(b), sheet)

    list(pool.map(count, lots_of(len(rings), pool)))


def lots_of(n: int, pool: ThreadPoolExecutor) -> Sequence[tuple[int, int]]:
    """Return 0 … n in lots of about equal size, four for each thread.

    >>> with ThreadPoolExecutor(1) as pool:
    ...     lots_of(10, pool), lots_of(0, pool)
    ([(0, 2), (2, 5), (5, 7), (7, 10)], [])
    """
    k = min(n, pool._max_workers * 4)
    return [(n * q // k, n * (q + 1) // k) for q in range(k)]


@inlined
def tenth_mm(metres):
    """Return a coordinate in whole 0.1 mm; as a decimal, so the double nearest …00005 goes up."""
    below = np.floor(metres * 1e4)
    if metres >= (below + 0.5) / 1e4:
        below += 1.0
    return np.int64(below)


@lean
def _quantise(source, room, corner, out, lot):
    """Write the points of rings, no point twice running, and turn each the way that it must run."""
    data, at, count, step, hole = source
    points, ring, longest = out
    east, north = corner[0], corner[1]
    for r in range(lot[0], lot[1]):
        byte, k, double_area, far = at[r], room[r], np.int64(0), np.int64(0)
        start, x0, y0 = k, np.int64(0), np.int64(0)
        for z in range(count[r]):
            x, y = tenth_mm(double(data, byte)) - east, tenth_mm(double(data, byte + 8)) - north
            byte += step[r]
            if z and x == x0 and y == y0:
                continue
            if z:
                double_area += (x0 - points[start, 0]) * (y - points[start, 1])
                double_area -= (x - points[start, 0]) * (y0 - points[start, 1])
                far = max(far, abs(x - x0), abs(y - y0))
            points[k, 0], points[k, 1] = x, y
            k += 1
            x0, y0 = x, y
        ring[r, 0], ring[r, 1], longest[r] = start, max(k - 1, start), far
        if (double_area < 0) == (hole[r] == 0):
            i, j = start, k - 1
            while i < j:
                points[i, 0], points[j, 0] = points[j, 0], points[i, 0]
                points[i, 1], points[j, 1] = points[j, 1], points[i, 1]
                i, j = i + 1, j - 1


@lean
def _chunk(points, ring, begin, chunks, lot):
    """Cut rings into chunks of edges and write the box of each."""
    for r in range(lot[0], lot[1]):
        c = begin[r]
        for first in range(ring[r, 0], ring[r, 1], CHUNK):
            last = min(first + CHUNK, ring[r, 1])
            west = east = points[first, 0]
            south = north = points[first, 1]
            for k in range(first + 1, last + 1):
                x, y = points[k, 0], points[k, 1]
                west, east = min(west, x), max(east, x)
                south, north = min(south, y), max(north, y)
            chunks[c, FIRST], chunks[c, LAST], chunks[c, OPENS] = first, last, first == ring[r, 0]
            chunks[c, WEST], chunks[c, SOUTH] = west, south
            chunks[c, EAST], chunks[c, NORTH] = east, north
            c += 1


@inlined
def apart(chunks, c, west, south, east, north):
    """Return whether the box of a chunk does not touch a box."""
    return (
        chunks[c, WEST] > east or chunks[c, EAST] < west
        or chunks[c, SOUTH] > north or chunks[c, NORTH] < south
    )  # fmt: skip


@inlined
def mixed(x, y):
    """Return 64 well-mixed bits of a point."""
    h = np.uint64(x) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(y) * np.uint64(0xC2B2AE3D27D4EB4F)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    return h ^ (h >> np.uint64(32))


@lean
def _name(points, chunks, at, out, lot):
    """Write box and name of each polygon; west above east where it has no edges."""
    box, name = out
    for i in range(lot[0], lot[1]):
        west = south = np.int32(2**31 - 1)
        east = north = np.int32(-(2**31))
        h = np.uint64(0)
        for c in range(at[i], at[i + 1]):
            west, south = min(west, chunks[c, WEST]), min(south, chunks[c, SOUTH])
            east, north = max(east, chunks[c, EAST]), max(north, chunks[c, NORTH])
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                h += mixed(np.int64(points[e, 0]), np.int64(points[e, 1]))
        box[i, 0], box[i, 1], box[i, 2], box[i, 3] = west, south, east, north
        name[i] = h
