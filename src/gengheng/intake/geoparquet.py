"""GeoParquet: one layer by its "geo" metadata, or a plain table that is read as a register.

Sizes are judged by the footer before a row is read, text once more while it is read, because few
bytes may stand for many. Nested columns and bytes that are no shape are left out and said.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from gengheng.intake.gdal import RawLayer, in_plane, shapes_of
from gengheng.intake.jsontext import parsed
from gengheng.intake.original import Original
from gengheng.intake.reading import Notes, Table
from gengheng.intake.vector import BY_FORMAT, layer_table, wanted
from gengheng.records.county import FileEntry
from gengheng.values.errors import Unreadable

VALUES = 200_000_000
TEXT = 2 * 1024**3
ROWS = 65_536
LISTED = 10
MARK, SMALLEST = b"PAR1", 12
ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, MemoryError, OverflowError)
NATIVE = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")
CRS84 = "OGC:CRS84"
UNDECIDED = "GeoParquet的crs为空（null），没有坐标系定义"
BROKEN = "Parquet打不开，可能已损坏或不完整，请重新导出"


def read_parquet(one: Original, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return the one table of the file. Raises `Unreadable` with a sentence."""
    name = one.path.stem
    wanted([(name, True)], entry)
    notes = Notes(one.name)
    _whole(one.path)
    try:
        raw = _layer(one.path, name, notes)
    except ERRORS as error:
        plain = " ".join(str(error).replace(str(one.path), one.path.name).split())
        raise Unreadable(f"{BROKEN}（原文：{plain[:120]}）") from None
    return (layer_table(raw, one.name, entry, notes, BY_FORMAT),)


def _whole(path: Path) -> None:
    """Raise `Unreadable` where the mark at either end is missing: the file was cut."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, size - 4))
        tail = file.read(4)
    if not head:
        raise Unreadable("Parquet文件是空的，没有任何内容")
    if size < SMALLEST or head != MARK or tail != MARK:
        raise Unreadable("Parquet不完整：文件首尾没有PAR1标记，请重新复制或导出")


def _layer(path: Path, name: str, notes: Notes) -> RawLayer:
    with pq.ParquetFile(path) as file:
        values = _values(file)
        if values > VALUES:
            raise Unreadable(f"Parquet过大：有{values}个值，上限{VALUES}个，请拆分后再给出")
        primary, about = _geometry(file)
        schema = file.schema_arrow
    table = _read(path, schema, primary, notes)
    rows = np.arange(1, table.num_rows + 1)
    others = [k for k, one in enumerate(table.column_names) if one != primary]
    headings = tuple(table.column_names[k] for k in others)
    columns = tuple(_column(table.column(k)) for k in others)
    if not primary:
        return RawLayer(name, "", headings, columns, rows, None)
    shapes = _shapes(table.column(primary), about, notes)
    crs, by = _crs(about, notes)
    return RawLayer(
        name, crs, headings, columns, rows, shapes, crs_by=by,
        undecided=UNDECIDED if about.get("crs", CRS84) is None else "",
    )  # fmt: skip


def _values(file: pq.ParquetFile) -> int:
    """Return how many values the footer declares, those inside lists counted too."""
    footer = file.metadata
    return sum(
        footer.row_group(group).column(k).num_values
        for group in range(footer.num_row_groups)
        for k in range(footer.num_columns)
    )


def _geometry(file: pq.ParquetFile) -> tuple[str, Mapping[str, Any]]:
    """Return the column of shapes and what is said of it; "" where the table has none."""
    metadata = file.metadata.metadata or {}
    schema = file.schema_arrow
    if b"geo" in metadata:
        found = _told(metadata[b"geo"])
        primary = found.get("primary_column")
        columns = found.get("columns")
        about = columns.get(primary) if isinstance(columns, dict) else None
        if not isinstance(primary, str) or not isinstance(about, dict):
            raise Unreadable("GeoParquet的geo元数据没有写明主图形列，请重新导出")
        if schema.names.count(primary) != 1:
            raise Unreadable(f"GeoParquet没有元数据所写的图形列“{primary}”，请重新导出")
        return primary, about
    for one in schema:
        said = one.metadata or {}
        word = said.get(b"ARROW:extension:name", b"").decode("utf-8", "replace")
        if word.startswith("geoarrow.") and schema.names.count(one.name) == 1:
            more = _told(said.get(b"ARROW:extension:metadata") or b"{}")
            return one.name, {"crs": None, **more, "encoding": word.removeprefix("geoarrow.")}
    return "", {}


def _told(data: bytes) -> dict[str, Any]:
    found, _ = parsed(data.decode("utf-8", "replace"), "GeoParquet的geo元数据")
    if not isinstance(found, dict):
        raise Unreadable("GeoParquet的geo元数据不是对象，请重新导出")
    return found


def _read(path: Path, schema: pa.Schema, primary: str, notes: Notes) -> pa.Table:
    """Return the columns that can be read, text within its limit."""
    kept = [one for one in schema if one.name == primary or _flat(one.type)]
    left = [one.name for one in schema if one.name != primary and not _flat(one.type)]
    if not kept:
        raise Unreadable("Parquet没有可读的字段，全是嵌套或二进制内容")
    if left:
        listed = "、".join(left[:LISTED]) + ("等" if len(left) > LISTED else "")
        said = f"{len(left)}个字段是嵌套或二进制内容，未读：{listed}"
        notes.repair("field-type", 0, "", said)
    texts = [one.name for one in kept if _text(one.type)]
    batches, size = [], 0
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for batch in file.iter_batches(ROWS, columns=[one.name for one in kept]):
            size += sum(_size(column) for column in batch.columns)
            if size > TEXT:
                raise Unreadable(f"Parquet过大：内容超过{TEXT // 1024**3}GB，请拆分后再给出")
            batches.append(batch)
    return pa.Table.from_batches(batches) if batches else pa.schema(kept).empty_table()


def _flat(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _flat(kind.value_type)
    return not (pa.types.is_nested(kind) or _bytes(kind))


def _bytes(kind: pa.DataType) -> bool:
    types = pa.types
    return any(
        (types.is_binary(kind), types.is_large_binary(kind), types.is_fixed_size_binary(kind))
    ) and not types.is_decimal(kind)


def _text(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_binary(kind))


def _size(column: pa.Array) -> int:
    """Return the bytes that a column takes when every row has its own text."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    try:
        lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
    except pa.ArrowNotImplementedError:  # a dictionary of numbers
        return int(column.nbytes)
    return int(pc.sum(lengths).as_py() or 0)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_dictionary(column.type):
        return column
    decoded = [one.dictionary_decode() for one in column.chunks]
    return pa.chunked_array(decoded, type=column.type.value_type)


def _column(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return numbers as numbers where nothing is lost, else cell by cell."""
    column = _plain(column)
    kind = column.type
    if pa.types.is_floating(kind):
        return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
    if pa.types.is_integer(kind) and not column.null_count:
        return np.asarray(column.to_numpy())
    out = np.empty(len(column), dtype=object)
    cells = column.to_pylist()
    out[:] = [format(c, "f") if isinstance(c, Decimal) else c for c in cells]
    return out


def _shapes(column: pa.ChunkedArray, about: Mapping[str, Any], notes: Notes) -> NDArray[np.object_]:
    encoding = str(about.get("encoding", "")).lower()
    if encoding not in ("wkb", "wkt", *NATIVE):
        raise Unreadable(f"GeoParquet的图形编码“{encoding[:30]}”不认识，请用WKB编码重新导出")
    if about.get("edges", "planar") != "planar":
        notes.repair("edges", 0, "图形", f"图形的边写作{about['edges']}，此处按平面直线处理")
    try:
        if encoding == "wkb":
            return shapes_of(_cells(column), notes)
        drawn = _texts(column) if encoding == "wkt" else _native(column, encoding)
    except (*ERRORS, TypeError, AttributeError, shapely.GEOSException):
        said = f"GeoParquet的图形编码“{encoding}”带测量值或不合规定，读不了，请用WKB编码重新导出"
        raise Unreadable(said) from None
    return in_plane(drawn, notes)


def _texts(column: pa.ChunkedArray) -> NDArray[np.object_]:
    return np.asarray(shapely.from_wkt(_cells(column), on_invalid="ignore"), dtype=object)


def _native(column: pa.ChunkedArray, encoding: str) -> NDArray[np.object_]:
    metadata = {"ARROW:extension:name": f"geoarrow.{encoding}"}
    field = pa.field("shape", column.type, metadata=metadata)
    frame = gpd.GeoDataFrame.from_arrow(pa.table([column], schema=pa.schema([field])))
    return np.array(frame["shape"].array, dtype=object)


def _cells(column: pa.ChunkedArray) -> NDArray[np.object_]:
    out = np.empty(len(column), dtype=object)
    out[:] = _plain(column).to_pylist()
    return out


def _crs(about: Mapping[str, Any], notes: Notes) -> tuple[str, str]:
    """Return the system as written and where; without the member the standard fixes CRS84."""
    if "crs" not in about:
        return CRS84, f"GeoParquet没有写crs，规定为{CRS84}即WGS84经纬度，不是2000国家大地坐标系"
    crs = about["crs"]
    if crs is not None and not isinstance(crs, str | dict):
        notes.repair("crs", 0, "坐标系", "GeoParquet的crs不是PROJJSON，未采用")
        return "", ""
    return json.dumps(crs) if isinstance(crs, dict) else crs or "", "GeoParquet的crs"
