"""What is wrong with a coverage, on whole 0.1 mm: invalid polygons, pairs that share, gaps.

A border that two polygons share runs there and back. Whatever has such a mate is no border of a
gap; only among the edges that stand alone are lines cut and faces looked for. Pairs are those of
a layer against itself. GEOS is asked about the few polygons that may touch themselves, and about
the few pairs that the kernel leaves open.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import shapely

from gengheng.area.compiled import cache_folder
from gengheng.area.ellipsoid import Ints, official
from gengheng.area.grid import grid_of
from gengheng.area.strips import Sheet, sheet_of
from gengheng.overlay.answers import figures
from gengheng.overlay.borders import borders
from gengheng.overlay.cells import bounds_of, cells_of, extent_of, inverted
from gengheng.overlay.certificate import Certificate, Names, names
from gengheng.overlay.changed import SOUND
from gengheng.overlay.contacts import covered, doubtful
from gengheng.overlay.engine import threads
from gengheng.overlay.local import rows
from gengheng.overlay.naive import polygonal, series
from gengheng.overlay.naive_quality import Quality, Shapes, Shared, faces, judge, ordered
from gengheng.overlay.outlines import FIRST, LAST, Outlines, lots_of, outlines
from gengheng.overlay.overlaps import overlapping
from gengheng.overlay.rings import Ground, ground_of
from gengheng.overlay.unchanged import EMPTY

Fetch = Callable[[Ints], gpd.GeoSeries]
NOBODY: Names = np.zeros(0, dtype=np.uint64)
_MADE: dict[str, Certificate] = {}


def coverage(shapes: gpd.GeoSeries) -> Quality:
    """Return what is wrong with a layer; GEOS answers for all of it where it is too wide.

    Raises `UnknownCrs` where there is no lawful area.

    >>> from shapely import box
    >>> x, y = 36_471_200, 4_521_800
    >>> ring = shapely.difference(box(x, y, x + 90, y + 90), box(x + 40, y + 40, x + 50, y + 50))
    >>> layer = gpd.GeoSeries([ring, box(x + 80, y, x + 100, y + 90), ring], crs=4524)
    >>> found = coverage(layer)
    >>> found.overlaps.right.tolist(), found.duplicates.left.tolist(), found.gap_centi_m2.tolist()
    ([1, 2], [0], [10000])
    """
    held = np.asarray(shapes.array)

    def fetch(which: Ints) -> gpd.GeoSeries:
        """Return the shapes at some places."""
        return series(held[which], shapes.crs)

    ground = ground_of(held)
    try:
        return quality(ground, _sheet(ground, shapes), threads(), fetch)
    except ValueError:  # too wide for the kernel, or nothing there
        return judge(held, lambda some: official(series(some, shapes.crs)))


def certify(digest: str, shapes: gpd.GeoSeries) -> Certificate:
    """Return the certificate of a layer, made once for each digest in the life of the program.

    `shapes` are those of the layer with this digest; a certificate made of others is refused
    where it is used. Raises `UnknownCrs` where there is no lawful area.

    >>> from shapely import box
    >>> x, y = 36_471_200, 4_521_800
    >>> layer = gpd.GeoSeries([box(x, y, x + 9, y + 9), box(x + 9, y, x + 20, y + 9)], crs=4524)
    >>> certify("71c9", layer).clean, certify("71c9", layer) is certify("71c9", layer)
    (True, True)
    """
    if digest not in _MADE:
        found = coverage(shapes)
        members = _members(shapes) if found.clean else NOBODY
        count = len(found.overlaps.left) + len(found.duplicates.left)
        grid, kernel = grid_of(shapes.crs), cache_folder().name
        _MADE[digest] = Certificate(digest, grid, kernel, count, len(members) > 0, members)
    return _MADE[digest]


def _members(shapes: gpd.GeoSeries) -> Names:
    """Return the names of all polygons of a sound layer; nobody where it is too wide, or empty."""
    ground = ground_of(np.asarray(shapes.array))
    try:
        sheet = _sheet(ground, shapes)
        it = outlines(ground, sheet, np.arange(len(ground)), threads())
    except ValueError:
        return NOBODY
    return np.sort(names(it, sheet))


def _sheet(ground: Ground, shapes: gpd.GeoSeries) -> Sheet:
    """Return the sheet of what may be used of a layer; raises `ValueError` as `sheet_of` does."""
    box = ground.box[(ground.fault == 0) & (ground.box[:, 0] <= ground.box[:, 2])]
    if not len(box):
        raise ValueError("没有可用的图形")
    return sheet_of(grid_of(shapes.crs), bounds_of(box))


def quality(ground: Ground, sheet: Sheet, pool: ThreadPoolExecutor, shapes: Fetch) -> Quality:
    """Return what is wrong with a coverage; `shapes` fetches the shapes at some of its places.

    Raises `ValueError` for an edge over 107 km.
    """
    usable = np.flatnonzero(ground.fault == 0)
    it = outlines(ground, sheet, usable, pool)
    doubt = _doubtful(ground, it, usable, pool)
    broken = doubt[~shapely.is_valid(np.asarray(shapes(usable[doubt]).array))]
    box = it.box.copy()
    box[broken] = EMPTY
    it = it._replace(box=box)
    near, alone = overlapping(it, borders(it), sheet, pool)
    met = usable[np.unique(np.concatenate([near.left, near.right]))]
    overlaps, duplicates, judged = _pairs(ground, met, sheet, pool, shapes)
    gaps, bare = _gaps(it, alone, sheet, shapes)
    invalid = np.sort(np.concatenate([np.flatnonzero(ground.fault), usable[broken]]))
    return Quality(invalid, duplicates, overlaps, gaps, bare, judged)


def _pairs(
    ground: Ground, met: Ints, sheet: Sheet, pool: ThreadPoolExecutor, shapes: Fetch
) -> tuple[Shared, Shared, int]:
    """Return (overlaps, duplicates, how many pairs GEOS was asked about) among some polygons.

    They are few, so that the strips of no others need be counted.
    """
    it = outlines(ground, sheet, met, pool)
    found = rows(it, it, sheet, pool)
    left, right, area = met[found.left], met[found.right], found.centi_m2
    asked = found.state != SOUND
    area[asked] = _drawn(shapes, left[asked], right[asked])
    own = figures(it, np.arange(len(met)))[:, 0]
    same = (found.plane2 == own[found.left]) & (found.plane2 == own[found.right])
    over, twin = (area > 0) & ~same, (area > 0) & same
    overlaps = Shared(left[over], right[over], area[over])
    return overlaps, Shared(left[twin], right[twin], area[twin]), int(asked.sum())


def _doubtful(ground: Ground, it: Outlines, usable: Ints, pool: ThreadPoolExecutor) -> Ints:
    """Return the polygons that may be invalid: they have several rings, or edges that are near."""
    of, count = ground.rings.of, np.concatenate([[0], np.cumsum(ground.rings.count - 1)])
    edges = np.concatenate([[0], np.cumsum(it.chunks[:, LAST] - it.chunks[:, FIRST])])
    kept = edges[it.at[1:]] - edges[it.at[:-1]]
    came = count[of[usable + 1]] - count[of[usable]]
    plain = (of[usable + 1] - of[usable] == 1) & (came == kept) & (kept > 2)
    out = (of[usable + 1] > of[usable]) & ~plain
    lots = lots_of(len(out), pool)
    list(pool.map(lambda lot: doubtful(it.points, it.chunks, it.at, plain, out, lot), lots))
    return np.flatnonzero(out)


def _drawn(shapes: Fetch, left: Ints, right: Ints) -> Ints:
    """Return the lawful area of what pairs share, as GEOS draws it."""
    one, other = shapes(left), np.asarray(shapes(right).array)
    return official(series(polygonal(shapely.intersection(np.asarray(one.array), other)), one.crs))


def _gaps(it: Outlines, alone: Ints, sheet: Sheet, shapes: Fetch) -> tuple[Shapes, Ints]:
    """Return the faces that polygons enclose and none covers, from 0.01 m² on, and their areas."""
    found = _faces(it, alone)
    place = shapely.get_coordinates(shapely.point_on_surface(found))
    extent = extent_of(it.box)
    held, begin = inverted(*cells_of(it, extent), extent.wide * extent.high)
    ground = np.zeros(len(found), dtype=np.bool_)
    covered((it.points, it.chunks, it.at, it.box), (held, begin), extent, place, ground)
    bare = ordered(shapely.transform(found[~ground], lambda at: (at + sheet.corner) / 1e4))
    area = official(series(bare, shapes(np.zeros(0, dtype=np.int64)).crs))
    return bare[area > 0], area[area > 0]


def _faces(it: Outlines, alone: Ints) -> Shapes:
    """Return the faces among the edges that stand alone, in 0.1 mm."""
    ends = np.stack([it.points[alone], it.points[alone + 1]], axis=1).astype(np.float64)
    return faces(np.array([shapely.union_all(shapely.linestrings(ends))], dtype=object))
