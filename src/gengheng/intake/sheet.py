"""台账工作簿: the registers of a workbook (.xlsx .xlsm .xls), one table each recognised sheet.

The heading row is searched, not assumed: among the first thirty rows the one (or the two, where
headings are merged) that names most columns of a schema. Rows of column numbers, totals and notes
are no rows of a register and are said; blank rows are none either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from gengheng.intake.card import NO_CRS, Vintage, table
from gengheng.intake.cells import Cell, half, text_of, unit_in
from gengheng.intake.columns import UNITS, Raw, matched, standard
from gengheng.intake.reading import Notes, Table
from gengheng.intake.recognise import UNKNOWN, schema_of
from gengheng.intake.register import once
from gengheng.intake.supply import odd
from gengheng.intake.workbook import Rows, worksheets
from gengheng.records.county import FileEntry
from gengheng.standards.tables import Schema, plain_heading, schemas
from gengheng.values.errors import Unreadable

SEARCHED = 30
TOTALS = re.compile(r"^(合计|总计|小计|累计|共计|总 *计|合 *计)")
NOTES = re.compile(
    r"^(注|备注|说明|填表说明|填报单位|填报人|填表人|审核人|单位负责人|制表|复核)[:：、（(]?"
)
BRACKETS = r"[（(].*?[)）]"
ENCODING = ("UTF-8", "格式规定")


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a register begins: the first data row (position) and its headings."""

    start: int
    headings: list[str]
    score: int


def read_sheet(file: str, path: Path, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return one table per recognised sheet, with `row` as the row of the sheet.

    Where no sheet is recognised every sheet is listed as "unknown". Raises `Unreadable` for bombs,
    passwords, broken workbooks and for a sheet that `entry` names and that is not there.
    """
    sheets = worksheets(path, entry.layer if entry else "")
    tables = [sheet_table(Notes(file), name, rows, entry) for name, rows in sheets]
    known = [one for one in tables if one is not None and one.card.schema != UNKNOWN]
    rest = [one for one in tables if one is not None]
    if not rest:
        raise Unreadable("工作簿是空的，没有任何内容")
    return tuple(known or rest)


def sheet_table(
    notes: Notes,
    name: str,
    rows: Rows,
    entry: FileEntry | None,
    *,
    word: str = "工作表",
    encoding: tuple[str, str] = ENCODING,
) -> Table | None:
    """Return the table of one sheet, None where the sheet is blank; `word` is what it is called.

    >>> one = sheet_table(Notes("a"), "名单", [["姓名"], ["某甲"]], None)
    >>> one.card.rows, sheet_table(Notes("a"), "空", [[]], None)
    (2, None)
    """
    if not any(_filled(row) for row in rows):
        return None
    head = _head(rows, entry)
    schema = schema_of("register", name, head.headings, entry, notes) if head else UNKNOWN
    if head is None or schema == UNKNOWN:
        frame, rejected = _unknown(rows), 0
        notes.repair("schema", 0, name, f"{word}{name}没有找到已知台账的表头，只列出未使用")
    else:
        known = schemas()[schema]
        raws = _raws(rows, _with_units(rows, head, known, notes), notes)
        places = raws[0].rows if raws else []
        columns = standard(raws, known, entry, notes)
        full = pd.DataFrame({**columns, "row": pd.Series(places, dtype="int64")})
        frame, rejected = once(odd(schema, full, notes), known, notes)
    show = [column for column in frame.columns if column != "row"][:12]
    vintage = Vintage(entry.vintage if entry else None, "台账不分期次")
    return table(
        frame, notes, name=name, schema=schema, rejected=rejected, crs=NO_CRS,
        vintage=vintage, encoding=encoding, show=show,
    )  # fmt: skip


def _filled(row: Sequence[Cell]) -> bool:
    return any(text_of(cell) for cell in row)


def _unknown(rows: Rows) -> pd.DataFrame:
    """Return all filled rows as text, columns by their letters A, B …"""
    filled = [(k + 1, row) for k, row in enumerate(rows) if _filled(row)]
    width = max(len(row) for _, row in filled)
    columns = {
        _letter(c): pd.Series(
            [text_of(row[c]) if c < len(row) else "" for _, row in filled], dtype="str"
        )
        for c in range(width)
    }
    return pd.DataFrame({**columns, "row": pd.Series([k for k, _ in filled], dtype="int64")})


def _letter(column: int) -> str:
    """Return the letter of a column of a workbook.

    >>> _letter(0), _letter(25), _letter(26), _letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def _head(rows: Rows, entry: FileEntry | None) -> _Head | None:
    """Return the best heading row or pair of rows, None where none names two columns."""
    best: _Head | None = None
    for k, row in enumerate(rows[:SEARCHED]):
        one = [text_of(cell) for cell in row]
        after = [text_of(cell) for cell in rows[k + 1]] if k + 1 < len(rows) else []
        for start, headings in ((k + 1, one), (k + 2, _merged(one, after))):
            score = max(
                len(matched(headings, schema, entry))
                for schema in schemas().values()
                if schema.kind == "register"
            )
            if score and (best is None or score > best.score):
                best = _Head(start, headings, score)
    return best if best and best.score >= 2 else None


def _merged(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return two heading rows as one: the lower word, joined to the upper where that is known.

    >>> _merged(["项目备案号", "新增耕地（公顷）", ""], ["", "面积", "其中水田"])
    ['项目备案号', '新增耕地面积（公顷）', '其中水田（公顷）']
    """
    out, above = [], ""
    for k in range(max(len(upper), len(lower))):
        up = upper[k] if k < len(upper) else ""
        low = lower[k] if k < len(lower) else ""
        above = up or above
        joined = re.sub(BRACKETS, "", above) + low
        unit = re.search(BRACKETS, above)
        word = joined if plain_heading(joined) in _aliases() else low
        out.append(word + (unit[0] if unit and not re.search(BRACKETS, low) else "") if low else up)
    return out


@cache
def _aliases() -> frozenset[str]:
    registers = [schema for schema in schemas().values() if schema.kind == "register"]
    return frozenset(
        plain_heading(name) for s in registers for column in s.columns.values()
        for name in column.names
    )  # fmt: skip


def _raws(rows: Rows, head: _Head, notes: Notes) -> list[Raw]:
    """Return the columns below a heading, without the rows that are no rows of the register."""
    places, kept = [], []
    for k, row in enumerate(rows[head.start :], head.start + 1):
        words = [text_of(cell) for cell in row]
        if not any(words):
            continue
        said = _no_row(k, words, k == head.start + 1, notes)
        if not said:
            places.append(k)
            kept.append(row)
    return [
        Raw(heading or _letter(c), [row[c] if c < len(row) else None for row in kept], places)
        for c, heading in enumerate(head.headings)
    ]


def _no_row(k: int, words: Sequence[str], below_heading: bool, notes: Notes) -> bool:
    """Tell whether a row is column numbers, a second heading, a total or a note; say so."""
    filled = [half(word) for word in words if word]
    if _numbers(filled):
        notes.repair("column-numbers", k, "", f"第{k}行是列号，不作为数据")
    elif below_heading and not words[0] and not any(c.isdigit() for w in filled for c in w):
        notes.repair("sub-heading", k, "", f"第{k}行是表头的第二行，不作为数据")
    elif TOTALS.match(filled[0]):
        notes.repair("total", k, "", f"第{k}行是“{filled[0][:10]}”，不作为数据")
    elif NOTES.match(filled[0]) and len(filled) <= 3:
        notes.repair("note", k, "", f"第{k}行是表注“{filled[0][:10]}”，不作为数据")
    else:
        return False
    return True


def _with_units(rows: Rows, head: _Head, known: Schema, notes: Notes) -> _Head:
    """Give the unit of a line above the table (单位：公顷) to the headings that name none."""
    above = "".join(text_of(cell) for row in rows[: head.start - 1] for cell in row)
    line = re.search(r"单位\s*[:：](.*)", above)
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


def _numbers(filled: Sequence[str]) -> bool:
    """Tell whether a row is 1, 2, 3 … (or 1栏, 2栏 …), the numbers of the columns."""
    plain = [word.removesuffix("栏").strip("()") for word in filled]
    return len(plain) >= 3 and plain == [str(k) for k in range(1, len(plain) + 1)]
