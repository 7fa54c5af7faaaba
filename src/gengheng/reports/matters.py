"""事项: what rules about the rows of a table are about, in the words of the rows themselves.

A 批准文号, a 承诺编号 or a 图斑 is no filed plot: its name, its reporting unit and its figures
stand in the cells of its own rows, and its place, where it has one, in their shapes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import choose, latest
from gengheng.intake.columns import frame_name, label_of
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import series
from gengheng.records.finding import Revision
from gengheng.rules.index import RULES
from gengheng.screening.material import Material
from gengheng.screening.plan import rows_of
from gengheng.standards.dictionaries import codes_of
from gengheng.standards.tables import Column, class_text, schemas
from gengheng.values.units import ha_text, m2_text, mu_text

Key = tuple[str, str]  # rule, subject
TOWNSHIP = 9  # digits of 坐落单位代码 that name a 苏木镇
WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "area_m2": lambda v: f"{ha_text(int(v))}公顷（{mu_text(int(v))}亩）",
    "area_centi_m2": lambda v: f"{m2_text(int(v))}平方米",
    "money_fen": lambda v: f"{m2_text(int(v))}元",
    "kg": lambda v: f"{int(v):,}公斤",
    "tenths": lambda v: f"{int(v) / 10:.1f}等",
    "length_mm": lambda v: f"{int(v) / 1000:g}米",
    "number": lambda v: f"{v:g}",
}
FULL = 12  # digits of a code that names a 苏木镇 alone: the rest are zeros


@dataclass(frozen=True, slots=True)
class RowSaid:
    """One row that a matter rests on: its table, its place, its cells, and what it leaves blank."""

    table: str
    file: str
    row: int
    cells: tuple[tuple[str, str], ...]
    blank: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One subject of a rule about tables; "" where no cell names it, None where it has no shape."""

    title: str
    unit: str
    rows: tuple[RowSaid, ...]
    shape: BaseGeometry | None


def matters(material: Material, revisions: Iterable[Revision]) -> dict[Key, Matter]:
    """Return the matter of each revision of a rule about tables; no other revision has one.

    The unit is the cell that names it, else the township on whose ground most of it lies.
    """
    wanted: dict[str, set[str]] = {}
    for revision in revisions:
        if RULES[revision.rule].tables:
            wanted.setdefault(revision.rule, set()).add(revision.subject)
    out: dict[Key, Matter] = {}
    for rule, subjects in wanted.items():
        tables = list(_asked(rule, subjects, material))
        for subject in dict.fromkeys(key for table in tables for key in table.places):
            out[rule, subject] = _matter(subject, tables)
    silent = {key: one.shape for key, one in out.items() if not one.unit and one.shape is not None}
    for key, unit in _townships(silent, material).items():
        old = out[key]
        out[key] = Matter(old.title, unit, old.rows, old.shape)
    return out


@dataclass(frozen=True, slots=True)
class _Asked:
    """The rows of one table about some subjects, and the places of the rows of each subject.

    Titles and units are in words, "" where no cell says them; a shape is None where it is missing.
    """

    rows: list[RowSaid]
    titles: list[str]
    units: list[str]
    shapes: NDArray[np.object_]
    places: Mapping[str, list[int]]


def _asked(rule: str, subjects: set[str], material: Material) -> Iterator[_Asked]:
    """Yield the tables that a rule asks, in their order, with what they say of the subjects."""
    for of in RULES[rule].tables:
        for name in (of.schema, *of.also):
            day = material.county.as_of
            layer = choose(latest(), {}, material.shelf, schema=name, as_of=day)
            if not isinstance(layer, Layer):
                continue
            rows = rows_of(layer, of, material.shelf)
            asked = rows[rows.index.isin(subjects)]
            if "file" not in asked:  # a layer with vintages: its file is that of the layer
                asked = asked.assign(file=_files(layer, material))
            places: dict[str, list[int]] = {}
            for at, key in enumerate(asked.index):
                places.setdefault(str(key), []).append(at)
            shapes = np.asarray(asked.geometry.array, dtype=object)
            titles, units = (_words(asked, column) for column in (of.title, of.unit))
            yield _Asked(_said(name, asked), titles, units, shapes, places)


def _files(layer: Layer, material: Material) -> str:
    """Return the paths of the files that a layer was made from."""
    paths = {source.sha256: source.path for source in material.sources}
    return "、".join(paths.get(sha, sha[:8]) for sha in layer.ref.files)


def _matter(subject: str, tables: Sequence[_Asked]) -> Matter:
    """Return what the tables say of a subject: title and unit by the first row that states them."""
    found = [(table, at) for table in tables for at in table.places.get(subject, ())]
    shapes = [s for table, at in found if (s := table.shapes[at]) is not None]
    return Matter(
        title=next((word for table, at in found if (word := table.titles[at])), ""),
        unit=next((word for table, at in found if (word := table.units[at])), ""),
        rows=tuple(table.rows[at] for table, at in found),
        shape=shapely.union_all(np.array(shapes, dtype=object)) if shapes else None,
    )


def _words(rows: gpd.GeoDataFrame, column: str) -> list[str]:
    """Return the cells of the column that names unit or title, "" where blank or not there."""
    if column not in rows:
        return [""] * len(rows)
    cells = [str(cell).strip() for cell in rows[column]]
    return [_named(column, cell) if cell else "" for cell in cells]


def _named(column: str, word: str) -> str:
    """Return a title in words where its column holds a code.

    >>> _named("dlbm", "0702"), _named("tblx", "20"), _named("xmmc", "乌梁渠")
    ('0702农村宅基地', '图斑类型20建（构）筑物', '乌梁渠')
    """
    if column == "dlbm":
        return class_text(word)
    if column == "tblx":
        return f"图斑类型{word}{codes_of('tblx').get(word.upper(), '')}"
    return word


def _said(name: str, rows: gpd.GeoDataFrame) -> list[RowSaid]:
    """Return the rows of one table in words; a column that repeats another's cell is left out."""
    schema = schemas()[name]
    out = []
    for told in rows.drop(columns=rows.geometry.name).to_dict("records"):
        cells: dict[str, str] = {}
        blank: list[str] = []
        for column_name, column in schema.columns.items():
            value = told.get(frame_name(column_name, column))
            label = label_of(column_name, column)
            words = cell_words(value, column)
            if words:
                cells.setdefault(label, words)
            elif not column.shares and not label.isascii():
                blank.append(label)
        out.append(
            RowSaid(
                schema.label, str(told.get("file", "")), int(told.get("row", 0)),
                tuple(cells.items()),
                tuple(b for b in blank if b not in cells), str(told.get("place", "")),
            )
        )  # fmt: skip
    return out


def cell_words(value: Any, column: Column) -> str:
    """Return a cell with its unit as a clerk reads it, "" where it is blank.

    >>> area = Column(type="area_m2", names=())
    >>> cell_words(20_000, area), cell_words(None, area)
    ('2.0000公顷（30.00亩）', '')
    >>> cell_words(date(2023, 6, 30), Column(type="date", names=()))
    '2023-06-30'
    >>> cell_words(85, Column(type="tenths", names=()))
    '8.5等'
    """
    if value is None or (not isinstance(value, str | date) and pd.isna(value)) or value is pd.NaT:
        return ""
    if column.type in WRITTEN:
        return WRITTEN[column.type](value)
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _townships(shapes: Mapping[Key, BaseGeometry], material: Material) -> dict[Key, str]:
    """Return on which township's ground most of each shape lies, "" where no survey says it."""
    codes = _codes(list(shapes.values()), material)
    named = _names(material) if any(codes) else {}
    return {
        key: named.get(code) or (f"坐落{code}" if code else "")
        for key, code in zip(shapes, codes, strict=True)
    }


def _codes(shapes: list[BaseGeometry], material: Material) -> list[str]:
    """Return the 9 digits of 坐落单位代码 under most of each shape, by the newest survey."""
    out = [""] * len(shapes)
    survey = choose(latest(), {}, material.shelf, schema="dltb", as_of=material.county.as_of)
    if not shapes or not isinstance(survey, Layer) or "zldwdm" not in survey.frame:
        return out
    frame = survey.frame[survey.frame["zldwdm"].astype(str).str.len() >= TOWNSHIP]
    shared = pieces(series(shapes, survey.frame.crs), frame.geometry)
    code = frame["zldwdm"].astype(str).str[:TOWNSHIP].to_numpy()[shared.right]
    table = pd.DataFrame({"at": shared.left, "code": code, "area": shared.area_centi_m2})
    summed = table.groupby(["at", "code"])["area"].sum().reset_index()
    best = summed.sort_values(["at", "area", "code"], ascending=[True, False, True])
    for at, own in best.drop_duplicates("at")[["at", "code"]].itertuples(index=False):
        out[at] = own
    return out


def _names(material: Material) -> dict[str, str]:
    """Return what registers call a township code: 控制面积 first, else the projects that lie there.

    Of projects only a name counts that all of them share.
    """
    units = {project.project_no: project.unit for project in material.projects if project.unit}
    plots = material.subjects.plots
    placed = plots[(plots["place"] == "") & plots["project_no"].isin(list(units))]
    heard: dict[str, set[str]] = {}
    for code, no in zip(_codes(list(placed.geometry), material), placed["project_no"], strict=True):
        heard.setdefault(code, set()).add(units[no])
    out = {code: next(iter(said)) for code, said in heard.items() if len(said) == 1}
    for layer in material.shelf:
        if layer.ref.schema in ("control_area", "control_area_list"):
            for code, name in zip(layer.rows["unit_code"], layer.rows["unit_name"], strict=True):
                if name and str(code).ljust(FULL, "0") == str(code)[:TOWNSHIP].ljust(FULL, "0"):
                    out[str(code)[:TOWNSHIP]] = str(name)
    return out
