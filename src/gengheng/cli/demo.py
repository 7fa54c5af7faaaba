"""gengheng demo --out FOLDER: one plot all the way, on a sample county, by commands one could type.

Every step is a line of the command line, run here and written to 命令.txt, so that whoever reads
it can type it. All persons are roles; 示例旗 (150899) does not exist.
"""

import io
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from gengheng.cli import book, case, county, form3, judge, pack, screen, take, verify
from gengheng.cli.desk import load
from gengheng.cli.line import run
from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.contents import Contents
from gengheng.records.finding import Revision, Said
from gengheng.values.errors import Refused

Do = Callable[..., list[str]]
MARK, NOTICE = ".gengheng-demo", "核减通知.txt"
NUMBER, REMEDY, DUE = "B-2023-0001", "B-1.1", "2024-04-30"
CLERK, REVIEWER, AUDITOR, QUOTA, TOWN = (
    ("经办甲", "经办"), ("复核员乙", "复核员"), ("审核员丙", "审核员"), ("指标员丁", "指标管理员"),
    ("苏木经办戊", "苏木镇"),
)  # fmt: skip
VERBS = (
    county.VERB, screen.VERB, take.VERB, judge.VERB, case.VERB, book.VERB, form3.VERB,
    pack.KEYGEN, pack.VERB, verify.VERB,
)  # fmt: skip


def _options(options: Options) -> None:
    options.add_argument("--out", type=Path, required=True, help="演示文件夹；已有的演示会重做")


def _run(given: Given) -> int:
    out: Path = given.out
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise Refused([f"{out.name} 不是演示文件夹，里面有别的文件，请换一个名称"])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()
    for line in walk(out):
        print(line)
    return 0


def walk(out: Path) -> Iterator[str]:
    """Yield the ten lines that matter while the walk is done in `out`."""
    typed: list[str] = []

    def do(*words: str, expect: tuple[int, ...] = (0,)) -> list[str]:
        """Run one line as typed, note it, and return what it said."""
        typed.append(_typed(["gengheng", *words]))
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = run(VERBS, words)
        if code not in expect:
            raise RuntimeError(f"{typed[-1]}: {code}\n{said.getvalue()}")
        return said.getvalue().splitlines()

    land, result, desk = str(out / "示例旗"), str(out / "排查结果"), str(out / "案头")
    do("county", "--out", land)
    (out / NOTICE).write_text("示例核减通知\n", "utf-8")
    typed.append(f"echo 示例核减通知 > {_typed([str(out / NOTICE)])}")
    yield f" 1 示例旗县　{land}（答案另在 truth.json）"
    yield f" 2 排查　　　{do('screen', land, '--out', result, expect=(0, 3))[0]}"
    do("take", result, "--desk", desk, "--by", CLERK[0], "--on", "2023-10-23")
    seen = _choose(load(Path(desk)).contents)
    yield f" 3 疑似　　　{seen.rule} {seen.subject}：{seen.detail}"
    yield from _judge_and_order(do, desk, seen)
    yield from _books_and_close(do, out, desk)
    yield from _form_and_pack(do, out, desk, result, land)
    (out / "命令.txt").write_text("\n".join(typed) + "\n", "utf-8")
    yield f"报告 {out / '排查结果' / 'report.html'}　附表 {out / '附表3.xlsx'}　包 {out / '归档包'}"
    yield f"每一步的命令 {out / '命令.txt'}"


def _typed(words: Iterable[str]) -> str:
    """Return a line as one types it, the same in sh, cmd and PowerShell.

    >>> print(_typed(["gengheng", "case", "open", "--basis", "核减〔2023〕1号", "案头 一"]))
    gengheng case open --basis "核减〔2023〕1号" "案头 一"
    """
    return " ".join(w if re.fullmatch(r"[\w./\\:=-]+", w) else f'"{w}"' for w in words)


def _choose(contents: Contents) -> Revision:
    """Return the smallest suspected B-1 that is only part of its plot."""
    area = {plot.subject: plot.area_centi_m2 or 0 for plot in contents.plots}
    found = [r for r in contents.revisions if r.rule == "B-1" and r.said is Said.SUSPECTED]
    part = [r for r in found if r.area_centi_m2 < area[r.subject] * 9 // 10]
    return min(part or found, key=lambda r: (r.area_centi_m2, r.subject))


def _by(desk: str, who: tuple[str, str], on: str) -> list[str]:
    return ["--desk", desk, "--by", who[0], "--role", who[1], "--on", on]


def _judge_and_order(do: Do, desk: str, seen: Revision) -> Iterator[str]:
    decided = str(seen.area_centi_m2 // 100)
    said = do("judge", seen.finding, "--word", "认定", "--m2", decided, "--reason",
              "验收当年和次年变更调查均不是耕地", "--looked-at", "各期变更调查",
              "--looked-at", "未看影像", *_by(desk, REVIEWER, "2023-11-06"))  # fmt: skip
    yield f" 4 认定　　　{said[0]}"
    do("case", "open", NUMBER, "--finding", seen.finding, *_by(desk, CLERK, "2023-11-07"))
    do("case", "order", NUMBER, "--remedy", REMEDY, "--due", DUE, *_by(desk, CLERK, "2023-11-08"))
    yield f" 5 列入　　　{do('case', 'show', NUMBER, '--desk', desk)[1]}"


def _books_and_close(do: Do, out: Path, desk: str) -> Iterator[str]:
    notice = out / NOTICE
    do("book", "open", *_by(desk, QUOTA, "2023-11-09"))
    do("book", "hold", NUMBER, *_by(desk, QUOTA, "2023-11-10"))
    do("case", "finish", NUMBER, "--proof", f"核减通知={notice}", *_by(desk, TOWN, "2023-12-01"))
    refused = do(
        "case", "close", NUMBER, *_by(desk, (CLERK[0], "审核员"), "2023-12-04"), expect=(2,)
    )
    yield f" 6 销号被拒　{'；'.join(line.strip(' ·') for line in refused[1:])}"
    do("book", "deduct", NUMBER, "--basis", "示例核减〔2023〕1号", *_by(desk, QUOTA, "2023-12-05"))
    left = [line for line in do("book", "show", "--desk", desk) if "已核减" in line]
    yield f" 7 核减　　　{'；'.join(left)}"
    yield f" 8 销号　　　{do('case', 'close', NUMBER, *_by(desk, AUDITOR, '2023-12-08'))[0]}"


def _form_and_pack(do: Do, out: Path, desk: str, result: str, land: str) -> Iterator[str]:
    do("form3", "--out", str(out / "附表3.xlsx"), *_by(desk, CLERK, "2023-12-11"))
    cells = load(Path(desk)).contents.rows[0].cells
    yield (
        f" 9 附表3　　不实面积{cells['decided']}公顷，核减{cells['deducted']}公顷，"
        f"未核减差额{cells['left']}公顷"
    )
    do("keygen", "--out", str(out / "签名私钥.pem"))
    sealed = do("pack", "--out", str(out / "归档包"), "--key", str(out / "签名私钥.pem"), "--run",
                result, "--originals", *_by(desk, AUDITOR, "2023-12-12"))  # fmt: skip
    code = sealed[0].rpartition(" ")[2]
    checked = do("verify", str(out / "归档包"), "--originals", land)
    of_run = do("verify", result)
    yield f"10 归档包　　校验码{code}；核验{checked[0]}；排查结果核验{of_run[0]}"


VERB = Verb("demo", "演示：在示例旗县上走完一个地块的全过程", _options, _run)
