"""The approved boundary (立项范围) of each project, wide enough but where a case wants less."""

import numpy as np

from gengheng.testing.lattice import UNITS, Rect, Region, bounds
from gengheng.testing.world import ProjectOf, Row, World

LEFT_OUT = "not_in_the_layer"


def plant(world: World, rng: np.random.Generator) -> None:
    """Write the layer; every boundary is wider than its plots by 10 to 20 m."""
    world.tables["project_area"] = [
        Row({"project_no": project.no}, region)
        for project in world.projects
        if _variant(project) != LEFT_OUT and (region := _boundary(world, project, rng))
    ]


def _variant(project: ProjectOf) -> str:
    return project.roles["B-6"].variant if "B-6" in project.roles else ""


def _boundary(world: World, project: ProjectOf, rng: np.random.Generator) -> Region:
    wider = int(rng.integers(10, 21)) * UNITS
    return tuple(
        _cut(bounds(plot.region), wider, _variant(project))
        for plot in world.of(project.no)
        if plot.region
    )


def _cut(around: Rect, wider: int, variant: str) -> Rect:
    """Return the boundary around one plot, cut where the case wants ground outside."""
    whole = around.grown(wider)
    if variant in ("half_outside", "change_approved"):
        return whole._replace(u1=(around.u0 + around.u1) // 2)
    if variant == "strip_of_1_m_outside":
        return whole._replace(u0=around.u0 + UNITS)
    return whole
