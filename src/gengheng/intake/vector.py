"""矢量: the layers of a shapefile, a GeoPackage or a file geodatabase, one table each.

Geometry is kept bit for bit: nothing is made valid, nothing is moved. A row of a layer of plots is
kept with its `fault` where it has no sound shape; a row of any other layer without a polygon is
rejected, with a crossing one it is kept and its `fault` says so. Original attributes stay in the
frame under their names in lower case, beside the standard ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengheng.intake.card import NO_CRS, Vintage, table
from gengheng.intake.columns import standard, texts
from gengheng.intake.crs import Decided, of_layer
from gengheng.intake.gdal import RawLayer, layer, layers_of
from gengheng.intake.original import Original
from gengheng.intake.plotrows import as_subjects
from gengheng.intake.raw import Raw
from gengheng.intake.reading import Notes, Table
from gengheng.intake.recognise import UNKNOWN, schema_of, survey, vintage_of
from gengheng.intake.register import once
from gengheng.intake.shapefile import shape_files
from gengheng.intake.supply import odd
from gengheng.records.county import FileEntry
from gengheng.standards.tables import schemas
from gengheng.values.errors import Unreadable

BY_FORMAT = ("UTF-8", "格式规定")
FARTHEST = 1e8  # no coordinate in metres or degrees is larger; an easting has eight digits
TOGETHER = 20  # rejections of one kind and a whole layer beyond which one sentence says it
KINDS = ("点", "线", "线", "面", "点", "线", "面", "混合图形")
REASONS: Mapping[str, str] = {
    "Self-intersection": "边界线相交",
    "Ring Self-intersection": "同一圈自相交",
    "Hole lies outside shell": "内圈在外圈之外",
    "Holes are nested": "内圈互相套叠",
    "Nested shells": "外圈互相套叠",
    "Duplicate Rings": "圈重复",
    "Interior is disconnected": "内圈把图形断开",
    "Too few points in geometry component": "界址点不足",
}


def read_vector(one: Original, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return one table per layer, of the layer that `entry` names only that.

    Raises `Unreadable` where the file cannot be opened or holds no such layer.
    """
    if one.path.suffix.lower() == ".shp":
        notes = Notes(one.name)
        with shape_files(one, entry, notes) as files:
            (name, _), *_ = layers_of(files.path)
            raw = layer(files.path, name, notes, encoding=files.codec)
        if files.prj and not raw.crs:
            raw = replace(raw, crs=files.prj)
        raw = replace(raw, crs_by=".prj")
        wanted([(one.path.stem, True)], entry)
        return (layer_table(raw, one.name, entry, notes, files.encoding),)
    tables = []
    for name, _ in wanted(layers_of(one.path), entry):
        notes = Notes(one.name)
        try:
            raw = layer(one.path, name, notes)
        except Unreadable as error:
            tables.append(_unread(name, notes, str(error)))
        else:
            tables.append(layer_table(raw, one.name, entry, notes, BY_FORMAT))
    return tuple(tables)


def wanted(
    layers: Sequence[tuple[str, bool]], entry: FileEntry | None
) -> Sequence[tuple[str, bool]]:
    """Return the layers, or the one that `entry` names. Raises `Unreadable` where it is not there.

    >>> wanted([("DLTB", True), ("XZQ", True)], FileEntry(path="a", schema="", layer="XZQ"))
    [('XZQ', True)]
    """
    if not entry or not entry.layer:
        return layers
    found = [pair for pair in layers if pair[0] == entry.layer]
    if not found:
        listed = "、".join(name for name, _ in layers[:20]) or "无"
        raise Unreadable(f"没有图层“{entry.layer}”，文件中有：{listed}")
    return found


def _unread(name: str, notes: Notes, sentence: str) -> Table:
    notes.reject("unread", 0, name, f"图层{name}：{sentence}")
    vintage = vintage_of(None, [], [], notes)
    return table(
        pd.DataFrame({"row": pd.Series([], dtype="int64")}), notes, name=name, schema=UNKNOWN,
        rejected=0, crs=Decided("", "未定：图层未能读取"), vintage=vintage,
        encoding=BY_FORMAT, show=(),
    )  # fmt: skip


def layer_table(
    raw: RawLayer, file: str, entry: FileEntry | None, notes: Notes, encoding: tuple[str, str]
) -> Table:
    """Return the table of one layer, whatever format it came in; without shapes a register.

    >>> raw = RawLayer("路", "", ("Name",), (np.array(["县道"], object),), np.array([1]), None)
    >>> layer_table(raw, "a.gpkg", None, Notes("a.gpkg"), BY_FORMAT).frame["name"].tolist()
    ['县道']
    """
    kind = "register" if raw.shapes is None else "layer"
    schema = schema_of(kind, raw.name, raw.headings, entry, notes)  # type: ignore[arg-type]
    frame = _attributes(raw, schema, entry, notes)
    if schema in ("dltb", "dltb_2"):
        schema = survey(schema, entry.schema if entry else "", list(frame["dlbm"]), notes)
    years = list(texts(frame["sjnf"].to_numpy())) if "sjnf" in frame else []
    vintage = vintage_of(entry, years, [raw.name, file.rpartition("/")[2]], notes)
    if schema == "plots" and vintage.day is None:
        vintage = Vintage(None, "地块不分期次")
    if raw.shapes is None:
        kept, rejected, crs = frame, 0, NO_CRS
        if schema != UNKNOWN:
            kept, rejected = once(odd(schema, frame, notes), schemas()[schema], notes)
    else:
        crs = of_layer(
            raw.crs, raw.crs_by, raw.shapes, entry.crs if entry else "", notes,
            undecided=raw.undecided,
        )  # fmt: skip
        kept, rejected = _ground(frame, raw, schema, crs, notes)
        if schema == "plots":
            kept, lost = _subjects(kept, file, entry, notes)
            rejected += lost
    show = [c for c in kept.columns if c not in ("row", "fault", "geometry")][:12]
    return table(
        kept, notes, name=raw.name, schema=schema, rejected=rejected, crs=crs,
        vintage=vintage, encoding=encoding, show=show,
    )  # fmt: skip


def _attributes(raw: RawLayer, schema: str, entry: FileEntry | None, notes: Notes) -> pd.DataFrame:
    """Return standard columns first, then the original ones, then `row`."""
    columns: dict[str, Any] = {}
    if schema != UNKNOWN:
        raws = [Raw(h, c, raw.rows) for h, c in zip(raw.headings, raw.columns, strict=True)]
        columns = standard(raws, schemas()[schema], entry, notes)
    for heading, cells in zip(raw.headings, raw.columns, strict=True):
        name = _free(heading.lower(), columns)
        if name:
            columns[name] = texts(cells) if cells.dtype == object else pd.Series(cells)
    return pd.DataFrame({**columns, "row": pd.Series(raw.rows, dtype="int64")})


def _free(name: str, columns: Mapping[str, Any]) -> str:
    """Return a name for an original column; "" where the standard column holds the same."""
    taken = {"row", "fault", "geometry"} | {"project_no", "plot_no", "plot_name"}
    if name in columns and name not in taken:
        return "" if name in {n for s in schemas().values() for n in s.columns} else f"{name}_2"
    return f"{name}_原" if name in taken else name


def _subjects(
    kept: gpd.GeoDataFrame, file: str, entry: FileEntry | None, notes: Notes
) -> tuple[gpd.GeoDataFrame, int]:
    rows, lost = as_subjects(kept, file, entry, notes)
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=kept.crs), lost


@dataclass(frozen=True, slots=True)
class _Judged:
    """Per row: whether it has a polygon, and what is wrong ("" nothing) with the sentence."""

    polygon: NDArray[np.bool_]
    fault: list[str]
    sentence: list[str]


def _judged(shapes: NDArray[np.object_], damage: Mapping[int, str]) -> _Judged:
    kind = shapely.get_type_id(shapes)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    points, of = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), dtype=bool)
    broken[of[~np.isfinite(points).all(axis=1)]] = True
    beyond = np.zeros(len(shapes), dtype=bool)
    beyond[of[(np.abs(points) > FARTHEST).any(axis=1) & np.isfinite(points).all(axis=1)]] = True
    flat = np.isin(kind, (3, 6))
    polygon = flat & ~empty & ~broken & ~beyond
    fault = np.where(polygon, "", "无坐标").astype(object)
    sentence = np.full(len(shapes), "", dtype=object)
    sentence[empty] = "没有图形"
    sentence[list(damage)] = list(damage.values())
    sentence[beyond & ~empty] = "坐标超出范围"
    sentence[broken & ~empty] = "坐标不是数"
    for k in np.flatnonzero(~flat & ~empty & ~broken):
        sentence[k] = f"图形是{KINDS[kind[k]]}，不是面"
    wrong = np.flatnonzero(polygon)[~shapely.is_valid(shapes[polygon])]
    fault[wrong] = "图形自相交"
    for k in wrong:
        reason, _, place = shapely.is_valid_reason(shapes[k]).partition("[")
        at = f"，在{place.rstrip(']')}" if place else ""
        sentence[k] = f"图形自相交（{REASONS.get(reason, reason)}{at}），未作修改"
    return _Judged(polygon, list(fault), list(sentence))


def _ground(
    frame: pd.DataFrame, raw: RawLayer, schema: str, crs: Decided, notes: Notes
) -> tuple[gpd.GeoDataFrame, int]:
    """Return the kept rows with geometry, and how many were rejected."""
    shapes = raw.shapes if raw.shapes is not None else np.array([], dtype=object)
    found = _judged(shapes, raw.damage)
    keep = np.ones(len(shapes), dtype=bool) if schema == "plots" else found.polygon
    out = np.flatnonzero(~keep)
    alike = {found.sentence[k] for k in out}
    if len(out) == len(shapes) and len(alike) == 1 and len(out) > TOGETHER:
        notes.reject("no-polygon", 0, "", f"整个图层{len(out)}行{alike.pop()}，都未收")
        out = out[:0]
    for k in out:
        row = int(raw.rows[k])
        notes.reject("no-polygon", row, "", f"第{row}行{found.sentence[k]}，未收")
    for k in np.flatnonzero(keep):
        if found.fault[k]:
            row = int(raw.rows[k])
            notes.repair("fault", row, "图形", f"第{row}行{found.sentence[k]}")
    if schema == "plots" and crs.fault:
        notes.repair("fault", 0, "坐标系", f"{crs.fault}，只列出地块")
    faults = [fault or (crs.fault if schema == "plots" else "") for fault in found.fault]
    frame["fault"] = pd.Series(faults, dtype="str")
    ground = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=crs.crs))
    return gpd.GeoDataFrame(ground[keep].reset_index(drop=True)), int((~keep).sum())
