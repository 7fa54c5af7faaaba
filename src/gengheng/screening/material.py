"""资料: a folder with its county.toml, turned into subjects, registers and a shelf of layers.

What a person has not decided stays unused and is said; nothing is guessed (decision 17).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import geopandas as gpd
import msgspec
import pandas as pd

from gengheng.area.grid import Grid, grid_of
from gengheng.catalogue.shelf import Layer, shelve
from gengheng.catalogue.zone import stand
from gengheng.intake.columns import frame_name
from gengheng.intake.original import Original, original, sha256_of
from gengheng.intake.read import read
from gengheng.intake.reading import Table
from gengheng.overlay.naive import series
from gengheng.records.county import County, FileEntry
from gengheng.records.plot import Plot, Project
from gengheng.records.source import SourceFile
from gengheng.rules.rule import Subjects
from gengheng.screening.county import NAME, load
from gengheng.screening.scans import scans
from gengheng.screening.subjects import Filed, plots_of, projects_of, subjects
from gengheng.screening.superseding import superseded
from gengheng.standards.tables import schemas
from gengheng.values.errors import UnknownCrs
from gengheng.values.progress import told

CONFIG = "配置"
REPLACED = "{}：已由{}替代，未使用（原件保留）"


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a screening asks about, and what of the folder it did not use, and why."""

    county: County
    sources: tuple[SourceFile, ...]
    originals: tuple[Original, ...]
    plots: tuple[Plot, ...]
    projects: tuple[Project, ...]
    subjects: Subjects
    shelf: tuple[Layer, ...]
    held: frozenset[str]
    unused: tuple[str, ...]
    moved: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Used:
    """One table that county.toml puts to use."""

    entry: FileEntry
    file: str
    sha256: str
    table: Table


@dataclass(frozen=True, slots=True)
class _Ready:
    """The rows of one table, in the county's grid, on their way to the shelf."""

    schema: str
    vintage: date | None
    used: _Used
    frame: gpd.GeoDataFrame


def gather(folder: Path) -> Material:
    """Return the material of a folder. Raises `Refused` only for county.toml itself.

    Files are taken in the order of county.toml, files of one pattern in the order of their names,
    so the same folder gives the same material on any machine.
    """
    county = load(folder)
    grid = grid_of(county.grid)
    unused: list[str] = []
    sources, originals = [_toml_source(folder)], [original(folder / NAME)]
    used = _read(folder, county, (sources, originals), unused)
    for source, scan in scans(folder, _scanned(used), frozenset(s.path for s in sources)):
        _list(source, scan, sources, originals, set())
    register = [(u.file, u.table) for u in used if u.entry.schema == "projects"]
    filed = [_filed(u, grid, county.grid) for u in used if u.entry.schema == "plots"]
    plots, frame = plots_of(filed, county.grid, unused)
    projects = projects_of(register, unused)
    moved: list[str] = []
    ready = [r for u in used if _shelved(u) and (r := _ready(u, grid, county, (unused, moved)))]
    shelf = tuple(_shelf(ready, county))
    told("")
    held = {layer.ref.schema for layer in shelf}
    held |= {"plots"} if plots else set()
    held |= {"projects"} if projects else set()
    return Material(
        county, tuple(sources), tuple(originals), plots, projects,
        subjects(frame, projects, county.as_of), shelf, frozenset(held), tuple(unused),
        tuple(moved), _unlisted(folder, originals),
    )  # fmt: skip


def _read(
    folder: Path,
    county: County,
    listed: tuple[list[SourceFile], list[Original]],
    unused: list[str],
) -> list[_Used]:
    """Return the tables that county.toml puts to use; `listed` takes every file, used or not."""
    used: list[_Used] = []
    replaced = superseded(folder, county, unused)
    for entry, one in _originals(folder, county, unused):
        told(f"读入 {one.name}")
        reading = read(one, entry)
        newer = replaced.get((one.name, entry.schema), "")
        wanted = [] if newer else _wanted(reading.tables, entry)
        _list(reading.source, one, *listed, {t.card.name for t in wanted})
        if newer:
            unused.append(REPLACED.format(one.name, newer))
        elif reading.source.refused:
            unused.append(reading.source.refused)
        elif not wanted:
            unused.append(
                f"{one.name}：没有可作“{schemas()[entry.schema].label}”的图层或表，未使用"
            )
        used += [_Used(entry, one.name, reading.source.sha256, t) for t in wanted]
    known = {source.path for source in listed[0]}
    for (name, _), newer in replaced.items():
        if name not in known:
            one = original(folder / name, name=name)
            _list(read(one).source, one, *listed, set())
            unused.append(REPLACED.format(name, newer))
    return used


def _scanned(used: list[_Used]) -> list[str]:
    """Return what the registers of papers say of scans."""
    return [str(c) for u in used if u.entry.schema == "papers" for c in u.table.frame["scan"]]


def _list(
    source: SourceFile,
    one: Original,
    sources: list[SourceFile],
    originals: list[Original],
    wanted: set[str],
) -> None:
    """List a file once, however many entries use it; each layer's card is its user's."""
    for n, old in enumerate(sources):
        if old.path == source.path:
            mine = {card.name: card for card in source.layers if card.name in wanted}
            cards = tuple(mine.get(card.name, card) for card in old.layers)
            sources[n] = msgspec.structs.replace(old, layers=cards)
            return
    sources.append(source)
    originals.append(one)


def _toml_source(folder: Path) -> SourceFile:
    path = folder / NAME
    sha = sha256_of(path)
    size = path.stat().st_size
    return SourceFile(path=NAME, sha256=sha, size=size, kind=CONFIG, members={NAME: sha})


def _originals(
    folder: Path, county: County, unused: list[str]
) -> Iterator[tuple[FileEntry, Original]]:
    """Yield each file that an entry of county.toml names, with the entry."""
    for entry in county.file:
        found = sorted(p for p in folder.glob(entry.path) if _inside(p, folder))
        if not found:
            unused.append(f"{entry.path}：county.toml 列有此文件，文件夹内没有")
        for path in found:
            yield entry, original(path, name=path.relative_to(folder).as_posix())


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve()) and path.name != NAME


def _wanted(tables: tuple[Table, ...], entry: FileEntry) -> list[Table]:
    """Return the tables of a file that an entry means."""
    return [t for t in tables if t.card.schema == entry.schema and entry.layer in ("", t.card.name)]


def _unlisted(folder: Path, originals: list[Original]) -> tuple[str, ...]:
    """Return every file of the folder that county.toml does not name."""
    taken = {path.resolve() for one in originals for path in one.members.values()}
    rest = sorted(p for p in folder.rglob("*") if p.is_file() and p.resolve() not in taken)
    return tuple(p.relative_to(folder).as_posix() for p in rest)


def _shelved(one: _Used) -> bool:
    return one.entry.schema not in ("plots", "projects")


def _filed(one: _Used, grid: Grid, epsg: str) -> Filed:
    """Return the plots of a table in the county's grid, or why they may not stand there."""
    try:
        return Filed(one.file, one.table, stand(one.table.ground, grid, epsg)[0], "")
    except UnknownCrs as why:
        return Filed(one.file, one.table, None, str(why))


def _ready(
    one: _Used, grid: Grid, county: County, said: tuple[list[str], list[str]]
) -> _Ready | None:
    """Return a layer's rows in the county's grid, None (and why) where it cannot be used."""
    card, (unused, moved) = one.table.card, said
    place = one.file if card.name in one.file else f"{one.file} {card.name}"
    schema = schemas()[card.schema]
    if schema.kind == "register":
        plain = one.table.frame.assign(file=one.file)
        frame = gpd.GeoDataFrame(plain, geometry=series([None] * len(plain), county.grid))
        return _Ready(card.schema, None, one, frame[_columns(card.schema, frame)])
    if schema.adds:
        return _added(one, grid, county, place, said)
    if card.vintage is None:
        unused.append(f"{place}：期次未定，未使用（请在 county.toml 写 vintage）")
        return None
    try:
        frame, done = stand(one.table.ground, grid, county.grid)
    except UnknownCrs as why:
        unused.append(f"{place}：{why}，未使用")
        return None
    if done:
        moved.append(f"{place}：{done}")
    return _Ready(card.schema, card.vintage, one, frame[_columns(card.schema, frame)])


def _added(
    one: _Used, grid: Grid, county: County, place: str, said: tuple[list[str], list[str]]
) -> _Ready:
    """Return the rows of a layer that adds up; what may not stand in the grid stays as a row."""
    frame, why = one.table.ground, ""
    try:
        frame, done = stand(frame, grid, county.grid)
    except UnknownCrs as error:
        done, why = "", str(error)
        shapes = series([None] * len(frame), county.grid).set_axis(frame.index)
        frame = frame.set_geometry(shapes)
        said[0].append(f"{place}：{why}，各行列为无法判定")
    if done:
        said[1].append(f"{place}：{done}")
    fault = [why or str(own) for own in frame["fault"]]
    frame = frame.assign(file=one.file, fault=fault)
    return _Ready(one.table.card.schema, None, one, frame[_columns(one.table.card.schema, frame)])


def _shelf(ready: list[_Ready], county: County) -> Iterator[Layer]:
    """Yield a layer for each schema and vintage; files of one vintage are one layer."""

    def of(one: _Ready) -> tuple[str, str]:
        """Tell what a table is a part of."""
        return one.schema, str(one.vintage or "")

    for _, group in groupby(sorted(ready, key=of), key=of):
        parts = list(group)
        schema, vintage = parts[0].schema, parts[0].vintage
        frame = gpd.GeoDataFrame(pd.concat([p.frame for p in parts], ignore_index=True))
        yield shelve(
            schema, vintage, frame.set_crs(county.grid, allow_override=True),
            files=tuple(dict.fromkeys(p.used.sha256 for p in parts)),
            complete=any(p.used.entry.complete for p in parts),
        )  # fmt: skip


def _columns(schema: str, frame: gpd.GeoDataFrame) -> list[str]:
    """Return the standard columns that a frame has; what else a file holds rests in the file."""
    names = {frame_name(n, c) for n, c in schemas()[schema].columns.items()}
    names |= {"file", "row", "fault", str(frame.geometry.name)}
    return [str(column) for column in frame.columns if column in names]
