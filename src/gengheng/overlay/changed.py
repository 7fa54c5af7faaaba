"""Two polygons of two coverages that have most of their borders in common, as vintages have.

Where neither layer has overlaps, an edge that both have lies on borders of both and inside of
nothing. Only if it runs round both polygons is it a border of what they share, and then once. So
such edges are looked up and added; crossings are sought for the others alone.
"""

from collections import namedtuple

import numpy as np

from gengheng.area.compiled import lean
from gengheng.area.ellipsoid import STEP
from gengheng.overlay.borders import MET
from gengheng.overlay.crossings import crossings, ordered
from gengheng.overlay.outlines import FIRST, LAST, apart, mixed
from gengheng.overlay.walk import measured, walk

SOUND, OPEN, DOUBT, CROWDED = range(4)  # what is known of a row; anything but SOUND is judged
PART = STEP * 1024  # 70 m of length: the rule cuts an edge there, and each part may err
FAR = np.int32(2**31 - 1)

# known: whether any of it is; fresh_a, fresh_b: (edges that the other layer has not, at: polygon i
# has those from at[i] on); runs: see `runs_of`; met_a, met_b: uint8 by edge, MET where the other
# layer has it too; lapped_a, lapped_b: uint8, whether a polygon overlaps any other of its layer.
Common = namedtuple("Common", "known fresh_a fresh_b runs met_a met_b lapped_a lapped_b")
NO_AT = np.zeros(0, dtype=np.int64)
NO = np.zeros(0, dtype=np.uint8)
NONE = np.zeros(0, dtype=np.int32), NO_AT
NOTHING = Common(False, NONE, NONE, (np.zeros((0, 6), dtype=np.int64), NO_AT), NO, NO, NO, NO)


@lean
def changed(a, i, b, j, common, scratch, frame):
    """Return (2 × plane area, strips, length, edges, state) of what two polygons share.

    OPEN where two of the edges lie on one line, or where the sum does not close: then all edges
    that are near must be asked.
    """
    points_a, strip_a, chunks_a, of_a, box_a, _ = a
    points_b, strip_b, chunks_b, of_b, box_b, _ = b
    edges_a, edges_b, boxes, found, order = scratch
    who, when, where = found
    a0, a1, b0, b1 = of_a[i], of_a[i + 1], of_b[j], of_b[j + 1]
    one, other = (points_a, chunks_a, a0, a1), (points_b, chunks_b, b0, b1)
    origin = (np.int64(box_a[i, 0]), np.int64(box_a[i, 1]))
    theirs = (box_b[j, 0], box_b[j, 1], box_b[j, 2], box_b[j, 3])
    na, within_a = _fresh(points_a, common.fresh_a, i, theirs, edges_a)
    mine = (box_a[i, 0], box_a[i, 1], box_a[i, 2], box_a[i, 3])
    nb, within_b = _fresh(points_b, common.fresh_b, j, mine, edges_b)
    first, last = chunks_b[b0, FIRST], chunks_b[b1 - 1, LAST]
    area2, total, length, edges, ends = _alike(common.runs, i, first, last)
    doubt = False
    if na + nb:
        ma = _met(one, within_b, common.met_a, edges_a, na)
        mb = _met(other, within_a, common.met_b, edges_b, nb)
        n, _, level = crossings(
            points_a, edges_a, (na, ma), points_b, edges_b, (nb, mb), boxes, found
        )
        if n < 0 or level:
            return 0, 0, 0, 0, OPEN
        ordered(order, n, who, when, 0)
        sums = walk((points_a, strip_a, edges_a, na), other, False, (who, where, n, 0), order,
                    origin, frame)  # fmt: skip
        ordered(order, n, who, when, 1)
        more = walk((points_b, strip_b, edges_b, nb), one, True, (who, where, n, 1), order,
                    origin, frame)  # fmt: skip
        area2, total = area2 + sums[0] + more[0], total + sums[1] + more[1]
        length, doubt = length + sums[2] + more[2], sums[5] or more[5]
        edges, ends = edges + sums[3] + more[3], ends + sums[4] + more[4]
    state = SOUND
    if ends != np.uint64(0) or area2 < -(length // 1024):
        state = OPEN
    elif doubt and area2 != 0:
        state = DOUBT
    return area2, total, length, edges + length // PART, state


@lean
def _alike(runs, i, first, last):
    """Return (2 × plane area, strips, length, edges, ends) of the edges that both polygons have."""
    table, at = runs
    area2 = total = length = count = ends = np.int64(0)
    for r in range(at[i], at[i + 1]):
        if first <= table[r, 0] < last:
            area2, total, length = area2 + table[r, 1], total + table[r, 2], length + table[r, 3]
            count, ends = count + table[r, 4], ends + table[r, 5]
    return area2, total, length, count, np.uint64(ends)


@lean
def _fresh(points, fresh, i, around, out):
    """List the edges of a polygon that the other layer has not and that touch a box.

    Returns (how many, their box); the list is one as `inside.listed` makes it, but where the edge
    before is not listed and the first point lies within the box, it has to be asked (1).
    """
    edges, at = fresh
    west, south, east, north = around
    left, below, right, above = FAR, FAR, -FAR, -FAR
    n = 0
    for k in range(at[i], at[i + 1]):
        e = edges[k]
        x, y, x1, y1 = points[e, 0], points[e, 1], points[e + 1, 0], points[e + 1, 1]
        w, s, t, u = min(x, x1), min(y, y1), max(x, x1), max(y, y1)
        if w > east or t < west or s > north or u < south:
            continue
        follows = n > 0 and out[n - 1, 0] == e - 1
        within = west <= x <= east and south <= y <= north
        out[n, 0], out[n, 1] = e, (2 if follows else int(within))
        out[n, 2], out[n, 3], out[n, 4], out[n, 5] = w, s, t, u
        left, below, right, above = min(left, w), min(below, s), max(right, t), max(above, u)
        n += 1
    return n, (left, below, right, above)


@lean
def _met(mine, around, met, out, n):
    """Add to a list the edges that both layers have and that touch a box; return its length."""
    points, chunks, c0, c1 = mine
    west, south, east, north = around
    for c in range(c0, c1):
        if apart(chunks, c, west, south, east, north):
            continue
        for e in range(chunks[c, FIRST], chunks[c, LAST]):
            x, y, x1, y1 = points[e, 0], points[e, 1], points[e + 1, 0], points[e + 1, 1]
            w, s, t, u = min(x, x1), min(y, y1), max(x, x1), max(y, y1)
            if met[e] != MET or w > east or t < west or s > north or u < south:
                continue
            out[n, 0], out[n, 1] = e, 0
            out[n, 2], out[n, 3], out[n, 4], out[n, 5] = w, s, t, u
            n += 1
    return n


@lean
def fresh_of(chunks, of, met, order, lot, at, out):
    """Count the edges of each polygon that the other layer has not (`out` empty), or list them."""
    listing = len(out) > 0
    for o in range(lot[0], lot[1]):
        i, n = order[o], 0
        for c in range(of[i], of[i + 1]):
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                if met[e] != MET:
                    if listing:
                        out[at[i] + n] = e
                    n += 1
        if not listing:
            at[i + 1] = n


@lean
def runs_of(layer, mates, order, lot, at, out):
    """Count the runs of edges that a polygon shares with another (`out` empty), or list them.

    `mates` = (mate, shift); see `borders.mates`. A row: the first edge of the other layer, then
    2 × plane area from the corner of the polygon's box, strips, length, edges and the mixed bits
    of the run's last point less those of its first.
    """
    points, strip, chunks, of, box, _ = layer
    mate, shift = mates
    listing = len(out) > 0
    for o in range(lot[0], lot[1]):
        i, n, last = order[o], 0, -2
        ox, oy = np.int64(box[i, 0]), np.int64(box[i, 1])
        for c in range(of[i], of[i + 1]):
            for e in range(chunks[c, FIRST], chunks[c, LAST]):
                f = mate[e - shift[i]]
                if f >= 0 and f != last + 1:
                    n += 1
                last = f if f >= 0 else -2
                if listing and f >= 0:
                    r = at[i] + n - 1
                    x0, y0 = np.int64(points[e, 0]), np.int64(points[e, 1])
                    x1, y1 = np.int64(points[e + 1, 0]), np.int64(points[e + 1, 1])
                    if out[r, 4] == 0:
                        out[r, 0] = f
                    out[r, 1] += (x0 - ox) * (y1 - oy) - (x1 - ox) * (y0 - oy)
                    out[r, 2] += strip[e]
                    out[r, 3] += measured(x0, y0, x1, y1)
                    out[r, 4] += 1
                    out[r, 5] += np.int64(mixed(x1, y1) - mixed(x0, y0))
        if not listing:
            at[i + 1] = n
