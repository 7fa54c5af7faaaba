"""排查范围 of what is no supplement project: construction, swaps, promises, temporary land.

Construction on farmland is in scope whenever it was approved, with the years since the 起始日 in
the first place (乌政办发〔2023〕80号 二(一)1); only a stated zero of farmland takes it out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from gengheng.catalogue.shelf import Shelf
from gengheng.records.scope import Lack, Out, Scoped, Seen, SubjectKind, Where, Why
from gengheng.screening.rows import RowOf, plain_doc, rows_in, total

APPROVALS = ("approvals", "approvals_list")
PROMISED = ("area_m2", "paddy_m2", "capacity_kg")


@dataclass(slots=True)
class _Group:
    """The rows of one number, by the source they stand in."""

    number: str
    rows: dict[Where, list[RowOf]] = field(default_factory=dict)

    def of(self, *where: Where) -> list[RowOf]:
        """Return its rows in some sources."""
        return [row for one in where for row in self.rows.get(one, [])]

    def first(self, *names: tuple[Where, str]) -> str:
        """Return the first text that is filled in."""
        told = (row.text(name) for where, name in names for row in self.of(where))
        return next((text for text in told if text), "")

    def days(self, *names: tuple[Where, str]) -> list[date]:
        """Return the dates that are filled in."""
        told = (row.day(name) for where, name in names for row in self.of(where))
        return [day for day in told if day]

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Its places, the rows of one file as one."""
        out: dict[tuple[Where, str], list[int]] = {}
        for where, rows in self.rows.items():
            for row in rows:
                out.setdefault((where, row.file), []).append(row.row)
        return tuple(
            Seen(where=where, file=file, row=min(held), rows=len(held))
            for (where, file), held in out.items()
        )


def land(shelf: Shelf, since: date) -> Iterator[Scoped]:
    """Yield the subjects that are no supplement projects."""
    held = {layer.ref.schema for layer in shelf}
    has_approvals, has_link = bool(held & {*APPROVALS}), "quota_link" in held
    for group in _construction(shelf):
        yield _approved(group, since, has_approvals=has_approvals, has_link=has_link)
    sources = ((Where.SWAP, "swap", "swap_no"), (Where.RETURN, "swap_return", "swap_no"))
    for group in _groups(shelf, *sources):
        yield _swap(group, since)
    for group in _groups(shelf, (Where.PROMISE, "promise", "promise_no")):
        yield _promise(group, since)
    for group in _groups(shelf, (Where.TEMPORARY, "temporary_use", "pzwh")):
        yield _temporary(group, since)


def _groups(
    shelf: Shelf,
    *sources: tuple[Where, str, str],
    plain: Callable[[str], str] = str,
    needs: Where | None = None,
) -> list[_Group]:
    """Group rows by their number; `needs` is the source whose rows stand without a number too."""
    out: dict[str, _Group] = {}
    for where, schema, column in sources:
        for row in rows_in(shelf, schema):
            number = row.text(column)
            if not number and needs not in (None, where):
                continue
            key = plain(number) or f"（{row.file}第{row.row}行）"
            group = out.setdefault(key, _Group(number or key))
            group.rows.setdefault(where, []).append(row)
    return list(out.values())


def _construction(shelf: Shelf) -> list[_Group]:
    return _groups(
        shelf,
        *((Where.APPROVAL, schema, "pzwh") for schema in APPROVALS),
        (Where.LINK, "quota_link", "approval_doc"),
        (Where.PROMISE, "promise", "approval_doc"),
        plain=plain_doc,
        needs=Where.APPROVAL,
    )


def _approved(group: _Group, since: date, *, has_approvals: bool, has_link: bool) -> Scoped:
    ground = [row.amount("farmland_m2") for row in group.of(Where.APPROVAL)]
    ground += [row.amount("occupied_m2") for row in group.of(Where.LINK)]
    on_farmland = any((amount or 0) > 0 for amount in ground)
    if ground and not on_farmland and None not in ground:
        return _made(SubjectKind.CONSTRUCTION, group, [], Out.NO_FARMLAND)
    days = group.days((Where.APPROVAL, "pzrq"), (Where.LINK, "approved"))
    started = group.days((Where.APPROVAL, "started"))
    why = [] if on_farmland else [Why.NO_FARMLAND]
    if any(day >= since for day in days):
        why.append(Why.APPROVED)
    elif any(day >= since for day in started):
        why.append(Why.STARTED)
    else:
        why.append(Why.APPROVED_BEFORE if days else Why.NO_APPROVED_DATE)
    lacks = []
    if has_approvals and not group.of(Where.APPROVAL):
        lacks.append(Lack.APPROVAL)
    if has_link and on_farmland and not group.of(Where.LINK):
        lacks.append(Lack.LINK)
    if any(not row.text("project_no") for row in group.of(Where.LINK)):
        lacks.append(Lack.LINK_PROJECT)
    return _made(SubjectKind.CONSTRUCTION, group, why, None, lacks)


def _swap(group: _Group, since: date) -> Scoped:
    issued = group.days((Where.SWAP, "issued"))
    owed = total(row.amount("issued_area_m2") for row in group.of(Where.SWAP))
    given = [row.amount("returned_m2") for row in group.of(Where.RETURN)]
    back = total(given) if given else None
    why = [Why.ISSUED] if any(day >= since for day in issued) else []
    if owed is not None and back is not None and back < owed:
        why.append(Why.NOT_RETURNED)
    if not why and not issued:
        why.append(Why.NO_ISSUED_DATE)
    if not why and (owed is None or back is None):
        why.append(Why.NO_RETURNED)
    return _made(SubjectKind.SWAP, group, why, None if why else Out.RETURNED)


def _promise(group: _Group, since: date) -> Scoped:
    rows = group.of(Where.PROMISE)
    promised = group.days((Where.PROMISE, "promised"))
    why = [Why.PROMISED] if any(day >= since for day in promised) else []
    kept = [_kept(row, pool) for row in rows for pool in PROMISED]
    if False in kept:
        why.append(Why.NOT_KEPT)
    if not why and not promised:
        why.append(Why.NO_PROMISED_DATE)
    if not why and None in kept:
        why.append(Why.NO_KEPT)
    return _made(SubjectKind.PROMISE, group, why, None if why else Out.KEPT)


def _kept(row: RowOf, pool: str) -> bool | None:
    """Return whether one pool of a promise was kept; a blank 水田 or 产能 was not promised."""
    promised, done = row.amount(pool), row.amount(f"done_{pool}")
    if promised is None:
        return None if pool == "area_m2" else True
    if promised == 0:
        return True
    return None if done is None else done >= promised


def _temporary(group: _Group, since: date) -> Scoped:
    days = group.days((Where.TEMPORARY, "pzrq"))
    if not days:
        return _made(SubjectKind.TEMPORARY, group, [Why.NO_APPROVED_DATE], None)
    recent = any(day >= since for day in days)
    return _made(SubjectKind.TEMPORARY, group, [Why.LENT if recent else Why.LENT_BEFORE], None)


def _made(
    kind: SubjectKind,
    group: _Group,
    why: list[Why],
    out: Out | None,
    lacks: list[Lack] | None = None,
) -> Scoped:
    names = (
        (Where.APPROVAL, "xmmc"), (Where.LINK, "name"), (Where.PROMISE, "name"),
        (Where.SWAP, "name"), (Where.TEMPORARY, "use"),
    )  # fmt: skip
    numberless = [Lack.NUMBER] if group.number.startswith("（") else []
    return Scoped(
        kind=kind,
        number=group.number,
        name=group.first(*names),
        unit=group.first((Where.PROMISE, "unit"), (Where.SWAP, "unit")),
        why=tuple(why),
        out=(out,) if out else (),
        seen=group.seen,
        lacks=(*numberless, *(lacks or [])),
    )
