"""Pair by pair through one lot of polygons: candidates, crossings, two walks, one row."""

import numpy as np

from gengheng.area.compiled import compiled
from gengheng.area.ellipsoid import STEP
from gengheng.overlay.crossings import RUN, crossings, ordered
from gengheng.overlay.inside import listed
from gengheng.overlay.outlines import CHUNK, FIRST, LAST
from gengheng.overlay.walk import measured, walk

SOUND, OPEN, DOUBT, CROWDED = range(4)  # what is known of a row; anything but SOUND is judged
PART = STEP * 1024  # 70 m of length: the rule cuts an edge there, and each part may err


@compiled
def lot(a, b, cells, order, span, options, frame, out):
    """Write a row for every pair of the polygons order[span[0]:span[1]] of `a`.

    `a`, `b` = (points, strip, chunks, at, box, name); `cells` = (cells of a, at, polygons of b by
    cell, at); `options` = (whether only j > i are asked, room for crossings); `out` = (who: int32
    i, j, edges with the parts of long ones; sums: int64 2 × plane area, strips, length; state).
    Returns (rows, candidates); more rows than `out` holds are counted, not written.
    """
    cells_a, at_a, held_b, at_b = cells
    of_a, box_a, of_b, box_b = a[3], a[4], b[3], b[4]
    triangle, room = options
    who, sums, state = out
    scratch = _scratch(of_a, order[span[0] : span[1]], of_b, room)
    seen = np.full(len(box_b), -1, dtype=np.int32)
    n = candidates = 0
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
                candidates += 1
                area2, total, length, edges, known = _pair(a, i, b, j, scratch, frame)
                if area2 == 0 and known == SOUND:
                    continue
                if n < len(state):
                    who[n, 0], who[n, 1], who[n, 2] = i, j, edges
                    sums[n, 0], sums[n, 1], sums[n, 2] = area2, total, length
                    state[n] = known
                n += 1
    return n, candidates


@compiled
def _scratch(of_a, order, of_b, room):
    """Return room for the lists and crossings of the largest pair that a lot can meet."""
    most_a = most_b = 1
    for i in order:
        most_a = max(most_a, of_a[i + 1] - of_a[i])
    for j in range(len(of_b) - 1):
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


@compiled
def _pair(a, i, b, j, scratch, frame):
    """Return (2 × plane area, strips, length, edges, state) of what two polygons share."""
    points_a, strip_a, chunks_a, of_a, box_a, name_a = a
    points_b, strip_b, chunks_b, of_b, box_b, name_b = b
    edges_a, edges_b, boxes, found, order = scratch
    who, when, where = found
    a0, a1, b0, b1 = of_a[i], of_a[i + 1], of_b[j], of_b[j + 1]
    if name_a[i] == name_b[j] and same(points_a, chunks_a, a0, a1, points_b, chunks_b, b0, b1):
        area2, total, length, edges = whole(points_a, strip_a, chunks_a, a0, a1)
        return area2, total, length, edges, SOUND
    na = listed(
        points_a, chunks_a, a0, a1, (box_b[j, 0], box_b[j, 1], box_b[j, 2], box_b[j, 3]), edges_a
    )
    nb = listed(
        points_b, chunks_b, b0, b1, (box_a[i, 0], box_a[i, 1], box_a[i, 2], box_a[i, 3]), edges_b
    )
    n, back = crossings(points_a, edges_a, na, points_b, edges_b, nb, boxes, found)
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


@compiled
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


@compiled
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


@compiled
def wholes(points, strip, chunks, at, which, out):
    """Write (2 × plane area, strips, length, edges) of each polygon of `which`."""
    for k in range(len(which)):
        i = which[k]
        out[k, 0], out[k, 1], out[k, 2], out[k, 3] = whole(points, strip, chunks, at[i], at[i + 1])


@compiled
def confirm(points, chunks, at, name, other, guess, out):
    """Write guess[i] to out[i] where polygon i is the same as that polygon of the other layer."""
    q, d, of, names = other
    for i in range(len(guess)):
        j = guess[i]
        if at[i] < at[i + 1] and name[i] == names[j]:
            if same(points, chunks, at[i], at[i + 1], q, d, of[j], of[j + 1]):
                out[i] = j
