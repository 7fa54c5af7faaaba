"""The ground around the cases: blocks between roads and ditches, and irregular patches in them."""

from itertools import pairwise

import numpy as np

from gengheng.testing.lattice import UNITS, Rect
from gengheng.testing.world import RED_LINES, Stroke, World

EDGE = 40 * UNITS  # how far the county reaches beyond its outermost blocks
BASE = 5_000_000  # keys of the patches below everything
ROAD, DITCH = "104 1006", "117 1107"
Lines = list[tuple[int, int]]
_PATCHES = tuple(
    tuple(line.split())
    for line in (
        "013 0103 0103 0103 0103",
        "012 0102 0102 0102 0102",
        "013 0103 0103 0103 0103",
        "021 0201 0201 0201 0201",
        "031 0301 0301 0301 0301",
        "043 0404 0404 0404 0404",
        "124 1204 1204 1204 1204",
        "203 0702 0702 0702 0702",
        "114 1104 1104 1104 1104",
        "021 0201K 0201K 0201K 0201K",
        "043 0404 0404 0103 0103",
        "013 0103 0103 0201+GCHF 0201+GCHF",
        "122 1202 1202 1202 1202",
    )
)


def lines(rng: np.random.Generator, count: int) -> Lines:
    """Return from where to where each row of blocks lies, with 10 to 12 m between two."""
    found, at = [], 0
    for _ in range(count):
        end = at + int(rng.integers(242 * UNITS, 275 * UNITS))
        found.append((at, end))
        at = end + int(rng.integers(10 * UNITS, 12 * UNITS))
    return found


def paint_base(world: World, us: Lines, vs: Lines) -> None:
    """Paint the whole extent as grass, of the gentlest slope, one patch for each row of blocks.

    A single patch would have a hole for every block, which no survey has.
    """
    extent = _extent(us, vs)
    edges = [extent.u0, *(row[1] for row in us[:-1]), extent.u1]
    for n, (low, high) in enumerate(pairwise(edges)):
        band = extent._replace(u0=low, u1=high)
        world.strokes.append(Stroke(band, BASE + n, ("043", "0404", "0404", "0404", "0404")))
        world.slope.append(Stroke(band, BASE + n, ("1",)))


def paint_works(world: World, us: Lines, vs: Lines) -> None:
    """Paint a road of 5 or 6 m and a ditch beside it between each two rows of blocks."""
    extent = _extent(us, vs)
    for along, rows in ((False, us), (True, vs)):
        for n, (a, b) in enumerate(pairwise(rows)):
            edge = a[1] + UNITS * (5 if n % 2 else 6)
            bands = ((a[1], edge, ROAD), (edge, b[0], DITCH))
            for m, (low, high, codes) in enumerate(bands):
                rect = Rect(low, extent.v0, high, extent.v1)
                if along:
                    rect = Rect(extent.u0, low, extent.u1, high)
                second, third = codes.split()
                key = 10 + 1000 * along + 2 * n + m
                world.strokes.append(Stroke(rect, key, (second, third, third, third, third)))


def _extent(us: Lines, vs: Lines) -> Rect:
    return Rect(-EDGE, -EDGE, us[-1][1] + EDGE, vs[-1][1] + EDGE)


def patches(rng: np.random.Generator, block: Rect, drawn: list[Rect], *, key: int) -> list[Stroke]:
    """Return irregular patches that fill a block; their edges keep away from what is drawn."""
    us = _cuts(rng, block.u0, block.u1, {u for r in drawn for u in (r.u0, r.u1)})
    vs = _cuts(rng, block.v0, block.v1, {v for r in drawn for v in (r.v0, r.v1)})
    names = np.arange((len(us) - 1) * (len(vs) - 1)).reshape(len(us) - 1, len(vs) - 1)
    for i, j in np.ndindex(names.shape):
        if i and rng.random() < 0.35:
            names[i, j] = names[i - 1, j]
        elif j and rng.random() < 0.35:
            names[i, j] = names[i, j - 1]
    history = {int(n): _PATCHES[int(rng.integers(len(_PATCHES)))] for n in np.unique(names)}
    return [
        Stroke(Rect(us[i], vs[j], us[i + 1], vs[j + 1]), key + int(n), history[int(n)])
        for (i, j), n in np.ndenumerate(names)
    ]


def _cuts(rng: np.random.Generator, low: int, high: int, others: set[int]) -> list[int]:
    """Return up to four cuts between low and high, 12 m apart and 3 m away from other lines."""
    found = [low, high]
    for _ in range(int(rng.integers(2, 5))):
        at = int(rng.integers(low + 12 * UNITS, high - 12 * UNITS))
        clear = all(abs(at - line) >= 3 * UNITS for line in others)
        if clear and all(abs(at - line) >= 12 * UNITS for line in found):
            found.append(at)
    return sorted(found)


def fields(block: Rect, number: int) -> list[Stroke]:
    """Return two fields of the grade layer at the sides of a block, where no plot can lie.

    A third of all are of 9等, one in fifty of 6等, the others of 10等 to 13等.
    """
    low, high, top, end = 2 * UNITS, 12 * UNITS, block.v0 + 2 * UNITS, block.v1 - 2 * UNITS
    sides = (
        Rect(block.u0 + low, top, block.u0 + high, end),
        Rect(block.u1 - high, top, block.u1 - low, end),
    )
    found = []
    for k, rect in enumerate(sides, 2 * number):
        grade = 6 if k % 50 == 7 else 9 if k % 3 == 0 else 10 + k * 7 % 4
        found.append(Stroke(rect, k, (str(grade),)))
    return found


def empty_block(world: World, block: Rect) -> None:
    """Put a large red line, the same in both versions, where no plot lies."""
    for day in RED_LINES:
        world.red[day].append(block.grown(-15 * UNITS))
