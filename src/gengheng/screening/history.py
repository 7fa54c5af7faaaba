"""地类沿革: what every survey on the shelf says about a piece of ground, vintage by vintage."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.catalogue.shelf import Shelf
from gengheng.overlay.engine import pieces

SURVEYS = ("dltb", "dltb_2")
COLUMNS = ("subject", "schema", "vintage", "dlbm", "area_centi_m2")


def history(ground: gpd.GeoSeries, shelf: Shelf) -> pd.DataFrame:
    """Return one row per subject, survey and land class with the official area they share.

    The index of `ground` names the subjects; empty and missing shapes have no rows, nor has a
    vintage that does not reach a subject. Rows come by subject, vintage, schema and class.

    >>> from shapely import box
    >>> from gengheng.catalogue.shelf import shelve
    >>> field = gpd.GeoSeries({"P1": box(36_471_200, 4_521_800, 36_471_300, 4_521_900)}, crs=4524)
    >>> laid = gpd.GeoDataFrame({"dlbm": ["0102"]}, geometry=[field["P1"]], crs=4524)
    >>> history(field, [shelve("dltb", date(2021, 12, 31), laid)]).values.tolist()
    [['P1', 'dltb', datetime.date(2021, 12, 31), '0102', 999980]]
    """
    shapes = np.asarray(ground.array, dtype=object)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    held = gpd.GeoSeries(shapes[there], index=ground.index[there], crs=ground.crs)
    tables = []
    for layer in shelf:
        if layer.ref.schema not in SURVEYS:
            continue
        found = pieces(held, layer.frame.geometry)
        rows = {
            "subject": held.index.to_numpy(dtype=object)[found.left],
            "schema": layer.ref.schema,
            "vintage": layer.day,
            "dlbm": layer.frame["dlbm"].to_numpy(dtype=object)[found.right],
            "area_centi_m2": found.area_centi_m2,
        }
        tables.append(pd.DataFrame(rows))
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame({name: [] for name in COLUMNS})
    keys = ["subject", "vintage", "schema", "dlbm"]
    summed = pd.concat(tables).groupby(keys, sort=True)["area_centi_m2"].sum().reset_index()
    return summed[list(COLUMNS)]


def vintages(shelf: Shelf) -> list[tuple[date, str]]:
    """Return the (vintage, schema) of every survey on the shelf, oldest first."""
    return sorted((one.day, one.ref.schema) for one in shelf if one.ref.schema in SURVEYS)
