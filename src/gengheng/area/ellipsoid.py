"""The lawful area (椭球面积, 国土调查办发〔2008〕32号): every edge is a trapezoid on the ellipsoid.

1. Round coordinates to 0.1 mm. An edge longer than 70 m gets int(length / 70) inserted points,
   evenly spaced, rounded to 0.001 mm: exact integers, the same from either end.
2. Take each point back to latitude and longitude by the published series, in seconds with six
   decimals.
3. Add the trapezoids between each edge and the central meridian. 4. Round once, to 0.01 m².

The figure is *defined* by these steps, so none may be replaced by something more exact. It must
also be the same on every machine: sine and cosine differ in the last bit between processors, so
wherever a rounding of step 2 or 4 is nearer to a tie than that bit can reach, `exact` evaluates
the same formula with forty digits and decides. All edges of all polygons go through together.
"""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.area import exact
from gengheng.area.grid import Ellipsoid, grid_of
from gengheng.values.errors import UnknownCrs

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RHO = float(exact.RHO)
STEP = 700_000  # 70 m in 0.1 mm
NEAR_TIE = 1e-3  # of a 10⁻⁶ second; double arithmetic errs by less than a tenth of it
SUM_ERR = 2e-13  # 0.01 m² per m² summed without sign; double arithmetic errs by a tenth of it


def official(shapes: gpd.GeoSeries) -> Ints:
    """Return the area of each shape in whole 0.01 m²; 0 for what is empty, missing or no polygon.

    Holes are subtracted and parts added. Ellipsoid and zone come from the CRS, so a wrong zone
    cannot be passed. Raises `UnknownCrs` where the CRS has no official area (see `grid_of`), and
    `ValueError` for a coordinate that is not a number.

    >>> from shapely import box
    >>> hectare = box(36_471_200, 4_521_800, 36_471_300, 4_521_900)
    >>> official(gpd.GeoSeries([hectare], crs=4524)).tolist()   # plane: 10 000.00 m²
    [999980]
    """
    grid = grid_of(shapes.crs)
    parts, shape_of_part = _polygons(np.asarray(shapes.array))
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    if len(rings) == 0:
        return np.zeros(len(shapes), dtype=np.int64)
    shell = np.diff(part_of_ring, prepend=-1) != 0
    points, ring, last = _cut(*_grid_points(rings))
    lat, lon = micro_seconds(points, grid.ellipsoid, grid.false_easting)
    strips = _trapezoids(lat, lon, last, grid.ellipsoid)
    whole = np.floor(strips)  # summed apart, so that the sum errs no more than its terms
    sums = np.bincount(ring, whole, len(rings)) + np.bincount(ring, strips - whole, len(rings))
    sign = np.where(shell, 1.0, -1.0) * np.where(sums < 0, -1.0, 1.0)
    owner = shape_of_part[part_of_ring]
    total = np.bincount(owner, sums * sign, minlength=len(shapes))
    spread = np.bincount(owner[ring], np.abs(strips), minlength=len(shapes))
    centi: Ints = np.floor(total * 100 + 0.5).astype(np.int64)
    unsure = np.abs(total * 100 + 0.5 - np.round(total * 100 + 0.5)) < spread * SUM_ERR
    for shape in np.flatnonzero(unsure & (spread > 0)):
        mine = np.flatnonzero(owner[ring] == shape)
        edges = lat[mine], lon[mine], lat[last[mine]], lon[last[mine]], sign[ring[mine]]
        centi[shape] = exact.centi_m2(zip(*edges, strict=True), grid.ellipsoid)
    return centi


def same_crs(left: gpd.GeoSeries, right: gpd.GeoSeries) -> None:
    """Raise `UnknownCrs` unless both layers stand in one zone of one datum."""
    one, other = grid_of(left.crs), grid_of(right.crs)
    if one != other:
        raise UnknownCrs(f"两个图层坐标系不同：{one.label}，{other.label}")


def _polygons(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], Ints]:
    """Return every polygon, out of whatever collections it stands in, and the row of each."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > 3).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        row = row[inner]
    flat = shapely.get_dimensions(parts) == 2
    return parts[flat], row[flat]


def _grid_points(rings: NDArray[np.object_]) -> tuple[Ints, Ints]:
    """Return the points of closed rings in whole 0.1 mm (east, north), and the ring of each.

    A coordinate counts as the decimal that was written: the double nearest to …00005 goes up, on
    whichever side of it that double lies.
    """
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not np.isfinite(points).all():
        raise ValueError("坐标不是数")
    below = np.floor(points * 1e4)
    return (below + (points >= (below + 0.5) / 1e4)).astype(np.int64), ring


def _cut(points: Ints, ring: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the points with the inserted ones in 0.001 mm, their ring, and each one's successor.

    The closing point of a ring is left out: the successor of a ring's last point is its first.
    """
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    start, end = points[edge], points[edge + 1]
    steps = inserted(end - start) + 1
    of = np.repeat(np.arange(len(edge)), steps)
    k = np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps)
    n = steps[of]
    weighted = 100 * (start[of] * (n - k)[:, None] + end[of] * k[:, None])
    cut = (2 * weighted + n[:, None]) // (2 * n)[:, None]
    owner = ring[edge][of]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    after = np.arange(1, len(of) + 1)
    after[np.append(first[1:], len(of)) - 1] = first
    return cut, owner, after


def inserted(legs: Ints) -> Ints:
    """Return how many points each edge gets: int(length / 70 m) where longer than 70 m, else 0.

    `legs` in 0.1 mm. Squares pass 64 bits from 300 km on and wrap; the differences that decide
    do not.

    >>> inserted(np.array([[700_000, 0], [700_001, 0], [840_000, 1_120_000]])).tolist()
    [0, 1, 2]
    """
    square = (legs * legs).sum(axis=1)
    count = (np.hypot(*legs.T.astype(np.float64)) / STEP).astype(np.int64)
    count -= (count * STEP) ** 2 - square > 0
    count += ((count + 1) * STEP) ** 2 - square <= 0
    return np.where((count == 1) & (square == STEP**2), 0, count)


def micro_seconds(points: Ints, e: Ellipsoid, false_easting: int) -> tuple[Ints, Ints]:
    """Return (latitude, longitude from the central meridian) of points in whole 10⁻⁶ seconds.

    `points` in 0.001 mm (east, north). What `exact.micro_seconds` says of each, but fast.

    >>> from gengheng.area.grid import CGCS2000
    >>> lat, lon = micro_seconds(np.array([[36_500_000, 4_500_000]]) * 10**6, CGCS2000, 36_500_000)
    >>> lat.tolist(), lon.tolist()
    ([146284706440], [0])
    """
    k, ep2 = [float(word) for word in e.k], float(e.ep2)
    y = (points[:, 0] - false_easting * 1_000_000) / 1e6
    angle = k[0] * (points[:, 1] / 1e6)
    sin = np.sin(angle)
    foot = angle + np.cos(angle) * (k[1] * sin - k[2] * sin**3 + k[3] * sin**5 - k[4] * sin**7)
    t, eta = np.tan(foot) ** 2, ep2 * np.cos(foot) ** 2
    arc = y * np.sqrt(1 + eta) / float(e.c)
    q = arc**2
    lat = foot - 0.5 * (1 + eta) * np.tan(foot) * q * (
        1 - q * (5 + 3 * t + eta - 9 * eta * t) / 12 + q**2 * (61 + 90 * t + 45 * t**2) / 360
    )
    lon = (arc / np.cos(foot)) * (
        1 - q * (1 + 2 * t + eta) / 6
        + q**2 * (5 + 28 * t + 24 * t**2 + 6 * eta + 8 * eta * t) / 120
    )  # fmt: skip
    lat, lon = lat * RHO * 1e6, lon * RHO * 1e6
    whole = np.floor(lat + 0.5).astype(np.int64), np.floor(lon + 0.5).astype(np.int64)
    near = [np.abs(v + 0.5 - np.round(v + 0.5)) < NEAR_TIE for v in (lat, lon)]
    for i in np.flatnonzero(near[0] | near[1]):
        whole[0][i], whole[1][i] = exact.micro_seconds(
            int(points[i, 0]), int(points[i, 1]), e, false_easting
        )
    return whole


def _trapezoids(lat: Ints, lon: Ints, after: Ints, e: Ellipsoid) -> Floats:
    """Return the signed m² between each edge and the central meridian."""
    unit = 1e-6 / RHO
    height, middle = (lat[after] - lat) * unit, (lat[after] + lat) * (unit / 2)
    terms = [(n, float(c)) for n, c in exact.terms(e)]
    series = sum(c * np.sin(n * height / 2) * np.cos(n * middle) for n, c in terms)
    return np.asarray(float(e.b) ** 2 * ((lon + lon[after]) * unit) * series)
