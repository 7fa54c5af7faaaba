"""Along the border of one polygon, adding up what of it lies inside the other.

The border of a piece is made of the parts of A's edges inside B and of B's edges inside A; its
area is the sum of their strips. No piece is ever built.
"""

import numpy as np

from gengheng.area.compiled import inlined, lean
from gengheng.area.strips import strip
from gengheng.overlay.inside import inside
from gengheng.overlay.outlines import mixed


@lean
def walk(mine, other, moved, crossed, order, origin, frame):
    """Walk along a list of edges; return (2 × plane area, strips, length, edges, open ends, doubt).

    `mine` = (points, strip by edge, list, how many); `other` = (points, chunks, c0, c1) of the
    polygon; `crossed` = (who, where, how many, 0 for the first layer's walk or 1). Plane area in
    (0.1 mm)², from `origin`; strips in 10⁻⁸ m²; length in 1/1024 of 0.1 mm. Open ends: the mixed
    bits of every point where the walk comes out less those where it goes in, and of the ends of
    lists that lie inside; over both walks they cancel, or the border of the piece is not closed.
    """
    points, strips, edges, n = mine
    who, where, nc, side = crossed
    across, chunks, c0, c1 = other
    ox, oy = origin
    area2 = total = length = np.int64(0)
    count, ends, doubt = 0, np.uint64(0), False
    k, within = 0, False
    x1 = y1 = np.int64(0)
    for p in range(n):
        e, begins = edges[p, 0], edges[p, 1]
        x0, y0 = np.int64(points[e, 0]), np.int64(points[e, 1])
        if begins != 2:
            was, within = within, begins == 1 and inside(across, chunks, c0, c1, x0, y0, moved)
            ends += _ended(was, x1, y1) - _ended(within, x0, y0)
        x1, y1 = np.int64(points[e + 1, 0]), np.int64(points[e + 1, 1])
        cut = k < nc and who[order[k], side] == p
        if within and not cut:  # most edges: whole, and looked up
            area2 += (x0 - ox) * (y1 - oy) - (x1 - ox) * (y0 - oy)
            total += strips[e]
            length += measured(x0, y0, x1, y1)
            count += 1
        px, py = x0, y0
        while k < nc and who[order[k], side] == p:
            qx, qy = where[order[k], 0], where[order[k], 1]
            if within and (px != qx or py != qy):
                more2, more, further, unsure = _part((px, py, qx, qy), origin, frame)
                area2, total, length = area2 + more2, total + more, length + further
                count, doubt = count + 1, doubt or unsure
            ends = ends + mixed(qx, qy) if within else ends - mixed(qx, qy)
            px, py, k, within = qx, qy, k + 1, not within
        if within and cut and (px != x1 or py != y1):
            more2, more, further, unsure = _part((px, py, x1, y1), origin, frame)
            area2, total, length = area2 + more2, total + more, length + further
            count, doubt = count + 1, doubt or unsure
    return area2, total, length, count, ends + _ended(within, x1, y1), doubt


@inlined
def _ended(within, x, y):
    """Return the mixed bits of a point where a list begins or ends, if that is inside."""
    return mixed(x, y) if within else np.uint64(0)


@inlined
def _part(line, origin, frame):
    """Return (2 × plane area, strip, length, doubt) of a part of an edge."""
    x0, y0, x1, y1 = line
    east, north, first, curve, table, scale = frame
    area2 = (x0 - origin[0]) * (y1 - origin[1]) - (x1 - origin[0]) * (y0 - origin[1])
    total, doubt = strip(x0, y0, x1, y1, east, north, first, curve, table, scale)
    return area2, total, measured(x0, y0, x1, y1), doubt


@inlined
def measured(x0, y0, x1, y1):
    """Return the length of a line in 1/1024 of 0.1 mm, the same from either end."""
    dx, dy = np.float64(x1 - x0), np.float64(y1 - y0)
    return np.int64(np.rint(np.sqrt(dx * dx + dy * dy) * 1024.0))
