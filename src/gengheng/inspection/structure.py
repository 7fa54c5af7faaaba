"""字段定义: the fields of a layer as the file declares them, before any row is read.

A shapefile says name, type, width and decimals in the .dbf, a GeoPackage types and widths, a file
geodatabase types. Other formats declare nothing, and neither does an archive until it is unpacked.
"""

import re
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyogrio

from gengheng.intake.original import Original
from gengheng.intake.text import codec_name

Kind = Literal["text", "number", "other"]
DBF = {"C": "text", "N": "number", "F": "number", "I": "number", "O": "number"}
SQL_NUMBER = re.compile(r"INT|REAL|DOUBLE|FLOAT|DECIMAL|NUMERIC", re.I)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as declared; `width` and `decimals` are None where the format does not say."""

    name: str
    kind: Kind
    width: int | None = None
    decimals: int | None = None


def fields(one: Original, layer: str, encoding: str) -> tuple[Field, ...] | None:
    """Return the fields of a layer, None where the format declares none or it cannot be read.

    `encoding` is the one that the reader decided on. The original is opened for reading only.
    """
    suffix = one.path.suffix.lower()
    try:
        if suffix == ".shp":
            dbf = next(p for n, p in one.members.items() if n.lower().endswith(".dbf"))
            return of_dbf(dbf.read_bytes()[:65536], codec_name(encoding) or "utf-8")
        if suffix == ".gpkg":
            return _of_gpkg(one.path, layer)
        if suffix == ".gdb":
            return _of_gdb(one.path, layer)
    except (OSError, StopIteration, sqlite3.Error, ValueError, RuntimeError):
        return None
    return None


def of_dbf(head: bytes, codec: str) -> tuple[Field, ...]:
    """Return the fields that the header of a .dbf declares, in their order.

    >>> one = b"TBMJ".ljust(11, b"\\0") + b"N" + bytes(4) + bytes([15, 2]) + bytes(14)
    >>> of_dbf(bytes(8) + struct.pack("<H", 65) + bytes(22) + one + b"\\r", "utf-8")
    (Field(name='TBMJ', kind='number', width=15, decimals=2),)
    """
    (start,) = struct.unpack("<H", head[8:10])
    rows = [head[at : at + 32] for at in range(32, start - 31, 32)]
    return tuple(
        Field(
            row[:11].split(b"\0")[0].decode(codec, "replace"),
            DBF.get(chr(row[11]), "other"),  # type: ignore[arg-type]
            row[16],
            row[17],
        )
        for row in rows
        if row[:1] not in (b"\r", b"")
    )


def _of_gpkg(path: Path, layer: str) -> tuple[Field, ...]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        rows = db.execute("SELECT name, type, pk FROM pragma_table_info(?)", (layer,)).fetchall()
        shape = db.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        ).fetchone()
    held = [(n, t) for n, t, pk in rows if not pk and n != (shape or ("",))[0]]
    return tuple(Field(name, _sql_kind(kind), _sql_width(kind)) for name, kind in held)


def _sql_kind(declared: str) -> Kind:
    if declared.upper().startswith("TEXT"):
        return "text"
    return "number" if SQL_NUMBER.search(declared) else "other"


def _sql_width(declared: str) -> int | None:
    found = re.fullmatch(r"TEXT\((\d+)\)", declared, re.I)
    return int(found[1]) if found else None


def _of_gdb(path: Path, layer: str) -> tuple[Field, ...]:
    told = pyogrio.read_info(path, layer=layer)
    kinds = [("text" if t == "object" else "number") for t in map(str, told["dtypes"])]
    kinds = ["other" if "date" in str(t) else k for k, t in zip(kinds, told["dtypes"], strict=True)]
    return tuple(
        Field(str(name), kind)  # type: ignore[arg-type]
        for name, kind in zip(told["fields"], kinds, strict=True)
    )
