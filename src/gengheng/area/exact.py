"""The published area formula with forty digits: what decides where a double cannot.

Slow and plain: one point, one polygon at a time. See `ellipsoid` for when it is asked.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeAlias

import mpmath

from gengheng.area.grid import Ellipsoid

RHO = "206264.8062471"  # seconds in a radian, as published
_mp = mpmath.mp.clone()
_mp.dps = 40
Real: TypeAlias = mpmath.mpf
Edge: TypeAlias = tuple[int, int, int, int, float]  # lat, lon, next lat, next lon in 10⁻⁶″; sign


@lru_cache(maxsize=4096)
def micro_seconds(east_um: int, north_um: int, e: Ellipsoid, false_easting: int) -> tuple[int, int]:
    """Return (latitude, longitude from the central meridian) of a point in whole 10⁻⁶ seconds.

    `east_um`, `north_um` in 0.001 mm, easting as written (with zone prefix where there is one).

    >>> from gengheng.area.grid import CGCS2000
    >>> micro_seconds(36_500_000 * 10**6, 4_500_000 * 10**6, CGCS2000, 36_500_000)
    (146284706440, 0)
    """
    m = _mp
    k, ep2, c, scale = words(e)
    y = m.mpf(east_um - false_easting * 10**6) / 10**6
    angle = k[0] * north_um / 10**6
    cos, s = m.cos_sin(angle)
    foot = angle + cos * (k[1] * s - k[2] * s**3 + k[3] * s**5 - k[4] * s**7)
    cos, sin = m.cos_sin(foot)
    tan, eta = sin / cos, ep2 * cos**2
    t, arc = tan**2, y * m.sqrt(1 + eta) / c
    q = arc**2
    lat = foot - (1 + eta) * tan * q / 2 * (
        1 - q * (5 + 3 * t + eta - 9 * eta * t) / 12 + q**2 * (61 + 90 * t + 45 * t**2) / 360
    )
    lon = (arc / cos) * (
        1 - q * (1 + 2 * t + eta) / 6
        + q**2 * (5 + 28 * t + 24 * t**2 + 6 * eta + 8 * eta * t) / 120
    )  # fmt: skip
    return int(m.floor(lat * scale + 0.5)), int(m.floor(lon * scale + 0.5))


@cache
def words(e: Ellipsoid) -> tuple[list[Real], Real, Real, Real]:
    """Return (k₀ … k₄, e′², c, 10⁻⁶ seconds in a radian) of the published words.

    >>> from gengheng.area.grid import CGCS2000
    >>> int(words(CGCS2000)[2]), int(words(CGCS2000)[3])  # c in m
    (6399593, 206264806247)
    """
    k = [_mp.mpf(word) for word in e.k]
    return k, _mp.mpf(e.ep2), _mp.mpf(e.c), _mp.mpf(RHO) * 10**6


def centi_m2(edges: Iterable[Edge], e: Ellipsoid) -> int:
    """Return Σ sign · trapezoid over edges, in whole 0.01 m².

    >>> from gengheng.area.grid import CGCS2000
    >>> east, south, north = 225 * 10**6, 145_800 * 10**6, 145_950 * 10**6
    >>> sheet = [(south, 0, south, east, 1), (south, east, north, east, 1),
    ...          (north, east, north, 0, 1), (north, 0, south, 0, 1)]
    >>> centi_m2(sheet, CGCS2000)  # the 1:10 000 sheet from 40°30′, published: 24 505 454.6140 m²
    2450545461
    """
    m, unit = _mp, _mp.mpf(1) / (_mp.mpf(RHO) * 10**6)
    total = m.mpf(0)
    for b1, l1, b2, l2, s in edges:
        half, middle = (int(b2) - int(b1)) * unit / 2, (int(b2) + int(b1)) * unit / 2
        series = m.fsum(c * m.sin(n * half) * m.cos(n * middle) for n, c in terms(e))
        total += int(s) * m.mpf(e.b) ** 2 * (int(l1) + int(l2)) * unit * series
    return int(m.floor(total * 100 + 0.5))


@cache
def terms(e: Ellipsoid) -> tuple[tuple[int, Real], ...]:
    """Return (multiple of the angle, coefficient) of the trapezoid: A, −B, C, −D, E."""
    q = _mp.mpf(e.e2)
    return (
        (1, 1 + q * 3 / 6 + q**2 * 30 / 80 + q**3 * 35 / 112 + q**4 * 630 / 2304),
        (3, -(q / 6 + q**2 * 15 / 80 + q**3 * 21 / 112 + q**4 * 420 / 2304)),
        (5, q**2 * 3 / 80 + q**3 * 7 / 112 + q**4 * 180 / 2304),
        (7, -(q**3 / 112 + q**4 * 45 / 2304)),
        (9, q**4 * 5 / 2304),
    )
