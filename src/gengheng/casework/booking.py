"""What a case does to the books: hold and deduct, always exactly what the case owes."""

from collections.abc import Iterable, Mapping

from gengheng.casework.guards import Facts, forced
from gengheng.casework.tables import not_allowed
from gengheng.quota.posting import (
    DEDUCTED,
    HELD,
    booked,
    correct,
    deduct,
    hold,
    opening,
    post,
)
from gengheng.records.case import Case, State
from gengheng.records.entry import Entry
from gengheng.records.finding import Revision
from gengheng.records.person import Asking
from gengheng.records.plot import Pools, Project
from gengheng.values.errors import Refused


def facts_of(
    case: Case,
    book: Iterable[Entry],
    revisions: Iterable[Revision],
    *,
    gone: Mapping[str, str],
) -> Facts:
    """Look up what the guards of a case want to know.

    `gone` are the findings that the newest run no longer shows, with why it did not ask about
    them, "" where it did. What a person listed is never among them; there the proof of the
    measures speaks.
    """
    entries = tuple(book)
    return Facts(
        deducted=booked(entries, case.number, DEDUCTED),
        held=booked(entries, case.number, HELD),
        current=next((r for r in reversed(tuple(revisions)) if r.finding == case.finding), None),
        gone=case.finding in gone,
        unasked=gone.get(case.finding, ""),
    )


def open_books(
    book: Iterable[Entry], projects: Iterable[Project], asking: Asking
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """开账: return the book with every project of the register in it, and who could not be opened.

    Projects that stand in the book already are left alone, so opening twice changes nothing. A
    project with a blank pool is not opened; its sentences are returned.
    """
    if reasons := not_allowed(asking, "quota.post"):
        raise Refused(reasons)
    entries = tuple(book)
    left: list[str] = []
    known = {leg.account.split("/")[0] for entry in entries for leg in entry.postings}
    for project in projects:
        if project.project_no in known:
            continue
        try:
            entry = opening(f"KZ-{project.project_no}", project, on=asking.on)
            entries = post(entries, entry)
        except Refused as refused:
            left += refused.reasons
    return entries, tuple(left)


def hold_for(case: Case, book: Iterable[Entry], number: str, asking: Asking) -> tuple[Entry, ...]:
    """待核减: return the book with what the case owes put out of reach.

    Raises `Refused` where the case owes nothing, is held already or is not under way.
    """
    entries = tuple(book)
    reasons = _not_ready(case, asking)
    if _any(booked(entries, case.number, HELD)) or _any(booked(entries, case.number, DEDUCTED)):
        reasons.append(f"{case.number}已登记待核减或核减")
    if reasons:
        raise Refused(reasons)
    made = hold(number, case.number, case.project_no, forced(case), basis="认定意见", on=asking.on)
    return post(entries, made)


def deduct_for(
    case: Case, book: Iterable[Entry], number: str, asking: Asking, *, basis: str
) -> tuple[Entry, ...]:
    """核减: return the book with what was held for the case gone; `basis` is the 核减通知."""
    entries = tuple(book)
    reasons = _not_ready(case, asking)
    if not basis.strip():
        reasons.append("未写核减依据（核减通知文号）")
    if _any(booked(entries, case.number, DEDUCTED)):
        reasons.append(f"{case.number}已核减")
    elif booked(entries, case.number, HELD) != forced(case):
        reasons.append(f"{case.number}的待核减与应核减不符，先登记待核减")
    if reasons:
        raise Refused(reasons)
    made = deduct(
        number, case.number, case.project_no, forced(case), basis=basis.strip(), on=asking.on
    )
    return post(entries, made)


def correct_entry(
    book: Iterable[Entry], wrong: str, number: str, asking: Asking, *, basis: str
) -> tuple[Entry, ...]:
    """更正: return the book with an entry of today that takes the entry numbered `wrong` back."""
    entries = tuple(book)
    reasons = not_allowed(asking, "quota.post")
    old = next((entry for entry in entries if entry.number == wrong), None)
    if old is None:
        reasons.append(f"账上没有分录{wrong}")
    if not basis.strip():
        reasons.append("未写更正理由")
    if reasons or old is None:
        raise Refused(reasons)
    return post(entries, correct(number, old, basis=basis.strip(), on=asking.on))


def _not_ready(case: Case, asking: Asking) -> list[str]:
    reasons = not_allowed(asking, "quota.post")
    if case.state not in (State.RECTIFYING, State.RECTIFIED):
        reasons.append(f"{case.number}为“{case.state}”，不能动账")
    if not _any(forced(case)):
        reasons.append(f"{case.number}已下达的措施不要求核减")
    return reasons


def _any(pools: Pools) -> bool:
    return pools != Pools()
