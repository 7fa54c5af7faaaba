"""A filed plot on what a 挂钩项目 took back (B-7): judged, listed, rectified, closed."""

from datetime import date

import pytest
from msgspec.structs import replace

from cast import NO, X, material, plot, project, rows_of_land, strip, who
from gengheng.casework.booking import deduct_for, facts_of, hold_for
from gengheng.casework.case import finish, move, order
from gengheng.casework.listing import Before, open_case
from gengheng.casework.verdict import judge
from gengheng.cli.take import taken
from gengheng.packs.asked import answered
from gengheng.packs.contents import Screened
from gengheng.quota.posting import opening, post
from gengheng.records.case import Evidence, State
from gengheng.records.verdict import Word
from gengheng.reports.answers import answers_parquet
from gengheng.rules.index import RULES
from gengheng.screening.run import screen
from gengheng.values.errors import Refused

NUMBER, DAY = "B-2024-0001", date(2024, 5, 6)


def took(desk, *swaps, plots=None):
    """The desk after a run in which the project and the swap plots (shape, number) stand so."""
    land = rows_of_land("swap_plots", *((s, {"swap_no": no, "side": "拆旧"}) for s, no in swaps))
    seen = material(land, plots=plots)
    out = screen([RULES["B-7"]], seen)
    records = Screened(
        county=seen.county, run=out.run, sources=(), plots=seen.plots, projects=seen.projects,
        revisions=out.revisions, overlaps=out.overlaps, scope=out.scope,
    )  # fmt: skip
    return taken(desk, records, answered(answers_parquet(out)))[0]


def rectified(desk):
    """The desk with the finding judged, listed, deducted and its measure done."""
    [seen] = [r for r in desk.revisions if r.subject == f"{NO}|G1"]
    told = {"reason": "同一块地", "looked_at": ("未看影像",), "asking": who("复核员", "复核员甲")}
    verdict = judge(seen, Word.CONFIRMED, decided_m2=2_000, **told)
    clerk = who("经办", "经办丙")
    case = open_case(
        NUMBER, verdict, seen, project(), asking=clerk, before=Before(overlaps=desk.overlaps)
    )
    case = order(case, "B-7.1", clerk, due=date(2024, 12, 1))
    quota = who("指标管理员", "指标员丁")
    book = hold_for(case, post((), opening("KZ-1", project(), on=DAY)), "1", quota)
    book = deduct_for(case, book, "2", quota, basis="示核减〔2024〕1号")
    notice = Evidence(proves="核减通知", name="a.pdf", sha256="ab", by="", on=DAY)
    case = finish(case, [notice], clerk)
    return replace(desk, verdicts=(verdict,), cases=(case,), entries=book)


def closed(desk):
    facts = facts_of(desk.cases[0], desk.entries, desk.revisions, gone=desk.gone)
    return move(desk.cases[0], "close", who("审核员"), facts)


FOUND = [(strip(20), "G1")]
AWAY = [(strip(20, X + 5_000), "G1")]


@pytest.mark.parametrize("now", [FOUND, AWAY])
def test_a_case_about_a_swap_project_closes(now):
    """Deducted, it closes while the ground is still shared as decided, and when it no longer is."""
    desk = rectified(took(None, *FOUND))
    assert desk.cases[0].owed.area_m2 == 2_000
    desk = took(desk, *now)
    case = closed(desk)
    assert (case.state, case.subject) == (State.CLOSED, f"{NO}|G1")
    assert set(desk.gone.values()) == ({""} if now is AWAY else set())


@pytest.mark.parametrize(
    ("swaps", "plots", "why"),
    [
        ([(strip(20, X + 5_000), "G2")], None, "最新排查的资料中没有G1"),
        ([(None, "G1")], None, "最新排查的资料中没有G1"),
        (AWAY, [plot(), plot(plot_no="P2", fault="图形自相交")], f"最新排查无法核对{NO}（图形自相交）"),
        (AWAY, [], "最新排查未执行规则B-7"),
    ],
)  # fmt: skip
def test_it_does_not_close_over_what_nobody_could_compare(swaps, plots, why):
    desk = took(rectified(took(None, *FOUND)), *swaps, plots=plots)
    with pytest.raises(Refused) as refused:
        closed(desk)
    assert refused.value.reasons == (f"{why}，不能视为与认定一致",)


def test_a_later_run_that_asks_again_lets_it_close():
    desk = took(rectified(took(None, *FOUND)), (strip(20, X + 5_000), "G2"))
    assert "没有G1" in "".join(desk.gone.values())
    assert closed(took(desk, *AWAY)).state is State.CLOSED
