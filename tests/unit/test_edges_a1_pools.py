"""A-1 of a 批准文号, at its edges: promises of several rows, who is named, what is said first."""

import pandas as pd
import pytest

from cast import register
from gengheng.catalogue.vintage import Missing
from gengheng.rules.projects import Told
from gengheng.rules.unlinked import unlinked

DOC, OTHER_DOC = "示政土〔2021〕3号", "示政土〔2021〕4号"
NOTHING = Missing("清单未提供")
KEPT = "（是否兑现见A-1c）"


def need(doc=DOC, area=5_000, paddy=0, capacity=0):
    told = {"source": "approvals_list", "pzwh": doc, "farmland_m2": area}
    return told | {"paddy_m2": paddy, "capacity_kg": capacity}


def link(number, area, doc=DOC, **told):
    plain = {"confirm_no": number, "approval_doc": doc, "occupied": area, "paddy": 0, "capacity": 0}
    return plain | told


def promise(number, area, doc=DOC, **told):
    return {"promise_no": number, "approval_doc": doc, "area": area} | told


def told(*links, needs=None, promises=(), complete=True):
    """What is told of each 文号, in a register that is complete unless said otherwise."""
    rows = pd.DataFrame(needs or [need()])
    held = register("quota_link", *links, complete=complete)
    promised = register("promise", *promises) if promises else NOTHING
    return unlinked(rows.set_index("pzwh", drop=False), held, promised)


SAID = "批复占用耕地5000平方米，{}，缺耕地{}平方米"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ("B", "确认单B已挂钩耕地1000平方米"),
        ("BA", "确认单A、B已挂钩耕地2000平方米"),
        ("BAC", "确认单A、B、C已挂钩耕地3000平方米"),
        ("BACD", "确认单A、B、C等已挂钩耕地4000平方米"),
    ],
)
def test_three_confirmations_are_named_and_of_more_the_first_three(numbers, words):
    left = 5_000 - 1_000 * len(numbers)
    assert told(*(link(no, 1_000) for no in numbers)) == [
        Told((SAID.format(words, left),), area_centi_m2=left * 100)
    ]


def test_a_confirmation_that_links_nothing_is_told_as_zero():
    [one] = told(link("A", 0))
    assert one.suspicions == (SAID.format("确认单A已挂钩0", 5_000),)


def test_what_was_promised_adds_up_over_its_rows_and_is_named_beside_a_shortage():
    promises = [promise("CN1", 1_000), promise("CN2", 2_000), promise("CN3", None)]
    [one] = told(link("A", 1_500), promises=promises)
    kept = f"确认单A已挂钩耕地1500平方米，承诺CN1、CN2、CN3补充耕地3000平方米{KEPT}"
    assert one == Told((SAID.format(kept, 500),), area_centi_m2=50_000)


def test_a_promise_counts_for_its_own_paper_in_any_spelling_and_for_no_other():
    promises = [promise("CN1", 5_000, doc="示政土[2021]3号"), promise("CN2", 5_000, doc="")]
    both = told(needs=[need(), need(OTHER_DOC)], promises=promises)
    note = f"挂钩不足部分承诺CN1补充耕地5000平方米{KEPT}"
    assert both[0] == Told(note=note)
    assert both[1].suspicions


def test_a_promise_that_nobody_needs_is_not_noted():
    assert told(link("A", 5_000), promises=[promise("CN1", 2_000)]) == [Told()]


def test_a_promise_settles_what_a_confirmation_leaves_open():
    """3 000 m² in both rows of one confirmation may be one total; with 2 000 m² more it is enough."""
    twice = [link("A", 3_000), link("A", 3_000)]
    why = "确认单A各行占用耕地相同，不能断定是否合计"
    assert told(*twice, promises=[promise("CN1", 1_999)]) == [Told(doubts=(why,))]
    note = f"挂钩不足部分承诺CN1补充耕地2000平方米{KEPT}"
    assert told(*twice, promises=[promise("CN1", 2_000)]) == [Told(note=note)]


def test_what_is_open_is_said_once_and_without_the_promise():
    doubts = "挂钩台账没有该批准文号的确认单，台账也未声明完整"
    needs = [need(paddy=700, capacity=900)]
    assert told(needs=needs, complete=False) == [Told(doubts=(doubts,))]
    some = told(needs=needs, complete=False, promises=[promise("CN1", 5_000)])
    assert some == [Told(doubts=(doubts,))]


def test_an_approval_without_a_number_that_took_no_farmland_needs_no_number():
    why = "缺批准文号，不能对照挂钩台账"
    assert told(needs=[need("", 0)]) == [Told()]
    assert told(needs=[need("", 1)]) == [Told(doubts=(why,))]
    assert told(needs=[need("", None)]) == [Told(doubts=(why,))]


def test_papers_are_answered_in_the_order_of_their_rows():
    found = told(link("A", 5_000, doc=OTHER_DOC), needs=[need(OTHER_DOC), need()])
    assert [bool(one.suspicions) for one in found] == [False, True]
