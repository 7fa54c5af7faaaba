"""报备 × 入库: the bank of quotas laid beside the filing register, project by project.

Whether a project has left the bank (已清库) is known only where a register says so: a 清库日期 up
to the day of the screening, a status in words, or a balance of zero in every pool that entered.
Anything left in a pool speaks against it, whatever the status says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gengheng.catalogue.shelf import Shelf
from gengheng.records.plot import Project
from gengheng.records.scope import Differs, Item
from gengheng.screening.rows import RowOf, rows_in, total

CLEARING = re.compile(r"清库|在库|库存|用完|用尽|使用|核销|挂钩")
NOT_CLEARED = re.compile(r"未|尚|部分|待|正在|拟|在库|不")
IS_CLEARED = re.compile(r"清库|用完|用尽|核销完|全部(?:挂钩|核销|使用)")
POOLS = (
    ("area_m2", "left_m2"), ("paddy_m2", "left_paddy_m2"), ("capacity_kg", "left_capacity_kg"),
)  # fmt: skip
# A register in 亩 with two decimals says an area to 6.67 m², one in 万公斤 with four a mass to
# 1 kg: figures as near as that are the same figure, written in another unit.
SAME: Mapping[Item, int] = {Item.AREA: 7, Item.PADDY: 7, Item.CAPACITY: 1}
FIGURES = (
    (Item.AREA, "reported_m2", "area_m2"), (Item.PADDY, "paddy_m2", "paddy_m2"),
    (Item.CAPACITY, "capacity_kg", "capacity_kg"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Banked:
    """The rows of one project in the bank. `cleared` is None where nobody says so."""

    rows: tuple[RowOf, ...]
    cleared: bool | None
    contradicts: bool

    @property
    def entered(self) -> list[date]:
        """The days on which it entered, as far as they are given."""
        return [day for row in self.rows if (day := row.day("entered"))]

    def total(self, name: str) -> int | None:
        """Return the sum of a column over its rows, None where a row leaves it blank."""
        return total(row.amount(name) for row in self.rows)


@dataclass(frozen=True, slots=True)
class UnitSum:
    """What one unit has filed and what of it stands in the bank; None where a figure is blank."""

    unit: str
    filed: int
    banked: int
    sums: tuple[tuple[Item, int | None, int | None], ...]


def banked(shelf: Shelf, as_of: date) -> dict[str, Banked]:
    """Return what the bank says, by 项目备案号."""
    held: dict[str, list[RowOf]] = {}
    for row in rows_in(shelf, "bank"):
        held.setdefault(row.text("project_no"), []).append(row)
    out = {}
    for number, rows in held.items():
        said = [cleared(row, as_of) for row in rows]
        whole = False if False in said else None if None in said else True
        out[number] = Banked(tuple(rows), whole, any(_contradicts(row, as_of) for row in rows))
    return out


def cleared(row: RowOf, as_of: date) -> bool | None:
    """Return whether a row of the bank is cleared, None where it does not say.

    >>> day = date(2023, 10, 20)
    >>> def told(**cells):
    ...     return cleared(RowOf(cells, "", 3), day)
    >>> told(left_m2=0, left_paddy_m2=0, left_capacity_kg=0), told(left_m2=0)
    (True, None)
    >>> told(left_m2=0, paddy_m2=0, capacity_kg=9, left_capacity_kg=0)
    True
    >>> told(status="已清库"), told(status="未清库"), told(status="已清库", left_capacity_kg=5)
    (True, False, False)
    """
    if _left(row):
        return False
    if (said := _said(row, as_of)) is not None:
        return said
    settled = [row.amount(left) == 0 or _none_entered(row, name, left) for name, left in POOLS]
    return True if all(settled) else None


def _left(row: RowOf) -> bool:
    return any((row.amount(left) or 0) > 0 for _, left in POOLS)


def _none_entered(row: RowOf, name: str, left: str) -> bool:
    """Tell whether a pool without a stated balance never held anything."""
    return row.amount(left) is None and row.amount(name) == 0


def _said(row: RowOf, as_of: date) -> bool | None:
    """Return what date and status say, None where they say nothing."""
    by_word = cleared_word(row.text("status"))
    if by_word is not None:
        return by_word
    day = row.day("cleared")
    return None if day is None else day <= as_of


def cleared_word(status: str) -> bool | None:
    """Return whether a status in words means that a project has left the bank.

    >>> [cleared_word(s) for s in ("已清库", "尚未清库", "指标已用完", "在库", "未报备", "")]
    [True, False, True, False, None, None]
    """
    if not CLEARING.search(status):
        return None
    if NOT_CLEARED.search(status):
        return False
    return True if IS_CLEARED.search(status) else None


def _contradicts(row: RowOf, as_of: date) -> bool:
    """Tell whether a row says that it is cleared and has something left, or the reverse."""
    return bool(_said(row, as_of)) and _left(row)


def differences(project: Project, one: Banked, blank: frozenset[Item]) -> tuple[Differs, ...]:
    """Return what the filing register and the bank give differently for a project.

    `blank` are figures that one of the registers does not hold for any project; they are said
    once for all and not here.
    """
    out = []
    for item, mine, theirs in FIGURES:
        filed: int | None = getattr(project, mine)
        held = one.total(theirs)
        if item not in blank and _apart(filed, held, SAME[item]):
            out.append(Differs(item=item, filed=filed, banked=held))
    days = one.entered
    if Item.DAY not in blank and project.filed not in days and (project.filed or days):
        entered = min(days, default=None)
        out.append(Differs(item=Item.DAY, filed=project.filed, banked=entered))
    return tuple(out)


def _apart(one: int | None, other: int | None, same: int) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > same


def blanks(projects: Iterable[Project], bank: Mapping[str, Banked]) -> frozenset[Item]:
    """Return the figures that one of the two registers leaves blank for every project."""
    filed, held = list(projects), list(bank.values())
    out = {
        item
        for item, mine, theirs in FIGURES
        if all(getattr(project, mine) is None for project in filed)
        or all(one.total(theirs) is None for one in held)
    }
    if all(p.filed is None for p in filed) or not any(b.entered for b in held):
        out.add(Item.DAY)
    return frozenset(out)


def by_unit(projects: Iterable[Project], bank: Mapping[str, Banked]) -> Iterator[UnitSum]:
    """Yield what each unit has filed beside what the bank holds of it, units in order.

    A project that only one register knows is counted on its side alone; the unit is that of the
    filing register, else of the bank.
    """
    filed = {p.project_no: p for p in projects}
    units: dict[str, list[str]] = {}
    for number in sorted({*filed, *bank}):
        own = filed[number].unit if number in filed else bank[number].rows[0].text("unit")
        units.setdefault(own, []).append(number)
    for unit, numbers in sorted(units.items()):
        mine = [filed[n] for n in numbers if n in filed]
        theirs = [bank[n] for n in numbers if n in bank]
        sums = tuple(
            (item, total(getattr(p, name) for p in mine), total(b.total(held) for b in theirs))
            for item, name, held in FIGURES
        )
        yield UnitSum(unit, len(mine), len(theirs), sums)
