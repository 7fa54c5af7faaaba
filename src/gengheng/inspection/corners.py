"""The corners of many shapes at once, in whole 0.1 mm, block by block."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.inspection.patches import BLOCK, Flags, Shapes

Ints = NDArray[np.int64]
PER_M = 10_000  # 0.1 mm, the grid on which official areas are counted


@dataclass(frozen=True, slots=True)
class Corners:
    """The corners of the rings of a block without their closing points.

    `at` is the row of each corner, `ring` its ring; `before` and `after` are the positions of its
    neighbours along the ring. `same` marks corners that lie where the one before them lies.
    """

    points: Ints
    at: Ints
    ring: Ints
    before: Ints
    after: Ints
    same: Flags

    def place(self, k: int) -> tuple[float, float]:
        """Return a corner in metres."""
        return float(self.points[k, 0]) / PER_M, float(self.points[k, 1]) / PER_M


def corners(shapes: Shapes) -> Iterator[Corners]:
    """Yield the corners of all polygons, with rows counted over all blocks.

    Rings of fewer than two points and coordinates that are no numbers are left out. A corner that
    lies on the one before it is marked and kept.

    >>> ring = shapely.Polygon([(0, 0), (0, 0), (1, 0), (1, 1)])
    >>> (one,) = corners(np.array([ring], dtype=object))
    >>> len(one.points), one.same.tolist()
    (4, [False, True, False, False])
    """
    for start in range(0, len(shapes), BLOCK):
        yield _of_block(shapes[start : start + BLOCK], start)


def _of_block(shapes: Shapes, start: int) -> Corners:
    parts, row = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_type_id(parts) == 3
    rings, part = shapely.get_rings(parts[flat], return_index=True)
    of_ring = row[flat][part] if len(rings) else np.zeros(0, dtype=np.int64)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    broken = np.zeros(len(rings) + 1, dtype=bool)
    broken[ring[~np.isfinite(xy).all(axis=1)]] = True
    last = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, dtype=bool)
    keep = ~last & ~broken[ring]
    points = np.round(xy[keep] * PER_M).astype(np.int64)
    ring = ring[keep].astype(np.int64)
    n = len(ring)
    first = np.flatnonzero(np.diff(ring, prepend=-1)) if n else np.zeros(0, dtype=np.int64)
    final = np.append(first[1:], n) - 1 if n else first
    before, after = np.arange(n) - 1, np.arange(n) + 1
    before[first], after[final] = final, first
    same = (points == points[before]).all(axis=1) & (before != np.arange(n))
    if len(first):
        same[first] = False  # the closing of a ring is no repetition
    return Corners(points, of_ring[ring] + start, ring, before, after, same)


def plain(one: Corners) -> Corners:
    """Return the corners without those that repeat the one before, neighbours found anew.

    >>> ring = shapely.Polygon([(0, 0), (0, 0), (1, 0), (1, 1)])
    >>> (held,) = corners(np.array([ring], dtype=object))
    >>> plain(held).points[:, 0].tolist()
    [0, 10000, 10000]
    """
    keep = ~(one.same | _closes(one))
    ring, n = one.ring[keep], int(keep.sum())
    first = np.flatnonzero(np.diff(ring, prepend=-1)) if n else np.zeros(0, dtype=np.int64)
    final = np.append(first[1:], n) - 1 if n else first
    before, after = np.arange(n) - 1, np.arange(n) + 1
    before[first], after[final] = final, first
    none = np.zeros(n, dtype=bool)
    return Corners(one.points[keep], one.at[keep], ring, before, after, none)


def _closes(one: Corners) -> Flags:
    """Return which corners lie where the ring begins and are its last: it was closed twice."""
    here = np.arange(len(one.ring))
    last = (one.after < here) & (one.after != here)
    return np.asarray(last & (one.points == one.points[one.after]).all(axis=1))
