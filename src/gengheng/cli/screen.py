"""gengheng screen FOLDER --out RUN; with --project or --plot the 初审 of one project."""

from collections.abc import Iterator
from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.run_folder import screen_folder, write_run
from gengheng.reports.preview_page import answer_words, owed, preview_page, rule_word, sentence
from gengheng.reports.words import by_rule, summary
from gengheng.rules.index import RULES
from gengheng.screening.material import gather
from gengheng.screening.pending import Registered, from_file, from_words
from gengheng.screening.preview import Preview, of_plots, of_project
from gengheng.screening.run import Outcome
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("folder", type=Path, help="资料文件夹（内有 county.toml）")
    options.add_argument(
        "--out", type=Path, required=True,
        help="排查结果文件夹，不覆盖已有结果；初审时是要写的网页，如 初审.html",
    )  # fmt: skip
    options.add_argument(
        "--no-originals", action="store_true", help="结果中不存原件（不能独立复算）"
    )
    options.add_argument("--project", default="", help="初审：只问这个项目备案号，写一页初审表")
    options.add_argument("--plot", type=Path, help="初审：只问这个尚未报备的地块文件（报盘TXT）")
    options.add_argument("--register", type=Path, help="随--plot：该项目的登记（台账格式的一行）")
    options.add_argument(
        "--set", action="append", default=[], metavar="栏目=内容",
        help="随--plot：逐项给出登记，如 立项日期=2021-03-01，可以写几次",
    )  # fmt: skip


def _run(given: Given) -> int:
    if given.project or given.plot:
        return _preview(given)
    if given.register or given.set:
        raise Refused(["--register、--set 只随 --plot 使用"])
    outcome, material = screen_folder(given.folder)
    fresh = write_run(outcome, material, given.out, originals=not given.no_originals)
    print(*said(outcome), sep="\n")
    print(f"结果：{given.out}" + ("" if fresh else "（与已有结果逐字节相同，未重写）"))
    print(f"报告：{given.out / 'report.html'}")
    return 3 if any(line.not_run for line in outcome.run.rules) else 0


def _preview(given: Given) -> int:
    """Ask about one project and write its page; exit code as for a whole run."""
    if given.project and given.plot:
        raise Refused(["--project 和 --plot 只能给一个：前者问已列入资料的项目，后者问一个文件"])
    if given.out.is_dir() or given.out.suffix.lower() not in (".html", ".htm"):
        raise Refused([f"初审写一页网页，--out 请写成 .html 文件名，例如 {given.out.name}.html"])
    told = _registered(given)
    material = gather(given.folder)
    rules = RULES.values()
    one = (
        of_plots(rules, material, given.plot, told)
        if given.plot
        else of_project(rules, material, given.project)
    )
    with given.out.open("x", encoding="utf-8", newline="\n") as page:
        page.write(preview_page(one))
    print(*preview_said(one), sep="\n")
    print(f"初审表：{given.out}")
    return 3 if any(line.not_run for line in one.outcome.run.rules) else 0


def _registered(given: Given) -> Registered | None:
    """Return what was given beside the plots about their project, None for nothing."""
    if not given.register and not given.set:
        return None
    if not given.plot:
        raise Refused(["--register、--set 只随 --plot 使用；已列入资料的项目以报备台账为准"])
    if given.register and given.set:
        raise Refused(["--register 和 --set 只能给一种"])
    return from_file(given.register) if given.register else from_words(given.set)


def preview_said(one: Preview) -> Iterator[str]:
    """Yield the answers about a project: a sentence, each rule with its answers, what is owed."""
    yield f"初审 {'、'.join(one.numbers)}：{sentence(one)}"
    found = by_rule(one.outcome.revisions)
    for line in one.outcome.run.rules:
        gap = f"，缺{line.not_run.owed}" if line.not_run else ""
        yield f"  {line.rule} {line.label}：{rule_word(line)}{gap}"
        yield from (f"    {answer_words(r)}" for r in found.get(line.rule, ()))
    if missing := owed(one):
        yield "须补齐的资料："
        yield from (f"  · {text}" for text in missing)
    yield from (f"说明：{text}" for text in one.notes)
    if one.idle:
        yield f"{'、'.join(one.idle)} 按批次、台账各行查，不针对单个项目，没有问。"


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


VERB = Verb("screen", "排查：对一个资料文件夹问遍所有规则，或初审一个项目", _options, _run)
