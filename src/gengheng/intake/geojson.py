"""GeoJSON: read by RFC 7946 in our own words, so that every defect has a feature and a member.

The standard fixes WGS 84, which is no CGCS2000: degrees stay undecided until a person decides. The
member crs of the older standard counts where it names anything else. A feature that is broken
is a row with its damage; what can be understood otherwise than written is said.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from gengheng.intake.crs import named
from gengheng.intake.gdal import RawLayer, in_plane
from gengheng.intake.geojson_shape import SHAPES, Broken, shape_of, wound_wrong
from gengheng.intake.jsontext import LIMIT, kind_of_value, parsed
from gengheng.intake.original import Original
from gengheng.intake.reading import Notes, Table
from gengheng.intake.text import decode
from gengheng.intake.vector import layer_table, wanted
from gengheng.records.county import FileEntry
from gengheng.values.errors import Unreadable

GROUND = "GeoJSON 规定为WGS84经纬度，不是2000国家大地坐标系，须由人确认"
COLUMNS, CELLS = 2_000, 50_000_000
FOREIGN: Mapping[str, tuple[str, ...]] = {
    "FeatureCollection": ("coordinates", "geometries", "geometry", "properties"),
    "Feature": ("coordinates", "geometries", "features"),
    "": ("geometry", "properties", "features"),
}
WHOLE = 2**63


@dataclass(slots=True)
class _Said:
    """Remarks of one kind, said once with the first row and how many there are."""

    first: dict[tuple[str, str], int] = field(default_factory=dict)
    times: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, code: str, row: int, sentence: str) -> None:
        """Note a remark; the first row that it is true of is the one named."""
        key = (code, sentence)
        self.first.setdefault(key, row)
        self.times[key] = self.times.get(key, 0) + 1

    def tell(self, notes: Notes) -> None:
        """Say each remark once, with how many rows it is true of."""
        for (code, sentence), row in self.first.items():
            times = self.times[code, sentence]
            more = f"，同样的共{times}行" if times > 1 else ""
            place = f"第{row}行" if row else ""
            notes.repair(code, row, "", f"{place}{sentence}{more}")


@dataclass(slots=True)
class _Rows:
    """The features as they are gathered: shapes, properties, and what is broken."""

    shapes: list[Any] = field(default_factory=list)
    properties: list[Mapping[str, Any]] = field(default_factory=list)
    damage: dict[int, str] = field(default_factory=dict)
    said: _Said = field(default_factory=_Said)


def read_geojson(one: Original, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return the one layer of the file. Raises `Unreadable` for what is no GeoJSON at all."""
    if one.path.stat().st_size > LIMIT:
        raise Unreadable(f"GeoJSON过大：超过{LIMIT // 1024**2}MB，请导出为GeoPackage后再给出")
    name = one.path.stem
    wanted([(name, True)], entry)
    found = decode(one.path.read_bytes(), entry.encoding if entry else "")
    value, twice = parsed(found.text, "文件")
    notes = Notes(one.name)
    for member in twice:
        notes.repair("twice", 0, member, f"同一对象内成员“{member}”写了不止一次，取最后一个")
    rows = _gathered(value)
    rows.said.tell(notes)
    crs = _crs(value.get("crs"), notes) if "crs" in value else ""
    headings, columns = _columns(rows.properties)
    shapes = np.empty(len(rows.shapes), dtype=object)
    shapes[:] = rows.shapes
    raw = RawLayer(
        name, crs, headings, columns, np.arange(1, len(shapes) + 1), in_plane(shapes, notes),
        crs_by="文件内的crs成员", undecided=GROUND, damage=rows.damage,
    )  # fmt: skip
    return (layer_table(raw, one.name, entry, notes, (found.encoding, found.by)),)


def _gathered(value: object) -> _Rows:
    """Return the features of a collection, of one feature, or of one bare geometry."""
    rows = _Rows()
    if not isinstance(value, dict):
        raise Unreadable(f"不是GeoJSON：最外层应为对象，是{kind_of_value(value)}")
    kind = _type(value)
    if kind == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list):
            was = f"应为数组，是{kind_of_value(features)}" if "features" in value else "没有写"
            raise Unreadable(f"不是完整的GeoJSON：features{was}，请重新导出")
        _frame("FeatureCollection", value, 0, rows.said)
        for row, feature in enumerate(features, 1):
            _feature(feature, row, rows)
    elif kind == "Feature":
        _feature(value, 1, rows)
    else:
        rows.properties.append({})
        _shape(value, "", 1, rows)
    return rows


def _type(value: Mapping[str, Any]) -> str:
    known = ("FeatureCollection", "Feature", *SHAPES)
    kind = value.get("type")
    if isinstance(kind, str) and kind in known:
        return kind
    if "type" not in value:
        raise Unreadable("不是GeoJSON：最外层没有type成员，请导出为GeoJSON或Shapefile后再给出")
    if not isinstance(kind, str):
        raise Unreadable(f"不是GeoJSON：type应为文字，是{kind_of_value(kind)}，请重新导出")
    right = next((one for one in known if one.lower() == kind.lower()), "")
    if right:
        raise Unreadable(f"type写作“{kind}”，大小写不合规定，应为“{right}”，请改正后再给出")
    raise Unreadable(f"不是GeoJSON：type写作“{kind[:30]}”，请导出为GeoJSON或Shapefile后再给出")


def _feature(feature: object, row: int, rows: _Rows) -> None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        rows.properties.append({})
        rows.damage[len(rows.shapes)] = _no_feature(feature, row)
        rows.shapes.append(None)
        return
    _frame("Feature", feature, row, rows.said)
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        said = f"properties应为对象，是{kind_of_value(properties)}，属性按空白处理"
        rows.said.add("properties", row, said)
    held = dict(properties) if isinstance(properties, dict) else {}
    number = feature.get("id")
    if isinstance(number, str | int | float) and not isinstance(number, bool):
        held.setdefault("id", number)
    elif "id" in feature:
        said = f"id应为文字或数字，是{kind_of_value(number)}，按空白处理"
        rows.said.add("id", row, said)
    rows.properties.append(held)
    if "geometry" not in feature:
        rows.damage[len(rows.shapes)] = "没有geometry成员，请补上图形"
        rows.shapes.append(None)
    else:
        _shape(feature["geometry"], "geometry.", row, rows)


def _no_feature(feature: object, row: int) -> str:
    if not isinstance(feature, dict):
        return f"（features[{row - 1}]）应为Feature对象，是{kind_of_value(feature)}"
    kind = feature.get("type")
    shown = f"写作“{kind[:30]}”" if isinstance(kind, str) else f"是{kind_of_value(kind)}"
    return f"（features[{row - 1}]）的type{shown}，应为“Feature”"


def _shape(geometry: object, place: str, row: int, rows: _Rows) -> None:
    """Append the shape of one row, None with its damage where it cannot be built."""
    if geometry is None and place:
        rows.shapes.append(None)
        return
    if isinstance(geometry, dict):
        _frame("", geometry, row, rows.said)
    try:
        shape = shape_of(geometry, place)
    except Broken as broken:
        rows.damage[len(rows.shapes)] = str(broken)
        rows.shapes.append(None)
        return
    if wound_wrong(shape):
        said = "面的内外环方向写反，按先后次序识别内外环"
        rows.said.add("rings", row, said)
    rows.shapes.append(shape)


def _frame(kind: str, value: Mapping[str, Any], row: int, said: _Said) -> None:
    """Say which members do not belong here, and a bbox that is none."""
    what = kind or "图形"
    for name in FOREIGN[kind]:
        if name in value:
            said.add("foreign", row, f"{what}不应有{name}成员，未采用")
    box = value.get("bbox", [0, 0, 0, 0])
    numbers = isinstance(box, list) and all(type(one) in (int, float) for one in box)
    if not numbers or len(box) not in (4, 6):
        said.add("bbox", row, f"{what}的bbox应为4个或6个数字，未采用")


def _crs(member: object, notes: Notes) -> str:
    """Return the system that the older member crs names; "" for WGS 84 degrees and for nothing."""
    inner = member.get("properties") if isinstance(member, dict) else None
    word = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(word, str):
        notes.repair("crs", 0, "坐标系", "crs成员没有写明坐标系名称，未采用")
        return ""
    try:
        crs = named(word, "").crs
    except CRSError:
        return word
    wgs84 = crs is not None and crs.is_geographic and "WGS 84" in crs.name
    return "" if wgs84 else word


def _columns(
    properties: Sequence[Mapping[str, Any]],
) -> tuple[tuple[str, ...], tuple[NDArray[Any], ...]]:
    names: dict[str, None] = {}
    for one in properties:
        names.update(dict.fromkeys(one))
        if len(names) > COLUMNS or len(names) * len(properties) > CELLS:
            raise Unreadable("属性字段过多，不是正常的图层，请核对properties后重新导出")
    return tuple(names), tuple(_column([one.get(name) for one in properties]) for name in names)


def _column(cells: Sequence[Any]) -> NDArray[Any]:
    """Return whole numbers and decimals as numbers where nothing is lost, else cell by cell."""
    kinds = {type(cell) for cell in cells}
    if kinds == {int} and all(-WHOLE <= cell < WHOLE for cell in cells):
        return np.array(cells, dtype=np.int64)
    if float in kinds and kinds <= {float, type(None)}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
    out = np.empty(len(cells), dtype=object)
    out[:] = [
        json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else cell
        for cell in cells
    ]
    return out
