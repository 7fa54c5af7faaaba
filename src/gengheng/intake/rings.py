"""界址点 to shape: axis order, rings, holes and parts. What was understood otherwise is said.

The order of the axes is decided by magnitude (in China the north coordinate lies between 1.5 and
6.2 million m, the east one below 1 million, or above 13 million with its zone prefix). A ring
ends where 圈号 changes, where its first point comes again, or where the numbers start again. Rings
are nested by where they lie, not by their number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import shapely

from gengheng.intake.grammar import Point

Say = Callable[[str, int, str], None]
NEAR = 1.0  # m: a closing row further from the first point than this contradicts it


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape in (east, north) with its zone prefix (0 none, None unknown), or why there is none.

    `distinct` counts the points without closing rows; `fault` is "" for a sound shape.
    """

    shape: shapely.Polygon | shapely.MultiPolygon | None
    prefix: int | None
    distinct: int
    degrees: bool = False
    fault: str = ""


@dataclass(slots=True)
class _Ring:
    number: str
    points: list[Point]
    closed: bool = False
    contradicted: bool = False
    names: set[str] = field(default_factory=set)

    def add(self, point: Point) -> None:
        """Take one more point of the ring."""
        self.points.append(point)
        self.names.add(point.name)


def outline(points: Sequence[Point], say: Say) -> Outline:
    """Return the outline of one plot's points; `say(code, row, sentence)` hears each repair.

    >>> corners = [(4521900.0, 36471200.0), (4521900.0, 36471300.0), (4521800.0, 36471200.0)]
    >>> rows = enumerate(corners)
    >>> said = []
    >>> one = outline([Point(k, f"J{k}", "1", *ab) for k, ab in rows], lambda *a: said.append(a))
    >>> one.shape.area, one.prefix, said
    (5000.0, 36, [('unclosed', 2, '圈1没有闭合行，以首点闭合')])
    """
    if not points:
        return Outline(None, None, 0, fault="无坐标")
    axes = _axes(points)
    if axes is None:
        return Outline(None, None, len(points), fault="坐标超出范围")
    east, degrees = axes
    if east == "a":
        say("axes", points[0].row, "坐标先东后北（XY标反），按数值大小取横纵坐标")
    rings = _rings(points, say)
    distinct = sum(len(ring.points) for ring in rings)
    prefixes = {0 if degrees else int(getattr(p, east) // 1_000_000) for p in _all(rings)}
    prefix = prefixes.pop() if len(prefixes) == 1 else None
    drawn = [_Drawn(ring, _coordinates(ring, east)) for ring in rings]
    fault = _fault(drawn, prefix)
    if fault in ("界址点不足", "坐标带号不一致", "首末点不符"):
        return Outline(None, prefix, distinct, degrees, fault)
    shape = _nested(drawn, say)
    if not shape.is_valid:
        fault = "图形自相交"
    return Outline(shape, prefix, distinct, degrees, fault)


@dataclass(frozen=True, slots=True)
class _Drawn:
    ring: _Ring
    coordinates: list[tuple[float, float]]


def _all(rings: Sequence[_Ring]) -> list[Point]:
    return [point for ring in rings for point in ring.points]


def _axes(points: Sequence[Point]) -> tuple[str, bool] | None:
    """Return which coordinate is east ("a" or "b") and whether both are degrees."""
    told = [p for p in points if p.a != p.b]
    for east, north in (("b", "a"), ("a", "b")):
        pairs = [(getattr(p, east), getattr(p, north)) for p in told]
        if told and all(_is_east(e) and 1_500_000 <= n < 6_200_000 for e, n in pairs):
            return east, False
        if told and all(70 <= e <= 140 and 15 <= n <= 55 for e, n in pairs):
            return east, True
    return None


def _is_east(value: float) -> bool:
    return 100_000 <= value < 1_000_000 or 13_000_000 <= value < 46_000_000


def _rings(points: Sequence[Point], say: Say) -> list[_Ring]:
    rings: list[_Ring] = []
    for k, point in enumerate(points):
        ring = rings[-1] if rings and rings[-1].number == point.ring else None
        if ring is None:
            rings.append(_begun(point))
        elif ring.closed and (point.a, point.b) == (ring.points[0].a, ring.points[0].b):
            say("closing", point.row, f"圈{point.ring}闭合行重复，只取一行")
        elif ring.closed:
            say("ring", point.row, f"圈{point.ring}闭合后仍有界址点，从此处另起一圈")
            rings.append(_begun(point))
        elif not _closes(ring, point, points[k + 1 : k + 2], say):
            if _restarts(ring, point):
                say(
                    "ring", point.row, f"圈{point.ring}内点号从{point.name}重新开始，从此处另起一圈"
                )
                rings.append(_begun(point))
            else:
                ring.add(point)
    for ring in rings:
        if not ring.closed:
            say("unclosed", ring.points[-1].row, f"圈{ring.number}没有闭合行，以首点闭合")
    return rings


def _begun(point: Point) -> _Ring:
    return _Ring(point.ring, [point], names={point.name})


def _closes(ring: _Ring, point: Point, after: Sequence[Point], say: Say) -> bool:
    """Tell whether `point` is the closing row of `ring`; if so, mark the ring as closed."""
    first = ring.points[0]
    if len(ring.points) < 3:
        return False
    if (point.a, point.b) == (first.a, first.b):
        ring.closed = True
        return True
    last = not after or after[0].ring != point.ring
    if point.a == point.b and point.a in (first.a, first.b):
        say("closing", point.row, f"圈{point.ring}闭合行两个坐标都写成{point.a:.3f}，以首点闭合")
        ring.closed = True
    elif last and _restarts(ring, point):
        off = max(abs(point.a - first.a), abs(point.b - first.b))
        said = f"圈{point.ring}闭合行与首点{first.name}相差{off:.3f}米"
        ring.contradicted = off > NEAR
        said += "，相差过大，不能认定图形" if ring.contradicted else "，以首点闭合"
        say("closing", point.row, said)
        ring.closed = True
    return ring.closed


def _restarts(ring: _Ring, point: Point) -> bool:
    count = len(ring.points)
    return count >= 3 and point.name == ring.points[0].name and len(ring.names) == count


def _coordinates(ring: _Ring, east: str) -> list[tuple[float, float]]:
    north = "a" if east == "b" else "b"
    found = [(getattr(p, east), getattr(p, north)) for p in ring.points]
    return [*found, found[0]]


def _fault(drawn: Sequence[_Drawn], prefix: int | None) -> str:
    if prefix is None:
        return "坐标带号不一致"
    if any(len(set(one.coordinates)) < 3 for one in drawn):
        return "界址点不足"
    return "首末点不符" if any(one.ring.contradicted for one in drawn) else ""


def _nested(drawn: Sequence[_Drawn], say: Say) -> shapely.Polygon | shapely.MultiPolygon:
    """Return shells with the holes that lie in them; further shells become further parts."""
    areas = [shapely.Polygon(one.coordinates) for one in drawn]
    if len(drawn) == 1 or not all(area.is_valid for area in areas):
        return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)
    tree = shapely.STRtree(areas)
    inside = [
        [k for k in sorted(tree.query(area)) if k != i and _within(area, areas[k], k < i)]
        for i, area in enumerate(areas)
    ]
    shells = [i for i in range(len(drawn)) if len(inside[i]) % 2 == 0]
    holes: dict[int, list[list[tuple[float, float]]]] = {i: [] for i in shells}
    for i in range(len(drawn)):
        if len(inside[i]) % 2:
            nearest = max(inside[i], key=lambda k: len(inside[k]))
            holes[nearest].append(drawn[i].coordinates)
    for i in shells[1:]:
        ring = drawn[i].ring
        if not _is_part_number(ring.number) and ring.number != drawn[shells[0]].ring.number:
            say("part", ring.points[0].row, f"圈{ring.number}不在别的圈内，作为地块的另一部分")
    parts = [shapely.Polygon(drawn[i].coordinates, holes[i]) for i in shells]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _within(area: shapely.Polygon, other: shapely.Polygon, earlier: bool) -> bool:
    """Tell whether a ring lies in another one; of two equal rings the later lies in the earlier."""
    if area.area == other.area and area.equals(other):
        return earlier
    return other.area > area.area and bool(other.covers(area.representative_point()))


def _is_part_number(number: str) -> bool:
    """Tell whether 圈号 is written as part and ring (101, 201 …)."""
    return number.isdigit() and len(number) >= 3 and number.endswith("01")
