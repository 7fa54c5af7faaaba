"""Registers as .csv and .tsv: encodings, delimiters, quotes, headings; the cells stay text."""

import time
from datetime import date

import pytest

from intake_files import entry, only, rejections, repairs, taken

HEAD = "项目备案号,项目名称,验收日期,报备日期,报备新增耕地（公顷）,新增产能（公斤）"
ROW = '0150899202100001,一号,2021/9/1,44440,10.25,"1,234.5"'


def told(tmp_path, *lines, encoding="utf-8", name="台账.csv", stated=None):
    path = tmp_path / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return only(taken(path, stated))


@pytest.mark.parametrize(
    ("encoding", "label", "by"),
    [
        ("utf-8", "UTF-8", "全部字节符合UTF-8"),
        ("utf-8-sig", "UTF-8", "文件头BOM"),
        ("gbk", "GB18030", "全部字节符合GB18030"),
        ("utf-16", "UTF-16LE", "文件头BOM"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_register(tmp_path, encoding, label, by, separator):
    head, row = HEAD.replace(",", separator), ROW.replace(",", separator)
    row = row.replace(f"1{separator}234", "1,234")
    one = told(tmp_path, head, "", row, "合计" + separator * 5, encoding=encoding, name="台账.tsv")
    card = one.card
    assert (card.name, card.schema, card.rows, card.kept) == ("台账", "projects", 1, 1)
    assert (card.encoding, card.encoding_by, card.crs_by) == (label, by, "没有图形，不需坐标系")
    frame = one.frame
    assert frame["project_no"].tolist() == ["0150899202100001"]
    assert (frame["accepted"][0], frame["filed"][0]) == (date(2021, 9, 1), date(2021, 9, 1))
    assert (frame["reported_m2"][0], frame["capacity_kg"][0]) == (102_500, 1_235)
    assert frame["row"].tolist() == [3]
    assert repairs(one) == ["第4行是“合计”，不作为数据"]


def test_headings_below_a_title_and_cells_with_line_breaks(tmp_path):
    one = told(
        tmp_path, "补充耕地项目台账,,", "单位：公顷,,", "项目备案号,项目名称,新增耕地", '1,"一号\n东区",2.5',
        "2,二号,", "2,二号,",
    )  # fmt: skip
    assert one.frame["name"].tolist() == ["一号\n东区", "二号"]
    assert one.frame["row"].tolist() == [4, 5]
    assert (one.frame["reported_m2"][0], one.frame["reported_m2"].isna()[1]) == (25_000, True)
    assert rejections(one) == ["重复行：与第5行完全相同，只取第5行"]


def test_a_line_that_names_the_separator(tmp_path):
    one = told(tmp_path, "sep=;\r", "项目备案号;项目名称\r", "1;一号，东\r")
    assert (one.frame["name"][0], one.frame["row"][0]) == ("一号，东", 3)


def test_rows_with_other_numbers_of_cells_are_said(tmp_path):
    one = told(tmp_path, "项目备案号,项目名称", "1,一号", "2", "3,三号,x")
    assert one.card.kept == 3
    assert repairs(one) == ["第3、4行的格数与多数行（2格）不同，共2行，请核对是否缺格或串列"]


def test_open_quotes_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('项目备案号,项目名称\n1,一号\n2,"二号\n3,三号\n', encoding="utf-8")
    assert taken(path).source.refused == (
        "a.csv：第3行（文本第4行附近）引号没有成对，请用Excel打开核对后另存为.xlsx"
    )


def test_a_table_of_something_else_is_listed(tmp_path):
    one = told(tmp_path, "姓名,职务", "某甲,3")
    assert (one.card.schema, one.card.rows) == ("unknown", 2)
    assert repairs(one) == ["表格台账没有找到已知台账的表头，只列出未使用"]
    assert one.frame["A"].tolist() == ["姓名", "某甲"]


def test_a_person_may_say_encoding_and_headings(tmp_path):
    stated = entry(schema="projects", encoding="cp1252", columns={"project_no": "Nr"})
    one = told(tmp_path, "Nr,xmmc", "1,Skåne", encoding="cp1252", stated=stated)
    assert (one.frame["project_no"][0], one.frame["name"][0]) == ("1", "Skåne")
    assert one.card.encoding_by == "county.toml"


def test_text_that_only_happens_to_be_gb18030(tmp_path):
    one = told(tmp_path, "a,b", "1,Åland", encoding="cp1252")
    said = "文字按GB18030读通，但多为生僻字，可能是别的编码；请看样例，必要时写明encoding"
    assert repairs(one)[0] == said


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\0\0")
    assert taken(path).source.refused == "a.csv：不是文本文件：含有空字节"
    path.write_bytes(b"a,b\n\xff\xff")
    assert taken(path).source.refused == (
        "a.csv：文字编码无法识别：既不是UTF-8，也不是GB18030，"
        "请另存为UTF-8，或在county.toml写明encoding"
    )


def test_a_million_blank_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("项目备案号,项目名称\n1,一号\n" + ",\n" * 1_000_000, encoding="utf-8")
    start = time.process_time()
    assert only(taken(path)).card.rows == 1
    assert time.process_time() - start < 10
    path.write_text(",\n" * 2_100_000, encoding="utf-8")
    assert (
        taken(path).source.refused == "a.csv：表格过大：超过2000000行或20000000格，请拆分后再给出"
    )
