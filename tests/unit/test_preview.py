"""初审: one project, or plots not yet filed, hear what the screening of the whole folder says."""

import re
from pathlib import Path

import pytest

from gengheng.cli import screen as verb
from gengheng.cli.line import run
from gengheng.records.finding import Said
from gengheng.reports.preview_page import SIZES, answer_words, preview_page, sheet_rows
from gengheng.rules.index import RULES
from gengheng.screening.material import gather
from gengheng.screening.pending import from_file, from_words
from gengheng.screening.preview import PENDING, of_plots, of_project
from gengheng.screening.run import screen
from gengheng.testing.county import make
from gengheng.values.errors import Refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("county")
    make(where, seed=3)
    return where


@pytest.fixture(scope="module")
def held(folder):
    return gather(folder)


@pytest.fixture(scope="module")
def whole(held):
    return screen(RULES.values(), held)


def words(frame, keep):
    columns = ("rule", "subject", "said", "area_centi_m2", "reason", "note", "detail")
    rows = zip(*(frame[c].astype(str) for c in columns), strict=True)
    return {row for row in rows if keep(row[0], row[1])}


def about(held, number):
    """Tell which answers are about a project, without asking the code under test."""
    plots = {p.subject for p in held.plots if p.project_no == number}

    def keep(rule, subject):
        if RULES[rule].subject == "plot":
            return subject in plots
        return not RULES[rule].tables and number in subject.split("|")

    return keep


def numbers(held):
    filed = {p.project_no for p in held.plots if p.project_no}
    return sorted(filed | {p.project_no for p in held.projects})


def txt(number, *corners, name="新地块"):
    """A 报盘 TXT of one plot in zone 36."""
    ring = [*corners, corners[0]]
    lines = "\n".join(f"J{k},1,{y},{x}" for k, (x, y) in enumerate(ring, 1))
    head = (
        "[属性描述]\n格式版本号=1.01\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n"
    )
    head += f"计量单位=米\n带号=36\n精度=0.01\n转换参数=0,0,0,0,0,0,0\n项目备案号={number}\n"
    return f"{head}[地块坐标]\n{len(ring)},1.0000,DK01,{name},面,,耕地,,@\n{lines}\n"


def square(held, number):
    """The corners of the box around the first placed plot of a project."""
    plots = held.subjects.plots
    one = plots[(plots["project_no"] == number) & (plots["place"] == "")].geometry.iloc[0]
    west, south, east, north = one.bounds
    return (west, south), (west, north), (east, north), (east, south)


def placed(held):
    plots = held.subjects.plots
    return str(plots[(plots["place"] == "") & (plots["project_no"] != "")]["project_no"].iloc[0])


def test_a_project_hears_what_the_whole_screening_says_of_it(held, whole):
    """Not one answer more, less or other than those of the run."""
    for number in numbers(held)[::5]:
        one = of_project(RULES.values(), held, number)
        keep = about(held, number)
        assert words(one.outcome.answers, lambda *_: True) == words(whole.answers, keep)
        expected = {r.id for r in whole.revisions if keep(r.rule, r.subject)}
        assert {r.id for r in one.outcome.revisions} == expected


def test_the_counts_of_a_rule_are_those_of_the_project(held):
    one = of_project(RULES.values(), held, numbers(held)[0])
    frame = one.outcome.answers
    for line in one.outcome.run.rules:
        said = frame[frame["rule"] == line.rule]["said"].astype(str).tolist()
        assert line.asked == len(said) == line.suspected + line.unknown + line.clear
        assert line.suspected == said.count("疑似")
        assert (line.notes, line.slivers) == ((), 0)
    assert [line.rule for line in one.outcome.run.rules] == [
        r.id for r in RULES.values() if not r.tables
    ]
    assert one.idle == tuple(r.id for r in RULES.values() if r.tables)


def test_an_unknown_number_is_a_sentence(held):
    with pytest.raises(Refused) as refused:
        of_project(RULES.values(), held, "123")
    assert list(refused.value.reasons) == [
        "项目备案号123不在报备台账中，也没有它的地块，请核对号码，或先把资料列入 county.toml"
    ]


def test_plots_that_nobody_has_filed_meet_all_filed_plots(held, tmp_path):
    number = placed(held)
    path = tmp_path / "新.txt"
    path.write_text(txt("", *square(held, number)), "utf-8")
    one = of_plots(RULES.values(), held, path)
    assert one.numbers == (PENDING,)
    twice = [r for r in one.outcome.revisions if r.rule == "B-7" and r.said == Said.SUSPECTED]
    assert any({number, PENDING} == set(r.subject.split("|")) for r in twice)
    b8 = next(r for r in one.outcome.revisions if r.rule == "B-8")
    assert (b8.subject, b8.said, b8.reason) == (PENDING, Said.UNKNOWN, "缺报备记录")
    html = preview_page(one)
    assert "（待报备）" in html
    assert "未载（没有报备记录）" in html
    assert "缺报备记录" in html


def test_a_file_of_a_number_that_is_filed_stands_in_its_place(held, tmp_path):
    number = placed(held)
    path = tmp_path / "改.txt"
    path.write_text(txt(number, *square(held, number)), "utf-8")
    one = of_plots(RULES.values(), held, path)
    old = sum(p.project_no == number for p in held.plots)
    assert one.numbers == (number,)
    assert [p.file for p in one.material.plots if p.project_no == number] == ["改.txt"]
    assert f"资料文件夹中已有{number}的{old}个地块，本次以改.txt为准" in one.notes
    pairs = [r for r in one.outcome.revisions if r.subject == f"{number}|{number}"]
    assert pairs == []


def test_a_file_without_plots_is_refused(held, tmp_path):
    path = tmp_path / "空.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(Refused) as refused:
        of_plots(RULES.values(), held, path)
    assert list(refused.value.reasons) == ["空.csv：没有读到地块，请给出报盘TXT或含地块编号的图层"]


def test_the_sheet_has_a_place_for_names_and_never_more_than_it_holds(held):
    for number in numbers(held)[::6]:
        one = of_project(RULES.values(), held, number)
        html = preview_page(one)
        assert html == preview_page(one)
        assert all(word in html for word in ("初审人：", "复核人：", "日期：", "须补齐的资料"))
        assert re.findall(r"https?:|<script|<link|<img", html) == []
        rows, px = sheet_rows(one)
        [room] = [room for size, _, room in SIZES if size == px]
        assert sum(len(row.said) for row in rows) <= room
        assert all(answer_words(r).split(" ")[0] == r.subject for r in one.outcome.revisions)
        below = html[html.index("全部答复") :]
        assert all(r.finding in below for r in one.outcome.revisions)


def test_what_is_not_run_owes_its_file(held):
    bare = [one for one in held.shelf if one.ref.schema not in ("eco_redline", "slope")]
    short = type(held)(
        **{
            name: getattr(held, name)
            for name in held.__dataclass_fields__
            if name not in ("shelf", "held")
        },
        shelf=tuple(bare),
        held=held.held - {"eco_redline", "slope"},
    )
    html = preview_page(of_project(RULES.values(), short, numbers(held)[0]))
    assert "C-3 未执行，缺生态保护红线或坡度图" in html
    assert "没有结果，缺生态保护红线或坡度图" in html


def ask(*line: object) -> int:
    return run([verb.VERB], ["screen", *map(str, line)])


def test_the_line_writes_one_page_and_says_every_answer(folder, held, tmp_path, capsys):
    number, out = placed(held), tmp_path / "初审.html"
    assert ask(folder, "--project", number, "--out", out) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"初审 {number}：问了 ")
    assert said.rstrip().endswith(f"初审表：{out}")
    assert number in out.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [out]
    assert ask(folder, "--project", number, "--out", out) == 2
    assert "文件已存在，不覆盖" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("--project", "123", "--out", "x.html"), "项目备案号123不在报备台账中"),
        (("--project", "1", "--plot", "y.txt", "--out", "x.html"), "只能给一个"),
        (("--project", "1", "--out", "结果"), "--out 请写成 .html 文件名"),
        (("--plot", "没有.txt", "--out", "x.html"), "找不到文件"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(folder, line, why, capsys):
    assert ask(folder, *line) == 2
    assert why in capsys.readouterr().err
    assert not Path("x.html").exists()


# ── 随 --plot 给出的登记 ──


def beside(held, tmp_path, *words):
    path = tmp_path / "新.txt"
    path.write_text(txt("", *square(held, placed(held))), "utf-8")
    return of_plots(RULES.values(), held, path, from_words(words) if words else None)


def test_words_beside_the_plots_are_their_row_of_the_register(held, tmp_path):
    bare, one = beside(held, tmp_path), beside(
        held, tmp_path, "立项日期=2021-03-01", "验收日期=2021-12-01", "报备新增耕地（公顷）=9.9",
        "建设规模（公顷）=10", "质量复核日期=未复核", "报备日期=2022-01-01",
    )  # fmt: skip
    reasons = [r.reason for r in bare.outcome.revisions if r.rule in ("B-8", "C-1")]
    assert set(reasons) == {"缺报备记录"}
    said = {r.rule: r for r in one.outcome.revisions if r.subject == PENDING}
    assert said["B-8"].said == said["B-4"].said == said["C-1"].said == Said.SUSPECTED
    assert "99.00%" in said["B-8"].detail
    assert one.material.projects != held.projects


def test_a_row_in_a_file_is_the_row_of_the_only_project(held, tmp_path):
    path = tmp_path / "一行.csv"
    path.write_text("项目备案号,立项日期,苏木镇\n待定,2023-09-01,青禾镇\n", "utf-8-sig")
    plots = tmp_path / "新.txt"
    plots.write_text(txt("", *square(held, placed(held))), "utf-8")
    html = preview_page(of_plots(RULES.values(), held, plots, from_file(path)))
    assert "青禾镇" in html
    assert "立项（2023-09-01）在方案印发（2023-08-28）以后" in html
    assert "以后，属边整治边发生的" not in preview_page(beside(held, tmp_path))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("立项日期",), "应写作 栏目=内容"),
        (("立项日期=",), "应写作 栏目=内容"),
        (("立项曰期=2021-03-01",), "“立项曰期”不是报备台账的栏目，可用："),
    ],
)
def test_words_that_are_no_row_are_refused(words, why):
    with pytest.raises(Refused) as refused:
        from_words(words)
    assert refused.value.reasons[0].startswith(("“", why))
    assert why in refused.value.reasons[0]


def test_a_register_of_other_projects_is_refused(held, tmp_path):
    path = tmp_path / "两行.csv"
    path.write_text("项目备案号,立项日期\n甲,2021-03-01\n乙,2021-03-02\n", "utf-8-sig")
    plots = tmp_path / "新.txt"
    plots.write_text(txt("", *square(held, placed(held))), "utf-8")
    told = from_file(path)
    with pytest.raises(Refused, match="请核对项目备案号"):
        of_plots(RULES.values(), held, plots, told)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("--set", "立项日期=2021-03-01", "--out", "x"), "只随 --plot 使用"),
        (("--project", "1", "--set", "立项日期=2021-03-01", "--out", "x.html"), "只随 --plot"),
        (("--plot", "y.txt", "--register", "r.csv", "--set", "a=b", "--out", "x.html"), "一种"),
    ],
)
def test_a_row_is_given_beside_plots_and_in_one_way(folder, line, why, capsys):
    assert ask(folder, *line) == 2
    assert why in capsys.readouterr().err
