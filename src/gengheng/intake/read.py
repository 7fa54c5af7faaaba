"""读入: the one door. Which reader a file gets is decided by its content and its suffix.

A file that cannot be taken is a `Reading` without tables whose source says why, and what to do.
"""

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from gengheng.intake.archive import unpack
from gengheng.intake.delimited import read_delimited
from gengheng.intake.geojson import read_geojson
from gengheng.intake.geoparquet import read_parquet
from gengheng.intake.original import Original, digests, original
from gengheng.intake.reading import Reading, Table
from gengheng.intake.sheet import read_sheet
from gengheng.intake.txt import read_txt
from gengheng.intake.vector import read_vector
from gengheng.records.county import FileEntry
from gengheng.records.source import Repair, SourceFile
from gengheng.values.errors import Unreadable

TXT_LIMIT = 256 * 1024**2
TXT, SHP, GPKG, GDB, ZIP, XLSX, CSV, GEOJSON, PARQUET = (
    "TXT报盘", "Shapefile", "GeoPackage", "文件地理数据库", "压缩包", "Excel工作簿", "CSV",
    "GeoJSON", "Parquet",
)  # fmt: skip
SUFFIXES = {
    ".txt": TXT, ".shp": SHP, ".gpkg": GPKG, ".gdb": GDB, ".zip": ZIP,
    ".xlsx": XLSX, ".xlsm": XLSX, ".xls": XLSX, ".csv": CSV, ".tsv": CSV,
    ".geojson": GEOJSON, ".json": GEOJSON, ".parquet": PARQUET, ".geoparquet": PARQUET,
}  # fmt: skip
ONE_LAYER = frozenset(
    {".shp", ".txt", ".csv", ".tsv", ".geojson", ".json", ".parquet", ".geoparquet"}
)
TAKE = "请导出为文件地理数据库（.gdb）或Shapefile后再给出"
REFUSED: dict[str, tuple[str, str]] = {
    ".mdb": ("个人地理数据库", "请在 ArcGIS 中导出为文件地理数据库（.gdb）或 Shapefile"),
    ".vct": ("VCT", f"不读VCT，{TAKE}"),
    ".rar": ("RAR压缩包", "不读RAR，请解开后改用zip或直接给出文件"),
    ".7z": ("7z压缩包", "不读7z，请解开后改用zip或直接给出文件"),
    ".dwg": ("DWG图纸", f"不读DWG，{TAKE}"),
    ".dxf": ("DXF图纸", f"不读DXF，{TAKE}"),
    ".kml": ("KML", f"不读KML，{TAKE}"),
    ".wps": ("WPS文档", "不读WPS文档，台账请另存为.xlsx"),
    ".et": ("WPS表格", "不读WPS表格，请另存为.xlsx"),
    ".doc": ("Word文档", "不读Word文档，台账请另存为.xlsx"),
    ".docx": ("Word文档", "不读Word文档，台账请另存为.xlsx"),
    ".pdf": ("PDF", "不读PDF，台账请给出.xlsx，图形请给出Shapefile"),
}
KINDS = {**SUFFIXES, **{suffix: kind for suffix, (kind, _) in REFUSED.items()}}
MAGIC = (
    (b"SQLite format 3\0", GPKG), (b"PK\x03\x04", ZIP), (b"Rar!", REFUSED[".rar"][0]),
    (b"PAR1", PARQUET), (b"%PDF", REFUSED[".pdf"][0]),
)  # fmt: skip
SIDECARS = frozenset({".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".cst"})


GDB_CATALOGUE = "a00000001.gdbtable"
GDB_PART = re.compile(r"gdb|timestamps|a[0-9a-f]{8}\..+", re.I)
NOT_READABLE = "不是可读的文件"


@dataclass(frozen=True, slots=True)
class _Inside:
    """What an archive holds: originals that can be read, and what cannot, with why."""

    originals: list[Original]
    unread: list[tuple[str, str]]


def read(one: Original, entry: FileEntry | None = None) -> Reading:
    """Return everything that a file says; what `entry` decides goes before what the file says.

    Never raises for bad data. Raises `OSError` where the file itself cannot be opened.
    """
    sha256, size, members = digests(one)
    kind = kind_of(one)
    tables: tuple[Table, ...] = ()
    refused = ""
    try:
        tables = _tables(one, kind, entry)
    except Unreadable as error:
        refused = f"{one.name}：{error}"
    source = SourceFile(
        path=one.name,
        sha256=sha256,
        size=size,
        kind=kind,
        members=members,
        layers=tuple(one.card for one in tables),
        refused=refused,
    )
    return Reading(source, tables)


def kind_of(one: Original) -> str:
    """Return the kind of a file in words: by its first bytes where they tell, else by suffix."""
    suffix = one.path.suffix.lower()
    if one.path.is_dir():
        return GDB if suffix == ".gdb" else "文件夹"
    with one.path.open("rb") as file:
        head = file.read(16)
    told = next((kind for magic, kind in MAGIC if head.startswith(magic)), "")
    if told == ZIP and KINDS.get(suffix, ZIP) not in (ZIP, TXT, SHP):
        told = ""
    return told or KINDS.get(suffix, "未知文件")


def readable(path: Path) -> bool:
    """Return whether a file found in a folder is one to read, and no part of another one.

    >>> readable(Path("a/DLTB.shp")), readable(Path("a/DLTB.dbf")), readable(Path("a/b.geojson"))
    (True, False, True)
    """
    inside = any(parent.suffix.lower() == ".gdb" for parent in path.parents)
    suffix = path.suffix.lower()
    return not inside and suffix not in SIDECARS and (suffix in SUFFIXES or suffix in REFUSED)


def _tables(one: Original, kind: str, entry: FileEntry | None) -> tuple[Table, ...]:
    if kind in READERS:
        return READERS[kind](one, entry)
    if kind == ZIP:
        return _unpacked(one, entry)
    if kind == "文件夹":
        raise Unreadable("是文件夹，请给出其中的文件；地理数据库的文件夹名须以.gdb结尾")
    said = next((text for name, text in REFUSED.values() if name == kind), "")
    raise Unreadable(said or f"不认识的文件类型“{one.path.suffix}”，{TAKE}")


def _txt(one: Original, entry: FileEntry | None) -> tuple[Table, ...]:
    if one.path.stat().st_size > TXT_LIMIT:
        raise Unreadable(f"报盘文件过大：超过{TXT_LIMIT // 1024**2}MB")
    return read_txt(one.name, one.path.read_bytes(), entry)


def _xlsx(one: Original, entry: FileEntry | None) -> tuple[Table, ...]:
    return read_sheet(one.name, one.path, entry)


def _csv(one: Original, entry: FileEntry | None) -> tuple[Table, ...]:
    return read_delimited(one.name, one.path, entry)


READERS: Mapping[str, Callable[[Original, FileEntry | None], tuple[Table, ...]]] = {
    TXT: _txt, SHP: read_vector, GPKG: read_vector, GDB: read_vector, XLSX: _xlsx, CSV: _csv,
    GEOJSON: read_geojson, PARQUET: read_parquet,
}  # fmt: skip


def _unpacked(one: Original, entry: FileEntry | None) -> tuple[Table, ...]:
    """Return the tables of everything readable in an archive, each under its own name."""
    with tempfile.TemporaryDirectory(prefix="gengheng-", ignore_cleanup_errors=True) as folder:
        inside = _inside(unpack(one.path, Path(folder)), Path(folder))
        if not inside.originals:
            plain = [n if why == NOT_READABLE else f"{n}：{why}" for n, why in inside.unread[:10]]
            listed = "、".join(plain) or "空"
            raise Unreadable(f"压缩包内没有可读的文件（{listed}）")
        tables: list[Table] = []
        refused: list[tuple[str, str]] = []
        for part in inside.originals:
            try:
                found = _tables(part, kind_of(part), _for_layer(part, entry))
            except Unreadable as error:
                refused.append((part.name, str(error)))
            else:
                tables += [_named(t, one.name, part) for t in found]
    if not tables:
        raise Unreadable("；".join(f"{name}：{said}" for name, said in refused))
    return _with_unread(tables, one.name, [*refused, *inside.unread])


def _for_layer(part: Original, entry: FileEntry | None) -> FileEntry | None:
    """Return the entry for a part of an archive: a layer named after the part is its only one."""
    if entry and entry.layer == part.path.stem and part.path.suffix.lower() in ONE_LAYER:
        return msgspec.structs.replace(entry, layer="")
    return entry


def _inside(unpacked: dict[str, Path], folder: Path) -> _Inside:
    unpacked = _with_gdb_folders(unpacked, folder)
    bases = {
        parent for name in unpacked for parent in Path(name).parents
        if parent.suffix.lower() == ".gdb"
    }  # fmt: skip
    found = [original(folder / base, name=base.as_posix()) for base in sorted(bases)]
    shapes = {_stem(name) for name in unpacked if name.lower().endswith(".shp")}
    unread = []
    for name, path in unpacked.items():
        if any(parent in bases for parent in Path(name).parents):
            continue
        if path.suffix.lower() in SUFFIXES:
            found.append(original(path, name=name))
        elif not _sidecar(name):
            unread.append((name, NOT_READABLE))
        elif _stem(name) not in shapes:
            unread.append((name, "缺少同名的.shp"))
    return _Inside(found, unread)


def _with_gdb_folders(unpacked: dict[str, Path], folder: Path) -> dict[str, Path]:
    """Put the files of a geodatabase that was packed without its folder into one (N.gdb)."""
    bare = [
        parent for parent in (Path(n).parent for n in unpacked if Path(n).name == GDB_CATALOGUE)
        if parent.suffix.lower() != ".gdb"
    ]  # fmt: skip
    out = dict(unpacked)
    for base in bare:
        home = f"{base.as_posix()}/{base.name or '地理数据库'}.gdb".removeprefix("./")
        (folder / home).mkdir(parents=True)
        inside = [n for n in out if Path(n).parent == base and GDB_PART.fullmatch(Path(n).name)]
        for name in inside:
            moved = f"{home}/{Path(name).name}"
            out[moved] = out.pop(name).rename(folder / moved)
    return out


def _sidecar(name: str) -> bool:
    return Path(name).suffix.lower() in SIDECARS or name.lower().endswith(".shp.xml")


def _stem(name: str) -> str:
    """Return the name that a shapefile's parts have in common, folders included."""
    return re.sub(r"(\.shp)?\.[^./]+$", "", name.lower())


def _named(table: Table, file: str, part: Original) -> Table:
    """Return a table of a part of an archive, its remarks under the name of the archive."""
    card = table.card
    place = f"{file}/{part.name}"
    repairs = tuple(msgspec.structs.replace(r, file=place) for r in card.repairs)
    rejections = tuple(msgspec.structs.replace(r, file=place) for r in card.rejections)
    return replace(
        table, card=msgspec.structs.replace(card, repairs=repairs, rejections=rejections)
    )


def _with_unread(
    tables: Sequence[Table], file: str, unread: Sequence[tuple[str, str]]
) -> tuple[Table, ...]:
    """Return the tables, the first one saying what else lies in the archive and was not read."""
    more = tuple(
        Repair(code="unread", file=file, sentence=f"压缩包内{name}未读：{why}")
        for name, why in unread
    )
    first = tables[0]
    card = msgspec.structs.replace(first.card, repairs=(*more, *first.card.repairs))
    return (replace(first, card=card), *tables[1:])
