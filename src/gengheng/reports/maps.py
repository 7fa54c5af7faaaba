"""The map of a finding as inline SVG: what was filed, what is suspected, what the survey says.

Coordinates are whole tenths of a screen pixel, so that a map is small and its bytes do not depend
on the printing of floats. What a class looks like stands in report.css; hatches are defined once
per page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from markupsafe import Markup, escape
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gengheng.area.ellipsoid import Ints
from gengheng.reports.groups import GROUPS, Group, group_of

WIDTH, HEIGHT = 5200, 3500  # tenths of a pixel
MARGIN = 0.22  # of the extent on each side
LEAST_M = 60.0  # a map shows at least so many metres in each direction
MOST = 60  # patches of the survey, the nearest first
RESERVED = (  # north arrow; scale bar with the grid labels below it; grid labels on the left
    (4750, 0, WIDTH, 640), (0, HEIGHT - 180, WIDTH, HEIGHT), (3600, HEIGHT - 500, WIDTH, HEIGHT),
    (0, 0, 480, HEIGHT),
)  # fmt: skip
LABELLED = 80_000  # square tenths of a pixel that a patch needs to be labelled
LINES = (
    ("plot", "地块、所据图形"), ("bad", "疑似部分"), ("near", "邻近报备地块"),
    ("redline", "生态保护红线"), ("steep", "25度以上陡坡"),
)  # fmt: skip
LEGEND = 560  # height of the legend, three rows
STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)

POLYGON = 3  # type of a shape
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class View:
    """The part of the grid that a map shows, and how large a metre is on it."""

    west: float
    north: float
    scale: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(xmin, ymin, xmax, ymax) in the grid."""
        return (
            self.west,
            self.north - HEIGHT / self.scale,
            self.west + WIDTH / self.scale,
            self.north,
        )

    def place(self, xy: NDArray[np.float64]) -> Ints:
        """Return grid coordinates as whole tenths of a pixel, y downwards."""
        out = np.rint((xy - [self.west, self.north]) * [self.scale, -self.scale])
        return np.asarray(out, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Patches:
    """Shapes that many maps look into: their words (class, number or "") and their index."""

    shapes: Shapes
    words: Sequence[str]
    tree: shapely.STRtree


@dataclass(frozen=True, slots=True)
class Scene:
    """What a map shows. `own` are the plots it is about, `pieces` the suspected ground."""

    own: Sequence[tuple[str, BaseGeometry]]
    others: Sequence[tuple[str, BaseGeometry]]
    pieces: BaseGeometry | None
    survey: Patches | None
    redline: Patches | None
    steep: Patches | None


@dataclass(slots=True)
class _Labels:
    """Texts that do not cover one another: the first one stays."""

    taken: list[tuple[int, int, int, int]] = field(default_factory=lambda: list(RESERVED))
    out: list[str] = field(default_factory=list)

    def put(self, at: Ints, text: str, look: str, size: int = 110) -> None:
        """Write a label where it lies inside the map and covers no other."""
        wide = sum(size if ord(c) > 255 else size * 6 // 10 for c in text) // 2
        x, y = int(at[0]), int(at[1])
        mine = (x - wide, y - size // 2, x + wide, y + size // 2)
        inside = mine[0] > 40 and mine[1] > 40 and mine[2] < WIDTH - 40 and mine[3] < HEIGHT - 40
        free = all(
            mine[2] < t[0] or mine[0] > t[2] or mine[3] < t[1] or mine[1] > t[3] for t in self.taken
        )
        if inside and free:
            self.taken.append(mine)
            y += size * 35 // 100
            self.out.append(f'<text x="{x}" y="{y}" class="{look}">{escape(text)}</text>')


def view_of(shapes: Sequence[BaseGeometry]) -> View:
    """Return the view that holds all `shapes` with a margin around them."""
    xmin, ymin, xmax, ymax = shapely.total_bounds(np.array(shapes, dtype=object))
    wide = max((xmax - xmin) * (1 + 2 * MARGIN), LEAST_M)
    high = max((ymax - ymin) * (1 + 2 * MARGIN), LEAST_M * HEIGHT / WIDTH)
    scale = min(WIDTH / wide, HEIGHT / high)
    return View(
        (xmin + xmax) / 2 - WIDTH / scale / 2, (ymin + ymax) / 2 + HEIGHT / scale / 2, scale
    )  # fmt: skip


def draw(scene: Scene) -> tuple[Markup, View]:
    """Return the map and the part of the grid it shows. `scene.own` must not be empty."""
    focus = [shape for _, shape in scene.own]
    view = view_of(focus)
    labels = _Labels()
    for name, shape in scene.own:
        labels.put(_inside(np.array([shape], dtype=object), view, best=True)[0], name, "own", 130)
    parts = [
        *_survey(scene, view, labels),
        *_zones(scene, view),
        *_plots(scene, view, labels),
        *labels.out,
        *_furniture(view),
    ]
    body = "".join(parts)
    title = "地块、疑似部分与周围地类图斑的位置图"
    head = f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
    return Markup(f"{head}{body}</svg>"), view  # noqa: S704 - texts are escaped where they enter


def legend() -> Markup:
    """Return the legend of all maps, to be defined once in a page and used under each map."""
    out: list[str] = []
    x, y = 0, 0
    for look, label in (*LINES, *((f"p {g.look}", g.label) for g in GROUPS)):
        wide = 350 + sum(118 if ord(c) > 255 else 66 for c in label)
        if x + wide > WIDTH or label == GROUPS[0].label:
            x, y = 0, y + 190
        out.append(f'<path class="{look}" d="M{x + 10} {y + 30}h200v110h-200z"/>')
        out.append(f'<text x="{x + 250}" y="{y + 125}">{escape(label)}</text>')
        x += wide
    body = "".join(out)
    box = f"0 0 {WIDTH + 100} {LEGEND}"
    return Markup(f'<symbol id="legend" viewBox="{box}"><g class="map lg">{body}</g></symbol>')  # noqa: S704 - own words


def patches(shapes: gpd.GeoSeries, words: Iterable[object] = ()) -> Patches:
    """Return shapes with their words, indexed; every word is "" where none are given."""
    held = np.asarray(shapes.array, dtype=object)
    told = [str(word) for word in words] or [""] * len(held)
    return Patches(held, told, shapely.STRtree(held))


def _survey(scene: Scene, view: View, labels: _Labels) -> list[str]:
    """Return one path of patches per group of classes, and label the large patches."""
    if scene.survey is None:
        return []
    middle = shapely.union_all(np.array([shape for _, shape in scene.own], dtype=object))
    rows, seen = _clipped(scene.survey, view, middle)
    codes = [scene.survey.words[row] for row in rows.tolist()]
    by_group: dict[Group, list[str]] = {}
    for code, line in zip(codes, paths(seen, view), strict=True):
        by_group.setdefault(group_of(code), []).append(line)
    area = shapely.area(seen)
    large = np.argsort(-area, kind="stable")
    large = large[area[large] * view.scale**2 > LABELLED]
    for at, place in zip(large.tolist(), _inside(seen[large], view), strict=True):
        labels.put(place, codes[at], "code")
    return [
        f'<path class="p {g.look}" d="{"".join(by_group[g])}"/>' for g in GROUPS if g in by_group
    ]


def _zones(scene: Scene, view: View) -> list[str]:
    out = []
    for look, zone in (("steep", scene.steep), ("redline", scene.redline)):
        shapes = paths(_clipped(zone, view)[1], view) if zone is not None else []
        out += [f'<path class="{look}" d="{"".join(shapes)}"/>'] if shapes else []
    return out


def _plots(scene: Scene, view: View, labels: _Labels) -> list[str]:
    """Return the neighbours with their labels, the suspected part, and on top the plots asked."""
    near = np.array([shape for _, shape in scene.others], dtype=object)
    near = shapely.intersection(near, shapely.box(*view.box))
    bad = [] if scene.pieces is None else [scene.pieces]
    own = [shape for _, shape in scene.own]
    lines = iter(paths(np.array([*near, *bad, *own], dtype=object), view))
    large = (shapely.area(near) * view.scale**2 > 60_000).tolist()
    out = []
    for (name, _), shape, big, line in zip(scene.others, near, large, lines, strict=False):
        if not shape.is_empty:
            out.append(f'<path class="near" d="{line}"/>')
            if big:
                labels.put(_inside(np.array([shape], dtype=object), view)[0], name, "nearby")
    out += [f'<path class="bad" d="{next(lines)}"/>' for _ in bad]
    for line in lines:
        out.append(f'<path class="edge" d="{line}"/><path class="plot" d="{line}"/>')
    return out


def _clipped(layer: Patches, view: View, middle: BaseGeometry | None = None) -> tuple[Ints, Shapes]:
    """Return rows and visible parts of the shapes in the view; the nearest `MOST` of many."""
    rows = np.sort(layer.tree.query(shapely.box(*view.box), predicate="intersects"))
    shapes = layer.shapes[rows]
    if middle is not None and len(rows) > MOST:
        far = shapely.distance(shapes, middle)
        near = np.sort(np.lexsort((rows, far))[:MOST])
        rows, shapes = rows[near], shapes[near]
    seen = shapely.clip_by_rect(shapes, *view.box)
    kept = shapely.area(seen) * view.scale**2 > 300
    return rows[kept], seen[kept]


def path(shape: BaseGeometry, view: View) -> str:
    """Return the polygons of a shape as SVG path data, thinned to what can be seen.

    >>> path(shapely.box(0, 0, 10, 10), View(0, 10, 10))
    'M100 100v-100h-100v100z'
    """
    return paths(np.array([shape], dtype=object), view)[0]


def paths(shapes: Shapes, view: View) -> list[str]:
    """Return the path data of each shape, "" where there is nothing to be seen."""
    parts, of = shapely.get_parts(shapely.simplify(shapes, 4 / view.scale), return_index=True)
    flat = shapely.get_type_id(parts) == POLYGON
    rings, part = shapely.get_rings(parts[flat], return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.flatnonzero(ring[1:] != ring[:-1]) + 1
    owner = of[flat][part][ring].tolist()
    places = view.place(points).tolist()
    out = [""] * len(shapes)
    for first, end in pairwise([0, *starts.tolist(), len(places)]):
        if first < end:
            out[owner[first]] += _ring(places[first:end])
    return out


def _ring(points: list[list[int]]) -> str:
    """Return one ring: absolute start, relative steps, no step of length 0."""
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points) if (x, y) != (a, b)][:-1]
    if len(steps) < 2:
        return ""
    start = f"M{points[0][0]} {points[0][1]}"
    return start + "".join(_step(dx, dy) for dx, dy in steps) + "z"


def _step(dx: int, dy: int) -> str:
    if dx == 0:
        return f"v{dy}"
    if dy == 0:
        return f"h{dx}"
    return f"l{dx}{'' if dy < 0 else ' '}{dy}"


def _inside(shapes: Shapes, view: View, *, best: bool = False) -> Ints:
    """Return a place for a label inside the largest polygon of each shape.

    The `best` place is far from the border.
    """
    parts, of = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((np.arange(len(parts)), -shapely.area(parts), of))
    largest = parts[order[np.diff(of, prepend=-1) > 0]]
    points = shapely.centroid(largest)
    far = np.full(len(largest), fill_value=best) | ~shapely.contains(largest, points)
    for k in np.flatnonzero(far):
        radius = shapely.maximum_inscribed_circle(largest[k], tolerance=20 / view.scale)
        points[k] = shapely.get_point(radius, 0)
    return view.place(shapely.get_coordinates(points))


def _furniture(view: View) -> list[str]:
    """Return frame, grid ticks with coordinates, scale bar and the arrow of grid north."""
    xmin, ymin, xmax, ymax = view.box
    step = next((s for s in STEPS if s * view.scale > 1100), STEPS[-1])
    out = [f'<path class="frame" d="M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z"/>']
    for x in range(int(-(-xmin // step)) * step, int(xmax) + 1, step):
        at = round((x - view.west) * view.scale)
        if 500 < at < WIDTH - 400:
            out.append(f'<path class="tick" d="M{at} {HEIGHT}v-70M{at} 0v70"/>')
            out.append(f'<text class="grid" x="{at}" y="{HEIGHT - 95}">{x}</text>')
    for y in range(int(-(-ymin // step)) * step, int(ymax) + 1, step):
        at = round((y - view.north) * -view.scale)
        if 500 < at < HEIGHT - 500:
            out.append(f'<path class="tick" d="M0 {at}h70M{WIDTH} {at}h-70"/>')
            out.append(f'<text class="grid side" x="90" y="{at + 35}">{y}</text>')
    out.append(_bar(view))
    out.append('<use href="#north" x="4880" y="90"/>')
    return out


def _bar(view: View) -> str:
    """Return the scale bar, at most a quarter of the width long."""
    metres = max((s for s in STEPS if s * view.scale < WIDTH / 4), default=STEPS[0])
    long = int(metres * view.scale)
    x, y = WIDTH - long - 240, HEIGHT - 310
    half = long // 2
    return (
        f'<path class="halo" d="M{x - 60} {y - 150}h{long + 260}v220h-{long + 260}z"/>'
        f'<path class="bar" d="M{x} {y}h{half}v40h-{half}z"/>'
        f'<path class="bar open" d="M{x + half} {y}h{long - half}v40h-{long - half}z"/>'
        f'<text class="grid" x="{x}" y="{y - 30}">0</text>'
        f'<text class="grid" x="{x + long - 60}" y="{y - 30}">{metres}米</text>'
    )
