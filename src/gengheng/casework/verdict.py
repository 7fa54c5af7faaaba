"""认定: a named person judges one revision and fixes the one decided figure."""

from gengheng.casework.tables import not_allowed
from gengheng.records.finding import Revision, Said
from gengheng.records.person import Asking
from gengheng.records.verdict import Verdict, Word
from gengheng.values.errors import Refused
from gengheng.values.units import m2_text

UNSEEN = "未看影像"


def judge(
    revision: Revision,
    word: Word,
    *,
    decided_m2: int,
    reason: str,
    looked_at: tuple[str, ...],
    asking: Asking,
) -> Verdict:
    """Return the verdict, or raise `Refused` with every reason.

    The decided area is whole m², above zero and at most the geometric area rounded up; it is zero
    where the finding is about papers and has no area. 排除 and 转实地 decide nothing. 无法判定 can
    be sent to the field or dismissed, never confirmed: what the machine could not measure, a
    person lists by hand. Whoever saw no image says so with `looked_at=("未看影像",)`.
    """
    most = -(-revision.area_centi_m2 // 100)
    reasons = not_allowed(asking, "finding.judge")
    if not asking.actor.strip():
        reasons.append("未写认定人姓名")
    if not reason.strip():
        reasons.append("未写理由")
    if not any(item.strip() for item in looked_at):
        reasons.append(f"未写明看了什么（{UNSEEN}也须写明）")
    if word is Word.CONFIRMED and revision.said is not Said.SUSPECTED:
        reasons.append(f"排查答复为“{revision.said}”，不能据此认定，须转实地或另行登记")
    elif word is Word.CONFIRMED and not most and decided_m2:
        reasons.append("本条疑似问题没有面积，认定面积填0")
    elif word is Word.CONFIRMED and most and not 0 < decided_m2 <= most:
        said = m2_text(revision.area_centi_m2)
        reasons.append(f"认定面积{decided_m2}平方米须大于0且不超过排查面积{said}平方米")
    if word is not Word.CONFIRMED and decided_m2:
        reasons.append(f"{word}不得填写认定面积")
    if reasons:
        raise Refused(reasons)
    return Verdict(
        finding=revision.finding,
        revision=revision.id,
        word=word,
        decided_m2=decided_m2,
        reason=reason.strip(),
        looked_at=tuple(item.strip() for item in looked_at if item.strip()),
        by=asking.actor,
        on=asking.on,
    )
