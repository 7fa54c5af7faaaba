"""附表: cells from records, once. A form decides nothing and writes to nothing.

A formula is a list of signed columns, computed on whole m² or kg before anything is printed, so
the printed cells add up as printed.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from gengheng.casework.tables import remedies
from gengheng.quota.posting import DEDUCTED, booked
from gengheng.records.case import Case, State
from gengheng.records.codec import Record
from gengheng.records.entry import Entry
from gengheng.records.form import FormRow
from gengheng.records.plot import Pools, Project
from gengheng.rules.index import problem_label
from gengheng.values.errors import Refused
from gengheng.values.units import ha_text, mu_text

PRINT: dict[str, Callable[[int], str]] = {"公顷": ha_text, "亩": mu_text, "公斤": str}


class Column(Record, frozen=True, kw_only=True):
    """One column; `source` says who writes it, and nobody else does."""

    key: str
    label: str
    source: Literal["record", "form"]
    unit: Literal["", "公顷", "亩", "公斤"] = ""
    formula: tuple[str, ...] = ()
    total: bool = False


class Form(Record, frozen=True, kw_only=True):
    """The definition that page, template, checks and documentation read."""

    form: str
    version: int
    title: str
    paper: Literal["A3", "A4"]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def form3() -> Form:
    """Return 附表3."""
    text = files("gengheng.forms").joinpath("form3.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Form)


def row(
    case: Case, project: Project, deducted: Pools, typed: Mapping[str, str] | None = None
) -> FormRow:
    """Return the row of `case`; `typed` may fill columns of source `form` only.

    A blank figure of the register stays a blank cell. Raises `Refused` for a typed column that
    the form takes from records, or does not have.
    """
    given = dict(typed or {})
    open_columns = {c.key: c for c in form3().columns if c.source == "form"}
    if odd := sorted(given.keys() - open_columns.keys()):
        raise Refused([f"{form3().form}的“{name}”栏不由填报单位填写" for name in odd])
    amounts, words = _amounts(case, project, deducted), _words(case, project)
    cells = {}
    for column in form3().columns:
        if column.source == "form":
            cells[column.key] = given.get(column.key, "")
        elif column.unit:
            if column.formula:
                amounts[column.key] = total(column.formula, amounts)
            cells[column.key] = printed(column, amounts[column.key])
        else:
            cells[column.key] = words[column.key]
    return FormRow(form=form3().form, version=form3().version, key=case.number, cells=cells)


def rows(
    cases: Iterable[Case],
    projects: Iterable[Project],
    book: Iterable[Entry],
    before: Iterable[FormRow] = (),
) -> tuple[FormRow, ...]:
    """Return the rows of all cases that belong on the form; what a unit typed `before` is kept.

    Withdrawn cases are not on the form. Raises `Refused` where a project is not in the register.
    """
    entries = tuple(book)
    by_no = {project.project_no: project for project in projects}
    open_keys = {c.key for c in form3().columns if c.source == "form"}
    typed = {r.key: {k: v for k, v in r.cells.items() if k in open_keys} for r in before}
    out = []
    for case in cases:
        if case.problem not in form3().problems or case.state is State.WITHDRAWN:
            continue
        if case.project_no not in by_no:
            raise Refused([f"{case.number}：报备台账没有项目{case.project_no}"])
        gone = booked(entries, case.number, DEDUCTED)
        out.append(row(case, by_no[case.project_no], gone, typed.get(case.number)))
    return tuple(out)


def printed(column: Column, amount: int | None) -> str:
    """Return an amount (m² or kg) as the cell prints it, "" where it is not known.

    >>> [printed(c, 2_000) for c in form3().columns if c.key in ("decided", "decided_mu")]
    ['0.2000', '3.00']
    """
    return "" if amount is None else PRINT[column.unit](amount)


def total(formula: tuple[str, ...], amounts: Mapping[str, int | None]) -> int | None:
    """Return the sum of signed columns, None if one of them is not known.

    >>> total(("+a", "-b"), {"a": 5, "b": 2}), total(("+a", "-b"), {"a": 5, "b": None})
    (3, None)
    """
    parts = [(term[0], amounts[term[1:]]) for term in formula]
    if any(amount is None for _, amount in parts):
        return None
    return sum(-(amount or 0) if sign == "-" else (amount or 0) for sign, amount in parts)


def _amounts(case: Case, project: Project, deducted: Pools) -> dict[str, int | None]:
    return {
        "reported": project.reported_m2,
        "reported_paddy": project.paddy_m2,
        "reported_capacity": project.capacity_kg,
        "decided": case.decided_m2,
        "decided_paddy": case.owed.paddy_m2,
        "decided_capacity": case.owed.capacity_kg,
        "deducted": deducted.area_m2,
        "deducted_paddy": deducted.paddy_m2,
        "deducted_capacity": deducted.capacity_kg,
    }


def _words(case: Case, project: Project) -> dict[str, str]:
    return {
        "number": case.number,
        "unit": case.unit,
        "project_no": project.project_no,
        "project": project.name,
        "initiated": _dated(project.initiated, project.initiated_doc),
        "accepted": _dated(project.accepted, project.accepted_doc),
        "filed": _dated(project.filed, ""),
        "subject": case.subject,
        "situation": problem_label(case.problem),
        "measures": "；".join(remedies()[m.remedy].label for m in case.measures),
        "due": "；".join(dict.fromkeys(m.due.isoformat() for m in case.measures)),
        "state": case.state,
    }


def _dated(day: date | None, doc: str) -> str:
    return " ".join(word for word in (day.isoformat() if day else "", doc) if word)
