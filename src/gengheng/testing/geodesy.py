"""Areas of the synthetic county on the ellipsoid, by a way of their own.

Corners go through PROJ to longitude and latitude with a point every 10 m, so that what is
straight in the plane stays straight; the area is that of the geodesic polygon. It agrees with
the published procedure to a few hundredths of a square metre, and shares nothing with it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gengheng.testing.lattice import Frame, Rect, Ring

GRID = "EPSG:4524"
STEP_M = 10.0
_TO_DEGREES = pyproj.Transformer.from_crs(GRID, "EPSG:4490", always_xy=True)
_GEOD = pyproj.Geod(ellps="GRS80")  # CGCS2000 has the same a, and f to 1e-10


def ellipsoidal(rings: Sequence[NDArray[np.float64]]) -> list[Decimal]:
    """Return the area of each plane ring in m² with two decimals, half away from zero."""
    lines = [shapely.segmentize(shapely.LinearRing(ring), STEP_M) for ring in rings]
    points, owner = shapely.get_coordinates(lines, return_index=True)
    lon, lat = _TO_DEGREES.transform(points[:, 0], points[:, 1])
    cuts = np.flatnonzero(np.diff(owner)) + 1
    parts = zip(np.split(lon, cuts), np.split(lat, cuts), strict=True) if rings else ()
    return [cents(abs(_GEOD.polygon_area_perimeter(x, y)[0])) for x, y in parts]


def rects_m2(frame: Frame, rects: Sequence[Rect]) -> Decimal:
    """Return the area of disjoint rectangles together, in m² with two decimals.

    >>> frame = Frame(3_647_000_000, 452_000_000)
    >>> rects_m2(frame, [Rect(0, 0, 2000, 2000)])  # 1 公顷, 30 km west of the middle meridian
    Decimal('9999.78')
    """
    found = ellipsoidal([frame.place(rect.corners) for rect in rects])
    return sum(found, Decimal("0.00"))


def shape_m2(frame: Frame, outer: Ring, holes: Sequence[Ring]) -> Decimal:
    """Return the area of one patch with its holes taken out."""
    whole, *inside = ellipsoidal([frame.place(ring) for ring in (outer, *holes)])
    return whole - sum(inside, Decimal("0.00"))


def cents(value: float) -> Decimal:
    """Return a measure with two decimals, half away from zero.

    >>> cents(2.675), cents(0.125)
    (Decimal('2.68'), Decimal('0.13'))
    """
    return Decimal(repr(float(value))).quantize(Decimal("0.01"), ROUND_HALF_UP)
