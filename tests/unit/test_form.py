"""附表3: cells from records, formulas on whole m², a workbook that says the same."""

from io import BytesIO

import openpyxl
import pytest
from msgspec.structs import replace

from cast import project
from gengheng.casework.booking import deduct_for, hold_for
from gengheng.forms.fill import form3, row, rows
from gengheng.forms.sheet import FIRST, sheet
from gengheng.records.case import State
from gengheng.records.plot import Pools
from gengheng.values.errors import Refused
from unit.test_book import BOOK, QUOTA, UNDER_WAY
from unit.test_case import OWED, READY

PROJECT = project(name="示例项目", unit="先锋镇", accepted_doc="示验〔2021〕7号")
FILLED = row(READY, PROJECT, OWED, {"remark": "无"})


def test_the_cells_of_a_row():
    told = {
        "number": "B-2023-0031", "unit": "先锋镇", "accepted": "2021-09-01 示验〔2021〕7号",
        "reported": "1.0000", "decided": "0.2000", "decided_mu": "3.00", "decided_paddy": "0.0600",
        "decided_capacity": "1800", "accepted_area": "0.8000", "deducted": "0.2000",
        "left": "0.0000", "measures": "核减补充耕地指标", "due": "2024-06-30", "remark": "无",
        "situation": "非耕地直接认定为新增耕地", "state": "已整改待核",
    }  # fmt: skip
    assert {key: FILLED.cells[key] for key in told} == told
    assert list(FILLED.cells) == [column.key for column in form3().columns]


def test_a_blank_of_the_register_stays_blank():
    cells = row(READY, replace(PROJECT, reported_m2=None), OWED).cells
    assert (cells["reported"], cells["accepted_area"]) == ("", "")


def test_a_unit_does_not_write_what_records_say():
    with pytest.raises(Refused) as refused:
        row(READY, PROJECT, OWED, {"decided": "0.1000", "nonsense": "1"})
    assert refused.value.reasons == (
        "附表3的“decided”栏不由填报单位填写", "附表3的“nonsense”栏不由填报单位填写",
    )  # fmt: skip


def test_rows_come_from_cases_and_keep_what_was_typed():
    held = hold_for(UNDER_WAY, BOOK, "1", QUOTA)
    book = deduct_for(UNDER_WAY, held, "2", QUOTA, basis="x")
    withdrawn = replace(READY, number="B-2023-0002", state=State.WITHDRAWN)
    other_form = replace(READY, number="C-2023-0001", problem="C-3")
    made = rows([READY, withdrawn, other_form], [PROJECT], book, [FILLED])
    assert made == (FILLED,)


def cells_of(data):
    book = openpyxl.load_workbook(BytesIO(data))
    return book["附表3"]


def test_the_workbook_holds_the_same_strings_and_real_formulas():
    data = sheet([FILLED], unit="示例旗", day="2024-05-06")
    page, values = cells_of(data), openpyxl.load_workbook(BytesIO(data), data_only=True)["附表3"]
    for n, column in enumerate(form3().columns, 2):
        cell, cached = page.cell(FIRST + 1, n), values.cell(FIRST + 1, n).value
        if column.formula:
            assert cell.value.startswith("=ROUND(")
        if column.unit:
            places = {"公顷": 4, "亩": 2, "公斤": 0}[column.unit]
            assert f"{cached:.{places}f}" == FILLED.cells[column.key]
        else:
            assert (cached or "") == FILLED.cells[column.key]
    assert page.page_setup.paperSize == 8
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$6:$7"
    assert page.cell(FIRST + 1, 4).number_format == "@"
    assert page.cell(FIRST + 1, 4).protection.locked
    assert not page.cell(FIRST + 1, len(form3().columns) + 1).protection.locked


def test_the_same_rows_give_the_same_bytes_and_none_is_a_zero_report():
    one, other = (sheet([FILLED], unit="示例旗", day="2024-05-06") for _ in range(2))
    assert one == other
    assert cells_of(sheet([], unit="示例旗", day="2024-05-06")).cell(FIRST + 1, 2).value == (
        "零报告：本期无此类问题"
    )


def test_a_text_that_looks_like_a_formula_is_text():
    evil = replace(FILLED, cells=FILLED.cells | {"remark": '=HYPERLINK("x")'})
    page = cells_of(sheet([evil], unit="示例旗", day="2024-05-06"))
    assert page.cell(FIRST + 1, len(form3().columns) + 1).data_type == "s"


def test_books_before_deduction_leave_the_difference_on_the_form():
    cells = row(READY, PROJECT, Pools()).cells
    assert (cells["deducted"], cells["left"], cells["deducted_capacity"]) == (
        "0.0000",
        "0.2000",
        "0",
    )
