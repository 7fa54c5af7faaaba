"""台账 workbooks: found headings, kept ids, four ways to write a day, units, doubles, bombs."""

import io
import zipfile
from datetime import date, datetime

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake_files import entry, only, rejections, repairs, taken, xls

HEAD = ["序号", "项目备案号", "项目名称", "立项日期", "验收日期", "报备日期", "建设总规模（公顷）",
        "新增耕地（公顷）", "其中水田（亩）", "新增产能（万公斤）"]  # fmt: skip
ROW = [1, "150899202100001", "一号", "2020-09-01", "2021-09-01", "2021-12-01", 12.5, 10.25, 0, 1.5]


def book(path, *sheets):
    """Write a workbook: (name, rows) for each sheet; dates are written as dates."""
    with xlsxwriter.Workbook(path) as out:
        form = out.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = out.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(r, c, cell, form)
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return path


def register(tmp_path, *rows, head=None, stated=None):
    path = book(tmp_path / "台账.xlsx", ("台账", [head or HEAD, *rows]))
    return only(taken(path, stated))


def test_a_clean_register_is_read_without_a_word(tmp_path):
    one = register(tmp_path, ROW)
    assert repairs(one) == rejections(one) == []
    [found] = one.frame.to_dict("records")
    told = {
        "project_no": "150899202100001", "name": "一号", "kind": "", "unit": "",
        "initiated": date(2020, 9, 1), "initiated_doc": "", "accepted": date(2021, 9, 1),
        "accepted_doc": "", "filed": date(2021, 12, 1), "scale_m2": 125_000,
        "reported_m2": 102_500, "paddy_m2": 0, "capacity_kg": 15_000, "row": 2,
    }  # fmt: skip
    assert {name: found.pop(name) for name in told} == told
    assert all(cell == "" or pd.isna(cell) for cell in found.values())
    card = one.card
    assert (card.name, card.schema, card.rows, card.kept, card.rejected) == (
        "台账", "projects", 1, 1, 0,
    )  # fmt: skip
    assert (card.crs_by, card.vintage_by) == ("没有图形，不需坐标系", "台账不分期次")


def changed(**cells):
    row = list(ROW)
    for name, cell in cells.items():
        row[{"no": 1, "name": 2, "initiated": 3, "scale": 6, "reported": 7, "paddy": 8}[name]] = (
            cell
        )
    return row


@pytest.mark.parametrize(
    "written",
    ["2020-09-01", "2020/9/1", "2020年9月1日", "20200901", "2020.9.1", 20200901, 44075,
     datetime(2020, 9, 1), "2020-09-01 00:00:00"],  # noqa: DTZ001
)  # fmt: skip
def test_a_day_in_every_style(tmp_path, written):
    one = register(tmp_path, changed(initiated=written))
    assert (one.frame["initiated"][0], repairs(one)) == (date(2020, 9, 1), [])


@pytest.mark.parametrize("written", ["2020年", "2020-02-30", "乌政发〔2020〕9号", 2020])
def test_what_is_no_day_is_blank_and_said(tmp_path, written):
    one = register(tmp_path, changed(initiated=written))
    assert one.frame["initiated"][0] is None
    assert repairs(one) == [f"第2行“立项日期”写作“{written}”，不是日期，按空白处理"]
    assert one.card.repairs[0].code == "unreadable"


@pytest.mark.parametrize("written", ["", None, "/", "—", "－", "NULL"])
def test_a_blank_is_neither_zero_nor_a_fault(tmp_path, written):
    one = register(tmp_path, changed(initiated=written, scale=written))
    assert one.frame["initiated"][0] is None
    assert one.frame["scale_m2"].isna()[0]
    assert repairs(one) == []


def test_an_unreadable_number_is_blank_and_said(tmp_path):
    one = register(tmp_path, changed(scale="约12公顷多"))
    assert one.frame["scale_m2"].isna()[0]
    assert repairs(one) == ["第2行“建设总规模（公顷）”写作“约12公顷多”，不是数字，按空白处理"]


def test_numbers_as_text_with_commas_and_own_units(tmp_path):
    one = register(tmp_path, changed(scale="1,234.50", reported="15亩"))
    assert (one.frame["scale_m2"][0], one.frame["reported_m2"][0]) == (12_345_000, 10_000)


@pytest.mark.parametrize(
    ("heading", "m2"),
    [("新增耕地（公顷）", 100_000), ("新增耕地(亩)", 6_667), ("新增耕地/平方米", 10),
     ("新增耕地（万亩）", 66_666_667), ("新增耕地（hm²）", 100_000), ("新增耕地（m²）", 10)],
)  # fmt: skip
def test_units_of_headings(tmp_path, heading, m2):
    head = [*HEAD[:7], heading.replace("/平方米", "（平方米）"), *HEAD[8:]]
    assert register(tmp_path, changed(reported=10), head=head).frame["reported_m2"][0] == m2


@pytest.mark.parametrize(("unit", "kg"), [("公斤", 10), ("万公斤", 100_000), ("吨", 10_000)])
def test_units_of_capacity(tmp_path, unit, kg):
    head = [*HEAD[:9], f"新增产能（{unit}）"]
    assert register(tmp_path, [*ROW[:9], 10], head=head).frame["capacity_kg"][0] == kg


def test_a_column_without_a_unit_stays_blank_until_somebody_says_it(tmp_path):
    head = [*HEAD[:7], "新增耕地", *HEAD[8:]]
    one = register(tmp_path, ROW, head=head)
    assert one.frame["reported_m2"].isna()[0]
    assert repairs(one) == [
        "“新增耕地”没有写明单位，整列按空白处理；"
        "请在county.toml的units中写明reported（报备新增耕地）的单位（公顷、万亩、亩、平方米）"
    ]
    assert one.card.repairs[0].code == "unit"
    told = register(tmp_path, ROW, head=head, stated=entry(units={"reported": "公顷"}))
    assert told.frame["reported_m2"][0] == 102_500
    wrong = register(tmp_path, ROW, head=head, stated=entry(units={"reported": "顷"}))
    assert repairs(wrong)[0] == "county.toml为reported（报备新增耕地）写的单位“顷”不可识别，未采用"


def test_a_unit_above_the_table(tmp_path):
    head = [*HEAD[:6], "建设总规模", "新增耕地", *HEAD[8:]]
    rows = [["补充耕地项目报备台账"], ["填报单位：示例旗", "", "面积单位：公顷"], head, ROW]
    one = only(taken(book(tmp_path / "a.xlsx", ("台账", rows))))
    assert (one.frame["scale_m2"][0], one.frame["reported_m2"][0]) == (125_000, 102_500)
    assert repairs(one) == [
        "“建设总规模”按表头上方的“单位”取公顷",
        "“新增耕地”按表头上方的“单位”取公顷",
    ]


def test_the_frame_of_a_form_is_no_data(tmp_path):
    rows = [
        ["示例旗补充耕地项目报备台账"],
        [],
        HEAD,
        [f"{k}栏" for k in range(1, 11)],
        ROW,
        [],
        ["合计", "", "", "", "", "", 12.5],
        ["注：面积以公顷计。"],
    ]
    one = only(taken(book(tmp_path / "a.xlsx", ("台账", rows))))
    assert (one.card.rows, one.card.kept) == (1, 1)
    assert one.frame["row"].tolist() == [5]
    assert repairs(one) == [
        "第4行是列号，不作为数据",
        "第7行是“合计”，不作为数据",
        "第8行是表注“注:面积以公顷计。”，不作为数据",
    ]


def test_headings_in_two_rows(tmp_path):
    upper = [
        "序号",
        "项目备案号",
        "项目名称",
        "日期",
        "",
        "",
        "规模",
        "新增耕地（公顷）",
        "",
        "产能",
    ]
    lower = ["", "", "", "立项日期", "验收日期", "报备日期", "建设总规模（公顷）", "面积", "其中水田",
             "新增产能（公斤）"]  # fmt: skip
    one = only(taken(book(tmp_path / "a.xlsx", ("台账", [upper, lower, ROW]))))
    frame = one.frame
    assert (frame["reported_m2"][0], frame["paddy_m2"][0], frame["capacity_kg"][0]) == (
        102_500, 0, 2,
    )  # fmt: skip
    assert (frame["row"].tolist(), repairs(one)) == ([3], [])


def test_a_second_row_of_headings_that_says_nothing_new(tmp_path):
    one = register(tmp_path, ["", "", "（全称）", "", "", "", "", "", "", ""], ROW)
    assert (one.card.rows, repairs(one)) == (1, ["第2行是表头的第二行，不作为数据"])


# --- ids


def test_ids_that_came_as_numbers(tmp_path):
    one = register(tmp_path, changed(no=15052020000012.0), changed(no="0150899"))
    assert one.frame["project_no"].tolist() == ["15052020000012", "0150899"]
    assert repairs(one) == [
        "“项目备案号”应为文本，文件中是数值（15052020000012.0），按15052020000012读取，"
        "共1行；前导零可能已丢失"
    ]


def test_ids_that_were_too_long_for_a_number(tmp_path):
    one = register(tmp_path, changed(no=150899202100001234.0), changed(no="1.50899E+14"))
    said = "末几位已丢失，按空白处理，请把此列设为文本格式后重填"
    assert repairs(one) == [
        f"第2行“项目备案号”写作“1.508992021000012e+17”，是超过15位的数值，{said}",
        f"第3行“项目备案号”写作“1.50899E+14”，是科学计数法，{said}",
    ]
    assert rejections(one) == [
        "第2行没有项目备案号，请补填后重新报送",
        "第3行没有项目备案号，请补填后重新报送",
    ]


def test_rows_without_a_number_and_doubles(tmp_path):
    second, third = changed(no="2", name="二号"), changed(no="3")
    one = register(
        tmp_path, ROW, second, ROW, third, changed(no=""), changed(no="3", name="三号"), []
    )
    assert (one.card.rows, one.card.kept, one.card.rejected) == (6, 2, 4)
    assert one.frame["project_no"].tolist() == ["150899202100001", "2"]
    assert rejections(one) == [
        "重复行：与第2行完全相同，只取第2行",
        "项目备案号3在第5、7行重复且内容不同，请核定后保留一行",
        "第6行没有项目备案号，请补填后重新报送",
        "项目备案号3在第5、7行重复且内容不同，请核定后保留一行",
    ]
    assert [r.row for r in one.card.rejections] == [4, 5, 6, 7]


# --- sheets


def test_every_recognised_sheet_is_a_table(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ("说明", [["填表说明", "请按要求填写"]]),
        ("2020", [HEAD, ROW]),
        ("空", []),
        ("2021", [[], [], HEAD, changed(no="2")]),
    )
    reading = taken(path)
    assert [(t.card.name, t.card.kept) for t in reading.tables] == [("2020", 1), ("2021", 1)]
    assert only(taken(path, entry(layer="2021"))).frame["row"].tolist() == [4]
    assert taken(path, entry(layer="2022")).source.refused == (
        "a.xlsx：没有工作表“2022”，文件中有：说明、2020、空、2021"
    )


def test_a_workbook_without_a_register_is_listed(tmp_path):
    path = book(tmp_path / "a.xlsx", ("名单", [[], ["姓名", "职务"], ["某甲", 3.0]]))
    one = only(taken(path))
    assert (one.card.schema, one.card.rows) == ("unknown", 2)
    assert repairs(one) == ["工作表名单没有找到已知台账的表头，只列出未使用"]
    assert one.frame.to_dict("records") == [
        {"A": "姓名", "B": "职务", "row": 2},
        {"A": "某甲", "B": "3", "row": 3},
    ]


def test_an_empty_workbook(tmp_path):
    assert taken(book(tmp_path / "a.xlsx", ("空", []))).source.refused == (
        "a.xlsx：工作簿是空的，没有任何内容"
    )


def test_a_person_may_name_the_headings(tmp_path):
    head = ["编号", "名字", *HEAD[2:]]
    stated = entry(schema="projects", columns={"project_no": "编号"})
    one = register(tmp_path, ["A1", "x", *ROW[2:]], head=head, stated=stated)
    assert one.frame["project_no"].tolist() == ["A1"]


# --- bombs and broken workbooks


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "工作簿打不开，可能已损坏或不完整，请用Excel另存后再给出"),
        (b"PK\x03\x04 nothing", "工作簿打不开，可能已损坏或不完整，请用Excel另存后再给出"),
        (
            "<html><table><tr><td>项目备案号</td></tr></table></html>".encode(),
            "是网页形式的表格，请用Excel打开后另存为.xlsx再给出",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, data, sentence):
    for suffix in ("xlsx", "xls"):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(data)
        assert taken(path).source.refused == f"a.{suffix}：{sentence}"


def test_cells_at_the_far_corners_do_not_end_the_program(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("台账")
        for r, row in enumerate([HEAD, ROW]):
            sheet.write_row(r, 0, row)
        sheet.write(1_048_575, 16_383, "x")
    assert taken(path).source.refused == (
        "a.xlsx：工作簿读取时内存不足，表外很远处可能有单元格，请删去空白行列后另存再给出"
    )


def test_a_sheet_that_starts_in_the_middle(tmp_path):
    rows = [[], ["", "", *HEAD], [], ["", "", *ROW]]
    one = only(taken(book(tmp_path / "a.xlsx", ("台账", rows))))
    assert (one.card.kept, one.frame["row"].tolist()) == (1, [4])
    path = book(tmp_path / "b.xlsx", ("名单", [[], ["", "", "姓名"]]))
    assert only(taken(path)).frame.to_dict("records") == [{"A": "", "B": "", "C": "姓名", "row": 2}]


# --- .xls


def test_an_old_workbook(tmp_path):
    path = tmp_path / "a.xls"
    dated = [*ROW[:3], 44075.0, *ROW[4:]]
    path.write_bytes(xls("台账", [HEAD, [*map(float_or_text, dated)]]))
    one = only(taken(path))
    assert one.frame["initiated"].tolist() == [date(2020, 9, 1)]
    assert (one.frame["reported_m2"][0], repairs(one)) == (102_500, [])


def float_or_text(cell):
    return cell if isinstance(cell, str) else float(cell)


@given(data=st.data())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_old_workbook_with_changed_bytes(data, tmp_path):
    new = bytearray(xls("台账", [["项目备案号", "项目名称"], ["1", "一号"]]))
    for _ in range(data.draw(st.integers(1, 4))):
        new[data.draw(st.integers(0, 1600))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.xls"
    path.write_bytes(bytes(new))
    reading = taken(path)
    assert bool(reading.source.refused) != bool(reading.tables)


def again(path, change):
    """Pack a workbook again, each part as `change(name, data)` gives it."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    path.write_bytes(out.getvalue())


def test_a_bomb_is_not_opened(tmp_path):
    path = book(tmp_path / "a.xlsx", ("台账", [HEAD, ROW]))
    again(path, lambda name, data: data + b" " * 30_000_000 if "sheet1" in name else data)
    assert taken(path).source.refused == "a.xlsx：压缩比超过100倍，疑似压缩炸弹，未解开"


def test_entities_are_not_expanded(tmp_path):
    path = book(tmp_path / "a.xlsx", ("台账", [HEAD, ROW]))
    doctype = b'<!DOCTYPE x [<!ENTITY a "15089920210000X">]>'

    def change(name, data):
        if "sharedStrings" not in name:
            return data
        head, _, rest = data.partition(b"?>")
        return head + b"?>" + doctype + rest.replace(b"150899202100001", b"&a;")

    again(path, change)
    reading = taken(path)
    said = [cell for t in reading.tables for cell in t.frame.get("project_no", [])]
    assert reading.source.refused or "15089920210000X" not in said


def test_a_very_long_empty_sheet_is_quick(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet("台账")
        for r, row in enumerate([HEAD, ROW]):
            sheet.write_row(r, 0, row)
        sheet.write_blank(1_048_575, 0, None, out.add_format({"bold": True}))
    one = only(taken(path))
    assert (one.card.rows, repairs(one)) == (1, [])


def test_two_headings_of_one_meaning(tmp_path):
    head = [*HEAD, "新增耕地（亩）"]
    one = register(tmp_path, [*ROW, 999], head=head)
    assert one.frame["reported_m2"][0] == 102_500
    assert repairs(one) == ["“新增耕地（亩）”与“新增耕地（公顷）”同义，只用“新增耕地（公顷）”"]
