"""What must be true before a case may move. A guard returns a sentence, or None for nothing.

Not knowing is never enough: a figure that is None was not looked up, and that is a sentence too.
"""

from dataclasses import dataclass

from gengheng.casework.tables import remedies
from gengheng.quota.pools import amounts
from gengheng.records.case import Case
from gengheng.records.finding import Revision, Said
from gengheng.records.person import Asking
from gengheng.records.plot import Pools
from gengheng.values.units import m2_text, part

GROWN_SHARE, GROWN_M2 = 1, 100  # % and m²: what a new survey may add before a new verdict is due


@dataclass(frozen=True, slots=True)
class Facts:
    """What the case itself does not hold. None means: not looked up.

    `current` is the newest revision of the case's finding; `gone` says that the newest screening
    asked about the subject and no longer shows it; `unasked` says why it did not ask, "" if it did.
    """

    deducted: Pools | None = None
    held: Pools | None = None
    current: Revision | None = None
    gone: bool = False
    unasked: str = ""


def ordered(case: Case, asking: Asking, facts: Facts) -> str | None:
    """A case without an ordered remedy that stands alone cannot leave 整治中."""
    known = [remedies()[m.remedy] for m in case.measures if m.remedy in remedies()]
    if not case.measures:
        return "尚未下达整治措施"
    if known and not any(remedy.alone for remedy in known):
        return f"“{'、'.join(r.label for r in known)}”须与其他措施并用，不能单独销号"
    return None


def lawful_remedy(case: Case, asking: Asking, facts: Facts) -> str | None:
    """Every measure is a row of the table for this kind of problem."""
    lawful = {remedy.id for remedy in remedies().values() if remedy.problem == case.problem}
    odd = [measure.remedy for measure in case.measures if measure.remedy not in lawful]
    return f"{'、'.join(odd)}不是{case.problem}的法定措施" if odd else None


def measures_done(case: Case, asking: Asking, facts: Facts) -> str | None:
    """Somebody stands for every measure by name."""
    left = sum(not m.done_by for m in case.measures)
    return f"尚有{left}项整治措施未完成" if left else None


def proof_complete(case: Case, asking: Asking, facts: Facts) -> str | None:
    """Every measure shows the proof that its remedy demands."""
    lacking = [
        proof
        for measure in case.measures
        for proof in (remedies()[measure.remedy].proof if measure.remedy in remedies() else ())
        if proof not in {evidence.proves for evidence in measure.evidence}
    ]
    return f"缺少证据：{'、'.join(lacking)}" if lacking else None


def books_can_hold(case: Case, asking: Asking, facts: Facts) -> str | None:
    """Quota that is to be frozen or returned is not settled before the books know it.

    The books of this version know 待核减 and 核减 of a project, not 冻结 and 归还 (decision 19).
    """
    wanted = {"freeze": "冻结", "return": "归还"}
    kinds = {r.entry for r in remedies().values() if r.problem == case.problem}
    lacking = [word for kind, word in wanted.items() if kind in kinds]
    return f"{'、'.join(lacking)}指标尚不能在本版指标账登记，不能销号" if lacking else None


def nothing_to_deduct(case: Case, asking: Asking, facts: Facts) -> str | None:
    """核减 without a decided area would close a case that took nothing from the books."""
    kinds = {remedies()[m.remedy].entry for m in case.measures if m.remedy in remedies()}
    if "deduct" not in kinds or case.owed != Pools():
        return None
    return "本问题没有认定面积，核减指标须另有面积认定，不能以核减为措施"


def books_settled(case: Case, asking: Asking, facts: Facts) -> str | None:
    """The three pools have lost exactly what the ordered remedies force them to lose."""
    if facts.deducted is None or facts.held is None:
        return "指标账未查询，不能视为已核减"
    owed, booked, held = amounts(forced(case)), amounts(facts.deducted), amounts(facts.held)
    wrong = [f"{name}{owed[name] - booked[name]}" for name in owed if owed[name] != booked[name]]
    if wrong:
        return f"应核减指标与账不符，尚差：{'、'.join(wrong)}"
    left = [f"{name}{n}" for name, n in held.items() if n]
    return f"尚有待核减指标未了：{'、'.join(left)}" if left else None


def books_untouched(case: Case, asking: Asking, facts: Facts) -> str | None:
    """A case whose quota is held or deducted is not withdrawn before the books are corrected."""
    if facts.deducted is None or facts.held is None:
        return "指标账未查询，不能视为未动账"
    if facts.held != Pools() or facts.deducted != Pools():
        return "本问题已登记待核减或核减，先更正分录"
    return None


def forced(case: Case) -> Pools:
    """Return what the ordered remedies force the books to lose."""
    kinds = {remedies()[m.remedy].entry for m in case.measures if m.remedy in remedies()}
    return case.owed if "deduct" in kinds else Pools()


def land_agrees(case: Case, asking: Asking, facts: Facts) -> str | None:
    """The newest screening shows no more land than was decided, within 1 % or 100 m².

    Not having asked, and not having been able to judge, are not the same as showing nothing.
    """
    if facts.unasked:
        return f"最新排查{facts.unasked}，不能视为与认定一致"
    if facts.gone:
        return None
    if facts.current is None:
        return "最新排查结果未查询"
    if facts.current.said is Said.UNKNOWN:
        return f"最新排查无法判定（{facts.current.reason}），不能视为与认定一致"
    allowed = max(part(case.decided_m2, GROWN_SHARE, 100), GROWN_M2)
    area = facts.current.area_centi_m2
    if area > (case.decided_m2 + allowed) * 100 and facts.current.id != case.revision:
        return f"最新排查面积{m2_text(area)}平方米大于认定面积{case.decided_m2}平方米，须重新认定"
    return None


def second_person(case: Case, asking: Asking, facts: Facts) -> str | None:
    """Read from the record: whoever listed, ordered, did or proved it does not judge it."""
    hands = {case.listed_by, *(m.ordered_by for m in case.measures)}
    hands |= {m.done_by for m in case.measures if m.done_by}
    hands |= {e.by for m in case.measures for e in (*m.evidence, *m.rejected)}
    return "列入、下达或整改的经办人不得自行审核" if asking.actor in hands else None
