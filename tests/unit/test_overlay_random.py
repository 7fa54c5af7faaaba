"""套合 of surveys that a seed draws: nothing made, nothing lost, and what GEOS says pair by pair."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.affinity import translate

from gengheng.overlay import naive
from gengheng.overlay.answers import figures
from gengheng.overlay.changed import DOUBT, SOUND
from gengheng.overlay.local import rows
from overlaid import (
    POOL,
    SOUTHWEST,
    Survey,
    layer,
    objects,
    overlay,
    placed,
    series,
    sheet_for,
    told,
)

BEND = 1.2e-4  # m² for every m of border: 0.1 mm where it is cut, and a lawful edge cut in two
SEEDS = range(4)
each_seed = pytest.mark.parametrize("seed", SEEDS)


def vintages(seed, **options):
    return Survey(seed, **options).shapes, Survey(seed, vintage=1, **options).shapes


def surveys(seed, **options):
    """Two surveys that know nothing of one another."""
    return Survey(seed, **options).shapes, Survey(seed + 1_000, **options).shapes


@each_seed
def test_the_surveys_are_surveys(seed):
    for shapes in (*vintages(seed), *surveys(seed)):
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert {"Polygon", "MultiPolygon"} == {s.geom_type for s in shapes}
        assert (shapely.get_num_interior_rings(shapes) > 0).any()
        assert np.ptp(shapely.bounds(shapes)[:, ::2], axis=1).max() > 700  # a canal


# --- nothing made, nothing lost ----------------------------------------------------------------------


def conserved(mine, survey):
    """Return the most that pieces differ from their patch, in m² of (plane, law), by m of border."""
    sheet = sheet_for(mine, survey)
    one, other = layer(mine, sheet), layer(survey, sheet)
    found = rows(one, other, sheet, POOL)
    plane2, strips, _, _ = figures(one, np.arange(len(mine))).T
    around = np.bincount(found.left, found.length, len(mine))
    under = shapely.covers(shapely.union_all(survey), mine)
    assert under.sum() > 5
    metres = around[under] / 1024 / 1e4

    def off(whole, parts, unit):
        together = np.zeros(len(mine), dtype=np.int64)
        np.add.at(together, found.left, parts)
        return float((np.abs(together - whole)[under] * unit / metres).max())

    return off(plane2, found.plane2, 0.5e-8), off(strips, found.strips, 1e-8)


@each_seed
@pytest.mark.parametrize("pair", [vintages, surveys])
def test_the_pieces_of_a_patch_under_a_survey_are_the_patch(pair, seed):
    plane, law = conserved(*pair(seed))
    assert plane <= 1e-4
    assert law <= BEND


@each_seed
def test_a_survey_cut_along_itself_loses_nothing_at_all(seed):
    """Borders that are the same, corner for corner, are rounded nowhere."""
    shapes = Survey(seed).shapes
    merged = shapely.union_all(shapes)
    sheet = sheet_for(shapes)
    found = rows(layer(shapes, sheet), layer(objects([merged]), sheet), sheet, POOL)
    plane2, strips, _, _ = figures(layer(shapes, sheet), np.arange(len(shapes))).T
    assert found.left.tolist() == list(range(len(shapes)))
    assert (found.plane2 == plane2).all()
    assert (found.strips == strips).all()


# --- left and right ----------------------------------------------------------------------------------


@each_seed
@pytest.mark.parametrize("pair", [vintages, surveys])
def test_left_and_right_change_places_to_the_last_digit(pair, seed):
    left, right = pair(seed)
    assert told(overlay(left, right)) == told(overlay(right, left), swapped=True)


# --- the judge -----------------------------------------------------------------------------------------


def judged(left, right):
    """Return (pieces compared, of these in doubt); all others have the judge's cents."""
    found, drawn = overlay(left, right), naive.pieces(series(left), series(right))
    kept = (found.centi_m2 > 0) | (found.state != SOUND)
    ours = {(i, j): (centi, cm, state) for i, j, centi, cm, state in zip(
        *(c[kept].tolist() for c in (found.left, found.right, found.centi_m2, found.cm, found.state)),
        strict=True)}  # fmt: skip
    theirs = {(i, j): (centi, cm) for i, j, centi, cm in zip(
        drawn.left.tolist(), drawn.right.tolist(), drawn.area_centi_m2.tolist(),
        drawn.perimeter_cm.tolist(), strict=True)}  # fmt: skip
    sure = {pair for pair, row in ours.items() if row[2] == SOUND}
    assert {row[2] for row in ours.values()} <= {SOUND, DOUBT}
    assert sure <= theirs.keys() <= ours.keys()
    for pair in theirs:
        if pair in sure:
            assert ours[pair][0] == theirs[pair][0], pair
        assert abs(ours[pair][1] - theirs[pair][1]) <= 1, pair
    return len(theirs), len(ours) - len(sure)


@each_seed
@pytest.mark.parametrize("pair", [vintages, surveys])
def test_every_piece_has_the_cents_of_the_judge(pair, seed):
    compared, doubts = judged(*pair(seed))
    assert compared > 60
    assert doubts <= 3


def great_shapes(rng):
    """Return shapes over many cells of the grid: slanting canals, a forest with clearings, a moat."""
    forest = shapely.Point(0, 0).buffer(2_000, quad_segs=40)
    clearings = [shapely.Point(x, y).buffer(r) for x, y, r in
                 ((0, 0, 700), (-1_100, 900, 400), (1_300, -500, 300), (200, -1_400, 90))]  # fmt: skip
    bends = np.column_stack([np.linspace(-2_600, 2_600, 40), rng.uniform(-900, 900, 40)])
    lines = [LineString([(-2_500, -2_400), (2_400, 2_500)]), LineString(bends)]
    canals = [line.buffer(wide, cap_style="flat") for line, wide in zip(lines, (3, 9), strict=True)]
    moat = shapely.box(-2_200, -2_200, 2_200, 2_200).difference(
        shapely.box(-2_190, -2_190, 2_190, 2_190)
    )
    apart = MultiPolygon(
        [shapely.box(-2_600, 2_300, -2_590, 2_310), shapely.box(9, 9, 1_700, 1_800)]
    )
    shapes = [forest.difference(shapely.union_all(clearings)), *canals, moat, apart]
    return map_(lambda s: shapely.set_precision(placed(s), 1e-4), shapes)


@pytest.mark.parametrize("seed", range(3))
def test_great_shapes_are_met_wherever_they_lie(seed):
    """Over more than 25 cells a shape enters only those that it touches or covers."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(-2_700, 2_700, (1_500, 2))
    plots = [placed(shapely.box(0, 0, *rng.uniform(2, 60, 2)), *(SOUTHWEST + p)) for p in places]
    plots = map_(lambda s: shapely.set_precision(s, 1e-4), plots)
    great = great_shapes(rng)
    for sides in ((great, plots), (plots, great), (great, great)):
        compared, doubts = judged(*sides)
        assert compared > (700 if len(sides[0]) != len(sides[1]) else 9)
        assert doubts <= compared / 100 + 3  # a long border has many parts that err


@pytest.mark.prove
def test_10_000_pieces_have_the_cents_of_the_judge(record_property):
    told_ = [judged(*pair(seed)) for seed in range(50, 74) for pair in (vintages, surveys)]
    compared, doubts = np.sum(told_, axis=0)
    record_property(
        "pieces of random surveys", f"{compared} to the judge's cent, {doubts} in doubt"
    )
    assert compared >= 10_000
    assert doubts <= compared / 200


@pytest.mark.prove
def test_what_is_conserved(record_property):
    off = np.array([conserved(*pair(s)) for s in range(50, 70) for pair in (vintages, surveys)])
    plane, law = off.max(axis=0) * 1e4
    record_property("pieces of a patch", f"less than {plane:.2f} cm² (plane) and {law:.2f} cm² (law) "
                    "off the patch for each m of border, 40 surveys")  # fmt: skip
    assert plane <= 1
    assert law <= BEND * 1e4


# --- what must change nothing --------------------------------------------------------------------------


@each_seed
@pytest.mark.parametrize(
    "shift", [(0.001, 0), (0, -0.007), (12.345, 678.901), (-20_000.002, 9_000)]
)
def test_whole_mm_change_no_plane_area(seed, shift):
    """Coordinates are moved as whole numbers: a sum of doubles would be rounded once more."""

    def moved(shape):
        return shapely.transform(shape, lambda p: np.rint(p * 1e4 + np.array(shift) * 1e4) / 1e4)

    left, right = surveys(seed)
    there, here = overlay(map_(moved, left), map_(moved, right)), overlay(left, right)
    assert (there.plane2 == here.plane2).all()
    assert (there.length == here.length).all()
    assert (there.left.tolist(), there.right.tolist()) == (here.left.tolist(), here.right.tolist())


def map_(function, shapes):
    return objects([function(shape) for shape in shapes])


def restarted(shape, rng):
    """Return a shape with its rings begun elsewhere, run the other way, in another order."""

    def ring(line):
        points = shapely.get_coordinates(line)[:-1]
        points = np.roll(points, rng.integers(len(points)), axis=0)[:: rng.choice([-1, 1])]
        return np.concatenate([points, points[:1]])

    parts = [
        Polygon(ring(p.exterior), [ring(hole) for hole in p.interiors][::-1])
        for p in getattr(shape, "geoms", [shape])
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts[::-1])


@each_seed
def test_where_a_ring_begins_and_which_way_it_runs_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    left, right = surveys(seed)
    expected = told(overlay(left, right))
    assert told(overlay(map_(lambda s: restarted(s, rng), left), right)) == expected
    assert told(overlay(left, map_(lambda s: restarted(s, rng), right))) == expected


@each_seed
def test_the_order_of_polygons_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    left, right = vintages(seed)
    mine, theirs = rng.permutation(len(left)), rng.permutation(len(right))
    shuffled = told(overlay(left[mine], right[theirs]))
    assert {(mine[i], theirs[j]): row for (i, j), row in shuffled.items()} == told(
        overlay(left, right)
    )


@each_seed
def test_threads_change_nothing(seed):
    left, right = surveys(seed)
    told_ = []
    for count in (1, 2, 5):
        with ThreadPoolExecutor(count) as pool:
            found = overlay(left, right, pool=pool)
            told_.append((list(told(found).items()), found.candidates))
    assert told_[0] == told_[1] == told_[2]
    assert list(told(found)) == sorted(told(found))


@each_seed
def test_wkb_is_what_the_shapes_are(seed):
    shapes = Survey(seed).shapes
    shapes[0] = None
    sheet = sheet_for(shapes)
    plain = layer(shapes, sheet)
    for wkb in (
        pa.array(shapely.to_wkb(shapes)),
        pa.array(shapely.to_wkb(shapes), pa.large_binary()),
        pa.array([None, *shapely.to_wkb(shapes)])[1:],
        pa.array(shapely.to_wkb(shapely.set_srid(shapes, 4545), include_srid=True)),
        pa.array(shapely.to_wkb(shapely.force_3d(shapes, 3), flavor="iso")),
        pa.array(shapely.to_wkb(shapely.force_3d(shapes, 3), flavor="extended")),
    ):
        for one, other in zip(plain, layer(wkb, sheet), strict=True):
            assert np.array_equal(one, other)


# --- cutting, repeating, certificates ----------------------------------------------------------------


def halves(ring):
    """Return ((two polygons), the chord between two corners of a ring that makes them), or None."""
    points, rng = shapely.get_coordinates(ring)[:-1], np.random.default_rng(len(ring.coords))
    for _ in range(40):
        a, b = np.sort(rng.choice(len(points), 2, replace=False))
        chord, whole = LineString(points[[a, b]]), Polygon(points)
        one, other = np.roll(points, -a, axis=0)[: b - a + 1], np.roll(points, -b, axis=0)
        other = other[: len(points) - (b - a) + 1]
        if min(len(one), len(other)) > 2 and whole.contains(chord) and chord.relate_pattern(
            whole.boundary, "FF*0F****"
        ):  # fmt: skip
            parts = Polygon(one), Polygon(other)
            if all(p.is_valid for p in parts):
                return parts, chord
    return None


@each_seed
def test_a_plot_cut_between_corners_adds_up_in_the_plane(seed):
    """Exactly; where the cut meets a border of the survey, but for the 0.1 mm of that crossing."""
    left, right = surveys(seed)
    plots = [(s, cut) for s in left if s.geom_type == "Polygon" and not s.interiors
             and (cut := halves(s.exterior))]  # fmt: skip
    assert len(plots) > 9
    whole = told(overlay([s for s, _ in plots], right))
    parts = overlay([half for _, (both, _) in plots for half in both], right)
    together = dict.fromkeys(whole, 0)
    for i, j, plane2 in zip(
        parts.left.tolist(), parts.right.tolist(), parts.plane2.tolist(), strict=True
    ):
        together[i // 2, j] += plane2
    crossed = {(i, j) for i, j in whole if plots[i][1][1].intersects(right[j].boundary)}
    assert 9 < len(crossed) < len(whole) - 9
    for pair, (plane2, _, length, _) in whole.items():
        allowed = length / 1024 if pair in crossed else 0
        assert abs(together[pair] - plane2) <= allowed, pair


@each_seed
def test_a_layer_repeated_gives_itself_alone(seed):
    shapes = Survey(seed).shapes
    rng = np.random.default_rng(seed)
    expected = figures(layer(shapes, sheet_for(shapes)), np.arange(len(shapes)))
    for other in (shapes, map_(lambda s: restarted(s, rng), shapes)):
        found = overlay(shapes, other)
        assert found.left.tolist() == found.right.tolist() == list(range(len(shapes)))
        columns = np.column_stack([found.plane2, found.strips, found.length])
        assert (columns == expected[:, :3]).all()


@each_seed
@pytest.mark.parametrize("clean", list(product([False, True], repeat=2)))
def test_a_certificate_changes_nothing_but_the_work(seed, clean):
    """With a third of the patches redrawn; a layer that is not clean may have copies of patches."""
    rng = np.random.default_rng(seed)
    left, right = vintages(seed)
    sides = [side if certified else np.concatenate([side, rng.choice(side, 9), [None]])
             for side, certified in zip((left, right), clean, strict=True)]  # fmt: skip
    found, plain = overlay(*sides, clean=clean), overlay(*sides)
    assert told(found) == told(plain)
    assert (found.edges == plain.edges).all()
    assert found.candidates <= plain.candidates


@each_seed
def test_one_layer_against_itself_gives_each_pair_once(seed):
    shapes = Survey(seed).shapes
    moved = [translate(s, 3.7, -1.2) for s in shapes[::3]]
    shapes = np.concatenate([shapes, objects(moved), shapes[5:9]])
    sheet = sheet_for(shapes)
    one, copy = layer(shapes, sheet), layer(shapes, sheet)
    half, whole = told(rows(one, one, sheet, POOL)), told(rows(one, copy, sheet, POOL))
    assert len(half) > 40
    assert half == {(i, j): row for (i, j), row in whole.items() if i < j}


def test_no_share_of_a_layer_without_overlaps():
    shapes = Survey(3).shapes
    sheet = sheet_for(shapes)
    one = layer(shapes, sheet)
    assert told(rows(one, one, sheet, POOL)) == {}
