"""TXT报盘: the filed plots of one file, in every dialect that is met.

Rows are plots; plots in the file = kept + rejected. A plot without number and name is no subject
and is rejected. A plot that has its number but no sound shape is kept with its `fault` (无坐标,
界址点不足, 图形自相交 …), because it is a subject too. Plots of different zones in one file become
one table per zone, plots without any coordinates go with the first zone.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.intake.card import Vintage, table
from gengheng.intake.cells import AREA, tenths_of, unit_in
from gengheng.intake.crs import Decided
from gengheng.intake.grammar import Block, Parsed, parse
from gengheng.intake.plothead import PlotHead, plot_head
from gengheng.intake.plotrows import NO_NUMBER, project_of_name, unique_number
from gengheng.intake.reading import Notes, Table
from gengheng.intake.rings import Outline, outline
from gengheng.intake.text import decode
from gengheng.intake.txt_crs import crs_of_plots
from gengheng.records.county import FileEntry
from gengheng.standards.tables import plain_heading, schemas
from gengheng.values.errors import Unreadable

SHOWN = ("project_no", "plot_no", "plot_name", "declared_m2", "plot_class")
TEN_THOUSAND = 10_000
NO_VINTAGE = Vintage(None, "报盘文件不分期次")


@dataclass(frozen=True, slots=True)
class _Plot:
    row: int
    head: PlotHead
    outline: Outline
    fault: str


def read_txt(file: str, data: bytes, entry: FileEntry | None = None) -> tuple[Table, ...]:
    """Return one table per zone of a 报盘 file (`gengheng.standards` schema plots).

    Columns: project_no, plot_no, plot_name, declared_m2, grade_tenths and grade_before_tenths
    (Int64, NA blank), land, the cells grade_before, grade_after and plot_class as written, fault,
    row (line of the header), geometry. Raises `Unreadable` for bytes that are no text and for a
    text without any plot.
    """
    notes = Notes(file)
    found = decode(data, entry.encoding if entry else "")
    parsed = parse(found.text, notes)
    if not parsed.blocks:
        raise Unreadable("不是报盘文件：没有以“@”结尾的地块行")
    project = _project(file, parsed, entry, notes)
    unit = entry.units.get("declared", "") if entry else ""
    if unit and not unit_in(unit, AREA):
        said = f"county.toml为declared（地块面积）写的单位“{unit}”不可识别，未采用"
        notes.repair("unit", 0, "地块面积", said)
    plots = _plots(parsed.blocks, unit, notes)
    zones = _zones(plots)
    stem = PurePosixPath(file).stem
    vintage = Vintage(entry.vintage, "county.toml") if entry and entry.vintage else NO_VINTAGE
    tables = []
    for k, zone in enumerate(zones):
        own = _notes_of(zone, k == 0, plots, notes)
        mine = [plot for plot in plots if _zone(plot, zones[0]) == zone]
        crs = crs_of_plots(zone, parsed.keys, entry.crs if entry else "", own)
        frame = _frame(mine, project, crs)
        one = table(
            frame,
            own,
            name=stem if len(zones) == 1 else f"{stem}（{_zone_name(zone)}）",
            schema="plots",
            rejected=len(notes.rejections) if k == 0 else 0,
            crs=crs,
            vintage=vintage,
            encoding=(found.encoding, found.by),
            show=SHOWN,
        )
        tables.append(one)
    return tuple(tables)


def _notes_of(zone: int | str | None, first: bool, plots: Sequence[_Plot], notes: Notes) -> Notes:
    """Return what was said of the plots of one zone; what is of none goes with the first."""
    starts = [plot.row for plot in plots]

    def mine(row: int) -> bool:
        """Tell whether a line belongs to the plots of this zone."""
        at = bisect_right(starts, row)
        told = _zone(plots[at - 1], None) if at else None
        return told == zone or (told is None and first)

    own = [one for one in notes.repairs if mine(one[1])]
    return Notes(notes.file, own, notes.rejections if first else [])


def _plots(blocks: Sequence[Block], unit: str, notes: Notes) -> list[_Plot]:
    """Return the plots that are subjects, their numbers made unique."""
    plots: list[_Plot] = []
    seen: Counter[str] = Counter()
    for block in blocks:
        head = _head(block, unit, notes)
        if not head.plot_no:
            notes.reject("no-number", block.row, "地块编号", NO_NUMBER)
            continue
        number = unique_number(head.plot_no, seen, block.row, notes)
        _say_grades(block.row, head, notes)
        plots.append(_plot(block, replace(head, plot_no=number), notes))
    return plots


def _say_grades(row: int, head: PlotHead, notes: Notes) -> None:
    """Say which 等别 of a header is no number; it is taken as blank."""
    for field, text in (("改造前等别", head.grade_before), ("质量等别", head.grade_after)):
        if text and tenths_of(text) is None:
            said = f"地块{head.plot_no}：{field}“{text}”不可读，按空白"
            notes.repair("unreadable", row, field, said)


def _head(block: Block, unit: str, notes: Notes) -> PlotHead:
    def say(code: str, field: str, sentence: str) -> None:
        """Say a repair of this plot's header, at its line."""
        notes.repair(code, block.row, field, sentence)

    return plot_head(block.cells, say, unit=unit)


def _plot(block: Block, head: PlotHead, notes: Notes) -> _Plot:
    said: list[tuple[str, int, str]] = []
    shape = outline(block.points, lambda *what: said.append(what))
    for code, row, sentence in said:
        notes.repair(code, row, "", f"地块{head.plot_no}：{sentence}")
    fault = shape.fault
    if block.unread:
        row, line = block.unread[0]
        fault = "坐标不可读"
        said_ = f"地块{head.plot_no}：“{line[:40]}”不是界址点行，图形不能认定"
        notes.repair("unreadable", row, "", said_)
    elif head.shape in ("线", "点"):
        fault = "图形不是面"
    elif not fault:
        fault = _count(block, head, shape, notes, any(code == "unclosed" for code, *_ in said))
    if fault and not block.unread:
        notes.repair("fault", block.row, "", f"地块{head.plot_no}：{fault}，没有可用图形")
    return _Plot(block.row, _in_hectares(block.row, head, shape, notes), shape, fault)


def _count(block: Block, head: PlotHead, shape: Outline, notes: Notes, open_ring: bool) -> str:
    """Compare 界址点数 with the points; return a fault where the end of a plot is missing."""
    rows = len(block.points)
    if head.count is None or head.count in (rows, shape.distinct):
        return ""
    said = f"地块{head.plot_no}：界址点数写作{head.count}，实有{shape.distinct}"
    notes.repair("count", block.row, "界址点数", said)
    return "界址点不全" if open_ring and head.count > rows + 1 else ""


def _in_hectares(row: int, head: PlotHead, shape: Outline, notes: Notes) -> PlotHead:
    """Read a declared area as m² where as 公顷 it would be ten thousand times the shape."""
    if not head.hectares or not head.declared_m2 or shape.shape is None or shape.degrees:
        return head
    plane = shape.shape.area
    as_m2 = head.declared_m2 / TEN_THOUSAND
    if plane < 1 or abs(as_m2 - plane) > max(1.0, plane * 0.01):
        return head
    said = f"地块{head.plot_no}：地块面积按公顷是图形的一万倍，按平方米取{as_m2:.0f}"
    notes.repair("area-unit", row, "地块面积", said)
    return replace(head, declared_m2=round(as_m2), hectares=False)


def _zone(plot: _Plot, first: int | str | None) -> int | str | None:
    """Return the prefix of a plot, "°" for degrees; `first` where it has no coordinates."""
    if plot.outline.degrees:
        return "°"
    return first if plot.outline.prefix is None else plot.outline.prefix


def _zone_name(zone: int | str | None) -> str:
    """Return a zone in words.

    >>> _zone_name(36), _zone_name(0), _zone_name("°")
    ('36带', '无带号', '经纬度')
    """
    if isinstance(zone, int):
        return f"{zone}带" if zone else "无带号"
    return "经纬度"


def _zones(plots: Sequence[_Plot]) -> list[int | str | None]:
    """Return the zones in order of first appearance; [None] where no plot has coordinates."""
    found = [_zone(plot, None) for plot in plots]
    return [zone for zone in dict.fromkeys(found) if zone is not None] or [None]


def _project(file: str, parsed: Parsed, entry: FileEntry | None, notes: Notes) -> str:
    """Return 项目备案号: from a key, from county.toml, from a long number in the name, else ""."""
    aliases = schemas()["plots"].columns["project_no"].names
    keys = [plain_heading(name) for name in aliases]
    said = [pair for key in keys for pair in parsed.keys.get(key, []) if pair[1]]
    numbers = list(dict.fromkeys(value for _, value in said))
    if len(numbers) > 1:
        listed = "、".join(numbers)
        notes.repair("project", said[1][0], "项目备案号", f"写了不同的项目备案号：{listed}，未采用")
    if entry and entry.project_no:
        if numbers and numbers != [entry.project_no]:
            sentence = f"文件写作{numbers[0]}，按county.toml取{entry.project_no}"
            notes.repair("project", said[0][0], "项目备案号", sentence)
        return entry.project_no
    if numbers:
        return numbers[0] if len(numbers) == 1 else ""
    return project_of_name(file, notes)


def _frame(plots: Sequence[_Plot], project: str, crs: Decided) -> gpd.GeoDataFrame:
    texts = {
        "project_no": [project for _ in plots],
        "plot_no": [plot.head.plot_no for plot in plots],
        "plot_name": [plot.head.plot_name for plot in plots],
        "grade_before": [plot.head.grade_before for plot in plots],
        "grade_after": [plot.head.grade_after for plot in plots],
        "plot_class": [plot.head.plot_class for plot in plots],
        "land": [plot.head.plot_class for plot in plots],
        "fault": [plot.fault or crs.fault for plot in plots],
    }
    columns: dict[str, Any] = {
        name: pd.Series(values, dtype="str") for name, values in texts.items()
    }
    numbers = {
        "declared_m2": [plot.head.declared_m2 for plot in plots],
        "grade_tenths": [tenths_of(plot.head.grade_after) for plot in plots],
        "grade_before_tenths": [tenths_of(plot.head.grade_before) for plot in plots],
    }
    for name, held in numbers.items():
        array: Any = pd.array(held, dtype="Int64")
        columns[name] = pd.Series(array)
    columns["row"] = pd.Series([plot.row for plot in plots], dtype="int64")
    shapes = np.array([plot.outline.shape for plot in plots], dtype=object)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=crs.crs))
