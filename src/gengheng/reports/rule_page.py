"""The page of a rule, generated from its declaration and docstring; docs/rules are these pages."""

import sys

from gengheng.catalogue.vintage import words
from gengheng.intake.columns import label_of
from gengheng.policy.documents import cited
from gengheng.rules.rule import Rule
from gengheng.standards.tables import schemas

SUBJECTS = {
    "plot": "地块（项目备案号-地块编号）",
    "project": "项目（项目备案号）",
    "pair": "项目与其重复的项目、增减挂钩或高标准农田项目、确认单（A|B），及每个项目对其余（A|*）",
}


def subject_words(rule: Rule) -> str:
    """Return what the subjects are: of tables each with the column of its key."""
    if isinstance(rule.subject, str):
        return SUBJECTS[rule.subject]
    known = [(schemas()[n], of.key) for of in rule.subject for n in (of.schema, *of.also)]
    return "；".join(f"{s.label}（{label_of(key, s.columns[key])}）" for s, key in known)


def rule_page(rule: Rule) -> str:
    """Return the page in Markdown: question, basis, method, inputs, parameters, limits, examples.

    >>> from gengheng.rules.index import RULES
    >>> rule_page(RULES["B-1"]).splitlines()[0]
    '# B-1 非耕地直接认定为新增耕地'
    """
    parts = [
        f"# {rule.id} {rule.label}",
        f"第{rule.version}版　问题大类：{rule.problem}　对象：{subject_words(rule)}",
        f"**问**：{rule.question}",
        "本规则只答“疑似、未发现、无法判定”。是否属实，由具名人员认定。",
        "## 依据",
        "\n".join(_basis(basis) for basis in rule.basis),
        "## 方法",
        rule.method,
        "## 输入",
        _inputs(rule),
        "## 参数",
        _params(rule),
        "## 看不到什么",
        "\n".join(f"- {limit}" for limit in rule.blind),
        "## 算例（程序内的英文说明，逐行测试）",
        f"```text\n{_docstring(rule)}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _basis(basis: str) -> str:
    document = cited(basis)
    doubt = "" if document.status == "read" else "（待以正式文本核对）"
    return f"- {basis}　《{document.title}》{document.since} 起{doubt}"


def _inputs(rule: Rule) -> str:
    needs = "；".join("或".join(schemas()[n].label for n in need) for need in rule.needs)
    rows = [f"缺以下任一项即为“未执行”：{needs}。", ""]
    if rule.inputs:
        rows += ["| 名称 | 图层 | 期次 | 用途 |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {schemas()[i.schema].label} | {words(i.vintage)} | {i.use} |"
        for name, i in rule.inputs.items()
    ]
    return "\n".join(rows).rstrip()


def _params(rule: Rule) -> str:
    rows = ["| 参数 | 值 | 作用 | 来源 |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {p.value} {p.unit} | {p.label} | {p.source} |"
        for name, p in rule.params.items()
    ]
    return (
        "\n".join(rows)
        + f"\n\n旗县可在 county.toml 的 `[rules.{rule.id}]` 中改参数，改动随结果记载。"
    )


def _docstring(rule: Rule) -> str:
    module = sys.modules[rule.check.__module__]
    return (module.__doc__ or "").strip()
