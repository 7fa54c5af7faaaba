"""供地结果清单: what is odd is said, what only looks odd is not."""

import pytest

from intake_files import only, rejections, repairs, taken

HEAD = ["序号", "地区", "行政区", "土地坐落", "总面积（公顷）", "土地用途", "供应方式", "签订日期",
        "项目名称", "项目位置", "面积(公顷)", "土地来源", "土地用途.1", "供地方式", "土地使用年限",
        "成交价格（万元）", "分期支付", "约定容积率(上限)", "约定容积率(下限)", "约定交地时间",
        "约定开工时间", "约定竣工时间", "批准单位", "合同签订日期"]  # fmt: skip
ROW = ["a", "内蒙古自治区", "示例旗", "镇北", "2", "工业用地", "挂牌出让", "2020/3/1", "厂房", "镇北",
       "2", "0.5", "工业用地", "挂牌出让", "50", "100", "60;40", "1.5", "1.0", "2020年03月02日",
       "2020年04月01日", "2021年04月01日", "示例旗人民政府", "2020年03月01日"]  # fmt: skip


def listed(tmp_path, *rows):
    """Return the table of a list of rows, written as CSV."""
    lines = [HEAD, *rows]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    (tmp_path / "供地.csv").write_text(text, "utf-8")
    one = only(taken(tmp_path / "供地.csv"))
    assert (one.card.schema, rejections(one)) == ("supply_list", [])
    return one


def row(**cells):
    """Return a sound row with some cells changed, by their position."""
    out = list(ROW)
    for name, cell in cells.items():
        out[int(name[1:])] = cell
    return out


SOURCE = (
    "“土地来源”是数值：等于面积为现有建设用地，0为新增建设用地，介于其间为来自存量库；"
    "现有建设用地0行，新增建设用地0行，新增建设用地（来自存量库）1行，共1行"
)


def test_a_sound_row_has_nothing_odd_but_its_source_in_numbers(tmp_path):
    one = listed(tmp_path, ROW)
    assert repairs(one) == [SOURCE]
    assert one.frame["source"].tolist() == ["新增建设用地（来自存量库）"]
    assert (one.frame["price_fen"][0], one.frame["far_upper"][0]) == (100_000_000, 1.5)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"c2": ""}, "第2行“行政区”空白，不知属于哪个旗县"),
        ({"c10": "3"}, "第2行“总面积”20000与“面积”30000不一致，请核对"),
        ({"c12": "住宅用地"}, "第2行“土地用途”工业用地与“土地用途.1”住宅用地不一致，请核对"),
        ({"c7": "2020/2/1"}, "第2行“签订日期”2020-02-01与“合同签订日期”2020-03-01不一致，请核对"),
        ({"c4": "0", "c10": "0", "c11": "x"}, "第2行“面积”是0，没有面积的供地，请核对"),
        ({"c4": "0.0005", "c10": "0.0005", "c11": "x"}, "第2行“面积”只有5平方米，请核对单位"),
        ({"c15": "0", "c16": ""}, "第2行供地方式为挂牌出让，成交价格却是0，请核对"),
        ({"c16": "60;30;"}, "第2行“分期支付”合计90，与“成交价格”100不一致，请核对"),
        ({"c20": "2020-02-30"}, "第2行“约定开工时间”写作“2020-02-30”，不是日期，按空白处理"),
        ({"c21": "9999-12-31"},
         "第2行“约定竣工时间”写作“9999-12-31”，是系统的默认日期，按空白处理"),
        ({"c21": "1921-04-01"},
         "第2行“约定竣工时间”写作“1921-04-01”，是不可能的日期，按空白处理"),
        ({"c21": "2020年03月31日"}, "第2行“约定竣工时间”2020-03-31早于“约定开工时间”2020-04-01"),
        ({"c22": ""}, "第2行“批准单位”空白，不知由谁批准"),
    ],
)  # fmt: skip
def test_one_oddity_is_said_once(tmp_path, cells, sentence):
    said = [one for one in repairs(listed(tmp_path, row(**cells))) if one.startswith("第")]
    assert said == [sentence]


@pytest.mark.parametrize(
    "cells",
    [{"c15": "0", "c16": "", "c6": "划拨", "c13": "划拨"}, {"c15": "", "c16": ""},
     {"c19": "2020-03-01"}, {"c16": "60.004;40"}, {"c20": ""}],
)  # fmt: skip
def test_what_only_looks_odd(tmp_path, cells):
    assert repairs(listed(tmp_path, row(**cells))) == [SOURCE]


def test_rows_that_stand_twice(tmp_path):
    one = listed(tmp_path, ROW, row(c0="b"), row(c15="101", c16="101"), row(c3="镇南", c9="镇南"))
    assert [said for said in repairs(one) if said.startswith("第")] == [
        "第3行与第2行内容相同，都已保留，请核对是否重复",
        "第4行与第2行的坐落、面积、签订日期相同，其他内容不同，请核对是否重复",
    ]


@pytest.mark.parametrize(
    ("area", "source", "word"),
    [("2", "2", "现有建设用地"), ("2", "0.0", "新增建设用地"), ("2", "3", "3"), ("", "1", "1"),
     ("2", "新增建设用地", "新增建设用地"), ("2", "", "")],
)  # fmt: skip
def test_the_source_in_words(tmp_path, area, source, word):
    one = listed(tmp_path, row(c4=area, c10=area, c11=source))
    assert one.frame["source"].tolist() == [word]


def test_headings_that_differ_in_brackets_alone(tmp_path):
    one = listed(tmp_path, row(c17="1.0", c18="1.5"))
    assert (one.frame["far_upper"][0], one.frame["far_lower"][0]) == (1.0, 1.5)
    assert (
        "“约定容积率(上限)”小于下限（两栏都有的1行中），上、下限的表头可能写反，未采用，共1行"
        in repairs(one)
    )
