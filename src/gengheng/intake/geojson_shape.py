"""One geometry of a GeoJSON: checked member by member, then built; nothing is mended.

Every place is named as a path (`geometry.coordinates[0][3]`), so that it can be found in the file.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gengheng.intake.jsontext import kind_of_value

NESTED = 20
LINE, RING = 2, 4  # fewest positions
LARGEST = 1e300
Points = NDArray[np.float64]


class Broken(Exception):
    """A geometry that cannot be built; the message names the member and what to do."""


def shape_of(value: object, place: str, depth: int = 0) -> BaseGeometry:
    """Return the shape that a geometry object says, bit for bit. Raises `Broken`.

    >>> shape_of({"type": "Point", "coordinates": [108, 40]}, "").wkt
    'POINT (108 40)'
    >>> shape_of({"type": "Point", "coordinates": [108]}, "geometry.")
    Traceback (most recent call last):
    gengheng.intake.geojson_shape.Broken: geometry.coordinates应有2个以上数字，只有1个
    """
    name = place.rstrip(".") or "图形"
    if not isinstance(value, dict):
        raise Broken(f"{name}应为图形对象，是{kind_of_value(value)}，请改正")
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in SHAPES:
        shown = f"写作“{kind[:30]}”" if isinstance(kind, str) else f"是{kind_of_value(kind)}"
        raise Broken(f"{place}type{shown}，不是图形类型，请改正")
    member = "geometries" if kind == "GeometryCollection" else "coordinates"
    if member not in value:
        raise Broken(f"{name}没有{member}成员，请补上坐标")
    inner, where = value[member], f"{place}{member}"
    if kind != "GeometryCollection":
        return SHAPES[kind](inner, where)
    if depth >= NESTED:
        raise Broken(f"{place}图形集合嵌套过深，请拆开")
    parts = [
        shape_of(one, f"{where}[{k}].", depth + 1) for k, one in enumerate(_items(inner, where))
    ]
    return shapely.GeometryCollection(parts)


def wound_wrong(shape: BaseGeometry) -> bool:
    """Tell whether an outer ring of an area turns clockwise, or an inner one the other way.

    >>> wound_wrong(shapely.box(0, 0, 1, 1, ccw=False)), wound_wrong(shapely.box(0, 0, 1, 1))
    (True, False)
    """
    return any(
        isinstance(one, shapely.Polygon)
        and not one.is_empty
        and (not one.exterior.is_ccw or any(ring.is_ccw for ring in one.interiors))
        for one in getattr(shape, "geoms", [shape])
    )


def _items(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise Broken(f"{place}应为数组，是{kind_of_value(value)}，请改正")
    return value


def _position(value: object, place: str) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise Broken(f"{place}应为坐标（[东, 北]），是{kind_of_value(value)}，请改正")
    if not all(type(one) in (int, float) for one in value):
        odd = next(one for one in value if type(one) not in (int, float))
        raise Broken(f"{place}的坐标应全是数字，有{kind_of_value(odd)}，请改正")
    if len(value) < 2:
        raise Broken(f"{place}应有2个以上数字，只有{len(value)}个")
    if not all(abs(one) < LARGEST for one in value):
        raise Broken(f"{place}的坐标超出数字范围，请改正")
    return tuple(value[:3])


def _positions(value: object, place: str, fewest: int = 0) -> Points:
    """Return positions, all of two or all of three numbers; heights fall away with a word later."""
    items = _items(value, place)
    found = _sound(items)
    if found is None:
        rows = [_position(one, f"{place}[{k}]") for k, one in enumerate(items)]
        width = max(map(len, rows), default=2)
        padded = [(*one, 0.0)[:width] for one in rows]
        found = np.array(padded, dtype=np.float64).reshape(-1, width)
    if 0 < len(found) < fewest:
        raise Broken(f"{place}应有{fewest}个以上点，只有{len(found)}个，请补全")
    return found


def _sound(items: Sequence[object]) -> Points | None:
    """Return positions that are alike and sound, judged together; None where one by one is due."""
    rows = [one for one in items if type(one) is list]
    if len(rows) < len(items) or {len(one) for one in rows} not in ({2}, {3}):
        return None
    if not set(map(type, chain.from_iterable(rows))) <= {int, float}:
        return None
    try:
        found = np.array(rows, dtype=np.float64)
    except OverflowError:
        return None
    return found if bool((np.abs(found) < LARGEST).all()) else None


def _ring(value: object, place: str) -> Points:
    found = _positions(value, place, RING)
    if len(found):
        if (found[0, :2] != found[-1, :2]).any():
            raise Broken(f"{place}首点与末点不同，环没有闭合，请把首点补在末尾")
        found[-1] = found[0]
    return found


def _point(value: object, place: str) -> BaseGeometry:
    return shapely.Point() if value == [] else shapely.Point(_position(value, place))


def _line(value: object, place: str) -> shapely.LineString:
    return shapely.LineString(_positions(value, place, LINE))


def _polygon(value: object, place: str) -> shapely.Polygon:
    rings = [_ring(one, f"{place}[{k}]") for k, one in enumerate(_items(value, place))]
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


def _points(value: object, place: str) -> BaseGeometry:
    return shapely.MultiPoint(_positions(value, place))


def _lines(value: object, place: str) -> BaseGeometry:
    return shapely.MultiLineString([_line(*one) for one in _parts(value, place)])


def _polygons(value: object, place: str) -> BaseGeometry:
    return shapely.MultiPolygon([_polygon(*one) for one in _parts(value, place)])


def _parts(value: object, place: str) -> Sequence[tuple[object, str]]:
    return [(one, f"{place}[{k}]") for k, one in enumerate(_items(value, place))]


SHAPES: Mapping[str, Callable[[object, str], BaseGeometry]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": _points,
    "MultiLineString": _lines,
    "MultiPolygon": _polygons,
    "GeometryCollection": _points,  # built from its members, never from coordinates
}
