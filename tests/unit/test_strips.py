"""The strip of an edge: the published figure to the last digit, or a doubt that says so."""

from itertools import pairwise

import geopandas as gpd
import mpmath
import numba
import numpy as np
import pytest
import shapely

from gengheng.area import ellipsoid, exact
from gengheng.area.bands import AT, BAND_UM, F_UNIT, bands
from gengheng.area.ellipsoid import official
from gengheng.area.grid import CGCS2000, XIAN80, grid_of
from gengheng.area.strips import (
    STRIP_ERR,
    TIE_LAT,
    TIE_LON,
    UNITS,
    between,
    parts,
    place,
    power,
    settled,
    sheet_of,
    strip,
)  # fmt: skip
from gengheng.overlay import answers
from gengheng.overlay.answers import Rows, figures
from gengheng.overlay.changed import DOUBT, SOUND
from gengheng.overlay.outlines import outlines
from gengheng.overlay.rings import ground_of
from oracle.shapes import ZONES, parcels
from overlaid import POOL, layer, objects

MP = mpmath.mp.clone()
MP.dps = 40
each_zone = pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.epsg)
each_datum = pytest.mark.parametrize("e", [CGCS2000, XIAN80], ids=lambda e: e.name)


@numba.njit(error_model="numpy")
def places(east, north, first, curve, whole, out):
    """Fill out with (longitude, F, unsure) of every point."""
    for k in range(len(east)):
        lon, f, unsure = place(east[k], north[k], first, curve, whole)
        out[k, 0], out[k, 1], out[k, 2] = lon, f, unsure


def placed(points, e):
    """Return (longitude, F, unsure, table of bands) of points in 0.001 mm from the meridian."""
    first, last = int(points[:, 1].min() // BAND_UM), int(points[:, 1].max() // BAND_UM)
    table = bands(e, first, last)
    out = np.empty((len(points), 3), dtype=np.int64)
    places(*np.ascontiguousarray(points.T), first, table.curve, table.whole, out)
    return *out.T, table


def integral(lat, e):
    """Return F at a latitude in 10⁻⁶ seconds: the published series, integrated by hand."""
    angle = MP.mpf(int(lat)) / 10**6 / MP.mpf(exact.RHO)
    series = MP.fsum(c * MP.sin(n * angle) for n, c in exact.terms(e))
    return series * MP.mpf(10) ** F_UNIT


def grounds(lats, reach):
    """Return points by the thousand near some latitudes, out to `reach`° on both sides."""
    rng = np.random.default_rng(len(lats))
    for lat in lats:
        north, far = int(lat * 110_900) * 10**6, int(reach * 111_300 * np.cos(np.radians(lat)))
        yield np.column_stack([
            rng.integers(-far * 10**6, far * 10**6, 4_000),
            rng.integers(north, north + 9_000 * 10**6, 4_000),
        ])  # fmt: skip


# --- a place -------------------------------------------------------------------------------------


@each_datum
@pytest.mark.parametrize("reach", [1.5, 3], ids="{} degrees from the meridian".format)
def test_a_place_is_the_published_one_or_in_doubt(e, reach):
    doubts = 0
    for points in grounds((18, 27.3, 40, 47.7, 53), reach):
        lon, f, unsure, table = placed(points, e)
        true_lat, true_lon = ellipsoid.micro_seconds(points, e, 0)
        sure = unsure == 0
        doubts += int((~sure).sum())
        assert (lon[sure] == true_lon[sure]).all()
        row = points[:, 1] // BAND_UM - table.first
        middle, ground, slope = table.whole[row].T
        off = f - (ground + slope * (true_lat - middle))  # what bends F within half a band
        assert np.abs(off[sure]).max() < 10**15
        for k in np.flatnonzero(sure)[::97]:
            exactly = integral(true_lat[k], e) - integral(table.whole[0, 0], e)
            assert abs(int(f[k]) - exactly) <= 2
    assert doubts < 50  # of 20,000


@each_datum
@pytest.mark.parametrize("north", [250, 451, 562, 733], ids="band {}".format)
def test_a_band_s_border_is_no_border(e, north):
    """A point on the last 0.001 mm of a band and one on the first of the next."""
    border = north * BAND_UM
    points = np.array([[y * 10**6, border + off] for y in (-250_000, -1, 0, 160_000, 200_000)
                       for off in (-2, -1, 0, 1)])  # fmt: skip
    lon, f, unsure, table = placed(points, e)
    for k, (east, at) in enumerate(points.tolist()):
        lat, true_lon = exact.micro_seconds(east, at, e, 0)
        assert not unsure[k]
        assert lon[k] == true_lon
        assert abs(int(f[k]) - (integral(lat, e) - integral(table.whole[0, 0], e))) <= 2


@each_datum
def test_the_polynomials_err_less_than_a_tie_allows_for(e):
    """Latitude and longitude before they are rounded, against the series with forty digits."""
    worst = np.zeros(2)
    for band in (250, 375, 562, 700):
        table = bands(e, band, band)
        rng = np.random.default_rng(band)
        points = np.column_stack([
            np.append(rng.integers(-335, 335, 60) * 10**9 + 12_345, [390 * 10**9, -390 * 10**9]),
            np.append(rng.integers(0, BAND_UM, 60), [0, BAND_UM - 1]) + band * BAND_UM,
        ])  # fmt: skip
        for east, north in points.tolist():
            lat, lon = unrounded(east, north, e)
            above, along = evaluated(east, north, table, band)
            worst[0] = max(worst[0], abs(above - (lat - int(table.whole[0, 0]))) / TIE_LAT)
            worst[1] = max(worst[1], abs(along - lon) / (TIE_LON * abs(lon)))
    assert (worst < 0.9).all()
    assert (worst > 0.01).all()  # the allowance is not idle


def evaluated(east, north, table, band):
    """Return latitude above the middle and longitude as the kernel has them before rounding."""
    w, u, y = table.curve[0], float(north - band * BAND_UM - BAND_UM // 2), float(east)
    degrees = (5, 4, 4, 3, 5, 4, 3)
    c = [power.py_func(w, at, d, u) for at, d in zip((0, *AT[1:7]), degrees, strict=True)]
    q = y * y
    return c[0] - q * (c[1] - q * (c[2] - q * c[3])), y * (c[4] - q * (c[5] - q * c[6]))


def unrounded(east, north, e):
    """Return (latitude, longitude) in 10⁻⁶ seconds by 国土调查办发〔2008〕32号, not rounded."""
    k = [MP.mpf(word) for word in e.k]
    y, angle = MP.mpf(east) / 10**6, k[0] * MP.mpf(north) / 10**6
    s = MP.sin(angle)
    foot = angle + MP.cos(angle) * (k[1] * s - k[2] * s**3 + k[3] * s**5 - k[4] * s**7)
    t, eta = MP.tan(foot) ** 2, MP.mpf(e.ep2) * MP.cos(foot) ** 2
    n = MP.mpf(e.c) / MP.sqrt(1 + eta)
    q = (y / n) ** 2
    lat = foot - (1 + eta) * MP.tan(foot) * q / 2 * (
        1 - q / 12 * (5 + 3 * t + eta - 9 * eta * t) + q**2 / 360 * (61 + 90 * t + 45 * t**2)
    )
    lon = y / n / MP.cos(foot) * (
        1 - q / 6 * (1 + 2 * t + eta)
        + q**2 / 120 * (5 + 28 * t + 24 * t**2 + 6 * eta + 8 * eta * t)
    )  # fmt: skip
    return lat * MP.mpf(exact.RHO) * 10**6, lon * MP.mpf(exact.RHO) * 10**6


# --- an edge -------------------------------------------------------------------------------------


def edges(count, sheet, seed, longest=3_000_000):
    """Return random edges in 0.1 mm from the corner, most of them short."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 150_000_000, (count, 2))
    leg = rng.uniform(-1, 1, (count, 2)) * np.minimum(longest, 10 ** rng.uniform(2, 9, (count, 1)))
    return [(tuple(a), tuple(b)) for a, b in zip(start.tolist(), (start + leg).astype(int).tolist(),
                                                 strict=True)]  # fmt: skip


def sheet_at(epsg, east, north):
    grid = grid_of(epsg)
    home = np.array([grid.false_easting + east, north])
    return sheet_of(grid, np.concatenate([home, home + 20_000]))


@pytest.mark.parametrize("epsg", [4524, 4496, 2360, 2332])
@pytest.mark.parametrize("east", [-160_000, -9_000, 140_000])
def test_an_edge_back_is_the_edge_taken_away(epsg, east):
    sheet = sheet_at(epsg, east, 4_490_000)
    for a, b in edges(300, sheet, 1):
        there, back = strip(*a, *b, *sheet.frame), strip(*b, *a, *sheet.frame)
        assert there == (-back[0], back[1])
        if not there[1]:
            assert settled(a, b, sheet) == there[0]


def test_what_is_in_doubt_is_settled_with_forty_digits():
    """Of four million points some are in doubt; the settled strip is right for all of them."""
    sheet = sheet_at(4545, 20_000, 4_490_000)
    rng = np.random.default_rng(5)
    points = rng.integers(0, 150_000_000, (4_000_000, 2))
    home = (points + np.array(sheet.frame[:2])) * 100
    *_, unsure, _ = placed(home, CGCS2000)
    doubtful = points[unsure > 0].tolist()
    assert 0 < len(doubtful) < 100
    for x, y in doubtful:
        a, b = (x, y), (x + 123_456, y + 234_567)
        assert strip(*a, *b, *sheet.frame)[1]
        assert abs(settled(a, b, sheet) - exactly(a, b, sheet)) <= STRIP_ERR


def exactly(a, b, sheet):
    """Return the strip of an edge in 10⁻⁸ m² before any rounding but the rule's."""
    e, frame = sheet.grid.ellipsoid, sheet.frame
    n = parts(b[0] - a[0], b[1] - a[1])
    cut = [
        [(200 * (p * (n - k) + q * k) + n) // (2 * n) for p, q in zip(a, b, strict=True)]
        for k in range(n + 1)
    ]
    at = [exact.micro_seconds(x + frame.east * 100, y + frame.north * 100, e, 0) for x, y in cut]
    unit = 1 / (MP.mpf(exact.RHO) * 10**6)
    total = sum((lon + to_lon) * (integral(to, e) - integral(lat, e))
                for (lat, lon), (to, to_lon) in pairwise(at))  # fmt: skip
    return total * MP.mpf(e.b) ** 2 * unit / 2 * MP.mpf(10) ** (8 - F_UNIT)


@pytest.mark.parametrize("east", [5_000, 120_000, 250_000])
@pytest.mark.parametrize("longest", [600_000, 30_000_000, 300_000_000], ids="{}e-4 m".format)
def test_no_part_of_an_edge_errs_more_than_is_said(east, longest):
    sheet = sheet_at(4496, east, 4_490_000)
    for a, b in edges(40 if longest < 10**8 else 6, sheet, 2, longest):
        allowed = STRIP_ERR * parts(b[0] - a[0], b[1] - a[1])
        assert abs(settled(a, b, sheet) - exactly(a, b, sheet)) <= allowed


@pytest.mark.parametrize(
    ("legs", "count"),
    [((700_000, 0), 1), ((0, -700_000), 1), ((420_000, 560_000), 1), ((700_001, 0), 2),
     ((420_000, 560_001), 2), ((1_399_999, 0), 2), ((1_400_000, 0), 3), ((1_400_001, 0), 3),
     ((840_000, -1_120_000), 3), ((2_100_000, 0), 4), ((0, 0), 1), ((1_000_000_000, 0), 1_429),
     ((2**30, 0), 1_534), ((2**30, 2**30), 2_170), ((999_999_999, 1), 1_429),
     ((600_000_000, -800_000_000), 1_429), ((999_600_000, 0), 1_429), ((999_599_999, 0), 1_428)],
)  # fmt: skip
def test_into_how_many_parts_an_edge_is_cut(legs, count):
    """As many as the rule says: int(length / 70 m) points between, none at 70 m exactly."""
    assert parts(*legs) == count
    assert ellipsoid.inserted(np.array([legs])).tolist() == [count - 1]


@pytest.mark.parametrize(("length", "of"), [(700_000, 1), (700_001, 2)])
def test_an_edge_over_70_m_has_the_strip_of_its_parts(length, of):
    sheet = sheet_at(4545, 30_000, 4_490_000)
    a, b = (1_000_000, 2_000_000), (1_000_000 + length, 2_000_000)
    east, north, first, curve, whole, scale = sheet.frame
    ends = [(east * 100 + 100_000_000 + k * 100 * length // of, north * 100 + 200_000_000)
            for k in range(of + 1)]  # fmt: skip
    at = np.empty((of + 1, 3), dtype=np.int64)
    places(*np.array(ends).T.copy(), first, curve, whole, at)
    added = [between.py_func(*p, *q, scale) for p, q in pairwise(at[:, :2].tolist())]
    assert strip(*a, *b, *sheet.frame) == (sum(int(v) for v in added), False)


# --- a polygon -----------------------------------------------------------------------------------


def compared(zone, count, seed):
    """Return how many parcels are in doubt; all others must have the cents of the rule."""
    shapes = parcels(zone, count, seed)
    lawful, doubts = official(shapes), 0
    block = shapes.bounds[["minx", "miny"]] // 150_000
    for at in block.groupby(["minx", "miny"]).indices.values():
        some = objects(shapes.iloc[at])
        sheet = sheet_of(grid_of(zone.epsg), shapely.total_bounds(some))
        plane2, strips, length, pieces = figures(layer(some, sheet), np.arange(len(at))).T
        row = doubted(strips, length, pieces)
        sure = row.state == SOUND
        doubts += int((~sure).sum())
        assert (row.centi_m2[sure] == lawful[at][sure]).all()
        off = np.abs(plane2 / 2e8 - shapely.area(some))
        assert (off <= 1e-4 * shapely.length(some) + 1e-6).all()
    return doubts


def doubted(strips, length, pieces):
    nothing = np.zeros(len(strips), dtype=np.int64)
    state = np.full(len(strips), SOUND, dtype=np.uint8)
    return answers.doubted(Rows(nothing, nothing, strips, nothing, length, pieces, state, 0))


@each_zone
def test_10_000_parcels_have_the_cents_of_the_rule(zone):
    assert compared(zone, 1_250, 11) <= 25


@pytest.mark.prove
@each_zone
def test_100_000_parcels_have_the_cents_of_the_rule(zone, record_property):
    doubts = compared(zone, 12_500, 12)
    record_property(f"strips in EPSG:{zone.epsg}", f"12500 parcels to the cent, {doubts} in doubt")
    assert doubts <= 250


@pytest.mark.parametrize("off", [0, 1, 39, -39, 41, -41, 499_959])
def test_a_sum_near_half_a_cent_is_in_doubt_as_far_as_its_edges_err(off):
    row = doubted(*(np.array([v]) for v in (7 * UNITS + UNITS // 2 + off, 0, 4)))
    assert row.state.tolist() == [DOUBT if abs(off) <= 4 * STRIP_ERR else SOUND]
    assert row.centi_m2.tolist() == [8 if off >= 0 else 7]


def test_the_parts_of_a_long_edge_may_all_err():
    """A strip of land 30 km long has four edges, and 858 parts that are rounded each for itself."""
    long = shapely.box(520_000, 4_500_000, 520_010, 4_530_000)
    sheet = sheet_of(grid_of(4545), np.array(long.bounds))
    pieces = int(figures(layer(objects([long]), sheet), np.arange(1))[0, 3])
    assert 858 + 2 <= pieces <= 858 + 4


def test_one_ring_has_one_strip_in_every_frame():
    """Two counties that look at one parcel count it from other corners, over other bands."""
    shapes = objects(parcels(ZONES[0], 40, 21))
    for one in shapes:
        west, south, east, north = one.bounds
        frames = [(0, 0, 0, 0), (-900, -50_000, 300, 80_000), (-20_000, -9_000, 0, 7_000),
                  (0, -100_000, 90_000, 0)]  # fmt: skip
        seen = {
            tuple(layer(objects([one]), sheet_of(grid_of(4524), box)).strip.tolist())
            for box in (np.array([west, south, east, north]) + frame for frame in frames)
        }
        assert len(seen) == 1


def test_a_sheet_too_wide_or_too_far_is_refused():
    grid = grid_of(4545)
    for box, why in (
        ((400_000, 4_000_000, 620_000, 4_001_000), "图层跨度超过214千米"),
        ((400_000, 4_000_000, 401_000, 4_220_000), "图层跨度超过214千米"),
        ((899_000, 2_000_000, 900_001, 2_001_000), "坐标离中央经线超过4度"),
        ((99_999, 2_000_000, 101_000, 2_001_000), "坐标离中央经线超过4度"),
        ((770_000, 5_900_000, 771_000, 5_901_000), "坐标离中央经线超过4度"),
    ):
        with pytest.raises(ValueError, match=why):
            sheet_of(grid, np.array(box, dtype=float))
    for box in ((899_000, 2_000_000, 900_000, 2_001_000), (767_000, 5_900_000, 768_000, 5_901_000)):
        assert sheet_of(grid, np.array(box, dtype=float)).grid is grid


def test_an_edge_over_107_km_is_refused():
    long = gpd.GeoSeries([shapely.box(450_000, 4_000_000, 557_500, 4_000_100)], crs=4545)
    sheet = sheet_of(grid_of(4545), long.total_bounds)
    with pytest.raises(ValueError, match="有超过107千米的边"):
        outlines(ground_of(objects(long)), sheet, np.arange(1), POOL)
