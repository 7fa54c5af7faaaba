"""Where the rings of a layer lie in memory: found without making a single geometry object.

A layer comes as WKB (an Arrow column as GDAL reads it) or as shapes; both become one table of
rings, each a place in a buffer, a number of points and a step from point to point. Nothing is
copied and nothing is measured but the box of each polygon.
"""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from gengheng.area.compiled import double_at, inlined, lean
from gengheng.area.ellipsoid import Floats

Bytes = NDArray[np.uint8]
FAR = 1e9  # m: no coordinate of a zone is beyond it, and neither NaN nor infinity is below it
FAULTS = ("", "不是面，或不是小端WKB", "坐标不是数", "环不闭合")

# data: the buffer; at: byte of a ring's first point; count: its points; step: bytes from point to
# point; hole: 1 for inner rings; of: polygon i has the rings of[i] … of[i + 1].
Rings = namedtuple("Rings", "data at count step hole of")


@dataclass(frozen=True, slots=True)
class Ground:
    """The rings of a layer and the box of each polygon in metres.

    `box` is (west, south, east, north), west above east where a polygon has no points; `fault`
    is a place in `FAULTS`, 0 where the polygon may be used.
    """

    rings: Rings
    box: Floats
    fault: Bytes

    def __len__(self) -> int:
        """Return how many polygons there are, empty ones included."""
        return len(self.box)


def ground_of(column: "pa.Array | NDArray[np.object_]") -> Ground:
    """Return the rings of WKB (Arrow, binary) or of shapes (NumPy, objects).

    A null, a missing or an empty shape is a polygon without rings. What cannot be used is told by
    `fault`, never repaired.

    >>> from shapely import MultiPolygon, box
    >>> shapes = np.array([box(0, 0, 2, 1), None, MultiPolygon([box(0, 0, 1, 1)])], dtype=object)
    >>> both = ground_of(shapes), ground_of(pa.array(shapely.to_wkb(shapes)))
    >>> [it.rings.of.tolist() for it in both], both[1].box[0].tolist()
    ([[0, 1, 1, 2], [0, 1, 1, 2]], [0.0, 0.0, 2.0, 1.0])
    """
    rings, fault = _of_wkb(column) if isinstance(column, pa.Array) else _of_shapes(column)
    box = np.empty((len(rings.of) - 1, 4))
    _boxes(*rings, box, fault)
    return Ground(rings, box, fault)


def _of_shapes(shapes: NDArray[np.object_]) -> tuple[Rings, Bytes]:
    """Return the rings of polygons and multipolygons."""
    kind = shapely.get_type_id(shapes)
    plain = np.array(shapes, dtype=object)
    plain[~np.isin(kind, (3, 6))] = shapely.Polygon()
    fault = np.where(np.isin(kind, (-1, 3, 6)) | shapely.is_empty(shapes), 0, 1).astype(np.uint8)
    if len(plain) == 0:
        nothing = np.zeros(0, dtype=np.int64)
        none = np.zeros(1, dtype=np.int64)
        return Rings(np.zeros(0, np.uint8), nothing, nothing, nothing, nothing, none), fault
    _, points, (ring, *outer) = shapely.to_ragged_array(plain, include_z=False)
    ring = ring.astype(np.int64)
    of, hole = outer[0].astype(np.int64), np.ones(len(ring) - 1, dtype=np.int64)
    hole[of[:-1][of[:-1] < of[1:]]] = 0
    for parts in outer[1:]:
        of = of[parts]
    data = np.ascontiguousarray(points, dtype=np.float64).view(np.uint8).ravel()
    step = np.full(len(hole), 16, dtype=np.int64)
    return Rings(data, ring[:-1] * 16, np.diff(ring), step, hole, of.astype(np.int64)), fault


def _of_wkb(column: pa.Array) -> tuple[Rings, Bytes]:
    """Return the rings of a column of WKB."""
    wide = column.cast(pa.large_binary()) if pa.types.is_binary(column.type) else column
    _, offsets, data = wide.buffers()
    at = np.frombuffer(offsets, np.int64, len(wide) + 1, wide.offset * 8)
    held = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    count, fault = np.zeros(len(wide) + 1, dtype=np.int64), np.zeros(len(wide), dtype=np.uint8)
    nothing = np.zeros((0, 4), dtype=np.int64)
    _scan(held, at, count, nothing, fault)
    of = np.cumsum(count)
    table = np.empty((of[-1], 4), dtype=np.int64)
    _scan(held, at, of, table, fault)
    begin, points, step, hole = np.ascontiguousarray(table.T)
    return Rings(held, begin, points, step, hole, of), fault


@inlined
def double(data, byte):
    """Return the double that begins at a byte of the buffer."""
    return double_at(np.uintp(data.ctypes.data) + np.uintp(byte))


@inlined
def _number(data, byte):
    """Return the little-endian 32-bit number that begins at a byte of the buffer."""
    low = np.int64(data[byte]) | np.int64(data[byte + 1]) << 8
    return low | np.int64(data[byte + 2]) << 16 | np.int64(data[byte + 3]) << 24


@lean
def _kind(data, byte):
    """Return (3 polygon, 6 multipolygon, 0 anything else; bytes from point to point)."""
    if data[byte] != 1:
        return 0, 0
    word = _number(data, byte + 1)
    flags, plain = word >> 28, word & 0x0FFFFFFF
    base, thousands = plain % 1000, plain // 1000
    dimensions = 2 + ((flags >> 3) & 1) + ((flags >> 2) & 1)
    if thousands in (1, 2):
        dimensions = 3
    elif thousands == 3:
        dimensions = 4
    return (base if base in (3, 6) else 0), dimensions * 8


@lean
def _scan(data, at, of, table, fault):
    """Count the rings of each polygon (`table` empty), or list them at their places."""
    for i in range(len(fault)):
        byte, stop = at[i], at[i + 1]
        if byte == stop or fault[i]:
            continue
        kind, step = _kind(data, byte)
        if kind == 0:
            fault[i] = 1
            continue
        byte += 9 if data[byte + 4] & 0x20 else 5  # EWKB may carry a SRID
        parts, r = 1, of[i]
        if kind == 6:
            parts = _number(data, byte)
            byte += 4
        for _ in range(parts):
            if kind == 6:
                byte += 9 if data[byte + 4] & 0x20 else 5
            rings = _number(data, byte)
            byte += 4
            for k in range(rings):
                n = _number(data, byte)
                if len(table):
                    table[r, 0], table[r, 1] = byte + 4, n
                    table[r, 2], table[r, 3] = step, k > 0
                    r += 1
                else:
                    of[i + 1] += 1
                byte += 4 + n * step


@lean
def _boxes(data, at, count, step, hole, of, box, fault):
    """Fill the box of each polygon; tell which have points that are no numbers, or open rings."""
    for i in range(len(box)):
        west = south = np.inf
        east = north = -np.inf
        for r in range(of[i], of[i + 1]):
            byte = at[r]
            for _ in range(count[r]):
                x, y = double(data, byte), double(data, byte + 8)
                if not (abs(x) < FAR and abs(y) < FAR):
                    fault[i] = 2
                west, east = min(west, x), max(east, x)
                south, north = min(south, y), max(north, y)
                byte += step[r]
            if count[r]:
                last = byte - step[r]
                same = double(data, at[r]) == double(data, last)
                if not same or double(data, at[r] + 8) != double(data, last + 8):
                    fault[i] = 3
        box[i, 0], box[i, 1], box[i, 2], box[i, 3] = west, south, east, north
