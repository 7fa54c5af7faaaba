"""排查范围表: every subject that the rectification is about, and why it is.

The sources are laid beside each other. In scope are supplement projects that were filed since the
起始日, that stand uncleared in the quota bank, or that are carried out and not filed yet;
construction on farmland; swaps, promises and temporary land; trades of quota (乌政办发〔2023〕80号
二), of which this version takes in no register: they are one row without a file. Whoever
cannot be placed for want of a date or a figure is in scope with that reason: nothing is dropped
because it is not known. A screening asks its subjects whether they are in scope or not; this table
tells, it leaves nobody out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from gengheng.intake.columns import label_of
from gengheng.records.plot import Project
from gengheng.records.scope import (
    Item,
    Lack,
    Out,
    ScopeCount,
    Scoped,
    Seen,
    SubjectKind,
    Where,
    Why,
)
from gengheng.screening.bank import Banked, banked, blanks, cleared_word, differences
from gengheng.screening.material import Material
from gengheng.screening.rows import RowOf, rows_in
from gengheng.screening.scope_land import land
from gengheng.standards.tables import schemas

# schemas that the table is made of; without one of their files it cannot be made again
SCHEMAS = frozenset(
    {
        "projects", "plots", "bank", "quota_link", "project_area", "works", "papers", "approvals",
        "approvals_list", "promise", "swap", "swap_return", "temporary_use",
    }
)  # fmt: skip
BY_NUMBER = (
    ("bank", Where.BANK), ("quota_link", Where.LINK), ("project_area", Where.AREA),
    ("works", Where.WORKS), ("papers", Where.PAPERS),
)  # fmt: skip
FILED_ALREADY = re.compile(r"已报备|已入库|已备案")
UNDER_WAY = re.compile(r"正在实施|实施中|在建|施工中|正在施工|未竣工|未完工")
DONE = re.compile(r"未报备|待报备|未入库|待入库|已竣工|已完工|已验收|已实施")
TRADES = Scoped(
    kind=SubjectKind.TRADES, number="（全部）", unit="",
    name="补充耕地指标调剂（乌政办发〔2023〕80号 二(五)1）",
    why=(Why.TRADED,), out=(), seen=(), lacks=(Lack.TRADES,),
)  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Where one project stands, in the order of the sources."""

    project: Project | None = None
    seen: list[Seen] = field(default_factory=list)

    @property
    def where(self) -> set[Where]:
        """In which of the sources it was found."""
        return {one.where for one in self.seen}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the deciding of one project may ask beside its own rows."""

    since: date
    bank: dict[str, Banked]
    blank: frozenset[Item]
    has_bank: bool
    bank_complete: bool
    filing_complete: bool
    rejected: frozenset[str]


def scope_of(material: Material) -> tuple[Scoped, ...]:
    """Return the scope table, by kind and number. The same material gives the same table."""
    known = _known(material)
    projects = [_supplement(no, one, known) for no, one in _found(material).items()]
    order = list(SubjectKind)
    table = [*projects, *land(material.shelf, known.since), TRADES]
    return tuple(sorted(table, key=lambda one: (order.index(one.kind), one.number)))


def count_of(material: Material, table: Iterable[Scoped]) -> ScopeCount:
    """Return the scope in numbers: kinds and reasons of what is in, reasons of what is out."""
    rows = list(table)
    held = [one for one in rows if one.in_scope]
    return ScopeCount(
        since=material.county.scope.since,
        kinds=dict(Counter(str(one.kind) for one in held)),
        why=dict(Counter(str(word) for one in held for word in one.why)),
        out=dict(Counter(str(word) for one in rows for word in one.out)),
        lacks=dict(Counter(str(word) for one in held for word in one.lacks)),
        unsure=sum(one.unsure for one in rows),
        without_file=sum(one.without_file for one in rows),
        differing=sum(bool(one.differs) for one in rows),
        notes=tuple(_notes(material)),
    )


def _notes(material: Material) -> Iterator[str]:
    """Yield what could not be laid beside each other at all, each once."""
    held = {layer.ref.schema for layer in material.shelf}
    if not material.projects:
        yield "没有报备台账，补充耕地项目是否在范围内都不能确定"
    if "bank" not in held:
        yield "没有储备库台账，是否清库只据报备台账所载，报备与入库没有比较"
    elif blank := blanks(material.projects, banked(material.shelf, material.county.as_of)):
        words = "、".join(item for item in Item if item in blank)
        yield f"报备台账或储备库台账整列没有{words}，这几项没有比较"
    if "quota_link" not in held:
        yield "没有占补挂钩台账，没有与挂钩比较"
    if not held & {"approvals", "approvals_list"}:
        yield "没有审批资料，建设用地项目只据其他台账列出，可能不全"


def _known(material: Material) -> _Known:
    complete = {layer.ref.schema for layer in material.shelf if layer.complete}
    said = {entry.schema for entry in material.county.file if entry.complete}
    bank = banked(material.shelf, material.county.as_of)
    return _Known(
        since=material.county.scope.since,
        bank=bank,
        blank=blanks(material.projects, bank),
        has_bank=any(layer.ref.schema == "bank" for layer in material.shelf),
        bank_complete="bank" in complete,
        filing_complete="projects" in said and bool(material.projects),
        rejected=_rejected(material),
    )


def _rejected(material: Material) -> frozenset[str]:
    """Return the 备案号 whose rows of the filing register contradict each other and stayed out."""
    label = label_of("project_no", schemas()["projects"].columns["project_no"])
    cards = [c for s in material.sources for c in s.layers if c.schema == "projects"]
    said = [r.sentence for c in cards for r in c.rejections if r.code == "duplicate"]
    found = (re.match(rf"{label}(\S+?)在第", sentence) for sentence in said)
    return frozenset(one[1] for one in found if one)


def _found(material: Material) -> dict[str, _Found]:
    """Return every project number that any source names, with its places."""
    out: dict[str, _Found] = {}
    for project in material.projects:
        one = out.setdefault(project.project_no, _Found())
        one.project = project
        one.seen.append(Seen(where=Where.FILING, file=project.file, row=project.row))
    plots = ((p.project_no or f"（{p.file}：未写备案号）", p.file, p.row) for p in material.plots)
    _see(out, Where.PLOTS, plots)
    for schema, where in BY_NUMBER:
        rows = rows_in(material.shelf, schema)
        _see(out, where, ((r.text("project_no"), r.file, r.row) for r in rows))
    return out


def _see(out: dict[str, _Found], where: Where, rows: Iterable[tuple[str, str, int]]) -> None:
    """Enter the places of one source; a blank number of a register names nobody."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, file, row in rows:
        if number:
            places.setdefault((number, file), []).append(row)
    for (number, file), held in places.items():
        seen = Seen(where=where, file=file, row=min(held), rows=len(held))
        out.setdefault(number, _Found()).seen.append(seen)


def _supplement(number: str, one: _Found, known: _Known) -> Scoped:
    project, bank = one.project, known.bank.get(number)
    cleared = _cleared(number, project, known)
    why = list(_why(project, bank, cleared, known))
    if not why and not cleared:
        why = [Why.NO_CLEARANCE]
    first = bank.rows[0] if bank else RowOf({}, "", 0)
    return Scoped(
        kind=SubjectKind.SUPPLEMENT,
        number=number,
        name=(project.name if project else "") or first.text("name"),
        unit=(project.unit if project else "") or first.text("unit"),
        why=tuple(why),
        out=() if why else (Out.CLEARED,),
        seen=tuple(one.seen),
        lacks=tuple(_lacks(number, one, known)),
        differs=differences(project, bank, known.blank) if project and bank else (),
    )


def _why(
    project: Project | None, bank: Banked | None, cleared: bool | None, known: _Known
) -> Iterator[Why]:
    """Yield why a project is in scope; nothing where it was filed before the 起始日."""
    entered = bank.entered if bank else []
    days = [*([project.filed] if project and project.filed else []), *entered]
    recent = any(day >= known.since for day in days)
    if recent:
        yield Why.FILED
    if cleared is False:
        yield Why.IN_BANK
    if project is None and not recent:
        yield Why.NOT_FILED if known.filing_complete and bank is None else Why.NO_ROW
    elif project is not None and project.filed is None and not recent:
        yield Why.NO_FILED_DATE if entered else _unfiled(project.status)


def _unfiled(status: str) -> Why:
    """Return what a blank 报备日期 means: only a status in words says that it was never filed.

    >>> [str(_unfiled(s)) for s in ("在建", "已验收待报备")]
    ['正在实施尚未报备', '已实施尚未报备']
    >>> str(_unfiled("")) == str(_unfiled("已入库")) == "不能确定是否在范围内：缺报备日期"
    True
    """
    if FILED_ALREADY.search(status):
        return Why.NO_FILED_DATE
    if UNDER_WAY.search(status):
        return Why.UNDER_WAY
    return Why.DONE if DONE.search(status) else Why.NO_FILED_DATE


def _cleared(number: str, project: Project | None, known: _Known) -> bool | None:
    """Return whether a project has left the bank, None where nobody says so.

    A balance in the filing register speaks against it; a balance of zero there is one pool of
    three and clears nothing. Absence clears only where the bank declares itself complete.
    """
    if number in known.bank:
        return known.bank[number].cleared
    if project is None:
        return None
    if (project.left_m2 or 0) > 0:
        return False
    said = cleared_word(project.status)
    return known.bank_complete or None if said is None else said


def _lacks(number: str, one: _Found, known: _Known) -> Iterator[Lack]:
    """Yield what is missing of a project when the sources are laid beside each other."""
    where, project = one.where, one.project
    if number.startswith("（"):
        yield Lack.NUMBER
    if project is None and number in known.rejected:
        yield Lack.REJECTED
    elif project is None:
        yield from _without_filing(where)
    else:
        if Where.PLOTS not in where:
            yield Lack.PLOTS
        if known.has_bank and Where.BANK not in where and project.filed:
            yield Lack.BANK
        if project.filed is None:
            yield Lack.FILED_DATE
    if number in known.bank and known.bank[number].contradicts:
        yield Lack.CONTRADICTS


def _without_filing(where: set[Where]) -> Iterator[Lack]:
    """Yield which sources name a project that the filing register does not have."""
    if Where.PLOTS in where:
        yield Lack.FILING
    if Where.BANK in where:
        yield Lack.BANK_ONLY
    if Where.LINK in where:
        yield Lack.LINK_ONLY
    if where & {Where.AREA, Where.WORKS, Where.PAPERS}:
        yield Lack.OTHER_ONLY
