"""The first page of a run: what was asked, what came out, what could not be asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from gengheng.records.finding import Revision
from gengheng.records.layer import LayerRef
from gengheng.records.run import RuleResult, Run
from gengheng.records.source import Rejection, Repair, SourceFile
from gengheng.reports.steps import plain_reasons
from gengheng.reports.sums import Ground, Shared, Sum, grouped, in_order, kind_of, shared, summed
from gengheng.reports.words import Area, Known, area, by_rule
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

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Why some subjects could not be judged, the most frequent first."""
        return plain_reasons([self.result])


@dataclass(frozen=True, slots=True)
class Block:
    """The rules of one problem area, with what their 疑似 come to."""

    problem: str
    lines: tuple[Line, ...]
    sum: Sum

    def count(self, status: str) -> int:
        """How many of its rules are 执行, 部分执行 or 未执行."""
        return sum(line.result.status == status for line in self.lines)

    def total(self, name: str) -> int:
        """The sum of a count of its rules: `asked`, `suspected`, `unknown`, `clear`, …"""
        return sum(getattr(line.result, name) for line in self.lines)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One reporting unit: what it comes to by problem area, None for nothing, and in all."""

    unit: str
    cells: tuple[Sum | None, ...]
    whole: Sum


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
    blocks: tuple[Block, ...]
    sum: Sum
    units: tuple[UnitRow, ...]
    shared: tuple[Shared, ...]
    reasons: tuple[tuple[str, int], ...]
    slivers: int
    sliver_size: Area
    basis: tuple[tuple[str, str], ...]
    layers: tuple[tuple[LayerRef, str, str], ...]
    sources: tuple[Source, ...]

    @property
    def twice(self) -> Area:
        """What the rows add up to beyond the ground that there is."""
        return area(self.sum.ground.centi - self.sum.once.centi)


def cover(
    run: Run,
    suspected: list[Revision],
    held: Known,
    sources: Iterable[SourceFile],
    ground: Ground,
) -> Cover:
    """Return the first page."""
    found = by_rule(suspected)
    lines = tuple(_line(line, found.get(line.rule, []), ground) for line in run.rules)
    return Cover(
        lines=lines,
        blocks=tuple(_blocks(lines, suspected, ground)),
        sum=summed(suspected, ground),
        units=unit_rows(suspected, held, ground),
        shared=shared(suspected, ground.overlaps),
        reasons=plain_reasons(run.rules),
        slivers=sum(line.slivers for line in run.rules),
        sliver_size=area(sum(line.sliver_centi_m2 for line in run.rules)),
        basis=tuple(_basis(run.layers)),
        layers=tuple((ref, schemas()[ref.schema].label, held.origin(ref)) for ref in run.layers),
        sources=tuple(_source(one) for one in sources),
    )


def _line(line: RuleResult, own: list[Revision], ground: Ground) -> Line:
    size = area(*(r.area_centi_m2 for r in own))
    return Line(line, RULES[line.rule], size, kind_of(ground, *own) if own else "")


def _blocks(lines: tuple[Line, ...], suspected: list[Revision], ground: Ground) -> Iterable[Block]:
    """Yield the problem areas in the order of the plan."""
    found = grouped(suspected, _problem)
    for problem in in_order(line.result.problem for line in lines):
        own = tuple(line for line in lines if line.result.problem == problem)
        yield Block(problem, own, summed(found.get(problem, []), ground))


def _problem(revision: Revision) -> str:
    return RULES[revision.rule].problem


def unit_rows(suspected: list[Revision], held: Known, ground: Ground) -> tuple[UnitRow, ...]:
    """Return what each reporting unit comes to, by the problem areas in their order."""
    problems = in_order(rule.problem for rule in RULES.values())
    out = []
    for unit, own in sorted(grouped(suspected, held.unit).items()):
        found = grouped(own, _problem)
        cells = tuple(summed(found[p], ground) if p in found else None for p in problems)
        out.append(UnitRow(unit, cells, summed(own, ground)))
    return tuple(out)


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
