"""What a run leaves behind: the same figure in every file, the same bytes every time."""

import io
import re
import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import (
    COUNTY,
    FARM,
    GRASS,
    NO,
    ORCHARD,
    OTHER,
    X,
    material,
    plot,
    project,
    second,
    strip,
    survey,
)
from gengheng.records.codec import loads
from gengheng.records.county import County
from gengheng.records.finding import Revision, Said
from gengheng.records.run import Run
from gengheng.records.source import LayerCard, Rejection, Repair, SourceFile
from gengheng.reports.answers import answers_parquet
from gengheng.reports.layers import findings_gpkg
from gengheng.reports.run_files import run_files
from gengheng.reports.steps import what_to_do
from gengheng.reports.words import area
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CORE = [RULES[name] for name in ("B-1", "B-2", "B-4", "B-7", "C-3")]
LOST = "150899202100003"
HOSTILE = "=cmd|' /C calc'!A0<script>alert(1)</script>"


def told():
    """A source with one repair and one rejection, and one that was refused."""
    name = "报盘/地块.txt"
    card = LayerCard(
        name="地块.txt", schema="plots", rows=4, kept=3, rejected=1, crs="EPSG:4524",
        crs_by="文件头", vintage=None, vintage_by="", encoding="GB18030", encoding_by="全文试读",
        sample={},
        repairs=(Repair(code="count", file=name, row=9, sentence="界址点数写作4，实有5"),),
        rejections=(Rejection(code="key", file=name, row=20, field="备案号", sentence="备案号为空"),),
    )  # fmt: skip
    return (
        SourceFile(path=name, sha256="cd" * 32, size=9, kind="TXT报盘", members={name: "cd" * 32},
                   layers=(card,)),
        SourceFile(path="旧.mdb", sha256="ab" * 32, size=9, kind="MDB", members={},
                   refused="旧.mdb：暂不读取，请另存为 GeoPackage"),
    )  # fmt: skip


def made():
    """B-1, B-4 and B-7 find something, B-2 nothing, C-3 cannot run; one name is hostile."""
    shelf = [
        second((100, "043")), survey(2019, (180, GRASS)), survey(2021, (80, FARM), (100, ORCHARD)),
        survey(2022, (80, FARM), (100, ORCHARD)), survey(2023, (90, FARM), (90, ORCHARD)),
    ]  # fmt: skip
    filed = [plot(), plot(OTHER, shape=strip(100, x=X + 80)), plot(LOST, fault="无坐标")]
    projects = [
        project(name="青禾镇一号", unit="青禾镇"),
        project(OTHER, name=HOSTILE, unit="@渠首镇", reported_m2=12_000, filed=date(2022, 6, 1)),
        project(LOST),
    ]
    held = material(*shelf, plots=filed, projects=projects)
    return replace(held, sources=told(), unlisted=("读我.docx",))


@pytest.fixture(scope="module")
def run():
    held = made()
    return screen(CORE, held), held


@pytest.fixture(scope="module")
def files(run):
    return run_files(*run)


def sheet(files, name, *, values=True):
    book = openpyxl.load_workbook(io.BytesIO(files["问题清单.xlsx"]), data_only=values)
    return book[name]


def rows(files, name):
    """The rows of a sheet below the column numbers, as far as they are numbered."""
    table = sheet(files, name).iter_rows(min_row=5, values_only=True)
    return [row for row in table if isinstance(row[0], int)]


def suspected(outcome):
    return [r for r in outcome.revisions if r.said == Said.SUSPECTED]


def test_a_run_leaves_these_files_and_no_others(files):
    assert sorted(files) == sorted([
        "run.json", "sources.json", "plots.json", "projects.json", "revisions.json", "county.json",
        "overlaps.json", "scope.json", "papers.json",
        "answers.parquet", "findings.gpkg", "问题清单.xlsx", "report.html",
    ])  # fmt: skip


def test_the_same_material_gives_the_same_bytes(files):
    held = made()
    again = run_files(screen(CORE, held), held)
    assert [name for name in files if files[name] != again[name]] == []


def test_records_come_back_as_they_were(run, files):
    outcome, held = run
    assert loads(files["run.json"], Run) == outcome.run
    assert loads(files["revisions.json"], tuple[Revision, ...]) == outcome.revisions
    assert loads(files["county.json"], County) == held.county == COUNTY


def test_one_figure_in_page_workbook_and_layer(run, files, tmp_path):
    page = files["report.html"].decode()
    path = tmp_path / "findings.gpkg"
    path.write_bytes(files["findings.gpkg"])
    frame = pyogrio.read_dataframe(path, layer="findings").set_index("finding")
    listed = {row[1]: row for row in rows(files, "疑似问题")}
    found = suspected(run[0])
    assert [(r.rule, r.subject) for r in found] == [
        ("B-1", f"{NO}-P1"), ("B-1", f"{OTHER}-P1"), ("B-4", OTHER), ("B-7", f"{NO}|{OTHER}"),
    ]  # fmt: skip
    for r in found:
        said = area(r.area_centi_m2).m2
        own = re.search(f'<article class="f" id="f-{r.finding}">.*?</article>', page, re.DOTALL)
        assert own
        assert r.subject in own.group()
        assert f">{said}<" in own.group()
        assert (listed[r.finding][8], f"{listed[r.finding][9]:.2f}") == (r.subject, said)
        assert (frame.loc[r.finding, "subject"], f"{frame.loc[r.finding, 'area_m2']:.2f}") == (
            r.subject, said,
        )  # fmt: skip
    assert len(listed) == len(frame) == len(found)
    assert area(found[0].area_centi_m2).m2 == "1999.96"


def test_answers_have_one_row_for_every_subject(run, files):
    table = pq.read_table(io.BytesIO(files["answers.parquet"]))
    assert table.column_names == [
        "rule", "subject", "answer", "area_m2", "money_fen", "note", "reason",
    ]  # fmt: skip
    assert table.schema.metadata is None
    assert [str(table.schema.field(n).type) for n in ("area_m2", "money_fen")] == [
        "double",
        "int64",
    ]
    nulls = {name: table[name].null_count for name in table.column_names}
    assert nulls.pop("money_fen") == table.num_rows
    assert set(nulls.values()) == {0}
    keys = list(zip(table["rule"].to_pylist(), table["subject"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    assert len(keys) == sum(line.asked for line in run[0].run.rules) == 3 + 3 + 3 + 4
    answer = dict(zip(keys, table["answer"].to_pylist(), strict=True))
    assert answer["B-1", f"{LOST}-P1"] == "无法判定"
    assert answer["B-2", f"{NO}-P1"] == "未发现"


def test_a_run_without_answers_still_has_its_files():
    held = material(plots=[], projects=[])
    outcome = screen([RULES["B-1"]], held)
    assert pq.read_table(io.BytesIO(answers_parquet(outcome))).num_rows == 0
    made = run_files(outcome, held)
    assert (
        "没有结果，缺 补充耕地地块；补充耕地项目报备台账；地类图斑" in made["report.html"].decode()
    )
    assert rows(made, "疑似问题") == []


def test_the_layers_open_in_the_grid_of_the_county(run, tmp_path):
    path = tmp_path / "findings.gpkg"
    path.write_bytes(findings_gpkg(*run))
    findings = pyogrio.read_dataframe(path, layer="findings")
    assert list(findings.columns) == [
        "finding", "revision", "rule", "subject", "project_no", "unit", "title", "said", "area_m2",
        "measures", "shared_m2", "overlaps", "detail", "geometry",
    ]  # fmt: skip
    assert findings.crs == "EPSG:4524"
    assert findings.geometry.isna().tolist() == [False, False, True, False]  # B-4: no ground
    assert set(findings.geometry.dropna().geom_type) == {"MultiPolygon"}
    plots = pyogrio.read_dataframe(path, layer="subjects")
    assert plots["subject"].tolist() == [f"{NO}-P1", f"{OTHER}-P1"]
    assert plots["answer"].tolist() == ["疑似", "疑似"]
    assert plots["area_m2"].tolist() == [9999.80, 9999.80]


def test_the_layer_says_the_day_of_the_run(run, tmp_path):
    path = tmp_path / "findings.gpkg"
    path.write_bytes(findings_gpkg(*run))
    with sqlite3.connect(path) as book:
        days = {row[0] for row in book.execute("select last_change from gpkg_contents")}
    book.close()
    assert days == {"2024-05-06T00:00:00.000Z"}


def test_the_clock_is_given_back(run):
    findings_gpkg(*run)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_texts_that_look_like_formulas_are_texts(files):
    page = sheet(files, "疑似问题", values=False)
    named = [cell for row in page.iter_rows(min_row=5) for cell in row if cell.value == HOSTILE]
    assert [cell.data_type for cell in named] == ["s", "s"]
    units = [cell for row in page.iter_rows(min_row=5) for cell in row if cell.value == "@渠首镇"]
    assert {cell.data_type for cell in units} == {"s"}
    formulas = [c for row in page.iter_rows() for c in row if c.data_type == "f"]
    assert [c.value for c in formulas] == [
        "=ROUND(SUBTOTAL(109,J5:J8),2)", "=ROUND(SUBTOTAL(109,K5:K8),4)", "=ROUND(K9*15,2)",
    ]  # fmt: skip


def test_numbers_of_projects_and_findings_are_texts(files):
    page = sheet(files, "疑似问题", values=False)
    for row in page.iter_rows(min_row=5, max_row=8):
        assert all(row[at].data_type == "s" for at in (1, 6, 8, 18))
        assert row[6].number_format == "@"


def test_the_total_is_the_sum_of_the_rows(files):
    table = list(sheet(files, "疑似问题").iter_rows(min_row=5, max_row=9, values_only=True))
    *body, total = table
    assert total[0] == "筛出合计"
    assert round(sum(row[9] for row in body), 2) == total[9]
    assert round(sum(row[10] for row in body), 4) == total[10]
    assert round(total[10] * 15, 2) == total[11]


def test_the_workbook_prints_as_a_form(files):
    page = sheet(files, "疑似问题", values=False)
    assert page.page_setup.orientation == "landscape"
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (8, 0)
    assert page.print_title_rows == "$3:$4"
    assert (page.freeze_panes, page.auto_filter.ref) == ("A5", "A4:S8")
    assert [cell.value for cell in page[4]][:3] == ["1栏", "2栏", "3栏"]
    notes = [row[0].value for row in page.iter_rows(min_row=10)]
    assert notes[0].startswith("填表说明：1. 疑似由程序按规则提出，须经具名人员核实认定")


def test_every_sheet_has_its_rows(run, files):
    lines = rows(files, "规则执行情况")
    assert [(row[1], row[5]) for row in lines] == [
        ("B-1", "部分执行"), ("B-2", "部分执行"), ("B-4", "部分执行"), ("B-7", "部分执行"),
        ("C-3", "未执行"),
    ]  # fmt: skip
    assert lines[4][6:13] == ("没有结果",) * 7
    assert lines[4][13] == "资料未提供。没有结果，缺生态保护红线或坡度图"
    unknown = [r for r in run[0].revisions if r.said == Said.UNKNOWN]
    assert [row[7] for row in rows(files, "无法判定")] == [r.subject for r in unknown]
    assert rows(files, "无法判定")[0][8:10] == ("无坐标", "请报备单位补交界址点坐标")
    assert rows(files, "未使用文件") == [(1, "读我.docx：未列入 county.toml，未使用")]
    assert [row[1:7] for row in rows(files, "修补与退件")] == [
        ("退件", "报盘/地块.txt", "地块.txt", "20", "备案号", "备案号为空"),
        ("修补", "报盘/地块.txt", "地块.txt", "9", "", "界址点数写作4，实有5"),
        ("整件未收", "旧.mdb", "", "", "", "旧.mdb：暂不读取，请另存为 GeoPackage"),
    ]


def test_sums_count_shared_ground_once(files):
    """B-1 calls 20 m of one plot and all of the other, B-7 the 20 m that they share."""
    table = rows(files, "汇总")
    assert [row[1:4] for row in table if row[1] == "全部"] == [
        ("全部", "补而不实", 4),
        ("全部", "合计", 4),
    ]
    whole = table[-1]
    assert whole[4:8] == (1.4, 1, 15, 0.2)
    [row] = rows(files, "重叠")
    assert (row[1], row[3], row[5], row[6]) == (3, "B-1、B-7", 1999.96, 0.2)


def test_figures_by_stored_areas_or_why_there_are_none(files):
    said = {row[2]: row[13] for row in rows(files, "疑似问题")}
    assert said == {"B-1": "调查库未载", "B-4": "本规则不用地类图斑", "B-7": "本规则不用地类图斑"}


@given(st.lists(st.integers(0, 10_000_000), max_size=30))
def test_printed_rows_add_up_to_the_printed_total(centi):
    one_by_one = sum((Decimal(area(c).ha) for c in centi), Decimal(0))
    assert one_by_one == Decimal(area(*centi).ha)


@pytest.mark.parametrize(
    ("reason", "step"),
    [
        ("生态保护红线：早于首期", "请补交更早的期次；确无该期次的，由人核实"),
        ("缺2021年期次", "请补交该年度变更调查"),
        ("谁也没见过的原因", "请由人核实"),
    ],
)
def test_every_reason_has_a_next_step(reason, step):
    assert what_to_do(reason) == step


def test_the_schema_is_written_by_hand():
    table = pq.read_table(io.BytesIO(answers_parquet(screen(CORE, made()))))
    assert table.schema.field("money_fen").type == pa.int64()
