"""One plot, all the way: the same figure in every place, and a package that stands by itself."""

import openpyxl

from gengheng.forms.fill import form3
from gengheng.forms.sheet import FIRST
from gengheng.packs.contents import Contents, read_back
from gengheng.packs.pack import RECORDS
from gengheng.packs.verify import verify
from gengheng.quota.posting import DEDUCTED, booked
from gengheng.records.case import State
from gengheng.values.units import ha_text
from journeys.walked import contents, lines, walked


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
