"""The life of a case: one table, drawn into the handbook from here, and the acts along it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from gengheng.casework import guards as g
from gengheng.casework.guards import Facts
from gengheng.casework.tables import not_allowed
from gengheng.quota.pools import reported, share
from gengheng.records.case import Case, Evidence, Measure, State, Step
from gengheng.records.finding import Revision
from gengheng.records.person import Asking
from gengheng.records.plot import Project
from gengheng.records.verdict import Verdict, Word
from gengheng.values.codes import case_number_fault
from gengheng.values.errors import Refused

Guard = Callable[[Case, Asking, Facts], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow. Who may walk it stands in roles.toml under `case.<name>`."""

    name: str
    label: str
    source: frozenset[State]
    target: State
    guards: tuple[Guard, ...] = ()
    wants_reason: bool = False


LISTED, RECTIFYING, RECTIFIED = State.LISTED, State.RECTIFYING, State.RECTIFIED
DONE = (g.ordered, g.lawful_remedy, g.measures_done, g.proof_complete)
TABLE = {
    t.name: t
    for t in (
        Transition("order", "下达措施", frozenset({LISTED, RECTIFYING}), RECTIFYING,
                   (g.lawful_remedy,)),
        Transition("finish", "报整改完成", frozenset({RECTIFYING}), RECTIFIED, DONE),
        Transition("send_back", "退回", frozenset({RECTIFIED}), RECTIFYING, (g.second_person,),
                   wants_reason=True),
        Transition("withdraw", "撤销", frozenset({LISTED, RECTIFYING}), State.WITHDRAWN,
                   (g.books_untouched, g.second_person), wants_reason=True),
        Transition("close", "销号", frozenset({RECTIFIED}), State.CLOSED,
                   (*DONE, g.books_settled, g.land_agrees, g.second_person)),
    )
}  # fmt: skip


def move(
    case: Case, name: str, asking: Asking, facts: Facts | None = None, *, reason: str = ""
) -> Case:
    """Return the case after the transition `name`, or raise `Refused` with every reason at once."""
    arrow = TABLE[name]
    reasons = [f"{arrow.label}{why}" for why in not_allowed(asking, f"case.{name}")]
    if case.state not in arrow.source:
        reasons.append(f"当前状态“{case.state}”不能{arrow.label}")
    reasons += [why for guard in arrow.guards if (why := guard(case, asking, facts or Facts()))]
    if arrow.wants_reason and not reason.strip():
        reasons.append(f"{arrow.label}须写明理由")
    if case.steps and asking.on < case.steps[-1].on:
        reasons.append(f"日期{asking.on}早于上一步{case.steps[-1].on}")
    if reasons:
        raise Refused(reasons)
    step = _step(name, case.state, arrow.target, asking, reason.strip())
    return replace(case, state=arrow.target, steps=(*case.steps, step))


def open_case(
    number: str,
    verdict: Verdict,
    revision: Revision,
    project: Project,
    *,
    asking: Asking,
    others: Iterable[Case] = (),
    plot_m2: int | None = None,
) -> Case:
    """列入问题清单: return a case for a confirmed verdict; the bureau gives the number.

    `others` are all cases so far: a number and a finding are used once, the decided areas of one
    project's cases together stay within what it was filed with, and those of one plot (`plot_m2`,
    where the subject is a plot) within the plot, so that no ground is deducted twice over.
    """
    earlier = tuple(others)
    reasons = not_allowed(asking, "case.open")
    reasons += _number_faults(number, earlier)
    reasons += _not_listable(verdict, revision, project, earlier, asking.on)
    reasons += _over_plot(verdict, revision, earlier, plot_m2)
    live = [case for case in earlier if case.state is not State.WITHDRAWN]
    before = sum(case.decided_m2 for case in live if case.project_no == project.project_no)
    try:
        owed = share(reported(project), verdict.decided_m2, before_m2=before)
    except Refused as refused:
        reasons += refused.reasons
    if reasons:
        raise Refused(reasons)
    return Case(
        number=number,
        finding=verdict.finding,
        revision=verdict.revision,
        problem=revision.rule,
        subject=revision.subject,
        project_no=project.project_no,
        unit=project.unit,
        listed_by=asking.actor,
        listed_on=asking.on,
        state=LISTED,
        decided_m2=verdict.decided_m2,
        owed=owed,
        steps=(_step("open", None, LISTED, asking, ""),),
    )


def _number_faults(number: str, earlier: Iterable[Case]) -> list[str]:
    fault = case_number_fault(number)
    used = number in {case.number for case in earlier}
    return [why for why in (fault, f"问题编号{number}已用" if used else "") if why]


def _not_listable(
    verdict: Verdict, revision: Revision, project: Project, earlier: Iterable[Case], on: date
) -> list[str]:
    """Return why this verdict on this revision may not become a case of this project."""
    live = [c for c in earlier if c.state is not State.WITHDRAWN and c.finding == verdict.finding]
    reasons = []
    if verdict.word is not Word.CONFIRMED:
        reasons.append(f"意见为“{verdict.word}”，不能列入")
    if verdict.revision != revision.id:
        reasons.append("认定所据的不是这一次修订")
    if on < verdict.on:
        reasons.append(f"列入日期{on}早于认定日期{verdict.on}")
    if live:
        reasons.append(f"{revision.rule} {revision.subject}已列入问题{live[0].number}")
    if project.project_no not in {revision.project_no, *revision.subject.split("|")}:
        reasons.append(f"{revision.subject}不属于项目{project.project_no}")
    return reasons


def _over_plot(
    verdict: Verdict, revision: Revision, earlier: Iterable[Case], plot_m2: int | None
) -> list[str]:
    before = sum(
        c.decided_m2
        for c in earlier
        if c.state is not State.WITHDRAWN and c.subject == revision.subject
    )
    if plot_m2 is None or before + verdict.decided_m2 <= plot_m2:
        return []
    return [
        f"地块{revision.subject}已认定{before}平方米，连同本次{verdict.decided_m2}平方米"
        f"超出地块面积{plot_m2}平方米，同一块地不重复核减"
    ]


def order(case: Case, remedy: str, asking: Asking, *, due: date) -> Case:
    """下达措施: return the case with one measure more, to be done by `due`."""
    reasons = [f"整治时限{due}早于下达日期{asking.on}"] if due < asking.on else []
    if remedy in {m.remedy for m in case.measures if not m.done_by}:
        reasons.append(f"措施{remedy}已下达，尚未完成")
    if reasons:
        raise Refused(reasons)
    measure = Measure(remedy=remedy, ordered_by=asking.actor, ordered_on=asking.on, due=due)
    return move(replace(case, measures=(*case.measures, measure)), "order", asking)


def finish(case: Case, proof: Iterable[Evidence], asking: Asking) -> Case:
    """报整改完成: return the case with `proof` on its open measures, done by `asking`."""
    shown = tuple(replace(item, by=asking.actor, on=asking.on) for item in proof)
    measures = tuple(
        m
        if m.done_by
        else replace(m, done_by=asking.actor, done_on=asking.on, evidence=(*m.evidence, *shown))
        for m in case.measures
    )
    return move(replace(case, measures=measures), "finish", asking)


def send_back(case: Case, asking: Asking, *, reason: str) -> Case:
    """退回: return the case with its measures open again; the proof that was shown is rejected."""
    back = move(case, "send_back", asking, reason=reason)
    measures = tuple(
        replace(m, done_by="", done_on=None, evidence=(), rejected=(*m.rejected, *m.evidence))
        for m in case.measures
    )
    return replace(back, measures=measures)


def _step(act: str, source: State | None, target: State, asking: Asking, reason: str) -> Step:
    return Step(
        act=act, source=source, target=target, by=asking.actor, role=asking.role, on=asking.on,
        reason=reason,
    )  # fmt: skip
