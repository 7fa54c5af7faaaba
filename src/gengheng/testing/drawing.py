"""From painted rectangles to patches with coordinates, as a surveyor would have drawn them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.testing.geodesy import ellipsoidal
from gengheng.testing.lattice import Frame, Grid, Point, Rect, Ring, shapes

GAP = "-"


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch of a layer: what it is, its shape on the grid, its area on the ellipsoid.

    `rings` are its corners on the lattice, however the shape was shaken.
    """

    name: str
    shape: shapely.Polygon
    area_m2: Decimal
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Shaker:
    """Moves every corner of a layer by a random vector of at most `reach_m`; 0 moves nothing.

    Corners are moved one by one, not patch by patch, so that neighbours stay neighbours.
    """

    reach_m: float
    rng: np.random.Generator

    def moves(self, count: int) -> NDArray[np.float64]:
        """Return (count, 2) of metres."""
        angle = self.rng.uniform(0, 2 * np.pi, count)
        length = self.reach_m * 0.998 * np.sqrt(self.rng.uniform(0, 1, count))
        return np.stack([length * np.cos(angle), length * np.sin(angle)], axis=1)


def drawn(frame: Frame, ground: Sequence[tuple[Rect, int, str]], shaker: Shaker) -> list[Patch]:
    """Return the patches of a layer, seamless; gaps are no patches.

    What is painted later lies on top. Rectangles of one key and one name are one patch, or
    several where something else cuts through.
    """
    grid = Grid.of(rect for rect, _, _ in ground)
    labels = np.full(grid.shape, -1, dtype=np.int64)
    numbers: dict[tuple[int, str], int] = {}
    for rect, key, name in ground:
        number = numbers.setdefault((key, name), len(numbers))
        labels[grid.window(rect)] = -1 if name == GAP else number
    names = {number: name for (_, name), number in numbers.items()}
    found = [
        (names[label], (shape.outer, *shape.holes))
        for label, group in shapes(grid, labels).items()
        for shape in group
    ]
    return _patches(frame, found, shaker)


def _patches(
    frame: Frame, found: list[tuple[str, tuple[Ring, ...]]], shaker: Shaker
) -> list[Patch]:
    corners: list[Point] = sorted({p for _, rings in found for ring in rings for p in ring})
    places = np.round(frame.place(corners) + shaker.moves(len(corners)), 3)
    at = dict(zip(corners, places.tolist(), strict=True))
    lines = [np.array([at[p] for p in ring]) for _, rings in found for ring in rings]
    areas = iter(ellipsoidal(lines))
    rings_of = iter(lines)
    patches = []
    for name, rings in found:
        outer, *holes = (next(rings_of) for _ in rings)
        whole, *inside = (next(areas) for _ in rings)
        area = whole - sum(inside, Decimal("0.00"))
        patches.append(Patch(name, shapely.Polygon(outer, holes), area, rings))
    return patches
