"""Pairs of polygons that are hard for an overlay, drawn near the origin, and what they share."""

from dataclasses import dataclass

import shapely
from shapely import MultiPolygon, Polygon, box


@dataclass(frozen=True)
class Case:
    """Two shapes; m² of the plane, lawful 0.01 m² and cm of border of what they share.

    All by hand or by GEOS; in the plane exactly what stands here, once crossings have been rounded
    to 0.1 mm.
    """

    left: shapely.Geometry
    right: shapely.Geometry
    m2: float
    centi_m2: int
    cm: int


def _with_holes(*holes):
    return Polygon(SQUARE.exterior, [getattr(hole, "exterior", hole) for hole in holes])


def _ring(*points):
    return Polygon(points)


SQUARE = box(0, 0, 100, 100)
CORNERS = [(0, 0), (100, 0), (100, 100), (0, 100)]
VALID = {
    "identical": Case(SQUARE, SQUARE, 10_000, 999_960, 40_000),
    "identical, other start": Case(SQUARE, _ring(*CORNERS[1:], CORNERS[0]), 10_000, 999_960, 40_000),
    "identical, other direction": Case(SQUARE, _ring(*CORNERS[::-1]), 10_000, 999_960, 40_000),
    "neighbours, same border": Case(SQUARE, box(100, 0, 200, 100), 0, 0, 0),
    "neighbours, part of a border": Case(SQUARE, box(100, 30, 200, 60), 0, 0, 0),
    "touch at a corner": Case(SQUARE, box(100, 100, 200, 200), 0, 0, 0),
    "inside, shares one side": Case(SQUARE, box(0, 20, 50, 60), 2_000, 199_992, 18_000),
    "inside, shares two sides": Case(SQUARE, box(0, 0, 50, 60), 3_000, 299_988, 22_000),
    "corner on an edge": Case(SQUARE, _ring((50, 0), (150, 50), (50, 100)), 3_750, 374_985, 26_180),
    "same border, more corners": Case(
        SQUARE, _ring((0, 0), (33, 0), (50, 0), (100, 0), (100, 41), (100, 100), (0, 100)),
        10_000, 999_960, 40_000,
    ),
    "crossing bars": Case(box(0, 40, 100, 60), box(40, 0, 60, 100), 400, 39_998, 8_000),
    "island in a hole": Case(_with_holes(box(20, 20, 60, 60)), box(20, 20, 60, 60), 0, 0, 0),
    "hole touches the ring": Case(
        _with_holes([(0, 50), (40, 30), (40, 70)]), box(-10, 20, 60, 80), 2_800, 279_989, 36_944
    ),
    "hole equals hole": Case(
        _with_holes(box(20, 20, 60, 60)), _with_holes(box(20, 20, 60, 60)), 8_400, 839_967, 56_000
    ),
    "holes share a corner": Case(
        _with_holes([(10, 10), (50, 50), (10, 50)], [(50, 50), (90, 90), (50, 90)]),
        box(30, 30, 70, 70), 1_200, 119_995, 21_657,
    ),
    "two parts": Case(
        MultiPolygon([box(0, 0, 40, 40), box(60, 60, 100, 100)]), box(20, 20, 80, 80),
        800, 79_997, 16_000,
    ),
    "parts meet at a point": Case(
        MultiPolygon([box(0, 0, 50, 50), box(50, 50, 100, 100)]), box(25, 25, 75, 75),
        1_250, 124_995, 20_000,
    ),
    "sliver of 0.1 mm": Case(SQUARE, box(99.9999, 0, 200, 100), 0.01, 1, 20_000),
    "sliver below 0.1 mm": Case(SQUARE, box(99.99996, 0, 200, 100), 0, 0, 0),
    "needle": Case(_ring((0, 0), (1000, 0.01), (1000, 0)), box(300, -1, 301, 1), 0.003, 0, 201),
    "nearly parallel for 1 km": Case(
        _ring((0, 0), (1000, 0.0003), (1000, 50), (0, 50)),
        _ring((0, 0.0002), (1000, 0.0001), (1000, -50), (0, -50)), 0.05, 5, 100_000,
    ),
    "repeated corner": Case(
        _ring((0, 0), (100, 0), (100, 0), (100, 100), (0, 100)), box(50, 50, 150, 150),
        2_500, 249_990, 20_000,
    ),
    "share 10 m, lie back to back for 50 m": Case(
        SQUARE,
        MultiPolygon([box(90, 90, 120, 120), box(100, 0, 110, 40), box(100, 50, 110, 60)]),
        100, 10_000, 4_000,
    ),
    "a part inside, a part that comes in": Case(
        MultiPolygon([box(10, 10, 20, 20), _ring((300, 40), (300, 60), (60, 60), (60, 40))]),
        SQUARE, 900, 89_996, 16_000,
    ),
    "comb on a border": Case(
        _ring((0, 0), (60, 0), (60, 30), (50, 30), (50, 5), (30, 5), (30, 30), (0, 30)),
        box(10, 0, 60, 30), 1_000, 99_996, 21_000,
    ),
}  # fmt: skip
SPIKE = Case(
    _ring((0, 0), (100, 0), (100, 100), (50, 100), (50, 150), (50, 100), (0, 100)),
    box(20, 20, 80, 130), 4_800, 479_981, 34_000,
)  # fmt: skip
INVALID = {
    "bow-tie": (_ring((0, 0), (100, 100), (100, 0), (0, 100)), box(20, -10, 80, 110)),
    "uneven bow-tie": (_ring((0, 0), (100, 100), (100, 0), (0, 60)), box(10, 5, 95, 90)),
    "ring twice round": (_ring(*CORNERS * 2), box(50, 50, 150, 150)),
}
TURNS = {  # of the square onto itself: every edge looks every way
    "as drawn": (1, 0, 0, 1), "quarter": (0, -1, 1, 0), "half": (-1, 0, 0, -1),
    "three quarters": (0, 1, -1, 0), "mirrored": (-1, 0, 0, 1), "upside down": (1, 0, 0, -1),
    "diagonal": (0, 1, 1, 0), "other diagonal": (0, -1, -1, 0),
}  # fmt: skip


def turned(shape, way):
    """Return a shape turned or mirrored about the origin, one of `TURNS`."""
    a, b, c, d = TURNS[way]
    return shapely.transform(shape, lambda p: p @ [[a, c], [b, d]])
