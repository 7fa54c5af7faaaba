"""The signs on which everything rests: exact whole numbers, and never a zero.

Of two layers the second is thought of as moved by (ε, ε²), ε smaller than any distance between
numbers. No point then lies on an edge and no two edges lie on one another, so there is nothing to
decide but left or right. Where a product is zero, the sign is that of what the move adds.
"""

import numpy as np

from gengheng.area.compiled import lean
from gengheng.overlay.outlines import EAST, FIRST, LAST, NORTH, SOUTH, apart


@lean
def inside(points, chunks, c0, c1, x, y, moved):
    """Return whether a point lies within the polygon of the chunks c0 … c1.

    `moved`: the point belongs to the second layer and the polygon to the first; else the polygon
    is the one that is moved. Counted are the edges that a ray to the east crosses. An end at the
    height of the ray lies above it when the ray sinks (the polygon moves up), else below.
    """
    odd = False
    for c in range(c0, c1):
        if chunks[c, EAST] < x or chunks[c, SOUTH] > y or chunks[c, NORTH] < y:
            continue
        for e in range(chunks[c, FIRST], chunks[c, LAST]):
            y0, y1 = np.int64(points[e, 1]), np.int64(points[e + 1, 1])
            above0 = y0 > y if moved else y0 >= y
            above1 = y1 > y if moved else y1 >= y
            if above0 == above1:
                continue
            x0 = np.int64(points[e, 0])
            dx, dy = points[e + 1, 0] - x0, y1 - y0
            left = dx * (y - y0) - dy * (x - x0)
            if left == 0:
                left = -dy if moved else dy
            if (left > 0) == above1:
                odd = not odd
    return odd


@lean
def listed(points, chunks, c0, c1, box, out):
    """List the edges of the chunks c0 … c1 whose box touches a box; return how many.

    `out` takes (edge, how it begins, west, south, east, north). How it begins: 2 where the edge
    before it is listed too, 1 where a ring begins, 0 where the ring comes back from outside the
    box, and hence from outside whatever lies within the box.
    """
    west, south, east, north = box
    n = 0
    for c in range(c0, c1):
        if apart(chunks, c, west, south, east, north):
            continue
        first = chunks[c, FIRST]
        x, y = points[first, 0], points[first, 1]
        for e in range(first, chunks[c, LAST]):
            x1, y1 = points[e + 1, 0], points[e + 1, 1]
            left, right, low, high = min(x, x1), max(x, x1), min(y, y1), max(y, y1)
            x, y = x1, y1
            if left > east or right < west or low > north or high < south:
                continue
            if chunks[c, 2] and e == first:
                begins = 1
            else:
                begins = 2 if n and out[n - 1, 0] == e - 1 else 0
            out[n, 0], out[n, 1] = e, begins
            out[n, 2], out[n, 3], out[n, 4], out[n, 5] = left, low, right, high
            n += 1
    return n
