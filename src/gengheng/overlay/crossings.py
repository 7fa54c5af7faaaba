"""Where the edges of two polygons cross: every crossing proper, rounded once to 0.1 mm."""

import numpy as np

from gengheng.area.compiled import inlined, lean

RUN = 8  # edges that stand together in a list and share a box


@lean
def crossings(p, a, na, q, b, nb, scratch, out):
    """Find where the listed edges of two polygons cross; return (how many, back, on one line).

    `p`, `q`: points of the first and of the second layer; `a`, `b`: lists as `listed` makes them;
    `na`, `nb` = (how many of them are asked, how many there are): of a pair, one is asked.
    `out` takes who[k] = (place in a, place in b), when[k] = how far along each, where[k] = the
    point; −1 crossings: more than there is room for.

    `back` is the length, in 1/1024 of 0.1 mm, on which two edges lie upon one another in opposite
    directions and the move makes them overlap: there the piece is as thin as the move, and
    neither edge is a border of it. The last is whether any two edges that touch lie on one line.
    """
    met = scratch[2]
    m = _touching(a, na, b, nb, scratch)
    who, when, where = out
    n, back, level = 0, np.int64(0), False
    if m < 0:
        return -1, back, level
    for k in range(m):
        e, f = a[met[k, 0], 0], b[met[k, 1], 0]
        ax, ay = np.int64(p[e, 0]), np.int64(p[e, 1])
        bx, by = np.int64(q[f, 0]), np.int64(q[f, 1])
        dx, dy = p[e + 1, 0] - ax, p[e + 1, 1] - ay
        ex, ey = q[f + 1, 0] - bx, q[f + 1, 1] - by
        turn = dx * ey - dy * ex
        r = dx * (by - ay) - dy * (bx - ax)
        s = ex * (ay - by) - ey * (ax - bx)
        lean, against = leans(dx, dy), 1 - leans(ex, ey)
        if (r == 0) & (turn == 0):
            level = True
            if (lean == 1) & (dx * ex + dy * ey < 0):
                back += _shared(bx - ax, by - ay, dx, dy, ex, ey)
        if ((r + lean > 0) != (r + turn + lean > 0)) & (
            (s + against > 0) != (s - turn + against > 0)
        ):
            if n == len(who):
                return -1, back, level
            who[n, 0], who[n, 1] = met[k, 0], met[k, 1]
            when[n, 0] = np.float64(s) / np.float64(turn)
            when[n, 1] = -np.float64(r) / np.float64(turn)
            where[n, 0], where[n, 1] = ax + _step(s, turn, dx), ay + _step(s, turn, dy)
            n += 1
    return n, back, level


@inlined
def _step(s, turn, leg):
    """Return leg · s / turn rounded half up, exactly: a crossing is one point from either edge.

    What is left over the first guess is smaller than `turn`, so that it comes out right even
    where the products have wrapped around 64 bits.
    """
    if turn < 0:
        s, turn = -s, -turn
    guess = np.int64(np.floor(np.float64(s) / np.float64(turn) * leg + 0.5))
    left = 2 * (s * leg - guess * turn)
    return guess + np.int64(left >= turn) - np.int64(left < -turn)


@inlined
def _touching(a, na, b, nb, scratch):
    """List the pairs of edges whose boxes touch; return how many, −1 where there is no room.

    Every pair of two runs is written, and the place moves on only where the boxes touch: a guess
    of the processor that fails costs more than eight comparisons.
    """
    runs_a, runs_b, met = scratch
    _bounded(a, na[1], runs_a)
    _bounded(b, nb[1], runs_b)
    n = 0
    for g in range((na[1] + RUN - 1) // RUN):
        for h in range((nb[1] + RUN - 1) // RUN):
            if (
                runs_b[h, 0] > runs_a[g, 2] or runs_b[h, 2] < runs_a[g, 0]
                or runs_b[h, 1] > runs_a[g, 3] or runs_b[h, 3] < runs_a[g, 1]
                or (g * RUN >= na[0] and h * RUN >= nb[0])
            ):  # fmt: skip
                continue
            if n + RUN * RUN > len(met):
                return -1
            for s in range(g * RUN, min(g * RUN + RUN, na[1])):
                west, south, east, north = a[s, 2], a[s, 3], a[s, 4], a[s, 5]
                for t in range(h * RUN, min(h * RUN + RUN, nb[1])):
                    met[n, 0], met[n, 1] = s, t
                    n += (
                        (b[t, 2] <= east) & (b[t, 4] >= west)
                        & (b[t, 3] <= north) & (b[t, 5] >= south)
                        & ((s < na[0]) | (t < nb[0]))
                    )  # fmt: skip
    return n


@inlined
def leans(dx, dy):
    """Return 1 where the move by (ε, ε²) goes to the left of an edge, 0 where to the right.

    A whole number s with this as its tie is positive exactly if s + 1 > 0, or s + 0 > 0.
    """
    return np.int64((dy < 0) | ((dy == 0) & (dx > 0)))


@inlined
def _bounded(edges, n, runs):
    """Write the box of every run of a list."""
    for g in range((n + RUN - 1) // RUN):
        t = g * RUN
        west, south, east, north = edges[t, 2], edges[t, 3], edges[t, 4], edges[t, 5]
        for k in range(t + 1, min(t + RUN, n)):
            west, south = min(west, edges[k, 2]), min(south, edges[k, 3])
            east, north = max(east, edges[k, 4]), max(north, edges[k, 5])
        runs[g, 0], runs[g, 1], runs[g, 2], runs[g, 3] = west, south, east, north


@lean
def _shared(x, y, dx, dy, ex, ey):
    """Return the length, in 1/1024 of 0.1 mm, that two edges on one line have in common.

    The second begins at (x, y) from the first.
    """
    square = np.float64(dx * dx + dy * dy)
    t0 = np.float64(x * dx + y * dy) / square
    t1 = np.float64((x + ex) * dx + (y + ey) * dy) / square
    part = min(max(t0, t1), 1.0) - max(min(t0, t1), 0.0)
    return np.int64(np.rint(max(part, 0.0) * np.sqrt(square) * 1024.0))


@lean
def ordered(order, n, who, when, side):
    """Sort the first `n` crossings in the order in which a walk along one list meets them."""
    for k in range(n):
        order[k] = k
    gap = n // 2
    while gap > 0:
        for i in range(gap, n):
            v, j = order[i], i
            while j >= gap:
                w = order[j - gap]
                if who[w, side] < who[v, side]:
                    break
                if who[w, side] == who[v, side] and when[w, side] <= when[v, side]:
                    break
                order[j] = w
                j -= gap
            order[j] = v
        gap //= 2
