"""问题清单.xlsx: what was found, as a workbook to be filtered, printed and handed on.

Every sheet has a title, a line that says what it rests on, a header, a row of column numbers and
notes underneath. Texts are written as text, also where they begin like a formula.
"""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import xlsxwriter

from gengheng.reports.papers import paper_sheet
from gengheng.reports.scope import scope_sheets
from gengheng.reports.sheets import Column, Row, Sheet, sheets
from gengheng.reports.words import Known
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome
from gengheng.values.units import ha_text, mu_text

NUMBERS = {"int": "#,##0", "m2": "0.00", "ha": "0.0000", "mu": "0.00"}
LONGEST = 32_000  # a cell holds 32 767 characters
UNDATED = date(1980, 1, 1)
HEAD = 2  # row of the header, counted from 0; the column numbers stand below it


@dataclass(frozen=True, slots=True)
class _Look:
    """The formats of a workbook."""

    title: Any
    basis: Any
    head: Any
    number: Any
    note: Any
    cell: dict[str, Any]
    total: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cover:
    """What every sheet says: the county or file, what the book is, and the day it speaks for.

    Without a day the book says none; its file date is then 1980-01-01.
    """

    name: str
    title: str
    day: date | None


def workbook(outcome: Outcome, material: Material, held: Known | None = None) -> bytes:
    """Return the workbook. The same outcome gives the same bytes. `held`: as for `page`."""
    run = outcome.run
    cover = Cover(run.name, f"{run.name}疑似问题清单", run.as_of)
    named = {project.project_no: project for project in material.projects}
    more = [*scope_sheets(outcome), paper_sheet(outcome, named)]
    return book(cover, [*sheets(outcome, material, held), *more])


def book(cover: Cover, pages: Iterable[Sheet]) -> bytes:
    """Return a workbook of these sheets. The same sheets give the same bytes."""
    out = io.BytesIO()
    held = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    day = cover.day or UNDATED
    held.set_properties(
        {
            "title": cover.title,
            "author": "耕衡",
            "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
        }
    )
    look = _looks(held)
    for sheet in pages:
        _write(held.add_worksheet(sheet.name), sheet, look, cover)
    held.close()
    return out.getvalue()


def _looks(book: Any) -> _Look:
    plain = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    boxed = plain | {"border": 1, "text_wrap": True}
    bold = boxed | {"bold": True, "bg_color": "#ECEBE4"}
    text = {"num_format": "@", "align": "left"}
    numbers = {kind: {"num_format": form, "align": "right"} for kind, form in NUMBERS.items()}
    numbers["int"]["align"] = "center"
    kinds: dict[str, dict[str, str]] = {"text": text, "wide": text, **numbers}
    title = {"font_name": "黑体", "font_size": 14, "align": "center", "valign": "vcenter"}
    return _Look(
        title=book.add_format(title),
        basis=book.add_format(plain | {"text_wrap": True}),
        head=book.add_format(bold | {"font_name": "黑体", "bold": False, "align": "center"}),
        number=book.add_format(boxed | {"align": "center", "font_size": 9}),
        note=book.add_format(plain | {"text_wrap": True, "valign": "top"}),
        cell={kind: book.add_format(boxed | form) for kind, form in kinds.items()},
        total={kind: book.add_format(bold | form) for kind, form in kinds.items()},
    )


def _write(page: Any, sheet: Sheet, look: _Look, cover: Cover) -> None:
    last = len(sheet.columns) - 1
    page.merge_range(0, 0, 0, last, "", look.title)
    page.write_string(0, 0, f"{cover.name}{sheet.title}", look.title)
    page.merge_range(1, 0, 1, last, "", look.basis)
    page.write_string(1, 0, sheet.basis, look.basis)
    page.set_row(0, 26)
    page.set_row(1, 30)
    page.set_row(HEAD, 42)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(HEAD, at, column.title, look.head)
        page.write_string(HEAD + 1, at, f"{at + 1}栏", look.number)
    top = HEAD + 2
    for down, row in enumerate(sheet.rows):
        page.set_row(top + down, _height(sheet, row))
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _cell(page, (top + down, at), column, value, look.cell[column.kind])
    end = top + len(sheet.rows)
    if sheet.rows:
        page.autofilter(HEAD + 1, 0, end - 1, last)
    else:
        page.merge_range(end, 0, end, last, "", look.cell["text"])
        page.write_string(end, 0, sheet.empty, look.cell["text"])
        end += 1
    if sheet.totals and sheet.rows:
        _total(page, sheet, look, (top, end))
        end += 1
    for down, note in enumerate(sheet.notes):
        page.set_row(end + down, 17)
        page.merge_range(end + down, 0, end + down, last, "", look.note)
        page.write_string(end + down, 0, note, look.note)
    _paper(page, sheet, cover)


def _cell(page: Any, place: tuple[int, int], column: Column, value: str | int, form: Any) -> None:
    """Write one value; areas come in 0.01 m² or whole m² and are written in the column's unit."""
    if isinstance(value, str):
        page.write_string(*place, _short(value), form)
    elif column.kind == "m2":
        page.write_number(*place, value / 100, form)
    elif column.kind == "ha":
        page.write_number(*place, float(ha_text(value)), form)
    elif column.kind == "mu":
        page.write_number(*place, float(mu_text(value)), form)
    else:
        page.write_number(*place, value, form)


def _height(sheet: Sheet, row: Row) -> float:
    """Return the height in points that the longest text of a row needs in its column."""
    lines = 1
    for column, value in zip(sheet.columns, row, strict=True):
        if isinstance(value, str) and 2 * len(value) > column.width - 1:
            lines = max(lines, math.ceil(_wide(_short(value)) / (column.width - 1)))
    return min(4 + 13 * lines, 409)


@lru_cache(maxsize=10_000)
def _wide(text: str) -> float:
    """Return how wide a text is, in letters; a Chinese sign is nearly two.

    >>> _wide("B-1 "), _wide("耕地")
    (4.0, 3.9)
    """
    return sum(1.95 if ord(c) > 255 else 1.0 for c in text)


def _short(text: str) -> str:
    """Return a text that fits into a cell, and say where it was cut."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……（未完，全文见 report.html）"


def _total(page: Any, sheet: Sheet, look: _Look, rows: tuple[int, int]) -> None:
    """Write the sum of what the filter shows; 亩 from the sum of 公顷, as on every row."""
    top, end = rows
    ha = next((at for at, c in enumerate(sheet.columns) if c.kind == "ha"), None)
    for at, column in enumerate(sheet.columns):
        form = look.total[column.kind]
        held = [v for row in sheet.rows if not isinstance(v := row[at], str)]
        span = f"{_letter(at)}{top + 1}:{_letter(at)}{end}"
        if at == 0:
            page.write_string(end, at, "筛出合计", form)
        elif not column.total:
            page.write_string(end, at, "", form)
        elif column.kind == "mu" and ha is not None:
            formula = f"=ROUND({_letter(ha)}{end + 1}*15,2)"
            page.write_formula(end, at, formula, form, float(mu_text(sum(held))))
        elif column.kind == "ha":
            value = float(ha_text(sum(held)))
            page.write_formula(end, at, f"=ROUND(SUBTOTAL(109,{span}),4)", form, value)
        else:
            value = sum(held) / 100 if column.kind == "m2" else sum(held)
            page.write_formula(end, at, f"=ROUND(SUBTOTAL(109,{span}),2)", form, value)


def _letter(at: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    return ("" if at < 26 else _letter(at // 26 - 1)) + chr(65 + at % 26)


def _paper(page: Any, sheet: Sheet, cover: Cover) -> None:
    page.freeze_panes(HEAD + 2, 0)
    page.set_landscape()
    page.set_paper(8 if sheet.paper == "A3" else 9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD, HEAD + 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    until = f"　截至{cover.day.isoformat()}" if cover.day else ""
    page.set_footer(f"&L{_plain(cover.name)}{until}&C{sheet.name}&R第 &P 页 共 &N 页")


def _plain(text: str) -> str:
    """Return a text for a footer, in which & is a sign of its own."""
    return text.replace("&", "&&")
