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
    """The path that GDAL can open, the codec of its text, and the name and ground for people."""

    path: Path
    codec: str
    encoding: tuple[str, str]
    prj: bool


@contextmanager
def shape_files(one: Original, entry: FileEntry | None, notes: Notes) -> Iterator[ShapeFiles]:
    """Give a shapefile in a form that can be read; the original files are never written to.

    A missing .shx is made anew beside a copy, names in mixed case are made equal in a copy, both
    are said. Raises `Unreadable` where .dbf is missing or broken.
    """
    parts = {_suffix(name): path for name, path in one.members.items()}
    if ".dbf" not in parts:
        raise Unreadable("缺少属性表.dbf，请把.shp、.shx、.dbf、.prj一并给出")
    found = dbf_text(parts[".dbf"])
    cpg = parts[".cpg"].read_bytes()[:100] if ".cpg" in parts else None
    codec, name, by = decide(found, cpg, entry.encoding if entry else "", notes)
    if found.deleted:
        said = f"属性表中有{found.deleted}行已标记删除，未读取"
        notes.repair("deleted", 0, "", said)
    with _in_place_or_copied(one.path, parts, notes) as path:
        yield ShapeFiles(path, codec, (name, by), ".prj" in parts)


def _suffix(name: str) -> str:
    lower = name.lower()
    return ".shp.xml" if lower.endswith(".shp.xml") else Path(lower).suffix


@contextmanager
def _in_place_or_copied(path: Path, parts: dict[str, Path], notes: Notes) -> Iterator[Path]:
    needed = [parts[suffix] for suffix in (".shx", ".dbf", ".prj") if suffix in parts]
    plain = all(part.name in (path.stem + s, path.stem + s.upper()) for part in needed for s in
                (part.suffix.lower(),))  # fmt: skip
    if ".shx" in parts and plain:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="gengheng-") as folder:
        copy = Path(folder) / "layer.shp"
        for suffix, part in parts.items():
            shutil.copyfile(part, copy.with_suffix(suffix) if suffix != ".shp" else copy)
        renamed = copy.with_name(path.stem + ".shp")
        for part in list(Path(folder).iterdir()):
            part.rename(part.with_name(path.stem + part.name.removeprefix("layer")))
        if ".shx" in parts:
            yield renamed
            return
        notes.repair("shx", 0, "", "缺少索引.shx，按.shp逐条重建后读取")
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
        try:
            yield renamed
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})
