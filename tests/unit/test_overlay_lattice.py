"""套合 of shapes whose corners are whole numbers, in common by the dozen; fractions are the judge."""

from fractions import Fraction

import numpy as np
import pytest
import shapely
from shapely import Polygon

from gengheng.overlay.changed import DOUBT, SOUND
from overlaid import overlay, placed


def lattice(rng, count, size, convex):
    """Return sound polygons whose corners are whole numbers, many of them in common."""
    out = []
    while len(out) < count:
        n = rng.integers(3, 9)
        turn, reach = np.sort(rng.uniform(0, 2 * np.pi, n)), size * rng.uniform(0.2, 1, n)
        points = np.round(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)]))
        shape = Polygon(points + rng.integers(-2, 3, 2))
        shape = shape.convex_hull if convex else shape
        if shape.geom_type == "Polygon" and shape.is_valid and shape.area:
            out.append(shapely.normalize(shape))
    return out


def by_place(found, count):
    """Return 2 × the plane area of pair k of k, and whether all states are good."""
    assert (found.left == found.right).all()
    assert set(found.state.tolist()) <= {SOUND, DOUBT}
    out = np.zeros(count, dtype=np.int64)
    out[found.left] = found.plane2
    return out


@pytest.mark.parametrize("unit", [1.0, 0.001, 0.0003, 0.0001])
@pytest.mark.parametrize("size", [4, 40])
def test_corners_on_edges_and_edges_on_edges_close(size, unit):
    """Whole numbers meet everywhere. A crossing is off by 0.1 mm at most, however small the land."""
    rng, count = np.random.default_rng(size), 1_500
    left, right = lattice(rng, count, size, False), lattice(rng, count, size, False)
    apart = [(520_000 + k % 40 * 200, 4_500_000 + k // 40 * 200) for k in range(count)]
    sides = [
        [placed(shape, *at, unit) for shape, at in zip(side, apart, strict=True)]
        for side in (left, right)
    ]
    there, back = by_place(overlay(*sides), count), by_place(overlay(*sides[::-1]), count)
    drawn = [shapely.intersection(a, b) for a, b in zip(left, right, strict=True)]
    exactly = np.array([shape.area for shape in drawn]) * 2 * (unit * 1e4) ** 2
    around = np.array([shape.length for shape in drawn]) * unit * 1e4
    touching = np.array([
        any(shapely.intersects(shapely.points(shapely.get_coordinates(a)), b.boundary))
        or any(shapely.intersects(shapely.points(shapely.get_coordinates(b)), a.boundary))
        for a, b in zip(left, right, strict=True)
    ])  # fmt: skip
    assert (np.abs(there - exactly) <= 1.5 * around + 3).all()
    assert (there == back)[~touching].all()
    assert (np.abs(there - back) <= 1.5 * around + 3).all()


def clipped(left, right):
    """Return the corners that two convex polygons share, as fractions (Sutherland, Hodgman)."""
    out = [tuple(map(Fraction, p)) for p in left]
    for (ax, ay), (bx, by) in zip(right, right[1:] + right[:1], strict=True):

        def beyond(p, ax=ax, ay=ay, bx=bx, by=by):
            return (bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax)

        kept = []
        for p, q in zip(out, out[1:] + out[:1], strict=True):
            side, other = beyond(p), beyond(q)
            kept += [p] if side >= 0 else []
            if side * other < 0:
                kept.append(
                    tuple(u + (v - u) * side / (side - other) for u, v in zip(p, q, strict=True))
                )
        out = kept
    return out


def half_up(value):
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@pytest.mark.parametrize("scale", [1, 10, 7, 1_000, 33_331])
def test_a_crossing_is_the_exact_point_rounded_half_up(scale):
    """Fractions clip convex shapes; the kernel has the same whole number, ties and all."""
    rng, count = np.random.default_rng(scale), 400
    left, right = (lattice(rng, count, 7, True) for _ in range(2))
    kept = [k for k in range(count)
            if not shapely.intersects(left[k].boundary, shapely.MultiPoint(right[k].exterior.coords))
            and not shapely.intersects(right[k].boundary, shapely.MultiPoint(left[k].exterior.coords))]  # fmt: skip
    assert len(kept) > 60
    ties = 0
    for k in kept:
        corners = [
            [
                tuple(int(v) * scale for v in p)
                for p in shapely.orient_polygons(s).exterior.coords[:-1]
            ]
            for s in (left[k], right[k])
        ]
        exact = clipped(*corners)
        ties += sum(v.denominator == 2 for p in exact for v in p)
        points = [tuple(half_up(v) for v in p) for p in exact]
        twice = sum(x0 * y1 - x1 * y0
                    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True))  # fmt: skip
        shapes = [placed(Polygon(c), unit=1e-4) for c in corners]
        for one, other in (shapes, shapes[::-1]):
            assert overlay([one], [other]).plane2.sum() == twice
    assert ties > 0 or scale % 2 == 0
