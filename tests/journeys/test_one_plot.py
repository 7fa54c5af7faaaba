"""One plot, all the way: the same figure in every place, and a package that stands by itself."""

import re
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from gengheng.forms.fill import form3
from gengheng.forms.sheet import FIRST
from gengheng.packs.contents import Contents, read_back
from gengheng.packs.pack import RECORDS
from gengheng.packs.verify import verify
from gengheng.quota.posting import DEDUCTED, booked
from gengheng.records.case import State
from gengheng.reports.register import chains, register_page
from gengheng.values.units import ha_text
from journeys.walked import contents, lines, walked

ROOT = Path(__file__).parents[2]
QUOTING = ("README.md", "README.zh-CN.md", "docs/handbook/01-安装与演示.md")


def test_the_decided_figure_is_one_string_everywhere():
    desk = contents()
    [case], [verdict], [line] = desk.cases, desk.verdicts, desk.rows
    column = [c.key for c in form3().columns].index("decided") + 2
    cell = openpyxl.load_workbook(walked() / "附表3.xlsx", data_only=True)["附表3"].cell(
        FIRST + 1, column
    )
    package = walked() / "归档包"
    data = {f"{RECORDS}{p.name}": p.read_bytes() for p in (package / "records").iterdir()}
    packed = read_back(data, Contents, RECORDS)
    page = (package / "台账.html").read_text("utf-8")
    figures = {
        "verdict": ha_text(verdict.decided_m2),
        "case": ha_text(case.decided_m2),
        "entry": ha_text(booked(desk.entries, case.number, DEDUCTED).area_m2),
        "form": line.cells["decided"],
        "workbook": f"{cell.value:.4f}",
        "package": ha_text(packed.cases[0].decided_m2),
        "package form": packed.rows[0].cells["decided"],
    }
    assert set(figures.values()) == {"0.0240"}
    assert f"{figures['case']}公顷" in page
    assert case.state is State.CLOSED


def test_the_walk_prints_ten_lines_and_where_things_lie():
    said = lines()
    assert [line[:2].strip() for line in said[:10]] == [str(n) for n in range(1, 11)]
    assert "列入、下达或整改的经办人不得自行审核" in said[5]
    assert said[9].count("无误：数字指纹、记录之间、由原件复算，三项一致") == 2
    assert all((walked() / name).exists() for name in ("附表3.xlsx", "归档包", "命令.txt"))


def test_run_and_package_are_sound():
    run, package = walked() / "排查结果", walked() / "归档包"
    assert verify(run).faults == verify(run).not_recomputed == ()
    alone = verify(package)
    assert alone.faults == ()
    assert all("原件不在手边" in why for why in alone.not_recomputed)
    assert not any("地类图斑" in p.name for p in package.rglob("*"))
    whole = verify(package, originals=walked() / "示例旗")
    assert (whole.faults, whole.not_recomputed) == ((), ())


@pytest.mark.parametrize("page", QUOTING)
def test_a_page_quotes_what_the_walk_prints(page):
    """The seal's key is made anew each time, and with it 校验码; the folder is the tester's own."""
    said = "\n".join(lines()).replace(str(walked()), "demo")
    quoted = (ROOT / page).read_text("utf-8")
    code = r"校验码[0-9A-F]{16}"
    assert re.sub(code, "校验码", said) in re.sub(code, "校验码", quoted)


def test_whoever_types_the_commands_makes_the_proof_before_it_is_named():
    typed = (walked() / "命令.txt").read_text("utf-8").splitlines()
    [made] = [n for n, line in enumerate(typed) if line.startswith("echo ")]
    [named] = [n for n, line in enumerate(typed) if "--proof" in line]
    proof = typed[made].rpartition(" > ")[2].strip('"')
    assert proof in typed[named]
    assert made < named
    assert all(line.startswith("gengheng ") for n, line in enumerate(typed) if n != made)


def test_a_withdrawn_case_does_not_count_in_the_register():
    desk = contents()
    [case] = desk.cases
    gone = replace(case, number="B-2023-0002", state=State.WITHDRAWN, decided_m2=9_999)
    other = replace(case, number="C-2023-0001", problem="C-3", state=State.LISTED, decided_m2=60)
    links = chains([case, gone, other], desk.revisions, desk.verdicts, desk.projects,
                   entries=desk.entries, rows=desk.rows)  # fmt: skip
    page = register_page(desk.county, desk.run, links)
    assert "认定面积合计 0.0300公顷（0.45亩），已核减 0.0240公顷；已撤销的不计。" in page
    assert "已撤销的问题不入附表" in page
    assert "C-3不属附表3" in page
