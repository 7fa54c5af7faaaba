"""What can be asked, of whom, with which layers; what cannot, and why.

Two JOINs live here: plots × register by 项目备案号, and subjects × vintages. Subjects for which the
same layers were chosen form a group, so a rule only ever sees one concrete layer per input.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing, choose
from gengheng.records.layer import NotRun
from gengheng.rules.rule import Answers, Rule, Subjects, answers
from gengheng.screening.material import Material
from gengheng.standards.tables import schemas

NO_PROJECT = "缺报备记录"


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects that are asked with the same inputs."""

    subjects: Subjects
    inputs: Mapping[str, Chosen]


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups that together hold every subject once; `unasked` are answered already."""

    groups: tuple[Group, ...]
    unasked: Answers | None


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
    if rule.subject == "pair":
        return Plan((Group(every, {}),), None)
    lost = every.plots[every.plots["place"] != ""]
    asked, unasked = every, None
    if rule.subject == "plot":
        asked = Subjects(every.plots.drop(index=lost.index), every.projects)
        unasked = _answer_faults(lost) if len(lost) else None
    return Plan(tuple(_groups(rule, asked, material)), unasked)


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
        chosen = _inputs(rule, register.get(no), material)
        name = repr([_name(layer) for layer in chosen.values()])
        by_name.setdefault(name, (chosen, []))[1].append(no)
    return [
        Group(
            Subjects(
                asked.plots[asked.plots["project_no"].isin(members)],
                asked.projects[asked.projects.index.isin(members)],
            ),
            chosen,
        )
        for chosen, members in by_name.values()
    ]


def _inputs(
    rule: Rule, project: Mapping[str, object] | None, material: Material
) -> dict[str, Chosen]:
    """Choose each input for the subjects of one project."""
    dates: dict[str, date | None] = {}
    if project is not None:
        events = {"立项": "initiated", "验收": "accepted", "报备": "filed"}
        dates = {event: _day(project[name]) for event, name in events.items()}
    out: dict[str, Chosen] = {}
    for name, item in rule.inputs.items():
        if project is None and item.vintage.event:
            out[name] = Missing(NO_PROJECT)
        else:
            out[name] = choose(
                item.vintage, dates, material.shelf,
                schema=item.schema, as_of=material.county.as_of,
            )  # fmt: skip
    return out


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _name(layer: Chosen) -> str:
    return layer.ref.digest if isinstance(layer, Layer) else layer.reason
