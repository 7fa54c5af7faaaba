"""临时用地: when a use ends, what became of the farmland that it took, what was approved since."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.overlay.engine import carve
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import Counted, Ground, covered, enough, gone, ground
from gengheng.rules.registers import day_in
from gengheng.rules.rule import Flags, Inputs, Ints, Params
from gengheng.rules.terms import End, end_of, years_on
from gengheng.standards.tables import codes


@dataclass(frozen=True, slots=True)
class Seen:
    """What two surveys show of each use: whether it `took` farmland, what of it is none in `now`.

    `since_centi_m2` is farmland that was approved otherwise since, `why` says what was not seen.
    """

    now: Layer
    took: Flags
    left: Counted
    since_centi_m2: Ints
    why: list[str]


def end_of_use(rows: pd.DataFrame) -> End:
    """Return when a use ends: the latest end of its rows (`temporary_use`), unknown where one is.

    >>> rows = pd.DataFrame({"pzrq": [date(2020, 3, 1)], "ends": [None], "extended": [None],
    ...                      "term": ["2年"]})
    >>> end_of_use(rows).day
    datetime.date(2022, 3, 1)
    """
    found = [
        end_of(day_in(row["pzrq"]), day_in(row["ends"]), day_in(row["extended"]), str(row["term"]))
        for row in rows.to_dict("records")
    ]
    if unknown := sorted({end.doubt for end in found if end.day is None}):
        return End(None, doubt="；".join(unknown))
    return max(found, key=lambda end: (end.day or date.min, end.by))


def approved_since(inputs: Inputs, crs: object, day: date, params: Params) -> gpd.GeoSeries:
    """Return the ground that is approved otherwise: 农转用, 设施农用地, 临时用地 not yet due."""
    shapes: list[object] = []
    for name in ("approvals", "facility", "temporary"):
        layer = inputs[name]
        if isinstance(layer, Layer):
            frame = layer.frame
            if name == "temporary":
                ends = [end_of_use(frame.iloc[[k]]).day for k in range(len(frame))]
                runs = [e is not None and years_on(e, params["reclaim_years"]) >= day for e in ends]
                frame = frame[np.array(runs, dtype=bool)]
            shapes += list(frame.geometry)
    return series(shapes, crs)


def seen(
    rows: gpd.GeoDataFrame, was: Layer, now: Layer, since: gpd.GeoSeries, params: Params
) -> Seen:
    """Return what `was`, the survey before 批准, and `now` show on the ground of the uses.

    `rows` are those of several uses (index: 文号; columns of `temporary_use`); `since` is ground
    that no longer counts.
    """
    docs, width = rows.index.unique(), params["sliver_width_m"]
    n, of = len(docs), docs.get_indexer(rows.index).astype(np.int64)
    drawn = rows.geometry.notna().to_numpy()
    land = Ground(*joined(series(rows.geometry[drawn], rows.crs), of[drawn]))
    fields = was.frame[was.frame["dlbm"].isin(codes("farmland"))]
    were = ground(land.shapes, fields.geometry, land.owner)
    took = enough(were, n, min_m2=params["built_m2"], width_m=width)
    all_of_it = _gone(were, now, n, params)
    rest = Ground(*joined(carve(were.shapes, since), were.owner))
    left = _gone(rest, now, n, params)
    dark = ~covered(land.shapes, was.frame.geometry) | ~covered(land.shapes, now.frame.geometry)
    gap = set(land.owner[dark].tolist())
    return Seen(
        now,
        np.isin(np.arange(n), took.owner),
        left,
        np.maximum(all_of_it.area_centi_m2 - left.area_centi_m2, 0),
        [_why(rows.loc[[doc]], dark=k in gap) for k, doc in enumerate(docs)],
    )


def _gone(were: Ground, now: Layer, n: int, params: Params) -> Counted:
    """Return what of the farmland is none now, of each use."""
    return gone(
        were, now, n, built_m2=params["built_m2"], min_m2=params["min_m2"],
        width_m=params["sliver_width_m"],
    )  # fmt: skip


def _why(rows: gpd.GeoDataFrame, *, dark: bool) -> str:
    """Return why not all of a use was seen, "" if all of it was."""
    lost = sorted({str(why) for why in rows["place"] if why})
    return lost[0] if lost else "底图未覆盖" if dark else ""
