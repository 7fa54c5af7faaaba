"""套合: nothing is made, nothing lost; touching is not sharing; a cut survey is the same survey."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.errors import GEOSException

from gengheng.area.ellipsoid import official
from gengheng.overlay.naive import joined, perimeter_cm, pieces, polygonal
from gengheng.values.errors import UnknownCrs
from oracle.shapes import ZONES, parcels
from realdata import real

X, Y = 36_471_200, 4_521_800
ROUNDING = 0.005  # 0.01 m² for every metre of border, where a crossing falls between two 0.1 mm


def series(*shapes):
    return gpd.GeoSeries(shapes, crs=4524)


def squares(columns, rows, size, *, turned=0.0, east=X, north=Y):
    """A survey without gaps."""
    whole = shapely.MultiPolygon([
        shapely.box(east + i * size, north + j * size, east + (i + 1) * size, north + (j + 1) * size)
        for i in range(columns) for j in range(rows)
    ])  # fmt: skip
    turned_whole = affinity.rotate(whole, turned, origin=(east, north))
    return gpd.GeoSeries(list(turned_whole.geoms), crs=4524)


def pairs(found):
    return list(zip(found.left.tolist(), found.right.tolist(), strict=True))


# --- conservation --------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.floats(0, 90), st.floats(20, 90), st.floats(-30, 30))
def test_the_pieces_of_a_plot_under_a_whole_survey_make_the_plot(angle, size, shift):
    plots = squares(3, 2, 61.7)
    side = int(800 / size)
    survey = squares(side, side, size, turned=angle, east=X - 400 + shift, north=Y - 400 + shift)
    survey = survey.translate(*(np.array([X, Y]) - survey.union_all().centroid.coords[0]))
    found = pieces(plots, survey)
    together = np.bincount(found.left, found.area_centi_m2, len(plots))
    off = np.abs(together - official(plots))
    assert (off <= np.bincount(found.left, 1 + ROUNDING * found.perimeter_cm / 100)).all()


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_left_and_right_may_change_places(seed):
    left, right = parcels(ZONES[0], 6, seed), parcels(ZONES[0], 6, seed + 1)
    at_home = [
        gpd.GeoSeries([affinity.translate(s, *(np.array([X, Y]) - s.bounds[:2])) for s in side],
                      crs=4524)
        for side in (left, right)
    ]  # fmt: skip
    there, back = pieces(*at_home), pieces(*reversed(at_home))
    turned = np.lexsort((back.left, back.right))
    assert pairs(there) == [(i, j) for j, i in np.array(pairs(back))[turned].tolist()]
    off = np.abs(there.area_centi_m2 - back.area_centi_m2[turned])
    assert (off <= 1 + ROUNDING * there.perimeter_cm / 100).all()


def test_a_layer_with_itself_gives_each_shape_whole():
    shapes = parcels(ZONES[0], 50, 5)
    apart = gpd.GeoSeries(
        [affinity.translate(s, X + 9_000 * k - s.bounds[0], Y - s.bounds[1])
         for k, s in enumerate(shapes)], crs=4524,
    )  # fmt: skip
    found = pieces(apart, apart)
    alone = [pair for pair in pairs(found) if pair[0] == pair[1]]
    assert alone == [(k, k) for k in range(50)]
    same = found.left == found.right
    assert (np.abs(found.area_centi_m2[same] - official(apart)) <= 1).all()


# --- which pairs -----------------------------------------------------------------------------------


def test_neighbours_that_only_touch_are_no_pair():
    survey = squares(4, 3, 50)
    assert pairs(pieces(survey, survey)) == [(k, k) for k in range(12)]


@pytest.mark.parametrize(("shift", "share"), [(9.9996, []), (9.99, [10])])
def test_less_than_half_a_cent_is_no_piece(shift, share):
    plot = series(shapely.box(X, Y, X + 10, Y + 10))
    assert pieces(plot, plot.translate(shift, 0)).area_centi_m2.tolist() == share


def test_pairs_come_ordered_and_name_the_rows():
    left = series(shapely.box(X + 60, Y, X + 160, Y + 50), None, shapely.box(X, Y, X + 110, Y + 50))
    right = series(shapely.box(X + 100, Y, X + 200, Y + 50), shapely.Polygon(),
                   shapely.box(X, Y, X + 100, Y + 50))  # fmt: skip
    right.index = ["c", "b", "a"]
    found = pieces(left, right)
    assert pairs(found) == [(0, 0), (0, 2), (2, 0), (2, 2)]
    assert found.area_centi_m2.tolist() == pytest.approx(
        [300_000, 200_000, 50_000, 500_000], abs=10
    )
    assert found.perimeter_cm.tolist() == [22_000, 18_000, 12_000, 30_000]
    assert found.shapes is None


@pytest.mark.parametrize("side", [0, 1])
def test_an_empty_layer_shares_nothing(side):
    layers = [series(shapely.box(X, Y, X + 9, Y + 9))] * 2
    layers[side] = series()
    found = pieces(*layers, geometry=True)
    assert pairs(found) == []
    assert len(found.shapes) == 0


def test_shapes_are_given_where_asked_for():
    plot, other = shapely.box(X, Y, X + 100, Y + 100), shapely.box(X + 40, Y - 9, X + 60, Y + 109)
    found = pieces(series(plot), series(other), geometry=True)
    assert found.shapes.crs == series().crs
    assert found.shapes[0].equals(shapely.box(X + 40, Y, X + 60, Y + 100))
    assert official(found.shapes).tolist() == found.area_centi_m2.tolist()


def test_a_hole_and_a_part_far_away_are_seen():
    plot = shapely.box(X, Y, X + 100, Y + 100).difference(
        shapely.box(X + 20, Y + 20, X + 80, Y + 80)
    )
    inside = shapely.box(X + 30, Y + 30, X + 70, Y + 70)
    parts = shapely.MultiPolygon([inside, shapely.box(X + 90, Y + 90, X + 190, Y + 190)])
    found = pieces(series(plot), series(inside, parts))
    assert pairs(found) == [(0, 1)]
    assert found.area_centi_m2.tolist() == [10_000]


def test_a_border_shared_beside_an_overlap_is_not_land():
    """The shapes share a square, and elsewhere only a line and a corner."""
    left = shapely.box(X, Y, X + 100, Y + 100)
    right = shapely.MultiPolygon(
        [shapely.box(X + 90, Y + 90, X + 120, Y + 120), shapely.box(X + 100, Y, X + 110, Y + 40)]
    )
    found = pieces(series(left), series(right), geometry=True)
    assert found.shapes.geom_type.tolist() == ["Polygon"]
    assert found.perimeter_cm.tolist() == [4_000]


def test_only_what_is_flat_is_kept():
    box, line = shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (9, 9)])
    lines = shapely.MultiLineString([line, [(0, 9), (9, 0)]])
    mixed = [box, line, shapely.GeometryCollection([box, line]), None, shapely.Point(0, 0), lines]
    kept = polygonal(np.array(mixed))
    assert [shape is not None and shape.area for shape in kept] == [1, 0, 1, False, 0, 0]
    assert perimeter_cm(series(*kept)).tolist() == [400, 0, 400, 0, 0, 0]


@pytest.mark.parametrize(("side", "cm"), [(0.25, 100), (0.0012, 0), (0.00125, 1), (0.0037, 1)])
def test_a_border_is_rounded_to_whole_cm(side, cm):
    assert perimeter_cm(series(shapely.box(0, 0, side, side))).tolist() == [cm]


# --- what is refused -------------------------------------------------------------------------------


def test_two_zones_are_refused():
    plot = series(shapely.box(X, Y, X + 9, Y + 9))
    with pytest.raises(UnknownCrs) as refused:
        pieces(plot, plot.set_crs(4525, allow_override=True))
    assert str(refused.value) == (
        "两个图层坐标系不同：CGCS2000 中央经线108°（带号36），CGCS2000 中央经线111°（带号37）"
    )


@pytest.mark.parametrize(
    "crossed",
    [
        shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)]),
        shapely.MultiPolygon(
            [shapely.box(X, Y, X + 60, Y + 60), shapely.box(X + 30, Y + 30, X + 90, Y + 90)]
        ),
    ],
    ids=["bow tie", "parts over each other"],
)
def test_a_shape_that_crosses_itself_is_not_repaired(crossed):
    with pytest.raises(GEOSException, match=r"side location conflict"):
        pieces(series(crossed), series(shapely.box(X - 9, Y - 9, X + 199, Y + 199)))


# --- joined ----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.lists(st.floats(0.05, 0.95), max_size=6), st.floats(0, 180))
def test_an_orchard_cut_into_pieces_is_one_orchard(cuts, angle):
    orchard = affinity.rotate(shapely.box(X, Y, X + 120, Y + 80), angle)
    left, low, right, high = orchard.bounds
    parts = [orchard]
    for cut in cuts:
        middle = left + cut * (right - left)
        halves = (shapely.box(left, low, middle, high), shapely.box(middle, low, right, high))
        parts = [p & half for p in parts for half in halves if (p & half).area]
    one, owner = joined(series(*parts), np.zeros(len(parts), dtype=np.int64))
    assert owner.tolist() == [0]
    assert one.area[0] == pytest.approx(orchard.area, abs=0.05)
    assert one.is_valid.all()


def test_what_one_owner_has_apart_or_by_a_corner_stays_apart():
    boxes = [shapely.box(X, Y, X + 10, Y + 10), shapely.box(X + 10, Y + 10, X + 20, Y + 20),
             shapely.box(X + 50, Y, X + 60, Y + 10)]  # fmt: skip
    parts, owner = joined(series(*boxes), np.array([4, 4, 4]))
    assert sorted(parts.area) == [100, 100, 100]
    assert owner.tolist() == [4, 4, 4]


def test_two_owners_are_never_joined_and_come_in_order():
    box = shapely.box(X, Y, X + 10, Y + 10)
    shapes = series(affinity.translate(box, 10), box, affinity.translate(box, 20), None)
    parts, owner = joined(shapes, np.array([9, 2, 9, 5]))
    assert owner.tolist() == [2, 9]
    assert parts.area.tolist() == [100, 200]


def test_the_order_of_pieces_does_not_matter():
    survey = squares(5, 4, 33, turned=12)
    owner = np.arange(20) % 3
    shuffled = np.random.default_rng(1).permutation(20)
    parts, of = joined(survey, owner)
    again, of_again = joined(survey.iloc[shuffled], owner[shuffled])
    assert of.tolist() == of_again.tolist()
    assert [shape.wkb for shape in parts] == [shape.wkb for shape in again]


def test_nothing_joined_is_nothing():
    parts, owner = joined(series(), np.array([], dtype=np.int64))
    assert (len(parts), len(owner), parts.crs) == (0, 0, series().crs)


# --- what other programs drew ----------------------------------------------------------------------


def in_zone_36(shapes, *, scale=1.0, east=0.0, north=0.0):
    """Foreign shapes as if they had been drawn in zone 36: overlay does not ask where land lies."""

    def moved(points):
        return points * scale + [36_500_000 - east, 4_500_000 - north]

    return gpd.GeoSeries(shapely.transform(np.asarray(shapes.array), moved), crs=4524)


@pytest.mark.parametrize(
    ("left", "right", "expected", "keys", "place"),
    [
        ("polys/df1.geojson", "polys/df2.geojson", "polys/df1_df2-intersection.geojson",
         ["col1", "col2"], {"scale": 100}),
        ("overlap/df1_overlap.geojson", "overlap/df2_overlap.geojson",
         "overlap/df1_df2_overlap-intersection.geojson", ["col1", "col2"], {"scale": 100}),
        ("nybb_qgis/polydf.shp", "nybb_qgis/polydf2.shp", "nybb_qgis/qgis-intersection.shp",
         ["BoroCode", "value1"], {"east": 1_000_000, "north": 200_000}),
    ],
    ids=["squares", "octagons", "boroughs"],
)  # fmt: skip
def test_the_pieces_that_qgis_drew(left, right, expected, keys, place):
    folder = real("overlay_expected_qgis")
    one, other, drawn = (gpd.read_file(folder / name) for name in (left, right, expected))
    found = pieces(in_zone_36(one.geometry, **place), in_zone_36(other.geometry, **place),
                   geometry=True)  # fmt: skip
    ours = dict(zip(
        zip(one[keys[0]].iloc[found.left], other[keys[1]].iloc[found.right], strict=True),
        found.shapes, strict=True,
    ))  # fmt: skip
    theirs = in_zone_36(drawn.geometry, **place)
    assert ours.keys() == set(zip(drawn[keys[0]], drawn[keys[1]], strict=True))
    for *key, shape in zip(drawn[keys[0]], drawn[keys[1]], theirs, strict=True):
        assert ours[tuple(key)].symmetric_difference(shape).area <= 1e-4 * shape.length


def test_two_real_surveys_share_what_their_unions_share():
    """316 field plots and 91 zones in the Netherlands, projected as a zone of ours would be."""
    folder = real("parcels_nl_plots")
    to_plane = pyproj.Transformer.from_crs(
        4490, "+proj=tmerc +lon_0=5.5 +x_0=36500000 +ellps=GRS80 +type=crs", always_xy=True
    ).transform
    plots, zones = (
        shapely.transform(
            shapely.get_parts(shapely.from_wkt((folder / name).read_text())), to_plane,
            interleaved=False,
        )
        for name in ("nl_plots.wkt", "nl_zones.wkt")
    )  # fmt: skip
    zones = zones[shapely.is_valid(zones)]
    assert (len(plots), len(zones)) == (316, 90)
    found = pieces(series(*plots), series(*zones), geometry=True)
    under = shapely.area(shapely.intersection(zones, shapely.union_all(plots)))
    assert len(found.left) > 316
    in_plane = np.bincount(found.right, found.shapes.area, 90)
    lawful = np.bincount(found.right, found.area_centi_m2 / 100, 90)
    assert in_plane == pytest.approx(under, abs=0.02)  # less the pieces below half a cent
    assert lawful == pytest.approx(under, rel=1e-3, abs=0.1)
