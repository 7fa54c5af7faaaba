"""Random parcels in the zones of the country, always the same ones for the same seed."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from oracle.published import CGCS2000, XIAN80


@dataclass(frozen=True)
class Zone:
    epsg: int
    ellipsoid: dict
    rf: float
    meridian: int
    false_easting: int
    reach: float  # degrees of longitude from the meridian


RF_2000, RF_80 = 298.257222101, 298.257
ZONES = (
    Zone(4524, CGCS2000, RF_2000, 108, 36_500_000, 1.9),
    Zone(4525, CGCS2000, RF_2000, 111, 37_500_000, 1.9),
    Zone(4545, CGCS2000, RF_2000, 108, 500_000, 1.9),
    Zone(4528, CGCS2000, RF_2000, 120, 40_500_000, 1.9),
    Zone(4496, CGCS2000, RF_2000, 105, 18_500_000, 3.0),
    Zone(2360, XIAN80, RF_80, 108, 36_500_000, 1.9),
    Zone(2364, XIAN80, RF_80, 120, 40_500_000, 1.9),
    Zone(2332, XIAN80, RF_80, 105, 18_500_000, 3.0),
)


def parcels(zone: Zone, count: int, seed: int) -> gpd.GeoSeries:
    """Return `count` valid parcels: 3–200 corners, 3 m to 6 km wide, some with holes, some in parts.

    Written with 3 decimals (as surveyed), 4, or as many as a double holds.
    """
    rng = np.random.default_rng([zone.epsg, seed])
    shapes = []
    while len(shapes) < count:
        shape = _parcel(rng, zone)
        if shape.is_valid and not shape.is_empty:
            shapes.append(shape)
    return gpd.GeoSeries(shapes, crs=zone.epsg)


def _parcel(rng, zone: Zone):
    latitude = rng.uniform(18, 53)
    away = rng.uniform(-1, 1) * zone.reach * 111_320 * np.cos(np.radians(latitude))
    east, north = zone.false_easting + away, latitude * 110_900
    radius = 10 ** rng.uniform(0.5, 3.0 if rng.random() < 0.9 else 3.5)
    digits = rng.choice([3, 3, 4, 9])
    parts = [
        _ring_with_hole(rng, east + 3 * radius * k, north, radius, digits)
        for k in range(rng.choice([1, 1, 1, 1, 2, 3]))
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _ring_with_hole(rng, east, north, radius, digits):
    shell = _star(rng, east, north, radius, digits)
    holes = []
    if rng.random() < 0.25:
        holes = [_star(rng, east, north, 0.35 * radius, digits)]
    return shapely.Polygon(shell, holes)


def _star(rng, east, north, radius, digits):
    """Corners in order of their angle, between half and the whole of `radius` from the middle."""
    count = int(3 + 197 * rng.random() ** 3)
    turn = 2 * np.pi * (np.arange(count) + rng.uniform(0.1, 0.9, count)) / count
    turn = turn[:: rng.choice([-1, 1])]
    reach = radius * rng.uniform(0.75 if count < 12 else 0.5, 1, count)
    return np.round(
        np.column_stack([east + reach * np.cos(turn), north + reach * np.sin(turn)]), digits
    )


def as_written(shape) -> list:
    """Return [(shell, holes)] with every coordinate as the words of a file, rings not closed."""
    return [
        (_words(part.exterior), [_words(hole) for hole in part.interiors])
        for part in getattr(shape, "geoms", [shape])
    ]


def _words(ring):
    return [(repr(x), repr(y)) for x, y in shapely.get_coordinates(ring)[:-1].tolist()]
