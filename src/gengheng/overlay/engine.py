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
from gengheng.overlay.answers import Rows, figures
from gengheng.overlay.cells import bounds_of, near
from gengheng.overlay.certificate import Certificate
from gengheng.overlay.changed import CROWDED, DOUBT, OPEN, SOUND
from gengheng.overlay.local import rows
from gengheng.overlay.naive import Pieces, outside, perimeter_cm, polygonal, series, without
from gengheng.overlay.naive import pieces as judge
from gengheng.overlay.outlines import lots_of, outlines
from gengheng.overlay.rings import FAULTS, ground_of

STATES = {OPEN: "边界不闭合", DOUBT: "临近进位", CROWDED: "交点过多"}
NONE: Ints = np.zeros(0, dtype=np.int64)
NOTHING = Rows(NONE, NONE, NONE, NONE, NONE, NONE, np.zeros(0, dtype=np.uint8), 0)


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


def cut(
    one: NDArray[np.object_], other: NDArray[np.object_], pool: ThreadPoolExecutor
) -> NDArray[np.object_]:
    """Return what each pair of shapes shares, as GEOS cuts it; all threads share the work.

    >>> from shapely import box
    >>> a, b = np.array([box(0, 0, 2, 1)] * 3), np.array([box(1, 0, 3, 1)] * 3)
    >>> shapely.area(cut(a, b, threads())).tolist()
    [1.0, 1.0, 1.0]
    """
    lots = lots_of(len(one), pool)
    parts = pool.map(lambda k: shapely.intersection(one[k[0] : k[1]], other[k[0] : k[1]]), lots)
    return np.concatenate([np.zeros(0, dtype=object), *parts])


def pieces(
    left: gpd.GeoSeries,
    right: gpd.GeoSeries,
    *,
    geometry: bool = False,
    clean: tuple[Certificate | None, Certificate | None] = (None, None),
) -> Pieces:
    """Return one row per pair that shares ground, ordered by (left, right).

    Area by 国土调查办发〔2008〕32号 in 0.01 m², perimeter in cm. Pairs that only touch, or whose
    share rounds to 0.00 m², are absent; empty and missing shapes take no part. Shapes are drawn
    only when asked for. Callers pass sound shapes; nothing is repaired, and what nobody can cut
    raises `shapely.errors.GEOSException`. Raises `UnknownCrs` unless both layers stand in
    one zone.

    `clean` are the certificates of the layers that left and right are, or are part of
    (`quality.certify`). They change how long it takes, never what is found; one of another layer
    raises `ValueError`.

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
    found = _met(shapes, grid_of(left.crs), clean)
    tally = _TALLY.get() or Tally()
    if isinstance(found, str):
        drawn = judge(*(series(s, left.crs) for s in shapes), geometry=geometry)
        tally.pairs += len(drawn.left)
        tally.add(found, len(drawn.left))
        return replace(drawn, left=mine[drawn.left], right=theirs[drawn.right])
    return _told(found.rows, shapes, (mine, theirs), left.crs, geometry, tally)


def carve(patches: gpd.GeoSeries, *minus: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return what is left of each patch outside all layers of `minus`; empty where nothing is.

    The kernel says which patches lie wholly free and are returned as they are, and which lie
    wholly under one shape; only the rest is cut by GEOS. Raises as `pieces` does.

    >>> from shapely import box
    >>> over = gpd.GeoSeries([box(0, 0, 9, 1), box(0, 5, 9, 6), box(2, 0, 3, 1)], crs=4545)
    >>> land = gpd.GeoSeries([box(2, 0, 4, 2), None], crs=4545)
    >>> carve(over, land, gpd.GeoSeries([box(4, 0, 9, 2)], crs=4545)).area.tolist()
    [2.0, 9.0, 0.0]
    """
    for land in minus:
        same_crs(patches, land)
    out = np.array(patches.array, dtype=object)
    other = np.concatenate([np.zeros(0, dtype=object), *(np.asarray(m.array) for m in minus)])
    mine, theirs = _meeting(shapely.bounds(out), shapely.bounds(other))
    found = _met((out[mine], other[theirs]), grid_of(patches.crs))
    if isinstance(found, str):
        sides = series(out[mine], patches.crs), series(other[theirs], patches.crs)
        out[mine] = np.asarray(outside(*sides).array)
        return series(out, patches.crs)
    it = found.rows
    under = np.unique(it.left[(it.state == SOUND) & (it.plane2 == found.plane2[it.left])])
    out[mine[under]] = shapely.Polygon()
    rest = ~np.isin(it.left, under)
    left, over = it.left[rest], other[theirs[it.right[rest]]]
    touch = shapely.intersects(out[mine[left]], over)
    left, over = left[touch], over[touch]
    cut = np.unique(left)
    out[mine[cut]] = polygonal(without(out[mine], left, over)[cut])
    return series(out, patches.crs)


@dataclass(frozen=True, slots=True)
class _Met:
    """What the kernel says of two layers, and 2 × the plane area of each shape of the first."""

    rows: Rows
    plane2: Ints


def _met(
    shapes: tuple[NDArray[np.object_], NDArray[np.object_]],
    grid: Grid,
    clean: tuple[Certificate | None, Certificate | None] = (None, None),
) -> _Met | str:
    """Return the kernel's rows, or why the judge has to answer for all of these shapes."""
    if len(shapes[0]) == 0 or len(shapes[1]) == 0:
        return _Met(NOTHING, NONE)
    sides = list(threads().map(ground_of, shapes))
    for fault in (int(f) for side in sides for f in np.unique(side.fault)):
        if fault:
            return FAULTS[fault]
    both = np.concatenate([side.box for side in sides])
    both = both[both[:, 0] <= both[:, 2]]
    try:
        sheet = sheet_of(grid, bounds_of(both))
        one, other = (outlines(s, sheet, np.arange(len(s)), threads()) for s in sides)
    except ValueError as why:
        return str(why)
    holds = [
        c is not None and c.holds(it, sheet) for c, it in zip(clean, (one, other), strict=True)
    ]
    found = rows(one, other, sheet, threads(), clean=(holds[0], holds[1]))
    return _Met(found, figures(one, np.arange(len(one.box)))[:, 0])


def _meeting(one: Floats, other: Floats) -> tuple[Ints, Ints]:
    """Return the places of the shapes of each side that may meet one of the other side."""
    theirs = np.flatnonzero(near(one, other))
    mine = np.flatnonzero(near(other[theirs], one))
    return mine, theirs


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
    drawn[asked] = polygonal(cut(shapes[0][it.left[asked]], shapes[1][it.right[asked]], threads()))
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
