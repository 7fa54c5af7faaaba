"""A picture of curves, both axes by powers of ten, written as SVG."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

Points = Sequence[tuple[float, float]]
WIDE, HIGH, LEFT, TOP, BESIDE, BELOW = 760, 440, 60, 40, 170, 40
COLOURS = ("#0b6e4f", "#46b17b", "#c0392b", "#d98c00", "#7d3c98", "#2471a3", "#7f8c8d", "#333333")
STEPS = (1, 2, 5)


class Axes:
    """Where a value stands in the picture."""

    def __init__(self, lines: Mapping[str, Points]) -> None:
        x = [log10(p[0]) for line in lines.values() for p in line]
        y = [log10(p[1]) for line in lines.values() for p in line]
        self.x = min(x) - 0.1, max(x) + 0.1
        self.y = min(y) - 0.1, max(y) + 0.1

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a point, in pixels from the upper left."""
        along = (log10(x) - self.x[0]) / (self.x[1] - self.x[0])
        up = (log10(y) - self.y[0]) / (self.y[1] - self.y[0])
        return LEFT + along * (WIDE - LEFT - BESIDE), HIGH - BELOW - up * (HIGH - TOP - BELOW)

    @staticmethod
    def marks(low: float, high: float) -> list[float]:
        """Return the numbers 1, 2, 5, 10, 20 … between two powers of ten."""
        powers = range(floor(low), ceil(high) + 1)
        every = [step * 10.0**power for power in powers for step in STEPS]
        return [value for value in every if low <= log10(value) <= high]


def curves(lines: Mapping[str, Points], title: str) -> str:
    """Return the picture of some lines, each with its name at its end.

    >>> "ours" in curves({"ours": [(25_000, 0.6), (100_000, 2.5)]}, "CPU seconds")
    True
    """
    axes = Axes(lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
        *_grid(axes),
        *_lines(axes, lines),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _grid(axes: Axes) -> Iterator[str]:
    """Yield the lines of the grid with their numbers."""
    right, bottom = WIDE - BESIDE, HIGH - BELOW
    for value in axes.marks(*axes.x):
        x, _ = axes.place(value, 10 ** axes.y[0])
        yield f'<path d="M{x:.1f} {TOP}V{bottom}" stroke="#dddddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{value / 1000:g}k</text>'
    for value in axes.marks(*axes.y):
        _, y = axes.place(10 ** axes.x[0], value)
        yield f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'


def _lines(axes: Axes, lines: Mapping[str, Points]) -> Iterator[str]:
    """Yield every line, its points, and its name at its end, no two names upon one another."""
    ends = sorted((axes.place(*line[-1])[1], name) for name, line in lines.items())
    below = 0.0
    height = {}
    for y, name in ends:
        below = max(y + 4, below + 14)
        height[name] = below
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        at = [axes.place(*point) for point in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in at:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        x, y = at[-1][0] + 8, height[name]
        yield f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{escape(name)}</text>'
