"""工作簿: the cells of every sheet, read in a process of its own, bounded in size and time."""

import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from gengheng.intake.archive import checked
from gengheng.intake.cells import Cell
from gengheng.values.errors import Unreadable

TOTAL = 512 * 1024**2
SECONDS = 300
CHILD = Path(__file__).with_name("workbook_process.py")
BROKEN = "工作簿打不开，可能已损坏或不完整，请用Excel另存后再给出"
TOO_WIDE = "工作簿读取时内存不足，表外很远处可能有单元格，请删去空白行列后另存再给出"
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml")
Rows = list[list[Cell]]
Place = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: rows from its top, and what of it a person does not see or cannot read.

    Cells are text, numbers, truth values, dates, or "" where blank; a formula error is its text
    (#REF!). `merged` are the first and last place of each merged cell, `unsaved` the formulas
    whose result the workbook does not keep; rows and columns count from 0. Serial days count from
    1904 where `date1904`. An .xls tells nothing but its cells, merged ones and hidden sheets.
    """

    name: str
    rows: Rows
    merged: Sequence[tuple[Place, Place]] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    unsaved: Sequence[Place] = ()
    date1904: bool = False


def worksheets(path: Path, wanted: str = "") -> list[Sheet]:
    """Return each worksheet, of `wanted` only that.

    Raises `Unreadable` for bombs, passwords, web pages in disguise, broken workbooks and for a
    sheet that is not there.
    """
    if zipfile.is_zipfile(path):
        checked(path, total=TOTAL)
    said = _asked(path, wanted)
    match said.get("error"):
        case None:
            return [_sheet(one) for one in said["sheets"]]
        case "password":
            raise Unreadable("工作簿有密码，请解除密码后再给出")
        case "no-sheet":
            raise Unreadable(f"没有工作表“{wanted}”，文件中有：{'、'.join(said['names'])}")
    with path.open("rb") as file:
        head = file.read(512).lstrip().lower()
    if head.startswith(WEB_PAGE):
        raise Unreadable("是网页形式的表格，请用Excel打开后另存为.xlsx再给出")
    raise Unreadable(BROKEN)


def _asked(path: Path, wanted: str) -> dict[str, Any]:
    """Return the answer of the child; one that died, or spoke of nothing, means broken."""
    words = [sys.executable, "-P", str(CHILD), str(path), wanted]
    try:
        done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603 - our own file
        return msgspec.msgpack.decode(done.stdout, type=dict[str, Any])
    except subprocess.TimeoutExpired:
        raise Unreadable(f"工作簿{SECONDS}秒内读不完，请拆分后再给出") from None
    except subprocess.CalledProcessError as died:
        if died.returncode < 0:  # ended by the system, not by an exception
            raise Unreadable(TOO_WIDE) from None
    except msgspec.DecodeError:
        pass
    return {"error": "broken"}


def _sheet(told: dict[str, Any]) -> Sheet:
    rows = _rows(told["rows"])
    for r, c, text in told.get("errors", ()):
        if r < len(rows):
            row = [*rows[r], *[""] * (c + 1 - len(rows[r]))]
            row[c] = text
            rows[r] = row
    return Sheet(
        name=told["name"],
        rows=rows,
        merged=[((a[0], a[1]), (b[0], b[1])) for a, b in told["merged"]],
        hidden=told["hidden_sheet"],
        hidden_rows=told.get("hidden_rows", ()),
        hidden_columns=told.get("hidden_columns", ()),
        unsaved=[(r, c) for r, c in told.get("unsaved", ())],
        date1904=told.get("date1904", False),
    )


def _rows(filled: list[tuple[int, list[Any]]]) -> Rows:
    """Return all rows down to the last filled one; the blank ones between are []."""
    blank: list[Cell] = []
    out: Rows = [blank] * (filled[-1][0] + 1 if filled else 0)
    for k, row in filled:
        out[k] = [_cell(cell) for cell in row]
    return out


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, list):
        return cell  # type: ignore[no-any-return]
    text = str(cell[1])
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
