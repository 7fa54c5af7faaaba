"""gengheng screen FOLDER --out RUN."""

from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.run_folder import screen_folder, write_run
from gengheng.reports.words import summary
from gengheng.screening.run import Outcome


def _options(options: Options) -> None:
    options.add_argument("folder", type=Path, help="资料文件夹（内有 county.toml）")
    options.add_argument("--out", type=Path, required=True, help="排查结果文件夹，不覆盖已有结果")
    options.add_argument(
        "--no-originals", action="store_true", help="结果中不存原件（不能独立复算）"
    )


def _run(given: Given) -> int:
    outcome, material = screen_folder(given.folder)
    fresh = write_run(outcome, material, given.out, originals=not given.no_originals)
    print(*said(outcome), sep="\n")
    print(f"结果：{given.out}" + ("" if fresh else "（与已有结果逐字节相同，未重写）"))
    print(f"报告：{given.out / 'report.html'}")
    return 3 if any(line.not_run for line in outcome.run.rules) else 0


def said(outcome: Outcome) -> list[str]:
    """Return the cover in a few lines: a sentence first, then a line for each rule."""
    rules = outcome.run.rules
    lines = [
        f"  {r.rule} {r.label}：{r.status}"
        + (f"，缺{r.not_run.owed}" if r.not_run else
           f"，疑似{r.suspected}，无法判定{r.unknown}，未发现{r.clear}，关注{r.attention}")
        for r in rules
    ]  # fmt: skip
    return ["".join(words for words, _ in summary(outcome.run)), *lines]


VERB = Verb("screen", "排查：对一个资料文件夹问遍所有规则", _options, _run)
