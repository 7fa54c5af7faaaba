"""The map of a finding as inline SVG: what was filed, what is suspected, what the survey says.

Coordinates are whole tenths of a screen pixel, so that a map is small and its bytes do not depend
on the printing of floats. What a class looks like stands in report.css; hatches are defined once
per page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from markupsafe import Markup, escape
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gengheng.area.ellipsoid import Ints
from gengheng.catalogue.shelf import Layer
from gengheng.reports.groups import GROUPS, Group, group_of

WIDTH, HEIGHT = 5200, 3500  # tenths of a pixel
MARGIN = 0.22  # of the extent on each side
LEAST_M = 60.0  # a map shows at least so many metres in each direction
MOST = 60  # patches of the survey, the nearest first
STEEP = "5"  # 坡度级 5
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
class Scene:
    """What a map shows. `own` are the plots it is about, `pieces` the suspected ground."""

    own: Sequence[tuple[str, BaseGeometry]]
    others: Sequence[tuple[str, BaseGeometry]]
    pieces: BaseGeometry | None
    survey: Layer | None
    redline: Layer | None
    slope: Layer | None


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
        labels.put(_inside(shape, view, best=True), name, "own", 130)
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


def _survey(scene: Scene, view: View, labels: _Labels) -> list[str]:
    """Return one path of patches per group of classes, and label the large patches."""
    if scene.survey is None:
        return []
    middle = shapely.union_all(np.array([shape for _, shape in scene.own], dtype=object))
    found = _clipped(scene.survey.frame, view, middle)
    codes = scene.survey.frame["dlbm"].iloc[[row for row, _ in found]].astype(str).tolist()
    by_group: dict[Group, list[str]] = {}
    for code, (_, shape) in zip(codes, found, strict=True):
        by_group.setdefault(group_of(code), []).append(path(shape, view))
    seen = [(shape.area, at) for at, (_, shape) in enumerate(found)]
    for size, at in sorted(seen, key=lambda one: (-one[0], one[1])):
        if size * view.scale**2 > LABELLED:
            labels.put(_inside(found[at][1], view), codes[at], "code")
    return [
        f'<path class="p {g.look}" d="{"".join(by_group[g])}"/>' for g in GROUPS if g in by_group
    ]


def _zones(scene: Scene, view: View) -> list[str]:
    out = []
    if scene.slope is not None:
        steep = scene.slope.frame[scene.slope.frame["pdjb"] == STEEP]
        shapes = [path(shape, view) for _, shape in _clipped(steep, view)]
        out += [f'<path class="steep" d="{"".join(shapes)}"/>'] if shapes else []
    if scene.redline is not None:
        shapes = [path(shape, view) for _, shape in _clipped(scene.redline.frame, view)]
        out += [f'<path class="redline" d="{"".join(shapes)}"/>'] if shapes else []
    return out


def _plots(scene: Scene, view: View, labels: _Labels) -> list[str]:
    out = []
    window = shapely.box(*view.box)
    for name, shape in scene.others:
        seen = shapely.intersection(shape, window)
        if not seen.is_empty:
            out.append(f'<path class="near" d="{path(seen, view)}"/>')
            if seen.area * view.scale**2 > 60_000:
                labels.put(_inside(seen, view), name, "nearby")
    if scene.pieces is not None:
        out.append(f'<path class="bad" d="{path(scene.pieces, view)}"/>')
    for _, shape in scene.own:
        line = path(shape, view)
        out.append(f'<path class="edge" d="{line}"/><path class="plot" d="{line}"/>')
    return out


def _clipped(
    frame: gpd.GeoDataFrame, view: View, middle: BaseGeometry | None = None
) -> list[tuple[int, BaseGeometry]]:
    """Return (row, visible part) of the shapes in the view, by row; the nearest `MOST` of many."""
    window = shapely.box(*view.box)
    rows = np.sort(frame.sindex.query(window, predicate="intersects"))
    shapes = np.asarray(frame.geometry.array, dtype=object)[rows]
    if middle is not None and len(rows) > MOST:
        far = shapely.distance(shapes, middle)
        near = np.sort(np.lexsort((rows, far))[:MOST])
        rows, shapes = rows[near], shapes[near]
    seen = shapely.clip_by_rect(shapes, *view.box)
    return [
        (int(row), shape)
        for row, shape in zip(rows, seen, strict=True)
        if shape.area * view.scale**2 > 300
    ]


def path(shape: BaseGeometry, view: View) -> str:
    """Return the polygons of a shape as SVG path data, thinned to what can be seen.

    >>> path(shapely.box(0, 0, 10, 10), View(0, 10, 10))
    'M100 100v-100h-100v100z'
    """
    thin = shapely.simplify(shape, 4 / view.scale)
    out = []
    for polygon in shapely.get_parts(thin):
        if polygon.geom_type == "Polygon":
            rings = [polygon.exterior, *polygon.interiors]
            out += [_ring(view.place(shapely.get_coordinates(ring))) for ring in rings]
    return "".join(out)


def _ring(points: Ints) -> str:
    """Return one ring: absolute start, relative steps, no step of length 0."""
    steps = np.diff(points, axis=0)
    steps = steps[(steps != 0).any(axis=1)][:-1] if len(points) > 2 else steps[:0]
    if len(steps) < 2:
        return ""
    start = f"M{points[0][0]} {points[0][1]}"
    return start + "".join(_step(int(dx), int(dy)) for dx, dy in steps) + "z"


def _step(dx: int, dy: int) -> str:
    if dx == 0:
        return f"v{dy}"
    if dy == 0:
        return f"h{dx}"
    return f"l{dx}{'' if dy < 0 else ' '}{dy}"


def _inside(shape: BaseGeometry, view: View, *, best: bool = False) -> Ints:
    """Return a place for a label inside the largest polygon; the `best` is far from its border."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    point = shapely.centroid(largest)
    if best or not shapely.contains(largest, point):
        radius = shapely.maximum_inscribed_circle(largest, tolerance=20 / view.scale)
        point = shapely.get_point(radius, 0)
    return np.asarray(view.place(shapely.get_coordinates(point))[0])


def _furniture(view: View) -> list[str]:
    """Return frame, grid ticks with coordinates, scale bar and the arrow of grid north."""
    xmin, ymin, xmax, ymax = view.box
    step = next((s for s in STEPS if s * view.scale > 1100), STEPS[-1])
    out = [f'<path class="frame" d="M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z"/>']
    for x in range(int(-(-xmin // step)) * step, int(xmax) + 1, step):
        at = int(view.place(np.array([[x, ymin]]))[0][0])
        if 500 < at < WIDTH - 400:
            out.append(f'<path class="tick" d="M{at} {HEIGHT}v-70M{at} 0v70"/>')
            out.append(f'<text class="grid" x="{at}" y="{HEIGHT - 95}">{x}</text>')
    for y in range(int(-(-ymin // step)) * step, int(ymax) + 1, step):
        at = int(view.place(np.array([[xmin, y]]))[0][1])
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
