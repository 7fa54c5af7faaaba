"""登记: a problem that no rule asks for, listed by a person with the same demands on evidence."""

from collections.abc import Iterable

from gengheng.casework.tables import not_allowed
from gengheng.records.case import Evidence
from gengheng.records.entered import Entered, Means
from gengheng.records.finding import Revision, Said
from gengheng.records.person import Asking
from gengheng.rules.index import BY_HAND
from gengheng.values.errors import Refused

OF_PROJECTS = ("B-0", "C-0")  # areas two and three are about 补充耕地项目 (plan 二(二), (三))


def enter(
    problem: str,
    subject: str,
    *,
    project_no: str,
    area_m2: int,
    seen: str,
    unit: str,
    means: Iterable[Means],
    evidence: Iterable[Evidence],
    asking: Asking,
    known: Iterable[Revision] = (),
) -> tuple[Revision, Entered]:
    """Return the finding as its first revision, 疑似 like any other, and who listed it and why.

    `problem` is a 其他…问题 (A-0, B-0, C-0; the last two of a project of the register);
    `area_m2` is whole m², 0 where it is about papers; `seen` says what was seen. At least one
    means and one paper are needed, and the unit that is responsible. From here on the finding is
    judged, listed and closed as every other, by other people. Raises `Refused` with every reason.
    """
    papers, ways = tuple(evidence), tuple(dict.fromkeys(means))
    reasons = not_allowed(asking, "finding.enter")
    reasons += _lacking(problem, (subject, seen, unit), project_no, area_m2)
    if not ways:
        reasons.append(f"未写排查手段（{'、'.join(Means)}）")
    if not papers:
        reasons.append("没有证据，不能登记")
    if any(r.rule == problem and r.subject == subject.strip() for r in known):
        reasons.append(f"{problem} {subject.strip()}已登记过")
    if reasons:
        raise Refused(reasons)
    revision = Revision(
        rule=problem, rule_version=1, subject=subject.strip(), project_no=project_no,
        said=Said.SUSPECTED, area_centi_m2=area_m2 * 100, survey_centi_m2=None,
        sliver_centi_m2=0, money_fen=None, detail=seen.strip(), reason="", note="", ground="",
        pieces="", inputs={}, params={},
    )  # fmt: skip
    entered = Entered(
        revision=revision.id, unit=unit.strip(), means=ways, evidence=papers, by=asking.actor,
        role=asking.role, on=asking.on,
    )  # fmt: skip
    return revision, entered


def _lacking(problem: str, told: tuple[str, str, str], project_no: str, area_m2: int) -> list[str]:
    """Return what is wrong with what was written: `told` = (subject, what was seen, unit)."""
    reasons = []
    if problem not in BY_HAND:
        kinds = "、".join(f"{key} {label}" for key, label in BY_HAND.items())
        reasons.append(f"问题“{problem}”不能手工登记，可登记：{kinds}")
    for text, what in zip(told, ("对象", "发现的情况", "责任单位"), strict=True):
        if not text.strip():
            reasons.append(f"未写{what}")
    if problem in OF_PROJECTS and not project_no:
        reasons.append(f"{BY_HAND[problem]}须写报备台账中的项目备案号，或其项目备案号-地块编号")
    if area_m2 < 0:
        reasons.append(f"面积{area_m2}平方米不能为负")
    return reasons


def without_ground(revision: Revision, entries: Iterable[Entered]) -> str:
    """Return why a finding listed by hand rests on nothing, "" where somebody stands for it."""
    mine = [one for one in entries if one.revision == revision.id]
    if revision.rule not in BY_HAND or any(e.means and e.evidence and e.by for e in mine):
        return ""
    return f"{revision.subject}：手工登记的问题没有登记人、手段或证据"
