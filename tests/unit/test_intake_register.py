"""Registers as offices make them: deep headings, merged cells, hidden rows, formulas, lost digits."""

from datetime import date

import pandas as pd
import pytest
import xlsxwriter

from intake_files import entry, only, rejections, repairs, taken

HEAD = ["项目备案号", "项目名称", "验收日期", "新增耕地（公顷）", "其中水田（亩）"]
ROW = ["A1", "一号", "2021-09-01", 10.25, 0]


def book(path, rows, *, change=None, name="台账", **options):
    """Write a workbook of one sheet; `change(sheet, workbook)` does what rows cannot say."""
    with xlsxwriter.Workbook(path, options) as made:
        sheet = made.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell is not None:
                    sheet.write(r, c, cell)
        if change:
            change(sheet, made)
    return path


def register(tmp_path, *rows, change=None, stated=None, **options):
    """Return the table of a workbook made of `rows`, the heading among them."""
    return only(taken(book(tmp_path / "台账.xlsx", rows, change=change, **options), stated))


# --- headings


BROKEN = [
    "项目\n备案号",
    "项 目 名 称",
    "验收日期\n（年月日）",
    "新增耕地\n（公顷）",
    "其中：水田（亩）",
]


@pytest.mark.parametrize(
    "head",
    [BROKEN, ["　项目备案号", "项目名称　", "验收\r\n日期", "新增耕地(hm²)", "其中水田（亩）"],
     ["备案号", "ＸＭＭＣ", "ｙｓｒｑ", "新增耕地【公顷】", "水田／亩"]],
)  # fmt: skip
def test_broken_headings(tmp_path, head):
    one = register(
        tmp_path, ["示例旗台账"], ["填报单位：示例旗", "", "填报日期：2023-10-01"], head, ROW
    )
    assert repairs(one) == rejections(one) == []
    [found] = one.frame.to_dict("records")
    assert (found["project_no"], found["accepted"], found["reported_m2"], found["paddy_m2"]) == (
        "A1", date(2021, 9, 1), 102_500, 0,
    )  # fmt: skip


def merges(*ranges):
    """Return a change that merges cells: (first row, column, last row, column, word)."""

    def change(sheet, _):
        """Merge each range."""
        for top, left, bottom, right, word in ranges:
            sheet.merge_range(top, left, bottom, right, word)

    return change


def test_a_heading_in_three_rows(tmp_path):
    rows = [
        ["示例旗补充耕地项目台账（2021年）"],
        [None, None, None, "报备情况", None],
        [None, None, None, "新增耕地（公顷）", None],
        [None, None, None, "面积", "其中水田"],
        ["甲", "乙", "1", "2", "3=2×0.5"],
        ROW,
    ]
    change = merges((1, 0, 3, 0, "项目备案号"), (1, 1, 3, 1, "项目名称"), (1, 2, 3, 2, "验收日期"))
    one = register(tmp_path, *rows, change=change)
    [found] = one.frame.to_dict("records")
    assert (found["row"], found["reported_m2"], found["paddy_m2"]) == (6, 102_500, 0)
    assert repairs(one) == ["第5行是列号，不作为数据"]


def test_a_heading_merged_downwards_is_no_row(tmp_path):
    change = merges(*((0, c, 1, c, word) for c, word in enumerate(HEAD)))
    one = register(tmp_path, HEAD, [], ROW, change=change)
    assert (one.frame["row"].tolist(), repairs(one), rejections(one)) == ([3], [], [])


@pytest.mark.parametrize(
    "numbers",
    [[1, 2, 3, 4, 5], ["（1）", "（2）", "（3）", "（4）", "（5）"], ["栏次", "1", "2", "3", "4"],
     ["甲", "乙", "丙", "1", "2"], ["1栏", "2栏", "3栏", "4栏", "5栏=4栏"]],
)  # fmt: skip
def test_rows_of_column_numbers(tmp_path, numbers):
    one = register(tmp_path, HEAD, numbers, ROW)
    assert (one.card.rows, repairs(one)) == (1, ["第2行是列号，不作为数据"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["合  计", "", "", 10.25], "“合  计”"),
        (["", "", "小计", 10.25], "“小计”"),
        (["乌拉山镇小计", "", "", 10.25], "“乌拉山镇小计”"),
        (["", "总计"], "“总计”"),
        (["注：面积以公顷计。"], "表注“注:面积以公顷计。”"),
        (["备注：无"], "表注“备注:无”"),
        (["填表人：某甲", "审核人：某乙", "单位负责人：某丙", "联系电话：", "日期：2023年"],
         "表注“填表人:某甲”"),
        (["审核人（签字）：", "", "", "盖章"], "表注“审核人(签字):”"),
    ],
)  # fmt: skip
def test_totals_and_notes_are_no_rows(tmp_path, row, said):
    one = register(tmp_path, HEAD, ROW, row)
    assert (one.card.rows, one.card.rejected) == (1, 0)
    assert repairs(one) == [f"第3行是{said}，不作为数据"]


def test_a_project_whose_name_sounds_like_a_total(tmp_path):
    one = register(tmp_path, HEAD, ["A1", "合计沟整治项目", "2021-09-01", 1, 0])
    assert (one.frame["name"].tolist(), repairs(one)) == (["合计沟整治项目"], [])


# --- days


def test_serial_days_of_both_systems(tmp_path):
    def dated(sheet, made):
        """Write one formatted day below the bare serial number."""
        sheet.write_datetime(
            2, 2, pd.Timestamp(2021, 9, 1), made.add_format({"num_format": "d/m/yy"})
        )

    for system, serial in (({}, 44440), ({"date_1904": True}, 42978)):
        one = register(
            tmp_path, HEAD, [*ROW[:2], serial, 1, 0], ["A2", "二号", None, 1, 0],
            change=dated, **system,
        )  # fmt: skip
        assert one.frame["accepted"].tolist() == [date(2021, 9, 1)] * 2
        assert repairs(one) == []


# --- cells


@pytest.mark.parametrize(
    ("cell", "m2", "said"),
    [
        ("3.5公顷", 35_000, ""), ("３.５", 35_000, ""), ("1,234.5", 12_345_000, ""),
        ("15 亩", 10_000, ""), ("100㎡", 100, ""), (0, 0, ""), ("0", 0, ""), ("", None, ""),
        ("—", None, ""), (" / ", None, ""),
        ("（3.5）", -35_000, "写作“（3.5）”，按负数读取，请核对"),
        ("(1,234.5)", -12_345_000, "写作“(1,234.5)”，按负数读取，请核对"),
        ("无", None, "写作“无”，不当作0，按空白处理；确为零的请填0"),
        ("1,5", None, "写作“1,5”，不是数字，按空白处理"),
        ("约3.5", None, "写作“约3.5”，不是数字，按空白处理"),
        ("待定", None, "写作“待定”，不是数字，按空白处理"),
        ("3.5/2", None, "写作“3.5/2”，不是数字，按空白处理"),
        ("#REF!", None, "是公式错误#REF!，按空白处理，请改正公式后重新报送"),
    ],
)  # fmt: skip
def test_what_a_cell_of_an_area_means(tmp_path, cell, m2, said):
    one = register(tmp_path, HEAD, [*ROW[:3], cell, 0])
    found = one.frame["reported_m2"][0]
    assert (None if pd.isna(found) else found) == m2
    assert repairs(one) == ([f"第2行“新增耕地（公顷）”{said}"] if said else [])


def test_marks_for_blank_are_no_words_and_a_word_is_none(tmp_path):
    head = [*HEAD, "验收文号", "质量复核日期"]
    one = register(tmp_path, head, [*ROW, "—", "无"], ["A2", *ROW[1:], "无", "／"])
    assert one.frame["accepted_doc"].tolist() == ["", "无"]
    assert one.frame["reviewed"].tolist() == [None, None]
    assert one.frame["reviewed_said"].tolist() == ["无", ""]
    assert repairs(one) == []


def test_ids_keep_what_they_are(tmp_path):
    rows = [["0150823", *ROW[1:]], ["１５０８９９", *ROW[1:]], ["/", *ROW[1:]]]
    one = register(tmp_path, HEAD, *rows)
    assert one.frame["project_no"].tolist() == ["0150823", "150899"]
    assert repairs(one) == ["“项目备案号”用了全角字符，按半角读取，共1行"]
    assert rejections(one) == ["第4行没有项目备案号，请补填后重新报送"]


def test_a_cell_as_long_as_a_cell_can_be(tmp_path):
    one = register(tmp_path, HEAD, ["A1", "长" * 32_767, *ROW[2:]], ["A2", "短" * 32_766, *ROW[2:]])
    assert repairs(one) == [
        "第2行“项目名称”有32767个字，达到工作表一格的上限（32767字），后面的可能已丢失，请核对"
    ]
    assert len(one.card.sample["name"]) == 81


# --- what is not seen


def test_hidden_sheets_rows_and_columns_are_read_and_said(tmp_path):
    def hide(sheet, made):
        """Hide the fourth row, the fifth column and the whole sheet."""
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})
        sheet.set_column(4, 4, None, None, {"hidden": True})
        made.add_worksheet("说明").activate()
        made.worksheets()[1].set_first_sheet()
        sheet.hide()

    rows = [ROW, ["A2", *ROW[1:]], ["A3", *ROW[1:]]]
    one = register(tmp_path, HEAD, *rows, change=hide)
    assert one.frame["project_no"].tolist() == ["A1", "A2", "A3"]
    assert sorted(repairs(one)) == [
        "E列是隐藏列，仍读取，共1列", "工作表台账是隐藏的，仍读取", "第4行是隐藏行，仍读取，共1行",
    ]  # fmt: skip


def test_formulas_with_and_without_their_results(tmp_path):
    def compute(sheet, _):
        """Write a kept result, errors of two kinds and a formula that keeps nothing."""
        sheet.write_formula("D2", "=1+1", value=2)
        sheet.write_formula("D3", "=Z1", value="#REF!")
        sheet.write_formula("C3", "=NA()", value="#N/A")
        sheet.write_formula("D4", "=1+1", value="")

    rows = [[f"A{k}", "一号", "2021-09-01", None, 0] for k in (1, 2, 3)]
    one = register(tmp_path, HEAD, *rows, change=compute)
    assert one.frame["reported_m2"].tolist() == [20_000, pd.NA, pd.NA]
    said = "按空白处理，请改正公式后重新报送"
    assert sorted(repairs(one)) == [
        "D4格的公式没有保存计算结果，按空白读取，共1格，请用Excel打开、保存后再给出",
        f"第3行“新增耕地（公顷）”是公式错误#REF!，{said}",
        f"第3行“验收日期”是公式错误#N/A，{said}",
    ]


def test_a_merged_cell_means_all_of_its_rows(tmp_path):
    head = ["项目备案号", "资料名称", "日期", "核查结果"]
    rows = [head, [None, "立项批复"], [None, "验收意见"], [None, "竣工图"], ["A2", "立项批复"]]
    change = merges((1, 0, 3, 0, "A1"), (1, 3, 2, 3, "有"))
    one = register(tmp_path, *rows, change=change)
    assert one.card.schema == "papers"
    assert one.frame["project_no"].tolist() == ["A1", "A1", "A1", "A2"]
    assert one.frame["found"].tolist() == ["有", "有", "", ""]
    assert repairs(one) == ["合并格A2:A4、D2:D3的值属于其中各行，按各行读取，共2处"]


def test_a_merged_amount_is_counted_once(tmp_path):
    head = ["补充耕地信息确认单编号", "建设项目名称", "占用耕地（公顷）"]
    rows = [head, [None, "甲路"], [None, "乙路"], ["Q2", "丙路", 1]]
    one = register(tmp_path, *rows, change=merges((1, 0, 2, 0, "Q1"), (1, 2, 2, 2, 3)))
    assert one.frame["confirm_no"].tolist() == ["Q1", "Q1", "Q2"]
    assert one.frame["occupied_m2"].tolist() == [30_000, pd.NA, 10_000]
    assert repairs(one) == [
        "合并格A2:A3的值属于其中各行，按各行读取，共1处",
        "合并格C2:C3是数量，只记在第一行，其余各行空白，共1处",
    ]


def test_one_project_over_several_different_rows_is_not_guessed(tmp_path):
    rows = [HEAD, [None, "一号", "2021-09-01", 1, 0], [None, "一号", "2021-09-01", 2, 0]]
    one = register(tmp_path, *rows, change=merges((1, 0, 2, 0, "A1")))
    said = "项目备案号A1在第2、3行重复且内容不同，请核定后保留一行"
    assert (one.card.kept, rejections(one)) == (0, [said, said])


def test_several_sheets_and_one_of_them_named(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        for year in ("2020", "2021"):
            sheet = made.add_worksheet(year)
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, [f"A{year}", *ROW[1:]])
    assert [t.card.name for t in taken(tmp_path / "a.xlsx").tables] == ["2020", "2021"]
    one = only(taken(tmp_path / "a.xlsx", entry(layer="2020")))
    assert one.frame["project_no"].tolist() == ["A2020"]
