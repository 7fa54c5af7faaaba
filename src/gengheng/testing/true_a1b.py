"""The truth of A-1b: when building began, beside approval and supply."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from gengheng.testing.cases import PLAIN
from gengheng.testing.knowing import CLEAR, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import Region
from gengheng.testing.pieces import M2, Window
from gengheng.testing.world import Row

BUILT = ("20", "YH", "DL1", "DL2", "TL", "SJ", "CK", "GF", "LD", "GEF", "ZQC", "JC")
Days = tuple[date | None, date | None]


def one_spelling(doc: str) -> str:
    """Return a 文号 with brackets and blanks as most papers write it.

    >>> one_spelling("示政征[2022] 3号")
    '示政征〔2022〕3号'
    """
    return doc.replace(" ", "").translate(str.maketrans("[]（）()", "〔〕〔〕〔〕"))


def a1b(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every approval of the layer and of the list."""
    found: dict[str, list[Row]] = {}
    for schema in ("approvals", "approvals_list"):
        for row in know.world.tables.get(schema, []):
            found.setdefault(one_spelling(str(row.cells["pzwh"])), []).append(row)
    return (_one(know, doc, rows) for doc, rows in found.items())


def _one(know: Knowing, doc: str, rows: list[Row]) -> Truth:
    role = next((r.roles["A-1b"] for r in rows if "A-1b" in r.roles), PLAIN)
    region: Region = tuple(rect for row in rows for rect in row.region)
    start, (approved, supplied) = _start(know, rows, region), _papers(know, doc, rows)
    answer, reason = CLEAR, ""
    known = [day for day in (approved, supplied) if day]
    if start[1] and approved and supplied and start[1] < min(approved, supplied):
        answer = SUSPECTED
    elif _amid(start, approved) or not (start[0] and known and start[0] >= min(known)):
        lacking = "批准日期未填" if not approved else "补充入库不明"
        reason = (
            "缺实际动工日期"
            if start == (None, None)
            else "不能断定"
            if len(known) == 2
            else lacking
        )
        answer = UNKNOWN
    window = Window.around(region) if region and answer == SUSPECTED else None
    area = know.area(window, window.mask(region)) if window else Decimal(0)
    return Truth(
        rule="A-1b", subject=doc, answer=answer, reason=reason, role=role,
        area_m2=area if answer == SUSPECTED else None,
    )  # fmt: skip


def _amid(start: Days, approved: date | None) -> bool:
    """Whether images bound the start, and the approval may have come from one to the other."""
    first, last = start
    if first is None or first == last:
        return False
    return approved is None or (approved > first and (last is None or approved <= last))


def _start(know: Knowing, rows: list[Row], region: Region) -> Days:
    stated = [day for row in rows if isinstance(day := row.cells.get("started"), date)]
    if stated:
        return min(stated), min(stated)
    firsts, lasts = [], []
    for patch in know.world.tables.get("enforcement_patch", []):
        if str(patch.cells["tblx"]) not in BUILT or _shared_m2(patch.region, region) < 200:
            continue
        firsts.append(patch.cells.get("qsx"))
        lasts.append(patch.cells.get("hsx"))
    first = [day for day in firsts if isinstance(day, date)]
    last = [day for day in lasts if isinstance(day, date)]
    return (min(first) if first and len(first) == len(firsts) else None, min(last, default=None))


def _shared_m2(one: Region, other: Region) -> float:
    cuts = [cut for a in one for b in other if (cut := a.clip(b))]
    return sum((c.u1 - c.u0) * (c.v1 - c.v0) for c in cuts) / M2


def _papers(know: Knowing, doc: str, rows: list[Row]) -> Days:
    """Return the day of approval and that of supply, date.max for never, None for unknown."""
    approved = {day for row in rows if isinstance(day := row.cells.get("pzrq"), date)}
    links = [
        row.cells for row in know.world.tables.get("quota_link", [])
        if one_spelling(str(row.cells.get("approval_doc") or "")) == doc
    ]  # fmt: skip
    days = []
    for link in links:
        project = know.projects.get(str(link.get("project_no") or ""))
        named = project.filed if project and project.in_register else None
        days.append(named if link.get("project_no") else link.get("linked"))
    supplied = [day for day in days if isinstance(day, date)]
    whole = max(supplied) if supplied and len(supplied) == len(days) else None
    register = know.world.tables.get("quota_link", [])
    every = all(row.cells.get("approval_doc") for row in register)
    if not links and "quota_link" in know.world.complete and every:
        whole = date.max
    return (min(approved) if len(approved) == 1 else None), whole
