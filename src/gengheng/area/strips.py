"""The lawful area edge by edge, compiled: every edge has one strip, a whole number of 10⁻⁸ m².

`ellipsoid` and `exact` define the figure; here it is made fast enough to be asked of every edge of
a county, once, and looked up afterwards. A strip is the trapezoid between an edge and the central
meridian, edges over 70 m with the points that the rule inserts. Because strips are whole numbers,
a sum has no order: threads, blocks and the direction of a ring change nothing.

Where a rounding of the rule is nearer to a tie than a double can tell, the strip says so; those
few are counted with forty digits (`settle`).
"""

import math
from collections import namedtuple
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gengheng.area import exact
from gengheng.area.bands import AT, BAND_UM, bands
from gengheng.area.compiled import compiled, inlined, lean
from gengheng.area.ellipsoid import STEP, Ints
from gengheng.area.grid import Grid

TIE_LAT = 1e-6  # 10⁻⁶ seconds: what a latitude may err by
TIE_LON = 2e-15  # what a longitude may err by, as a part of itself
STRIP_ERR = 10  # 10⁻⁸ m²: what one strip may err by, 4° from the meridian
UNITS = 1_000_000  # strips in 0.01 m²
FARTHEST = 4_000_000_000  # 0.1 mm: 400 km from the meridian, where the series ends,
DEGREES = 4  # or 4° (a zone has 3°), where the north is so narrow that F leaves its band too far
BLOCK = 64  # points whose places are found together
CORNER = 21  # the corner of a frame is a multiple of 2²¹ units (210 m)
C2, C4, C6, D1, D3, D5, F2 = AT[1:]

# What the compiled code must know of a place: the corner from which points are counted (0.1 mm,
# easting from the meridian) and the bands. One zone and one place give one strip, whoever asks.
Frame = namedtuple("Frame", "east north first curve whole scale")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A zone and a frame within it: all that measuring needs to know of a place."""

    grid: Grid
    frame: Frame

    @property
    def corner(self) -> Ints:
        """The point (easting as written, northing) in 0.1 mm from which points are counted."""
        return np.array([self.frame.east + self.grid.false_easting * 10_000, self.frame.north])


def sheet_of(grid: Grid, bounds: NDArray[np.float64]) -> Sheet:
    """Return the sheet of a county from its bounds (west, south, east, north) in metres.

    Raises `ValueError` where the bounds are wider than 214 km (points are counted in 32 bits) or
    lie farther than 4° or 400 km from the meridian.

    >>> from gengheng.area.grid import grid_of
    >>> box = np.array([36_471_200.0, 4_521_800.0, 36_471_300.0, 4_521_900.0])
    >>> sheet_of(grid_of(4524), box).frame[:3]
    (-289406976, 45216694272, 565)
    """
    west, south, east, north = (int(np.floor(v * 1e4)) for v in bounds)
    if max(east - west, north - south) >= 2**31 - 2**22:
        raise ValueError("图层跨度超过214千米")
    west, east = west - grid.false_easting * 10_000, east - grid.false_easting * 10_000
    parallel = float(grid.ellipsoid.c) * math.cos(max(north, -south) / 1e4 / 6.37e6)
    if max(-west, east) > min(FARTHEST, math.radians(DEGREES) * parallel * 1e4):
        raise ValueError("坐标离中央经线超过4度")
    corner = west >> CORNER << CORNER, south >> CORNER << CORNER
    first, last = corner[1] * 100 // BAND_UM, (north * 100 + 200) // BAND_UM
    table = bands(grid.ellipsoid, first, last)
    return Sheet(grid, Frame(*corner, first, table.curve, table.whole, table.scale))


@inlined
def power(w, at, degree, x):
    """Return the polynomial whose coefficients stand in `w` from `at` on, lowest first."""
    out = w[at + degree]
    for k in range(degree - 1, -1, -1):
        out = out * x + w[at + k]
    return out


@inlined
def angles(u, y, w):
    """Return (latitude, longitude) of a point, in 10⁻⁶ seconds and half of one more, unrounded.

    `u`: 0.001 mm above the middle of a band, `y`: from the meridian; `w`: the band's polynomials.
    """
    q = y * y
    bend = power(w, C2, 4, u) - q * (power(w, C4, 4, u) - q * power(w, C6, 3, u))
    along = y * (power(w, D1, 5, u) - q * (power(w, D3, 4, u) - q * power(w, D5, 3, u)))
    return power(w, 0, 5, u) - q * bend + 0.5, along + 0.5


@inlined
def near_tie(above, lat, along, lon):
    """Return whether a latitude or longitude may round otherwise than a double says."""
    slack = TIE_LON * abs(along)
    return (
        (above - lat < TIE_LAT) | (lat + 1 - above < TIE_LAT)
        | (along - lon < slack) | (lon + 1 - along < slack)
    )  # fmt: skip


@inlined
def place(east_um, north_um, first, curve, whole):
    """Return (longitude, F, unsure) of a point in 0.001 mm from the meridian and the equator."""
    band = north_um // BAND_UM
    w, i = curve[band - first], whole[band - first]
    u, y = np.float64(north_um - band * BAND_UM - BAND_UM // 2), np.float64(east_um)
    above, along = angles(u, y, w)
    lat, lon = np.floor(above), np.floor(along)
    return np.int64(lon), integral(np.int64(lat), w, i), near_tie(above, lat, along, lon)


@inlined
def integral(v, w, i):
    """Return F at `v` 10⁻⁶ seconds above the middle of a band: the linear term in integers."""
    x = np.float64(v)
    return i[1] + v * i[2] + np.int64(np.rint(x * w[F2 + 4] + x * x * power(w, F2, 3, x)))


@inlined
def between(lon, f, other_lon, other_f, scale):
    """Return the strip between two places; reversed it is exactly the negative."""
    return np.int64(np.rint(np.float64(lon + other_lon) * np.float64(other_f - f) * scale))


@lean
def parts(east, north):
    """Return into how many parts the rule cuts an edge with these legs (0.1 mm)."""
    square = east * east + north * north
    if square <= STEP * STEP:
        return 1
    n = np.int64(np.sqrt(np.float64(square))) // STEP
    while n * n * (STEP * STEP) > square:
        n -= 1
    while (n + 1) * (n + 1) * (STEP * STEP) <= square:
        n += 1
    return n + 1


@lean
def strip(x0, y0, x1, y1, east, north, first, curve, whole, scale):
    """Return (strip, unsure) of one edge; points in 0.1 mm from the frame's corner."""
    ax, ay = (east + x0) * 100, (north + y0) * 100
    bx, by = (east + x1) * 100, (north + y1) * 100
    n = parts(x1 - x0, y1 - y0)
    lon, f, unsure = place(ax, ay, first, curve, whole)
    total = np.int64(0)
    for k in range(1, n):
        px = (2 * (ax * (n - k) + bx * k) + n) // (2 * n)
        py = (2 * (ay * (n - k) + by * k) + n) // (2 * n)
        lon1, f1, doubt = place(px, py, first, curve, whole)
        total += between(lon, f, lon1, f1, scale)
        lon, f, unsure = lon1, f1, unsure or doubt
    lon1, f1, doubt = place(bx, by, first, curve, whole)
    return total + between(lon, f, lon1, f1, scale), unsure or doubt


@lean
def places(points, k, n, corner, band, w, i, out):
    """Write the places of n points from k on, all in one band: (longitude, F, unsure).

    What `place` does, in loops that a processor runs through several points at a time.
    """
    lon, f, unsure, lat = out
    east, north = corner[0], corner[1] * 100 - band * BAND_UM - BAND_UM // 2
    for z in range(n):
        lon[z] = np.float64((east + points[k + z, 0]) * 100)
        lat[z] = np.float64(north + np.int64(points[k + z, 1]) * 100)
    for z in range(n):
        above, along = angles(lat[z], lon[z], w)
        lat[z], lon[z] = np.floor(above), np.floor(along)
        unsure[z] = near_tie(above, lat[z], along, lon[z])
    for z in range(n):
        f[z] = integral(np.int64(lat[z]), w, i)


@compiled
def strips(points, ring, out, doubts, east, north, first, curve, whole, scale):
    """Fill out[e] for the edges of rings; return how many of them are in doubt.

    Edge e runs from point e to e + 1 (int32, 0.1 mm from the corner), ring r has the edges
    ring[r, 0] … ring[r, 1]. Doubts are listed as far as `doubts` holds, and all counted.
    """
    lon, f, lat = np.empty(BLOCK), np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK)
    unsure = np.empty(BLOCK, dtype=np.bool_)
    found = 0
    for r in range(len(ring)):
        k, last = ring[r, 0], ring[r, 1]
        while k < last:
            band, n = (north + np.int64(points[k, 1])) * 100 // BAND_UM, 1
            low, high = (band * BAND_UM) // 100 - north, ((band + 1) * BAND_UM) // 100 - north
            while n < min(BLOCK, last - k + 1) and low <= points[k + n, 1] < high:
                n += 1
            w, i = curve[band - first], whole[band - first]
            places(points, k, n, (east, north), band, w, i, (lon, f, unsure, lat))
            for e in range(k, k + max(n - 1, 1)):
                x, y = np.int64(points[e, 0]), np.int64(points[e, 1])
                x1, y1 = np.int64(points[e + 1, 0]), np.int64(points[e + 1, 1])
                z = e - k
                if n > 1 and (x1 - x) * (x1 - x) + (y1 - y) * (y1 - y) <= STEP * STEP:
                    out[e] = between(lon[z], f[z], lon[z + 1], f[z + 1], scale)
                    doubt = unsure[z] or unsure[z + 1]
                else:  # long, or from one band to the next
                    out[e], doubt = strip(x, y, x1, y1, east, north, first, curve, whole, scale)
                if doubt:
                    if found < len(doubts):
                        doubts[found] = e
                    found += 1
            k += max(n - 1, 1)
    return found


def settled(a: tuple[int, int], b: tuple[int, int], sheet: Sheet) -> int:
    """Return the strip of one edge (0.1 mm from the corner), its places found with forty digits.

    >>> from gengheng.area.grid import grid_of
    >>> sheet = sheet_of(grid_of(4545), np.array([5e5, 4.5e6, 5.01e5, 4.501e6]))
    >>> a, b = (200_000, 300_000), (1_200_000, 900_000)
    >>> settled(a, b, sheet) == strip(*a, *b, *sheet.frame)[0]
    True
    """
    n = parts(b[0] - a[0], b[1] - a[1])
    points = [
        tuple((200 * (p * (n - k) + q * k) + n) // (2 * n) for p, q in zip(a, b, strict=True))
        for k in range(n + 1)
    ]
    at = [_placed(px, py, sheet) for px, py in points]
    return sum(int(between(*p, *q, sheet.frame.scale)) for p, q in pairwise(at))


def _placed(x_um: int, y_um: int, sheet: Sheet) -> tuple[int, int]:
    """Return (longitude, F) of a point in 0.001 mm from the corner: `place` beyond doubt."""
    frame = sheet.frame
    north_um = y_um + frame.north * 100
    lat, lon = exact.micro_seconds(x_um + frame.east * 100, north_um, sheet.grid.ellipsoid, 0)
    row = north_um // BAND_UM - frame.first
    v = lat - int(frame.whole[row, 0])
    return lon, int(integral(v, frame.curve[row], frame.whole[row]))
