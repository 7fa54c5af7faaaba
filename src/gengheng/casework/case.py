"""The life of a case: one table, drawn into the handbook from here, and the acts along it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from gengheng.casework import guards as g
from gengheng.casework.guards import Facts
from gengheng.casework.tables import not_allowed
from gengheng.records.case import Case, Evidence, Measure, State, Step
from gengheng.records.person import Asking
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
                   (g.lawful_remedy, g.nothing_to_deduct)),
        Transition("finish", "报整改完成", frozenset({RECTIFYING}), RECTIFIED, DONE),
        Transition("send_back", "退回", frozenset({RECTIFIED}), RECTIFYING, (g.second_person,),
                   wants_reason=True),
        Transition("withdraw", "撤销", frozenset({LISTED, RECTIFYING}), State.WITHDRAWN,
                   (g.books_untouched, g.second_person), wants_reason=True),
        Transition("close", "销号", frozenset({RECTIFIED}), State.CLOSED,
                   (*DONE, g.books_can_hold, g.books_settled, g.land_agrees, g.second_person)),
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
    made = step(name, case.state, arrow.target, asking, reason.strip())
    return replace(case, state=arrow.target, steps=(*case.steps, made))


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


def step(act: str, source: State | None, target: State, asking: Asking, reason: str) -> Step:
    """Return the record of one act: who moved a case, in which role, from where to where."""
    return Step(
        act=act, source=source, target=target, by=asking.actor, role=asking.role, on=asking.on,
        reason=reason,
    )  # fmt: skip
