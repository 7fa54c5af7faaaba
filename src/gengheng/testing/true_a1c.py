"""The truth of A-1c: what was promised, by when, and what of it was kept."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from gengheng.testing.knowing import CLEAR, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.world import AS_OF, Row


def a1c(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every promise."""
    return (_one(row) for row in know.world.tables["promise"])


def _one(row: Row) -> Truth:
    told = row.cells
    until, later = told["due"], told.get("extended")
    paper = "号" in str(told.get("extension_doc", ""))
    if paper and isinstance(later, date):
        until = later if until is None else max(until, later)
    owed, blank = {}, ""
    for pool in ("area", "paddy", "capacity"):
        promised, done = told.get(pool), told.get(f"done_{pool}")
        if promised and done is None:
            blank = blank or "未填已兑现"
        elif promised:
            owed[pool] = max(int(str(promised)) - int(str(done)), 0)
    blank = blank or ("" if told["area"] is not None else "未填承诺")
    short = {pool: amount for pool, amount in owed.items() if amount}
    answer, reason, note = CLEAR, "", ""
    if until is None:
        answer, reason = (UNKNOWN, "缺承诺期限") if short or blank else (CLEAR, "")
    elif isinstance(until, date) and until < AS_OF:
        if paper and later is None and (short or blank):
            answer, reason = UNKNOWN, "未填延期"
        else:
            answer, reason = (
                (SUSPECTED, "") if short else (UNKNOWN, blank) if blank else (CLEAR, "")
            )
    elif short:
        note = "未到期"
    area = Decimal(short.get("area", 0)) if answer == SUSPECTED else None
    return Truth(
        rule="A-1c", subject=str(told["promise_no"]), answer=answer, area_m2=area, reason=reason,
        note_contains=note, role=row.roles["A-1c"],
    )  # fmt: skip
