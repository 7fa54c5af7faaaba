"""What is wrong with a coverage, found by GEOS. The judge of `quality`, as `naive` of `local`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Ints
from gengheng.overlay.naive import GRID, polygonal

SHARE_GROUND = "2********"  # DE-9IM
Shapes = NDArray[np.object_]
Measure = Callable[[Shapes], Ints]  # shapes to whole 0.01 m²


@dataclass(frozen=True, slots=True)
class Shared:
    """Pairs of places, left < right, by (left, right), and the ground they share in 0.01 m²."""

    left: Ints
    right: Ints
    centi_m2: Ints


@dataclass(frozen=True, slots=True)
class Quality:
    """What is wrong with a coverage.

    `invalid`: places of shapes that are no sound polygon; they take no part in the rest, and
    neither does what is missing or empty. `duplicates` share all of their ground, to the 0.1 mm;
    `overlaps` are the other pairs that share 0.01 m² or more. `gaps` are the faces, in metres,
    that polygons enclose and none covers, from 0.01 m² on, by their western and southern bound.
    `judged` pairs were answered by GEOS.
    """

    invalid: Ints
    duplicates: Shared
    overlaps: Shared
    gaps: Shapes
    gap_centi_m2: Ints
    judged: int

    @property
    def clean(self) -> bool:
        """Whether no two shapes share ground, each is sound, and the kernel said so of all."""
        shared = len(self.overlaps.left) + len(self.duplicates.left)
        return not (len(self.invalid) or shared or self.judged)


def judge(shapes: Shapes, measured: Measure) -> Quality:
    """Return what is wrong with a coverage, whatever its extent and its reference system.

    >>> from shapely import box
    >>> def plane(shapes):
    ...     return np.rint(shapely.area(shapes) * 100).astype(np.int64)
    >>> ring = shapely.difference(box(0, 0, 9, 9), box(4, 4, 5, 5))
    >>> found = judge(np.array([ring, box(8, 0, 10, 9), ring, None], dtype=object), plane)
    >>> found.overlaps.left.tolist(), found.overlaps.centi_m2.tolist(), found.clean
    ([0, 1], [900, 900], False)
    >>> found.duplicates.left.tolist(), found.gap_centi_m2.tolist()
    ([0], [100])
    """
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    sound = np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes)
    held = np.flatnonzero(there & sound)
    i, j = shapely.STRtree(shapes[held]).query(shapes[held], predicate="intersects")
    i, j = held[i[i < j]].astype(np.int64), held[j[i < j]].astype(np.int64)
    order = np.lexsort((j, i))
    i, j, asked = i[order], j[order], len(i)
    share = shapely.relate_pattern(shapes[i], shapes[j], SHARE_GROUND)
    i, j = i[share], j[share]
    area = measured(polygonal(shapely.intersection(shapes[i], shapes[j])))
    i, j, area = i[area > 0], j[area > 0], area[area > 0]
    apart = shapely.symmetric_difference(shapes[i], shapes[j], grid_size=GRID)
    twin = shapely.area(apart) == 0
    gaps = _holes(shapes[held])
    gap_area = measured(gaps)
    return Quality(
        np.flatnonzero(there & ~sound),
        Shared(i[twin], j[twin], area[twin]),
        Shared(i[~twin], j[~twin], area[~twin]),
        gaps[gap_area > 0],
        gap_area[gap_area > 0],
        asked,
    )


def _holes(shapes: Shapes) -> Shapes:
    """Return the faces that shapes enclose and leave bare."""
    whole = shapely.union_all(shapes)
    points, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(whole)), return_index=True
    )
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    lines = shapely.linestrings(np.stack([points[edge], points[edge + 1]], axis=1))
    found = faces(np.asarray(lines))
    shapely.prepare(whole)
    return ordered(found[~shapely.intersects(whole, shapely.point_on_surface(found))])


def faces(lines: Shapes) -> Shapes:
    """Return the faces between lines that meet at their ends alone.

    >>> square = np.array([[0, 0], [2, 0], [2, 1], [0, 0]])
    >>> faces(shapely.linestrings(np.stack([square[:-1], square[1:]], axis=1)))[0].area
    1.0
    """
    found = shapely.get_parts(shapely.polygonize(lines))
    return np.asarray(found[shapely.area(found) > 0])


def ordered(shapes: Shapes) -> Shapes:
    """Return shapes in normal form, by their western and southern bound."""
    plain = shapely.normalize(shapes)
    bounds = shapely.bounds(plain)
    return np.asarray(plain[np.lexsort((bounds[:, 2], bounds[:, 1], bounds[:, 0]))])
