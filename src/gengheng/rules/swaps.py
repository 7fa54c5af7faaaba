"""增减挂钩: what came back of 周转指标, and what the surveys show on the plots of 拆旧."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import (
    Counted,
    Ground,
    built,
    count,
    covered,
    ground,
    narrow,
    together,
    total,
    without,
)
from gengheng.rules.links import Amount
from gengheng.rules.projects import EMPTY_WORDS, place_of
from gengheng.rules.registers import Row, doc_no, plain_rows
from gengheng.rules.rule import Ints, Params
from gengheng.standards.tables import codes

NONE_SAID = ("未归还", "未复垦", "未验收", "没有", "无")  # a cell that begins so says none


@dataclass(frozen=True, slots=True)
class Returns:
    """The acceptances (拆旧复垦验收) by project; `absent` says why a missing row proves nothing.

    `absent` is "" where the register declares itself complete and every row names its project.
    """

    rows: Mapping[str, list[Row]]
    absent: str

    def until(self, no: str, day: date) -> Amount:
        """Return what was accepted of a project by a day, and why nobody knows more exactly.

        The same paper, day and figure in several rows may be several plots or one acceptance
        written again. A row that was accepted later counts nothing.
        """
        mine = [row for row in self.rows.get(no, []) if (row["accepted"] or day) <= day]
        if no not in self.rows:
            return Amount(0, None if self.absent else 0, self.absent)
        least, most, why = 0, 0, [w for row in mine if (w := _unreadable(row))]
        groups: dict[tuple[object, ...], list[int]] = {}
        for row in mine:
            told = (doc_no(row["accepted_doc"]), row["accepted"], row["returned_m2"])
            groups.setdefault(told, []).append(row["returned_m2"] or 0)
        for (doc, accepted, _), figures in groups.items():
            least += figures[0] if accepted is not None else 0
            most += sum(figures)
            if len(figures) > 1 and figures[0]:
                why.append(f"{len(figures)}行验收记录相同（{doc or '无文号'}），不能断定是否重复")
        blank = any(row["returned_m2"] is None and _unreadable(row) for row in mine)
        return Amount(least, None if blank else most, "；".join(dict.fromkeys(why)))

    def grade(self, no: str, day: date) -> tuple[int, int] | None:
        """Return (Σ 等别 in tenths times m², Σ m²) of what was accepted by a day.

        None where a row is blank or nothing was accepted.
        """
        rows = self.rows.get(no, [])
        mine = [row for row in rows if row["returned_m2"] and (row["accepted"] or day) <= day]
        if not mine or any(row["grade_tenths"] is None for row in mine):
            return None
        weighted = sum(row["grade_tenths"] * row["returned_m2"] for row in mine)
        return weighted, sum(row["returned_m2"] for row in mine)


def returns(chosen: Chosen) -> Returns:
    """Return the acceptances of the register, or why there are none to be seen."""
    if isinstance(chosen, Missing):
        return Returns({}, "拆旧复垦验收台账未提供")
    found: dict[str, list[Row]] = {}
    for row in plain_rows(chosen.rows):
        found.setdefault(doc_no(row["swap_no"]), []).append(row)
    nameless = len(found.pop("", []))
    if not chosen.complete:
        return Returns(found, "拆旧复垦验收台账没有该项目，台账也未声明完整")
    why = f"拆旧复垦验收台账没有该项目，但有{nameless}行未填挂钩项目编号，不能断定未归还"
    return Returns(found, why if nameless else "")


def _unreadable(row: Row) -> str:
    """Return why the figure or the day of an acceptance is not known, "" if both are."""
    said = str(row["returned_said"]).strip()
    if row["returned_m2"] is None:
        if said.startswith(NONE_SAID):
            return ""
        what = "未填" if said in EMPTY_WORDS else f"写作“{said}”，不可读"
        return f"复垦耕地面积{what}（{place_of(row)}）"
    late = row["returned_m2"] and row["accepted"] is None
    return f"缺复垦验收日期（{place_of(row)}）" if late else ""


@dataclass(frozen=True, slots=True)
class Old:
    """The plots of 拆旧 of each project, in the order of the projects.

    `built` is what the newest survey, that of `day`, calls 建设用地; `farm` what an earlier one
    (`years`) called farmland; `why` says why there may be more, "" where everything was seen.
    """

    day: date | None
    area_centi_m2: Ints
    built: Counted
    farm: Counted
    years: list[str]
    why: list[str]


def old_plots(
    numbers: pd.Index, plots: Chosen, now: Chosen, before: Mapping[str, Chosen], params: Params
) -> Old:
    """Return what `now` and the surveys `before` ({words: survey}) show on the plots of 拆旧.

    A border of 二调 may be off by some metres, so its strips below `survey_shift_m` do not count.
    """
    if isinstance(plots, Missing):
        return _unseen(len(numbers), f"增减挂钩地块：{plots.reason}")
    if isinstance(now, Missing):
        return _unseen(len(numbers), f"最新地类图斑：{now.reason}")
    rows, n = plots.rows, len(numbers)
    of = numbers.get_indexer(pd.Index([doc_no(no) for no in rows["swap_no"]])).astype(np.int64)
    old, new = (rows["side"].str.contains(w, regex=False).to_numpy(bool) for w in ("拆旧", "建新"))
    drawn = (of >= 0) & old & ~new & rows.geometry.notna().to_numpy()
    land = Ground(*joined(series(rows.geometry[drawn], rows.crs), of[drawn]))
    least, width = params["min_m2"], params["sliver_width_m"]
    surveys = {words: one for words, one in before.items() if isinstance(one, Layer)}
    farms = {words: _farmland(land, one, params) for words, one in surveys.items()}
    sums = {w: count(it, n, min_m2=least, width_m=width) for w, it in farms.items()}
    every = together([Ground(series([], rows.crs), land.owner[:0]), *farms.values()])
    standing = ground(land.shapes, now.frame[built(now.frame)].geometry, land.owner)
    dark = set(land.owner[~covered(land.shapes, now.frame.geometry)].tolist())
    return Old(
        now.day,
        total(land.owner, official(land.shapes), n),
        count(standing, n, min_m2=params["built_m2"], width_m=width),
        count(every, n, min_m2=least, width_m=width),
        ["、".join(w for w, it in sums.items() if it.area_centi_m2[k]) for k in range(n)],
        [_why(rows[of == k], dark=k in dark) for k in range(n)],
    )


def _unseen(n: int, why: str) -> Old:
    nothing = np.zeros(n, dtype=np.int64)
    none = Counted(nothing, series([None] * n, None), nothing, 0)
    return Old(None, nothing, none, none, [""] * n, [why] * n)


def _why(rows: gpd.GeoDataFrame, *, dark: bool) -> str:
    """Return why not all ground of 拆旧 of a project was seen, "" if all of it was."""
    old, new = (rows["side"].str.contains(word, regex=False) for word in ("拆旧", "建新"))
    if not (old | ~new).any():
        return "增减挂钩地块图层没有该项目的拆旧地块"
    if (old == new).any():
        return "增减挂钩地块未写明是拆旧还是建新"
    if lost := sorted({str(why) for why in rows["place"][old] if why}):
        return f"拆旧地块{lost[0]}"
    return "底图未覆盖拆旧地块" if dark else ""


def _farmland(land: Ground, survey: Layer, params: Params) -> Ground:
    """Return what of the land was farmland in an earlier survey, strips of 二调 taken out."""
    fields = survey.frame[survey.frame["dlbm"].isin(codes("farmland"))]
    it = ground(land.shapes, fields.geometry, land.owner)
    if survey.ref.schema != "dltb_2":
        return it
    return without(it, narrow(it.shapes, official(it.shapes), params["survey_shift_m"]))
