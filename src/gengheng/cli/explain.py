"""gengheng explain RULE: the page of a rule, made from its declaration."""

from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.reports.remedy_page import remedy_page
from gengheng.reports.rule_list import rule_list
from gengheng.reports.rule_page import rule_page
from gengheng.reports.schema_page import schema_page
from gengheng.rules.index import RULES
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("rule", nargs="*", help="规则编号，如 B-1；不写则列出全部规则")
    options.add_argument(
        "--out", type=Path, help="把规则说明、措施目录和资料种类写成文件夹中的 .md 文件"
    )


def _run(given: Given) -> int:
    if unknown := [name for name in given.rule if name not in RULES]:
        raise Refused([f"没有规则{name}，现有：{'、'.join(RULES)}" for name in unknown])
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        for name in RULES:
            (given.out / f"{name}.md").write_text(rule_page(RULES[name]), "utf-8", newline="\n")
        (given.out / "目录.md").write_text(rule_list(), "utf-8", newline="\n")
        (given.out / "措施目录.md").write_text(remedy_page(), "utf-8", newline="\n")
        (given.out / "资料种类.md").write_text(schema_page(), "utf-8", newline="\n")
        return 0
    for name in given.rule:
        print(rule_page(RULES[name]))
    if not given.rule:
        print(*(f"{rule.id}　{rule.label}：{rule.question}" for rule in RULES.values()), sep="\n")
    return 0


VERB = Verb("explain", "说明：一条规则怎样查、依据什么、看不到什么", _options, _run)
