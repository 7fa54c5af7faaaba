"""质检结果.xlsx: every check with its count, and every defect with what to do about it."""

from collections.abc import Iterable, Sequence
from datetime import date

from gengheng.inspection.check import Defect, Outcome
from gengheng.reports.sheets import Column, Row, Sheet
from gengheng.reports.workbook import Cover, book

SHOWN = 3
MOST = 200_000  # rows of 检查明细; a sheet that is longer opens on no office machine
NATURE = "未执行的检查没有结果，不等于没有问题，问题数写“没有结果”，不写0。"


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the inspection in one sentence.

    >>> summary([])
    '检查0项：执行0项，部分执行0项，未执行0项。错误0处，提示0处。'
    """
    said = {word: sum(1 for o in outcomes if o.status == word) for word in ("执行", "部分执行")}
    levels = {"错误": 0, "提示": 0}
    for one in outcomes:
        levels[one.check.level] += one.count
    told = "，".join(f"{word}{n}项" for word, n in said.items())
    left = len(outcomes) - sum(said.values())
    counts = "，".join(f"{level}{n}处" for level, n in levels.items())
    return f"检查{len(outcomes)}项：{told}，未执行{left}项。{counts}。"


def lines(outcomes: Iterable[Outcome]) -> list[str]:
    """Return one line for each check, for the screen, with the first of its defects below it."""
    return [text for one in outcomes for text in (_line(one), *_shown(one))]


def _line(one: Outcome) -> str:
    check = one.check
    head = f"{check.id}　{check.group}　{check.label}："
    if not one.looked:
        return f"{head}未执行，{one.why}"
    told = f"{check.level}{one.count}处" if one.count else "未发现问题"
    why = f"；部分执行，{one.why}" if one.skipped else ""
    return f"{head}{told}{why}"


def _shown(one: Outcome) -> list[str]:
    shown = [f"  · {_place(defect)}　{defect.sentence}" for defect in one.defects[:SHOWN]]
    more = len(one.defects) - SHOWN
    return [*shown, f"  · 另有{more}条，用--out看全部"] if more > 0 else shown


def _place(defect: Defect) -> str:
    """Return where a defect stands: file, layer where the file's name does not say it, row, key."""
    layer = "" if defect.layer in defect.file else f" {defect.layer}"
    row = f"第{defect.row}行" if defect.row else "整层"
    key = f"（{defect.key}）" if defect.key else ""
    return f"{defect.file}{layer} {row}{key}"


def inspection_book(
    outcomes: Sequence[Outcome], files: Sequence[str], name: str, day: date | None
) -> bytes:
    """Return the workbook of an inspection. The same outcomes give the same bytes.

    `name` is the county or what was inspected, `files` the layers that were looked at, `day` the
    day of county.toml or None.
    """
    pages = (_checks(outcomes, files), _defects(outcomes))
    return book(Cover(name, f"{name}数据质检结果", day), pages)


def _checks(outcomes: Sequence[Outcome], files: Sequence[str]) -> Sheet:
    columns = (
        Column("序号", 5, "int"), Column("编号", 7), Column("类别", 8), Column("检查内容", 30),
        Column("级别", 6), Column("执行情况", 10), Column("受检图层", 9, "int"),
        Column("问题数", 10, "int"), Column("未执行的原因", 50), Column("怎么办", 36),
        Column("依据", 34),
    )  # fmt: skip
    rows = tuple((at, *_check_row(one)) for at, one in enumerate(outcomes, start=1))
    listed = [f"{at}. {file}" for at, file in enumerate(files, start=1)]
    return Sheet(
        "检查汇总", "数据质检汇总", summary(outcomes), columns, rows,
        (f"填表说明：1. {NATURE}",
         "2. 问题数是涉及的行数或处数；整层都如此的，在明细里合写一行，行数计入问题数。",
         "3. 原件一字未改。受检文件如下。", *listed),
        "没有检查。",
    )  # fmt: skip


def _check_row(one: Outcome) -> Row:
    check = one.check
    count: str | int = one.count if one.looked else "没有结果"
    head = (check.id, check.group, check.label, check.level, one.status)
    return (*head, len(one.looked), count, one.why, check.todo, check.basis)


def _defects(outcomes: Sequence[Outcome]) -> Sheet:
    columns = (
        Column("序号", 7, "int"), Column("编号", 7), Column("类别", 8), Column("检查内容", 20),
        Column("级别", 6), Column("文件", 28), Column("图层", 16), Column("行", 8),
        Column("标识码、地块编号", 20), Column("字段", 18), Column("问题", 60),
        Column("怎么办", 34), Column("图形", 8),
    )  # fmt: skip
    held = [(one, defect) for one in outcomes for defect in one.defects]
    shown = held[:MOST]
    cut = f"2. 共{len(held)}行，此表只列前{MOST}行，其余见质检结果.gpkg的defects表。"
    return Sheet(
        "检查明细", "数据质检明细", summary(outcomes), columns,
        tuple((at, *_row(one, d)) for at, (one, d) in enumerate(shown, start=1)),
        ("填表说明：1. 行从1数起：图层的第几个要素、表格或报盘文件的第几行；“整层”是整个图层。",
         *((cut,) if len(held) > MOST else ())),
        "执行了的检查没有发现问题；未执行的见“检查汇总”。", "A3",
    )  # fmt: skip


def _row(one: Outcome, defect: Defect) -> Row:
    check, drawn = one.check, "有" if defect.shape is not None else ""
    row = str(defect.row) if defect.row else "整层"
    head = (check.id, check.group, check.label, defect.level, defect.file, defect.layer, row)
    return (*head, defect.key, defect.field, defect.sentence, defect.todo, drawn)
