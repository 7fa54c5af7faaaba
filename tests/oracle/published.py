"""The published procedure for 椭球面积, written plainly: the second path to the lawful area.

国土调查办发〔2008〕32号, formulas (1)–(3), and the steps of the national software test: coordinates
to 4 decimals, n = int(length / 70) points on an edge longer than 70 m to 6 decimals, latitude and
longitude in seconds to 6 decimals, counted from the equator and from Greenwich, the trapezoids
summed, the sum to 2 decimals; every rounding half away from zero. Floats and loops, no vectors.

The same lines run in two kinds of arithmetic. `PLAIN` is what any program does: doubles and `math`. `EXACT`
keeps what is rational as fractions and takes sine, cosine, tangent and square root with 40 digits:
it says what the formulas mean where a double stands too near to a tie to know.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

Ring = Sequence[tuple[str, str]]  # (east, north) as written in a file, not closed


@dataclass(frozen=True)
class Arithmetic:
    num: Callable[[Any], Any]
    sin: Callable[[Any], Any]
    cos: Callable[[Any], Any]
    tan: Callable[[Any], Any]
    sqrt: Callable[[Any], Any]
    floor: Callable[[Any], int]


forty = mpmath.mp.clone()
forty.dps = 40
PLAIN = Arithmetic(float, math.sin, math.cos, math.tan, math.sqrt, math.floor)
EXACT = Arithmetic(
    Fraction, forty.sin, forty.cos, forty.tan, forty.sqrt,
    lambda x: math.floor(x) if isinstance(x, Fraction) else int(forty.floor(x)),
)  # fmt: skip

CGCS2000 = {
    "b": "6356752.31414036", "e2": "0.00669438002290", "ep2": "0.00673949677548",
    "c": "6399593.62586", "K0": "1.57048761144159e-7", "K1": "5.05250178820567e-3",
    "K2": "2.98472900956587e-5", "K3": "2.41626669230084e-7", "K4": "2.22241238938534e-9",
}  # fmt: skip
XIAN80 = {
    "b": "6356755.29", "e2": "6.69438499958795e-3", "ep2": "6.73950181947292e-3",
    "c": "6399596.65198801", "K0": "1.57048687472752e-7", "K1": "5.05250559291393e-3",
    "K2": "2.98473350966158e-5", "K3": "2.41627215981336e-7", "K4": "2.22241909461273e-9",
}  # fmt: skip
RHO = "206264.8062471"


def centi_m2(polygons, *, ellipsoid, meridian, false_easting, arithmetic=PLAIN):
    """Return the area of a parcel in 0.01 m².

    `polygons` is a list of (shell, holes); `meridian` in degrees; `false_easting` is 500 000, with
    the zone number before it where the eastings carry one.
    """
    a = arithmetic
    e = {name: a.num(word) for name, word in ellipsoid.items()}
    total = a.num(0)
    for shell, holes in polygons:
        total += ring_area(shell, e, meridian, false_easting, a)
        for hole in holes:
            total -= ring_area(hole, e, meridian, false_easting, a)
    return half_away(total * 100, a)


def ring_area(ring: Ring, e, meridian, false_easting, a):
    corners = [(decimals(a.num(x), 4, a), decimals(a.num(y), 4, a)) for x, y in ring]
    points = []
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        points.append((x1, y1))
        length = a.sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2)
        n = a.floor(length / 70) if length > 70 else 0
        for i in range(1, n + 1):
            x, y = x1 + (x2 - x1) * i / (n + 1), y1 + (y2 - y1) * i / (n + 1)
            points.append((decimals(x, 6, a), decimals(y, 6, a)))
    seconds = [to_seconds(x, y, e, meridian, false_easting, a) for x, y in points]
    total = a.num(0)
    for (b1, l1), (b2, l2) in zip(seconds, seconds[1:] + seconds[:1], strict=True):
        total += trapezoid(b1, l1, b2, l2, e, a)
    return abs(total)


def to_seconds(east, north, e, meridian, false_easting, a):
    """Formula (3): the Gauss inverse. B and L in seconds with 6 decimals."""
    y = east - false_easting
    E = e["K0"] * north
    sinE = a.sin(E)
    Bf = E + a.cos(E) * (e["K1"] * sinE - e["K2"] * sinE**3 + e["K3"] * sinE**5 - e["K4"] * sinE**7)
    t = a.tan(Bf)
    eta2 = e["ep2"] * a.cos(Bf) ** 2
    V2 = 1 + eta2
    N = e["c"] / a.sqrt(V2)
    q = y / N
    B = Bf - V2 * t / 2 * (
        q**2
        - (5 + 3 * t**2 + eta2 - 9 * eta2 * t**2) * q**4 / 12
        + (61 + 90 * t**2 + 45 * t**4) * q**6 / 360
    )
    dL = (
        q
        - (1 + 2 * t**2 + eta2) * q**3 / 6
        + (5 + 28 * t**2 + 24 * t**4 + 6 * eta2 + 8 * eta2 * t**2) * q**5 / 120
    ) / a.cos(Bf)
    rho = a.num(RHO)
    return decimals(B * rho, 6, a), decimals(meridian * 3600 + dL * rho, 6, a)


def trapezoid(b1, l1, b2, l2, e, a):
    """Formula (2): the signed m² between one edge, given in seconds, and the meridian L = 0."""
    rho, q = a.num(RHO), e["e2"]
    dB, Bm = (b2 - b1) / rho, (b1 + b2) / 2 / rho
    dL = (l1 + l2) / 2 / rho
    A = 1 + 3 * q / 6 + 30 * q**2 / 80 + 35 * q**3 / 112 + 630 * q**4 / 2304
    B = q / 6 + 15 * q**2 / 80 + 21 * q**3 / 112 + 420 * q**4 / 2304
    C = 3 * q**2 / 80 + 7 * q**3 / 112 + 180 * q**4 / 2304
    D = q**3 / 112 + 45 * q**4 / 2304
    E = 5 * q**4 / 2304
    return 2 * e["b"] ** 2 * dL * (
        A * a.sin(dB / 2) * a.cos(Bm)
        - B * a.sin(3 * dB / 2) * a.cos(3 * Bm)
        + C * a.sin(5 * dB / 2) * a.cos(5 * Bm)
        - D * a.sin(7 * dB / 2) * a.cos(7 * Bm)
        + E * a.sin(9 * dB / 2) * a.cos(9 * Bm)
    )  # fmt: skip


def decimals(x, digits, a):
    """Round half away from zero to so many decimals."""
    return a.num(half_away(x * 10**digits, a)) / 10**digits


def half_away(x, a) -> int:
    whole = a.floor(abs(x) + a.num("0.5"))
    return whole if x >= 0 else -whole
