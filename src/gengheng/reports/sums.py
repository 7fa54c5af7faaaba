"""合计: areas by problem and by unit, with ground that several findings share counted once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gengheng.area.ellipsoid import official
from gengheng.records.finding import Revision, Said, finding_id
from gengheng.records.overlap import Overlap
from gengheng.reports.words import FIGURES, GROUND, NO_AREA, Area, area
from gengheng.screening.overlaps import means_all
from gengheng.screening.run import Outcome

PROBLEMS = ("占而不补", "补而不实", "质量不高")


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground that findings of a run share, and which findings mean all the ground they show.

    A finding about farmland beyond what was approved shows all that farmland: its area is a
    difference of figures, although it has a shape, and is not one of `whole`.
    """

    overlaps: tuple[Overlap, ...] = ()
    whole: frozenset[str] = frozenset()


def ground_of(outcome: Outcome) -> Ground:
    """Return the ground of a run, measuring every shape once."""
    frame = outcome.answers
    if frame.empty:
        return Ground()
    rows = frame[(frame["said"] == Said.SUSPECTED) & frame.geometry.notna()]
    sizes = official(rows.geometry)
    names = [finding_id(r, s) for r, s in zip(rows["rule"], rows["subject"], strict=True)]
    told = zip(names, rows["area_centi_m2"], sizes, strict=True)
    same = {name for name, own, size in told if means_all(int(own), int(size))}
    return Ground(outcome.overlaps, frozenset(same))


@dataclass(frozen=True, slots=True)
class Sum:
    """What some findings come to.

    `ground` adds up the areas of those that mean the ground they show, `once` counts ground that
    several of them share once; `figures` are differences of figures, which stand apart.
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


def summed(findings: Sequence[Revision], ground: Ground) -> Sum:
    """Return the sum of some findings on the ground of the whole run.

    >>> summed([], Ground()).once.m2
    '0.00'
    """
    there = {r.finding: r.area_centi_m2 for r in findings if r.finding in ground.whole}
    twice = 0
    for one in ground.overlaps:
        mine = sum(finding in there for finding in one.findings)
        twice += one.area_centi_m2 * max(mine - 1, 0)
    return Sum(
        count=len(findings),
        ground=area(*there.values()),
        once=area(*there.values()) if not twice else area(sum(there.values()) - twice),
        figures=area(*(r.area_centi_m2 for r in findings if r.finding not in ground.whole)),
    )


def kind_of(ground: Ground, *findings: Revision) -> str:
    """Return what the areas of findings measure: ground, differences of figures, both, nothing."""
    kinds = {GROUND if r.finding in ground.whole else FIGURES for r in findings if r.area_centi_m2}
    return "和".join(sorted(kinds)) or NO_AREA


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
        if one.shared and all(f in known for f in one.findings)
    ]
    return tuple(sorted(rows, key=lambda one: (-one.size.centi, [r.finding for r in one.findings])))


def in_order(problems: Iterable[str]) -> list[str]:
    """Return problem areas once each, in the order of the plan; any other comes last.

    >>> in_order(["质量不高", "占而不补", "质量不高", "其他"])
    ['占而不补', '质量不高', '其他']
    """
    held = list(dict.fromkeys(problems))
    return [*(p for p in PROBLEMS if p in held), *(p for p in held if p not in PROBLEMS)]
