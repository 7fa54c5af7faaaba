"""The first page of a run: what was asked, what came out, what could not be asked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gengheng.records.finding import Revision
from gengheng.records.layer import LayerRef
from gengheng.records.run import RuleResult, Run
from gengheng.records.source import Rejection, Repair, SourceFile
from gengheng.reports.words import Area, Known, area, area_kind, by_rule
from gengheng.rules.index import RULES
from gengheng.rules.rule import Rule
from gengheng.standards.tables import schemas


@dataclass(frozen=True, slots=True)
class Line:
    """One rule on the cover; `size` is the area of its 疑似, `kind` what that area measures."""

    result: RuleResult
    rule: Rule
    size: Area
    kind: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One reporting unit: for each rule of the table the count and the area, None for nothing."""

    unit: str
    cells: tuple[tuple[int, Area] | None, ...]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """疑似 by reporting unit and rule. There is no total over rules: areas may overlap."""

    rules: tuple[str, ...]
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An original and what had to be said about it."""

    file: SourceFile
    kept: int
    repairs: tuple[Repair, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """Everything above the list of findings."""

    lines: tuple[Line, ...]
    units: UnitTable
    reasons: tuple[tuple[str, int], ...]
    slivers: int
    sliver_size: Area
    basis: tuple[tuple[str, str], ...]
    layers: tuple[tuple[LayerRef, str, str], ...]
    sources: tuple[Source, ...]


def cover(run: Run, suspected: list[Revision], held: Known, sources: Iterable[SourceFile]) -> Cover:
    """Return the first page."""
    grouped = by_rule(suspected)
    reasons = Counter[str]()
    for line in run.rules:
        reasons.update(line.reasons)
    ordered = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return Cover(
        lines=tuple(_line(line, grouped.get(line.rule, [])) for line in run.rules),
        units=_units(grouped, held),
        reasons=tuple(ordered),
        slivers=sum(line.slivers for line in run.rules),
        sliver_size=area(sum(line.sliver_centi_m2 for line in run.rules)),
        basis=tuple(_basis(run.layers)),
        layers=tuple((ref, schemas()[ref.schema].label, held.origin(ref)) for ref in run.layers),
        sources=tuple(_source(one) for one in sources),
    )


def _line(line: RuleResult, own: list[Revision]) -> Line:
    size = area(*(r.area_centi_m2 for r in own))
    return Line(line, RULES[line.rule], size, area_kind(own[0]) if own else "")


def _units(grouped: Mapping[str, list[Revision]], held: Known) -> UnitTable:
    rules = tuple(sorted(grouped))
    by_cell: dict[tuple[str, str], list[int]] = {}
    for rule, own in grouped.items():
        for revision in own:
            by_cell.setdefault((held.unit(revision), rule), []).append(revision.area_centi_m2)
    units = sorted({unit for unit, _ in by_cell})
    rows = tuple(
        UnitRow(unit, tuple(_cell(by_cell.get((unit, rule), [])) for rule in rules))
        for unit in units
    )
    return UnitTable(rules, rows)


def _cell(own: list[int]) -> tuple[int, Area] | None:
    return (len(own), area(*own)) if own else None


def _basis(layers: Iterable[LayerRef]) -> Iterable[tuple[str, str]]:
    """Yield each kind of layer with its vintages: years of surveys, rows of registers, days."""
    days: dict[str, list[str]] = {}
    for ref in layers:
        yearly = ref.schema.startswith("dltb")
        day = ref.vintage
        said = f"{ref.rows}行" if day is None else str(day.year) if yearly else day.isoformat()
        days.setdefault(schemas()[ref.schema].label, []).append(said)
    yield from ((label, "、".join(held)) for label, held in days.items())


def _source(one: SourceFile) -> Source:
    return Source(
        one,
        sum(card.kept for card in one.layers),
        tuple(repair for card in one.layers for repair in card.repairs),
        tuple(rejection for card in one.layers for rejection in card.rejections),
    )
