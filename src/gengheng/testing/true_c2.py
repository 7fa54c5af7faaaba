"""The truth of C-2: capacity by hand, the best tenth of the fields around, the water of paddy."""

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import UNITS, Rect
from gengheng.testing.pieces import Window
from gengheng.testing.world import PlotOf, ProjectOf

NONE = "无"
ROUNDED, OTHER_AREA = "舍入", "差在面积"
Plots = list[PlotOf]


def c2(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project."""
    own = {rect for plot in know.world.plots for rect in plot.region}
    fields = [(s.rect, int(s.history[0])) for s in know.world.grades if s.rect not in own]
    return (_one(know, project, fields) for project in know.world.projects)


def _one(know: Knowing, project: ProjectOf, fields: list[tuple[Rect, int]]) -> Truth:
    row = know.project_row("C-2", project, project.no)
    plots = know.world.of(project.no)
    sound = [plot for plot in plots if not plot.fault]
    better = [p for p in sound if _better(know, project, p, fields)]
    wrong, doubt, note = _capacity(know, project, plots) if project.in_register else ("", "", "")
    dry, unwatered = _water(project) if project.in_register else (False, False)
    if better or wrong or dry:
        area = Decimal(0)
        if better:
            window = Window.around(tuple(rect for plot in better for rect in plot.region))
            area = know.area(window, window.mask([r for plot in better for r in plot.region]))
        return replace(row, answer=SUSPECTED, area_m2=area)
    if not project.in_register:
        return replace(row, answer=UNKNOWN, reason=NO_ROW)
    faults = [plot.fault for plot in plots if plot.fault]
    if not plots or faults:
        return replace(row, answer=UNKNOWN, reason=faults[0] if faults else "无坐标")
    if doubt or unwatered:
        return replace(row, answer=UNKNOWN, reason=doubt or "报备水田，未填")
    return replace(row, note_contains=note)


def _better(
    know: Knowing, project: ProjectOf, plot: PlotOf, fields: list[tuple[Rect, int]]
) -> bool:
    """Whether the 等别 of a plot, or the mean where none has one, is two better than the best."""
    mean = project.more.get("grade") if project.in_register else None
    claimed = float(plot.grade) if plot.grade is not None else None
    if claimed is None and isinstance(mean, int):
        claimed = mean + 0.5
    around: dict[int, int] = {}
    for rect, grade in fields:
        if any(_apart(rect, other) <= know.limits.near_m * UNITS for other in plot.region):
            around[grade] = around.get(grade, 0) + (rect.u1 - rect.u0) * (rect.v1 - rect.v0)
    whole, seen = sum(around.values()), 0
    for grade in sorted(around):
        seen += around[grade]
        if seen >= know.limits.best_share * whole:
            return claimed is not None and claimed <= 10 * (grade - know.limits.grades_better)
    return False


def _apart(one: Rect, other: Rect) -> float:
    du = max(one.u0 - other.u1, other.u0 - one.u1, 0)
    dv = max(one.v0 - other.v1, other.v0 - one.v1, 0)
    return math.hypot(du, dv)


def _capacity(know: Knowing, project: ProjectOf, plots: Plots) -> tuple[str, str, str]:
    """Return what is wrong, why nothing is known, and what is to be noted of the capacity."""
    if "capacity" not in project.written:
        return "", "缺新增产能", ""
    said = int(project.written["capacity"])
    stated = bool(plots) and all(plot.grade is not None for plot in plots)
    mean, before = project.more.get("grade"), project.more.get("grade_before")
    improved = project.plan.improves
    if not stated and not isinstance(mean, int):
        return "", "缺质量等别", ""
    step, slack = 0.0, 0.0
    if not stated and isinstance(mean, int):
        start = before if improved and isinstance(before, int) else 160
        step, slack = start - mean, 1.0 if improved else 0.5
    found = [_kg(areas, plots, step if not stated else None, improved=improved)
             for areas in _areas(project, plots)]  # fmt: skip
    off = [abs(said - kg) > know.limits.capacity_off * abs(kg) for kg in found]
    if not off[0]:
        return "", "", ""
    if not all(off):
        return "", "", OTHER_AREA
    per_step = [kg / step if step else 0.0 for kg in found]
    for kg, one in zip(found, per_step, strict=True):
        if abs(said - kg) <= slack * one + know.limits.capacity_off * abs(kg):
            return "", "", ROUNDED
    return "产能", "", ""


def _areas(project: ProjectOf, plots: Plots) -> Iterator[list[float]]:
    """Yield each reading of the area: of every plot, or of the project cut like its plots."""
    shapes = [float(plot.official_m2) for plot in plots]
    declared = [float(plot.declared_m2 or 0) for plot in plots]
    like = shapes if plots and not any(plot.fault for plot in plots) else declared
    improved = project.more.get("improved") if project.plan.improves else None
    wholes = [improved, project.reported_m2]
    if isinstance(improved, int):
        yield _cut(improved, like)
    if plots and not any(plot.fault for plot in plots):
        yield shapes
    if plots and all(plot.declared_m2 is not None for plot in plots):
        yield declared
    if isinstance(wholes[1], int):
        yield _cut(wholes[1], like)


def _cut(whole: int, like: list[float]) -> list[float]:
    return [whole * part / sum(like) for part in like] if like else [float(whole)]


def _kg(areas: list[float], plots: Plots, step: float | None, *, improved: bool) -> float:
    """Return 亩 × 等别 × 100, by the plots' own 等别 or by one step for all."""
    if step is not None:
        return sum(areas) * 15 / 10_000 * step * 10
    starts = [(plot.grade_before or 0) if improved else 160 for plot in plots]
    pairs = zip(areas, starts, plots, strict=True)
    return sum(area * 15 / 10_000 * (start - (plot.grade or 0)) * 10 for area, start, plot in pairs)


def _water(project: ProjectOf) -> tuple[bool, bool]:
    """Return whether the paddy has no water by the register's word, and whether it is blank."""
    told = [project.more.get(name) for name in ("water_source", "water_permit")]
    paddy = project.paddy_m2
    return bool(paddy) and NONE in told, bool(paddy) and not all(told)
