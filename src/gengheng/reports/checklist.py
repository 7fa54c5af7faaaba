"""资料核查表: a workbook for an office to fill in, which is read back as the register of papers.

Its headings are those of the schema `papers`; notes stand above the table, so that rows may be
added below it. What is registered already is filled in, everything else is left blank: a row that
nobody fills in stays 未提供.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from gengheng.records.county import County
from gengheng.records.paper import Found, PaperCheck, Stage
from gengheng.records.plot import Project

SHEET = "资料登记"
HEAD = 6  # row of the header, counted from 0; the column numbers stand below it
SPARE = 500  # rows below the table that take the same choice lists
COLUMNS = (
    ("序号", 6), ("项目备案号", 20), ("项目名称", 26), ("苏木镇", 12), ("阶段", 9),
    ("资料名称", 24), ("核查结果", 10), ("文号", 20), ("出具单位", 20), ("签发人", 10),
    ("日期", 12), ("扫描件", 30), ("核查人", 10), ("核查日期", 12), ("备注", 30),
)  # fmt: skip
NOTES = (
    "填表说明：1. 一份资料一行，有几件的在表下加行。前六栏按资料清单写好，清单是默认值，待确认。",
    "2. 核查结果只填有、无、不符、未提供之一；没有人看过的不填，按未提供列。不符的在备注写明。",
    "3. 填有、无、不符的，须写核查人、核查日期；出具单位、签发人照原件填。日期写作2021-09-01。",
    "4. 扫描件填本资料文件夹内的相对路径，例如 扫描件/立项批复.pdf；几个文件用；隔开。",
)
CHOICES = (("阶段", [s.value for s in Stage if s is not Stage.UNSTATED]),
           ("核查结果", [word.value for word in Found]))  # fmt: skip


def checklist(
    county: County, checks: Sequence[PaperCheck], projects: Mapping[str, Project]
) -> bytes:
    """Return the workbook with a row for each check. The same checks give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    day = county.as_of
    book.set_properties({
        "title": f"{county.name}资料核查表", "author": "耕衡",
        "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
    })  # fmt: skip
    page, look = book.add_worksheet(SHEET), _looks(book)
    _frame(page, county, look)
    for down, check in enumerate(checks):
        at = HEAD + 2 + down
        for column, text in enumerate([str(down + 1), *_cells(check, projects)]):
            page.write_string(at, column, text, look["cell"])
    _choices(page, HEAD + 2 + len(checks) + SPARE)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    boxed = plain | {"border": 1, "text_wrap": True, "num_format": "@"}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 14, "align": "center"}),
        "note": book.add_format(plain),
        "head": book.add_format(boxed | {"bg_color": "#ECEBE4", "align": "center"}),
        "cell": book.add_format(boxed),
    }


def _frame(page: Any, county: County, look: Mapping[str, Any]) -> None:
    """Write what stands above the rows, and how the sheet is printed."""
    last = len(COLUMNS) - 1
    page.merge_range(0, 0, 0, last, f"{county.name}补充耕地项目资料核查表", look["title"])
    page.write_string(1, 0, f"截至：{county.as_of.isoformat()}　手段：资料核查", look["note"])
    for down, note in enumerate(NOTES, start=2):
        page.write_string(down, 0, note, look["note"])
    for at, (title, width) in enumerate(COLUMNS):
        page.set_column(at, at, width)
        page.write_string(HEAD, at, title, look["head"])
        page.write_string(HEAD + 1, at, f"{at + 1}栏", look["head"])
    page.freeze_panes(HEAD + 2, 0)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD, HEAD + 1)
    page.set_footer("&R第 &P 页 共 &N 页")


def _choices(page: Any, last: int) -> None:
    """Let Excel offer the words that a column takes, and no others."""
    titles = [title for title, _ in COLUMNS]
    for title, words in CHOICES:
        at = titles.index(title)
        told = {
            "validate": "list", "source": words, "error_title": title,
            "error_message": f"只填{'、'.join(words)}之一，或不填",
        }  # fmt: skip
        page.data_validation(HEAD + 2, at, last, at, told)


def _cells(check: PaperCheck, projects: Mapping[str, Project]) -> list[str]:
    """Return the cells of a row; what nobody registered is left blank."""
    project = projects.get(check.project_no)
    name, unit = (project.name, project.unit) if project else ("", "")
    found = str(check.found) if check.registered else ""
    return [
        check.project_no, name, unit, "" if check.stage is Stage.UNSTATED else str(check.stage),
        check.name, found, check.doc, check.issuer, check.signer,
        check.issued.isoformat() if check.issued else "", "；".join(check.scans), check.checked_by,
        check.checked_on.isoformat() if check.checked_on else "", check.remark,
    ]  # fmt: skip
