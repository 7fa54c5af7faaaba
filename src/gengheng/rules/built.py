"""建设压占的耕地: what of the ground of patches was farmland, and which patch answers for it.

The same ground is counted once: under the 卫片 patch that proved it first, else under the patch of
the survey. Ground that a survey does not show may have been farmland: it is kept apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen
from gengheng.overlay.engine import carve
from gengheng.overlay.naive import joined, series, within_one
from gengheng.rules.ground import (
    Counted,
    Ground,
    classes,
    count,
    enough,
    ground,
    ridges,
    together,
    total,
)
from gengheng.rules.rule import Ints, Params
from gengheng.standards.tables import codes

Rank = tuple[date, str]  # the day that proves a patch (后时相), then its number
LAST: Rank = (date.max, chr(0x10FFFF))  # behind every patch


@dataclass(frozen=True, slots=True)
class Asked:
    """Subjects by key: the shapes that may stand, the subject of each, and why others may not."""

    keys: pd.Index
    shapes: gpd.GeoSeries
    owner: Ints
    lost: list[str]


@dataclass(frozen=True, slots=True)
class Under:
    """Farmland under construction of each subject, after what is lawful is taken out.

    `sure` is the part that nothing may make lawful, `most` all of it; `gap_centi_m2` is ground of
    which the surveys say nothing, `elsewhere_centi_m2` farmland that an earlier 卫片 patch answers
    for.
    """

    sure: Counted
    most: Counted
    gap_centi_m2: Ints
    elsewhere_centi_m2: Ints


@dataclass(frozen=True, slots=True)
class Flagged:
    """Farmland that 卫片 patches answer for, with the rank and the number of the patch of each."""

    ground: Ground
    rank: Sequence[Rank]


def asked(rows: gpd.GeoDataFrame) -> Asked:
    """Return the rows of a table by their subject; several rows of one key are one subject."""
    keys = rows.index.unique()
    owner = keys.get_indexer(rows.index).astype(np.int64)
    drawn = (rows["place"] == "").to_numpy(dtype=bool)
    lost = [""] * len(keys)
    for k, why in zip(owner[~drawn].tolist(), rows["place"][~drawn], strict=True):
        lost[k] = lost[k] or str(why)
    return Asked(keys, series(rows.geometry[drawn], rows.crs), owner[drawn], lost)


def kind_of(tblx: str) -> str:
    """Return what a 图斑类型 shows: built, earth, other, or "" where nobody can say.

    >>> [kind_of(t) for t in ("20", " yh", "DT", "GQ", "", "99")]
    ['built', 'built', 'earth', 'other', '', '']
    """
    word = tblx.strip().upper()
    for kind, group in (("built", "construction"), ("earth", "earth"), ("other", "other")):
        if word in codes(f"patch_{group}"):
            return kind
    return ""


def farmland_under(it: Asked, surveys: Sequence[Layer]) -> Ground:
    """Return the farmland that one survey or another shows on the ground of the subjects.

    Most patches stand unchanged in an earlier survey; those that lie within one of its patches
    that is no farmland are not cut.
    """
    found = Ground(series([], it.shapes.crs), it.owner[:0])
    for survey in surveys:
        fields = survey.frame["dlbm"].isin(codes("farmland")).to_numpy(dtype=bool)
        home = within_one(it.shapes, survey.frame.geometry)
        cut = (home < 0) | fields[home] if len(fields) else home < 0
        shapes = series(it.shapes[cut], it.shapes.crs)
        part = ground(shapes, survey.frame[fields].geometry, it.owner[cut])
        found = _both(found, part)
    return found


def unseen(it: Asked, surveys: Sequence[Layer]) -> Ground:
    """Return the ground of the subjects that one survey or another does not show."""
    found = Ground(series([], it.shapes.crs), it.owner[:0])
    for survey in surveys:
        cut = within_one(it.shapes, survey.frame.geometry) < 0
        left = carve(series(it.shapes[cut], it.shapes.crs), survey.frame.geometry)
        found = _both(found, Ground(*joined(left, it.owner[cut])))
    return found


def minus(it: Ground, *lands: gpd.GeoSeries) -> Ground:
    """Return the ground outside all `lands`, touching pieces of one subject joined."""
    left = it.shapes
    for land in lands:
        left = carve(left, land)
    return Ground(*joined(left, it.owner))


def agricultural(now: Chosen, crs: object) -> gpd.GeoSeries:
    """Return what the newest survey calls 农村道路, 沟渠, 设施农用地 or 田坎."""
    if not isinstance(now, Layer):
        return series([], crs)
    return now.frame[now.frame["dlbm"].isin(codes("agricultural_works"))].geometry


def flagged(
    layer: Chosen, surveys: Mapping[int, Layer], free: Sequence[gpd.GeoSeries], params: Params
) -> Flagged:
    """Return the farmland, from the threshold on, that construction patches of 卫片 answer for.

    Patches whose survey of the year before 前时相 is not among `surveys` are left out; `free` is
    what is lawful or agricultural.
    """
    if not isinstance(layer, Layer):
        crs = next(iter(surveys.values())).frame.crs if surveys else None
        return Flagged(Ground(series([], crs), np.array([], dtype=np.int64)), [])
    shown = [kind_of(str(word)) == "built" for word in layer.frame["tblx"]]
    rows = layer.frame[np.array(shown, dtype=bool)]
    rows = rows.assign(place="").set_axis(pd.Index(rows["jcbh"], dtype=object))
    it, found = asked(rows), Ground(series([], rows.crs), np.array([], dtype=np.int64))
    years = np.array([d.year - 1 if d else 0 for d in firsts(rows, "qsx")], dtype=np.int64)
    for year, survey in surveys.items():
        part = years[it.owner] == year
        shapes = series(it.shapes[part], rows.crs)
        found = _both(found, farmland_under(Asked(it.keys, shapes, it.owner[part], []), [survey]))
    found = enough(
        minus(found, *free), len(it.keys), min_m2=params["min_m2"],
        width_m=params["sliver_width_m"],
    )  # fmt: skip
    return Flagged(found, ranks(rows))


def ranks(rows: pd.DataFrame) -> list[Rank]:
    """Return the rank of each patch: the day that proves it (后时相), then its number."""
    keys = [str(key) for key in rows.index.unique()]
    return [(day or date.max, key) for day, key in zip(firsts(rows, "hsx"), keys, strict=True)]


def under(
    it: Asked,
    surveys: Sequence[Layer],
    first: Flagged,
    own: Sequence[Rank],
    *,
    free: Sequence[gpd.GeoSeries],
    perhaps: gpd.GeoSeries,
    params: Params,
) -> Under:
    """Return the farmland of `surveys` under the subjects, of which patches rank as `own` says.

    `free` is taken out; `perhaps` may have to be. Without a survey nothing is seen.
    """
    n, least = len(it.keys), {"min_m2": params["min_m2"], "width_m": params["sliver_width_m"]}
    were = minus(farmland_under(it, surveys), *free)
    dark = minus(unseen(it, surveys) if surveys else Ground(it.shapes, it.owner), *free)
    left = after(were, own, first)
    most = count(left, n, **least)
    elsewhere = count(were, n, **least).area_centi_m2 - most.area_centi_m2
    return Under(
        count(minus(left, perhaps), n, **least),
        most,
        count(after(dark, own, first), n, **least).area_centi_m2,
        np.maximum(elsewhere, 0),
    )


def after(it: Ground, own: Sequence[Rank], first: Flagged) -> Ground:
    """Return the ground of patches (with their ranks) without what earlier ones answer for."""
    if not len(first.ground.shapes):
        return it
    left = np.array(it.shapes.array, dtype=object)
    i, j = shapely.STRtree(np.asarray(first.ground.shapes.array)).query(left, "intersects")
    earlier = np.array(
        [first.rank[b] < own[a] for a, b in zip(it.owner[i], first.ground.owner[j], strict=True)],
        dtype=bool,
    )
    for k in np.unique(i[earlier]).tolist():
        land = series(first.ground.shapes.iloc[j[earlier & (i == k)]], it.shapes.crs)
        left[k] = carve(series([left[k]], it.shapes.crs), land).iloc[0]
    return Ground(*joined(series(left, it.shapes.crs), it.owner))


def _both(one: Ground, other: Ground) -> Ground:
    return together([one, other]) if len(one.shapes) else other


def firsts(rows: pd.DataFrame, column: str) -> list[date | None]:
    """Return the earliest day that the rows of each key state, in the order of the keys.

    >>> told = {"qsx": [date(2021, 5, 6), None, date(2021, 3, 1)]}
    >>> firsts(pd.DataFrame(told, index=["甲", "乙", "甲"]), "qsx")
    [datetime.date(2021, 3, 1), None]
    """
    found: dict[object, date] = {}
    for key, day in zip(rows.index, rows[column], strict=True):
        if not pd.isna(day):
            found[key] = min(day, found.get(key, day))
    return [found.get(key) for key in rows.index.unique()]


def stood_on(shapes: gpd.GeoSeries, surveys: Sequence[Layer]) -> list[str]:
    """Return the farmland under each shape in words, by the first of `surveys` that shows it.

    With what is left without 田坎, where a survey states 扣除系数.
    """
    rest, n = shapes, len(shapes)
    net, parts = np.zeros(n, dtype=np.int64), [list[str]() for _ in range(n)]
    sums = np.zeros(n, dtype=np.int64)
    for survey in surveys:
        fields = survey.frame[survey.frame["dlbm"].isin(codes("farmland"))]
        here = ground(rest, fields.geometry)
        areas = total(here.owner, official(here.shapes), n)
        clip = count(here, n, min_m2=0, width_m=0).shapes
        net += areas - ridges(clip, survey)
        for k, words in enumerate(classes(clip, survey)):
            if words:
                parts[k].append(
                    f"{survey.day.year}年变更调查中的耕地{areas[k] / 100:.2f}平方米（{words}）"
                )
        sums += areas
        rest = carve(rest, fields.geometry)
    return [
        "、".join(parts[k]) + (f"，扣除田坎后{net[k] / 100:.2f}平方米" if net[k] < sums[k] else "")
        for k in range(n)
    ]
