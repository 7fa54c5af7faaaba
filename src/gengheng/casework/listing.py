"""列入问题清单: from a confirmed finding to a case, so that no ground is deducted twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from gengheng.casework.case import step
from gengheng.casework.tables import not_allowed
from gengheng.quota.pools import falls
from gengheng.records.case import Case, State
from gengheng.records.finding import Revision
from gengheng.records.overlap import Overlap
from gengheng.records.person import Asking
from gengheng.records.plot import Pools, Project
from gengheng.records.verdict import Verdict, Word
from gengheng.values.codes import case_number_fault
from gengheng.values.errors import Refused


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before: all cases so far, and the ground that findings share.

    `plot_m2` is the area of the plot where the subject is one, None otherwise.
    """

    cases: tuple[Case, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    plot_m2: int | None = None

    @property
    def live(self) -> list[Case]:
        """The cases that were not withdrawn."""
        return [case for case in self.cases if case.state is not State.WITHDRAWN]

    def of(self, project_no: str) -> list[Case]:
        """The live cases of a project; none for "", which is no project."""
        return [case for case in self.live if project_no and case.project_no == project_no]


def open_case(
    number: str,
    verdict: Verdict,
    revision: Revision,
    project: Project | None,
    *,
    asking: Asking,
    unit: str = "",
    before: Before | None = None,
) -> Case:
    """Return a case for a confirmed verdict; the bureau gives the number.

    A number and a finding are used once. The decided areas of a project's cases stay within what
    it was filed with, those of a plot within the plot, and ground that an earlier case of the
    project has counts for that one alone. Without a 补充耕地项目 (an approval, a promise) `unit`
    says who is responsible and no quota falls. Raises `Refused` with every reason.
    """
    known = before or Before()
    project_no = project.project_no if project else ""
    reasons = [
        *not_allowed(asking, "case.open"),
        *_number_faults(number, revision.rule, known.cases),
        *_not_listable(verdict, revision, known, asking),
        *_not_of(revision, project, unit),
        *_over_plot(verdict, revision, known),
        *counted_twice(verdict, revision.area_centi_m2, known.of(project_no), known.overlaps),
    ]
    earlier, owed = sum(case.decided_m2 for case in known.of(project_no)), Pools()
    try:
        owed = falls(project, verdict.decided_m2, before_m2=earlier)
    except Refused as refused:
        reasons += refused.reasons
    if reasons:
        raise Refused(reasons)
    opened = step("open", None, State.LISTED, asking, "")
    return Case(
        number=number, finding=verdict.finding, revision=verdict.revision, problem=revision.rule,
        subject=revision.subject, project_no=project_no,
        unit=project.unit if project else unit.strip(), listed_by=asking.actor,
        listed_on=asking.on, state=State.LISTED, decided_m2=verdict.decided_m2, owed=owed,
        steps=(opened,),
    )  # fmt: skip


def counted_twice(
    verdict: Verdict, area_centi_m2: int, live: Iterable[Case], overlaps: Iterable[Overlap]
) -> list[str]:
    """Return why a decided area takes ground that live cases of the project already have.

    What they may have is the ground shared with them, but never more than they decided. Of a
    finding that is drawn on more ground than its area means, only what cannot lie outside the
    shared ground is the same: its drawn ground is never taken for its area.
    """
    rows = tuple(overlaps)
    others = {case.finding: case for case in live if case.finding != verdict.finding}
    both = [one for one in rows if verdict.finding in one.findings and others.keys() & one.findings]
    met = {finding for one in both for finding in others.keys() & one.findings}
    shared = sum(one.area_centi_m2 for one in both)
    mine = _surely(verdict.finding, area_centi_m2, both, rows)
    theirs = 0
    for finding in met:
        with_mine = [one for one in both if finding in one.findings]
        theirs += _surely(finding, 100 * others[finding].decided_m2, with_mine, rows)
    taken = min(shared, mine, theirs)
    left = -(-(area_centi_m2 - taken) // 100)
    if not met or verdict.decided_m2 <= left:
        return []
    numbers = "、".join(sorted(others[finding].number for finding in met))
    sure = f"，数额之差中能够确定的{taken / 100:.2f}平方米" if any(r.loose for r in both) else ""
    return [
        f"与问题{numbers}有{shared / 100:.2f}平方米是同一块土地{sure}，"
        f"本问题至多再认定{left}平方米，同一块地不重复核减"
    ]


def _surely(finding: str, area_centi_m2: int, both: list[Overlap], rows: Iterable[Overlap]) -> int:
    """Return how much of an area may lie in `both`, the ground shared with another finding.

    Of a loose finding, so much as the rest of its drawn ground cannot hold.

    >>> one = Overlap(findings=("a", "b"), area_centi_m2=800, loose=("a",))
    >>> rest = Overlap(findings=("a",), area_centi_m2=200, loose=("a",))
    >>> [_surely("a", area, [one], [one, rest]) for area in (500, 100)]
    [300, 0]
    >>> _surely("b", 500, [one], [one, rest])
    500
    """
    if not any(finding in one.loose for one in both):
        return area_centi_m2
    elsewhere = (r for r in rows if finding in r.findings and r not in both)
    return max(0, area_centi_m2 - sum(one.area_centi_m2 for one in elsewhere))


def _number_faults(number: str, problem: str, earlier: Iterable[Case]) -> list[str]:
    fault = case_number_fault(number, problem)
    used = number in {case.number for case in earlier}
    return [why for why in (fault, f"问题编号{number}已用" if used else "") if why]


def _not_listable(verdict: Verdict, revision: Revision, known: Before, asking: Asking) -> list[str]:
    """Return why this verdict on this revision may not become a case."""
    same = [case for case in known.live if case.finding == verdict.finding]
    reasons = []
    if verdict.word is not Word.CONFIRMED:
        reasons.append(f"意见为“{verdict.word}”，不能列入")
    if verdict.revision != revision.id:
        reasons.append("认定所据的不是这一次修订")
    if asking.on < verdict.on:
        reasons.append(f"列入日期{asking.on}早于认定日期{verdict.on}")
    if same:
        reasons.append(f"{revision.rule} {revision.subject}已列入问题{same[0].number}")
    return reasons


def _not_of(revision: Revision, project: Project | None, unit: str) -> list[str]:
    """Return why the subject does not belong to the project, or nobody is responsible for it."""
    if project is None:
        if revision.project_no:
            return [f"{revision.subject}属于项目{revision.project_no}，报备台账没有这个项目"]
        return [] if unit.strip() else [f"{revision.subject}不属于补充耕地项目，须写明责任单位"]
    if project.project_no in {revision.project_no, *revision.subject.split("|")}:
        return []
    return [f"{revision.subject}不属于项目{project.project_no}"]


def _over_plot(verdict: Verdict, revision: Revision, known: Before) -> list[str]:
    """Return why the cases of a plot would together take more than the plot."""
    taken = sum(case.decided_m2 for case in known.live if case.subject == revision.subject)
    if known.plot_m2 is None or taken + verdict.decided_m2 <= known.plot_m2:
        return []
    return [
        f"地块{revision.subject}已认定{taken}平方米，连同本次{verdict.decided_m2}平方米"
        f"超出地块面积{known.plot_m2}平方米，同一块地不重复核减"
    ]
