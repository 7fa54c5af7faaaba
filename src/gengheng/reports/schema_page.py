"""All kinds of files, made from the data standards; docs/rules/资料种类.md is this page."""

from gengheng.intake.columns import label_of
from gengheng.standards.tables import Column, Schema, schemas, units

HEAD = """# 资料种类

由数据标准生成。`schema` 是 county.toml 里写的名称；“必需”的列找到了才认得出这一类。
“列名”里任何一个都认得，比较时不计大小写、全角半角、空格、换行、括号和括号里的单位。“—”是图层，或没有编号、各行都收的清单。

| schema | 资料 | 形式 | 必需的列 | 台账中一个编号可有几行 | 通常由谁提供 |
|---|---|---|---|---|---|
"""
KINDS = {"layer": "图层", "register": "台账"}
TYPES = {
    "text": "文字",
    "code": "代码",
    "date": "日期",
    "area_m2": "面积，须有单位",
    "area_centi_m2": "面积，国家标准为平方米",
    "money_fen": "金额，须有单位",
    "kg": "产能，须有单位",
    "tenths": "等别",
    "length_mm": "长度，不写单位为米",
    "number": "数",
}


def schema_page() -> str:
    """Return the page in Markdown: one table of all kinds, one of the columns of each.

    >>> schema_page().splitlines()[0]
    '# 资料种类'
    """
    rows = [_row(name, schema) for name, schema in schemas().items()]
    parts = [_columns(name, schema) for name, schema in schemas().items()]
    return HEAD + "".join(rows) + "".join(parts)


def _row(name: str, schema: Schema) -> str:
    needed = "、".join(label_of(one, schema.columns[one]) for one in schema.required)
    needed = needed or "按名称认"
    many = "是" if schema.many else "否"
    if schema.kind == "layer" or not _numbered(schema):
        many = "—"
    unit = units().get(name, "（待定）")
    kind = KINDS[schema.kind]
    return f"| {name} | {schema.label} | {kind} | {needed} | {many} | {unit} |\n"


def _numbered(schema: Schema) -> bool:
    """Tell whether the rows of a kind have a number: a text as the first required column."""
    first = schema.required[:1]
    return any(schema.columns[one].type in ("code", "text") for one in first)


def _columns(name: str, schema: Schema) -> str:
    head = f"\n## {name} {schema.label}\n\n"
    if schema.same_columns_as:
        other = schemas()[schema.same_columns_as]
        return f"{head}各列同 {schema.same_columns_as} {other.label}。\n"
    if schema.named:
        head += f"图层名称须含：`{schema.named}`。\n\n"
    lines = [_line(one, column) for one, column in schema.columns.items()]
    return f"{head}| 标准列 | 列名 | 类型 |\n|---|---|---|\n" + "".join(lines)


def _line(name: str, column: Column) -> str:
    return f"| {name} | {'、'.join(column.names)} | {TYPES[column.type]} |\n"
