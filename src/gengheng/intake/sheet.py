"""台账工作簿: the registers of a workbook (.xlsx .xlsm .xls), one table each recognised sheet.

Where the heading is, `heading` finds. Rows of column numbers, totals and notes are no rows of a
register and are said; blank rows are none either. Hidden sheets, rows and columns are read and
said; a merged cell means all of its rows, but for amounts, which would be counted twice.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from gengheng.intake.card import NO_CRS, Vintage, table
from gengheng.intake.cells import EXCEL_DAY_0, EXCEL_DAY_0_1904, Cell, half, text_of
from gengheng.intake.columns import AMOUNTS, matched, standard
from gengheng.intake.heading import Head, cell_at, head_of, heading_or_letter, letter, with_units
from gengheng.intake.raw import Raw
from gengheng.intake.reading import Notes, Table
from gengheng.intake.recognise import UNKNOWN, schema_of
from gengheng.intake.register import once
from gengheng.intake.supply import odd
from gengheng.intake.workbook import Rows, Sheet, worksheets
from gengheng.records.county import FileEntry
from gengheng.standards.tables import schemas
from gengheng.values.errors import Unreadable

TOTAL = r"(合\s*计|总\s*计|小\s*计|累\s*计|共\s*计)"
TOTALS = re.compile(rf"^{TOTAL}|^[^\d]{{1,12}}{TOTAL}$")
NOTES = re.compile(
    r"^(注|备注|说明|填表说明|填报单位|填报人|填表人|审核人|单位负责人|制表|复核)[:：、（(]?"
)
FOOT = re.compile(
    r"^(填报?表?|审核|审批|制表|复核|单位负责|负责|经办|联系|盖章|分管)(人|单位|日期|时间|电话)?"
    r"\s*([(（].{1,8}[)）])?\s*[:：]"
)
FIRST_CELLS = 3  # of a row, in which a total is looked for
ORDINALS = "甲乙丙丁"
LISTED = 5
ENCODING = ("UTF-8", "格式规定")


def read_sheet(file: str, path: Path, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return one table per recognised sheet, with `row` as the row of the sheet.

    Where no sheet is recognised every sheet is listed as "unknown". Raises `Unreadable` for bombs,
    passwords, broken workbooks and for a sheet that `entry` names and that is not there.
    """
    sheets = worksheets(path, entry.layer if entry else "")
    tables = [sheet_table(Notes(file), one, entry) for one in sheets]
    known = [one for one in tables if one is not None and one.card.schema != UNKNOWN]
    rest = [one for one in tables if one is not None]
    if not rest:
        raise Unreadable("工作簿是空的，没有任何内容")
    return tuple(known or rest)


def sheet_table(
    notes: Notes,
    sheet: Sheet,
    entry: FileEntry | None,
    *,
    word: str = "工作表",
    encoding: tuple[str, str] = ENCODING,
) -> Table | None:
    """Return the table of one sheet, None where the sheet is blank; `word` is what it is called.

    >>> one = sheet_table(Notes("a"), Sheet("名单", [["姓名"], ["某甲"]]), None)
    >>> one.card.rows, sheet_table(Notes("a"), Sheet("空", [[]]), None)
    (2, None)
    """
    rows, name = sheet.rows, sheet.name
    if not any(_filled(row) for row in rows):
        return None
    head = head_of(rows, entry, sheet.merged)
    schema = schema_of("register", name, head.headings, entry, notes) if head else UNKNOWN
    if head is None or schema == UNKNOWN:
        frame, rejected = _unknown(rows), 0
        notes.repair("schema", 0, name, f"{word}{name}没有找到已知台账的表头，只列出未使用")
    else:
        known = schemas()[schema]
        _say_unseen(sheet, head, notes)
        head = with_units(rows, head, known, notes)
        kinds = {at: known.columns[one].type for one, at in matched(head.headings, known).items()}
        amounts = {at for at, kind in kinds.items() if kind in AMOUNTS}
        raws = _raws(_spread(sheet, head, amounts, notes), head, sheet, notes)
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


def _say_unseen(sheet: Sheet, head: Head, notes: Notes) -> None:
    """Say what a person at the sheet does not see, and which formulas keep no result."""
    if sheet.hidden:
        notes.repair("hidden", 0, sheet.name, f"工作表{sheet.name}是隐藏的，仍读取")
    rows = [k + 1 for k in sheet.hidden_rows if head.start <= k < len(sheet.rows)]
    rows = [k for k in rows if _filled(sheet.rows[k - 1])]
    if rows:
        said = f"第{_listed(rows)}行是隐藏行，仍读取，共{len(rows)}行"
        notes.repair("hidden", rows[0], "", said)
    columns = [letter(c) for c in sheet.hidden_columns if c < len(head.headings)]
    if columns:
        said = f"{_listed(columns)}列是隐藏列，仍读取，共{len(columns)}列"
        notes.repair("hidden", 0, "", said)
    lost = [f"{letter(c)}{r + 1}" for r, c in sheet.unsaved if r >= head.start]
    if lost:
        said = f"{_listed(lost)}格的公式没有保存计算结果，按空白读取，共{len(lost)}格，"
        said += "请用Excel打开、保存后再给出"
        notes.repair("unsaved", int(re.sub(r"\D", "", lost[0])), "", said)


def _listed(words: Sequence[object]) -> str:
    """Return the first few words as a list.

    >>> _listed([3, 5]), _listed(range(9))
    ('3、5', '0、1、2、3、4等')
    """
    return "、".join(map(str, words[:LISTED])) + ("等" if len(words) > LISTED else "")


def _spread(sheet: Sheet, head: Head, amounts: set[int], notes: Notes) -> Rows:
    """Give the value of a merged cell to all of its rows, but an amount to the first alone."""
    rows = list(sheet.rows)
    spread, kept = [], []
    for (top, left), (bottom, _) in sheet.merged:
        low = min(bottom, len(rows) - 1)
        value = cell_at(rows[top], left) if head.start <= top < low else None
        if value is None or not text_of(value):
            continue
        place = f"{letter(left)}{top + 1}:{letter(left)}{low + 1}"
        if left in amounts:
            kept.append(place)
            continue
        spread.append(place)
        for k in range(top + 1, low + 1):
            rows[k] = [*rows[k], *[""] * (left + 1 - len(rows[k]))]
            rows[k][left] = value
    if spread:
        said = f"合并格{_listed(spread)}的值属于其中各行，按各行读取，共{len(spread)}处"
        notes.repair("merged", 0, "", said)
    if kept:
        said = f"合并格{_listed(kept)}是数量，只记在第一行，其余各行空白，共{len(kept)}处"
        notes.repair("merged", 0, "", said)
    return rows


def _filled(row: Sequence[Cell]) -> bool:
    return any(text_of(cell) for cell in row)


def _unknown(rows: Rows) -> pd.DataFrame:
    """Return all filled rows as text, columns by their letters A, B …"""
    filled = [(k + 1, row) for k, row in enumerate(rows) if _filled(row)]
    width = max(len(row) for _, row in filled)
    columns = {
        letter(c): pd.Series([text_of(cell_at(row, c)) for _, row in filled], dtype="str")
        for c in range(width)
    }
    return pd.DataFrame({**columns, "row": pd.Series([k for k, _ in filled], dtype="int64")})


def _raws(rows: Rows, head: Head, sheet: Sheet, notes: Notes) -> list[Raw]:
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
    day_0 = EXCEL_DAY_0_1904 if sheet.date1904 else EXCEL_DAY_0
    return [
        Raw(heading_or_letter(heading, c), [cell_at(row, c) for row in kept], places, day_0)
        for c, heading in enumerate(head.headings)
    ]


def _no_row(k: int, words: Sequence[str], below_heading: bool, notes: Notes) -> bool:
    """Tell whether a row is column numbers, a second heading, a total or a note; say so."""
    filled = [half(word) for word in words if word]
    total = next((w for w in filled[1:FIRST_CELLS] if re.fullmatch(TOTAL, w)), "")
    total = filled[0] if TOTALS.search(filled[0]) else total
    if _numbers(filled):
        notes.repair("column-numbers", k, "", f"第{k}行是列号，不作为数据")
    elif below_heading and not words[0] and not any(c.isdigit() for w in filled for c in w):
        notes.repair("sub-heading", k, "", f"第{k}行是表头的第二行，不作为数据")
    elif total:
        notes.repair("total", k, "", f"第{k}行是“{total[:10]}”，不作为数据")
    elif FOOT.match(filled[0]) or (NOTES.match(filled[0]) and len(filled) <= 3):
        notes.repair("note", k, "", f"第{k}行是表注“{filled[0][:10]}”，不作为数据")
    else:
        return False
    return True


def _numbers(filled: Sequence[str]) -> bool:
    """Tell whether a row is 1, 2, 3 … (1栏, (1), 甲 乙 1 2, 3=1+2), the numbers of the columns.

    >>> [_numbers(w.split()) for w in ("1栏 2栏 3栏", "甲 乙 1 2 3=1+2", "栏次 1 2 3", "1 3 5")]
    [True, True, True, False]
    """
    plain = [re.sub(r"[()栏列]|=.*", "", word) for word in filled]
    if plain and plain[0] in ("次", "号", "行次"):
        plain = plain[1:]
    letters = sum(1 for word, sign in zip(plain, ORDINALS, strict=False) if word == sign)
    count = plain[letters:]
    return len(plain) >= 3 and count == [str(k) for k in range(1, len(count) + 1)]
