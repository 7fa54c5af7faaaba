"""The bench: everything that is inspected together, and what it is compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely

from gengheng.area.grid import grid_of
from gengheng.catalogue.zone import stand
from gengheng.inspection.patches import Patches
from gengheng.intake.reading import Table
from gengheng.values.errors import UnknownCrs

CONTROLS = ("control_area", "control_area_list")
BORDERS = ("county_border", "control_area")
INSPECTED = ("dltb", "dltb_2", "plots")
SCHEMAS = (*INSPECTED, *CONTROLS, "county_border")


@dataclass(frozen=True)
class Bench:
    """`layers` are inspected; `beside` are the other tables (control areas, borders) by file.

    `code` is the 行政区代码 of the county, "" where nobody said it.
    """

    layers: tuple[Patches, ...]
    beside: tuple[tuple[str, Table], ...] = ()
    code: str = ""

    def controls(self, day: date | None) -> list[tuple[str, Table]]:
        """Return the control areas that speak for a vintage: those of that day, or undated ones."""
        held = [(file, t) for file, t in self.beside if t.card.schema in CONTROLS]
        return [(file, t) for file, t in held if t.card.vintage in (day, None)]

    @cached_property
    def has_control(self) -> bool:
        """Whether any control area was given."""
        return any(t.card.schema in CONTROLS for _, t in self.beside)

    @cached_property
    def borders(self) -> list[tuple[str, Table]]:
        """The layers that say where the county ends: its border, else the control areas."""
        for schema in BORDERS:
            if found := [(file, t) for file, t in self.beside if t.card.schema == schema]:
                return found
        return []

    def newest(self) -> Patches | None:
        """Return the newest 三调 layer with a vintage, None where there is none."""
        held = [p for p in self.layers if p.schema == "dltb" and p.table.card.vintage is not None]
        return max(held, key=lambda p: str(p.table.card.vintage), default=None)


def standing(frame: gpd.GeoDataFrame, where: Patches) -> gpd.GeoDataFrame | str:
    """Return the sound shapes of a frame in the grid of a layer, or why they cannot stand there."""
    if where.lawful:
        return where.lawful
    try:
        moved, _ = stand(frame, grid_of(where.ground.crs), str(where.ground.crs))
    except UnknownCrs as error:
        return str(error)
    shapes = np.asarray(moved.geometry.array, dtype=object)
    return gpd.GeoDataFrame(moved[shapely.is_valid(shapes) & ~shapely.is_empty(shapes)])


def union(frames: Sequence[gpd.GeoDataFrame]) -> shapely.Geometry:
    """Return the ground of all frames as one shape, empty without any."""
    arrays: Iterable[object] = (s for f in frames for s in np.asarray(f.geometry.array))
    return shapely.union_all(np.array([*arrays], dtype=object))
