"""Quality of a coverage: what was planted is found, and nothing that GEOS does not find."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from coverages import SIDE, X, Y, faulty
from gengheng.area.ellipsoid import official
from gengheng.overlay.naive import series
from gengheng.overlay.naive_quality import judge
from gengheng.overlay.quality import coverage


def layer(*shapes):
    return gpd.GeoSeries(shapes, crs=4524)


def at(*points):
    return Polygon([(X + x, Y + y) for x, y in points])


def square(i, j=0, size=SIDE):
    return box(X + i * size, Y + j * size, X + (i + 1) * size, Y + (j + 1) * size)


def pairs(shared):
    return list(zip(shared.left.tolist(), shared.right.tolist(), strict=True))


def plain(found):
    """All that was found but who answered, in plain words."""
    return (
        found.invalid.tolist(), pairs(found.duplicates), found.duplicates.centi_m2.tolist(),
        pairs(found.overlaps), found.overlaps.centi_m2.tolist(), found.gap_centi_m2.tolist(),
    )  # fmt: skip


def judged(shapes):
    return judge(np.asarray(shapes.array), lambda some: official(series(some, shapes.crs)))


def said(*shapes):
    """What the kernel found; the judge must find the same."""
    found = coverage(layer(*shapes))
    assert plain(found) == plain(judged(layer(*shapes)))
    return found


# --- planted faults, one by one ------------------------------------------------------------------

NINE = [square(i, j) for j in range(3) for i in range(3)]


def test_a_sound_coverage_is_clean():
    found = said(*NINE)
    assert plain(found) == ([], [], [], [], [], [])
    assert (found.clean, found.judged) == (True, 0)


def test_a_moved_vertex_makes_an_overlap_and_a_gap():
    moved = at((40, 40), (80, 40), (80, 80), (42, 78))
    found = said(*NINE[:4], moved, *NINE[5:])
    away = at((40, 40), (42, 78), (80, 80), (40, 80))
    assert found.gap_centi_m2.tolist() == official(layer(away)).tolist() == [8_000]
    assert pairs(found.overlaps) == []
    over = at((40, 40), (80, 40), (80, 80), (38, 82))
    found = said(*NINE[:4], over, *NINE[5:])
    assert pairs(found.overlaps) == [(3, 4), (4, 6), (4, 7)]
    assert found.gap_centi_m2.tolist() == []


def test_a_dropped_patch_is_a_gap_where_others_enclose_it():
    found = said(*NINE[:4], *NINE[5:])
    assert found.gap_centi_m2.tolist() == official(layer(NINE[4])).tolist()
    assert shapely.equals(found.gaps[0], NINE[4])
    assert said(*NINE[1:]).gap_centi_m2.tolist() == []


def test_a_copied_patch_is_a_duplicate_wherever_its_ring_begins():
    turned = at((40, 80), (40, 40), (80, 40), (80, 80))
    more = at((40, 40), (60, 40), (80, 40), (80, 80), (40, 80))
    found = said(*NINE, turned, more)
    assert pairs(found.duplicates) == [(4, 9), (4, 10), (9, 10)]
    assert found.duplicates.centi_m2.tolist() == official(layer(NINE[4])).tolist() * 3
    assert pairs(found.overlaps) == []
    assert not found.clean


def test_a_tenth_of_a_millimetre_makes_a_copy_another_patch():
    near = at((40, 40), (80, 40), (80, 80), (40, 79.9999))
    found = said(NINE[4], near)
    assert (pairs(found.duplicates), pairs(found.overlaps)) == ([], [(0, 1)])


BOW = at((40, 40), (80, 80), (80, 40), (40, 80))
SPIKE = at((40, 40), (80, 40), (80, 80), (100, 80), (80, 80), (40, 80))


@pytest.mark.parametrize("fault", [BOW, SPIKE, at((40, 40), (80, 40), (40, 40), (60, 40))])
def test_an_invalid_polygon_is_named_and_takes_no_part(fault):
    found = said(*NINE[:4], fault, *NINE[5:], square(1, 1))
    assert plain(found)[:5] == ([4], [], [], [], [])
    assert found.gap_centi_m2.tolist() == []
    assert not found.clean


def test_a_narrow_spike_that_does_not_fold_back_is_sound():
    thin = at((40, 40), (80, 40), (80, 80), (40, 80.0002), (40, 80))
    assert said(thin).invalid.tolist() == []


def test_a_corner_of_three_patches_is_no_overlap():
    """T-junction: two patches stand on one long edge, exactly or rounded to 0.1 mm."""
    assert said(at((0, 0), (80, 0), (80, 40), (0, 40)), square(0, 1), square(1, 1)).clean
    slope = at((0, 0), (70, 0), (70, 41), (0, 40))
    corner = (33.3333, 40.4762)
    left, right = at((0, 40), corner, (33, 80), (0, 80)), at(corner, (70, 41), (70, 80), (33, 80))
    assert said(slope, left, right).clean


def test_enclaves_fill_their_holes():
    hole = Polygon(NINE[4].exterior.coords, [square(5, 5, 10).exterior.coords])
    assert said(hole, square(5, 5, 10)).clean
    bare = said(hole)
    assert bare.gap_centi_m2.tolist() == official(layer(square(5, 5, 10))).tolist()
    inner = box(X + 53, Y + 53, X + 57, Y + 57)
    around = shapely.difference(square(5, 5, 10), inner)
    assert said(hole, inner).gap_centi_m2.tolist() == official(layer(around)).tolist()
    assert said(hole, NINE[4]).gap_centi_m2.tolist() == []


def test_parts_that_touch_at_a_point_share_nothing():
    both = MultiPolygon([square(0, 0), square(1, 1)])
    assert said(both, square(1, 0), square(0, 1)).clean
    assert pairs(said(both, box(X + 30, Y + 30, X + 50, Y + 50)).overlaps) == [(0, 1)]


def test_patches_that_touch_at_corners_enclose_a_gap():
    found = said(square(1, 0), square(0, 1), square(2, 1), square(1, 2))
    assert found.gap_centi_m2.tolist() == official(layer(square(1, 1))).tolist()


def test_what_is_missing_or_empty_takes_no_part_and_lines_are_invalid():
    found = said(None, Polygon(), square(0), shapely.LineString([(X, Y), (X + 1, Y)]), square(0))
    assert (found.invalid.tolist(), pairs(found.duplicates)) == ([3], [(2, 4)])
    assert plain(said()) == plain(said(None, Polygon())) == ([], [], [], [], [], [])


def test_a_coordinate_that_is_no_number_is_invalid():
    with np.errstate(invalid="ignore"):
        lost = at((0, 0), (40, 0), (np.nan, 40), (0, 40))
    found = coverage(layer(lost, square(0), square(0)))
    assert (found.invalid.tolist(), pairs(found.duplicates)) == ([0], [(1, 2)])


def test_a_layer_too_wide_for_the_kernel_is_judged():
    far = box(X + 300_000, Y, X + 300_040, Y + 40)
    found = coverage(layer(square(0), far, far, box(X + 30, Y, X + 70, Y + 40)))
    assert (pairs(found.duplicates), pairs(found.overlaps)) == ([(1, 2)], [(0, 3)])
    assert found.judged == 2
    assert not found.clean


# --- random faults -------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
@example(3)
def test_random_faults_are_what_geos_finds(seed):
    """The figures of both may differ by 0.01 m² where a crossing falls between two 0.1 mm."""
    shapes = faulty(seed)
    found, want = coverage(shapes), judged(shapes)
    assert found.invalid.tolist() == want.invalid.tolist()
    assert pairs(found.duplicates) == pairs(want.duplicates)
    both = [dict(zip(pairs(q.overlaps), q.overlaps.centi_m2.tolist(), strict=True))
            for q in (found, want)]  # fmt: skip
    for pair in both[0].keys() | both[1].keys():
        assert abs(both[0].get(pair, 0) - both[1].get(pair, 0)) <= 1
    large = [np.sort(q.gap_centi_m2[q.gap_centi_m2 > 1]) for q in (found, want)]
    assert len(large[0]) == len(large[1])
    assert (np.abs(large[0] - large[1]) <= 1).all()
