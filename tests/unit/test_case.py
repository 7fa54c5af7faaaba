"""The table of transitions, exhaustively: what is allowed, and every reason why not."""

from datetime import date
from itertools import product

import pytest
from msgspec.structs import replace

from cast import DAY, NO, OTHER, project, who
from gengheng.casework.case import TABLE, Facts, finish, move, order, send_back
from gengheng.casework.listing import Before, open_case
from gengheng.casework.tables import lawful, remedies
from gengheng.records.case import Case, Evidence, Measure, State, Step
from gengheng.records.finding import Said
from gengheng.records.person import Role
from gengheng.records.plot import Pools
from gengheng.records.verdict import Verdict, Word
from gengheng.rules.index import BY_HAND, RULES
from gengheng.values.errors import Refused
from unit.test_verdict import REVISION

DUE = date(2024, 6, 30)
OWED = Pools(area_m2=2_000, paddy_m2=600, capacity_kg=1_800)
PROOF = Evidence(proves="核减通知", name="通知.pdf", sha256="ab", by="经办丙", on=DAY)
OPEN = Measure(remedy="B-1.1", ordered_by="经办丁", ordered_on=DAY, due=DUE)
DONE = replace(OPEN, done_by="经办丙", done_on=DAY, evidence=(PROOF,))
READY = Case(
    number="B-2023-0031", finding=REVISION.finding, revision=REVISION.id, problem="B-1",
    subject=REVISION.subject, project_no=NO, unit="先锋镇", listed_by="经办甲", listed_on=DAY,
    state=State.RECTIFIED, decided_m2=2_000, owed=OWED, measures=(DONE,),
)  # fmt: skip
AGREED = Facts(deducted=OWED, held=Pools(), current=REVISION)
VERDICT = Verdict(
    finding=REVISION.finding, revision=REVISION.id, word=Word.CONFIRMED, decided_m2=2_000,
    reason="两期均为果园", looked_at=("未看影像",), by="复核员甲", on=DAY,
)  # fmt: skip
ALLOWED = {
    ("order", State.LISTED, Role.CLERK): State.RECTIFYING,
    ("order", State.RECTIFYING, Role.CLERK): State.RECTIFYING,
    ("finish", State.RECTIFYING, Role.CLERK): State.RECTIFIED,
    ("finish", State.RECTIFYING, Role.TOWNSHIP): State.RECTIFIED,
    ("send_back", State.RECTIFIED, Role.AUDITOR): State.RECTIFYING,
    ("withdraw", State.LISTED, Role.AUDITOR): State.WITHDRAWN,
    ("withdraw", State.RECTIFYING, Role.AUDITOR): State.WITHDRAWN,
    ("close", State.RECTIFIED, Role.AUDITOR): State.CLOSED,
}


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons


@pytest.mark.parametrize(("name", "state", "role"), [*product(TABLE, State, Role)])
def test_every_cell_of_act_state_role(name, state, role):
    facts = Facts(deducted=Pools(), held=Pools()) if name == "withdraw" else AGREED

    def go():
        return move(replace(READY, state=state), name, who(role), facts, reason="理由")

    if (name, state, role) in ALLOWED:
        moved = go()
        assert moved.state == ALLOWED[name, state, role]
        assert (moved.steps[-1].act, moved.steps[-1].source, moved.steps[-1].by) == (
            name, state, "审核员乙",
        )  # fmt: skip
    else:
        wrong_state = not any((name, state, r) in ALLOWED for r in Role)
        wrong_role = not any((name, s, role) in ALLOWED for s in State)
        assert len(refusal(go)) == wrong_state + wrong_role


SELF = "列入、下达或整改的经办人不得自行审核"
GUARDS = [
    ("listed", READY, AGREED, "经办甲", (SELF,)),
    ("ordered", READY, AGREED, "经办丁", (SELF,)),
    ("rectified", READY, AGREED, "经办丙", (SELF,)),
    ("books not looked up", READY, Facts(current=REVISION), "审核员乙",
     ("指标账未查询，不能视为已核减",)),
    ("land not looked up", READY, Facts(deducted=OWED, held=Pools()), "审核员乙", ("最新排查结果未查询",)),
    ("pools short", READY, Facts(deducted=Pools(area_m2=2_000), held=Pools(), current=REVISION),
     "审核员乙", ("应核减指标与账不符，尚差：水田600、产能1800",)),
    ("too much", READY, Facts(deducted=replace(OWED, area_m2=2_001), held=Pools(), current=REVISION),
     "审核员乙", ("应核减指标与账不符，尚差：数量-1",)),
    ("still held", READY, Facts(deducted=OWED, held=Pools(paddy_m2=1), current=REVISION),
     "审核员乙", ("尚有待核减指标未了：水田1",)),
    ("one open", replace(READY, measures=(DONE, OPEN)), AGREED, "审核员乙",
     ("尚有1项整治措施未完成", "缺少证据：核减通知")),
    ("no proof", replace(READY, measures=(replace(DONE, evidence=()),)), AGREED, "审核员乙",
     ("缺少证据：核减通知",)),
    ("none", replace(READY, measures=()), Facts(deducted=Pools(), held=Pools(), current=REVISION),
     "审核员乙", ("尚未下达整治措施",)),
    ("unlawful", replace(READY, problem="C-3"), AGREED, "审核员乙", ("B-1.1不是C-3的法定措施",)),
    ("grown", READY,
     Facts(deducted=OWED, held=Pools(), current=replace(REVISION, area_centi_m2=210_001)),
     "审核员乙", ("最新排查面积2100.01平方米大于认定面积2000平方米，须重新认定",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "facts", "actor", "reasons"), [g[1:] for g in GUARDS], ids=[g[0] for g in GUARDS]
)
def test_what_keeps_a_case_open(case, facts, actor, reasons):
    assert refusal(lambda: move(case, "close", who("审核员", actor), facts)) == reasons


def test_all_reasons_come_at_once():
    bare = replace(READY, state=State.LISTED, measures=())
    assert refusal(lambda: move(bare, "close", who("苏木镇", "经办甲"))) == (
        "销号须由审核员办理，不能由苏木镇办理",
        "当前状态“已列入”不能销号",
        "尚未下达整治措施",
        "指标账未查询，不能视为已核减",
        "最新排查结果未查询",
        SELF,
    )


def test_a_larger_figure_within_tolerance_or_a_finding_no_longer_shown_does_not_hold_a_case():
    grown = replace(REVISION, area_centi_m2=210_000)
    for facts in (
        Facts(deducted=OWED, held=Pools(), current=grown),
        Facts(deducted=OWED, held=Pools(), gone=True),
    ):
        assert move(READY, "close", who("审核员"), facts).state is State.CLOSED


def test_recovery_alone_closes_nothing():
    proofs = tuple(replace(PROOF, proves=p) for p in remedies()["B-1.2"].proof)
    only = replace(READY, measures=(replace(DONE, remedy="B-1.2", evidence=proofs),))
    facts = Facts(deducted=Pools(), held=Pools(), current=REVISION)
    assert refusal(lambda: move(only, "close", who("审核员"), facts)) == (
        "“追缴相关主体不当收益”须与其他措施并用，不能单独销号",
    )


@pytest.mark.parametrize("name", ["send_back", "withdraw"])
def test_turning_a_case_round_wants_a_reason(name):
    state = next(iter(TABLE[name].source))
    facts = Facts(deducted=Pools(), held=Pools())
    assert refusal(lambda: move(replace(READY, state=state), name, who("审核员"), facts)) == (
        f"{TABLE[name].label}须写明理由",
    )


def test_from_verdict_to_rectified():
    one, other, third = (who("经办", name) for name in ("经办甲", "经办丁", "经办丙"))
    case = open_case("B-2023-0031", VERDICT, REVISION, project(unit="先锋镇"), asking=one)
    case = finish(order(case, "B-1.1", other, due=DUE), [PROOF], third)
    assert replace(case, steps=()) == READY
    assert case.steps == (
        Step(act="open", source=None, target=State.LISTED, by="经办甲", role="经办", on=DAY),
        Step(act="order", source=State.LISTED, target=State.RECTIFYING, by="经办丁", role="经办",
             on=DAY),
        Step(act="finish", source=State.RECTIFYING, target=State.RECTIFIED, by="经办丙",
             role="经办", on=DAY),
    )  # fmt: skip


def test_a_step_keeps_the_reason():
    sent = send_back(READY, who("审核员"), reason=" 照片不清 ")
    assert sent.steps[-1] == Step(
        act="send_back", source=State.RECTIFIED, target=State.RECTIFYING, by="审核员乙",
        role="审核员", on=DAY, reason="照片不清",
    )  # fmt: skip


def test_what_was_sent_back_proves_nothing_any_more():
    """The measure is open again, the rejected paper stays in the record and its hand is barred."""
    sent = send_back(READY, who("审核员"), reason="照片不清")
    assert sent.measures == (replace(OPEN, rejected=(PROOF,)),)
    assert refusal(lambda: finish(sent, [], who("经办", "经办丙"))) == ("缺少证据：核减通知",)
    again = finish(sent, [replace(PROOF, sha256="cd")], who("苏木镇", "苏木经办戊"))
    assert SELF in refusal(lambda: move(again, "close", who("审核员", "经办丙"), AGREED))
    assert move(again, "close", who("审核员"), AGREED).state is State.CLOSED


def test_what_is_booked_is_not_withdrawn():
    listed = replace(READY, state=State.RECTIFYING)
    for facts, why in (
        (Facts(), "指标账未查询，不能视为未动账"),
        (Facts(deducted=Pools()), "指标账未查询，不能视为未动账"),
        (Facts(deducted=Pools(), held=OWED), "本问题已登记待核减或核减，先更正分录"),
        (Facts(deducted=OWED, held=Pools()), "本问题已登记待核减或核减，先更正分录"),
    ):
        assert refusal(lambda f=facts: move(listed, "withdraw", who("审核员"), f, reason="x")) == (
            why,
        )


def test_no_step_is_dated_before_the_last():
    moved = send_back(READY, who("审核员"), reason="x")
    early = replace(who("经办", "经办丙"), on=date(2024, 5, 5))
    assert "日期2024-05-05早于上一步2024-05-06" in refusal(lambda: finish(moved, [PROOF], early))
    assert "列入日期2024-05-05早于认定日期2024-05-06" in refusal(
        lambda: open_case(
            "B-2023-0009", VERDICT, REVISION, project(), asking=replace(early, actor="经办甲")
        )
    )


def test_a_measure_is_not_ordered_twice():
    under_way = replace(READY, state=State.RECTIFYING, measures=(OPEN,))
    assert refusal(lambda: order(under_way, "B-1.1", who("经办"), due=DUE)) == (
        "措施B-1.1已下达，尚未完成",
    )


def test_not_asking_and_not_knowing_close_nothing():
    unasked = Facts(deducted=OWED, held=Pools(), gone=True, unasked="未执行规则B-1")
    assert refusal(lambda: move(READY, "close", who("审核员"), unasked)) == (
        "最新排查未执行规则B-1，不能视为与认定一致",
    )
    unknown = replace(REVISION, said=Said.UNKNOWN, area_centi_m2=0, detail="", reason="底图未覆盖")
    facts = Facts(deducted=OWED, held=Pools(), current=unknown)
    assert refusal(lambda: move(READY, "close", who("审核员"), facts)) == (
        "最新排查无法判定（底图未覆盖），不能视为与认定一致",
    )


def test_the_same_plot_is_not_deducted_beyond_itself():
    slope = replace(READY, number="C-2023-0001", finding="x", problem="C-3", decided_m2=8_001)

    def listed(others, plot_m2=10_000):
        return open_case(
            "B-2023-0009", VERDICT, REVISION, project(reported_m2=20_000), asking=who("经办"),
            before=Before(tuple(others), (), plot_m2),
        )  # fmt: skip

    assert refusal(lambda: listed([slope])) == (
        f"地块{NO}-P1已认定8001平方米，连同本次2000平方米超出地块面积10000平方米，同一块地不重复核减",
    )
    assert listed([replace(slope, decided_m2=8_000)]).decided_m2 == 2_000
    assert listed([replace(slope, state=State.WITHDRAWN)]).decided_m2 == 2_000
    assert listed([replace(slope, subject="另一地块")]).decided_m2 == 2_000
    assert listed([slope], None).decided_m2 == 2_000


def test_what_was_done_before_is_not_done_again():
    """A second measure after 退回: the first keeps its hand and its paper."""
    again = replace(READY, state=State.RECTIFYING, measures=(DONE, OPEN))
    proof = replace(PROOF, sha256="cd", on=date(2020, 1, 1))
    made = finish(again, [proof], who("苏木镇", "苏木经办戊"))
    assert made.measures[0] == DONE
    assert made.measures[1] == replace(
        OPEN, done_by="苏木经办戊", done_on=DAY,
        evidence=(replace(proof, by="苏木经办戊", on=DAY),),
    )  # fmt: skip


def test_a_pair_is_deducted_from_either_project():
    pair = replace(REVISION, rule="B-7", subject=f"{NO}|{OTHER}")
    verdict = replace(VERDICT, finding=pair.finding, revision=pair.id)
    made = open_case("B-2023-0003", verdict, pair, project(OTHER), asking=who("经办"))
    assert (made.project_no, made.owed) == (OTHER, OWED)


def test_a_deadline_may_be_today():
    listed = replace(READY, state=State.LISTED, measures=())
    assert order(listed, "B-1.1", who("经办"), due=DAY).measures[0].due == DAY


def test_a_measure_that_is_no_remedy_is_named_and_asks_for_no_proof():
    odd = replace(READY, measures=(replace(DONE, remedy="Z-1", evidence=()), DONE))
    assert refusal(lambda: move(odd, "close", who("审核员"), AGREED)) == ("Z-1不是B-1的法定措施",)


def test_several_of_a_kind_are_all_named():
    pair = replace(READY, measures=(replace(DONE, remedy="B-1.2", evidence=()),) * 2)
    assert refusal(lambda: move(pair, "finish", who("经办")))[1] == (
        "“追缴相关主体不当收益、追缴相关主体不当收益”须与其他措施并用，不能单独销号"
    )
    recover = replace(DONE, remedy="B-1.2", evidence=())
    odd = replace(READY, problem="B-7", measures=(recover, DONE))
    said = refusal(lambda: move(odd, "close", who("审核员"), AGREED))
    assert said[:2] == ("B-1.2、B-1.1不是B-7的法定措施", "缺少证据：追缴决定、缴款凭证")
    held = Facts(deducted=OWED, held=Pools(area_m2=3, paddy_m2=1), current=REVISION)
    assert refusal(lambda: move(READY, "close", who("审核员"), held)) == (
        "尚有待核减指标未了：数量3、水田1",
    )
    assert refusal(
        lambda: move(replace(READY, state=State.RECTIFYING), "finish", who("审核员"))
    ) == ("报整改完成须由经办或苏木镇办理，不能由审核员办理",)


@pytest.mark.parametrize(
    "facts", [Facts(deducted=OWED, current=REVISION), Facts(held=Pools(), current=REVISION)]
)
def test_half_a_look_into_the_books_is_none(facts):
    assert refusal(lambda: move(READY, "close", who("审核员"), facts)) == (
        "指标账未查询，不能视为已核减",
    )


def test_the_revision_that_was_judged_never_holds_its_own_case():
    own = replace(REVISION, area_centi_m2=990_000)
    facts = Facts(deducted=OWED, held=Pools(), current=own)
    judged = replace(READY, revision=own.id)
    assert move(judged, "close", who("审核员"), facts).state is State.CLOSED
    exactly = replace(READY, decided_m2=20_000)
    edge = Facts(deducted=OWED, held=Pools(), current=replace(REVISION, area_centi_m2=2_020_000))
    assert move(exactly, "close", who("审核员"), edge).state is State.CLOSED


def test_the_one_who_rectified_is_read_from_the_record():
    """Evidence cannot be handed in under another name: the act writes who asks."""
    ordered = replace(READY, state=State.RECTIFYING, measures=(OPEN,))
    forged = replace(PROOF, by="别人")
    made = finish(ordered, [forged], who("经办", "经办丙"))
    assert made.measures[0].evidence[0].by == made.measures[0].done_by == "经办丙"
    assert SELF in refusal(lambda: move(made, "close", who("审核员", "经办丙"), AGREED))


def test_a_deadline_does_not_lie_in_the_past():
    listed = replace(READY, state=State.LISTED, measures=())
    assert refusal(lambda: order(listed, "B-1.1", who("经办"), due=date(2024, 5, 5))) == (
        "整治时限2024-05-05早于下达日期2024-05-06",
    )


def test_what_cannot_be_listed():
    dismissed = replace(VERDICT, word=Word.DISMISSED, revision="other")
    blank = project(OTHER, paddy_m2=None)
    assert refusal(lambda: open_case("31", dismissed, REVISION, blank, asking=who("审核员"))) == (
        "须由经办办理，不能由审核员办理",
        "问题编号“31”不合格式，应如 B-2023-0031",
        "意见为“排除”，不能列入",
        "认定所据的不是这一次修订",
        f"{NO}-P1不属于项目{OTHER}",
        f"项目{OTHER}台账第3行未填新增水田，不能计算应核减指标",
    )


def test_a_finding_is_listed_once_and_a_number_used_once():
    assert refusal(
        lambda: open_case(
            READY.number, VERDICT, REVISION, project(), asking=who("经办"), before=Before((READY,))
        )
    ) == ("问题编号B-2023-0031已用", f"B-1 {NO}-P1已列入问题B-2023-0031")


def test_all_cases_of_a_project_stay_within_what_was_filed():
    big = replace(READY, number="B-2023-0001", finding="x", decided_m2=9_000)
    assert refusal(
        lambda: open_case(
            "B-2023-0002", VERDICT, REVISION, project(), asking=who("经办"), before=Before((big,))
        )
    ) == ("认定面积2000平方米连同本项目已认定9000平方米，超出报备面积10000平方米",)


def test_a_blank_pool_is_not_zero():
    assert refusal(
        lambda: open_case(
            "B-2023-0002",
            VERDICT,
            REVISION,
            project(paddy_m2=None, capacity_kg=None),
            asking=who("经办"),
        )
    ) == (
        f"项目{NO}台账第3行未填新增水田，不能计算应核减指标",
        f"项目{NO}台账第3行未填新增产能，不能计算应核减指标",
    )


def test_every_rule_has_a_lawful_remedy_that_stands_alone():
    for rule in (*RULES, *BY_HAND):
        assert any(remedy.alone for remedy in lawful(rule)), rule
        assert [r.order for r in lawful(rule)] == sorted({r.order for r in lawful(rule)})
