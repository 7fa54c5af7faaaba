"""质检结果.gpkg: where the defects lie, to be opened in any GIS, and all of them as a table."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gengheng.inspection.check import Defect, Outcome
from gengheng.reports.layers import clock
from gengheng.reports.workbook import UNDATED

POINTS, POLYGONS = "defects_points", "defects_polygons"


def inspection_gpkg(outcomes: Sequence[Outcome], day: date | None) -> bytes:
    """Return a GeoPackage of an inspection. The same outcomes give the same bytes.

    `defects` is a table of all of them; those with a shape stand in `defects_points` or
    `defects_polygons` too, with the same columns, each in the reference system of its file: of
    several systems the second ones get `_2`, in the order of the defects.
    """
    held = [defect for one in outcomes for defect in one.defects]
    with tempfile.TemporaryDirectory() as folder, clock(day or UNDATED):
        path = Path(folder) / "defects.gpkg"
        for n, crs in enumerate(dict.fromkeys(d.crs for d in held if d.shape is not None), 1):
            mine = [d for d in held if d.shape is not None and d.crs == crs]
            for name, kind, dimension in ((POINTS, "Point", 0), (POLYGONS, "MultiPolygon", 2)):
                rows = [d for d in mine if shapely.get_dimensions(d.shape) == dimension]
                if rows:
                    layer = name if n == 1 else f"{name}_{n}"
                    pyogrio.write_dataframe(
                        _drawn(rows, crs), path, layer=layer, driver="GPKG", geometry_type=kind
                    )
        pyogrio.write_dataframe(_table(held), path, layer="defects", driver="GPKG")
        return path.read_bytes()


def _drawn(rows: Sequence[Defect], crs: str) -> gpd.GeoDataFrame:
    shapes = np.array([_plain(d.shape) for d in rows], dtype=object)
    return gpd.GeoDataFrame(_table(rows), geometry=gpd.GeoSeries(shapes, crs=crs or None))


def _plain(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return polygons as multipolygons in normal form, points as they are."""
    if shape is None or shapely.get_dimensions(shape) == 0:
        return shape
    parts = [p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == 2]
    return shapely.normalize(shapely.MultiPolygon(parts))


def _table(rows: Sequence[Defect]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "check": pd.Series([d.check for d in rows], dtype=object),
            "level": pd.Series([d.level for d in rows], dtype=object),
            "file": pd.Series([d.file for d in rows], dtype=object),
            "layer": pd.Series([d.layer for d in rows], dtype=object),
            "row": pd.Series([d.row for d in rows], dtype="int64"),
            "key": pd.Series([d.key for d in rows], dtype=object),
            "field": pd.Series([d.field for d in rows], dtype=object),
            "sentence": pd.Series([d.sentence for d in rows], dtype=object),
            "todo": pd.Series([d.todo for d in rows], dtype=object),
            "count": pd.Series([d.count for d in rows], dtype="int64"),
        }
    )
