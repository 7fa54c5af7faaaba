"""合计: areas by problem and by unit, with ground that several findings share counted once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gengheng.records.finding import Revision
from gengheng.records.overlap import Overlap
from gengheng.reports.words import Area, area

PROBLEMS = ("占而不补", "补而不实", "质量不高")


@dataclass(frozen=True, slots=True)
class Sum:
    """What some findings come to.

    `ground` adds up the areas of those that have a shape, `once` counts ground that several of
    them share once; `figures` are differences of figures, which have no place and stand apart.
    """

    count: int
    ground: Area
    once: Area
    figures: Area


@dataclass(frozen=True, slots=True)
class Shared:
    """Ground that exactly these findings share."""

    findings: tuple[Revision, ...]
    size: Area


def summed(findings: Sequence[Revision], overlaps: Iterable[Overlap]) -> Sum:
    """Return the sum of some findings; `overlaps` are the disjoint rows of the whole run.

    >>> summed([], []).once.m2
    '0.00'
    """
    there = {r.finding: r.area_centi_m2 for r in findings if r.pieces}
    twice = 0
    for one in overlaps:
        mine = sum(finding in there for finding in one.findings)
        twice += one.area_centi_m2 * max(mine - 1, 0)
    return Sum(
        count=len(findings),
        ground=area(*there.values()),
        once=area(*there.values()) if not twice else area(sum(there.values()) - twice),
        figures=area(*(r.area_centi_m2 for r in findings if not r.pieces)),
    )


def grouped(
    findings: Iterable[Revision], key: Callable[[Revision], str]
) -> dict[str, list[Revision]]:
    """Return the findings by what `key` says of them, in the order of the first of each."""
    out: dict[str, list[Revision]] = {}
    for one in findings:
        out.setdefault(key(one), []).append(one)
    return out


def shared(findings: Iterable[Revision], overlaps: Iterable[Overlap]) -> tuple[Shared, ...]:
    """Return the ground that findings share, the largest first."""
    known = {r.finding: r for r in findings}
    rows = [
        Shared(tuple(known[f] for f in one.findings), area(one.area_centi_m2))
        for one in overlaps
        if all(f in known for f in one.findings)
    ]
    return tuple(sorted(rows, key=lambda one: (-one.size.centi, [r.finding for r in one.findings])))


def in_order(problems: Iterable[str]) -> list[str]:
    """Return problem areas once each, in the order of the plan; any other comes last.

    >>> in_order(["质量不高", "占而不补", "质量不高", "其他"])
    ['占而不补', '质量不高', '其他']
    """
    held = list(dict.fromkeys(problems))
    return [*(p for p in PROBLEMS if p in held), *(p for p in held if p not in PROBLEMS)]
