"""表头: where a register begins, and what its columns are called, in one, two or three rows.

The heading is searched, not assumed: among the first thirty rows the one (or the two or three,
where headings are merged) that names most columns of a schema. Line feeds, blanks and full-width
signs inside a heading mean nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from gengheng.intake.cells import Cell, text_of, unit_in
from gengheng.intake.columns import UNITS, matched, plain
from gengheng.intake.reading import Notes
from gengheng.intake.workbook import Place, Rows
from gengheng.records.county import FileEntry
from gengheng.standards.tables import Schema, schemas

SEARCHED = 30
DEEPEST = 3
BRACKETS = r"[（(].*?[)）]"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a register begins: the first data row (position) and its headings."""

    start: int
    headings: list[str]
    score: int


def head_of(
    rows: Rows, entry: FileEntry | None, merged: Sequence[tuple[Place, Place]] = ()
) -> Head | None:
    """Return the best heading of one to three rows, None where none names two columns.

    A cell that is merged downwards makes the heading as deep as itself.

    >>> head_of([["台账"], ["项目备案号", "项目\\n名 称"], ["1", "一号"]], None).start
    2
    """
    best: Head | None = None
    for k in range(min(SEARCHED, len(rows))):
        if _title(rows[k]):
            continue
        headings: list[str] = []
        least = _depth(k, merged)
        for depth in range(1, DEEPEST + 1):
            row = rows[k + depth - 1] if k + depth <= len(rows) else []
            words = [text_of(cell) for cell in row]
            headings = joined(headings, words) if depth > 1 else words
            score = _score(headings, entry)
            if depth >= least and score and (best is None or score > best.score):
                best = Head(k + depth, headings, score)
    return best if best and best.score >= 2 else None


def _title(row: Sequence[Cell]) -> bool:
    """Tell whether a row says nothing but in its first cell: it names a table and no column."""
    return not any(text_of(cell) for cell in row[1:])


def _score(headings: Sequence[str], entry: FileEntry | None) -> int:
    """Return how many columns of one register the headings name, at most."""
    return max(
        len(matched(headings, schema, entry))
        for schema in schemas().values()
        if schema.kind == "register"
    )


def _depth(row: int, merged: Sequence[tuple[Place, Place]]) -> int:
    """Return how many rows the merged cells that begin in `row` go down, at most three.

    >>> _depth(2, [((2, 0), (3, 0)), ((0, 0), (0, 9))])
    2
    """
    deep = [b[0] - a[0] + 1 for a, b in merged if a[0] == row]
    return min(DEEPEST, max(deep, default=1))


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return two heading rows as one: the lower word, joined to the upper where that is known.

    >>> joined(["项目备案号", "新增耕地（公顷）", ""], ["", "面积", "其中水田"])
    ['项目备案号', '新增耕地面积（公顷）', '其中水田（公顷）']
    """
    out, above = [], ""
    for k in range(max(len(upper), len(lower))):
        up = upper[k] if k < len(upper) else ""
        low = lower[k] if k < len(lower) else ""
        above = up or above
        both = re.sub(BRACKETS, "", above) + low
        unit = re.search(BRACKETS, above)
        word = both if plain(both) in _aliases() else low
        out.append(word + (unit[0] if unit and not re.search(BRACKETS, low) else "") if low else up)
    return out


@cache
def _aliases() -> frozenset[str]:
    registers = [schema for schema in schemas().values() if schema.kind == "register"]
    return frozenset(
        plain(name) for s in registers for column in s.columns.values() for name in column.names
    )


def with_units(rows: Rows, head: Head, known: Schema, notes: Notes) -> Head:
    """Give the unit of a line above the table (单位：公顷) to the headings that name none.

    >>> from gengheng.standards.tables import schemas
    >>> rows = [["单位：公顷"], ["项目备案号", "新增耕地"]]
    >>> with_units(rows, Head(2, rows[1], 2), schemas()["projects"], Notes("")).headings
    ['项目备案号', '新增耕地（公顷）']
    """
    above = "".join(text_of(cell) for row in rows[: head.start - 1] for cell in row)
    line = re.search(r"单位\s*[:：](.*)", above, re.S)
    if line is None:
        return head
    headings = list(head.headings)
    for name, at in matched(headings, known).items():
        units = UNITS.get(known.columns[name].type)
        unit = unit_in(line[1], units) if units else ""
        if units and unit and not unit_in(headings[at], units):
            headings[at] += f"（{unit}）"
            said = f"“{head.headings[at]}”按表头上方的“单位”取{unit}"
            notes.repair("unit-line", 0, head.headings[at], said)
    return replace(head, headings=headings)


def letter(column: int) -> str:
    """Return the letter of a column of a workbook, counted from 0.

    >>> letter(0), letter(25), letter(26), letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def heading_or_letter(heading: str, column: int) -> str:
    """Return a heading in one line, or the letter of a column without one.

    >>> heading_or_letter("新增耕地\\n（公顷）", 3), heading_or_letter("", 3)
    ('新增耕地（公顷）', 'D')
    """
    return re.sub(r"\s+", "", heading) if heading else letter(column)


def cell_at(row: Sequence[Cell], column: int) -> Cell:
    """Return the cell of a row, None beyond its end.

    >>> cell_at(["a"], 0), cell_at(["a"], 5)
    ('a', None)
    """
    return row[column] if column < len(row) else None
