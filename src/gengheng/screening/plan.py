"""What can be asked, of whom, with which layers; what cannot, and why.

Two JOINs live here: plots × register by 项目备案号, and subjects × vintages. Subjects for which the
same layers were chosen form a group, so a rule only ever sees one concrete layer per input.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import pandas as pd

from gengheng.catalogue.shelf import Layer, Shelf
from gengheng.catalogue.vintage import Chosen, Missing, choose, latest
from gengheng.records.layer import NotRun
from gengheng.rules.rule import Answers, Of, Rule, Subjects, answers
from gengheng.screening.lineage import named_by_origin
from gengheng.screening.material import Material
from gengheng.standards.tables import schemas

NO_PROJECT = "缺报备记录"
EVENTS = {
    "立项": "initiated", "开工": "started", "竣工": "finished", "验收": "accepted", "报备": "filed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects that are asked with the same inputs."""

    subjects: Subjects
    inputs: Mapping[str, Chosen]


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups that together hold every subject once; `unasked` are answered already.

    `notes` say on the rule's line which kind of subject could not be asked at all.
    """

    groups: tuple[Group, ...]
    unasked: Answers | None = None
    notes: tuple[str, ...] = ()


def plan(rule: Rule, material: Material) -> Plan | NotRun:
    """Return how a rule is asked, or why it cannot run and which files are owed.

    Plots without a sound shape are answered 无法判定 with their fault and not asked. A plot or a
    project without a row in the register is asked with 缺报备记录 for every input that counts from
    an event; what is known without it may still suffice to suspect.
    """
    owed = [need for need in rule.needs if not material.held & set(need)]
    if owed:
        labels = "；".join("或".join(schemas()[name].label for name in need) for need in owed)
        return NotRun(rule=rule.id, reason="资料未提供", owed=labels)
    every = material.subjects
    if rule.tables:
        return _of_tables(rule, material)
    if rule.subject == "pair":
        return Plan((Group(every, _inputs(rule, {}, material)),))
    lost = every.plots[every.plots["place"] != ""]
    asked, unasked = every, None
    if rule.subject == "plot":
        asked = replace(every, plots=every.plots.drop(index=lost.index))
        unasked = _answer_faults(lost) if len(lost) else None
    return Plan(tuple(_groups(rule, asked, material)), unasked)


def _of_tables(rule: Rule, material: Material) -> Plan:
    """Group the rows of each table of a rule by the layers chosen for their dates.

    A date of a key is the earliest that its rows give; a table that is not there is said once.
    """
    groups: list[Group] = []
    notes = []
    for of in rule.tables:
        names = (of.schema, *of.also)
        held = {name: _newest(name, material) for name in names}
        layers = {name: layer for name, layer in held.items() if isinstance(layer, Layer)}
        if not layers:
            labels = "、".join(schemas()[name].label for name in names)
            notes.append(f"{labels}未提供，未查")
            continue
        rows = _rows_of_all(layers, of, material.shelf)
        keys, dates = rows.index.unique(), [_earliest(rows, of.events[e]) for e in of.events]
        chosen: dict[str, tuple[dict[str, Chosen], list[str]]] = {}
        known: dict[tuple[date | None, ...], tuple[dict[str, Chosen], str]] = {}
        for key, *days in zip(keys, *dates, strict=True):
            if tuple(days) not in known:
                told = dict(zip(of.events, days, strict=True))
                inputs = _inputs(rule, told, material, only=of.inputs)
                known[tuple(days)] = inputs, repr([_name(one) for one in inputs.values()])
            inputs, name = known[tuple(days)]
            chosen.setdefault(name, (inputs, []))[1].append(str(key))
        for inputs, members in chosen.values():
            mine = rows[rows.index.isin(members)]
            asked = replace(material.subjects, rows=mine, schema=of.schema)
            groups.append(Group(asked, inputs))
    return Plan(tuple(groups), None, tuple(notes))


def _earliest(rows: pd.DataFrame, columns: str | tuple[str, ...]) -> list[date | None]:
    """Return the earliest day of each key in the first of `columns` that one of its rows fills."""
    found: dict[object, date] = {}
    for column in (columns,) if isinstance(columns, str) else columns:
        here: dict[object, date] = {}
        for key, cell in zip(rows.index, rows[column], strict=True):
            if (day := _day(cell)) is not None:
                here[key] = min(day, here.get(key, day))
        found = here | found
    return [found.get(key) for key in rows.index.unique()]


def _newest(schema: str, material: Material) -> Chosen:
    return choose(latest(), {}, material.shelf, schema=schema, as_of=material.county.as_of)


def _rows_of_all(layers: Mapping[str, Layer], of: Of, shelf: Shelf) -> gpd.GeoDataFrame:
    """Return the rows of a table and of those beside it, each with its `source` where several."""
    if not of.also:
        return rows_of(layers[of.schema], of, shelf)
    parts = [rows_of(layer, of, shelf).assign(source=name) for name, layer in layers.items()]
    return gpd.GeoDataFrame(pd.concat(parts), crs=parts[0].crs)


def rows_of(layer: Layer, of: Of, shelf: Shelf) -> gpd.GeoDataFrame:
    """Return the rows that are asked, by their key; a row without one is named by its place.

    Of a layer, rows whose shape may not stand in the grid are asked whatever `where` says. The
    patches of a survey go by the names of those that stood on their ground in the earlier surveys
    of the shelf, so that a new survey finds the same subjects.
    """
    earlier = sorted(
        (c.day, n) for n, c in enumerate(shelf)
        if c.ref.schema == layer.ref.schema and c.ref.vintage and c.day < layer.day
    )  # fmt: skip
    return named_by_origin(_keyed(layer, of), [_keyed(shelf[n], of) for _, n in earlier])


def _keyed(layer: Layer, of: Of) -> gpd.GeoDataFrame:
    """Return the rows of one layer that are asked, each under the key that it states."""
    rows = layer.rows
    if of.where is not None:
        rows = rows[of.where(rows) | (rows["place"] != "")]
    year = f"{layer.ref.vintage.year}-" if layer.ref.vintage else ""
    written = rows[of.key] if of.key in rows else [""] * len(rows)
    places = rows[[name for name in ("file", "row") if name in rows]].to_dict("records")
    keys = [
        year + (of.spelled(key) or f"（{at.get('file', '')}第{at.get('row', n)}行）")
        for n, (key, at) in enumerate(zip(written, places, strict=True), 1)
    ]
    return rows.set_axis(pd.Index(keys, dtype=object))


def _answer_faults(lost: pd.DataFrame) -> Answers:
    yes = (lost["place"] != "").to_numpy()
    rows = answers(
        lost.index, suspected=~yes, unknown=yes, area_centi_m2=yes * 0, reason=lost["place"]
    )
    return Answers(rows)


def _groups(rule: Rule, asked: Subjects, material: Material) -> list[Group]:
    """Group projects by the layers chosen for them; their plots go with them."""
    numbers = pd.unique(asked.plots["project_no"])
    if rule.subject == "project":
        numbers = pd.unique(pd.Series([*asked.projects.index, *numbers], dtype=object))
    register: dict[object, dict[str, object]] = asked.projects.to_dict("index")  # type: ignore[assignment]
    by_name: dict[str, tuple[dict[str, Chosen], list[str]]] = {}
    for no in numbers:
        project = register.get(no)
        dates = None if project is None else {e: _day(project[name]) for e, name in EVENTS.items()}
        chosen = _inputs(rule, dates, material)
        name = repr([_name(layer) for layer in chosen.values()])
        by_name.setdefault(name, (chosen, []))[1].append(no)
    return [
        Group(
            replace(
                asked,
                plots=asked.plots[asked.plots["project_no"].isin(members)],
                projects=asked.projects[asked.projects.index.isin(members)],
            ),
            chosen,
        )
        for chosen, members in by_name.values()
    ]


def _inputs(
    rule: Rule,
    dates: Mapping[str, date | None] | None,
    material: Material,
    *,
    only: tuple[str, ...] | None = None,
) -> dict[str, Chosen]:
    """Choose each input, or `only` some, for subjects with these dates.

    `dates` is None where the register has no row for them.
    """
    out: dict[str, Chosen] = {}
    for name, item in rule.inputs.items():
        if only is not None and name not in only:
            continue
        if dates is None and item.vintage.event:
            out[name] = Missing(NO_PROJECT)
        else:
            out[name] = choose(
                item.vintage, dates or {}, material.shelf,
                schema=item.schema, as_of=material.county.as_of,
            )  # fmt: skip
    return out


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not pd.isna(value) else None


def _name(layer: Chosen) -> str:
    return layer.ref.digest if isinstance(layer, Layer) else layer.reason
