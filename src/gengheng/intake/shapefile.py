"""A shapefile is several files: which are there, in which encoding the text is, what is missing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyogrio

from gengheng.intake.dbf import dbf_text, decide
from gengheng.intake.original import Original
from gengheng.intake.reading import Notes
from gengheng.records.county import FileEntry
from gengheng.values.errors import Unreadable


@dataclass(frozen=True, slots=True)
class ShapeFiles:
    """The path that GDAL can open, the codec of its text, its name and ground, and .prj."""

    path: Path
    codec: str
    encoding: tuple[str, str]
    prj: str


@contextmanager
def shape_files(one: Original, entry: FileEntry | None, notes: Notes) -> Iterator[ShapeFiles]:
    """Give a shapefile in a form that can be read; the original files are never written to.

    A missing .shx is made anew beside a copy, names in mixed case are made equal in a copy, both
    are said. Raises `Unreadable` where .dbf is missing or broken.
    """
    parts = {_suffix(name): path for name, path in one.members.items()}
    if ".dbf" not in parts:
        raise Unreadable("缺少属性表.dbf，请把.shp、.shx、.dbf、.prj一并给出")
    _whole(parts, notes)
    found = dbf_text(parts[".dbf"])
    cpg = parts[".cpg"].read_bytes()[:100] if ".cpg" in parts else None
    codec, name, by = decide(found, cpg, entry.encoding if entry else "", notes)
    if found.deleted:
        said = f"属性表中有{found.deleted}行已标记删除，未读取"
        notes.repair("deleted", 0, "", said)
    prj = _prj(parts)
    with _in_place_or_copied(one.path, parts, notes) as path:
        yield ShapeFiles(path, codec, (name, by), prj)


def _whole(parts: dict[str, Path], notes: Notes) -> None:
    """Raise `Unreadable` for a .shp that is cut short; leave out a .shx that is, and say so."""
    lacking = _lacking(parts[".shp"])
    if lacking is None:
        raise Unreadable("图形文件.shp的文件头不合规定，不是Shapefile或已损坏")
    if lacking:
        raise Unreadable(f"图形文件.shp不完整：少{lacking}字节，请重新导出")
    if ".shx" in parts and _lacking(parts[".shx"]) != 0:
        notes.repair("shx", 0, "", "索引.shx不完整，未采用")
        del parts[".shx"]


def _lacking(path: Path) -> int | None:
    """Return by how many bytes a .shp or .shx is shorter than its header says, None without one."""
    with path.open("rb") as file:
        head = file.read(28)
    if len(head) < 28 or head[:4] != b"\0\0\x27\x0a":
        return None
    return max(0, 2 * int.from_bytes(head[24:28], "big") - path.stat().st_size)


def _prj(parts: dict[str, Path]) -> str:
    """Return the text of .prj; one that is no UTF-8 is taken out of what GDAL is given."""
    if ".prj" not in parts:
        return ""
    data = parts[".prj"].read_bytes()[:65536]
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        del parts[".prj"]
        return data.decode("gb18030", "replace")


def _suffix(name: str) -> str:
    lower = name.lower()
    return ".shp.xml" if lower.endswith(".shp.xml") else Path(lower).suffix


@contextmanager
def _in_place_or_copied(path: Path, parts: dict[str, Path], notes: Notes) -> Iterator[Path]:
    """Give the path where every part, and no other, lies under the name that GDAL looks for."""
    beside = {p.name.lower() for p in path.parent.iterdir()}
    named = all(part.name[: len(path.stem)] == path.stem for part in parts.values())
    alone = all(
        suffix in parts or f"{path.stem}{suffix}".lower() not in beside
        for suffix in (".shx", ".prj")
    )
    if named and alone and ".shx" in parts:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="gengheng-", ignore_cleanup_errors=True) as folder:
        for suffix, part in parts.items():
            shutil.copyfile(part, Path(folder) / f"{path.stem}{suffix}")
        copy = Path(folder) / f"{path.stem}.shp"
        if ".shx" in parts:
            yield copy
            return
        notes.repair("shx", 0, "", "没有可用的索引.shx，按.shp逐条重建后读取")
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
        try:
            yield copy
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})
