"""量面积: the official and the plane area of every polygon of a table, beside the declared one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.area.ellipsoid import official
from gengheng.area.grid import epsg_of_zone, grid_of
from gengheng.intake.cells import text_of
from gengheng.intake.reading import Table
from gengheng.values.errors import UnknownCrs
from gengheng.values.units import centi_m2

NAMED = {
    "plots": (("plot_no",), "plot_name"),
    "dltb": (("bsm", "tbbh"), "dlmc"),
    "dltb_2": (("bsm", "tbbh"), "dlmc"),
    "eco_redline": ((), "hxmc"),
}
DECLARED = (("declared_m2", 100), ("tbmj_centi_m2", 1))


@dataclass(frozen=True, slots=True)
class Measured:
    """One row; areas in 0.01 m², None where there is none: `reason` says why.

    `note` says what was done before measuring, "" where nothing was.
    """

    id: str
    name: str
    official_centi_m2: int | None
    plane_centi_m2: int | None
    declared_centi_m2: int | None
    reason: str = ""
    note: str = ""


def measured(table: Table) -> list[Measured]:
    """Return one row per row of a layer, [] for a register.

    A row with a fault has no area. Degrees of CGCS2000 are projected into the 3° zone of the
    middle of the layer, and the note says so; a layer without a known grid has its plane area
    where its coordinates are metres.
    """
    if not isinstance(table.frame, gpd.GeoDataFrame):
        return []
    frame, note = in_grid(table.ground)
    sound = (frame["fault"] == "").to_numpy()
    drawn = np.asarray(frame.geometry.array).copy()
    drawn[~sound] = None
    shapes = gpd.GeoSeries(drawn, crs=frame.crs)
    why = ""
    try:
        area: list[int | None] = list(official(shapes).tolist())
    except UnknownCrs as error:
        why = table.card.crs_by if not table.card.crs else str(error)
        area = [None] * len(frame)
    degrees = frame.crs.is_geographic if frame.crs else _looks_like_degrees(shapes)
    plane = centi_m2(np.nan_to_num(shapely.area(np.asarray(shapes.array)))).tolist()
    return [
        Measured(
            id=one,
            name=name,
            official_centi_m2=area[k] if sound[k] else None,
            plane_centi_m2=plane[k] if sound[k] and not degrees else None,
            declared_centi_m2=declared,
            reason=str(frame["fault"].iloc[k]) or why,
            note=note,
        )
        for k, (one, name, declared) in enumerate(_named(frame, table.card.schema))
    ]


def in_grid(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str]:
    """Return a layer in degrees of CGCS2000 in its 3° zone, with the sentence of what was done.

    Anything else comes back as it is, with "".
    """
    degrees = frame.crs is not None and frame.crs.is_geographic and frame.crs.to_epsg() == 4490
    if not degrees or frame.empty:
        return frame, ""
    every = shapely.geometrycollections(np.asarray(frame.geometry.array))
    middle = float(shapely.get_x(shapely.centroid(every)))
    if not 73.5 <= middle <= 136.5:
        return frame, ""
    epsg = epsg_of_zone(round(middle / 3))
    label = grid_of(epsg).label
    return frame.to_crs(epsg), f"由2000国家大地坐标系经纬度投影到{label}"


def _looks_like_degrees(shapes: gpd.GeoSeries) -> bool:
    box = shapes.total_bounds if len(shapes) else np.full(4, np.nan)
    return bool(np.abs(box).max() <= 180)


def _named(frame: pd.DataFrame, schema: str) -> Iterator[tuple[str, str, int | None]]:
    """Yield (id, name, declared area) of each row; the id is the row number where none is held."""
    ids, label = NAMED.get(schema, ((), ""))
    told = next(((c, f) for c, f in DECLARED if c in frame.columns), None)
    for row in frame.to_dict("records"):
        one = next((text_of(row[c]) for c in ids if row.get(c)), "") or str(row["row"])
        declared: Any = row[told[0]] if told else None
        centi = None if told is None or pd.isna(declared) else int(declared) * told[1]
        yield one, text_of(row.get(label)), centi
