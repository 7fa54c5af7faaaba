"""A-1b 未补先占: starts, images, approvals and supplies in every order."""

from datetime import date

import pytest

from cast import NO, OTHER, X, material, project, register, rows_of_land, strip
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
DOC = "示政土〔2021〕3号"
APPROVED, SUPPLIED = date(2021, 5, 6), date(2021, 4, 1)


def approval(shape=None, doc=DOC, **told):
    return (shape if shape is not None else strip(100)), {"pzwh": doc, "pzrq": APPROVED} | told


def link(doc=DOC, no=NO, linked=None, number="QR1"):
    return {"confirm_no": number, "approval_doc": doc, "project_no": no, "linked": linked}


def patch(first, last, shape=None, kind="20", no="WP1"):
    return (strip(20) if shape is None else shape), {
        "jcbh": no,
        "tblx": kind,
        "qsx": first,
        "hsx": last,
    }


def ask(*rows, links=(), patches=(), complete=False, listed=(), filed=SUPPLIED, doc=DOC):
    shelf = [rows_of_land("approvals", *rows)] if rows else []
    shelf += [register("approvals_list", *listed)] if listed else []
    shelf += [] if links is None else [register("quota_link", *links, complete=complete)]
    shelf += [rows_of_land("enforcement_patch", *patches)] if patches else []
    done = screen([RULES["A-1b"]], material(*shelf, projects=[project(filed=filed)]))
    row = done.answers.set_index("subject").loc[doc]
    return row["said"], row["detail"] or row["reason"] or row["note"], row["area_centi_m2"] / 100


@pytest.mark.parametrize(
    ("start", "said", "words"),
    [
        (date(2021, 3, 1), SUSPECTED,
         "实际动工日期2021-03-01；批准日期2021-05-06；补充入库2021-04-01，动工早于二者"),
        (date(2021, 3, 31), SUSPECTED,
         "实际动工日期2021-03-31；批准日期2021-05-06；补充入库2021-04-01，动工早于二者"),
        (date(2021, 4, 1), CLEAR,
         "实际动工日期2021-04-01；批准日期2021-05-06；补充入库2021-04-01；"
         "动工不早于其中较早的一日，是否早于另一日须核对"),
        (date(2021, 5, 6), CLEAR, ""),
        (date(2021, 9, 1), CLEAR, ""),
    ],
)  # fmt: skip
def test_a_stated_start(start, said, words):
    found = ask(approval(started=start), links=[link()])
    assert found[:2] == (said, words)
    assert found[2] == (9_999.80 if said == SUSPECTED else 0)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2020, 6, 1), date(2021, 3, 1), SUSPECTED),
        (None, date(2021, 3, 1), SUSPECTED),  # whenever it began, it stood before both
        (date(2020, 6, 1), date(2021, 4, 1), UNKNOWN),
        (date(2020, 6, 1), None, UNKNOWN),
        (date(2021, 4, 10), date(2021, 5, 5), CLEAR),  # after the supply, before 批准: 关注
        (date(2021, 4, 10), date(2021, 5, 6), UNKNOWN),  # 批准 on the day of 后时相
        (date(2021, 4, 10), date(2021, 9, 1), UNKNOWN),  # 批准 between the images
        (date(2021, 5, 5), date(2021, 9, 1), UNKNOWN),
        (date(2021, 5, 5), None, UNKNOWN),
        (date(2021, 5, 6), date(2022, 9, 1), CLEAR),  # nothing stood on the day of 批准
        (date(2021, 5, 6), None, CLEAR),
        (date(2021, 3, 31), date(2022, 9, 1), UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_images_bound_the_start(first, last, said):
    assert ask(approval(), links=[link()], patches=[patch(first, last)])[0] == said


def test_approval_and_supply_after_the_first_image_leave_it_open():
    found = ask(
        approval(), links=[link()], filed=date(2021, 6, 1),
        patches=[patch(date(2021, 4, 10), date(2021, 9, 1))],
    )  # fmt: skip
    assert found[:2] == (
        UNKNOWN,
        "卫片图斑WP1：2021-04-10未动工，2021-09-01已动工；批准日期2021-05-06；补充入库2021-06-01，不能断定先后",
    )


BETWEEN = patch(date(2021, 4, 10), date(2021, 9, 1))


def test_an_approval_between_the_images_is_open_whenever_the_supply_came():
    assert ask(approval(), links=[link()], patches=[BETWEEN])[:2] == (
        UNKNOWN,
        "卫片图斑WP1：2021-04-10未动工，2021-09-01已动工；批准日期2021-05-06；补充入库2021-04-01，不能断定先后",
    )
    assert ask(approval(), patches=[BETWEEN])[1] == (
        "卫片图斑WP1：2021-04-10未动工，2021-09-01已动工；"
        "补充入库不明（挂钩台账没有该批准文号的确认单，台账也未声明完整）"
    )
    stated = approval(started=date(2021, 4, 10))  # a stated day is no image
    assert ask(stated, links=[link()], patches=[BETWEEN])[0] == CLEAR
    two = [approval(strip(30)), approval(strip(30, x=X + 20), pzrq=date(2021, 10, 1))]
    assert ask(*two, links=[link()], patches=[BETWEEN])[0] == UNKNOWN  # one of the days is between


def test_a_blank_day_of_approval_may_be_between_the_images():
    assert ask(approval(pzrq=None), links=[link()], patches=[BETWEEN])[:2] == (
        UNKNOWN, "卫片图斑WP1：2021-04-10未动工，2021-09-01已动工；批准日期未填",
    )  # fmt: skip


def test_a_supply_between_the_images_is_to_be_checked():
    late = patch(date(2021, 5, 6), date(2021, 9, 1))
    found = ask(approval(), links=[link()], filed=date(2021, 6, 1), patches=[late])
    assert found[0] == CLEAR
    assert found[1].endswith("补充入库2021-06-01；动工不早于其中较早的一日，是否早于另一日须核对")


def test_which_patches_count():
    early = (date(2020, 6, 1), date(2021, 3, 1))
    assert ask(approval(), links=[link()], patches=[patch(*early, kind="DT")])[0] == UNKNOWN
    assert ask(approval(), links=[link()], patches=[patch(*early, shape=strip(1.99))])[0] == UNKNOWN
    assert (
        ask(approval(), links=[link()], patches=[patch(*early, shape=strip(2.001))])[0] == SUSPECTED
    )
    beside = patch(*early, shape=strip(50, x=X + 100))
    assert ask(approval(), links=[link()], patches=[beside])[0] == UNKNOWN
    two = [
        patch(*early, shape=strip(20, x=X + 40), no="WP2"),
        patch(date(2021, 6, 1), date(2021, 9, 1)),
    ]
    assert (
        ask(approval(), links=[link()], patches=two)[0] == SUSPECTED
    )  # the earliest image decides
    stated = approval(started=date(2021, 9, 1))
    assert ask(stated, links=[link()], patches=[patch(*early)])[0] == CLEAR  # a stated day counts


@pytest.mark.parametrize(
    ("links", "complete", "said", "words"),
    [
        (None, False, UNKNOWN, "补充入库不明（占补挂钩（确认单）台账未提供）"),
        ([], False, UNKNOWN, "补充入库不明（挂钩台账没有该批准文号的确认单，台账也未声明完整）"),
        ([link("别的文号")], True, SUSPECTED, "补充入库没有（挂钩台账声明完整，没有该批准文号的确认单）"),
        ([link(no="", linked=SUPPLIED)], False, SUSPECTED, "补充入库2021-04-01"),
        ([link(no="")], False, UNKNOWN, "补充入库不明（确认单QR1没有挂钩时间）"),
        ([link(no=OTHER)], False, UNKNOWN, f"补充入库不明（确认单QR1所列项目{OTHER}没有报备日期）"),
        ([link("示政土[2021] 3号")], False, SUSPECTED, "补充入库2021-04-01"),
        ([link(), link(no="", linked=date(2021, 2, 1), number="QR2")], False, SUSPECTED, "2021-04-01"),
        ([link(), link(no="", number="QR2")], False, UNKNOWN, "补充入库不明（确认单QR2没有挂钩时间）"),
    ],
)  # fmt: skip
def test_what_was_supplied(links, complete, said, words):
    found = ask(approval(started=date(2021, 3, 1)), links=links, complete=complete)
    assert found[0] == said
    assert words in found[1]


def test_blanks():
    assert ask(approval(), links=[link()])[1] == "缺实际动工日期，批准用地内也没有卫片图斑"
    undated = approval(pzrq=None, started=date(2021, 3, 1))
    assert ask(undated, links=[link()])[:2] == (UNKNOWN, "实际动工日期2021-03-01；批准日期未填")
    later = approval(pzrq=None, started=date(2021, 4, 1))
    assert ask(later, links=[link()])[0] == CLEAR  # not before the supply, whenever it was approved
    assert ask(approval(started=date(2021, 5, 6)), links=[])[0] == CLEAR


def test_layer_and_list_are_one_subject_in_any_order_and_spelling():
    row = {"pzwh": "示政土（2021）3号", "started": date(2021, 3, 1), "pzrq": APPROVED}
    found = ask(approval(strip(30)), approval(strip(30, x=X + 20)), listed=[row], links=[link()])
    assert (found[0], found[2]) == (SUSPECTED, 4_999.90)
    assert ask(listed=[row], links=[link()])[::2] == (SUSPECTED, 0)
    other = ask(approval(strip(30, x=X + 20)), approval(strip(30)), listed=[row], links=[link()])
    assert other == found


def test_rows_that_differ_in_their_day_leave_it_open():
    two = [approval(started=date(2021, 3, 20)), approval(pzrq=date(2021, 3, 10))]
    assert ask(*two, links=[link()])[0] == UNKNOWN
    two = [approval(started=date(2021, 3, 1)), approval(pzrq=date(2021, 3, 10))]
    assert ask(*two, links=[link()])[0] == SUSPECTED
