"""Places of a site, in metres in the frame of its plot, and the shapes that a plot may have.

The plot spans (0, 0) to (w, h). A place is a list of boxes; OUT is how far ground that lies
across the border of the plot reaches beyond it.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from gengheng.testing.lattice import UNITS, Point, Rect

OUT = 9.0
Box = tuple[float, float, float, float]
Corner = tuple[float, float]
Place = Callable[..., list[Box]]


def _left(w: float, h: float, width: float) -> list[Box]:
    return [(-OUT, -OUT, width, h + OUT)]


def _right(w: float, h: float, share: float) -> list[Box]:
    return [(w - round(w * share, 1), -OUT, w + OUT, h + OUT)]


def _inner_left(w: float, h: float, width: float) -> list[Box]:
    return [(0, 0, width, h)]


def _inner_right(w: float, h: float, width: float) -> list[Box]:
    return [(w - width, 0, w, h)]


def _bottom(w: float, h: float, width: float) -> list[Box]:
    return [(-OUT, -OUT, w + OUT, width)]


def _upright(w: float, h: float, width: float) -> list[Box]:
    return [(round(w * 0.3, 1), -OUT, round(w * 0.3, 1) + width, h + OUT)]


def _across(w: float, h: float, width: float) -> list[Box]:
    return [(-OUT, round(h * 0.6, 1), w + OUT, round(h * 0.6, 1) + width)]


def _box(w: float, h: float, width: float, height: float, at: float) -> list[Box]:
    return [(at, at, at + width, at + height)]


def _strips(w: float, h: float, count: float, width: float, inset: float) -> list[Box]:
    edges = [inset + n * width for n in range(int(count) + 1)]
    return [(a, inset, b, h - inset) for a, b in pairwise(edges)]


def _ribs(w: float, h: float, count: float, width: float) -> list[Box]:
    return [(at, -OUT, at + width, h + OUT) for at in _steps(w, count)]


def _rake(w: float, h: float, count: float, width: float) -> list[Box]:
    fingers = [(5, at, w + 2, at + width) for at in _steps(h, count)]
    return [*fingers, (w + 2, 0, w + 30, h)]


def _steps(length: float, count: float) -> list[float]:
    step = round(length / (count + 1), 1)
    return [step * n for n in range(1, int(count) + 1)]


def _whole(w: float, h: float) -> list[Box]:
    return [(-OUT, -OUT, w + OUT, h + OUT)]


def _corner(w: float, h: float, width: float, height: float) -> list[Box]:
    return [(w - width, h - height, w - width + 80, h - height + 50)]


def _beside(w: float, h: float, overlap: float) -> list[Box]:
    return [(w - overlap, 0, w - overlap + 60, h)]


def _aside(w: float, h: float, gap: float, width: float) -> list[Box]:
    return [(w + gap, -OUT, w + gap + width, h + OUT)]


def _notched(w: float, h: float, width: float, height: float) -> list[Box]:
    return [
        (w - width, h - height, w + 40, h + 25),
        (w + 2, h - height - 3, w + 40, h - height),
        (w - 1, 0, w + 40, h - height - 3),
    ]


def _teeth(w: float, h: float, width: float, height: float) -> list[Box]:
    teeth = [(w - width, at, w, at + height) for at in (5, 5 + 1.6 * height, 5 + 3.2 * height)]
    return [*teeth, (w, 0, w + 30, h)]


PLACES: dict[str, Place] = {
    "left": _left,  # a strip at the left side: width
    "right": _right,  # a strip at the right side: share of the width of the plot
    "inner_left": _inner_left,  # inside the plot along the left side: width
    "inner_right": _inner_right,  # inside the plot along the right side: width
    "bottom": _bottom,  # a strip at the lower side: width
    "upright": _upright,  # a band from bottom to top: width
    "across": _across,  # a band from left to right: width
    "box": _box,  # inside the plot: width, height, distance from the corner
    "strips": _strips,  # neighbouring strips, each a patch of its own: count, width, inset
    "ribs": _ribs,  # separate bands from bottom to top: count, width
    "rake": _rake,  # a plot at the right side with fingers through the whole plot: count, width
    "whole": _whole,
    "corner": _corner,  # a plot of 80 m × 50 m over a corner of the plot: width, height
    "aside": _aside,  # a strip beside the right side: gap, width
    "beside": _beside,  # a plot of 60 m at the right side: overlap
    "notched": _notched,  # a plot that shares a corner and, apart from it, a strip of 1 m
    "teeth": _teeth,  # a plot that shares three pieces: width, height of each
}


def boxes(words: str, w: float, h: float) -> list[Box]:
    """Return the boxes of a place named in words.

    >>> boxes("left 1.4", 100, 80)
    [(-9.0, -9.0, 1.4, 89.0)]
    """
    name, *numbers = words.split()
    return PLACES[name](w, h, *(float(number) for number in numbers))


_FIXED = {
    "tiny": (30.0, 20.0), "small": (60.0, 50.0), "share": (95.0, 85.0), "long": (200.0, 60.0),
}  # fmt: skip


def size(shape: str, rng: np.random.Generator) -> tuple[float, float]:
    """Return width and height of a plot, in tenths of a metre."""
    if shape in _FIXED:
        return _FIXED[shape]
    return float(rng.integers(1000, 1501)) / 10, float(rng.integers(800, 1201)) / 10


def plot_boxes(shape: str, w: float, h: float) -> list[Box]:
    """Return the boxes of a plot: a rectangle, one with a corner cut out, one with a hole."""
    half, part = round(h / 2, 1), round(w / 2, 1)
    if shape in ("ell", "swapped"):
        return [(0, 0, w, half), (0, half, part, h)]
    if shape == "hole":
        a, b, c, d = part, part + 25, half - 10, half + 10
        return [(0, 0, a, h), (b, 0, w, h), (a, 0, b, c), (a, d, b, h)]
    return [(0, 0, w, h)]


def crossing_ring(shape: str, w: float, h: float) -> list[Corner]:
    """Return the ring of a plot whose border crosses itself, [] for a shape that is sound."""
    half, part = round(h / 2, 1), round(w / 2, 1)
    if shape == "bow":
        return [(0, 0), (w, 0), (0, h), (w, h)]
    if shape == "swapped":
        return [(0, 0), (w, 0), (w, half), (0, h), (part, h), (part, half)]
    return []


class Turn:
    """How a site lies in its block: mirrored, its axes exchanged, and moved."""

    def __init__(self, rng: np.random.Generator) -> None:
        """Draw one of the eight ways."""
        self.flip_u, self.flip_v, self.swap = (bool(rng.integers(2)) for _ in range(3))

    def point(self, corner: Corner) -> Point:
        """Return a corner in lattice units, turned about the origin."""
        at = self.units((*corner, *corner))
        return at.u0, at.v0

    def units(self, box: Box) -> Rect:
        """Return a box in lattice units, turned about the origin.

        >>> turn = Turn(np.random.default_rng(0))
        >>> turn.flip_u, turn.flip_v, turn.swap, turn.units((0, 0, 1.4, 2))
        (True, True, True, Rect(u0=-40, v0=-28, u1=0, v1=0))
        """
        x0, y0, x1, y1 = (round(value * UNITS) for value in box)
        if self.flip_u:
            x0, x1 = -x1, -x0
        if self.flip_v:
            y0, y1 = -y1, -y0
        return Rect(y0, x0, y1, x1) if self.swap else Rect(x0, y0, x1, y1)
