"""套合, hard pairs by name: the same whole numbers whichever way they lie; what is unsound is named."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box
from shapely.errors import GEOSException

from awkward import INVALID, SPIKE, TURNS, VALID, turned
from gengheng.area.ellipsoid import official
from gengheng.overlay import naive
from gengheng.overlay.changed import DOUBT, OPEN, SOUND
from gengheng.overlay.engine import STATES, pieces, tallied
from gengheng.values.errors import UnknownCrs
from overlaid import CRS, EAST, NORTH, overlay, placed, series, told

each_case = pytest.mark.parametrize("name", VALID)
each_turn = pytest.mark.parametrize("way", TURNS)
HOME = placed(box(0, 0, 100, 100))
AWAY = 1_000_000  # m


def laid(shape, way="as drawn"):
    return placed(turned(shape, way))


def plain(found):
    """Return (left, right, 0.01 m², cm) of pieces."""
    columns = found.left, found.right, found.area_centi_m2, found.perimeter_cm
    return [column.tolist() for column in columns]


# --- sound shapes ----------------------------------------------------------------------------------


@each_case
def test_the_kernel_sums_what_is_known(name):
    case = VALID[name]
    found = overlay([laid(case.left)], [laid(case.right)])
    assert found.plane2.sum() == round(case.m2 * 2e8)
    assert found.centi_m2.sum() == case.centi_m2
    assert found.cm.sum() == case.cm
    assert len(found.left) == (case.m2 > 0)
    assert set(found.state.tolist()) <= {SOUND, DOUBT}


@each_case
def test_the_judge_says_the_same(name):
    case = VALID[name]
    sides = series([laid(case.left)]), series([laid(case.right)])
    found, drawn = pieces(*sides, geometry=True), naive.pieces(*sides, geometry=True)
    assert plain(found)[:3] == plain(drawn)[:3]
    assert np.abs(found.perimeter_cm - drawn.perimeter_cm).max(initial=0) <= 1
    assert found.area_centi_m2.sum() == case.centi_m2
    assert [s.equals(t) for s, t in zip(found.shapes, drawn.shapes, strict=True)] == [True] * len(
        found.left
    )


@each_case
@each_turn
def test_the_plane_area_knows_no_direction(name, way):
    case = VALID[name]
    shapes = laid(case.left, way), laid(case.right, way)
    for left, right in (shapes, shapes[::-1]):
        found = overlay([left], [right])
        assert found.plane2.sum() == round(case.m2 * 2e8)
        assert found.cm.sum() == case.cm
        assert set(found.state.tolist()) <= {SOUND, DOUBT}


@each_case
@each_turn
def test_left_and_right_change_places(name, way):
    """In all whole numbers, save where edges lie on one another and are cut elsewhere.

    There the lawful edges bend differently, by less than 1 cm² for every m that they share.
    """
    case = VALID[name]
    there = overlay([laid(case.left, way)], [laid(case.right, way)])
    back = overlay([laid(case.right, way)], [laid(case.left, way)])
    if name == "same border, more corners":
        assert np.abs(there.strips - back.strips).max() <= 1e-4 * 1e8 * 400
        assert [row[0] for row in told(there).values()] == [row[0] for row in told(back).values()]
    else:
        assert told(there) == told(back, swapped=True)


# --- shapes that are not sound -----------------------------------------------------------------------


@pytest.mark.parametrize("way", TURNS)
def test_a_spike_encloses_nothing(way):
    """GEOS 3.14 throws half of the square away; the sum over edges goes there and back."""
    for left, right in ((SPIKE.left, SPIKE.right), (SPIKE.right, SPIKE.left)):
        found = overlay([laid(left, way)], [laid(right, way)])
        assert (found.plane2.tolist(), found.state.tolist()) == ([round(SPIKE.m2 * 2e8)], [SOUND])
    assert overlay([laid(SPIKE.left)], [laid(SPIKE.right)]).centi_m2.tolist() == [SPIKE.centi_m2]


@each_turn
@pytest.mark.parametrize("name", INVALID)
def test_a_ring_that_crosses_itself_is_open(name, way):
    left, right = (laid(shape, way) for shape in INVALID[name])
    assert overlay([left], [right]).state.tolist() == [OPEN]
    assert overlay([right], [left]).state.tolist() == [OPEN]


@pytest.mark.parametrize("name", ["bow-tie", "uneven bow-tie"])
def test_what_the_judge_cannot_cut_is_not_answered(name):
    left, right = (series([laid(shape)]) for shape in INVALID[name])
    with pytest.raises(GEOSException, match="side location conflict"):
        pieces(left, right)


def test_what_the_judge_can_cut_is_told():
    left, right = (series([laid(shape)]) for shape in INVALID["ring twice round"])
    with tallied() as tally:
        assert plain(pieces(left, right)) == [[0], [0], [249_990], [20_000]]
    assert (tally.pairs, tally.judged) == (1, {STATES[OPEN]: 1})


UNSEEN = {  # by name: a shape that is not sound, and what the sum over its edges comes to
    "bow-tie": (Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]), []),
    "parts over each other": (MultiPolygon([box(0, 0, 60, 60), box(30, 30, 90, 90)]), [719_971]),
    "hole outside": (Polygon(box(0, 0, 10, 10).exterior, [box(20, 20, 30, 30).exterior]), []),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_no_crossing_shows_what_is_unsound_and_wholly_inside(name):
    """Why callers pass sound shapes: nothing here is left open, and the sum is not the land."""
    shape, centi = UNSEEN[name]
    assert not shape.is_valid
    found = pieces(series([laid(shape)]), series([laid(box(-10, -10, 150, 150))]))
    assert found.area_centi_m2.tolist() == centi


# --- two layers ------------------------------------------------------------------------------------


def test_what_is_far_off_changes_nothing():
    near = series([HOME]), series([shapely.affinity.translate(HOME, 50)])
    north = shapely.affinity.translate(HOME, 0, -AWAY)
    far = series([north, HOME, None]), series([Polygon(), near[1][0], laid(box(0, 0, 9, 9))])
    far[1][3] = shapely.affinity.translate(HOME, 0, -2 * AWAY)
    with tallied() as tally:
        assert plain(pieces(*near)) == [[0], [0], [499_980], [30_000]]
        assert plain(pieces(*far)) == [[1, 1], [1, 2], [499_980, 8_100], [30_000, 3_600]]
    assert (tally.pairs, tally.judged) == (3, {})


def test_two_grounds_far_from_one_another_are_the_judge_s():
    side = series([HOME, shapely.affinity.translate(HOME, 0, -AWAY)])
    with tallied() as tally:
        assert plain(pieces(side, side)) == plain(naive.pieces(side, side))
    assert (tally.pairs, tally.judged) == (2, {"图层跨度超过214千米": 2})


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (box(1_000_500, NORTH, 1_000_600, NORTH + 100), "坐标离中央经线超过4度"),
        (box(EAST, NORTH, EAST + 120_000, NORTH + 100), "有超过107千米的边"),
        (shapely.GeometryCollection([HOME, shapely.Point(EAST, NORTH)]), None),
        (shapely.GeometryCollection([HOME, HOME.boundary]), None),
    ],
    ids=["far from the meridian", "long edge", "collection", "collection with a line"],
)
def test_what_the_kernel_refuses_is_judged_and_told(shape, why):
    left, right = series([shape]), series([shapely.affinity.translate(shape, 50), None])
    with tallied() as tally:
        assert plain(pieces(left, right)) == plain(naive.pieces(left, right))
    assert (tally.pairs, sum(tally.judged.values())) == (1, 1)
    assert why is None or tally.judged == {why: 1}


@pytest.mark.parametrize(
    ("left", "right"),
    [([], [HOME]), ([HOME], []), ([], []), ([None], [HOME]), ([HOME], [Polygon()]),
     ([HOME, None], [shapely.affinity.translate(HOME, AWAY / 4)]),
     ([HOME], [shapely.affinity.translate(HOME, 99.99996)]),
     ([HOME], [Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST + 4, NORTH + 0.00001)])])],
    ids=["no left", "no right", "nothing", "missing", "empty", "not met", "below 0.1 mm", "flat"],
)  # fmt: skip
def test_nothing_shared_is_nothing(left, right):
    for geometry in (False, True):
        with tallied() as tally:
            found = pieces(series(left), series(right), geometry=geometry)
        assert plain(found) == [[], [], [], []]
        assert (tally.judged, tally.pairs) == ({}, 0)
        assert (found.shapes is None) != geometry


def test_heights_and_measures_take_no_part():
    other = shapely.affinity.translate(HOME, 50)
    for left, right in ((shapely.force_3d(HOME, 7.5), other), (other, shapely.force_3d(HOME, 9))):
        assert plain(pieces(series([left]), series([right]))) == [[0], [0], [499_980], [30_000]]


def test_two_zones_are_refused():
    plot = series([HOME])
    with pytest.raises(UnknownCrs) as refused:
        pieces(plot, plot.set_crs(4546, allow_override=True))
    assert str(refused.value) == (
        "两个图层坐标系不同：CGCS2000 中央经线108°（无带号），CGCS2000 中央经线111°（无带号）"
    )
    with pytest.raises(UnknownCrs, match="坐标系未知"):
        pieces(plot, plot.set_crs(None, allow_override=True))


def test_every_call_is_counted_and_only_within():
    one, open_ = (
        series([HOME, HOME]),
        series([laid(shape) for shape in INVALID["ring twice round"]]),
    )
    with tallied() as outer:
        assert len(pieces(one, one).left) == 4
        with tallied() as inner:
            assert len(pieces(open_.iloc[:1], open_.iloc[1:]).left) == 1
        assert len(pieces(one, one.iloc[:1]).left) == 2
    pieces(one, one)
    assert (outer.pairs, outer.judged) == (6, {})
    assert (inner.pairs, inner.judged) == (1, {STATES[OPEN]: 1})


def test_the_lawful_area_of_a_piece_is_that_of_its_drawing():
    left, right = series([laid(c.left) for c in VALID.values()]), series([HOME])
    found = pieces(left, right, geometry=True)
    assert found.shapes.crs.to_epsg() == CRS
    assert official(found.shapes).tolist() == found.area_centi_m2.tolist()
