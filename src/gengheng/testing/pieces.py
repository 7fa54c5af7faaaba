"""Counting on the lattice: ground of a window as cells, pieces, their areas and widths."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from gengheng.testing.lattice import UNITS, Grid, Mask, Rect, Region

M2 = UNITS * UNITS  # square units in a square metre
Ground = Iterable[tuple[Rect, int, str]]


@dataclass(frozen=True, slots=True)
class Window:
    """The cells of a region's surroundings, split by everything that is drawn there."""

    grid: Grid

    @classmethod
    def around(cls, region: Region, *drawn: Iterable[Rect]) -> "Window":
        """Return the window of a region, split by all of `drawn` that reaches into it."""
        u0, v0, u1, v1 = zip(*region, strict=True)
        frame = Rect(min(u0), min(v0), max(u1), max(v1))
        inside = [cut for rects in drawn for rect in rects if (cut := rect.clip(frame))]
        return cls(Grid.of([*region, *inside]))

    @property
    def frame(self) -> Rect:
        """The rectangle that the window covers."""
        us, vs = self.grid.us, self.grid.vs
        return Rect(int(us[0]), int(vs[0]), int(us[-1]), int(vs[-1]))

    def mask(self, rects: Iterable[Rect]) -> Mask:
        """Return the cells that some rectangles cover within the window."""
        return self.grid.mask([cut for rect in rects if (cut := rect.clip(self.frame))])

    def where(self, ground: Ground, wanted: Callable[[str], bool]) -> Mask:
        """Return the cells whose class is wanted; a later rectangle lies over an earlier one."""
        cells = np.zeros(self.grid.shape, dtype=np.bool_)
        for rect, _, name in ground:
            if cut := rect.clip(self.frame):
                cells[self.grid.window(cut)] = wanted(name)
        return cells

    def units2(self, cells: Mask) -> int:
        """Return the area of some cells in square units."""
        return int(np.diff(self.grid.us) @ cells.astype(np.int64) @ np.diff(self.grid.vs))

    def perimeter(self, cells: Mask) -> int:
        """Return the length of the border of some cells, in units."""
        padded = np.pad(cells, 1).astype(np.int8)
        du, dv = np.diff(self.grid.us), np.diff(self.grid.vs)
        along_v = np.abs(np.diff(padded, axis=0))[:, 1:-1].sum(axis=0) @ dv
        along_u = np.abs(np.diff(padded, axis=1))[1:-1, :].sum(axis=1) @ du
        return int(along_u + along_v)

    def pieces(self, cells: Mask) -> list[Mask]:
        """Return the connected pieces; what touches, be it in a corner, is one."""
        left = cells.copy()
        found = []
        while left.any():
            piece = np.zeros_like(left)
            todo: list[tuple[int, int]] = [tuple(np.argwhere(left)[0].tolist())]
            left[todo[0]] = False
            while todo:
                i, j = todo.pop()
                piece[i, j] = True
                near = slice(max(i - 1, 0), i + 2), slice(max(j - 1, 0), j + 2)
                new = np.argwhere(left[near]).tolist()
                left[near] = False
                todo += [(near[0].start + a, near[1].start + b) for a, b in new]
            found.append(piece)
        return found

    def without(self, cells: Mask, is_sliver: Callable[[float, float], bool]) -> Mask:
        """Return the cells without the pieces that are slivers by area (m²) and mean width (m).

        >>> window = Window.around((Rect(0, 0, 400, 4000), Rect(1000, 0, 1030, 4000)))
        >>> strips = window.mask([Rect(0, 0, 400, 4000), Rect(1000, 0, 1030, 4000)])
        >>> kept = window.without(strips, lambda area, width: area < 400 and width < 2)
        >>> window.grid.rects(kept)  # 20 m × 200 m stays, 1.5 m × 200 m does not
        (Rect(u0=0, v0=0, u1=400, v1=4000),)
        """
        kept = np.zeros_like(cells)
        for piece in self.pieces(cells):
            area, length = self.units2(piece), self.perimeter(piece)
            if not is_sliver(area / M2, 2 * area / length / UNITS):
                kept |= piece
        return kept
