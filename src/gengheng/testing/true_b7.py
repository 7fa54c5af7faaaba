"""The truth of B-7: the same ground, or the same figure, counted twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from gengheng.testing.cases import PLAIN
from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import Region
from gengheng.testing.pieces import Window
from gengheng.testing.world import NO_SHAPE, ProjectOf, Row


def b7(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every pair with something in common, and for each against the rest."""
    for project in know.world.projects:
        row = know.project_row("B-7", project, f"{project.no}|*")
        plots = know.world.of(project.no)
        fault = next((plot.fault for plot in plots if plot.fault), "" if plots else NO_SHAPE)
        yield replace(row, answer=UNKNOWN, reason=fault) if fault else row
        yield from _other_land(know, project)
        yield from _confirmed(know, project)
    for one, other in combinations(know.world.projects, 2):
        yield from _pair(know, (one.no, other.no), _ground(know, one), _ground(know, other))


def _pair(know: Knowing, names: tuple[str, str], ours: Region, theirs: Region) -> Iterator[Truth]:
    """Yield the answer for two numbers, nothing where they share no ground."""
    shared = tuple(cut for a in ours for b in theirs if (cut := a.clip(b)))
    if not shared:
        return
    window = Window.around(shared)
    kept = window.without(window.mask(shared), know.limits.sliver)
    row = Truth(rule="B-7", subject="|".join(names), role=know.world.pairs.get(names, PLAIN))
    if know.m2(window, kept) > know.limits.least_m2:
        row = replace(row, answer=SUSPECTED, area_m2=know.area(window, kept))
    yield row


def _ground(know: Knowing, project: ProjectOf) -> Region:
    plots = know.world.of(project.no)
    return tuple(rect for plot in plots if not plot.fault for rect in plot.region)


def _other_land(know: Knowing, project: ProjectOf) -> Iterator[Truth]:
    """Yield the answers for a project and what 增减挂钩 and 高标准农田 count; one plot a number."""
    ours = _ground(know, project)
    for row in know.world.tables.get("high_standard", []):
        yield from _pair(know, (project.no, str(row.cells["high_no"])), ours, row.region)
    for row in know.world.tables.get("swap_plots", []):
        for truth in _pair(know, (project.no, str(row.cells["swap_no"])), ours, row.region):
            side = str(row.cells["side"])
            if side.startswith("拆旧"):
                yield truth
            elif side != "建新":
                unsure = truth.answer == SUSPECTED
                yield (
                    replace(truth, answer=UNKNOWN, area_m2=None, reason="拆旧还是建新")
                    if unsure
                    else truth
                )


def _confirmed(know: Knowing, project: ProjectOf) -> Iterator[Truth]:
    """Yield whether the confirmations on a project fit; each of them has one row."""
    rows = [
        r
        for r in know.world.tables.get("quota_link", [])
        if r.cells.get("project_no") == project.no
    ]
    if not rows:
        return
    last = str(max(rows, key=_day).cells["confirm_no"])
    role = know.world.pairs.get((project.no, last), PLAIN)
    row = Truth(rule="B-7", subject=f"{project.no}|{last}", role=role)
    taken = [row.cells["occupied"] for row in rows]
    if not project.in_register:
        yield replace(row, answer=UNKNOWN, reason=NO_ROW)
    elif project.reported_m2 is None:
        yield replace(row, answer=UNKNOWN, reason="缺报备面积")
    elif (over := sum(m2 for m2 in taken if isinstance(m2, int)) - project.reported_m2) > 0:
        yield replace(row, answer=SUSPECTED, area_m2=Decimal(over))
    else:
        blank = None in taken
        yield replace(row, answer=UNKNOWN, reason="未填占用耕地") if blank else row


def _day(row: Row) -> date:
    day = row.cells["linked"]
    assert isinstance(day, date)  # noqa: S101 - planted so
    return day
