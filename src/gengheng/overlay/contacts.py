"""What the edges of one layer say of it: which polygons may touch themselves,
whether a place lies on any ground, and by which bits a polygon is known.

Whoever is cleared here is sound for certain; all others are only doubtful, and GEOS decides.
"""

import numpy as np

from gengheng.area.compiled import inlined, lean
from gengheng.overlay.cells import CELL
from gengheng.overlay.outlines import EAST, FIRST, LAST, NORTH, SOUTH, WEST, apart, mixed

MARGIN = 2  # 0.1 mm: more than rounding can bring two edges together that cross where they came


@lean
def doubtful(points, chunks, at, plain, out, lot):
    """Mark the polygons that may touch themselves.

    `plain` says of which polygons that is asked: one ring of three edges or more, no point of
    which fell upon the one before it. The others are doubtful, but for those without edges.
    """
    for i in range(lot[0], lot[1]):
        if at[i] < at[i + 1]:
            out[i] = not plain[i] or _meets_itself(points, chunks, at[i], at[i + 1])


@lean
def _meets_itself(points, chunks, c0, c1):
    """Return whether two edges of a ring come nearer than the margin, other than as neighbours."""
    first, last = chunks[c0, FIRST], chunks[c1 - 1, LAST] - 1
    for c in range(c0, c1):
        for d in range(c, c1):
            if (
                chunks[c, WEST] > chunks[d, EAST] + MARGIN
                or chunks[c, EAST] + MARGIN < chunks[d, WEST]
                or chunks[c, SOUTH] > chunks[d, NORTH] + MARGIN
                or chunks[c, NORTH] + MARGIN < chunks[d, SOUTH]
            ):
                continue
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                if _meets(points, chunks, e, d, first, last):
                    return True
    return False


@inlined
def _meets(points, chunks, e, d, first, last):
    """Return whether edge e comes too near to a later edge of chunk d."""
    x0, y0, x1, y1 = points[e, 0], points[e, 1], points[e + 1, 0], points[e + 1, 1]
    west, east = min(x0, x1) - MARGIN, max(x0, x1) + MARGIN
    south, north = min(y0, y1) - MARGIN, max(y0, y1) + MARGIN
    found = False
    if not apart(chunks, d, west, south, east, north):
        for f in range(max(e + 1, chunks[d, FIRST]), chunks[d, LAST]):
            u0, v0, u1, v1 = points[f, 0], points[f, 1], points[f + 1, 0], points[f + 1, 1]
            if min(u0, u1) > east or max(u0, u1) < west:
                continue
            if min(v0, v1) > north or max(v0, v1) < south:
                continue
            joined = f == e + 1 or (e == first and f == last)
            if _near((x0, y0, x1, y1), (u0, v0, u1, v1), joined):
                found = True
                break
    return found


@lean
def _near(one, other, joined):
    """Return whether two edges whose boxes are near are near; joined ones, whether one folds back.

    Two edges that do not meet lie, one of them wholly, on one side of the other.
    """
    ax, ay = np.int64(one[0]), np.int64(one[1])
    dx, dy = one[2] - ax, one[3] - ay
    bx, by = np.int64(other[0]), np.int64(other[1])
    ex, ey = other[2] - bx, other[3] - by
    turn = dx * ey - dy * ex
    d, e = np.float64(dx * dx + dy * dy), np.float64(ex * ex + ey * ey)
    if joined:
        folds = dx * ex + dy * ey < 0 and abs(turn) <= MARGIN * np.sqrt(max(d, e))
        return folds or min(d, e) <= (2 * MARGIN) ** 2
    d, e = np.sqrt(d), np.sqrt(e)
    r0 = dx * (by - ay) - dy * (bx - ax)
    s0 = ex * (ay - by) - ey * (ax - bx)
    r1, s1 = r0 + turn, s0 - turn
    aside = min(r0, r1) > MARGIN * d or max(r0, r1) < -MARGIN * d
    return not (aside or min(s0, s1) > MARGIN * e or max(s0, s1) < -MARGIN * e)


@lean
def covered(layer, cells, extent, where, out):
    """Mark the places (east, north; 0.1 mm with fractions) that lie within any polygon.

    `layer` = (points, chunks, at, box); `cells` = (polygons by cell, at). A place on an
    edge that two polygons share lies within one of them.
    """
    points, chunks, at, box = layer
    held, begin = cells
    for k in range(len(where)):
        x, y = where[k, 0], where[k, 1]
        east, north = (np.int64(x) - extent.west) >> CELL, (np.int64(y) - extent.south) >> CELL
        c = north * extent.wide + east
        for h in range(begin[c], begin[c + 1]):
            i = held[h]
            if box[i, 0] <= x <= box[i, 2] and box[i, 1] <= y <= box[i, 3]:
                if _around(points, chunks, at[i], at[i + 1], x, y):
                    out[k] = True
                    break


@lean
def _around(points, chunks, c0, c1, x, y):
    """Return whether a place lies within a polygon: how many edges a ray to the east crosses.

    Every edge is looked at from its lower end, so that of two polygons that share an edge exactly
    one holds a place upon it.
    """
    odd = False
    for c in range(c0, c1):
        if chunks[c, EAST] < x or chunks[c, SOUTH] > y or chunks[c, NORTH] < y:
            continue
        for e in range(chunks[c, FIRST], chunks[c, LAST]):
            if (points[e, 1] > y) == (points[e + 1, 1] > y):
                continue
            low, up = (e, e + 1) if points[e, 1] < points[e + 1, 1] else (e + 1, e)
            x0, y0 = np.float64(points[low, 0]), np.float64(points[low, 1])
            x1, y1 = np.float64(points[up, 0]), np.float64(points[up, 1])
            if (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0) > 0:
                odd = not odd
    return odd


@lean
def identify(points, chunks, at, corner, out):
    """Write 64 mixed bits of the edges of each polygon, as they lie in the zone."""
    east, north = corner[0], corner[1]
    for i in range(len(out)):
        bits = np.uint64(0)
        for c in range(at[i], at[i + 1]):
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                one = mixed(east + points[e, 0], north + points[e, 1])
                other = mixed(east + points[e + 1, 0], north + points[e + 1, 1])
                bits += mixed(one, other)
        out[i] = bits
