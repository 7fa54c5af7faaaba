"""The quota book: three pools that are conserved, never negative, never edited."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cast import DAY, NO, OTHER, project, who
from gengheng.casework.booking import correct_entry, deduct_for, facts_of, hold_for, open_books
from gengheng.ledger.book import balances, move
from gengheng.quota.pools import share
from gengheng.quota.posting import (
    AVAILABLE,
    DEDUCTED,
    HELD,
    account,
    booked,
    correct,
    deduct,
    hold,
    opening,
    post,
)  # fmt: skip
from gengheng.records.case import State
from gengheng.records.codec import dumps, loads
from gengheng.records.entry import Entry, Posting
from gengheng.records.plot import Pools
from gengheng.values.errors import Refused
from unit.test_case import OPEN, OWED, READY

CASE = READY.number
BOOK = post((), opening("KZ-1", project(), on=DAY))
QUOTA = who("指标管理员", "指标员丁")
UNDER_WAY = replace(READY, state=State.RECTIFYING, measures=(OPEN,))


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons


def test_held_then_deducted_in_three_pools():
    held = hold_for(UNDER_WAY, BOOK, "2024-1", QUOTA)
    done = deduct_for(UNDER_WAY, held, "2024-2", QUOTA, basis="巴自然资核减〔2024〕5号")
    assert booked(held, CASE, HELD) == OWED
    assert (booked(done, CASE, HELD), booked(done, CASE, DEDUCTED)) == (Pools(), OWED)
    left = {pool: balances(done)[account(NO, AVAILABLE), pool] for pool in ("数量", "水田", "产能")}
    assert left == {"数量": 8_000, "水田": 2_400, "产能": 7_200}


def test_an_entry_says_when_for_what_and_on_which_paper():
    later = replace(QUOTA, on=date(2024, 6, 1))
    held = hold_for(UNDER_WAY, BOOK, "2024-1", later)
    done = deduct_for(UNDER_WAY, held, "2024-2", later, basis=" 核减〔2024〕5号 ")
    opened = opening("KZ-1", project(), on=DAY)
    told = [(e.number, e.on, e.case, e.basis, e.corrects) for e in (opened, *done[1:])]
    assert told == [
        ("KZ-1", DAY, "", "台账.xlsx第3行", ""),
        ("2024-1", date(2024, 6, 1), CASE, "认定意见", ""),
        ("2024-2", date(2024, 6, 1), CASE, "核减〔2024〕5号", ""),
    ]


def test_movements_of_a_case_add_up_over_its_accounts_and_no_other_case_joins_in():
    book = post(BOOK, opening("KZ-2", project(OTHER), on=DAY))
    book = post(book, hold("1", CASE, NO, Pools(area_m2=2), basis="x", on=DAY))
    book = post(book, hold("2", CASE, OTHER, Pools(area_m2=3), basis="x", on=DAY))
    book = post(book, hold("3", "B-2023-0099", NO, Pools(area_m2=9), basis="x", on=DAY))
    book = post(book, deduct("4", "B-2023-0099", NO, Pools(area_m2=4), basis="x", on=DAY))
    assert booked(book, CASE, HELD) == Pools(area_m2=5)
    named = replace(READY, number="B-2023-0099")
    facts = facts_of(named, book, (), gone={})
    assert (facts.held, facts.deducted) == (Pools(area_m2=5), Pools(area_m2=4))
    assert hold_for(replace(UNDER_WAY, number="B-2023-0100"), book, "5", QUOTA)[-1].number == "5"


def test_an_entry_is_corrected_by_who_keeps_the_book_with_a_reason():
    held = hold_for(UNDER_WAY, BOOK, "1", QUOTA)
    book = correct_entry(held, "1", "2", QUOTA, basis=" 登记错误 ")
    assert (booked(book, CASE, HELD), book[-1].corrects, book[-1].basis) == (
        Pools(),
        "1",
        "登记错误",
    )
    assert book[-1].number == "2"
    assert hold_for(UNDER_WAY, book, "3", QUOTA)[-1].number == "3"
    assert refusal(lambda: correct_entry(held, "1", "2", who("经办"), basis="x")) == (
        "须由指标管理员办理，不能由经办办理",
    )
    assert refusal(lambda: correct_entry(held, "9", "2", who("经办"), basis=" ")) == (
        "须由指标管理员办理，不能由经办办理", "账上没有分录9", "未写更正理由",
    )  # fmt: skip


def test_what_was_deducted_is_not_held_again():
    held = hold_for(UNDER_WAY, BOOK, "1", QUOTA)
    done = deduct_for(UNDER_WAY, held, "2", QUOTA, basis="x")
    assert refusal(lambda: deduct_for(UNDER_WAY, done, "3", QUOTA, basis="x")) == (f"{CASE}已核减",)
    assert refusal(lambda: hold_for(UNDER_WAY, done, "3", QUOTA)) == (f"{CASE}已登记待核减或核减",)


def test_a_pool_of_nothing_is_nothing():
    nothing = project(reported_m2=0, paddy_m2=0, capacity_kg=0)
    assert opening("1", nothing, on=DAY).postings == ()


def test_what_the_books_refuse():
    held = hold_for(UNDER_WAY, BOOK, "2024-1", QUOTA)
    assert refusal(lambda: hold_for(UNDER_WAY, held, "2024-2", QUOTA)) == (
        f"{CASE}已登记待核减或核减",
    )
    assert refusal(lambda: deduct_for(UNDER_WAY, BOOK, "1", QUOTA, basis=" ")) == (
        "未写核减依据（核减通知文号）", f"{CASE}的待核减与应核减不符，先登记待核减",
    )  # fmt: skip
    listed = replace(UNDER_WAY, state=State.LISTED, measures=())
    assert refusal(lambda: hold_for(listed, BOOK, "1", who("经办"))) == (
        "须由指标管理员办理，不能由经办办理", f"{CASE}为“已列入”，不能动账", f"{CASE}已下达的措施不要求核减",
    )  # fmt: skip


def test_what_an_entry_may_not_do():
    twice = opening("KZ-1", project(), on=date(2024, 5, 5))
    assert refusal(lambda: post(BOOK, twice)) == (
        "分录号KZ-1已用", "分录日期2024-05-05早于账上最后一笔2024-05-06，账不倒填", f"项目{NO}已开账",
    )  # fmt: skip
    empty = hold("1", CASE, NO, Pools(), basis="x", on=DAY)
    assert refusal(lambda: post(BOOK, empty)) == ("分录1没有数额",)
    much = hold("1", CASE, NO, Pools(area_m2=10_001, paddy_m2=3_001), basis="x", on=DAY)
    assert refusal(lambda: post(BOOK, much)) == (
        f"“{NO}/可用”数量指标不足，差1", f"“{NO}/可用”水田指标不足，差1",
    )  # fmt: skip
    foreign = hold("1", CASE, OTHER, Pools(area_m2=1), basis="x", on=DAY)
    assert refusal(lambda: post(BOOK, foreign)) == (f"“{OTHER}/可用”数量指标不足，差1",)


def test_a_correction_is_of_today_names_the_old_and_happens_once():
    held = hold_for(UNDER_WAY, BOOK, "2024-1", QUOTA)
    undone = correct("2024-2", held[-1], basis="登记错误", on=date(2024, 5, 9))
    book = post(held, undone)
    assert (booked(book, CASE, HELD), undone.corrects, book[1]) == (Pools(), "2024-1", held[1])
    assert (undone.number, undone.case, undone.basis) == ("2024-2", CASE, "登记错误")
    assert undone.on == date(2024, 5, 9)
    again = correct("2024-3", held[-1], basis="x", on=date(2024, 5, 9))
    assert "分录2024-1已更正过" in refusal(lambda: post(book, again))


def test_an_unbalanced_entry_cannot_be_made_nor_read():
    leg = Posting(account="a", commodity="数量", amount=1)
    with pytest.raises(ValueError, match="分录1不平：数量"):
        Entry(number="1", on=DAY, case="", basis="", postings=(leg,))
    sound = dumps(deduct("1", CASE, NO, OWED, basis="x", on=DAY))
    with pytest.raises(ValueError, match="分录1不平：数量"):
        loads(sound.replace(b"-2000", b"-2001"), Entry)


def test_opening_from_the_register_once():
    blank = project(OTHER, capacity_kg=None)
    third = project("150899202100003", paddy_m2=0)
    last = project("150899202100004", reported_m2=None)
    everyone = [blank, project(), third, last]
    entries, left = open_books((), everyone, QUOTA)
    assert [(e.number, e.on) for e in entries] == [
        (f"KZ-{NO}", DAY), ("KZ-150899202100003", DAY),
    ]  # fmt: skip
    assert balances(entries)[account("150899202100003", AVAILABLE), "水田"] == 0
    assert left == (
        f"项目{OTHER}台账第3行未填新增产能，不能计算应核减指标",
        "项目150899202100004台账第3行未填报备新增耕地，不能计算应核减指标",
    )
    assert open_books(entries, everyone, QUOTA) == (entries, left)
    more = [*everyone, project("150899202100009")]
    assert len(open_books(entries, more, QUOTA)[0]) == 3
    assert refusal(lambda: open_books((), everyone, who("经办"))) == (
        "须由指标管理员办理，不能由经办办理",
    )


@given(
    whole=st.builds(
        Pools, area_m2=st.integers(1, 10**7), paddy_m2=st.integers(0, 10**7),
        capacity_kg=st.integers(0, 10**8),
    ),
    cuts=st.lists(st.integers(0, 10**7), max_size=6),
)  # fmt: skip
def test_all_cases_of_a_project_together_are_the_project(whole, cuts):
    marks = [0, *sorted(cut % whole.area_m2 for cut in cuts), whole.area_m2]
    parts = [share(whole, b - a, before_m2=a) for a, b in pairwise(marks)]
    for pool in ("area_m2", "paddy_m2", "capacity_kg"):
        assert sum(getattr(part, pool) for part in parts) == getattr(whole, pool)
        assert all(getattr(part, pool) >= 0 for part in parts)


def test_a_share_larger_than_the_filing_is_refused():
    assert refusal(lambda: share(Pools(area_m2=10), 8, before_m2=3)) == (
        "认定面积8平方米连同本项目已认定3平方米，超出报备面积10平方米",
    )
    assert len(refusal(lambda: share(Pools(area_m2=10), -1))) == 1
    assert len(refusal(lambda: share(Pools(area_m2=10), 1, before_m2=-1))) == 1
    assert share(Pools(area_m2=10, capacity_kg=7), 10) == Pools(area_m2=10, capacity_kg=7)


def test_a_movement_of_less_than_nothing_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match=r"^amount must not be negative: -1$"):
        move("a", "b", "数量", -1)


@given(st.lists(st.tuples(st.sampled_from("hdc"), st.integers(0, 4_000)), max_size=12))
def test_whatever_is_tried_every_pool_is_conserved_and_nothing_is_negative(moves):
    book = BOOK
    for n, (kind, amount) in enumerate(moves):
        pools = Pools(area_m2=amount, paddy_m2=amount // 3, capacity_kg=amount // 2)
        made = {
            "h": lambda p=pools, n=n: hold(f"{n}", CASE, NO, p, basis="x", on=DAY),
            "d": lambda p=pools, n=n: deduct(f"{n}", CASE, NO, p, basis="x", on=DAY),
            "c": lambda n=n, b=book: correct(f"{n}", b[-1], basis="x", on=DAY),
        }[kind]()
        try:
            book = post(book, made)
        except Refused:
            continue
    totals = balances(book)
    for pool in ("数量", "水田", "产能"):
        assert sum(n for (_, name), n in totals.items() if name == pool) == 0
    assert all(n >= 0 for (name, _), n in totals.items() if not name.endswith("外部"))
