"""The list of all rules, generated from their declarations; docs/rules/目录.md is this page."""

from gengheng.reports.rule_page import subject_words
from gengheng.rules.index import BY_HAND, RULES
from gengheng.standards.tables import schemas

HEAD = """# 规则目录

每条规则一页；表由规则声明生成。所列资料缺任一组即为“未执行”，一组内有一种即可。

| 规则 | 问题大类 | 名称 | 问什么 | 对象 | 要什么资料 |
|---|---|---|---|---|---|
"""


def rule_list() -> str:
    """Return the table in Markdown, in the order of the index, and what is entered by hand.

    >>> rule_list().splitlines()[0]
    '# 规则目录'
    """
    rows = []
    for rule in RULES.values():
        needs = "；".join("或".join(schemas()[n].label for n in need) for need in rule.needs)
        rows.append(
            f"| [{rule.id}]({rule.id}.md) | {rule.problem} | {rule.label} | {rule.question} | "
            f"{subject_words(rule)} | {needs} |\n"
        )
    others = "、".join(f"{key} {label}" for key, label in BY_HAND.items())
    return HEAD + "".join(rows) + f"\n规则以外的问题由人登记（`gengheng enter`）：{others}。\n"
