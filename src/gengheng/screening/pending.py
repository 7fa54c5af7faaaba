"""待报备项目的登记: a row of the register that stands beside the folder, for the 初审 of new plots.

It is read by the reader of registers, also where it is given as words of a command line, so that a
date or an area means here what it means in a file.
"""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from gengheng.intake.columns import label_of, plain
from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.records.county import FileEntry
from gengheng.records.plot import Project
from gengheng.records.source import SourceFile
from gengheng.screening.material import Material
from gengheng.screening.subjects import projects_of, subjects
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused

WORDS = "命令行所给登记"
NUMBER = "项目备案号"


@dataclass(frozen=True, slots=True)
class Registered:
    """Rows of a register, where they come from, and what had to be said of them."""

    projects: tuple[Project, ...]
    source: SourceFile
    notes: tuple[str, ...]


def from_file(path: Path) -> Registered:
    """Return the rows of a register. Raises `Refused` where the file holds none."""
    return _read(path, path.name)


def from_words(said: Sequence[str]) -> Registered:
    """Return the one row that `栏目=内容` words give. Raises `Refused` for an unknown 栏目.

    >>> [row] = from_words(["立项日期=2021-03-01", "报备新增耕地（公顷）=1.2"]).projects
    >>> str(row.initiated), row.reported_m2, row.filed
    ('2021-03-01', 12000, None)
    """
    pairs = dict(_pair(one) for one in said)
    columns = schemas()["projects"].columns
    known = {plain(n) for name, column in columns.items() for n in (name, *column.names)}
    if wrong := [name for name in pairs if plain(name) not in known]:
        labels = "、".join(dict.fromkeys(label_of(*one) for one in columns.items()))
        raise Refused([f"“{name}”不是报备台账的栏目，可用：{labels}" for name in wrong])
    cells = {NUMBER: "1"} | {k: v for k, v in pairs.items() if plain(k) != plain(NUMBER)}
    with tempfile.TemporaryDirectory(prefix="gengheng-") as folder:
        path = Path(folder) / "row.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([cells.keys(), cells.values()])
        return _read(path, WORDS)


def _pair(said: str) -> tuple[str, str]:
    name, mark, value = said.partition("=")
    if not mark or not name.strip() or not value.strip():
        raise Refused([f"“{said}”应写作 栏目=内容，例如 立项日期=2021-03-01"])
    return name.strip(), value.strip()


def _read(path: Path, name: str) -> Registered:
    reading = read(original(path, name=name), FileEntry(path=name, schema="projects"))
    if reading.source.refused:
        raise Refused([reading.source.refused])
    tables = [t for t in reading.tables if t.card.schema == "projects"]
    unused: list[str] = []
    rows = projects_of([(name, table) for table in tables], unused)
    cards = [t.card for t in tables]
    notes = [one.sentence for card in cards for one in (*card.rejections, *card.repairs)]
    if not rows:
        raise Refused([f"{name}：没有读到报备台账的行", *notes])
    return Registered(rows, reading.source, (*notes, *unused))


def registered(
    material: Material, numbers: Sequence[str], told: Registered
) -> tuple[Material, tuple[str, ...]]:
    """Return the material with the rows of the projects `numbers`, and what is to be said.

    A single row for a single project is its row whatever number it has, because a project that
    is not filed has none. Raises `Refused` where no row is about one of the projects.
    """
    mine = {one.project_no: one for one in told.projects if one.project_no in numbers}
    notes = list(told.notes)
    if not mine and len(numbers) == len(told.projects) == 1:
        [one] = told.projects
        mine = {numbers[0]: msgspec.structs.replace(one, project_no=numbers[0])}
    if not mine:
        raise Refused([f"{told.source.path}：没有{'、'.join(numbers)}的行，请核对项目备案号"])
    old = [one for one in material.projects if one.project_no in mine]
    if old:
        notes.append(f"报备台账中{'、'.join(o.project_no for o in old)}的登记，本次以所给的为准")
    return _with(material, mine, told.source), tuple(notes)


def _with(material: Material, mine: Mapping[str, Project], source: SourceFile) -> Material:
    rest = [one for one in material.projects if one.project_no not in mine]
    projects = tuple(sorted([*rest, *mine.values()], key=lambda one: one.project_no))
    return replace(
        material,
        projects=projects,
        sources=(*material.sources, source),
        subjects=subjects(material.subjects.plots, projects, material.subjects.day),
        held=material.held | {"projects"},
    )
