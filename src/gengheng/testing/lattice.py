"""The lattice on which the synthetic county is drawn, so that its truth is a matter of counting.

One unit is 0.05 m. A frame turns the lattice by the angle of the 3-4-5 triangle,

    x = X0 + 0.8 u - 0.6 v        y = Y0 + 0.6 u + 0.8 v        (metres; u, v in metres)

so that every lattice point falls on a whole centimetre while every border runs obliquely to the
grid. Whatever is drawn is a union of rectangles; what it covers is counted in the cells between
their edges, without any geometry engine.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

UNITS = 20  # lattice units in a metre
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Point = tuple[int, int]
Ring = list[Point]


class Rect(NamedTuple):
    """A rectangle of the lattice, from (u0, v0) to (u1, v1), in units."""

    u0: int
    v0: int
    u1: int
    v1: int

    def clip(self, other: "Rect") -> "Rect | None":
        """Return the common part, None where there is none.

        >>> Rect(0, 0, 9, 9).clip(Rect(5, 5, 20, 20)), Rect(0, 0, 9, 9).clip(Rect(9, 0, 20, 9))
        (Rect(u0=5, v0=5, u1=9, v1=9), None)
        """
        u0, v0 = max(self.u0, other.u0), max(self.v0, other.v0)
        u1, v1 = min(self.u1, other.u1), min(self.v1, other.v1)
        return Rect(u0, v0, u1, v1) if u0 < u1 and v0 < v1 else None

    def grown(self, units: int) -> "Rect":
        """Return the rectangle moved outward on all sides."""
        return Rect(self.u0 - units, self.v0 - units, self.u1 + units, self.v1 + units)

    @property
    def corners(self) -> Ring:
        """The four corners, counter-clockwise."""
        return [(self.u0, self.v0), (self.u1, self.v0), (self.u1, self.v1), (self.u0, self.v1)]


Region = tuple[Rect, ...]


def bounds(region: Iterable[Rect]) -> Rect:
    """Return the smallest rectangle around a region."""
    u0, v0, u1, v1 = zip(*region, strict=True)
    return Rect(min(u0), min(v0), max(u1), max(v1))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lattice lies in its 3° zone: the origin, in whole centimetres with zone prefix."""

    x_cm: int
    y_cm: int

    def place(self, points: Sequence[Point]) -> NDArray[np.float64]:
        """Return (n, 2) of x (east, with zone prefix) and y (north) in metres.

        >>> Frame(3_647_000_000, 452_000_000).place([(0, 0), (20, 0), (0, 20)]).tolist()
        [[36470000.0, 4520000.0], [36470000.8, 4520000.6], [36469999.4, 4520000.8]]
        """
        u, v = np.asarray(points, dtype=np.int64).reshape(-1, 2).T
        cm = np.stack([self.x_cm + 4 * u - 3 * v, self.y_cm + 3 * u + 4 * v], axis=1)
        return cm / 100


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells between all edges of some rectangles; cell (i, j) is us[i]..us[i+1] × vs[j].."""

    us: Ints
    vs: Ints

    @classmethod
    def of(cls, rects: Iterable[Rect]) -> "Grid":
        """Return the coarsest grid that splits none of `rects`."""
        u0, v0, u1, v1 = zip(*rects, strict=True)
        return cls(np.unique(np.array(u0 + u1)), np.unique(np.array(v0 + v1)))

    @property
    def shape(self) -> tuple[int, int]:
        """How many cells along u and along v."""
        return len(self.us) - 1, len(self.vs) - 1

    def window(self, rect: Rect) -> tuple[slice, slice]:
        """Return which cells a rectangle of the grid covers."""
        i0, i1 = np.searchsorted(self.us, (rect.u0, rect.u1))
        j0, j1 = np.searchsorted(self.vs, (rect.v0, rect.v1))
        return slice(i0, i1), slice(j0, j1)

    def mask(self, region: Iterable[Rect]) -> Mask:
        """Return which cells a region covers."""
        cells = np.zeros(self.shape, dtype=np.bool_)
        for rect in region:
            cells[self.window(rect)] = True
        return cells

    def rects(self, cells: Mask) -> Region:
        """Return disjoint rectangles that cover exactly `cells`: runs along v, joined along u.

        >>> grid = Grid.of([Rect(0, 0, 9, 4), Rect(0, 4, 3, 9)])
        >>> grid.rects(grid.mask([Rect(0, 0, 9, 4), Rect(0, 4, 3, 9)]))
        (Rect(u0=0, v0=0, u1=3, v1=9), Rect(u0=3, v0=0, u1=9, v1=4))
        """
        done: list[Rect] = []
        open_runs: dict[tuple[int, int], int] = {}
        for i in range(self.shape[0] + 1):
            edge = np.zeros(self.shape[1] + 2, dtype=np.int8)
            if i < self.shape[0]:
                edge[1:-1] = cells[i]
            steps = np.flatnonzero(np.diff(edge))
            runs = {(int(self.vs[a]), int(self.vs[b])) for a, b in steps.reshape(-1, 2)}
            for run in [run for run in open_runs if run not in runs]:
                done.append(Rect(open_runs.pop(run), run[0], int(self.us[i]), run[1]))
            for run in sorted(runs - open_runs.keys()):
                open_runs[run] = int(self.us[i])
        return tuple(sorted(done))


class Shape(NamedTuple):
    """One patch: its outer ring counter-clockwise, its holes clockwise; no ring is closed."""

    outer: Ring
    holes: list[Ring]


def shapes(grid: Grid, labels: Ints) -> dict[int, list[Shape]]:
    """Return the patches of each label that is not negative, by tracing their borders.

    A corner where three patches meet is a vertex of all three, so that the whole is seamless and
    stays so when vertices move.

    >>> grid = Grid.of([Rect(0, 0, 5, 9), Rect(5, 0, 9, 4)])
    >>> found = shapes(grid, np.array([[1, 1], [2, -1]]))
    >>> found[1]
    [Shape(outer=[(0, 0), (5, 0), (5, 4), (5, 9), (0, 9)], holes=[])]
    """
    loops: dict[int, list[Ring]] = {}
    for label, steps in sorted(_borders(grid, labels).items()):
        loops[label] = list(_loops(steps))
    return {label: _nested(rings) for label, rings in loops.items()}


def _borders(grid: Grid, labels: Ints) -> dict[int, dict[Point, list[Point]]]:
    """Return {label: {start: [end, …]}}, each step with the label on its left."""
    around = np.pad(labels, 1, constant_values=-1)
    sw, se, nw, ne = around[:-1, :-1], around[1:, :-1], around[:-1, 1:], around[1:, 1:]
    vertex = ~(((sw == se) & (nw == ne)) | ((sw == nw) & (se == ne)))
    steps: dict[int, dict[Point, list[Point]]] = {}

    def add(label: int, start: Point, end: Point) -> None:
        """Add one step of a border to the area with this label."""
        if label >= 0:
            steps.setdefault(label, {}).setdefault(start, []).append(end)

    across = np.argwhere(vertex.T)[:, ::-1].tolist()  # along each v, then u
    for (i, j), (i2, j2) in pairwise(across):
        if j == j2 and (below := int(se[i, j])) != (above := int(ne[i, j])):
            a, b = (int(grid.us[i]), int(grid.vs[j])), (int(grid.us[i2]), int(grid.vs[j]))
            add(above, a, b)
            add(below, b, a)
    up = np.argwhere(vertex).tolist()
    for (i, j), (i2, j2) in pairwise(up):
        if i == i2 and (left := int(nw[i, j])) != (right := int(ne[i, j])):
            a, b = (int(grid.us[i]), int(grid.vs[j])), (int(grid.us[i]), int(grid.vs[j2]))
            add(left, a, b)
            add(right, b, a)
    return steps


def _loops(steps: dict[Point, list[Point]]) -> Iterator[Ring]:
    """Yield simple loops; a walk that meets itself is split at that vertex."""
    while steps:
        here = min(steps)
        path: list[Point] = [here]
        seen = {here: 0}
        while here in steps:
            ends = steps[here]
            here_next = ends.pop()
            if not ends:
                del steps[here]
            here = here_next
            if here in seen:
                at = seen[here]
                yield path[at:]
                for point in path[at + 1 :]:
                    del seen[point]
                del path[at + 1 :]
            else:
                seen[here] = len(path)
                path.append(here)


def _nested(rings: list[Ring]) -> list[Shape]:
    """Return shapes: each clockwise ring is a hole of the smallest outer ring around it."""
    outers = sorted((r for r in rings if twice_area(r) > 0), key=twice_area)
    found = [Shape(_from_least(ring), []) for ring in outers]
    for hole in (r for r in rings if twice_area(r) < 0):
        inside = shapely.Polygon(hole)
        home = next(s for s in found if shapely.Polygon(s.outer).covers(inside))
        home.holes.append(_from_least(hole))
    return sorted(found, key=lambda shape: shape.outer[0])


def _from_least(ring: Ring) -> Ring:
    at = ring.index(min(ring))
    return ring[at:] + ring[:at]


def twice_area(ring: Ring) -> int:
    """Return twice the signed area in square units, positive where counter-clockwise.

    >>> twice_area(Rect(0, 0, 3, 2).corners)
    12
    """
    closed = [*ring, ring[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(closed))
