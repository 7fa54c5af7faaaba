"""The truth of B-8: the reported area over the size of the project."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.world import ProjectOf


def b8(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project."""
    return (_one(know, project) for project in know.world.projects)


def _one(know: Knowing, project: ProjectOf) -> Truth:
    row = know.project_row("B-8", project, project.no)
    if not project.in_register:
        return replace(row, answer=UNKNOWN, reason=NO_ROW)
    if project.scale_m2 is None or project.reported_m2 is None:
        return replace(row, answer=UNKNOWN, reason="未填")
    if project.reported_m2 / project.scale_m2 > know.limits.new_farmland_rate:
        return replace(row, answer=SUSPECTED, area_m2=Decimal(0))
    same = project.more.get("planned") == project.reported_m2
    return replace(row, note_contains="规划新增耕地完全相同") if same else row
