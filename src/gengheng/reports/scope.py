"""排查范围 in words: on the cover, as a table of the page, and as sheets of the workbook."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gengheng.records.run import Run
from gengheng.records.scope import (
    Differs,
    Item,
    Lack,
    Out,
    ScopeCount,
    Scoped,
    Seen,
    SubjectKind,
    Why,
)
from gengheng.reports.sheets import Column, Row, Sheet
from gengheng.screening.bank import UnitSum, banked, by_unit
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome
from gengheng.values.units import ha_text

FIRST_DAY = "起始日"
SHOWN = 12  # rows without a file that the cover names one by one
IN, UNSURE, OUT = "在范围内", "不能确定，按在范围内", "不在范围内"
BLANK = "未填"
SAME = "不大于7平方米、1公斤的差按单位换算取整看待，不列"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table, in words."""

    kind: str
    number: str
    name: str
    unit: str
    where: str
    why: str
    seen: str
    lacks: str
    differs: str


@dataclass(frozen=True, slots=True)
class ScopeView:
    """What the page shows; `without` are rows in scope that lack a file, `more` how many more."""

    count: ScopeCount
    total: int
    kinds: tuple[tuple[str, int], ...]
    why: tuple[tuple[str, int], ...]
    out: tuple[tuple[str, int], ...]
    lacks: tuple[tuple[str, int], ...]
    without: tuple[Line, ...]
    more: int
    lines: tuple[Line, ...]
    units: tuple[tuple[str, ...], ...]


def since_words(since: date) -> str:
    """Return the 起始日 as a sentence has it.

    >>> since_words(date(2019, 1, 1)), since_words(date(2019, 7, 1))
    ('2019年', '2019年7月1日')
    """
    whole = since == date(since.year, 1, 1)
    return f"{since.year}年" if whole else f"{since.year}年{since.month}月{since.day}日"


def word(one: Why | Out | str, since: date) -> str:
    """Return a reason with the day that the county has set.

    >>> word(Why.FILED, date(2019, 1, 1)), word(Out.CLEARED, date(2018, 1, 1))
    ('2019年以来报备入库', '2018年以前报备且已清库')
    """
    return str(one).replace(FIRST_DAY, since_words(since))


def scope_view(outcome: Outcome, material: Material) -> ScopeView:
    """Return the scope as the page shows it. Raises `ValueError` for a run without one."""
    count = _count(outcome.run)
    lines = tuple(_line(one, count.since) for one in outcome.scope)
    lacking = [n for n, one in enumerate(outcome.scope) if one.without_file]
    lacking.sort(key=lambda n: bool(outcome.scope[n].seen))  # whole matters first
    without = tuple(lines[n] for n in lacking)
    return ScopeView(
        count=count,
        total=sum(count.kinds.values()),
        kinds=_counted(SubjectKind, count.kinds, count.since),
        why=_counted(Why, count.why, count.since),
        out=_counted(Out, count.out, count.since),
        lacks=_counted(Lack, count.lacks, count.since),
        without=without[:SHOWN],
        more=max(len(without) - SHOWN, 0),
        lines=lines,
        units=tuple(_unit_cells(one) for one in _units(outcome, material)),
    )


def _count(run: Run) -> ScopeCount:
    if run.scope is None:
        raise ValueError("a run without its scope")
    return run.scope


def _counted(
    words: Iterable[str], held: dict[str, int], since: date
) -> tuple[tuple[str, int], ...]:
    """Return the words that occur with their counts, in the order of the vocabulary."""
    return tuple((word(w, since), held[str(w)]) for w in words if str(w) in held)


def _line(one: Scoped, since: date) -> Line:
    words = [word(w, since) for w in (*one.why, *one.out)]
    return Line(
        kind=str(one.kind),
        number=one.number,
        name=one.name,
        unit=one.unit,
        where=OUT if one.out else UNSURE if one.unsure else IN,
        why="；".join(words),
        seen="；".join(seen_words(place) for place in one.seen),
        lacks="；".join(one.lacks),
        differs="；".join(differs_words(d) for d in one.differs),
    )


def seen_words(one: Seen) -> str:
    """Return a place in words.

    >>> from gengheng.records.scope import Where
    >>> seen_words(Seen(where=Where.PLOTS, file="甲.txt", row=9, rows=3))
    '地块（甲.txt第9行等3行）'
    """
    more = f"等{one.rows}行" if one.rows > 1 else ""
    return f"{one.where}（{one.file}第{one.row}行{more}）"


def differs_words(one: Differs) -> str:
    """Return in one sentence what two registers give differently.

    >>> differs_words(Differs(item=Item.AREA, filed=12_346, banked=12_000))
    '数量：报备1.2346公顷，入库1.2000公顷，相差0.0346公顷'
    >>> differs_words(Differs(item=Item.DAY, filed=date(2021, 1, 9), banked=None))
    '日期：报备2021-01-09，入库未填'
    """
    said = f"{one.item}：报备{_value(one.item, one.filed)}，入库{_value(one.item, one.banked)}"
    apart = _apart(one)
    return f"{said}，相差{apart}" if apart else said


def _apart(one: Differs) -> str:
    """Return how far two figures or days are apart, "" where one of them is blank."""
    if isinstance(one.filed, date) and isinstance(one.banked, date):
        return f"{abs((one.filed - one.banked).days)}天"
    if isinstance(one.filed, int) and isinstance(one.banked, int):
        return _value(one.item, abs(one.filed - one.banked))
    return ""


def _value(item: Item, value: int | date | None) -> str:
    if value is None:
        return BLANK
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,}公斤" if item is Item.CAPACITY else f"{ha_text(value)}公顷"


def _units(outcome: Outcome, material: Material) -> list[UnitSum]:
    """Return the sums of both registers by unit; none where there is no bank register."""
    bank = banked(material.shelf, outcome.run.as_of)
    return list(by_unit(material.projects, bank)) if bank else []


def _unit_cells(one: UnitSum) -> tuple[str, ...]:
    sums = [
        cell for item, mine, theirs in one.sums for cell in (_sum(item, mine), _sum(item, theirs))
    ]
    return (one.unit or "（台账未载）", str(one.filed), str(one.banked), *sums)


def _sum(item: Item, value: int | None) -> str:
    return "有空白，不合计" if value is None else _value(item, value)


def scope_sheets(outcome: Outcome) -> list[Sheet]:
    """Return the scope table, and the differences of the two registers, one a row."""
    count = _count(outcome.run)
    return [_scope_sheet(outcome, count), _differs_sheet(outcome)]


def _basis(run: Run, more: str) -> str:
    return f"旗县：{run.name}（{run.county}）　截至：{run.as_of.isoformat()}　{more}"


def _scope_sheet(outcome: Outcome, count: ScopeCount) -> Sheet:
    columns = (
        Column("序号", 6, "int"), Column("对象种类", 12), Column("编号", 20), Column("名称", 24),
        Column("苏木镇", 10), Column("是否在范围内", 12), Column("原因", 30), Column("见于", 44),
        Column("缺什么、不一致", 26), Column("报备与储备库", 40),
    )  # fmt: skip
    lines = [_line(one, count.since) for one in outcome.scope]
    rows: list[Row] = [
        (at, one.kind, one.number, one.name, one.unit, one.where, one.why, one.seen, one.lacks,
         one.differs)
        for at, one in enumerate(lines, start=1)
    ]  # fmt: skip
    inside = sum(count.kinds.values())
    said = f"起始日：{count.since.isoformat()}　在范围内{inside}个，其中不能确定{count.unsure}个"
    return Sheet(
        "排查范围", "排查范围表", _basis(outcome.run, f"{said}，缺资料{count.without_file}个"),
        columns, tuple(rows),
        (
            "填表说明：1. 不能确定的一律按在范围内列出；不在范围内的也列出，写明为什么。",
            "2. 本表不影响排查：规则对全部对象作答，在不在范围内由本表说明。",
            *(f"{at}. {note}。" for at, note in enumerate(count.notes, start=3)),
        ),
        "没有任何对象。", "A3",
    )  # fmt: skip


def _differs_sheet(outcome: Outcome) -> Sheet:
    columns = (
        Column("序号", 6, "int"), Column("苏木镇", 12), Column("项目备案号", 20),
        Column("项目名称", 30), Column("项", 8), Column("报备台账", 18), Column("储备库台账", 18),
        Column("相差", 18),
    )  # fmt: skip
    apart = sorted((one for one in outcome.scope if one.differs), key=lambda s: (s.unit, s.number))
    told = [
        (one.unit, one.number, one.name, str(d.item), _value(d.item, d.filed),
         _value(d.item, d.banked), _apart(d))
        for one in apart for d in one.differs
    ]  # fmt: skip
    return Sheet(
        "报备与储备库", "报备台账与储备库台账不一致清单",
        _basis(outcome.run, "由人核对以哪一本为准"),
        columns, tuple((at, *row) for at, row in enumerate(told, start=1)),
        (
            f"填表说明：1. {SAME}。",
            "2. 一方未填的照列；整列都没有的一项不比较，见排查范围表的说明。",
        ),
        "没有不一致，或没有储备库台账（见排查范围表的说明）。",
    )  # fmt: skip
