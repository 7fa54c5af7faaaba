"""What the surveys before 报批 show on approved ground: farmland, and what was farmland before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import (
    Counted,
    Ground,
    classes,
    count,
    covered,
    gone,
    ground,
    ridges,
    together,
    without,
)
from gengheng.rules.registers import apart, days_in
from gengheng.rules.rule import Ints, Params
from gengheng.rules.terms import months_on
from gengheng.standards.tables import codes


@dataclass(frozen=True, slots=True)
class Seen:
    """What the surveys show on the ground of each approval, in the order of the approvals.

    `farm` is the farmland of the survey before 报批 and `net_centi_m2` its area without 田坎;
    `changed` was farmland shortly before and is none in that survey, which calls it `became`;
    `why` says why there may be more, "" where everything was seen.
    """

    farm: Counted
    net_centi_m2: Ints
    changed: Counted
    became: list[str]
    why: list[str]


def days_of(rows: pd.DataFrame) -> list[date]:
    """Return the days of 报批 that the rows of an approval state, else those of 批准, in order.

    >>> rows = pd.DataFrame({"submitted": [None, None], "pzrq": [date(2021, 5, 6), None]})
    >>> days_of(rows)
    [datetime.date(2021, 5, 6)]
    """
    for column in ("submitted", "pzrq"):
        if found := days_in(rows[column]):
            return found
    return []


def undated(days: Sequence[date]) -> str:
    """Return why the days of an approval do not tell which survey came before it, "" if they do.

    >>> undated([date(2021, 5, 6), date(2021, 6, 1)]), undated([])
    ('', '缺报批日期和批准日期')
    >>> undated([date(2020, 5, 6), date(2021, 6, 1)])
    '各行报批日期不在同一年（2020-05-06、2021-06-01）'
    """
    if not days:
        return "缺报批日期和批准日期"
    return apart(days, "报批日期")


def seen(
    rows: gpd.GeoDataFrame, base: Layer, back: Sequence[tuple[Layer, Layer]], params: Params
) -> Seen:
    """Return what `base`, the survey before 报批, and those before it show.

    `rows` are those of several approvals (index: 文号; columns of `approvals`); `back` are pairs
    of an earlier survey and the one that followed. A pair counts for an approval if the later one
    is not more than `months` older than 报批.
    """
    docs = rows.index.unique()
    of = docs.get_indexer(rows.index).astype(np.int64)
    drawn = rows.geometry.notna().to_numpy()
    land = Ground(*joined(series(rows.geometry[drawn], rows.crs), of[drawn]))
    days = [days_of(rows.loc[[doc]]) for doc in docs]
    farm = count(_farmland(land, base), len(docs),
                 min_m2=params["min_m2"], width_m=params["sliver_width_m"])  # fmt: skip
    changed = _changed(land, days, base, back, params)
    dark = [~covered(land.shapes, s.frame.geometry) for s in (base, *(one for one, _ in back))]
    gap = np.isin(np.arange(len(docs)), land.owner[np.any(dark, axis=0)])
    why = [_why(rows.loc[[doc]], gap=bool(gap[k])) for k, doc in enumerate(docs)]
    net = farm.area_centi_m2 - ridges(farm.shapes, base)
    return Seen(farm, net, changed, classes(changed.shapes, base), why)


def _farmland(land: Ground, survey: Layer) -> Ground:
    """Return what of the land is farmland in a survey."""
    fields = survey.frame[survey.frame["dlbm"].isin(codes("farmland"))]
    return ground(land.shapes, fields.geometry, land.owner)


def _changed(
    land: Ground,
    days: Sequence[Sequence[date]],
    base: Layer,
    back: Sequence[tuple[Layer, Layer]],
    params: Params,
) -> Counted:
    """Return what was farmland in a survey that counts and is none in the base."""
    were = [Ground(series([], land.shapes.crs), land.owner[:0])]
    for earlier, later in back:
        near = [bool(d) and later.day >= months_on(d[0], -params["months"]) for d in days]
        it = _farmland(land, earlier)
        were.append(without(it, ~np.array(near, dtype=bool)[it.owner]))
    return gone(
        together(were), base, len(days), built_m2=params["built_m2"], min_m2=params["min_m2"],
        width_m=params["sliver_width_m"],
    )  # fmt: skip


def _why(rows: gpd.GeoDataFrame, *, gap: bool) -> str:
    """Return why not all of an approval was seen, "" if all of it was."""
    if lost := sorted({str(why) for why in rows["place"] if why}):
        return lost[0]
    if rows.geometry.isna().all():
        return "图层中没有该批准文号的图形"
    return "底图未覆盖" if gap else ""
