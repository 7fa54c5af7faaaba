"""People in bulk: an xlsx of one row a person, taken whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import xlsxwriter
from django.db import transaction

from gengheng.intake.workbook import worksheets
from gengheng.values.errors import Refused
from gengheng_office.org.actions import add_person, add_unit
from gengheng_office.org.models import Kind, Person, Unit

HEADINGS = ("账号", "姓名", "单位", "单位类别", "行政区划代码")
KINDS = {kind.label: kind for kind in Kind}
MOST = 500  # people in one list


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was written; `number` counts as the sheet does."""

    number: int
    login: str
    name: str
    unit: str
    kind: str
    region: str


def blank(out: BinaryIO) -> None:
    """Write the empty list: headings, kinds of unit to choose from, known units named."""
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("人员")
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        page.set_column(0, len(HEADINGS) - 1, 20, text)
        page.write_row(0, 0, HEADINGS, head)
        page.data_validation(1, 3, MOST, 3, {"validate": "list", "source": list(KINDS)})
        page.freeze_panes(1, 0)
        note = book.add_worksheet("填写说明")
        note.set_column(0, 0, 90)
        for k, line in enumerate(EXPLAINED):
            note.write(k, 0, line)


EXPLAINED = (
    "一行一个人。账号为3到64位字母或数字；单位已建的，只写名称，后两栏留空。",
    f"单位未建的，写明类别（{'、'.join(KINDS)}）；填报单位还要写行政区划代码的前几位。",
    "导入只建账号，不授予岗位；岗位由安全管理员授予。任何一行有错，整份不导入。",
)


def listed(name: str, data: bytes) -> list[Row]:
    """Return the rows of a filled list. Raises `Unreadable`, or `Refused` with all reasons."""
    if not name.lower().endswith(".xlsx"):
        raise Refused([f"{name}：请用本页的模板，存为 .xlsx"])
    with TemporaryDirectory() as folder:
        file = Path(folder) / "people.xlsx"
        file.write_bytes(data)
        sheets = worksheets(file)
    page = next((sheet for sheet in sheets if sheet.name == "人员"), None)
    if page is None:
        raise Refused(["工作簿里没有“人员”表，请用本页的模板填写"])
    rows = [[str(cell if cell is not None else "").strip() for cell in row] for row in page.rows]
    if not rows or tuple(rows[0][: len(HEADINGS)]) != HEADINGS:
        raise Refused([f"“人员”表第1行应为：{'、'.join(HEADINGS)}"])
    filled = [(k, row) for k, row in enumerate(rows[1:], 2) if any(row)]
    if len(filled) > MOST:
        raise Refused([f"一次最多{MOST}人，现有{len(filled)}人，请分几份导入"])
    return [Row(k, *(row + [""] * len(HEADINGS))[: len(HEADINGS)]) for k, row in filled]


def added(by: Person, address: str, rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Make all accounts, and the units that are new; return (account, name, password) of each.

    One transaction: with any reason nothing is made. Raises `Refused` with all reasons by row.
    """
    reasons: list[str] = []
    made: list[tuple[str, str, str]] = []
    if not rows:
        raise Refused(["名单是空的"])
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    unit = _unit(by, address, row)
                    _, word = add_person(by, address, row.login, row.name, unit)
                made.append((row.login, row.name, word))
            except Refused as refused:
                reasons += [f"第{row.number}行：{why}" for why in refused.reasons]
        if reasons:
            transaction.set_rollback(True)
    if reasons:
        raise Refused(reasons)
    return made


def _unit(by: Person, address: str, row: Row) -> Unit:
    """Return the unit of a row, made where it is new and described."""
    known = Unit.objects.filter(name=row.unit).first()
    if known is not None:
        return known
    if row.kind not in KINDS:
        raise Refused([f"单位“{row.unit}”未建，须写类别：{'、'.join(KINDS)}"])
    code = row.region or f"u{Unit.objects.count() + 1:03d}"
    return add_unit(by, address, code, row.unit, kind=KINDS[row.kind], region=row.region)
