"""What rules about land have in common: which ground counts, and which is only a sliver."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.area.adjust import by_ratio
from gengheng.area.ellipsoid import Ints, official
from gengheng.catalogue.shelf import Layer
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import joined, perimeter_cm, series
from gengheng.rules.rule import Flags
from gengheng.standards.tables import class_text, codes

COVERED = 999  # ‰ of its area below which a layer cannot speak for a plot


@dataclass(frozen=True, slots=True)
class Ground:
    """Separate polygons and the row of the subject each lies in."""

    shapes: gpd.GeoSeries
    owner: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """The ground of `n` subjects after the slivers are out: area each, shape each, slivers."""

    area_centi_m2: Ints
    shapes: gpd.GeoSeries
    sliver_centi_m2: Ints
    slivers: int


def ground(over: gpd.GeoSeries, layer: gpd.GeoSeries, owner: Ints | None = None) -> Ground:
    """Return what `over` shares with `layer`, touching pieces of one subject joined.

    `owner` names the subject of each row of `over`, its position by default.
    """
    found = pieces(over, layer, geometry=True)
    assert found.shapes is not None  # noqa: S101 - asked for
    of = found.left if owner is None else owner[found.left]
    return Ground(*joined(found.shapes, of))


def together(parts: Iterable[Ground]) -> Ground:
    """Return the ground of all `parts`, counted once where they overlap."""
    all_parts = list(parts)
    shapes = np.concatenate([np.asarray(p.shapes.array) for p in all_parts])
    owner = np.concatenate([p.owner for p in all_parts])
    return Ground(*joined(gpd.GeoSeries(shapes, crs=all_parts[0].shapes.crs), owner))


def total(owner: Ints, amount: Ints, n: int) -> Ints:
    """Add up `amount` by owner, exactly.

    >>> total(np.array([0, 2, 0]), np.array([1, 5, 2]), 3).tolist()
    [3, 0, 5]
    """
    sums = np.zeros(n, dtype=np.int64)
    np.add.at(sums, owner, amount)
    return sums


def covered(over: gpd.GeoSeries, layer: gpd.GeoSeries) -> Flags:
    """Return for each subject whether the layer covers at least 999 ‰ of it."""
    found = pieces(over, layer)
    seen = total(found.left, found.area_centi_m2, len(over))
    return np.asarray(seen * 1000 >= official(over) * COVERED)


def narrow(shapes: gpd.GeoSeries, area_centi_m2: Ints, width_m: int) -> Flags:
    """Return which shapes have a mean width (2 · area / perimeter) below `width_m`."""
    width_mm = 2000 * area_centi_m2 // np.maximum(perimeter_cm(shapes), 1)
    return np.asarray(width_mm < width_m * 1000)


def without(it: Ground, sliver: Flags) -> Ground:
    """Return the ground without the polygons marked as slivers."""
    return Ground(series(it.shapes[~sliver], it.shapes.crs), it.owner[~sliver])


def enough(it: Ground, n: int, *, min_m2: int, width_m: int) -> Ground:
    """Return the ground of the subjects that have `min_m2` or more of it, slivers not counted."""
    area = official(it.shapes)
    sliver = (area < min_m2 * 100) & narrow(it.shapes, area, width_m)
    clean = without(it, sliver)
    sums = total(clean.owner, area[~sliver], n)
    return without(clean, sums[clean.owner] < min_m2 * 100)


def gone(
    were: Ground, layer: Layer, n: int, *, built_m2: int, min_m2: int, width_m: int
) -> Counted:
    """Return what of the ground `were` is neither farmland nor field works in the layer.

    Construction counts for a subject from `built_m2`, all other classes together from `min_m2`,
    each without its slivers; what stays below its threshold is no sliver for that.
    """
    other = layer.frame[~layer.frame["dlbm"].isin(codes("farmland") | codes("field_works"))]
    part = built(other)
    kinds = [
        (ground(were.shapes, other[here].geometry, were.owner), m2)
        for here, m2 in ((part, built_m2), (~part, min_m2))
    ]
    kept = together(enough(it, n, min_m2=m2, width_m=width_m) for it, m2 in kinds)
    thin = [count(it, n, min_m2=m2, width_m=width_m) for it, m2 in kinds]
    return replace(
        count(kept, n, min_m2=0, width_m=0),
        sliver_centi_m2=thin[0].sliver_centi_m2 + thin[1].sliver_centi_m2,
        slivers=thin[0].slivers + thin[1].slivers,
    )


def built(patches: pd.DataFrame) -> Flags:
    """Return which patches of a survey are 建设用地.

    >>> built(pd.DataFrame({"dlbm": ["0702", "1003", "1006", "0103", "05H1"]})).tolist()
    [True, True, False, False, True]
    """
    return patches["dlbm"].str.startswith(tuple(codes("construction"))).to_numpy(dtype=bool)


def count(it: Ground, n: int, *, min_m2: int, width_m: int) -> Counted:
    """Take slivers out piece by piece (below `min_m2` *and* narrower than `width_m`), then add up.

    三调 最小上图面积; rulings, Areas. Subjects without ground have area 0 and shape None.
    """
    area = official(it.shapes)
    sliver = (area < min_m2 * 100) & narrow(it.shapes, area, width_m)
    kept = without(it, sliver)
    shapes = np.full(n, None, dtype=object)
    polygons, row = shapely.get_parts(np.asarray(kept.shapes.array), return_index=True)
    of = kept.owner[row]
    order = np.argsort(of, kind="stable")
    shapely.multipolygons(polygons[order], indices=of[order], out=shapes)
    return Counted(
        total(kept.owner, area[~sliver], n),
        series(shapes, it.shapes.crs),
        total(it.owner[sliver], area[sliver], n),
        int(sliver.sum()),
    )


def ridges(shapes: gpd.GeoSeries, layer: Layer) -> Ints:
    """Return the 田坎 within each shape by the survey's 扣除系数 (KCXS) of farmland, in 0.01 m².

    0 where the survey states none.
    """
    cut = np.zeros(len(shapes), dtype=np.int64)
    if "kcxs" not in layer.frame:
        return cut
    factor = pd.to_numeric(layer.frame["kcxs"], errors="coerce").fillna(0.0)
    ridged = layer.frame[(factor > 0) & (factor < 1) & layer.frame["dlbm"].isin(codes("farmland"))]
    share = factor.loc[ridged.index].to_numpy()
    found = pieces(shapes, ridged.geometry)
    np.add.at(
        cut, found.left, np.floor(found.area_centi_m2 * share[found.right] + 0.5).astype(np.int64)
    )
    return cut


def survey_figure(shapes: gpd.GeoSeries, layer: Layer) -> list[int | None]:
    """Return the area of each shape by the ratio of the survey's stored TBMJ, in 0.01 m².

    A shape and the rest of a patch share the patch's TBMJ; other subjects on the same patch do
    not matter, so a figure never changes because somebody else filed the ground too. None where
    the survey does not state TBMJ of every patch touched, or sees nothing (reference 3.2).
    """
    frame, n = layer.frame, len(shapes)
    if "tbmj_centi_m2" not in frame:
        return [None] * n
    found = pieces(shapes, frame.geometry)
    stored = frame["tbmj_centi_m2"].iloc[found.right]
    parents, of = np.unique(found.right, return_inverse=True)
    whole = official(series(frame.geometry.iloc[parents], frame.crs))[of]
    figure = by_ratio(
        found.area_centi_m2,
        np.arange(len(whole)),
        whole,
        stored.fillna(0).to_numpy(dtype=np.int64),
    )
    sums = total(found.left, figure, n)
    silent = np.isin(np.arange(n), found.left[stored.isna().to_numpy()])
    seen = np.isin(np.arange(n), found.left)
    return [
        int(v) if there and not no else None
        for v, there, no in zip(sums, seen, silent, strict=True)
    ]


def classes(shapes: gpd.GeoSeries, layer: Layer, *, most: int = 3) -> list[str]:
    """Return for each shape its largest land classes in words, "" where nothing is seen.

    Each as "0201果园1999.96平方米", largest first, joined by 、.
    """
    found = pieces(shapes, layer.frame.geometry)
    table = pd.DataFrame(
        {
            "of": found.left,
            "dlbm": layer.frame["dlbm"].iloc[found.right].to_numpy(),
            "area": found.area_centi_m2,
        }
    )
    sums = table.groupby(["of", "dlbm"], as_index=False)["area"].sum()
    sums = sums[sums["area"] > 0].sort_values(["of", "area", "dlbm"], ascending=[True, False, True])
    top = sums.groupby("of").head(most)
    out: list[list[str]] = [[] for _ in range(len(shapes))]
    for of, dlbm, area in zip(
        *(top[name].tolist() for name in ("of", "dlbm", "area")), strict=True
    ):
        out[of].append(f"{class_text(dlbm)}{area / 100:.2f}平方米")
    return ["、".join(words) for words in out]
