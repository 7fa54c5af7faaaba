"""卫片图斑 that show construction after the newest survey, on the ground of subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import Ground
from gengheng.rules.rule import Flags, Ints
from gengheng.standards.tables import codes

BESIDE_M = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Built ground that patches show, and their numbers by subject; and of patches without a day.

    A patch without 后时相 may be older than the survey, which then has the last word.
    """

    ground: Ground
    names: list[str]
    undated: Ground
    undated_names: list[str]
    shapeless: int


def seen_since(
    shapes: gpd.GeoSeries, owner: Ints, layer: Chosen, since: Sequence[date | None]
) -> Seen:
    """Return what patches show on `shapes` whose 后时相 is after the day of each subject's `since`.

    `owner` is the subject of each shape; a subject whose day is None is not asked. DT and TD
    (moved earth) show no construction.
    """
    n = len(since)
    empty = Ground(series([], shapes.crs), np.array([], dtype=np.int64))
    if not isinstance(layer, Layer):
        return Seen(empty, [""] * n, empty, [""] * n, 0)
    rows = layer.frame[layer.frame["tblx"].isin(codes("patch_construction"))]
    found = pieces(shapes, rows.geometry, geometry=True)
    of = owner[found.left]
    days = rows["hsx"].iloc[found.right].tolist()
    pairs = list(zip(days, (since[k] for k in of), strict=True))
    later = np.array([b is not None and not pd.isna(a) and a > b for a, b in pairs], dtype=bool)
    blank = np.array([b is not None and pd.isna(a) for a, b in pairs], dtype=bool)
    numbers = rows["jcbh"].iloc[found.right].to_numpy(dtype=object)
    assert found.shapes is not None  # noqa: S101 - asked for
    built, undated = (
        Ground(*joined(series(found.shapes[keep], shapes.crs), of[keep])) for keep in (later, blank)
    )
    shapeless = int(layer.rest["tblx"].isin(codes("patch_construction")).sum())
    return Seen(
        built, _names(numbers[later], of[later], n),
        undated, _names(numbers[blank], of[blank], n), shapeless,
    )  # fmt: skip


def beside(shapes: gpd.GeoSeries, layer: Chosen) -> Flags:
    """Return which shapes lie within a metre of some patch; no other shares ground with one.

    >>> from gengheng.catalogue.vintage import Missing
    >>> beside(series([None], "EPSG:4524"), Missing("图层未提供")).tolist()
    [False]
    """
    out = np.zeros(len(shapes), dtype=bool)
    if isinstance(layer, Layer):
        patches = shapely.STRtree(np.asarray(layer.frame.geometry.array))
        out[patches.query(np.asarray(shapes.array), "dwithin", BESIDE_M)[0]] = True
    return out


def _names(numbers: Sequence[str], owner: Ints, n: int) -> list[str]:
    """Return the numbers of the patches of each subject, joined by 、."""
    names: list[list[str]] = [[] for _ in range(n)]
    for number, k in zip(numbers, owner, strict=True):
        if number not in names[k]:
            names[k].append(str(number))
    return ["、".join(sorted(one)) for one in names]
