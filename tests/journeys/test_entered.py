"""A 其他…问题 by the command line: entered, judged, listed, deducted, closed, packed, verified."""

from pathlib import Path

import pytest

from gengheng.cli.desk import load
from gengheng.cli.main import main
from gengheng.packs.verify import verify
from gengheng.records.case import State
from journeys.test_forgery import edit, sentences
from journeys.walked import copy_of

WORDS = {
    who: ["--by", who, "--role", role, "--on", "2024-03-21"]
    for who, role in (
        ("经办甲", "经办"), ("复核员乙", "复核员"), ("审核员戊", "审核员"),
        ("指标员丁", "指标管理员"),
    )
}  # fmt: skip
PROOF = ["--means", "实地调查", "--proof", "现场照片={file}"]


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "照片.jpg").write_bytes(b"not empty")
    return str(copy_of("案头", tmp_path))


def untouched(desk):
    """A project of the register without any case, with all three pools."""
    held = load(Path(desk)).contents
    taken = {case.project_no for case in held.cases}
    return next(
        p.project_no
        for p in held.projects
        if p.project_no not in taken and None not in (p.reported_m2, p.paddy_m2, p.capacity_kg)
        and p.reported_m2 > 5_000
    )  # fmt: skip


def enter(desk, subject, *more, problem="B-0", proof=PROOF):
    words = [w.format(file=Path(desk).parent / "照片.jpg") for w in proof]
    return main(
        ["enter", problem, subject, "--m2", "1200", "--seen-what", "取土未回填", *words, *more,
         "--desk", desk, *WORDS["经办甲"]]
    )  # fmt: skip


def act(desk, who, *words):
    assert main([*words, "--desk", desk, *WORDS[who]]) == 0, words


def test_nothing_is_entered_without_evidence_or_by_a_wrong_number(desk, capsys):
    before = (Path(desk) / "desk.json").read_bytes()
    assert enter(desk, untouched(desk), proof=[]) == 2
    said = capsys.readouterr().err
    assert "未写排查手段" in said
    assert "没有证据，不能登记" in said
    assert enter(desk, "没有的项目", "--unit", "示例苏木") == 2
    assert "须写报备台账中的项目备案号" in capsys.readouterr().err
    assert (Path(desk) / "desk.json").read_bytes() == before


def test_entered_once_and_kept_by_the_next_screening(desk, capsys):
    no = untouched(desk)
    assert enter(desk, no) == 0
    assert enter(desk, no) == 2
    assert "已登记过" in capsys.readouterr().err
    run = copy_of("排查结果", Path(desk).parent)
    assert main(["take", str(run), "--desk", desk, "--by", "经办甲", "--on", "2024-03-22"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("不再显示0（保留，由人处理）")
    held = load(Path(desk)).contents
    assert [r.subject for r in held.revisions if r.rule == "B-0"] == [no]
    assert held.gone == {}


def test_from_entry_to_a_verified_package(desk, tmp_path, capsys):
    no = untouched(desk)
    assert enter(desk, no) == 0
    name = f"B-0 {no}"
    act(desk, "复核员乙", "judge", name, "--word", "认定", "--m2", "1200", "--reason", "属实",
        "--looked-at", "现场照片")  # fmt: skip
    act(desk, "经办甲", "case", "open", "B-2024-0901", "--finding", name)
    act(desk, "经办甲", "case", "order", "B-2024-0901", "--remedy", "B-0.1", "--due", "2024-04-30")
    act(desk, "指标员丁", "book", "hold", "B-2024-0901")
    act(desk, "指标员丁", "book", "deduct", "B-2024-0901", "--basis", "示核减〔2024〕9号")
    notice = f"核减通知={tmp_path / '照片.jpg'}"
    act(desk, "经办甲", "case", "finish", "B-2024-0901", "--proof", notice)
    act(desk, "审核员戊", "case", "close", "B-2024-0901")
    case = load(Path(desk)).contents.cases[-1]
    assert (case.state, case.owed.area_m2) == (State.CLOSED, 1_200)
    act(desk, "经办甲", "form3", "--out", str(tmp_path / "附表3.xlsx"))
    key = tmp_path / "钥.pem"
    assert main(["keygen", "--out", str(key)]) == 0
    pack = tmp_path / "包"
    act(desk, "经办甲", "pack", "--out", str(pack), "--key", str(key))
    report = verify(pack)
    assert sentences(report) == []
    assert not any("登记证据" in said for said in report.not_recomputed)
    edit(pack, "records/entered.json", '"means":["实地调查"]', '"means":[]')
    assert f"{no}：手工登记的问题没有登记人、手段或证据" in sentences(verify(pack))
