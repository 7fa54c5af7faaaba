"""What the tests of the overlay kernel stand on: layers in one zone, and surveys without gaps."""

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import shapely

from gengheng.area.grid import grid_of
from gengheng.area.strips import sheet_of
from gengheng.overlay.answers import COLUMNS, joined, overlaid, task
from gengheng.overlay.borders import borders
from gengheng.overlay.changed import OPEN
from gengheng.overlay.local import rows
from gengheng.overlay.outlines import measure, outlines
from gengheng.overlay.overlaps import overlapping
from gengheng.overlay.rings import ground_of
from gengheng.overlay.unchanged import unchanged

CRS = 4545
EAST, NORTH = 540_000, 4_500_000
POOL = ThreadPoolExecutor(2)
SOUTHWEST = np.array([EAST, NORTH])
SUMS = [name for name in COLUMNS if name != "edges"]


def objects(shapes):
    """Return shapes as an array of objects, however many there are."""
    out = np.empty(len(shapes), dtype=object)
    out[:] = list(shapes)
    return out


def series(shapes):
    return gpd.GeoSeries(objects(shapes), crs=CRS)


def placed(shape, east=EAST, north=NORTH, unit=1.0):
    """Move a shape that was drawn near the origin to where land is, counted in `unit` metres."""
    return shapely.transform(shape, lambda points: points * unit + [east, north])


def sheet_for(*sides, crs=CRS):
    return sheet_of(grid_of(crs), shapely.total_bounds(np.concatenate(sides)))


def layer(shapes, sheet, pool=POOL):
    """Return shapes, or WKB, as the kernel takes them: in whole 0.1 mm and measured."""
    ground = ground_of(shapes)
    out = outlines(ground, sheet, np.arange(len(ground)), pool)
    measure(out, sheet, pool)
    return out


def overlay(left, right, *, pool=POOL, **options):
    """Return the kernel's rows of two lists of shapes."""
    left, right = objects(left), objects(right)
    sheet = sheet_for(left, right)
    return rows(layer(left, sheet, pool), layer(right, sheet, pool), sheet, pool, **options)


def told(found, *, swapped=False):
    """Return {(left, right): (2 × plane area, strips, length, state)}."""
    pairs = (found.right, found.left) if swapped else (found.left, found.right)
    figures = found.plane2, found.strips, found.length, found.state
    return {
        (i, j): tuple(row)
        for i, j, *row in zip(*(c.tolist() for c in (*pairs, *figures)), strict=True)
    }


def every_pair(a, b, sheet):
    """The rows of all pairs whose boxes overlap, each asked on its own."""
    return joined(overlaid(a, b, task(a, b, sheet), POOL, lambda _: None))


def same_rows(found, expected):
    """Two tables hold the same pairs, sums and lengths; only what is in doubt may differ."""
    for name in SUMS:
        assert getattr(found, name).tolist() == getattr(expected, name).tolist(), name
    assert ((found.state == OPEN) == (expected.state == OPEN)).all()


def agrees(left, right, crs=CRS, **options):
    """Two layers are answered as by asking every pair; return what was settled."""
    sheet = sheet_for(left, right, crs=crs)
    a, b = layer(left, sheet), layer(right, sheet)
    for one in (a, b):
        same_rows(overlapping(one, borders(one), sheet, POOL)[0], every_pair(one, one, sheet))
    same_rows(rows(a, b, sheet, POOL, **options), every_pair(a, b, sheet))
    return unchanged(a, b, sheet, POOL, options.get("clean", (False, False)))


def regions(rng, labels, unit):
    """The cells of a lattice joined by their labels: straight borders, corners in the middle."""
    size = len(labels)
    cells = [shapely.box(x, y, x + 1, y + 1) for x in range(size) for y in range(size)]
    shapes = [
        shapely.union_all([c for c, of in zip(cells, labels.ravel(), strict=True) if of == k])
        for k in np.unique(labels)
    ]
    parts = [p for shape in shapes for p in shapely.get_parts(shape)]
    rng.shuffle(parts)
    return objects([placed(p, unit=unit) for p in parts])


class Survey:
    """A jittered grid of patches: shared corners, holes with enclaves, parts, long canals.

    Counted in 0.1 mm from (EAST, NORTH). A row less than 20 m high is a canal, one patch.
    `redrawn` says which part of the borders another vintage shows elsewhere.
    """

    def __init__(self, seed, columns=9, heights=(90, 75, 8) * 3, *, vintage=0, redrawn=0.2):
        self.columns, self.heights = columns, heights
        first, then = np.random.default_rng(seed), np.random.default_rng([seed, vintage])
        self.corner, self.along, self.up = self._borders(first)
        if vintage:
            for mine, other in zip((self.along, self.up), self._borders(then)[1:], strict=True):
                for key in mine:
                    if then.random() < redrawn:
                        mine[key] = other[key] - other[key][:1] + mine[key][:1]
                        bend = np.linspace(0, 1, len(mine[key]))[:, None]
                        end = self.corner[self._end(key, mine is self.up)]
                        mine[key] = np.rint(mine[key] + bend * (end - mine[key][-1])).astype(int)
        self.shapes = objects(self._patches(first))

    @staticmethod
    def _end(key, upward):
        return (key[0], key[1] + 1) if upward else (key[0] + 1, key[1])

    def _borders(self, rng, wide=850_000):
        """Return corners, borders to the east and borders to the north, by (column, row)."""
        high = np.array(self.heights) * 10_000
        north = np.concatenate([[0], np.cumsum(high)])
        low = np.minimum(np.append(high, high[-1]), np.insert(high, 0, high[0])) * 0.8
        corner, along, up = {}, {}, {}
        for x in range(self.columns + 1):
            for y in range(len(high) + 1):
                off = rng.uniform(-0.12, 0.12, 2)
                place = (x + off[0]) * wide, north[y] + off[1] * low[y]
                corner[x, y] = np.rint(place).astype(int)
        for (x, y), here in corner.items():
            if x < self.columns:
                along[x, y] = _wiggled(rng, here, corner[x + 1, y], (0, 0.1 * low[y]))
            if y < len(high):
                up[x, y] = _wiggled(rng, here, corner[x, y + 1], (0.06 * wide, 0))
        return corner, along, up

    def _ring(self, x0, x1, y):
        """Return the border of the patches x0 … x1 of one row, anticlockwise."""
        south = [self.along[x, y][:-1] for x in range(x0, x1)]
        north = [self.along[x, y + 1][:0:-1] for x in range(x1 - 1, x0 - 1, -1)]
        return np.concatenate([*south, self.up[x1, y][:-1], *north, self.up[x0, y][:0:-1]])

    def _patches(self, rng):
        """Return the patches: canals whole, one in six with an enclave, a few in two parts."""
        out, alone = [], []
        for y, height in enumerate(self.heights):
            if height < 20:
                out.append(_polygon(self._ring(0, self.columns, y)))
                continue
            for x in range(self.columns):
                ring = self._ring(x, x + 1, y)
                if rng.random() < 1 / 6:
                    island = _island(rng, ring.mean(axis=0))
                    out += [_polygon(ring, island), _polygon(island)]
                else:
                    alone.append(_polygon(ring))
        for _ in range(len(alone) // 12):
            out.append(shapely.MultiPolygon([alone.pop(), alone.pop(len(alone) // 2)]))
        return out + alone


def _wiggled(rng, start, end, reach):
    """Return a border from one corner to another by way of some points beside the straight line."""
    count = rng.integers(0, 7)
    part = ((np.arange(count) + rng.uniform(0.6, 1.4, count)) / (count + 1))[:, None]
    between = start + part * (end - start) + rng.uniform(-1, 1, (count, 2)) * reach
    return np.concatenate([[start], np.rint(between).astype(int), [end]])


def _island(rng, middle):
    turn = 2 * np.pi * (np.arange(9) + rng.uniform(0.1, 0.9, 9)) / 9
    reach = rng.uniform(60_000, 150_000, 9)
    points = np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])
    return np.rint(middle + points).astype(int)


def _polygon(ring, *holes):
    def home(points):
        return points / 1e4 + SOUTHWEST

    return shapely.Polygon(home(ring), [home(hole) for hole in holes])
