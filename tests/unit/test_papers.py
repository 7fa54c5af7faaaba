"""资料核查: the register beside the list, never 有 unasked; the workbook that an office fills in."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from cast import COUNTY, GRID, NO, OTHER, material, page, plot, project, register
from gengheng.cli.main import main
from gengheng.packs.run_folder import screen_folder, write_run
from gengheng.packs.verify import verify
from gengheng.policy.documents import cited
from gengheng.records.paper import Found, Stage
from gengheng.records.source import SourceFile
from gengheng.reports.checklist import COLUMNS, checklist
from gengheng.reports.papers import papers_view
from gengheng.reports.workbook import workbook
from gengheng.rules.index import RULES
from gengheng.screening.papers import checks, count_by_stage
from gengheng.screening.run import screen
from gengheng.screening.scope import scope_of
from gengheng.standards.papers import expected, plain_name
from gengheng.standards.tables import schemas

BY, ON = "核查员丙", date(2023, 9, 18)
LOOKED = {"found": "有", "checked_by": BY, "checked_on": ON}


def held(*rows, **more):
    told = [register("papers", *({"project_no": NO} | row for row in rows))] if rows else []
    return material(*told, **more)


def found_of(*rows, **more):
    """{(stage, paper): checks} of one project."""
    mine = held(*rows, **more)
    out = {}
    for check in checks(mine, scope_of(mine)):
        out.setdefault((str(check.stage), check.name), []).append(check)
    return out


def only(*rows, **more):
    [check] = [c for cs in found_of(*rows, **more).values() for c in cs if c.row]
    return check


# ── 清单 ──


def test_every_stage_has_papers_and_every_basis_is_a_document():
    assert {paper.stage for paper in expected()} == set(Stage) - {Stage.UNSTATED}
    assert len({(p.stage, p.name) for p in expected()}) == len(expected())
    for paper in expected():
        assert cited(paper.basis).title
        assert paper.source == "默认值，待确认"
    names = [plain_name(n) for p in expected() for n in (p.name, *p.also)]
    assert len(names) == len(set(names))


def test_nobody_registered_anything():
    all_ = [c for checks_ in found_of().values() for c in checks_]
    assert {c.found for c in all_} == {Found.NOT_GIVEN}
    assert not any(c.registered for c in all_)
    assert {str(c.stage) for c in all_} == {"立项", "实施", "验收", "报备", "管护"}


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("提质改造", True), ("旱改水（提质改造）", True), ("土地开发", False), ("", True)],
)
def test_a_paper_of_one_kind_of_project(kind, asked):
    mine = found_of(projects=[project(kind=kind)])
    assert (("立项", "改造前耕地证明") in mine) is asked


@pytest.mark.parametrize(
    ("accepted", "asked"),
    [(date(2022, 8, 31), False), (date(2022, 9, 1), True), (None, True)],
)
def test_a_paper_asked_for_from_a_day_on(accepted, asked):
    mine = found_of(projects=[project(accepted=accepted)])
    assert (("验收", "正射影像") in mine) is asked


@pytest.mark.parametrize(
    ("status", "stages"),
    [("在建", {"立项", "实施"}), ("已验收待报备", {"立项", "实施", "验收"}),
     ("", {"立项", "实施", "验收", "报备", "管护"})],
)  # fmt: skip
def test_a_stage_that_is_known_not_to_be_reached(status, stages):
    mine = found_of(projects=[project(filed=None, status=status)])
    assert {stage for stage, _ in mine} == stages


def test_out_of_scope_only_what_is_registered_is_listed():
    old = [project(filed=date(2018, 1, 1), status="已清库")]
    assert found_of(projects=old) == {}
    row = {"stage": "立项", "paper": "立项批复", **LOOKED}
    assert list(found_of(row, projects=old)) == [("立项", "立项批复")]


# ── 登记 ──


def test_what_the_register_says_is_repeated_with_who_and_when():
    row = {"stage": "验收", "paper": "验收批复", "found": "不符", "doc": "示验〔2021〕1号",
           "issuer": "示例局", "signer": "签发人甲", "issued": date(2021, 9, 1), "checked_by": BY,
           "checked_on": ON, "remark": "面积不一致"}  # fmt: skip
    check = only(row)
    assert (check.found, check.issuer, check.signer) == (Found.WRONG, "示例局", "签发人甲")
    assert (check.checked_by, check.checked_on, check.notes) == (BY, ON, ())
    assert (check.file, check.row, check.expected) == ("台账.xlsx", 3, True)


@pytest.mark.parametrize(
    ("stage", "paper", "place"),
    [
        ("验收阶段", "验收文件", ("验收", "验收批复")),
        (" 验收", "新增耕地核定（数量）", ("验收", "新增耕地核定意见")),
        ("", "施工合同", ("实施", "施工合同")),
        ("实施", "会议纪要", ("实施", "会议纪要")),
        ("立项", "验收批复", ("立项", "验收批复")),
        ("", "会议纪要", ("未写阶段", "会议纪要")),
        ("结算", "决算书", ("未写阶段", "决算书")),
    ],
)
def test_other_names_and_stages(stage, paper, place):
    mine = found_of({"stage": stage, "paper": paper, **LOOKED})
    [check] = [c for cs in mine.values() for c in cs if c.row]
    assert (str(check.stage), check.name) == place
    assert ("阶段写作“结算”，不是五个阶段之一" in check.notes) is (stage == "结算")


@pytest.mark.parametrize(
    ("said", "found", "note"),
    [
        ("有", Found.HAS, False), ("无 ", Found.NONE, False), ("不符", Found.WRONG, False),
        ("未提供", Found.NOT_GIVEN, False), ("", Found.NOT_GIVEN, False),
        ("√", Found.NOT_GIVEN, True), ("基本有", Found.NOT_GIVEN, True), ("没有", Found.NOT_GIVEN, True),
    ],
)  # fmt: skip
def test_only_the_four_words_count(said, found, note):
    check = only({"stage": "立项", "paper": "立项批复", **LOOKED, "found": said})
    assert check.found is found
    assert any("按未提供列" in words for words in check.notes) is note


def test_nobody_signed():
    check = only({"stage": "立项", "paper": "立项批复", "found": "无"})
    assert check.notes == ("未写核查人", "未写核查日期")


def test_a_paper_twice_is_two_rows_and_none_takes_the_other_away():
    row = {"stage": "实施", "paper": "施工合同", **LOOKED}
    mine = found_of(row, row | {"found": "无"})
    assert [c.found for c in mine["实施", "施工合同"]] == [Found.HAS, Found.NONE]


def test_a_paper_of_a_project_that_nobody_filed():
    row = {"project_no": OTHER, "stage": "立项", "paper": "立项批复", **LOOKED}
    mine = [c for cs in found_of(row).values() for c in cs if c.project_no == OTHER]
    assert [c.found for c in mine if c.row] == [Found.HAS]
    assert {c.found for c in mine if not c.row} == {Found.NOT_GIVEN}


@pytest.mark.parametrize(
    ("cell", "scans", "note"),
    [
        ("扫描/立项.pdf", {"扫描/立项.pdf": "ab" * 32}, ""),
        ("扫描\\立项.pdf；扫描/缺.pdf", {"扫描/立项.pdf": "ab" * 32, "扫描/缺.pdf": ""},
         "扫描件“扫描/缺.pdf”不在文件夹内"),
        ("../立项.pdf", {"../立项.pdf": ""}, "扫描件“../立项.pdf”须写本文件夹内的相对路径"),
        ("扫描/空.pdf", {"扫描/空.pdf": "cd" * 32}, "扫描件“扫描/空.pdf”是空文件"),
        ("", {}, ""),
    ],
)  # fmt: skip
def test_scans(cell, scans, note):
    told = held({"stage": "立项", "paper": "立项批复", "scan": cell, **LOOKED})
    sources = tuple(
        SourceFile(path=path, sha256=sha, size=size, kind="扫描件", members={})
        for path, sha, size in (("扫描/立项.pdf", "ab" * 32, 9), ("扫描/空.pdf", "cd" * 32, 0))
    )
    told = replace(told, sources=sources)
    [check] = [c for c in checks(told, scope_of(told)) if c.row]
    assert (check.scans, check.notes) == (scans, (note,) if note else ())


def test_counts_by_stage():
    row = {"stage": "立项", "paper": "立项批复", **LOOKED}
    told = held(row, row | {"paper": "权属证明", "found": "无"})
    counts = count_by_stage(checks(told, scope_of(told)))
    asked = sum(p.stage is Stage.INITIATION and not p.kinds for p in expected())
    assert counts["立项"] == {
        "有": 1,
        "无": 1,
        "未提供": asked + 1 - 2,
    }  # a blank kind is asked all


# ── 报告 ──


def shown(*rows, **more):
    told = held(*rows, plots=[plot(declared=12_000)], **more)
    outcome = screen([RULES["B-4"]], told)
    return page(outcome, told), outcome, told


def test_without_a_register_the_page_says_that_nothing_was_checked():
    html, _, _ = shown()
    assert html.count("没有资料登记，资料核查没有做。") == 2
    assert "没有资料登记，没有核查资料。" in html


def test_faulty_papers_name_paper_unit_and_signer_and_the_finding_what_is_missing():
    row = {"stage": "验收", "paper": "验收批复", "found": "不符", "issuer": "示例局",
           "signer": "签发人甲", "checked_by": BY, "checked_on": ON}  # fmt: skip
    html, outcome, told = shown(row)
    assert "验收批复（出具单位示例局，签发人签发人甲）" in html
    assert f"{BY}　{ON}　台账.xlsx第3行" in html
    finding = html[html.index("<article") :]
    assert f"{NO} 不符1份（验收：验收批复）" in finding
    view = papers_view(outcome, {p.project_no: p for p in told.projects})
    assert view.total.counts[2] == 1
    assert sum(view.total.counts) == len(outcome.papers)


def test_the_workbook_has_a_row_for_every_paper():
    _, outcome, told = shown({"stage": "立项", "paper": "立项批复", **LOOKED})
    book = openpyxl.load_workbook(io.BytesIO(workbook(outcome, told)))
    assert book.sheetnames[-3:] == ["排查范围", "报备与储备库", "资料核查"]
    rows = [
        r for r in book["资料核查"].iter_rows(min_row=5, values_only=True) if isinstance(r[0], int)
    ]
    assert len(rows) == len(outcome.papers)
    assert [r[6] for r in rows if r[5] == "立项批复"] == ["有"]


# ── 核查表来回 ──

HEAD = f'as_of = 2023-10-20\ncode = "150899"\nname = "示例旗"\ngrid = "{GRID}"\n'
REGISTER = '[[file]]\npath = "台账.csv"\nschema = "projects"\n'
PAPERS = '[[file]]\npath = "核查表.xlsx"\nschema = "papers"\n'


def office(folder, toml=HEAD + REGISTER):
    folder.mkdir()
    (folder / "台账.csv").write_text(
        f"项目备案号,项目名称,报备日期\n{NO},一号,2021-12-01\n", "utf-8"
    )
    (folder / "扫描").mkdir()
    (folder / "扫描" / "立项.pdf").write_bytes(b"%PDF-1.4 1")
    (folder / "county.toml").write_text(toml, "utf-8")
    return folder


def filled_in(path, **cells):
    """Fill the first row of a checklist in, as an office would."""
    book = openpyxl.load_workbook(path)
    sheet = book["资料登记"]
    titles = [title for title, _ in COLUMNS]
    for title, text in cells.items():
        sheet.cell(9, titles.index(title) + 1).value = text
    book.save(path)


def test_the_headings_are_those_of_the_schema():
    known = {name for column in schemas()["papers"].columns.values() for name in column.names}
    ours = {title for title, _ in COLUMNS} - {"序号", "项目名称", "苏木镇"}
    assert ours <= known
    assert len(ours) == len(schemas()["papers"].columns)


def test_a_blank_checklist_comes_back_as_nothing_registered(tmp_path, capsys):
    folder = office(tmp_path / "资料")
    assert main(["papers", str(folder), "--out", str(folder / "核查表.xlsx")]) == 0
    assert "项目1个，资料26份，其中未提供26份" in capsys.readouterr().out
    first, _ = screen_folder(folder)
    (folder / "county.toml").write_text(HEAD + REGISTER + PAPERS, "utf-8")
    again, _ = screen_folder(folder)
    plain = [(c.project_no, c.stage, c.name, c.found) for c in first.papers]
    assert [(c.project_no, c.stage, c.name, c.found) for c in again.papers] == plain
    assert not any(c.registered or c.notes for c in again.papers)


def test_a_filled_checklist_comes_back_and_prefills_the_next(tmp_path):
    folder = office(tmp_path / "资料", HEAD + REGISTER + PAPERS)
    (folder / "county.toml").write_text(HEAD + REGISTER, "utf-8")
    path = folder / "核查表.xlsx"
    main(["papers", str(folder), "--out", str(path)])
    filled_in(path, 核查结果="不符", 文号="示立〔2020〕1号", 出具单位="示例局", 签发人="签发人甲",
              日期="2020-03-01", 扫描件="扫描/立项.pdf", 核查人=BY, 核查日期="2023-09-18", 备注="缺附图")  # fmt: skip
    (folder / "county.toml").write_text(HEAD + REGISTER + PAPERS, "utf-8")
    outcome, _ = screen_folder(folder)
    [check] = [c for c in outcome.papers if c.registered]
    sha = hashlib.sha256(b"%PDF-1.4 1").hexdigest()
    assert (check.found, check.scans, check.checked_by) == (Found.WRONG, {"扫描/立项.pdf": sha}, BY)
    assert (check.signer, check.issued, check.checked_on) == ("签发人甲", date(2020, 3, 1), ON)
    assert (check.remark, check.notes) == ("缺附图", ())
    main(["papers", str(folder), "--out", str(tmp_path / "再.xlsx")])
    path.write_bytes((tmp_path / "再.xlsx").read_bytes())
    again, told = screen_folder(folder)
    assert again.papers == outcome.papers
    write_run(again, told, tmp_path / "结果")
    assert (tmp_path / "结果" / "originals" / sha).read_bytes() == b"%PDF-1.4 1"
    assert verify(tmp_path / "结果").faults == ()


def test_choices_notes_and_bytes():
    told = held()
    rows = checks(told, scope_of(told))
    data = checklist(COUNTY, rows, {})
    assert data == checklist(COUNTY, rows, {})
    sheet = openpyxl.load_workbook(io.BytesIO(data))["资料登记"]
    lists = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {'"立项,实施,验收,报备,管护"', '"有,无,不符,未提供"'}
    assert sheet.cell(7, 7).value == "核查结果"


def test_the_verb_refuses_what_it_cannot_do(tmp_path, capsys):
    folder = office(tmp_path / "资料")
    assert main(["papers", str(folder), "--out", str(tmp_path / "表.csv")]) == 2
    assert main(["papers", str(folder), "--out", str(tmp_path / "a.xlsx"), "--project", "9"]) == 2
    assert main(["papers", str(folder), "--out", str(tmp_path / "a.xlsx"), "--project", NO]) == 0
    assert main(["papers", str(folder), "--out", str(tmp_path / "a.xlsx")]) == 2
    said = capsys.readouterr().err
    assert "文件名须以.xlsx结尾" in said
    assert "项目9不在排查范围内，也没有资料登记" in said
    assert "文件已存在，不覆盖" in said
