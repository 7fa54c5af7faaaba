"""The command line as two people type it: refusals, versions, two writers, exit codes."""

import multiprocessing
import shutil
from pathlib import Path

import pytest

from gengheng.cli.desk import load
from gengheng.cli.main import main
from gengheng.records.finding import Said
from gengheng.records.person import Role
from gengheng.rules.index import RULES
from journeys.walked import copy_of, walked

REVIEW = ["--by", "复核员乙", "--role", "复核员", "--on", "2023-11-20"]
CLERK = ["--by", "经办甲", "--role", "经办", "--on", "2023-11-21"]


@pytest.fixture
def desk(tmp_path):
    return str(copy_of("案头", tmp_path))


def suspected(desk, nth=1):
    rows = [r for r in load(Path(desk)).contents.revisions if r.said is Said.SUSPECTED]
    return [r for r in rows if r.rule == "B-2"][nth]


def judge(desk, finding, *more):
    seen = suspected(desk)
    return ["judge", finding, "--desk", desk, "--word", "认定", "--m2", str(seen.area_centi_m2 // 100),
            "--reason", "立项前为耕地", "--looked-at", "未看影像", *REVIEW, *more]  # fmt: skip


def test_a_person_who_saw_an_older_desk_is_told(desk, capsys):
    now = load(Path(desk)).version
    assert main(judge(desk, suspected(desk).finding, "--seen", str(now - 1))) == 2
    assert capsys.readouterr().err == (
        f"案头已是第{now}版，办理时看到的是第{now - 1}版；请看过再办\n"
    )
    assert main(judge(desk, suspected(desk).finding, "--seen", str(now))) == 0
    assert load(Path(desk)).version == now + 1


def test_a_finding_is_named_by_id_or_by_rule_and_subject(desk, capsys):
    seen = suspected(desk)
    assert main(judge(desk, f"{seen.rule} {seen.subject}")) == 0
    assert main(judge(desk, "没有")) == 2
    assert capsys.readouterr().err == "不能办理：\n  · 案头没有疑似问题“没有”\n"


def test_without_a_verdict_nothing_is_listed(desk, capsys):
    seen = suspected(desk, 0)
    words = ["case", "open", "B-2023-0009", "--finding", seen.finding, "--desk", desk, *CLERK]
    assert main(words) == 2
    assert capsys.readouterr().err == (
        f"不能办理：\n  · {seen.rule} {seen.subject}尚无认定意见，不能列入\n"
    )


def test_proof_is_a_file_that_is_there_and_not_empty(desk, tmp_path, capsys):
    finish = ["case", "finish", "B-2023-0001", "--desk", desk, *CLERK]
    assert main([*finish, "--proof", "核减通知"]) == 2
    assert main([*finish, "--proof", f"核减通知={tmp_path / '没有.pdf'}"]) == 2
    (tmp_path / "空.pdf").touch()
    assert main([*finish, "--proof", f"核减通知={tmp_path / '空.pdf'}"]) == 2
    said = capsys.readouterr().err
    assert "证据“核减通知”应写作“证明什么=文件”" in said
    assert f"找不到文件：{tmp_path / '没有.pdf'}" in said
    assert "证据文件 空.pdf 是空文件" in said


def test_the_same_run_taken_twice_changes_nothing(desk, capsys):
    before = (Path(desk) / "desk.json").read_bytes()
    words = [
        "take",
        str(walked() / "排查结果"),
        "--desk",
        desk,
        "--by",
        "经办甲",
        "--on",
        "2023-12-20",
    ]
    assert main(words) == 0
    assert capsys.readouterr().out.startswith("新增0，修订0，不变")
    assert (Path(desk) / "desk.json").read_bytes() == before


def test_opening_the_books_twice_changes_nothing(desk):
    before = (Path(desk) / "desk.json").read_bytes()
    words = ["--by", "指标员丁", "--role", "指标管理员", "--on", "2023-12-20"]
    assert main(["book", "open", "--desk", desk, *words]) == 0
    assert (Path(desk) / "desk.json").read_bytes() == before


def test_a_damaged_desk_is_a_sentence_and_is_left_alone(desk, capsys):
    path = Path(desk) / "desk.json"
    path.write_bytes(path.read_bytes()[:-9])
    assert main(["book", "show", "--desk", desk]) == 2
    assert capsys.readouterr().err.startswith("不能办理：\n  · desk.json 不能读取：")
    assert main(["book", "show", "--desk", str(Path(desk) / "无")]) == 2


def test_a_half_written_desk_of_a_killed_program_is_not_read(desk):
    (Path(desk) / ".desk.json.partial").write_bytes(b"{")
    assert main(judge(desk, suspected(desk).finding)) == 0


def test_eight_writers_lose_nothing(desk):
    """Each judges a finding of his own; every verdict is there, every version used once."""
    before = load(Path(desk))
    rows = [r for r in before.contents.revisions if r.said is Said.SUSPECTED]
    asked = [(desk, r.finding, r.area_centi_m2 // 100) for r in rows[:8]]
    assert len(asked) == 8
    with multiprocessing.get_context("spawn").Pool(8) as pool:
        codes = pool.starmap(_judge_one, asked, chunksize=1)
    after = load(Path(desk))
    assert codes == [0] * 8
    assert len(after.contents.verdicts) == len(before.contents.verdicts) + 8
    assert [line.version for line in after.log] == list(range(1, after.version + 1))


def _judge_one(desk, finding, m2):
    return main(
        ["judge", finding, "--desk", desk, "--word", "认定", "--m2", str(m2), "--reason", "立项前为耕地",
         "--looked-at", "未看影像", *REVIEW]
    )  # fmt: skip


def test_exit_codes_and_what_is_never_overwritten(tmp_path, capsys):
    key = tmp_path / "钥.pem"
    assert main(["keygen", "--out", str(key)]) == 0
    assert main(["keygen", "--out", str(key)]) == 2
    assert capsys.readouterr().err == f"文件已存在，不覆盖：{key}\n"
    assert key.stat().st_mode & 0o077 == 0 or shutil.os.name == "nt"
    land = walked() / "示例旗"
    (tmp_path / "满").mkdir()
    (tmp_path / "满" / "x").touch()
    assert main(["screen", str(land), "--out", str(tmp_path / "满")]) == 2
    assert "满 已存在且内容不同；结果不覆盖，请换一个名称" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "满").iterdir()] == ["x"]
    assert main(["verify", str(tmp_path / "无")]) == 2
    assert main(["verify", str(walked() / "归档包")]) == 3
    assert main(["verify", str(walked() / "排查结果"), "--json"]) == 0


def test_screening_with_a_layer_missing_says_so_by_its_exit_code(tmp_path, capsys):
    land = Path(shutil.copytree(walked() / "示例旗", tmp_path / "旗"))
    blocks = (land / "county.toml").read_text("utf-8").split("[[file]]")
    kept = [b for b in blocks if 'schema = "dltb"\n' not in b]
    (land / "county.toml").write_text("[[file]]".join(kept), "utf-8")
    assert main(["screen", str(land), "--out", str(tmp_path / "果")]) == 3
    said = capsys.readouterr().out
    assert "  B-1 非耕地直接认定为新增耕地：未执行，缺地类图斑（三调、变更调查）" in said
    lost = [rule.id for rule in RULES.values() if ("dltb",) in rule.needs]
    assert {"B-1", "B-2", "C-4"} <= {*lost}
    assert all(f"  {rule} {RULES[rule].label}：未执行，缺" in said for rule in lost)


def test_a_pack_over_stale_rows_is_refused(desk, tmp_path, capsys):
    key = tmp_path / "钥.pem"
    main(["keygen", "--out", str(key)])
    assert main(judge(desk, suspected(desk).finding)) == 0
    seen = suspected(desk)
    main(["case", "open", "B-2023-0002", "--finding", seen.finding, "--desk", desk, *CLERK])
    pack = ["pack", "--out", str(tmp_path / "包"), "--key", str(key), "--desk", desk, *CLERK]
    assert main(pack) == 2
    assert "附表3与记录不一致，先用 gengheng form3 重新生成" in capsys.readouterr().err
    assert main(["form3", "--out", str(tmp_path / "表.xlsx"), "--desk", desk, *CLERK]) == 0
    assert main(pack) == 0
    assert main(["verify", str(tmp_path / "包")]) == 3


def test_a_reviewer_fills_no_form(desk, tmp_path, capsys):
    assert main(["form3", "--out", str(tmp_path / "表.xlsx"), "--desk", desk, *REVIEW]) == 2
    assert capsys.readouterr().err == "不能办理：\n  · 须由经办或苏木镇办理，不能由复核员办理\n"
    assert not (tmp_path / "表.xlsx").exists()


def test_a_township_may_not_judge_list_or_book(desk, capsys):
    town = ["--by", "苏木经办戊", "--role", "苏木镇", "--on", "2023-12-20"]
    seen = suspected(desk)
    acts = [
        ["judge", seen.finding, "--word", "排除", "--reason", "x", "--looked-at", "未看影像"],
        ["case", "open", "B-2023-0009", "--finding", load(Path(desk)).contents.cases[0].finding],
        ["case", "order", "B-2023-0001", "--remedy", "B-1.1", "--due", "2024-04-30"],
        ["case", "close", "B-2023-0001"],
        ["book", "hold", "B-2023-0001"],
        ["pack", "--out", f"{desk}/x", "--key", str(walked() / "签名私钥.pem")],
    ]
    for act in acts:
        assert main([*act, "--desk", desk, *town]) == 2
        assert "不能由苏木镇办理" in capsys.readouterr().err, act


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["take", "x"], "缺少必填项：--desk, --by, --on"),
        (
            ["take", "x", "--desk", "d", "--by", "甲", "--on", "昨天"],
            "--on 的日期“昨天”应写作 2023-09-20",
        ),
        (["county", "--out", "x", "--seed", "y"], "--seed 应为整数，写成了“y”"),
        (["verify", "a", "b"], "不认识的选项：b"),
        (["verify", "a", "--key"], "--key 后面缺少内容"),
        (
            ["book", "open", "--desk", "d", "--by", "甲", "--role", "谁", "--on", "2023-09-20"],
            f"--role 不能是“谁”，可选：{', '.join(Role)}",
        ),
    ],
)
def test_a_wrong_line_is_answered_in_chinese(words, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    shown = capsys.readouterr().err
    assert shown.startswith("用法： gengheng ")
    assert shown.splitlines()[-1] == said


def test_an_honest_package_after_a_new_run_is_sound(tmp_path, desk, capsys):
    """Another threshold and a layer less: revised, no longer shown, and nothing to accuse."""
    land = Path(shutil.copytree(walked() / "示例旗", tmp_path / "旗"))
    blocks = (land / "county.toml").read_text("utf-8").split("[[file]]")
    kept = [b for b in blocks if 'schema = "slope"' not in b and 'schema = "eco_redline"' not in b]
    told = "[[file]]".join(kept) + "\n[rules.B-1]\nmin_m2 = 300\n"
    (land / "county.toml").write_text(told, "utf-8")
    assert main(["screen", str(land), "--out", str(tmp_path / "新")]) == 3
    take = ["take", str(tmp_path / "新"), "--desk", desk, "--by", "经办甲", "--on", "2023-12-20"]
    assert main(take) == 0
    assert main(["form3", "--out", str(tmp_path / "表.xlsx"), "--desk", desk, *CLERK]) == 0
    key = ["--key", str(walked() / "签名私钥.pem")]
    assert main(["pack", "--out", str(tmp_path / "包"), *key, "--desk", desk, *CLERK]) == 0
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "包"), "--originals", str(land)]) == 0
    assert "条修订依据更早的资料，不在复算之内" in capsys.readouterr().out
    gone = load(Path(desk)).contents.gone
    assert {*gone.values()} >= {"未执行规则C-3"}
    told = tmp_path / "包" / "records" / "gone.json"
    told.write_text(told.read_text("utf-8").replace("未执行规则C-3", "", 1), "utf-8")
    assert main(["verify", str(tmp_path / "包"), "--originals", str(land)]) == 1
    assert "不再显示的原因记作“问过，未发现”，复算为“未执行规则C-3”" in capsys.readouterr().out


def test_an_archive_without_a_run_to_take_from_is_refused(desk, tmp_path, capsys):
    key = ["--key", str(walked() / "签名私钥.pem")]
    pack = ["pack", "--out", str(tmp_path / "包"), *key, "--originals", "--desk", desk, *CLERK]
    assert main(pack) == 2
    assert "归档包带原件，须用 --run 写明从哪个排查结果取" in capsys.readouterr().err


def test_a_wrong_booking_is_taken_back_by_an_entry_of_today(desk, capsys):
    quota = ["--by", "指标员丁", "--role", "指标管理员", "--on", "2023-12-20"]
    last = load(Path(desk)).contents.entries[-1].number
    words = ["book", "correct", last, "--basis", "通知文号有误", "--desk", desk, *quota]
    assert main(words) == 0
    made = load(Path(desk)).contents.entries[-1]
    assert (made.corrects, made.basis) == (last, "通知文号有误")
    assert main(words) == 2
    assert f"分录{last}已更正过" in capsys.readouterr().err


def test_two_runs_are_compared_and_what_nobody_asked_is_said_apart(tmp_path, capsys):
    land = Path(shutil.copytree(walked() / "示例旗", tmp_path / "旗"))
    blocks = (land / "county.toml").read_text("utf-8").split("[[file]]")
    kept = [b for b in blocks if 'schema = "slope"' not in b and 'schema = "eco_redline"' not in b]
    told = "[[file]]".join(kept) + "\n[rules.B-7]\nmin_m2 = 0\n[rules.B-2]\nmin_m2 = 5000\n"
    (land / "county.toml").write_text(told, "utf-8")
    main(["screen", str(land), "--out", str(tmp_path / "新")])
    capsys.readouterr()
    old = walked() / "排查结果"
    assert main(["compare", str(old), str(old)]) == 0
    assert capsys.readouterr().out.startswith("新增0，修订0，不变")
    assert main(["compare", str(old), str(tmp_path / "新")]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    kinds = {row.split("　")[0].strip() for row in rows}
    assert {"修订", "没有再问"} <= kinds
    assert all(row.split("　")[1].startswith("C-3") for row in rows if "没有再问" in row)
    assert not head.endswith("没有再问0")
    assert main(["compare", str(old), str(land)]) == 2
    assert "旗 不是排查结果文件夹（缺 manifest.json）" in capsys.readouterr().err
