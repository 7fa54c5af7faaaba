"""沿革: one patch of a survey under one name, although every survey numbers its patches anew.

A patch is named after the earliest survey that shows the same use on half of its ground or more,
by the patch that then held most of it. So a new survey of unchanged ground renames nothing, and a
patch that was split keeps one name.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.area.ellipsoid import official
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import series
from gengheng.rules.ground import total


def named_by_origin(
    rows: gpd.GeoDataFrame, earlier: Sequence[gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """Return the rows of a survey (index: key) under their names.

    `earlier` are the rows of the same use of the surveys before, oldest first, under their own
    keys. Rows without a shape keep their key, and so does what no survey showed before.

    >>> from shapely import box
    >>> def of(**patches):
    ...     return gpd.GeoDataFrame(index=list(patches), geometry=list(patches.values()), crs=4524)
    >>> x, y = 36_471_200, 4_521_800
    >>> now = of(B1=box(x, y, x + 20, y + 9), B2=box(x + 50, y, x + 60, y + 9))
    >>> named_by_origin(now, [of(A7=box(x, y, x + 10, y + 9))]).index.tolist()
    ['A7', 'B2']
    """
    if not earlier:
        return rows
    names = rows.index.to_numpy(dtype=object).copy()
    left = np.flatnonzero(rows.geometry.notna().to_numpy())
    for before in earlier:
        sound = before[before.geometry.notna().to_numpy()]
        shapes = series(rows.geometry.iloc[left], rows.crs)
        origin = _origins(shapes, sound)
        found = origin >= 0
        names[left[found]] = sound.index.to_numpy(dtype=object)[origin[found]]
        left = left[~found]
    return rows.set_axis(pd.Index(names, dtype=object))


def _origins(shapes: gpd.GeoSeries, before: gpd.GeoDataFrame) -> np.ndarray:
    """Return the row of `before` that held most of each shape, -1 where all held less than half."""
    out = np.full(len(shapes), -1, dtype=np.int64)
    if before.empty or shapes.empty:
        return out
    shared = pieces(shapes, before.geometry)
    held = total(shared.left, shared.area_centi_m2, len(shapes))
    of = pd.DataFrame(
        {
            "shape": shared.left,
            "area": shared.area_centi_m2,
            "row": shared.right,
            "key": before.index.to_numpy(dtype=object)[shared.right],
        }
    )
    most = of.sort_values(["shape", "area", "key"], ascending=[True, False, True], kind="stable")
    best = most.drop_duplicates("shape")
    out[best["shape"]] = best["row"]
    return np.where(2 * held >= official(shapes), out, -1)
