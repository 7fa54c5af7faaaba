"""附表 as a workbook: the frame of the predecessor's forms, formulas with their values beside them.

Numbers are numbers with a fixed format, codes and dates are text; grey cells are records or
formulas and are locked, white ones are for the reporting unit. The same rows give the same bytes.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from gengheng.forms.fill import Column, Form, form3
from gengheng.records.form import FormRow

FORMAT = {"公顷": "0.0000", "亩": "0.00", "公斤": "0", "": "@"}
HEAD, FIRST = 5, 7  # rows (from 0) of the heading and of the first problem
PAPER = {"A3": 8, "A4": 9}
WIDTH = {"number": 12, "unit": 8, "project": 13, "subject": 12, "situation": 13, "state": 8}
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that bytes repeat


def sheet(rows: Sequence[FormRow], *, unit: str, day: str) -> bytes:
    """Return the workbook of 附表3 with `rows`; `unit` is the 填报单位, `day` the 填报日期.

    Without rows the sheet says 零报告 in its first line.
    """
    form, out = form3(), BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": f"{form.form} {form.title}", "created": EPOCH})
    page = book.add_worksheet(form.form)
    styles = _styles(book)
    _frame(page, form, styles, f"填报单位（盖章）：{unit}", f"填报日期：{day}")
    for n, line in enumerate(rows):
        _row(page, form, styles, FIRST + n, line)
    last = FIRST + max(len(rows), 1)
    if not rows:
        page.write_string(FIRST, 1, "零报告：本期无此类问题", styles["text"])
    _totals(page, form, styles, last, rows)
    for n, note in enumerate(form.notes):
        page.write_string(
            last + 2 + n, 0, f"{'填表说明：' if n == 0 else ''}{n + 1}. {note}", styles["note"]
        )
    page.protect("", {"format_columns": True, "select_locked_cells": True})
    book.close()
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    edge = {
        "border": 1,
        "font_name": "宋体",
        "font_size": 10,
        "valign": "vcenter",
        "text_wrap": True,
    }
    grey = {"bg_color": "#ECEBE4", "locked": True}
    made = {
        "title": {"bold": True, "font_name": "黑体", "font_size": 16, "align": "center"},
        "line": {"font_name": "宋体", "font_size": 11},
        "note": {"font_name": "宋体", "font_size": 9},
        "head": {**edge, "bold": True, "align": "center", "bg_color": "#DCD9CF"},
        "text": {**edge, **grey, "num_format": "@"},
        "form": {**edge, "locked": False, "num_format": "@"},
        "total": {**edge, **grey, "bold": True},
    }
    made |= {
        unit: {**edge, **grey, "num_format": code, "align": "right"}
        for unit, code in FORMAT.items()
        if unit
    }
    made |= {f"total{unit}": {**made[unit], "bold": True} for unit in FORMAT if unit}
    return {name: book.add_format(style) for name, style in made.items()}


def _frame(page: Any, form: Form, styles: dict[str, Any], left: str, right: str) -> None:
    """Write what stands around the rows: title, signatures, heading, column numbers, paper."""
    last = len(form.columns)
    page.set_landscape()
    page.set_paper(PAPER[form.paper])
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.repeat_rows(HEAD, HEAD + 1)
    page.freeze_panes(FIRST, 2)
    page.set_footer("&C第 &P 页 共 &N 页")
    page.write_string(0, 0, form.form, styles["line"])
    page.merge_range(1, 0, 1, last, form.title, styles["title"])
    page.write_string(2, 0, left, styles["line"])
    page.write_string(2, last // 3, "填表人（签字）：", styles["line"])
    page.write_string(2, 2 * last // 3, "审核人（签字）：", styles["line"])
    page.write_string(3, 0, right, styles["line"])
    page.write_string(3, last // 3, "单位主要领导（签字）：", styles["line"])
    page.write_string(3, 2 * last // 3, "面积单位：公顷　产能单位：公斤", styles["line"])
    page.set_column(0, 0, 5)
    page.set_row(HEAD, 44)
    for n, label in enumerate(["序号", *(_heading(c) for c in form.columns)]):
        page.write_string(HEAD, n, label, styles["head"])
        page.write_string(HEAD + 1, n, f"{n + 1}栏", styles["head"])
    for n, column in enumerate(form.columns, 1):
        page.set_column(n, n, _width(column))


def _heading(column: Column) -> str:
    return f"{column.label}\n（{column.unit}）" if column.unit else column.label


def _width(column: Column) -> float:
    """Return the width in characters: all columns together fit A3 in a size that can be read."""
    return 9 if column.unit else WIDTH.get(column.key, 10)


def _height(form: Form, line: FormRow) -> float:
    """Return the height in points that shows every wrapped cell of a row whole.

    A Chinese character is as wide as two Latin ones.
    """
    lines = [
        -(-sum(1 + (ord(c) > 0x2E7F) for c in line.cells[column.key]) // int(_width(column)))
        for column in form.columns
    ]
    return 13.0 * max(1, *lines) + 4


def _row(page: Any, form: Form, styles: dict[str, Any], at: int, line: FormRow) -> None:
    page.set_row(at, _height(form, line))
    page.write_number(at, 0, at - FIRST + 1, styles["公斤"])
    for col, column in enumerate(form.columns, 1):
        cell = line.cells[column.key]
        if not column.unit or not cell:
            page.write_string(
                at, col, cell, styles["text" if column.source == "record" else "form"]
            )
        elif column.formula:
            page.write_formula(
                at, col, formula(form, column, at + 1), styles[column.unit], _value(cell)
            )
        else:
            page.write_number(at, col, _value(cell), styles[column.unit])


def formula(form: Form, column: Column, row: int) -> str:
    """Return a column's formula for a row (from 1) of the sheet.

    >>> columns = {c.key: c for c in form3().columns}
    >>> formula(form3(), columns["accepted_area"], 8), formula(form3(), columns["decided_mu"], 8)
    ('=ROUND(I8-N8,4)', '=ROUND(N8*15,2)')
    """
    letters = {c.key: xl_col_to_name(n) for n, c in enumerate(form.columns, 1)}
    terms = "".join(f"{t[0]}{letters[t[1:]]}{row}" for t in column.formula).removeprefix("+")
    if column.unit == "亩":
        return f"=ROUND({terms}*15,2)"
    return f"=ROUND({terms},{4 if column.unit == '公顷' else 0})"


def _totals(
    page: Any, form: Form, styles: dict[str, Any], at: int, rows: Sequence[FormRow]
) -> None:
    page.write_string(at, 0, "合计", styles["total"])
    for col, column in enumerate(form.columns, 1):
        if not column.total:
            page.write_string(at, col, "—" if column.unit else "", styles["total"])
            continue
        letter = xl_col_to_name(col)
        cells = [Decimal(r.cells[column.key]) for r in rows if r.cells[column.key]]
        said = f"=SUM({letter}{FIRST + 1}:{letter}{at})"
        page.write_formula(at, col, said, styles[f"total{column.unit}"], float(sum(cells)))


def _value(cell: str) -> float:
    return float(Decimal(cell))
