"""A-4 临时用地期满未复垦.

Asked of each 临时用地 (批准文号): a year after its end, is ground that was farmland in the survey
of the year before 批准 still not farmland in the newest survey? The end is the extension, else
到期日期, else 批准日期 + 期限; where none is stated the longest lawful term (two years, four for
energy and transport or an unstated use) bounds it. Construction counts from 200 m², other classes
from 400 m², slivers taken out; field roads, ditches and ridges are no fault.

    ended 2021-06-01, farmland before, still built on       -> 疑似
    the same, reclaimed                                     -> 未发现
    ended 2023-06-01, as_of 2024-05-06                      -> 未发现, the year is not over
    grassland before                                        -> 未发现
    ended 2022-06-01, newest survey of 2022                 -> 无法判定, it is older than 2023-06-01
    no end and no term stated, approved 2022                -> 无法判定
"""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing, before, latest
from gengheng.overlay.naive import series
from gengheng.rules.ground import (
    Counted,
    Ground,
    classes,
    count,
    covered,
    enough,
    ground,
    survey_figure,
    together,
    without,
)
from gengheng.rules.registers import doc_no
from gengheng.rules.rule import Answers, Inputs, Ints, Of, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In
from gengheng.rules.terms import End, term_end, years_on
from gengheng.standards.tables import codes

LONG_USES = ("能源", "交通", "水利", "公路", "铁路", "机场", "电力", "输电", "管道", "油气", "煤矿")


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every 批准文号; see the table above."""
    rows = subjects.asked
    names = rows.index.unique()
    of = names.get_indexer(rows.index).astype(np.int64)
    ends = [_end(rows.loc[[name]], params) for name in names]
    left, reasons = _left(rows, of, len(names), inputs, params)
    due = [None if end.day is None else years_on(end.day, params["reclaim_years"]) for end in ends]
    past = np.array([d is not None and d < subjects.day for d in due], dtype=bool)
    ripe = past & np.array([_seen_after(d, inputs["now"]) for d in due], dtype=bool)
    bad = count(without(left, ~ripe[left.owner]), len(names), min_m2=0, width_m=0)
    now = inputs["now"]
    old = [f"最新期次{now.day}" if isinstance(now, Layer) and not r else "" for r in ripe]
    why = [_reason(*one, subjects.day) for one in zip(ends, due, reasons, old, strict=True)]
    found = answers(
        names,
        suspected=bad.area_centi_m2 > 0,
        unknown=np.array([bool(w) for w in why], dtype=bool),
        area_centi_m2=bad.area_centi_m2,
        survey_centi_m2=_survey(bad.shapes, inputs["now"], len(names)),
        detail=_say(ends, due, bad, inputs["now"]),
        reason=why,
        note=["" if p else "尚未到期或未满复垦期限" for p in past],
        pieces=bad.shapes,
    )
    return Answers(found)


def _end(rows: pd.DataFrame, params: Params) -> End:
    """Return when a use ends by all of its rows, the latest that one of them states."""
    told = [_stated(row) for _, row in rows.iterrows()]
    known = [end for end in told if end is not None]
    if len(known) == len(told):
        return max(known, key=lambda end: end.day or date.min)
    starts = [day for day in rows["pzrq"] if isinstance(day, date)]
    if not starts or len(starts) < len(rows):
        return End(None, "", stated=False)
    uses = [str(use) for use in rows["use"]]
    short = all(uses) and not any(word in use for use in uses for word in LONG_USES)
    years = params["term_years"] if short else params["long_years"]
    return End(years_on(max(starts), years), f"未写期限，按最长{years}年", stated=False)


def _stated(row: pd.Series) -> End | None:
    """Return the end that one row states, None where it states none."""
    if isinstance(row["extended"], date):
        return End(row["extended"], "延期", stated=True)
    if isinstance(row["ends"], date):
        return End(row["ends"], "到期日期", stated=True)
    return term_end(row["pzrq"], str(row["term"]))


def _seen_after(due: date | None, now: Chosen) -> bool:
    return due is not None and isinstance(now, Layer) and now.day >= due


def _left(
    rows: gpd.GeoDataFrame, of: Ints, n: int, inputs: Inputs, params: Params
) -> tuple[Ground, list[str]]:
    """Return the farmland that is none any more, and why it is not known of a use."""
    was, now = inputs["before"], inputs["now"]
    empty = Ground(series([], rows.crs), np.array([], dtype=np.int64))
    missing = [f"{w}：{c.reason}" for w, c in (("批准前一年", was), ("最新期次", now))
               if isinstance(c, Missing)]  # fmt: skip
    if not isinstance(was, Layer) or not isinstance(now, Layer):
        return empty, ["；".join(missing)] * n
    placed = (rows["place"] == "").to_numpy()
    shapes, owner = series(rows.geometry[placed], rows.crs), of[placed]
    farm = codes("farmland")
    were = ground(shapes, was.frame[was.frame["dlbm"].isin(farm)].geometry, owner)
    other = now.frame[~now.frame["dlbm"].isin(farm | codes("field_works"))]
    built = other["dlbm"].str.startswith(tuple(codes("construction")))
    width = params["sliver_width_m"]
    left = together(
        enough(ground(were.shapes, other[part].geometry, were.owner), n, min_m2=m2, width_m=width)
        for part, m2 in ((built, params["built_m2"]), (~built, params["min_m2"]))
    )
    seen = covered(shapes, was.frame.geometry) & covered(shapes, now.frame.geometry)
    gap = np.isin(np.arange(n), owner[~seen])
    lost = {int(k): str(why) for k, why in zip(of, rows["place"], strict=True) if why}
    return left, [lost.get(k, "底图未覆盖" if gap[k] else "") for k in range(n)]


def _reason(end: End, due: date | None, ground_why: str, old: str, day: date) -> str:
    """Return why a use cannot be judged, "" where it can or is not due.

    `old` names the newest survey where it is older than the term for reclaiming.
    """
    if due is None:
        return "缺到期日期、期限和批准日期"
    if due >= day:
        return "" if end.stated else f"缺到期日期和期限（{end.by}，尚不能断定期满）"
    return f"复垦期限{due}晚于{old}" if old else ground_why


def _survey(shapes: gpd.GeoSeries, now: Chosen, n: int) -> list[int | None]:
    return survey_figure(shapes, now) if isinstance(now, Layer) else [None] * n


def _say(ends: Sequence[End], due: Sequence[date | None], bad: Counted, now: Chosen) -> list[str]:
    """Return what each use came to."""
    words = classes(bad.shapes, now) if isinstance(now, Layer) else [""] * len(ends)
    return [
        f"{end.day}期满（{end.by}），至{last}应复垦；"
        f"{area / 100:.2f}平方米原为耕地而未恢复（{what}）"
        for end, last, what, area in zip(ends, due, words, bad.area_centi_m2.tolist(), strict=True)
    ]


RULE = Rule(
    id="A-4",
    version=1,
    problem="占而不补",
    label="临时用地期满未复垦",
    question="临时用地占用的耕地，期满一年后是否仍未恢复为耕地？",
    subject=(Of("temporary_use", "pzwh", {"批准": "pzrq"}, spelled=doc_no, title="use"),),
    basis=("乌政办发〔2023〕80号 二(一)2", "土地管理法实施条例（2021） 第二十条、第五十六条"),
    needs=(("temporary_use",), ("dltb",)),
    inputs={
        "before": In("dltb", before("批准"), "批准以前是不是耕地"),
        "now": In("dltb", latest(), "现在是不是耕地"),
    },
    params={
        "reclaim_years": Param(
            1, "年", "期满后的复垦期限", "土地管理法实施条例（2021） 第五十六条"
        ),
        "term_years": Param(2, "年", "未写期限时的最长使用期限", "默认值，待确认"),
        "long_years": Param(4, "年", "能源、交通、水利等的最长使用期限", "默认值，待确认"),
        "built_m2": Param(200, "m²", "建设用地门槛，也是碎片面积上限", "三调建设用地最小上图面积"),
        "min_m2": Param(400, "m²", "其他地类门槛，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=("未办审批的临时用地（属 A-1）", "已复垦但变更调查尚未上图的地块", "复垦后的耕作质量"),
    check=check,
)
