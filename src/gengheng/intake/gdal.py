"""One layer as GDAL gives it, with everything that GDAL said on the way put into our words.

GDAL's own sentences are English and name no place; they stand only in brackets behind ours.
"""

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from gengheng.intake.reading import Notes
from gengheng.values.errors import Unreadable

ERRORS = (
    DataSourceError, DataLayerError, UnicodeDecodeError, ValueError, MemoryError, OSError,
    UnboundLocalError,  # pyogrio, where a reference system is no UTF-8
)  # fmt: skip
CURVES = frozenset(range(8, 13))
SAID = (
    ("Measured (M)", "", "图形带测量值（M），只取平面坐标"),
    ("winding order", "rings", "有的面内外环方向写反，按环的位置识别内外"),
    ("Non closed ring", "unclosed", "有的环首尾不闭合"),
    ("not supported", "field-type", "有的字段类型不能识别，按文本或空白读取"),
    ("converted correctly", "encoding", "有的字符不能转换，已缺失"),
    ("date", "date", "有的日期不能识别"),
    ("CDF", "cdf", "有压缩存储（CDF）的图层，不能读取"),
)


@dataclass(frozen=True, slots=True)
class RawLayer:
    """`rows` counts from 1 as the user counts; `shapes` is None for a table without geometry.

    `crs_by` says where `crs` stands in the file, `undecided` why degrees without one stay so, and
    `damage` what is wrong with a shape that could not be built, by its position.
    """

    name: str
    crs: str
    headings: tuple[str, ...]
    columns: tuple[NDArray[Any], ...]
    rows: NDArray[np.int64]
    shapes: NDArray[np.object_] | None
    crs_by: str = "文件内的坐标系"
    undecided: str = ""
    damage: Mapping[int, str] = field(default_factory=dict)


def layers_of(path: Path) -> list[tuple[str, bool]]:
    """Return (name, has geometry) of each layer. Raises `Unreadable` with a sentence."""
    _whole(path)
    with _listening() as heard:
        try:
            found = pyogrio.list_layers(path)
        except ERRORS as error:
            raise Unreadable(_sentence(error, heard, path)) from None
    return [(str(name), kind is not None) for name, kind in found]


def _whole(path: Path) -> None:
    """Raise `Unreadable` where a table of a .gdb is shorter than its own header says.

    GDAL gives such a layer with no rows and says nothing.
    """
    for part in sorted(path.glob("*.gdbtabl[ex]")) if path.is_dir() else ():
        with part.open("rb") as file:
            head = file.read(32)
        words = [int.from_bytes(head[k : k + 4], "little") for k in (0, 4, 12)]
        wanted = 16 + 1024 * words[1] * words[2]
        if part.suffix == ".gdbtable":
            wanted = int.from_bytes(head[24:32], "little")
        if len(head) < 16 or (words[0] == 3 and part.stat().st_size < wanted):
            raise Unreadable(f"地理数据库不完整：{part.name}被截断，请重新复制或导出")


def layer(path: Path, name: str, notes: Notes, *, encoding: str | None = None) -> RawLayer:
    """Return one layer whole. Raises `Unreadable` with a sentence.

    Curves are drawn as lines, heights and measures are left out, and both are said.
    """
    with _listening() as heard:
        try:
            meta, fids, wkb, columns = pyogrio.raw.read(
                path, layer=name, encoding=encoding, return_fids=True
            )
            curved = 0 if wkb is None or path.suffix.lower() == ".shp" else _curves(path, name)
        except ERRORS as error:
            raise Unreadable(_sentence(error, heard, path)) from None
    for code, sentence in _understood(heard):
        notes.repair(code, 0, "", sentence)
    if curved:
        notes.repair("curve", 0, "图形", f"{curved}行图形含曲线，按折线读取")
    shapes = None if wkb is None else shapes_of(wkb, notes)
    by_record = path.suffix.lower() == ".shp"
    rows = np.asarray(fids, dtype=np.int64) + 1 if by_record else np.arange(1, len(fids) + 1)
    return RawLayer(
        name, meta["crs"] or "", tuple(map(str, meta["fields"])), tuple(columns), rows, shapes
    )


def shapes_of(wkb: NDArray[Any], notes: Notes) -> NDArray[np.object_]:
    """Return shapes in the plane; None where a ring is not closed or the bytes are no shape."""
    return in_plane(np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object), notes)


def in_plane(shapes: NDArray[np.object_], notes: Notes) -> NDArray[np.object_]:
    """Return shapes without heights and measures, which is said.

    >>> notes = Notes("")
    >>> in_plane(np.array([shapely.Point(1, 2, 3)], dtype=object), notes)[0].has_z, notes.repairs
    (False, [('height', 0, '图形', '1行图形带高程或测量值，只取平面坐标')])
    """
    tall = shapely.has_z(shapes) | shapely.has_m(shapes)
    if tall.any():
        notes.repair("height", 0, "图形", f"{int(tall.sum())}行图形带高程或测量值，只取平面坐标")
        shapes[tall] = shapely.force_2d(shapes[tall])
    return shapes


def _curves(path: Path, name: str) -> int:
    """Count the shapes that hold arcs; the reader above has already drawn them as lines."""
    meta, table = pyogrio.read_arrow(path, layer=name, columns=[])
    column = table[meta["geometry_name"] or "wkb_geometry"]
    kinds = [int.from_bytes(one.as_py()[1:5], "little") for one in column if one.is_valid]
    return sum(1 for kind in kinds if (kind & 0x0FFFFFFF) % 1000 in CURVES)


class _Ear(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message instead of printing it."""
        self.heard.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what GDAL warns of instead of printing it."""
    heard: list[str] = []
    logger, ear = logging.getLogger("pyogrio"), _Ear(heard)
    before, logger.propagate = logger.propagate, False
    logger.addHandler(ear)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield heard
            heard += [str(one.message) for one in warned]
    finally:
        logger.removeHandler(ear)
        logger.propagate = before


def _understood(heard: list[str]) -> list[tuple[str, str]]:
    """Return each warning once, as code and sentence."""
    out: dict[str, tuple[str, str]] = {}
    for text in heard:
        code, said = next(((c, s) for words, c, s in SAID if words in text), ("gdal", ""))
        if not said:
            said = f"读取程序有提示（原文：{text[:120]}）"
        if code:
            out.setdefault(said, (code, said))
    return list(out.values())


def _sentence(error: Exception, heard: list[str], path: Path) -> str:
    """Return why a file cannot be read, in words that say what to do."""
    text = " ".join([str(error), *heard])
    if "CDF" in text or any(path.glob("*.cdf")):
        return "地理数据库用了压缩存储（CDF），请在ArcGIS中解压缩文件地理数据库后再给出"
    if isinstance(error, UnicodeDecodeError):
        return "属性文字与所写的编码不符，请在county.toml写明encoding"
    if isinstance(error, MemoryError):
        return "文件过大或已损坏，内存不足"
    plain = str(error).replace(str(path), path.name).replace(str(path.parent), "")
    return f"不能打开，文件可能已损坏或不完整，请重新导出（原文：{plain.split(';')[0][:120]}）"
