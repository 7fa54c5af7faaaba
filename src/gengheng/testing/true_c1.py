"""The truth of C-1: whether quality was reviewed before the filing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from gengheng.testing.knowing import NO_ROW, SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.world import ProjectOf

NONE = ("未复核", "无")


def c1(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every project."""
    return (_one(know, project) for project in know.world.projects)


def _one(know: Knowing, project: ProjectOf) -> Truth:
    row = know.project_row("C-1", project, project.no)
    told = project.more.get("reviewed")
    if not project.in_register:
        return replace(row, answer=UNKNOWN, reason=NO_ROW)
    if told in NONE or (isinstance(told, date) and told > project.filed):
        if project.filed.year < 2018:
            return replace(row, note_contains="当时允许")
        return replace(row, answer=SUSPECTED, area_m2=Decimal(0))
    if isinstance(told, date):
        return row
    return replace(row, answer=UNKNOWN, reason="不可读" if told else "缺质量复核日期")
