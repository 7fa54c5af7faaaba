"""The published area formula as polynomials in bands of northing: only + − ×, the same everywhere.

A sine differs in its last bit between processors, and eight of them for each point would cost
more than all geometry. Within 8 km of northing every function that the formula needs is a
polynomial of degree five at most, as exact as a double can be. The coefficients come from the
published words with forty digits, so a table is the same on every machine. Bands lie on multiples
of 8 km from the equator, never on the county: a vertex has one latitude whoever asks.

Units: northing and easting from the meridian in 0.001 mm, angles in 10⁻⁶ seconds, the integral
F of the parallel strip in 10⁻²⁰ (relative to the first band of the table, which cancels).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import mpmath
import numpy as np
from numpy.typing import NDArray

from gengheng.area.exact import RHO, Real, terms, words
from gengheng.area.grid import Ellipsoid

BAND_UM = 8_000_000_000  # 8 km
F_UNIT = 20  # F is counted in 10⁻²⁰
DEGREES = (5, 4, 4, 3, 5, 4, 3)  # of: latitude on the meridian, c2, c4, c6, d1, d3, d5
AT = tuple(int(n) for n in np.cumsum([0, *(d + 1 for d in DEGREES)]))
STRIP = 5  # degree of F in latitude; its linear term is split, see `whole`
STEEP = 140_000_000  # 10⁻⁶ seconds: half a band in latitude, and a little more
_mp = mpmath.mp.clone()
_mp.dps = 40


@dataclass(frozen=True, slots=True)
class Bands:
    """A table for northings within one zone.

    `curve` (bands × coefficients): see `DEGREES`, then F from its square term on and the broken
    part of its linear term. `whole` (bands × 3): latitude of the middle in whole 10⁻⁶ seconds, F
    there, and the whole part of the linear term of F. `first` is the number of the first band.
    `scale` turns (sum of two longitudes) × (difference of F) into 10⁻⁸ m².
    """

    curve: NDArray[np.float64]
    whole: NDArray[np.int64]
    first: int
    scale: float


@lru_cache(maxsize=16)
def bands(e: Ellipsoid, first: int, last: int) -> Bands:
    """Return the table of the bands `first` to `last` (numbers of 8 km from the equator).

    Raises `ValueError` beyond 47 bands (376 km), where F would no longer fit into 64 bits.

    >>> from gengheng.area.grid import CGCS2000
    >>> table = bands(CGCS2000, 562, 563)  # 4 496 to 4 512 km
    >>> table.curve.shape, table.whole[0].tolist()
    ((2, 40), [146284706439, 0, 370012332])
    """
    if not 0 <= last - first < 47:
        raise ValueError(f"{last - first + 1} bands: more than one block may span")
    rows = [_band(e, n) for n in range(first, last + 1)]
    curve = np.array([[float(c) for c in coefficients] for coefficients, _ in rows])
    ground = rows[0][1][1]
    whole = np.array([(lat, f - ground, slope) for _, (lat, f, slope) in rows], dtype=np.int64)
    unit = _mp.mpf(1) / (_mp.mpf(RHO) * 10**6)
    scale = _mp.mpf(e.b) ** 2 * unit / 2 * _mp.mpf(10) ** (8 - F_UNIT)
    return Bands(curve, whole, first, float(scale))


@lru_cache(maxsize=1024)
def _band(e: Ellipsoid, n: int) -> tuple[list[Real], tuple[int, int, int]]:
    """Return (coefficients, whole numbers) of band `n`; see `Bands`."""
    middle, half = n * BAND_UM + BAND_UM // 2, BAND_UM // 2
    lat = int(_mp.floor(_series(e, _mp.mpf(middle))[0]))
    at = {d: [_series(e, middle + u) for u in _nodes(d, half)] for d in set(DEGREES)}
    curves: list[Real] = []
    for k, degree in enumerate(DEGREES):
        base = lat if k == 0 else 0
        curves += _fit([values[k] - base for values in at[degree]], half)
    strip = _fit([_strip(e, lat + v) for v in _nodes(STRIP, STEEP)], STEEP)
    f, slope = int(_mp.nint(_strip(e, _mp.mpf(lat)))), int(_mp.floor(strip[1]))
    return [*curves, *strip[2:], strip[1] - slope], (lat, f, slope)


def _series(e: Ellipsoid, north_um: Real) -> list[Real]:
    """Return the seven functions of northing, in 10⁻⁶ seconds per power of 0.001 mm.

    With y from the meridian: latitude = r0 − y²(r1 − y²(r2 − y² r3)), longitude =
    y(r4 − y²(r5 − y² r6)); the inverse series of 国土调查办发〔2008〕32号 sorted by powers of y.
    """
    k, ep2, c, scale = words(e)
    angle = k[0] * north_um / 10**6
    cos, s = _mp.cos_sin(angle)
    foot = angle + cos * (k[1] * s - k[2] * s**3 + k[3] * s**5 - k[4] * s**7)
    cos, sin = _mp.cos_sin(foot)
    tan, eta = sin / cos, ep2 * cos**2
    t, n = tan**2, c / _mp.sqrt(1 + eta) * 10**6
    half = (1 + eta) * tan / 2
    powers = (
        foot,
        half / n**2,
        half * (5 + 3 * t + eta - 9 * eta * t) / 12 / n**4,
        half * (61 + 90 * t + 45 * t**2) / 360 / n**6,
        1 / (n * cos),
        (1 + 2 * t + eta) / 6 / (n**3 * cos),
        (5 + 28 * t + 24 * t**2 + 6 * eta + 8 * eta * t) / 120 / (n**5 * cos),
    )
    return [p * scale for p in powers]


def _strip(e: Ellipsoid, lat: Real) -> Real:
    """Return F at a latitude in 10⁻⁶ seconds: Σ c sin(n B), the trapezoid's series integrated.

    2 sin(n ΔB / 2) cos(n Bm) = sin(n B2) − sin(n B1), hence half the difference of 2F; the
    published trapezoid is b² · (L1 + L2) · Σ c sin(n ΔB / 2) cos(n Bm) = b² · (L1 + L2)/2 · ΔF.
    """
    angle = lat / words(e)[3]
    return _mp.fsum(c * _mp.sin(n * angle) for n, c in terms(e)) * _mp.mpf(10) ** F_UNIT


@cache
def _nodes(degree: int, half: int) -> list[Real]:
    """Return Chebyshev's points of an interpolant on −half … half."""
    n = degree + 1
    return [_mp.cos(_mp.pi * (2 * k + 1) / (2 * n)) * half for k in range(n)]


def _fit(values: Sequence[Real], half: int) -> Sequence[Real]:
    """Return the coefficients, lowest first, of the interpolant at Chebyshev's points (Newton)."""
    n, table = len(values), list(values)
    nodes = _nodes(n - 1, half)
    for k in range(1, n):
        for j in range(n - 1, k - 1, -1):
            table[j] = (table[j] - table[j - 1]) / (nodes[j] - nodes[j - k])
    out = [_mp.mpf(0)] * n
    for k in range(n - 1, -1, -1):
        shifted = [_mp.mpf(0), *out[:-1]]
        out = [a - nodes[k] * b for a, b in zip(shifted, out, strict=True)]
        out[0] += table[k]
    return out
