"""What must not matter to the lawful area, what must, and which grids have one."""

from math import isqrt

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from gengheng.area import exact
from gengheng.area.ellipsoid import inserted, micro_seconds, official, same_crs
from gengheng.area.grid import CGCS2000, XIAN80, epsg_of_meridian, epsg_of_zone, grid_of
from gengheng.values.errors import UnknownCrs
from oracle import published
from oracle.shapes import ZONES, as_written, parcels

X, Y = 36_471_200, 4_521_800
ZONE = ZONES[0]
SHAPES = parcels(ZONE, 400, seed=11)
ESRI_36 = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_36",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",36500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",108.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
OWN = ESRI_36.replace("CGCS2000_3_Degree_GK_Zone_36", "Own_Grid")
ESRI_80 = (
    'PROJCS["Xian_1980_3_Degree_GK_CM_102E",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",'
    'SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",102.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
SQUARES = st.builds(
    lambda x, size, angle: affinity.rotate(shapely.box(x, Y, x + size, Y + size), angle),
    st.floats(X - 30_000, X + 60_000), st.floats(1, 800), st.floats(0, 90),
)  # fmt: skip


def areas(*shapes, crs=4524):
    return official(gpd.GeoSeries(shapes, crs=crs)).tolist()


def settled(shape):
    """The same by the published procedure with forty digits."""
    return published.centi_m2(
        as_written(shape), ellipsoid=ZONE.ellipsoid, meridian=108, false_easting=36_500_000,
        arithmetic=published.EXACT,
    )  # fmt: skip


def around(shape, turn):
    """The shape with every ring begun `turn` corners later and run the other way."""

    def ring(of):
        points = shapely.get_coordinates(of)[:-1]
        return np.roll(points, turn % len(points), axis=0)[::-1]

    return shapely.MultiPolygon(
        [
            shapely.Polygon(ring(part.exterior), [ring(hole) for hole in part.interiors])
            for part in reversed(getattr(shape, "geoms", [shape]))
        ]
    )


# --- what does not matter ------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 1, 7])
def test_where_a_ring_begins_and_which_way_it_runs(turn):
    turned = gpd.GeoSeries([around(shape, turn) for shape in SHAPES], crs=4524)
    assert official(turned).tolist() == official(SHAPES).tolist()


def test_what_else_is_in_the_layer():
    alone = [areas(shape)[0] for shape in SHAPES[:50]]
    assert official(SHAPES).tolist()[:50] == alone


def test_the_zone_number_before_the_easting():
    rounded = gpd.GeoSeries(shapely.transform(SHAPES.array, lambda p: np.round(p, 3)), crs=4524)
    bare = gpd.GeoSeries(
        shapely.transform(rounded.array, lambda p: np.round(p - [36e6, 0], 3)), crs=4545
    )
    assert official(bare).tolist() == official(rounded).tolist()


@given(SQUARES)
def test_east_and_west_of_the_meridian(square):
    mirrored = shapely.transform(square, lambda p: [73_000_000, 0] + p * [-1, 1])
    here, there = areas(square, mirrored)
    assert abs(here - there) <= 2  # raw coordinates fall on 0.1 mm differently


def test_heights():
    assert official(SHAPES.map(lambda s: shapely.force_3d(s, 1_021.5))).tolist() == (
        official(SHAPES).tolist()
    )


# --- what does -----------------------------------------------------------------------------------


@given(SQUARES, st.floats(0.1, 0.9))
def test_a_hole_is_subtracted(square, share):
    hole = affinity.scale(square, share, share)
    whole, less, part = areas(square, square.difference(hole), hole)
    assert abs(whole - part - less) <= 1


@given(st.lists(SQUARES, min_size=1, max_size=5))
def test_parts_are_added(squares):
    apart = [affinity.translate(square, 0, 2_000 * n) for n, square in enumerate(squares)]
    assert abs(areas(shapely.MultiPolygon(apart))[0] - sum(areas(*apart))) <= len(apart)


@given(SQUARES, st.floats(0.2, 0.8))
def test_two_halves_make_the_whole(square, share):
    """Along a shared border the same points are inserted, from either side."""
    a, b, c, d = shapely.get_coordinates(square)[:-1]
    p, q = np.round(a + share * (b - a), 4), np.round(d + share * (c - d), 4)
    halves = areas(shapely.Polygon([a, p, q, d]), shapely.Polygon([p, b, c, q]))
    whole = areas(shapely.Polygon([a, p, b, c, q, d]))[0]
    assert abs(sum(halves) - whole) <= 1


@pytest.mark.parametrize(
    "nothing",
    [
        None, shapely.Polygon(), shapely.MultiPolygon(), shapely.Point(X, Y),
        shapely.box(X, Y, X + 9, Y + 9).exterior, shapely.GeometryCollection(),
        shapely.Polygon([(X, Y), (X + 9, Y + 9), (X, Y)]),
    ],
    ids=["missing", "empty", "no parts", "point", "line", "empty collection", "there and back"],
)  # fmt: skip
def test_what_is_no_land_has_no_area(nothing):
    assert areas(nothing, shapely.box(X, Y, X + 100, Y + 100)) == [0, 999_980]


def test_an_empty_layer_and_one_that_holds_nothing():
    assert areas() == []
    assert areas(None, None) == [0, 0]


def test_polygons_inside_collections_count():
    one, other = shapely.box(X, Y, X + 100, Y + 100), shapely.box(X + 200, Y, X + 300, Y + 100)
    inner = shapely.GeometryCollection([shapely.MultiPolygon([one, other]), shapely.Point(X, Y)])
    assert areas(inner) == areas(shapely.MultiPolygon([one, other]))


@pytest.mark.filterwarnings("ignore:invalid value encountered in linearrings")
def test_a_coordinate_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match=r"^坐标不是数$"):
        areas(shapely.Polygon([(X, Y), (X + 100, Y), (X, float("nan"))]))


# --- the steps of the procedure --------------------------------------------------------------------


def test_long_edges_are_cut_into_steps_of_70_m():
    square = shapely.box(X, Y, X + 3_000, Y + 3_000)
    bare = shapely.box(X, Y, X + 69, Y + 69)
    long, cut, short = areas(square, shapely.segmentize(square, 65), bare)
    assert abs(long - cut) <= 10  # uncut it is 28 off
    assert short == settled(bare)


@settings(max_examples=40)
@given(
    st.sampled_from([(70, 0), (42, 56), (19.6, 67.2), (0, 70)]),
    st.integers(1, 5),
    st.sampled_from([-0.0001, 0, 0.0001]),
    st.integers(0, 99_999),
)
def test_edges_of_exactly_70_m_are_not_cut_and_140_m_gets_two_points(leg, times, more, shift):
    east, north = X + shift / 1e4, Y + shift / 1e4
    a, b = leg[0] * times + more, leg[1] * times + more
    corners = np.array([[0, 0], [a, b], [a - 11, b + 13]]) + np.array([east, north])
    triangle = shapely.Polygon(np.round(corners, 4))
    assert areas(triangle) == [settled(triangle)]


@given(
    st.sampled_from([(70, 0), (42, 56), (-19.6, 67.2), (0, -70)]),
    st.integers(1, 28_000),
    st.tuples(*[st.integers(-2, 2)] * 2),
)
def test_the_number_of_points_on_an_edge_up_to_2_000_km(leg, times, off):
    legs = [round(leg[k] * 10_000) * times + off[k] for k in range(2)]
    assert inserted(np.array([legs])).tolist() == [points_on(legs)]


def points_on(legs):
    square = legs[0] ** 2 + legs[1] ** 2
    return isqrt(square) // 700_000 if square > 700_000**2 else 0


@pytest.mark.parametrize(
    "legs", [(9_809_099_989, 464_543), (9_874_199_999, 140_529), (3_037_000_500, 0)]
)
def test_the_number_of_points_where_a_double_or_64_bits_do_not_suffice(legs):
    assert inserted(np.array([legs])).tolist() == [points_on(legs)]


@given(
    st.lists(
        st.tuples(st.integers(0, 9_999_999), st.integers(0, 9_999_999)),
        min_size=3, max_size=3, unique=True,
    )
)  # fmt: skip
def test_a_fifth_decimal_of_5_goes_up_as_written(corners):
    written = [(f"{X + x // 10**4}.{x % 10**4:04}5", f"{Y + y // 10**4}.{y % 10**4:04}5")
               for x, y in corners]  # fmt: skip
    ring = shapely.Polygon([(float(east), float(north)) for east, north in written])
    up = shapely.Polygon([(X + (x + 1) / 1e4, Y + (y + 1) / 1e4) for x, y in corners])
    assert areas(ring) == areas(up)


@pytest.mark.parametrize("length", [303_000, 304_000, 500_000])
def test_an_edge_longer_than_300_km(length):
    strip = shapely.box(X, 4_000_000, X + 50, 4_000_000 + length)
    plain = published.centi_m2(
        as_written(strip), ellipsoid=ZONE.ellipsoid, meridian=108, false_easting=36_500_000
    )
    assert abs(areas(strip)[0] - plain) <= 1


WRONG_IN_DOUBLES = [  # east, north in 0.1 mm: the nearest double lies beyond the tie
    (CGCS2000, 36_500_000, 364760526098, 33341476846), (CGCS2000, 36_500_000, 364080308515, 54155365785),
    (CGCS2000, 36_500_000, 365370968101, 51167194046), (CGCS2000, 36_500_000, 364573224577, 30188019743),
    (XIAN80, 500_000, 6200300915, 22001791872), (XIAN80, 500_000, 5201008697, 43423917611),
    (XIAN80, 500_000, 4198438193, 48329973972), (XIAN80, 500_000, 4551738818, 49254672723),
]  # fmt: skip


@pytest.mark.parametrize(("ellipsoid", "false_easting", "east", "north"), WRONG_IN_DOUBLES)
def test_a_second_that_doubles_round_wrongly(ellipsoid, false_easting, east, north):
    lat, lon = micro_seconds(np.array([[east, north]]) * 100, ellipsoid, false_easting)
    constants = published.CGCS2000 if ellipsoid is CGCS2000 else published.XIAN80
    num = published.EXACT.num
    seconds = published.to_seconds(
        num(east) / 10_000, num(north) / 10_000, {k: num(v) for k, v in constants.items()},
        0, false_easting, published.EXACT,
    )  # fmt: skip
    assert (lat[0], lon[0]) == (seconds[0] * 10**6, seconds[1] * 10**6)
    assert (lat[0], lon[0]) == exact.micro_seconds(
        east * 100, north * 100, ellipsoid, false_easting
    )


@pytest.mark.parametrize(
    ("wide", "long", "plot", "centi_m2"),
    [
        (18.0616, 92156.8106, (52.0161, 42.3006), 166577717),
        (24.3994, 92603.5349, (47.5991, 25.9334), 225945359),
        (63.0893, 96260.3454, (49.4983, 20.2824), 607063829),
        (82.9955, 91240.3211, (55.3826, 12.4510), 756903139),
    ],
)
def test_a_sum_that_doubles_round_wrongly(wide, long, plot, centi_m2):
    """A road and a plot whose areas together are within 0.000 01 of half a cent."""
    east, north = 36_650_000, 4_400_000
    road = shapely.box(east, north, round(east + wide, 4), round(north + long, 4))
    other = shapely.box(east - 1000, north, round(east - 1000 + plot[0], 4), north + plot[1])
    both = shapely.MultiPolygon([road, other])
    assert areas(both) == [settled(both)] == [centi_m2]


# --- which grids have a lawful area ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("crs", "sentence"),
    [
        (None, "坐标系未知"),
        ("nonsense", "读不懂的坐标系：nonsense"),
        (4490, "没有法定椭球面积的坐标系：China Geodetic Coordinate System 2000"),
        (4326, "没有法定椭球面积的坐标系：WGS 84"),
        (3857, "没有法定椭球面积的坐标系：WGS 84 / Pseudo-Mercator"),
        (32649, "没有法定椭球面积的坐标系：WGS 84 / UTM zone 49N"),
        (2415, "没有法定椭球面积的坐标系：Beijing 1954 / 3-degree Gauss-Kruger zone 39"),
        (2263, "没有法定椭球面积的坐标系：NAD83 / New York Long Island (ftUS)"),
        (OWN.replace('"Scale_Factor",1.0', '"Scale_Factor",0.9996'), "没有法定椭球面积的坐标系：Own_Grid"),
        (OWN.replace('"False_Northing",0.0', '"False_Northing",9.0'), "没有法定椭球面积的坐标系：Own_Grid"),
        (OWN.replace("36500000.0", "36400000.0"), "没有法定椭球面积的坐标系：Own_Grid"),
        (OWN.replace('"Central_Meridian",108.0', '"Central_Meridian",108.5'), "没有法定椭球面积的坐标系：Own_Grid"),
    ],
    ids=["none", "nonsense", "degrees", "WGS 84", "web", "UTM", "Beijing 54", "feet", "scaled",
         "moved north", "moved east", "half a meridian"],
)  # fmt: skip
def test_a_grid_is_never_guessed(crs, sentence):
    with pytest.raises(UnknownCrs) as refused:
        grid_of(crs)
    assert str(refused.value) == sentence


def test_a_layer_without_a_grid_has_no_area():
    with pytest.raises(UnknownCrs, match=r"^坐标系未知$"):
        areas(shapely.box(0, 0, 1, 1), crs=None)


def test_a_prj_file_and_an_epsg_code_of_one_grid_are_one_grid():
    assert grid_of(ESRI_36) == grid_of(4524)
    assert grid_of(ESRI_80) == grid_of(2379)
    written_back = pyproj.CRS.from_epsg(4524).to_wkt("WKT1_ESRI")
    assert grid_of(written_back) == grid_of("EPSG:4524")


ALL_ZONES = [
    *((datum, zone, 6 * zone - 3) for datum in (CGCS2000, XIAN80) for zone in range(13, 24)),
    *((datum, zone, 3 * zone) for datum in (CGCS2000, XIAN80) for zone in range(25, 46)),
]


@pytest.mark.parametrize(("datum", "zone", "meridian"), ALL_ZONES)
def test_every_zone_of_the_country(datum, zone, meridian):
    grid = grid_of(epsg_of_zone(zone, datum=datum))
    assert (grid.ellipsoid, grid.meridian, grid.prefix) == (datum, meridian, zone)


@pytest.mark.parametrize("datum", [CGCS2000, XIAN80], ids=lambda datum: datum.name)
@pytest.mark.parametrize("meridian", range(75, 136, 3))
def test_every_meridian_of_the_country(datum, meridian):
    grid = grid_of(epsg_of_meridian(meridian, datum=datum))
    assert (grid.ellipsoid, grid.meridian, grid.prefix) == (datum, meridian, 0)


@pytest.mark.parametrize("zone", [0, 12, 24, 46, 108])
def test_a_zone_that_does_not_exist(zone):
    with pytest.raises(UnknownCrs, match=f"^没有{zone}带$"):
        epsg_of_zone(zone)


@pytest.mark.parametrize("meridian", [72, 76, 138])
def test_a_meridian_that_does_not_exist(meridian):
    with pytest.raises(UnknownCrs, match=f"^没有中央经线{meridian}°的3度带$"):
        epsg_of_meridian(meridian)


def test_two_layers_of_different_grids_are_refused():
    with pytest.raises(UnknownCrs) as refused:
        same_crs(gpd.GeoSeries([], crs=4524), gpd.GeoSeries([], crs=2381))
    assert str(refused.value) == (
        "两个图层坐标系不同：CGCS2000 中央经线108°（带号36），Xian80 中央经线108°（无带号）"
    )
