"""A-1 违法建设占用耕地未补: what an approval needs of three pools, and what is linked to it."""

from datetime import date

import pytest

from cast import X, material, register, rows_of_land, strip
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
DOC = "示政土〔2021〕3号"
FULL = {"confirm_no": "QR1", "approval_doc": DOC, "occupied": 5_000, "paddy": 0, "capacity": 4_500}
NOT_LISTED = "挂钩台账没有该批准文号的确认单，台账也未声明完整"


def need(doc=DOC, **told):
    plain = {"pzwh": doc, "farmland": 5_000, "paddy": 0, "capacity": 4_500}
    return plain | told


def link(number="QR1", doc=DOC, **told):
    return FULL | {"confirm_no": number, "approval_doc": doc} | told


def answers(*shelf):
    return screen([RULES["A-1"]], material(*shelf)).answers.set_index("subject")


def ask(*links, listed=(), mapped=(), complete=False, promises=(), doc=DOC, register_of=True):
    """(said, m², words) of one 文号; it stands in the list unless `mapped` says otherwise."""
    listed = listed or (() if mapped else (need(),))
    shelf = [register("quota_link", *links, complete=complete)] if register_of else []
    shelf += [register("approvals_list", *listed)] if listed else []
    shelf += [rows_of_land("approvals", *mapped)] if mapped else []
    shelf += [register("promise", *promises)] if promises else []
    row = answers(*shelf).loc[doc]
    return row["said"], row["area_centi_m2"] / 100, row["detail"] or row["reason"] or row["note"]


def test_all_is_linked():
    assert ask(link()) == (CLEAR, 0, "")
    assert ask(link(occupied=3_000, capacity=4_000), link("QR2", occupied=2_000, capacity=500)) == (
        CLEAR, 0, "",
    )  # fmt: skip
    assert ask(link(occupied=9_000, capacity=9_000)) == (CLEAR, 0, "")


@pytest.mark.parametrize(
    ("told", "m2", "short"),
    [
        ({"occupied": 3_000}, 2_000, "耕地2000平方米"),
        ({"occupied": 4_999}, 1, "耕地1平方米"),
        ({"capacity": 4_499}, 0, "产能1公斤"),
        ({"occupied": 3_000, "capacity": 0}, 2_000, "耕地2000平方米、产能4500公斤"),
        ({"occupied": 0, "capacity": 0}, 5_000, "耕地5000平方米、产能4500公斤"),
    ],
)
def test_each_pool_for_itself(told, m2, short):
    said, area, words = ask(link(**told))
    assert (said, area) == (SUSPECTED, m2)
    assert words.startswith("批复占用耕地5000平方米、产能4500公斤，确认单QR1已挂钩")
    assert words.endswith(f"，缺{short}")


def test_paddy_is_a_pool_of_its_own():
    said, area, words = ask(link(paddy=200), listed=[need(paddy=1_000)])
    assert (said, area) == (SUSPECTED, 0)
    assert words == (
        "批复占用耕地5000平方米、水田1000平方米、产能4500公斤，"
        "确认单QR1已挂钩耕地5000平方米、水田200平方米、产能4500公斤，缺水田800平方米"
    )


def test_no_row_is_evidence_only_in_a_complete_register():
    assert ask() == (UNKNOWN, 0, NOT_LISTED)
    assert ask(link(doc="示政土〔2021〕4号")) == (UNKNOWN, 0, NOT_LISTED)
    assert ask(link(doc="示政土〔2021〕4号"), complete=True) == (
        SUSPECTED, 5_000,
        "批复占用耕地5000平方米、产能4500公斤，挂钩台账（声明完整）没有该批准文号的确认单，"
        "缺耕地5000平方米、产能4500公斤",
    )  # fmt: skip
    blank = ask(link(doc=""), complete=True)
    assert blank == (
        UNKNOWN, 0, "挂钩台账没有该批准文号的确认单，但有1行未填批准文号，不能断定未挂钩",
    )  # fmt: skip
    assert ask(register_of=False) == (UNKNOWN, 0, "占补挂钩（确认单）台账未提供")


@pytest.mark.parametrize("told", [{"farmland": 0, "paddy": None, "capacity": None},
                                  {"farmland": 0, "capacity": 0}])  # fmt: skip
def test_who_occupies_no_farmland_needs_no_link(told):
    assert ask(listed=[need(**told)]) == (CLEAR, 0, "")
    assert ask(listed=[need(**told)], register_of=False) == (CLEAR, 0, "")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"farmland": None}, "未填占用耕地"),
        ({"paddy": None}, "未填占用水田"),
        ({"capacity": None}, "未填占用产能"),
    ],
)
def test_a_blank_need_is_not_zero(told, why):
    assert ask(link(), listed=[need(**told)]) == (UNKNOWN, 0, why)


def test_what_is_known_suffices_although_a_pool_is_blank():
    said, area, _ = ask(link(occupied=3_000), listed=[need(paddy=None)])
    assert (said, area) == (SUSPECTED, 2_000)
    said, area, _ = ask(link(occupied=3_000, capacity=None))
    assert (said, area) == (SUSPECTED, 2_000)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"occupied": None}, "确认单QR1未填占用耕地"),
        ({"capacity": None}, "确认单QR1未填占用产能"),
    ],
)
def test_a_blank_link_is_not_zero(told, why):
    assert ask(link(**told)) == (UNKNOWN, 0, why)
    assert ask(link(**told), link("QR2")) == (CLEAR, 0, "")  # enough without it
    assert ask(link(paddy=None)) == (CLEAR, 0, "")  # nothing of it is needed


@pytest.mark.parametrize("doc", ["示政土[2021]3号", "示政土（2021）3号", "示政土(２０２１) 3 号",
                                 "示政土【2021】3号"])  # fmt: skip
def test_one_paper_in_several_spellings(doc):
    assert ask(link(doc=doc)) == (CLEAR, 0, "")
    assert ask(link(), listed=[need(doc)]) == (CLEAR, 0, "")
    both = answers(
        register("approvals_list", need(doc)), rows_of_land("approvals", (strip(9), need()))
    )
    assert both.index.tolist() == [DOC]


def test_the_same_figure_in_every_row_may_be_one_total():
    rows = [(strip(10, x=X + 20 * k), need()) for k in range(2)]
    assert ask(link(), mapped=rows) == (UNKNOWN, 0, "各行占用耕地相同，不能断定是否合计")
    assert ask(link(occupied=4_000), mapped=rows)[:2] == (SUSPECTED, 1_000)
    assert ask(link(occupied=10_000, capacity=9_000), mapped=rows) == (CLEAR, 0, "")
    parts = [(strip(10), need()), (strip(10, x=X + 20), need(farmland=2_000, capacity=1_000))]
    assert ask(link(), mapped=parts)[:2] == (SUSPECTED, 2_000)
    assert ask(link(), mapped=parts[::-1])[:2] == (SUSPECTED, 2_000)


def test_layer_and_list_of_one_paper():
    mapped = [(strip(10), need(farmland=None, paddy=None, capacity=None))]
    assert ask(link(), mapped=mapped, listed=[need()]) == (CLEAR, 0, "")
    other = [(strip(10), need(farmland=8_000))]
    assert ask(link(), mapped=other, listed=[need()]) == (UNKNOWN, 0, "清单与图层的占用耕地不一致")
    assert ask(link(occupied=1_000), mapped=other, listed=[need()])[:2] == (SUSPECTED, 4_000)
    assert ask(link(), mapped=[(None, need())]) == (CLEAR, 0, "")  # a need has no shape


def test_one_confirmation_in_several_rows():
    twice = [link(project_no="1"), link(project_no="2")]
    assert ask(*twice) == (CLEAR, 0, "")
    assert ask(*twice, listed=[need(farmland=8_000)]) == (
        UNKNOWN, 0, "确认单QR1各行占用耕地相同，不能断定是否合计",
    )  # fmt: skip
    assert ask(*twice, listed=[need(farmland=11_000)])[:2] == (SUSPECTED, 1_000)


def test_rows_in_another_order_change_nothing():
    links = [link(occupied=1_000), link("QR2", occupied=500), link("QR3", doc="示政土[2021]4号")]
    listed = [need(), need("示政土〔2021〕4号")]
    one = answers(register("quota_link", *links), register("approvals_list", *listed))
    other = answers(register("quota_link", *links[::-1]), register("approvals_list", *listed[::-1]))
    plain = ["said", "area_centi_m2", "detail", "reason", "note"]
    assert one[plain].equals(other[plain])
    assert one["said"].tolist() == [SUSPECTED, CLEAR]


def promise(**told):
    return {"promise_no": "CN1", "approval_doc": "示政土[2021]3号", "due": date(2025, 1, 1)} | told


def test_what_was_promised_is_a1c_s_question():
    kept = ask(link(occupied=3_000), promises=[promise(area=2_000)])
    assert kept == (CLEAR, 0, "挂钩不足部分承诺CN1补充耕地2000平方米（是否兑现见A-1c）")
    less = ask(link(occupied=3_000), promises=[promise(area=500)])
    assert less[:2] == (SUSPECTED, 1_500)
    assert "，承诺CN1补充耕地500平方米（是否兑现见A-1c），缺耕地1500平方米" in less[2]
    assert ask(link(), promises=[promise(area=2_000)]) == (CLEAR, 0, "")
    assert ask(promises=[promise(area=2_000)]) == (UNKNOWN, 0, NOT_LISTED)


def test_an_approval_without_a_number():
    mapped = [(strip(10), need(""))]
    shelf = [rows_of_land("approvals", *mapped), register("quota_link", link(), complete=True)]
    done = answers(*shelf)
    assert done.loc["（台账.xlsx第3行）", ["said", "reason"]].tolist() == [
        UNKNOWN, "缺批准文号，不能对照挂钩台账",
    ]  # fmt: skip
