"""The truth of B-7: the same ground filed by two projects."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from gengheng.testing.cases import PLAIN
from gengheng.testing.knowing import SUSPECTED, UNKNOWN, Knowing, Truth
from gengheng.testing.lattice import Region
from gengheng.testing.pieces import Window
from gengheng.testing.world import NO_SHAPE, ProjectOf


def b7(know: Knowing) -> Iterator[Truth]:
    """Yield an answer for every two projects that share ground, and for each against the rest."""
    for project in know.world.projects:
        row = know.project_row("B-7", project, f"{project.no}|*")
        plots = know.world.of(project.no)
        fault = next((plot.fault for plot in plots if plot.fault), "" if plots else NO_SHAPE)
        yield replace(row, answer=UNKNOWN, reason=fault) if fault else row
    for one, other in combinations(know.world.projects, 2):
        yield from _pair(know, one, other)


def _pair(know: Knowing, one: ProjectOf, other: ProjectOf) -> Iterator[Truth]:
    """Yield the answer for two projects, nothing where they share no ground."""
    ours, theirs = _ground(know, one), _ground(know, other)
    shared = tuple(cut for a in ours for b in theirs if (cut := a.clip(b)))
    if not shared:
        return
    window = Window.around(shared)
    kept = window.without(window.mask(shared), know.limits.sliver)
    role = know.world.pairs.get((one.no, other.no), PLAIN)
    row = Truth(rule="B-7", subject=f"{one.no}|{other.no}", role=role)
    if know.m2(window, kept) > know.limits.least_m2:
        row = replace(row, answer=SUSPECTED, area_m2=know.area(window, kept))
    yield row


def _ground(know: Knowing, project: ProjectOf) -> Region:
    plots = know.world.of(project.no)
    return tuple(rect for plot in plots if not plot.fault for rect in plot.region)
