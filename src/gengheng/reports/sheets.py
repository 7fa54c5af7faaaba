"""The sheets of 问题清单.xlsx as columns and rows; how they look is `workbook`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gengheng.records.entered import Means
from gengheng.records.finding import Revision, Said
from gengheng.records.run import RuleResult
from gengheng.records.source import Remark
from gengheng.reports.steps import plain_reasons, what_to_do
from gengheng.reports.sums import (
    Ground,
    Shared,
    Sum,
    ground_of,
    grouped,
    in_order,
    kind_of,
    shared,
    summed,
)
from gengheng.reports.words import (
    NATURE,
    OVERLAP,
    Known,
    area,
    basis_words,
    known,
    means,
    not_run_words,
    summary,
    survey_words,
    unused_words,
    vintage_words,
)
from gengheng.rules.index import RULES
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome

Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `m2` cells are given in 0.01 m², `ha` and `mu` cells in whole m²."""

    title: str
    width: int
    kind: Literal["text", "int", "m2", "ha", "mu"] = "text"
    total: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: frame, columns, rows, 填表说明."""

    name: str
    title: str
    basis: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    empty: str
    paper: Literal["A3", "A4"] = "A4"
    totals: bool = False


def sheets(outcome: Outcome, material: Material, held: Known | None = None) -> list[Sheet]:
    """Return the sheets in their order."""
    held = held or known(material, outcome.revisions)
    ground = ground_of(outcome)
    said = {word: [r for r in outcome.revisions if r.said == word] for word in Said}
    return [
        _suspected(said[Said.SUSPECTED], held, outcome, ground),
        _unknown(said[Said.UNKNOWN], held, outcome),
        _attention(said[Said.CLEAR], held, outcome),
        _rules(outcome),
        *_sums(said[Said.SUSPECTED], held, outcome, ground),
        _unused(outcome),
        _remarks(outcome, material),
    ]


def _basis(outcome: Outcome, more: str) -> str:
    run = outcome.run
    not_run = [line.rule for line in run.rules if line.not_run]
    gap = f"　未执行：{'、'.join(not_run)}（不等于未发现）" if not_run else ""
    return f"旗县：{run.name}（{run.county}）　截至：{run.as_of.isoformat()}{gap}　{more}"


def _numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple((at, *row) for at, row in enumerate(rows, start=1))


def _suspected(rows: list[Revision], held: Known, outcome: Outcome, ground: Ground) -> Sheet:
    columns = (
        Column("序号", 5, "int"), Column("疑似问题编号", 14), Column("规则", 5),
        Column("问题大类", 9), Column("问题情形", 14), Column("苏木镇", 9),
        Column("项目备案号", 17), Column("项目名称", 17), Column("地块（对象）", 21),
        Column("疑似面积（平方米）", 11, "m2", total=True),
        Column("疑似面积（公顷）", 10, "ha", total=True),
        Column("疑似面积（亩）", 9, "mu", total=True), Column("面积是", 7),
        Column("按调查库面积（平方米）", 12, "m2"), Column("情形说明", 40), Column("依据", 24),
        Column("期次", 34), Column("所据登记", 24), Column("修订号", 18),
    )  # fmt: skip
    return Sheet(
        "疑似问题", "耕地占补平衡疑似问题清单", _basis(outcome, f"手段：{_means(rows)}"),
        columns, _numbered(_suspected_row(r, held, ground) for r in rows),
        (
            f"填表说明：1. {NATURE}",
            f"2. {OVERLAP}合计行只加筛出的行，请先按“规则”筛选再看合计。",
            "3. 面积是国家规定的椭球面积；公顷由整平方米写出，亩为公顷的15倍。“数额之差”没有图形。",
            "4. “按调查库面积”是同一范围按图斑面积（TBMJ）比例折算的数，两数不同属正常。",
        ),
        "没有疑似问题。未执行的规则没有结果，见“规则执行情况”。", "A3", totals=True,
    )  # fmt: skip


def _means(rows: list[Revision]) -> str:
    """Return the means that found anything; which of them found what stands on each page."""
    spoke = {word for r in rows for word in means(r)}
    return "、".join(word for word in Means if word in spoke) or "没有"


def _suspected_row(r: Revision, held: Known, ground: Ground) -> Row:
    rule, size = RULES[r.rule], area(r.area_centi_m2)
    survey = survey_words(r) if r.survey_centi_m2 is None else r.survey_centi_m2
    basis = "；".join(
        f"{one}（{mark}）" if mark else one
        for one, (_, mark) in zip(rule.basis, basis_words(rule), strict=True)
    )
    return (
        r.finding, r.rule, rule.problem, rule.label, held.unit(r), "、".join(held.numbers(r)),
        held.name(r), r.subject, size.centi, size.whole, size.whole, kind_of(ground, r), survey,
        r.detail, basis, vintage_words(r), held.places(r), r.id,
    )  # fmt: skip


def _unknown(rows: list[Revision], held: Known, outcome: Outcome) -> Sheet:
    columns = (
        Column("序号", 6, "int"), Column("编号", 15), Column("规则", 6), Column("问题情形", 22),
        Column("苏木镇", 10), Column("项目备案号", 18), Column("项目名称", 20),
        Column("地块（对象）", 22), Column("无法判定的原因", 24), Column("怎么办", 30),
        Column("期次", 36), Column("修订号", 18),
    )  # fmt: skip
    table = [
        (r.finding, r.rule, RULES[r.rule].label, held.unit(r), "、".join(held.numbers(r)),
         held.name(r), r.subject, r.reason, what_to_do(r.reason), vintage_words(r), r.id)
        for r in rows
    ]  # fmt: skip
    return Sheet(
        "无法判定", "无法判定清单", _basis(outcome, "无法判定不等于没有问题"), columns,
        _numbered(table), ("填表说明：资料补齐后重新排查，原编号不变。",), "没有无法判定的对象。",
    )  # fmt: skip


def _attention(rows: list[Revision], held: Known, outcome: Outcome) -> Sheet:
    columns = (
        Column("序号", 6, "int"), Column("编号", 15), Column("规则", 6), Column("问题情形", 22),
        Column("苏木镇", 10), Column("项目备案号", 18), Column("项目名称", 20),
        Column("地块（对象）", 22), Column("关注内容", 50), Column("修订号", 18),
    )  # fmt: skip
    table = [
        (r.finding, r.rule, RULES[r.rule].label, held.unit(r), "、".join(held.numbers(r)),
         held.name(r), r.subject, r.note, r.id)
        for r in rows if r.note
    ]  # fmt: skip
    return Sheet(
        "关注", "关注清单", _basis(outcome, "关注是“未发现”的附注，不计入疑似"), columns,
        _numbered(table), ("填表说明：关注事项由人决定是否查看。",), "没有关注事项。",
    )  # fmt: skip


def _rules(outcome: Outcome) -> Sheet:
    columns = (
        Column("序号", 6, "int"), Column("规则", 6), Column("版本", 6, "int"),
        Column("问题大类", 10), Column("查什么", 34), Column("执行", 10), Column("受检", 8, "int"),
        Column("疑似", 8, "int"), Column("无法判定", 9, "int"), Column("未发现", 8, "int"),
        Column("关注", 8, "int"), Column("碎片个数", 9, "int"),
        Column("碎片面积（平方米）", 12, "m2"), Column("缺什么、说明", 40),
        Column("参数", 40),
    )  # fmt: skip
    return Sheet(
        "规则执行情况", "规则执行情况", _basis(outcome, ""), columns,
        _numbered(_rule_row(line) for line in outcome.run.rules),
        (
            "填表说明：1. " + "".join(text for text, _ in summary(outcome.run)),
            "2. 未执行的规则没有结果，不等于未发现，计数栏写“没有结果”，不写0。",
        ),
        "没有规则。",
    )  # fmt: skip


def _rule_row(line: RuleResult) -> Row:
    rule = RULES[line.rule]
    params = "；".join(
        f"{p.label}{line.params[name]}{p.unit}（{p.source}）" for name, p in rule.params.items()
    )
    head: Row = (line.rule, line.version, line.problem, rule.question, line.status)
    if line.not_run:
        said = f"{line.not_run.reason}。{not_run_words(line)}"
        return (*head, *(("没有结果",) * 7), said, params)
    reasons = [f"{why} {count}" for why, count in plain_reasons([line])]
    said = "；".join([*line.notes, *reasons])
    counts = (line.asked, line.suspected, line.unknown, line.clear, line.attention)
    return (*head, *counts, line.slivers, line.sliver_centi_m2, said, params)


def _sums(rows: list[Revision], held: Known, outcome: Outcome, ground: Ground) -> list[Sheet]:
    """Return the counts and areas by unit and problem, and the ground that findings share."""
    whole = summed(rows, ground)
    columns = (
        Column("序号", 6, "int"), Column("苏木镇", 26), Column("问题大类", 14),
        Column("疑似（项）", 10, "int"), Column("图形面积逐项相加（公顷）", 14, "ha"),
        Column("同一块地只算一次（公顷）", 14, "ha"), Column("同一块地只算一次（亩）", 13, "mu"),
        Column("数额之差（公顷）", 12, "ha"),
    )  # fmt: skip
    first = Sheet(
        "汇总", "疑似问题汇总", _basis(outcome, "按苏木镇和问题大类"), columns,
        _numbered(_sum_rows(rows, held, ground)),
        (
            f"填表说明：1. {NATURE}",
            "2. “只算一次”是把几项疑似共有的土地只计一遍；大类、苏木镇相加可以大于合计。",
            "3. “数额之差”没有图形，不能与图形面积相加，也不能去重。",
        ),
        "没有疑似问题。",
    )  # fmt: skip
    both = (
        Column("序号", 6, "int"), Column("涉及项数", 9, "int"), Column("涉及疑似问题", 44),
        Column("规则", 14), Column("苏木镇", 16), Column("重叠面积（平方米）", 13, "m2"),
        Column("重叠面积（公顷）", 12, "ha"), Column("重叠面积（亩）", 11, "mu"),
        Column("疑似问题编号", 30),
    )  # fmt: skip
    second = Sheet(
        "重叠", "同一块地被几条规则提出", _basis(outcome, "各行互不重叠"), both,
        _numbered(_shared_row(one, held) for one in shared(rows, outcome.overlaps)),
        (
            f"填表说明：1. 图形面积逐项相加{whole.ground.ha}公顷，"
            f"同一块地只算一次{whole.once.ha}公顷。",
            "2. 一块地列入几个问题时，指标只核减一次。",
        ),
        "没有一块地被两条以上规则提出。",
    )  # fmt: skip
    return [first, second]


def _sum_rows(rows: list[Revision], held: Known, ground: Ground) -> Iterable[Row]:
    """Yield unit by unit the problem areas and 小计, at last all units together."""
    for unit, own in [
        *sorted(grouped(rows, held.unit).items()),
        *([("全部", rows)] if rows else []),
    ]:
        found = grouped(own, lambda r: RULES[r.rule].problem)
        for problem in in_order(found):
            yield unit, problem, *_sum_cells(summed(found[problem], ground))
        yield unit, "合计", *_sum_cells(summed(own, ground))


def _sum_cells(one: Sum) -> Row:
    return one.count, one.ground.whole, one.once.whole, one.once.whole, one.figures.whole


def _shared_row(one: Shared, held: Known) -> Row:
    own = one.findings
    return (
        len(own), "；".join(f"{r.rule} {r.subject}" for r in own),
        "、".join(dict.fromkeys(r.rule for r in own)),
        "、".join(dict.fromkeys(held.unit(r) for r in own)),
        one.size.centi, one.size.whole, one.size.whole, "、".join(r.finding for r in own),
    )  # fmt: skip


def _unused(outcome: Outcome) -> Sheet:
    columns = (
        Column("序号", 6, "int"),
        Column("文件或图层，以及为什么没有使用", 120),
    )
    return Sheet(
        "未使用文件", "未使用的文件与图层", _basis(outcome, ""), columns,
        _numbered((text,) for text in unused_words(outcome.run)),
        ("填表说明：没有人决定的，一律不用，也不猜；改 county.toml 后重新排查。",),
        "文件夹内的文件都已使用。",
    )  # fmt: skip


def _remarks(outcome: Outcome, material: Material) -> Sheet:
    columns = (
        Column("序号", 6, "int"), Column("类别", 10), Column("文件", 30), Column("图层、表", 20),
        Column("行", 8), Column("字段", 14), Column("说明", 70), Column("代码", 14),
    )  # fmt: skip
    rows: list[Row] = []
    for source in material.sources:
        if source.refused:
            rows.append(("整件未收", source.path, "", "", "", source.refused, ""))
        for card in source.layers:
            rows += [_remark("退件", card.name, one) for one in card.rejections]
            rows += [_remark("修补", card.name, one) for one in card.repairs]
    return Sheet(
        "修补与退件", "原件的修补与退件", _basis(outcome, ""), columns, _numbered(rows),
        ("填表说明：修补只是读法，原件一字未改；退件的行没有参加排查，改正后重报。",),
        "没有修补，也没有退件。",
    )  # fmt: skip


def _remark(kind: str, layer: str, one: Remark) -> Row:
    place = str(one.row) if one.row else "整件"
    return (kind, one.file, layer, place, one.field, one.sentence, one.code)
