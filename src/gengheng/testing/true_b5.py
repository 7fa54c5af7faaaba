"""The truth of B-5: what was paid and built beside projects of the same type, and how fast."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from statistics import median

from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import Region
from gengheng.testing.pieces import Window
from gengheng.testing.plant_b5 import new_m2
from gengheng.testing.world import ProjectOf

Tri = bool | None


def b5(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project."""
    return (_one(know, project) for project in know.world.projects)


def _one(know: Knowing, project: ProjectOf) -> Truth:
    row = know.project_row("B-5", project, project.no)
    if not project.in_register:
        return replace(row, answer=UNKNOWN, reason=NO_ROW)
    cheap, bare, fast = _cheap(know, project), _bare(know, project), _fast(know, project)
    if (cheap and bare) or fast:
        return replace(row, answer=SUSPECTED, area_m2=_area(know, project))
    if len(_mates(know, project)) < know.limits.least_projects:
        return replace(row, answer=UNKNOWN, reason="对比项目不足10个")
    if fast is None or (cheap is not False and bare is not False):
        return replace(row, answer=UNKNOWN, reason="未填" if fast is not None else "")
    return row


def _cost(project: ProjectOf) -> float | None:
    money, area = project.more.get("invested"), new_m2(project)
    return money / area if isinstance(money, int) and area else None


def _mates(know: Knowing, project: ProjectOf) -> list[float]:
    """Return the cost of each project of the same type in the register."""
    mates = [p for p in know.world.projects if p.in_register and p.plan.kind == project.plan.kind]
    return [cost for p in mates if (cost := _cost(p)) is not None]


def _cheap(know: Knowing, project: ProjectOf) -> Tri:
    cost, mates = _cost(project), _mates(know, project)
    if cost is None or len(mates) < know.limits.least_projects:
        return None
    return cost < know.limits.cheap * median(mates)


def _bare(know: Knowing, project: ProjectOf) -> Tri:
    """Whether there was no earthwork: no 土方 at all, or hardly anything levelled."""
    rows = [
        r.cells for r in know.world.tables.get("works", []) if r.cells["project_no"] == project.no
    ]
    earth = [cells["earth_m3"] for cells in rows]
    level = [cells["levelled"] for cells in rows]
    moved = True if any(earth) else None if None in earth else False
    if moved is False:
        return True
    area = new_m2(project)
    if area is None:
        return None
    least = know.limits.levelled * area
    flat = sum(m2 for m2 in level if isinstance(m2, int)) >= least
    if not flat:
        return None if None in level else True
    return False if moved else None


def _fast(know: Knowing, project: ProjectOf) -> Tri:
    area = new_m2(project)
    start, end = project.more.get("started"), project.more.get("finished")
    if area is not None and area <= know.limits.large_m2:
        return False
    if isinstance(start, date) and isinstance(end, date):
        slow = (end - start).days >= know.limits.fast_days
        return False if slow else True if area is not None else None
    return None


def _area(know: Knowing, project: ProjectOf) -> Decimal:
    """Return the ground of all sound plots once, without any what the register says."""
    region: Region = tuple(
        rect for plot in know.world.of(project.no) if not plot.fault for rect in plot.region
    )
    if not region:
        return Decimal(new_m2(project) or 0)
    window = Window.around(region)
    return know.area(window, window.mask(region))
