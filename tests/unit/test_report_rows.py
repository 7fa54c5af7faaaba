"""Findings about the rows of a table: their title, unit, rows in words, ground and figures."""

from datetime import date
from types import SimpleNamespace

import pytest

from cast import (
    FARM,
    GRASS,
    GRID,
    ORCHARD,
    layer,
    material,
    page,
    plot,
    project,
    register,
    rows_of_land,
    strip,
)
from gengheng.records.finding import Said
from gengheng.reports.desk import desk
from gengheng.reports.dossier import dossier
from gengheng.reports.sheets import sheets
from gengheng.reports.sums import summed
from gengheng.reports.words import means
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

PROMISE = {
    "promise_no": "CN1", "name": "乌梁渠复线", "unit": "青禾镇", "due": date(2023, 6, 30),
    "area": 20_000, "done_area": 15_000,
}  # fmt: skip
APPROVAL = {
    "pzwh": "示政土〔2021〕3号",
    "pzrq": date(2021, 5, 6),
    "pzzmj": 10_000,
    "farmland": 2_000,
}
TOWN = "150899101"


def survey(year, code=FARM, town=TOWN):
    return layer("dltb", date(year, 12, 31), (100, code), zldwdm=[f"{town}001"])


def told(rule, *shelf, **more):
    """(dossier, desk) of the first finding of a rule."""
    held = material(*shelf, **more)
    outcome = screen([RULES[rule]], held)
    table = desk(outcome, held)
    return dossier(next(r for r in outcome.revisions if r.said == Said.SUSPECTED), table), table


def approval(**more):
    return rows_of_land("approvals", (strip(100), APPROVAL | more))


def test_a_row_of_a_register_says_its_title_its_unit_and_its_cells():
    one, table = told("A-1c", register("promise", PROMISE))
    assert (one.unit, one.name, one.numbers, one.map, one.strip) == (
        "青禾镇", "乌梁渠复线", "", None, None,
    )  # fmt: skip
    [row] = one.rows
    assert (row.table, row.file, row.row) == ("承诺补充耕地台账", "台账.xlsx", 3)
    assert ("承诺期限", "2023-06-30") in row.cells
    assert ("承诺补充耕地", "2.0000公顷（30.00亩）") in row.cells
    assert "延期至" in row.blank
    assert one.no_map == "没有可画的图形：所据是登记表，没有图形。"
    assert [f.label for f in one.figures] == ["疑似面积（数额之差）"]
    assert table.known.places(one.revision) == "台账.xlsx第3行"


def test_a_row_of_a_layer_has_a_map_a_history_and_its_own_area():
    one, _ = told("A-3", approval(), survey(2019), survey(2020))
    assert one.map is not None
    assert one.strip is not None
    assert [c.shares for c in one.strip.columns] == [{one.strip.groups[0]: 1000}] * 2
    figures = {f.label: f.area.m2 for f in one.figures if f.area}
    assert figures["所据图形椭球面积"] == "9999.80"
    assert one.strip_of == "所据图形"


@pytest.mark.parametrize(
    ("units", "said"),
    [(["渠首镇"], "渠首镇"), (["渠首镇", "青禾镇"], f"坐落{TOWN}"), ([], f"坐落{TOWN}")],
)
def test_without_a_column_the_ground_names_the_unit(units, said):
    """Registers tell the name of a code only where all projects there agree."""
    filed = [plot(f"15089920210000{k}") for k in range(len(units))]
    projects = [project(f"15089920210000{k}", unit=unit) for k, unit in enumerate(units)]
    one, _ = told("A-3", approval(), survey(2019), survey(2020), plots=filed, projects=projects)
    assert one.unit == said


def test_the_table_of_control_areas_names_a_code_before_projects_do():
    named = register(
        "control_area_list", {"unit_code": TOWN, "unit_name": "长堤镇"},
        {"unit_code": f"{TOWN}001", "unit_name": "长堤村"},
    )  # fmt: skip
    one, _ = told(
        "A-3", approval(), survey(2019), survey(2020), named, projects=[project(unit="渠首镇")]
    )
    assert one.unit == "长堤镇"


def test_without_ground_and_without_a_column_nothing_is_said_of_the_unit():
    one, _ = told("A-1c", register("promise", PROMISE | {"unit": "", "name": ""}))
    assert (one.unit, one.name) == ("未载明", "未载明")


def test_most_of_the_ground_decides():
    laid = layer(
        "dltb", date(2020, 12, 31), (40, FARM), (60, FARM), zldwdm=[f"{TOWN}001", "150899102001"]
    )
    one, _ = told("A-3", approval(), survey(2019), laid, projects=[])
    assert one.unit == "坐落150899102"


def test_all_rows_of_one_number_are_written_out_and_a_row_without_a_shape_says_why():
    both = rows_of_land("approvals", (strip(100), APPROVAL), (None, APPROVAL))
    held = material(both, survey(2019), survey(2020))
    outcome = screen([RULES["A-3"]], held)
    table = desk(outcome, held)
    [one] = outcome.revisions
    matter = table.known.matter(one)
    assert matter is not None
    assert [(row.row, row.why) for row in matter.rows] == [(3, ""), (4, "无坐标")]
    assert table.known.unit(one) == f"坐落{TOWN}"


def test_page_and_workbook_say_where_the_row_stands():
    held = material(
        register("promise", PROMISE), approval(), survey(2019, GRASS), survey(2020, ORCHARD)
    )
    outcome = screen([RULES["A-1c"]], held)
    html = page(outcome, held)
    assert "台账.xlsx第3行" in html
    assert "所据登记" in html
    assert "缺报备记录" not in html
    first = sheets(outcome, held)[0]
    [row] = first.rows
    titles = [column.title for column in first.columns]
    assert row[titles.index("所据登记")] == "台账.xlsx第3行"
    assert (row[titles.index("项目名称")], row[titles.index("苏木镇")]) == ("乌梁渠复线", "青禾镇")
    assert GRID == outcome.run.grid


def test_a_difference_shown_on_ground_is_a_difference():
    """All the farmland of the approval is drawn, but only what was not approved is suspected."""
    one, table = told("A-3", approval(), survey(2019), survey(2020))
    assert one.revision.area_centi_m2 < 999_980
    assert one.revision.pieces
    assert table.ground.whole == frozenset()
    assert one.figures[0].label == "疑似面积（数额之差）"
    whole = summed([one.revision], table.ground)
    assert (whole.ground.centi, whole.figures.centi) == (0, one.revision.area_centi_m2)


@pytest.mark.parametrize(
    ("rule", "detail", "pieces", "spoke"),
    [
        ("A-1c", "承诺在2023-06-30前补充，至今未兑现耕地9000平方米", "", ["资料核查"]),
        ("B-8", "报备新增耕地超过95%", "", ["资料核查"]),
        ("B-4", "台账报备1公顷，地块图形合计0.9公顷", "", ["矢量套核", "资料核查"]),
        ("B-1", "2021年变更调查中有400平方米不是耕地", "x", ["矢量套核"]),
        ("B-7", "A与B重叠400平方米", "x", ["矢量套核"]),
        ("B-7", "3份确认单占用超出报备", "", ["资料核查"]),
        ("C-4", "卫片监测非农化400平方米", "x", ["遥感监测", "矢量套核"]),
        ("A-3", "有耕地3287平方米，批复耕地1315平方米", "x", ["矢量套核", "资料核查"]),
    ],
)
def test_a_finding_names_the_means_that_found_it(rule, detail, pieces, spoke):
    one = SimpleNamespace(rule=rule, detail=detail, pieces=pieces, inputs={})
    assert [str(word) for word in means(one)] == spoke


def test_the_change_that_is_suspected_does_not_speak_against_itself():
    """Farmland in 2019, grass in 2020: that it is grass in 2020 is the finding, no 反证."""
    one, _ = told("A-3", approval(farmland=0), survey(2019), survey(2020, GRASS))
    assert one.revision.detail.startswith("报批前24个月内")
    assert [text for text in one.counter if "疑似部分没有耕地" in text] == []


def test_headers_say_what_is_not_stated():
    held = material(register("promise", PROMISE | {"unit": "", "name": ""}))
    html = page(screen([RULES["A-1c"]], held), held)
    assert "苏木镇未载明　名称未载明" in html
    assert "本规则没有门槛。" in html
    assert "资料核查。没有用遥感监测、矢量套核、实地调查。" in html


def test_why_there_is_no_figure_by_the_survey():
    """A-3 counts none, whatever the survey states; nobody may read that as a gap of the survey."""
    one, _ = told("A-3", approval(farmland=0), survey(2019), survey(2020, GRASS))
    [figure] = [f for f in one.figures if "TBMJ" in f.label]
    assert (figure.area, figure.words) == (None, "本规则不算此数")
