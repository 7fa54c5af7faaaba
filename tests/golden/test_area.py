"""The lawful area against numbers that were not computed here, and against two other programs."""

import json
import re

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from gengheng.area import exact
from gengheng.area.ellipsoid import official
from gengheng.area.grid import CGCS2000, XIAN80
from oracle import published
from oracle.shapes import ZONES, Zone, as_written, parcels
from realdata import real

TXT = (
    "44120000072.txt", "44120000326.txt", "44120000669_44120001725_44120002171.txt",
    "44120000957.txt", "44120001148.txt", "plot_001_dialect_b.txt", "彭埠单元R-14.txt",
    "彭埠单元R-14_gbk_crlf.txt",
)  # fmt: skip
each_zone = pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.epsg)


def areas(*shapes, crs=4524):
    return official(gpd.GeoSeries(shapes, crs=crs)).tolist()


def golden():
    return json.loads(real("golden/golden.json").read_text("utf-8"))


def micro_seconds(words):
    degrees, minutes, seconds = re.fullmatch(r"(\d+)d(\d+)m(?:(\d+)s)?", words).groups(default="0")
    return (int(degrees) * 3600 + int(minutes) * 60 + int(seconds)) * 10**6


def by_the_published_procedure(shape, zone, arithmetic=published.PLAIN):
    return published.centi_m2(
        as_written(shape), ellipsoid=zone.ellipsoid, meridian=zone.meridian,
        false_easting=zone.false_easting, arithmetic=arithmetic,
    )  # fmt: skip


# --- published numbers -------------------------------------------------------------------------


def test_the_published_plot():
    said = golden()["plot_r14"]
    north, east = np.loadtxt(real(f"golden/{said['file']}"), delimiter=",").T
    plot = shapely.Polygon(np.column_stack([east, north]))
    assert areas(plot, crs=4528)[0] / 100 == pytest.approx(
        said["official_ellipsoidal_m2"], abs=said["tolerance_m2"]
    )
    assert plot.area == pytest.approx(said["plane_m2"], abs=0.05)


@pytest.mark.parametrize("row", range(3), ids=["28d10m", "40d30m", "41d00m"])
def test_the_map_sheets_of_the_published_table_to_the_cent(row):
    said = golden()["sheet_areas_cgcs2000"][row]
    south, east = micro_seconds(said["south_lat"]), micro_seconds("0d3m45s")
    north = south + micro_seconds("0d2m30s")
    corners = [(south, 0), (south, east), (north, east), (north, 0)]
    edges = [(*a, *b, 1) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
    assert exact.centi_m2(edges, CGCS2000) == round(said["area_m2"] * 100)


@pytest.mark.parametrize("row", range(3), ids=["28d10m", "40d30m", "41d00m"])
def test_a_map_sheet_drawn_in_the_plane(row):
    said = golden()["sheet_areas_cgcs2000"][row]
    south = micro_seconds(said["south_lat"]) / 3_600e6
    sheet = shapely.segmentize(shapely.box(108, south, 108.0625, south + 1 / 24), 1 / 3200)
    to_plane = pyproj.Transformer.from_crs(4490, 4524, always_xy=True).transform
    [area] = areas(shapely.transform(sheet, to_plane, interleaved=False))
    assert area / 100 == pytest.approx(said["area_m2"], abs=0.3)  # 0.05 mm of rounding in 20 km


@pytest.mark.parametrize("row", range(2))
def test_the_published_gauss_inverse(row):
    said = golden()["gauss_inverse_xian80_cm120"][row]
    east, north = round((40_000_000 + said["y"]) * 1e6), round(said["x"] * 1e6)
    lat, lon = exact.micro_seconds(east, north, XIAN80, 40_500_000)
    metres_north = (lat - micro_seconds(said["lat"])) / 1e6 * 30.8
    metres_east = (lon - micro_seconds(said["lon"]) + 120 * 3600 * 10**6) / 1e6 * 27.3
    assert abs(metres_north) < said["tolerance_m"]
    assert abs(metres_east) < 0.000_2


def test_the_same_land_in_two_zones_has_one_area():
    land = shapely.segmentize(shapely.box(109.48, 40.70, 109.52, 40.73), 0.0005)
    found = []
    for zone in (4524, 4525):
        to_plane = pyproj.Transformer.from_crs(4490, zone, always_xy=True).transform
        found += areas(shapely.transform(land, to_plane, interleaved=False), crs=zone)
    assert found == [1_125_984_779, 1_125_984_779]


# --- real plots --------------------------------------------------------------------------------


def plots_of(data):
    """Read 报盘 TXT in five lines: [(declared 公顷, [(east, north) as written, …])]."""
    found = []
    for line in data.decode("gb18030" if b"\xca\xf4\xd0\xd4" in data else "utf-8").splitlines():
        words = line.split(",")
        if line.endswith("@"):
            found.append((words[1], []))
        elif found:
            found[-1][1].append((words[3], words[2]))
    return found


@pytest.mark.parametrize("name", TXT)
def test_a_real_plot_file(name):
    data = real(f"cn_txt_baopan/{name}").read_bytes()
    crs = 4526 if b"=38" in data else 4528
    zone = Zone(crs, published.CGCS2000, 0, 3 * (crs - 4488), (crs - 4488) * 10**6 + 500_000, 0)
    [(declared, ring)] = plots_of(data)
    plot = shapely.Polygon([(float(east), float(north)) for east, north in ring])
    if declared:
        assert abs(plot.area / 1e4 - float(declared)) < 0.0001  # R-14 is 5.70895, cut to 5.7089
    assert areas(plot, crs=crs) == [by_the_published_procedure(plot, zone)]


def test_no_plot_file_is_left_out():
    assert {path.name for path in real("cn_txt_baopan").glob("*.txt")} == set(TXT)


# --- the published procedure, written plainly --------------------------------------------------


def compare_with_the_published_procedure(zone, count, seed):
    """Return how many parcels stand so near to a tie that doubles do not settle the last cent."""
    shapes = parcels(zone, count, seed)
    ties = 0
    for shape, ours in zip(shapes, official(shapes).tolist(), strict=True):
        plain = by_the_published_procedure(shape, zone)
        if plain != ours:
            ties += 1
            assert abs(plain - ours) == 1
            assert by_the_published_procedure(shape, zone, published.EXACT) == ours
    return ties


@each_zone
def test_10_000_parcels_by_the_published_procedure_cent_by_cent(zone):
    assert compare_with_the_published_procedure(zone, 1_250, seed=1) <= 5


@pytest.mark.prove
@each_zone
def test_100_000_parcels_by_the_published_procedure(zone, record_property):
    ties = compare_with_the_published_procedure(zone, 12_500, seed=2)
    record_property(f"EPSG:{zone.epsg}", f"12500 parcels equal to the cent, {ties} ties settled")
    assert ties <= 50


@each_zone
def test_forty_digits_agree_where_nothing_is_near_a_tie_too(zone):
    shapes = parcels(zone, 10, seed=3)
    settled = [by_the_published_procedure(shape, zone, published.EXACT) for shape in shapes]
    assert official(shapes).tolist() == settled


@pytest.mark.parametrize(
    ("radius", "corners"),
    [(15_000, 500), pytest.param(80_000, 30_000, marks=pytest.mark.prove)],
    ids=["township", "prefecture"],
)
def test_a_large_area_to_the_cent(radius, corners):
    rng = np.random.default_rng(radius)
    turn = 2 * np.pi * np.arange(corners) / corners
    reach = radius * (1 + 0.3 * np.sin(5 * turn)) + rng.uniform(-1, 1, corners)
    east, north = 36_550_000 + reach * np.cos(turn), 4_500_000 + reach * np.sin(turn)
    shape = shapely.Polygon(np.column_stack([east, north]))
    assert areas(shape) == [by_the_published_procedure(shape, ZONES[0], published.EXACT)]


# --- another program ---------------------------------------------------------------------------


@each_zone
def test_10_000_parcels_by_geodesics(zone, record_property):
    shapes = parcels(zone, 1_250, seed=4)
    exactly = geodesic_m2(shapes, zone)
    off = np.abs(official(shapes) / 100 - exactly)
    record_property(f"EPSG:{zone.epsg}", f"1250 parcels, at most {off.max():.3f} m² off")
    assert (off <= 0.1 + 1e-6 * exactly).all()


def geodesic_m2(shapes, zone):
    """Return the m² of rings with a corner every 10 m, joined by geodesics (Karney)."""
    geod = pyproj.Geod(a=6_378_140 if zone.ellipsoid is published.XIAN80 else 6_378_137, rf=zone.rf)
    to_degrees = pyproj.Transformer.from_crs(zone.epsg, shapes.crs.geodetic_crs, always_xy=True)
    parts, shape = shapely.get_parts(shapely.segmentize(shapes.array, 10), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    degrees = shapely.transform(rings, to_degrees.transform, interleaved=False)
    areas = [abs(geod.polygon_area_perimeter(*ring.coords.xy)[0]) for ring in degrees]
    sign = np.where(np.diff(part, prepend=-1) != 0, 1, -1)
    return np.bincount(shape[part], areas * sign)
