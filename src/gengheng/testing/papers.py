"""The papers of the synthetic county: 报盘 TXT in its dialects, and the register of projects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import xlsxwriter

from gengheng.testing.lattice import Frame, Ring
from gengheng.testing.tables import Headed
from gengheng.testing.world import PlotOf, ProjectOf

_CODECS = {"gbk": "gb18030", "utf8": "utf-8", "bom": "utf-8-sig", "utf16": "utf-16"}
_FIRST_CREATED = datetime(2023, 10, 20, 8, 0, 0)  # noqa: DTZ001 (a workbook knows no time zone)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one office writes 报盘.

    `points` before the numbers (J or nothing), `closing` row or none, zone `prefix` or 带号 only,
    `swapped` axes, header cells (`plain`, `long` of the 补充耕地 variant, `literal` 地上).
    """

    codec: str
    newline: str
    letter: str
    closing: bool
    prefix: bool
    swapped: bool
    cells: str
    decimals: int

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Dialect":
        """Draw a dialect."""
        return cls(
            codec=("gbk", "utf8", "bom", "utf16")[int(rng.integers(4))],
            newline=("\r\n", "\n")[int(rng.integers(2))],
            letter=("J", "")[int(rng.integers(2))],
            closing=bool(rng.integers(2)),
            prefix=rng.random() < 0.8,
            swapped=rng.random() < 0.15,
            cells=("plain", "long", "literal")[int(rng.integers(3))],
            decimals=int(rng.integers(2, 5)),
        )


def txt(
    frame: Frame, filed: Sequence[PlotOf], dialect: Dialect, project: ProjectOf | None
) -> bytes:
    """Return a 报盘 file of some plots; [项目信息] names the project where one is given."""
    lines: list[str] = []
    if project:
        lines += ["[项目信息]", f"项目备案号={project.no}", f"项目名称={project.name}"]
    lines += [
        "[属性描述]", "格式版本号=1.01版本", "数据产生单位=示例旗自然资源局",
        "数据产生日期=2023-1-9", "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格",
        "计量单位=米", "带号=36", "精度=0.01", "转换参数=,,,,,,", "[地块坐标]",
    ]  # fmt: skip
    for plot in filed:
        lines += _plot(frame, plot, dialect)
    text = dialect.newline.join([*lines, ""])
    return text.encode(_CODECS[dialect.codec])


def _plot(frame: Frame, plot: PlotOf, dialect: Dialect) -> Iterator[str]:
    rings = list(_rings(plot))
    points = [line for n, ring in enumerate(rings, 1) for line in _ring(frame, n, ring, dialect)]
    declared = "" if plot.declared_m2 is None else f"{plot.declared_m2 / 10_000:.4f}"
    grades = [_grade(plot.grade_before), _grade(plot.grade)]
    more = {"plain": ["", "补充耕地", "0103"], "literal": ["", "补充耕地", "地上"]}.get(
        dialect.cells, ["I49G001001", "补充耕地", "0103", "新增", plot.land, *grades, ""]
    )
    head = [str(len(points)), declared, plot.number, f"地块{plot.number}", "面", *more, "@"]
    yield ",".join(head)
    yield from points


def _grade(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths / 10:g}"


def _rings(plot: PlotOf) -> Iterator[Ring]:
    """Yield the rings of a plot: outer, then holes; a crossing one as it was walked."""
    if plot.ring:
        yield plot.ring
    elif plot.region:
        shape = plot.shape()
        yield shape.outer
        yield from shape.holes


def _ring(frame: Frame, number: int, ring: Ring, dialect: Dialect) -> Iterator[str]:
    places = frame.place(ring).tolist()
    closing = places[:1] if dialect.closing else []
    for n, (x, y) in enumerate([*places, *closing]):
        east = x if dialect.prefix else x - 36_000_000
        a, b = (east, y) if dialect.swapped else (y, east)
        name = f"{dialect.letter}{n % len(places) + 1}"
        yield f"{name},{number},{a:.{dialect.decimals}f},{b:.{dialect.decimals}f}"


@dataclass(frozen=True, slots=True)
class RegisterStyle:
    """How the register looks: dates, unit of areas, merged headings, numbers of projects."""

    dates: int
    area_unit: str
    grouped: bool
    numbers_as_numbers: bool
    capacity_in_10_000: bool

    def day(self, day: date | None) -> str | int | date:
        """Return a date as this register writes it.

        >>> [RegisterStyle(n, "", False, False, False).day(date(2021, 3, 5)) for n in (1, 2, 3, 4)]
        ['2021-03-05', '2021年3月5日', '2021.3.5', 20210305]
        """
        if day is None:
            return ""
        ways: tuple[str | int | date, ...] = (
            day, day.isoformat(), f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}.{day.month}.{day.day}", int(day.strftime("%Y%m%d")),
        )  # fmt: skip
        return ways[self.dates]


def register(path: Path, projects: Sequence[ProjectOf], style: RegisterStyle, more: Headed) -> None:
    """Write the register: title, headings in one or two rows, column numbers, rows, 合计.

    `more` heads the cells that the projects have beside those of every register.
    """
    heads = [*_headings(style), *more.headings.values()]
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": _FIRST_CREATED, "author": "示例旗自然资源局"})
    sheet = book.add_worksheet("报备台账")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
    sheet.merge_range(0, 0, 0, len(heads) - 1, "示例旗补充耕地项目报备台账", bold)
    sheet.write(1, 0, "填报单位：示例旗自然资源局")
    top = 2
    if style.grouped:
        sheet.merge_range(2, 10, 2, 13, "报备指标", bold)
        for column, head in enumerate(heads):
            if not 10 <= column <= 13:
                sheet.merge_range(2, column, 3, column, head, bold)
        top = 3
    for column, head in enumerate(heads):
        if not style.grouped or 10 <= column <= 13:
            sheet.write(top, column, head, bold)
        sheet.write(top + 1, column, column + 1)
    _rows(book, sheet, top + 2, projects, style, more=more)
    sheet.set_column(1, 2, 24)
    sheet.set_column(3, 13, 14)
    book.close()


def _headings(style: RegisterStyle) -> list[str]:
    unit = style.area_unit
    mass = "万公斤" if style.capacity_in_10_000 else "公斤"
    return [
        "序号", "项目备案号", "项目名称", "项目类型", "所在苏木镇", "立项日期", "立项文号",
        "验收日期", "验收文号", "报备日期", f"建设总规模（{unit}）", f"报备新增耕地（{unit}）",
        f"其中：水田（{unit}）", f"新增产能（{mass}）",
    ]  # fmt: skip


def _rows(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    top: int,
    projects: Sequence[ProjectOf],
    style: RegisterStyle,
    *,
    more: Headed,
) -> None:
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    whole = book.add_format({"num_format": "0"})
    total = 0.0
    for n, project in enumerate(projects):
        row = top + n
        written = {name: float(text) for name, text in project.written.items()}
        total += written.get("reported", 0.0)
        mass = 10_000 if style.capacity_in_10_000 else 1
        capacity = round(written["capacity"] / mass, 4) if "capacity" in written else ""
        cells: list[str | int | float | date] = [
            n + 1, project.no, project.name, project.plan.kind, project.unit,
            style.day(project.initiated), _doc(project.initiated, "立", n),
            style.day(project.accepted), _doc(project.accepted, "验", n), style.day(project.filed),
            *(written.get(name, "") for name in ("scale", "reported", "paddy")), capacity,
            *(more.cell(name, project.more.get(name)) for name in more.columns),
        ]  # fmt: skip
        for column, cell in enumerate(cells):
            if column == 1 and style.numbers_as_numbers:
                sheet.write_number(row, column, int(project.no), whole)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day_format)
            else:
                sheet.write(row, column, cell)
    sheet.write(top + len(projects), 0, "合计")
    sheet.write(top + len(projects), 11, round(total, 4))


def _doc(day: date | None, kind: str, n: int) -> str:
    return f"示自然资{kind}〔{day.year}〕{n + 1}号" if day else ""
