"""The truth of B-6: dates in their order, plots inside the boundary, firms, the orthophoto."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import Region
from gengheng.testing.pieces import Window
from gengheng.testing.world import ProjectOf, Value

DOM_DAY = date(2022, 9, 1)
NOTHING = Decimal(0)


def b6(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project."""
    return (_one(know, project) for project in know.world.projects)


def _one(know: Knowing, project: ProjectOf) -> Truth:
    row = know.project_row("B-6", project, project.no)
    area, share = _outside(know, project)
    beyond = share > know.limits.outside_share
    if not project.in_register:
        return replace(row, answer=UNKNOWN, reason=NO_ROW)
    lawful = bool(project.more.get("change_doc"))
    broken = _late(project) or _same_firm(project) or _coarse(project)
    if broken or (beyond and not lawful):
        ground = area if beyond and not lawful else NOTHING
        return replace(row, answer=SUSPECTED, area_m2=ground)
    if reason := _unknown(know, project):
        return replace(row, answer=UNKNOWN, reason=reason)
    return replace(row, note_contains="已批准变更") if beyond else row


def _dates(project: ProjectOf) -> list[Value]:
    more = [project.more.get(name) for name in ("started", "finished", "mapped")]
    return [project.initiated, *more, project.accepted, project.filed]


def _late(project: ProjectOf) -> bool:
    """Whether two dates that follow one another are in the wrong order."""
    known = [day for day in _dates(project) if isinstance(day, date)]
    return known != sorted(known)


def _same_firm(project: ProjectOf) -> bool:
    firm = str(project.more.get("supervisor", "")).replace(" ", "")
    stem = firm.replace("（", "(").replace("）", ")").partition("有限")[0]
    others = [str(project.more.get(name, "")) for name in ("designer", "builder")]
    return bool(stem) and any(other.partition("有限")[0] == stem for other in others)


def _coarse(project: ProjectOf) -> bool:
    told = project.more.get("dom")
    if project.accepted is None or project.accepted < DOM_DAY:
        return False
    return told == "无" or (isinstance(told, int) and told > 200)


def _unknown(know: Knowing, project: ProjectOf) -> str:
    """Return why something could not be asked, "" where everything could."""
    names = ("立项", "开工", "竣工", "变更上图", "验收", "报备")
    blank = [n for n, day in zip(names, _dates(project), strict=True) if not isinstance(day, date)]
    if blank:
        return f"缺{blank[0]}日期"
    if "project_area" not in know.world.tables:
        return "立项范围：图层未提供"
    if project.no not in {
        row.cells["project_no"] for row in know.world.tables.get("project_area", [])
    }:
        return "没有该项目"
    plots = know.world.of(project.no)
    if not plots or any(plot.fault for plot in plots):
        return "不能与立项范围比对"
    firms = [project.more.get(name) for name in ("designer", "builder", "supervisor")]
    if not all(firms):
        return "未填"
    undrawn = project.accepted is not None and project.accepted >= DOM_DAY
    return "DOM" if undrawn and project.more.get("dom") is None else ""


def _outside(know: Knowing, project: ProjectOf) -> tuple[Decimal, float]:
    """Return the ground of the sound plots outside the boundary, and its share of them."""
    rows = [
        r for r in know.world.tables.get("project_area", []) if r.cells["project_no"] == project.no
    ]
    ours: Region = tuple(
        rect for plot in know.world.of(project.no) if not plot.fault for rect in plot.region
    )
    if not rows or not ours:
        return NOTHING, 0.0
    window = Window.around(ours, rows[0].region)
    inside = window.mask(ours)
    kept = window.without(inside & ~window.mask(rows[0].region), know.limits.sliver)
    return know.area(window, kept), window.units2(kept) / window.units2(inside)
