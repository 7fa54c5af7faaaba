"""套合: what every rule asks of two layers. The kernel sums, the judge (GEOS) draws.

A row needs the judge where its border does not close, where a figure stands nearer to a tie than
the kernel can tell, or where a shape is not sound enough for the kernel; how many those were is
counted in `judged`, never hidden.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Floats, Ints, official, same_crs
from gengheng.area.grid import Grid, grid_of
from gengheng.area.strips import sheet_of
from gengheng.overlay.cells import near
from gengheng.overlay.local import Rows, rows
from gengheng.overlay.naive import Pieces, perimeter_cm, polygonal, series
from gengheng.overlay.naive import pieces as judge
from gengheng.overlay.outlines import measure, outlines
from gengheng.overlay.pairs import CROWDED, DOUBT, OPEN, SOUND
from gengheng.overlay.rings import FAULTS, Ground, ground_of

STATES = {OPEN: "边界不闭合", DOUBT: "临近进位", CROWDED: "交点过多"}
NONE: Ints = np.zeros(0, dtype=np.int64)
NOTHING = Rows(NONE, NONE, NONE, NONE, NONE, NONE, np.zeros(0, dtype=np.uint8), 0)
WIDEST = 200_000.0  # m: a wider ground is the judge's


@dataclass(slots=True)
class Tally:
    """How many pairs the engine answered, and how many of them the judge had to, and why."""

    pairs: int = 0
    judged: dict[str, int] = field(default_factory=dict)

    def add(self, why: str, count: int) -> None:
        """Count `count` pairs that the judge answered."""
        if count:
            self.judged[why] = self.judged.get(why, 0) + count


_TALLY: ContextVar[Tally | None] = ContextVar("tally", default=None)


@contextmanager
def tallied() -> Iterator[Tally]:
    """Count what is overlaid within.

    >>> from shapely import box
    >>> a = gpd.GeoSeries([box(500_000, 4_500_000, 500_010, 4_500_010)], crs=4545)
    >>> with tallied() as tally:
    ...     found = pieces(a, a)
    >>> tally
    Tally(pairs=1, judged={})
    """
    token = _TALLY.set(Tally())
    try:
        yield _TALLY.get() or Tally()
    finally:
        _TALLY.reset(token)


@cache
def threads() -> ThreadPoolExecutor:
    """Return the threads that share the work: one for each core."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="overlay")


def pieces(left: gpd.GeoSeries, right: gpd.GeoSeries, *, geometry: bool = False) -> Pieces:
    """Return one row per pair that shares ground, ordered by (left, right).

    Area by 国土调查办发〔2008〕32号 in 0.01 m², perimeter in cm. Pairs that only touch, or whose
    share rounds to 0.00 m², are absent; empty and missing shapes take no part. Shapes are drawn
    only when asked for. Callers pass sound shapes; nothing is repaired, and what nobody can cut
    raises `shapely.errors.GEOSException`. Raises `UnknownCrs` unless both layers stand in
    one zone.

    >>> from shapely import box
    >>> a = gpd.GeoSeries([box(36_471_200, 4_521_800, 36_471_300, 4_521_900)], crs=4524)
    >>> p = pieces(a, a.translate(50, 0))
    >>> p.area_centi_m2.tolist(), p.perimeter_cm.tolist()
    ([499990], [30000])
    >>> len(pieces(a, a.translate(100, 0)).left), pieces(a, a, geometry=True).shapes.area.tolist()
    (0, [10000.0])
    """
    same_crs(left, right)
    one, other = np.asarray(left.array), np.asarray(right.array)
    mine, theirs = _meeting(shapely.bounds(one), shapely.bounds(other))
    shapes = one[mine], other[theirs]
    sides = ground_of(shapes[0]), ground_of(shapes[1])
    tally = _TALLY.get() or Tally()
    bounds = _bounds(sides[0].box, sides[1].box)
    faults = [FAULTS[f] for side in sides for f in np.unique(side.fault) if f]
    if max(bounds[2:] - bounds[:2]) > WIDEST:
        faults.append("跨度超过200千米")
    if faults:
        found = judge(*(series(s, left.crs) for s in shapes), geometry=geometry)
        tally.pairs += len(found.left)
        tally.add(faults[0], len(found.left))
        return replace(found, left=mine[found.left], right=theirs[found.right])
    it = _rows(sides, grid_of(left.crs), bounds) if len(mine) else NOTHING
    return _told(it, shapes, (mine, theirs), left.crs, geometry, tally)


def _meeting(one: Floats, other: Floats) -> tuple[Ints, Ints]:
    """Return the places of the shapes of each side that may meet one of the other side."""
    theirs = np.flatnonzero(near(one, other))
    mine = np.flatnonzero(near(other[theirs], one))
    return mine, theirs


def _bounds(*boxes: Floats) -> Floats:
    """Return the bounds of boxes (west, south, east, north); nowhere for none."""
    both = np.concatenate(boxes)
    if len(both) == 0:
        return np.zeros(4)
    return np.concatenate([both[:, :2].min(axis=0), both[:, 2:].max(axis=0)])


def _rows(sides: tuple[Ground, Ground], grid: Grid, bounds: Floats) -> Rows:
    """Return what the kernel says of two layers."""
    sheet = sheet_of(grid, bounds)
    layers = [outlines(side, sheet, np.arange(len(side)), threads()) for side in sides]
    for layer in layers:
        measure(layer, sheet, threads())
    return rows(layers[0], layers[1], sheet, threads())


def _told(
    it: Rows,
    shapes: tuple[NDArray[np.object_], NDArray[np.object_]],
    at: tuple[Ints, Ints],
    crs: Any,
    geometry: bool,
    tally: Tally,
) -> Pieces:
    """Return the kernel's rows as pieces; what it leaves open is drawn and measured."""
    area, around = it.centi_m2, it.cm
    open_ = it.state != SOUND
    asked = open_ | ((area > 0) if geometry else False)
    drawn = np.full(len(area), None, dtype=object)
    drawn[asked] = polygonal(
        shapely.intersection(shapes[0][it.left[asked]], shapes[1][it.right[asked]])
    )
    judged = series(drawn[open_], crs)
    area[open_], around[open_] = official(judged), perimeter_cm(judged)
    tally.pairs += len(area)
    for state, why in STATES.items():
        tally.add(why, int((it.state == state).sum()))
    kept = area > 0
    return Pieces(
        at[0][it.left[kept]],
        at[1][it.right[kept]],
        area[kept],
        around[kept],
        series(drawn[kept], crs) if geometry else None,
    )
