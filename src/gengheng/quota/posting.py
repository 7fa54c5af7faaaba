"""指标账: what happens to a project's quota, as movements between four accounts of its own.

    外部 --open--> 可用 --hold--> 待核减 --deduct--> 已核减

B and C cases hold what is to be deducted (decision 19). Nothing can be spent twice, because no
account but 外部 may fall below zero. A correction is an entry the other way round that names the
old one; nothing is edited, nothing is dated back.
"""

from collections.abc import Iterable
from datetime import date

from gengheng.ledger.book import balances, move
from gengheng.quota.pools import NAMES, amounts, reported
from gengheng.records.entry import Entry, Posting
from gengheng.records.plot import Pools, Project
from gengheng.values.errors import Refused

OUTSIDE, AVAILABLE, HELD, DEDUCTED = "外部", "可用", "待核减", "已核减"


def account(project_no: str, kind: str) -> str:
    """Return the account of one project.

    >>> account("150899202100001", HELD)
    '150899202100001/待核减'
    """
    return f"{project_no}/{kind}"


def opening(number: str, project: Project, *, on: date) -> Entry:
    """Return the entry that brings a project's filing from the register into the book, once.

    Raises `Refused` where the register leaves one of the three pools blank.
    """
    way = (project.project_no, OUTSIDE, AVAILABLE)
    basis = f"{project.file}第{project.row}行"
    return _entry(number, "", reported(project), way, basis=basis, on=on)


def hold(number: str, case: str, project_no: str, pools: Pools, *, basis: str, on: date) -> Entry:
    """Return 待核减: out of reach, not yet gone."""
    return _entry(number, case, pools, (project_no, AVAILABLE, HELD), basis=basis, on=on)


def deduct(number: str, case: str, project_no: str, pools: Pools, *, basis: str, on: date) -> Entry:
    """Return 核减: what was held is gone."""
    return _entry(number, case, pools, (project_no, HELD, DEDUCTED), basis=basis, on=on)


def correct(number: str, old: Entry, *, basis: str, on: date) -> Entry:
    """Return 更正: the old entry the other way round, of today, naming it."""
    legs = [
        Posting(account=leg.account, commodity=leg.commodity, amount=-leg.amount)
        for leg in old.postings
    ]
    return Entry(
        number=number, on=on, case=old.case, basis=basis, postings=tuple(legs), corrects=old.number
    )


def post(book: Iterable[Entry], entry: Entry) -> tuple[Entry, ...]:
    """Return the book with `entry` in it, or raise `Refused` with every reason.

    A number is used once, an entry is corrected once and moves something; no pool of an account
    but 外部 goes below zero; a project is opened once; no entry is dated before the last one.
    """
    before = tuple(book)
    reasons = []
    if entry.number in {e.number for e in before}:
        reasons.append(f"分录号{entry.number}已用")
    if not entry.postings:
        reasons.append(f"分录{entry.number}没有数额")
    if entry.corrects and entry.corrects in {e.corrects for e in before}:
        reasons.append(f"分录{entry.corrects}已更正过")
    if before and entry.on < before[-1].on:
        reasons.append(f"分录日期{entry.on}早于账上最后一笔{before[-1].on}，账不倒填")
    opened = {leg.account for e in before for leg in e.postings if _is(leg, OUTSIDE)}
    twice = {leg.account for leg in entry.postings if _is(leg, OUTSIDE)} & opened
    if twice and not entry.corrects:
        reasons.append(f"项目{sorted(twice)[0].split('/')[0]}已开账")
    after = balances((*before, entry))
    for (name, pool), n in sorted(after.items()):
        if n < 0 and not name.endswith(f"/{OUTSIDE}"):
            reasons.append(f"“{name}”{pool}指标不足，差{-n}")
    if reasons:
        raise Refused(reasons)
    return (*before, entry)


def booked(book: Iterable[Entry], case: str, kind: str) -> Pools:
    """Return what stands in the accounts of `kind` for `case` by the book so far."""
    totals = dict.fromkeys(NAMES.values(), 0)
    for (name, pool), n in balances(entry for entry in book if entry.case == case).items():
        if name.endswith(f"/{kind}"):
            totals[pool] += n
    return Pools(**{field: totals[label] for field, label in NAMES.items()})


def _is(leg: Posting, kind: str) -> bool:
    return leg.account.endswith(f"/{kind}")


def _entry(
    number: str, case: str, pools: Pools, way: tuple[str, str, str], *, basis: str, on: date
) -> Entry:
    project_no, source, target = way
    legs = [
        leg
        for name, n in amounts(pools).items()
        for leg in move(account(project_no, source), account(project_no, target), name, n)
    ]
    return Entry(number=number, on=on, case=case, basis=basis, postings=tuple(legs))
