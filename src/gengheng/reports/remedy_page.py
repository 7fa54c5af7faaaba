"""The page of remedies, generated from remedies.toml; docs/rules/措施目录.md is this page."""

from gengheng.casework.tables import remedies
from gengheng.rules.index import BY_HAND, RULES, problem_label

ENTRIES = {"deduct": "核减", "freeze": "冻结", "return": "归还", "none": "不记账"}
HEAD = """# 措施目录

各类问题的法定整治措施，按先后顺序；由 `remedies.toml` 生成。
“单独”为否的须与其他措施并用，不能单独销号。账一栏写明销号前指标账必须有的变动；
冻结、归还在本版指标账尚不能登记，这类问题不能销号。

| 编号 | 问题 | 措施 | 依据 | 必须的证据 | 账 | 单独 | 下达 | 验收 |
|---|---|---|---|---|---|---|---|---|
"""


def remedy_page() -> str:
    """Return the table in Markdown, by problem and order of fallback.

    >>> remedy_page().splitlines()[0]
    '# 措施目录'
    """
    known = [r for r in remedies().values() if r.problem in {*RULES, *BY_HAND}]
    rows = sorted(known, key=lambda r: (r.problem, r.order))
    return HEAD + "".join(
        f"| {r.id} | {r.problem} {problem_label(r.problem)} | {r.label} | {r.basis} | "
        f"{'、'.join(r.proof)} | {ENTRIES[r.entry]} | {'是' if r.alone else '否'} | "
        f"{r.orders} | {r.accepts} |\n"
        for r in rows
    )
