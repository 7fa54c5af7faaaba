"""分隔文本: a register as .csv or .tsv, one table a file, read as a sheet of a workbook is read.

The encoding is decided on all bytes, the delimiter (comma, semicolon, tab) by what divides most
lines alike; cells stay text, so that numbers and ids keep their zeros. `row` is the row that a
spreadsheet shows: a cell with line breaks is one row.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from gengheng.intake.cells import Cell
from gengheng.intake.reading import Notes, Table
from gengheng.intake.sheet import sheet_table
from gengheng.intake.text import RARE, Decoded, decode, unlikely_chinese
from gengheng.intake.workbook import Rows, Sheet
from gengheng.records.county import FileEntry
from gengheng.values.errors import Unreadable

LIMIT = 256 * 1024**2
ROWS, CELLS = 2_000_000, 20_000_000
SEPARATORS = (",", ";", "\t")
TRIED = 100  # records by which the delimiter is chosen
LISTED = 5
SEP_LINE = re.compile(r"sep=([,;\t])\r?\n", re.I)


def read_delimited(file: str, path: Path, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return the one table of the file. Raises `Unreadable` with a sentence."""
    if path.stat().st_size > LIMIT:
        raise Unreadable(f"表格文件过大：超过{LIMIT // 1024**2}MB，请拆分后再给出")
    found = decode(path.read_bytes(), entry.encoding if entry else "")
    notes = Notes(file)
    _say_encoding(found, notes)
    rows = rows_of(found.text, notes)
    encoding = (found.encoding, found.by)
    one = sheet_table(notes, Sheet(path.stem, rows), entry, word="表格", encoding=encoding)
    if one is None:
        raise Unreadable("表格文件是空的，没有任何内容")
    return (one,)


def rows_of(text: str, notes: Notes) -> Rows:
    """Return the cells of every row, [] for blank ones. Raises `Unreadable` for open quotes.

    >>> rows_of('编号;备注\\n001;"两行\\n文字"\\n;\\n', Notes(""))
    [['编号', '备注'], ['001', '两行\\n文字'], []]
    """
    told = SEP_LINE.match(text)
    separator = told[1] if told else separator_of(text)
    blank: list[Cell] = []
    rows: Rows = [blank] if told else []
    cells = 0
    for row in _records(text[told.end() :] if told else text, separator):
        cells += len(row)
        if len(rows) >= ROWS or cells > CELLS:
            raise Unreadable(f"表格过大：超过{ROWS}行或{CELLS}格，请拆分后再给出")
        rows.append([*row] if any(map(str.strip, row)) else blank)
    _say_uneven(rows, notes)
    return rows


def separator_of(text: str) -> str:
    """Return what divides the first records into most cells, alike in number; "," where nothing.

    >>> separator_of("a;b;c\\n1,5;2;3\\n"), separator_of("a\\tb\\n"), separator_of("a")
    (';', '\\t', ',')
    """
    return max(SEPARATORS, key=lambda one: _divided(text, one))


def _divided(text: str, separator: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for row in islice(_records(text, separator), TRIED):
            widths[len(row)] += bool(row)
    except Unreadable:
        return 0
    return max(((width - 1) * times for width, times in widths.items()), default=0)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = 0
    try:
        for record in lines:
            rows += 1
            yield record
    except csv.Error as error:
        why = "有一格过长" if "limit" in str(error) else "引号没有成对"
        said = (
            f"第{rows + 1}行（文本第{lines.line_num}行附近）{why}，请用Excel打开核对后另存为.xlsx"
        )
        raise Unreadable(said) from None


def _say_uneven(rows: Rows, notes: Notes) -> None:
    """Say which rows have fewer or more cells than most have."""
    filled = [(k, len(row)) for k, row in enumerate(rows, 1) if row]
    if not filled:
        return
    usual, _ = Counter(width for _, width in filled).most_common(1)[0]
    odd = [str(k) for k, width in filled if width != usual]
    if odd:
        listed = "、".join(odd[:LISTED]) + ("等" if len(odd) > LISTED else "")
        said = f"第{listed}行的格数与多数行（{usual}格）不同，共{len(odd)}行，请核对是否缺格或串列"
        notes.repair("uneven", 0, "", said)


def _say_encoding(found: Decoded, notes: Notes) -> None:
    guessed = found.encoding == "GB18030" and found.by.startswith("全部")
    if guessed and unlikely_chinese(found.text):
        notes.repair("encoding", 0, "文字编码", RARE)
