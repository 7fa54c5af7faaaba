"""Pair by pair through one lot of polygons: candidates, crossings, two walks, one row."""

import numpy as np

from gengheng.area.compiled import compiled, lean
from gengheng.overlay.changed import CROWDED, DOUBT, OPEN, PART, SOUND, changed
from gengheng.overlay.crossings import RUN, crossings, ordered
from gengheng.overlay.inside import listed
from gengheng.overlay.outlines import CHUNK, FIRST, LAST
from gengheng.overlay.walk import measured, walk


@compiled
def lot(a, b, asked, common, room, frame, out):
    """Write a row for every pair of `asked` (places in a, in b) that shares ground; count them.

    `a`, `b` = (points, strip, chunks, at, box, name); `common`: see `changed`; `room`: for
    crossings, by edge of the largest pair. `out` = (who: int32 i, j, edges with the parts of long
    ones; sums: int64 2 × plane area, strips, length; state), room for a row for each pair.
    """
    who, sums, state = out
    scratch = _scratch(a[3], b[3], asked, room)
    n = 0
    for i, j in asked:
        area2, total, length, edges, known = _pair(a, i, b, j, common, scratch, frame)
        if area2 == 0 and known == SOUND:
            continue
        who[n, 0], who[n, 1], who[n, 2] = i, j, edges
        sums[n, 0], sums[n, 1], sums[n, 2] = area2, total, length
        state[n] = known
        n += 1
    return n


@compiled
def _scratch(of_a, of_b, asked, room):
    """Return room for the lists and crossings of the largest pair of a lot."""
    most_a = most_b = 1
    for i, j in asked:
        most_a = max(most_a, of_a[i + 1] - of_a[i])
        most_b = max(most_b, of_b[j + 1] - of_b[j])
    edges_a = np.empty((most_a * CHUNK, 6), dtype=np.int32)
    edges_b = np.empty((most_b * CHUNK, 6), dtype=np.int32)
    runs_a = np.empty((most_a * CHUNK // RUN, 4), dtype=np.int32)
    runs_b = np.empty((most_b * CHUNK // RUN, 4), dtype=np.int32)
    n = room * (most_a + most_b) * CHUNK
    who, when = np.empty((n, 2), dtype=np.int32), np.empty((n, 2), dtype=np.float64)
    where, order_of = np.empty((n, 2), dtype=np.int64), np.empty(n, dtype=np.int32)
    met = np.empty((n + RUN * RUN, 2), dtype=np.int32)
    return edges_a, edges_b, (runs_a, runs_b, met), (who, when, where), order_of


@lean
def _pair(a, i, b, j, common, scratch, frame):
    """Return (2 × plane area, strips, length, edges, state) of what two polygons share."""
    a0, a1, b0, b1 = a[3][i], a[3][i + 1], b[3][j], b[3][j + 1]
    if a[5][i] == b[5][j] and same(a[0], a[2], a0, a1, b[0], b[2], b0, b1):
        area2, total, length, edges = whole(a[0], a[1], a[2], a0, a1)
        return area2, total, length, edges, SOUND
    if common.known and not common.lapped_a[i] and not common.lapped_b[j]:
        area2, total, length, edges, state = changed(a, i, b, j, common, scratch, frame)
        if state == SOUND or state == DOUBT:
            return area2, total, length, edges, state
    return _crossed(a, i, b, j, scratch, frame)


@lean
def _crossed(a, i, b, j, scratch, frame):
    """Return the row of two polygons from all their edges that are near."""
    points_a, strip_a, chunks_a, of_a, box_a, _ = a
    points_b, strip_b, chunks_b, of_b, box_b, _ = b
    edges_a, edges_b, boxes, found, order = scratch
    who, when, where = found
    a0, a1, b0, b1 = of_a[i], of_a[i + 1], of_b[j], of_b[j + 1]
    na = listed(
        points_a, chunks_a, a0, a1, (box_b[j, 0], box_b[j, 1], box_b[j, 2], box_b[j, 3]), edges_a
    )
    nb = listed(
        points_b, chunks_b, b0, b1, (box_a[i, 0], box_a[i, 1], box_a[i, 2], box_a[i, 3]), edges_b
    )
    n, back, _ = crossings(points_a, edges_a, (na, na), points_b, edges_b, (nb, nb), boxes, found)
    if n < 0:
        return 0, 0, 0, 0, CROWDED
    origin = (np.int64(box_a[i, 0]), np.int64(box_a[i, 1]))
    ordered(order, n, who, when, 0)
    area2, total, length, edges, ends, doubt = walk(
        (points_a, strip_a, edges_a, na), (points_b, chunks_b, b0, b1), False,
        (who, where, n, 0), order, origin, frame,
    )  # fmt: skip
    ordered(order, n, who, when, 1)
    more2, more, longer, further, closed, unsure = walk(
        (points_b, strip_b, edges_b, nb), (points_a, chunks_a, a0, a1), True,
        (who, where, n, 1), order, origin, frame,
    )  # fmt: skip
    state = SOUND
    around = (length + longer) // 1024
    if ends + closed != np.uint64(0) or area2 + more2 < -around:  # thinner is only rounding
        state = OPEN
    elif (doubt or unsure) and area2 + more2 != 0:
        state = DOUBT
    edges += further + (length + longer) // PART
    return area2 + more2, total + more, length + longer - 2 * back, edges, state


@lean
def same(p, c, c0, c1, q, d, d0, d1):
    """Return whether two polygons are the same, point by point from the same start."""
    if c1 - c0 != d1 - d0:
        return False
    for k in range(c1 - c0):
        first, other = c[c0 + k, FIRST], d[d0 + k, FIRST]
        n = c[c0 + k, LAST] - first
        if d[d0 + k, LAST] - other != n:
            return False
        for z in range(n + 1):
            if p[first + z, 0] != q[other + z, 0] or p[first + z, 1] != q[other + z, 1]:
                return False
    return True


@lean
def whole(points, strip, chunks, c0, c1):
    """Return (2 × plane area, strips, length, edges) of a whole polygon."""
    area2 = total = length = np.int64(0)
    edges = 0
    if c0 == c1:
        return area2, total, length, edges
    ox, oy = np.int64(points[chunks[c0, FIRST], 0]), np.int64(points[chunks[c0, FIRST], 1])
    for c in range(c0, c1):
        for e in range(chunks[c, FIRST], chunks[c, LAST]):
            x0, y0 = np.int64(points[e, 0]), np.int64(points[e, 1])
            x1, y1 = np.int64(points[e + 1, 0]), np.int64(points[e + 1, 1])
            area2 += (x0 - ox) * (y1 - oy) - (x1 - ox) * (y0 - oy)
            total += strip[e]
            length += measured(x0, y0, x1, y1)
            edges += 1
    return area2, total, length, edges + length // PART


@lean
def wholes(points, strip, chunks, at, which, out):
    """Write (2 × plane area, strips, length, edges) of each polygon of `which`."""
    for k in range(len(which)):
        i = which[k]
        out[k, 0], out[k, 1], out[k, 2], out[k, 3] = whole(points, strip, chunks, at[i], at[i + 1])


@lean
def confirm(points, chunks, at, name, other, guess, out):
    """Write guess[i] to out[i] where polygon i is the same as that polygon of the other layer."""
    q, d, of, names = other
    for i in range(len(guess)):
        j = guess[i]
        if at[i] < at[i + 1] and name[i] == names[j]:
            if same(points, chunks, at[i], at[i + 1], q, d, of[j], of[j + 1]):
                out[i] = j
