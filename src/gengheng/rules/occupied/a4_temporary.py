"""A-4 临时用地期满未复垦.

Asked of each 临时用地 (批准文号): a year after its end, is ground that was farmland in the survey
of the year before 批准 still not farmland in the newest survey? The end is the later of 到期日期
and its extension, else 批准日期 + 期限; of several rows the latest counts. Where none is stated
nobody knows. Construction counts from 200 m², other classes from 400 m², slivers taken out; field
roads, ditches and ridges are no fault. What has been approved otherwise since (农转用, 设施农用地,
another 临时用地 whose year is not over) is taken out. 关注: the year for reclaiming runs, or the
term is longer than two years (energy and transport: four).

    ended 2021-06-01, farmland before, still built on       -> 疑似
    the same, reclaimed                                     -> 未发现
    the same, approved as construction since                -> 未发现, 关注
    ended 2023-06-01, as_of 2024-05-06                      -> 未发现, 关注
    grassland before                                        -> 未发现
    ended 2022-06-01, newest survey of 2022                 -> 无法判定, it is older than 2023-06-01
    no end and no term stated                               -> 无法判定
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, before, latest
from gengheng.overlay.naive import series
from gengheng.rules.ground import classes, survey_figure
from gengheng.rules.projects import Told, tell
from gengheng.rules.registers import apart, days_in, doc_no
from gengheng.rules.rule import Answers, Inputs, Of, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.rules.temporary import Seen, approved_since, end_of_use, seen
from gengheng.rules.terms import End, years_on
from gengheng.standards.tables import schemas

# uses whose term may be up to four years (条例 第二十条): 能源、交通、水利等基础设施
LONG_USES = ("能源", "交通", "水利", "公路", "铁路", "机场", "电力", "输电", "管道", "油气", "煤矿")


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every 批准文号; see the table above."""
    rows = subjects.asked
    docs = [rows.loc[[doc]] for doc in rows.index.unique()]
    was, now = inputs["before"], inputs["now"]
    ground: Seen | None = None
    if isinstance(was, Layer) and isinstance(now, Layer):
        since = approved_since(inputs, rows.crs, subjects.day, params)
        ground = seen(rows, was, now, since, params)
    missing = "；".join(
        f"{words}：{layer.reason}"
        for words, layer in (("批准前一年", was), ("最新期次", now))
        if isinstance(layer, Missing)
    )
    told = [
        _one(_Use(end_of_use(mine), _overlong(mine, params), _apart(mine) or missing, k),
             ground, subjects.day, params)
        for k, mine in enumerate(docs)
    ]  # fmt: skip
    n = len(docs)
    left = ground.left.shapes if ground else series([None] * n, rows.crs)
    shapes = [left.iloc[k] if one.suspicions else None for k, one in enumerate(told)]
    thin = ground.left.sliver_centi_m2 if ground else 0
    found = tell(rows.index.unique(), told, series(shapes, rows.crs), sliver_centi_m2=thin)
    if ground:
        figures = survey_figure(found.geometry, ground.now)
        found["survey_centi_m2"] = pd.array(figures, dtype="Int64")
    return Answers(found, _lacking(inputs), ground.left.slivers if ground else 0)


@dataclass(frozen=True, slots=True)
class _Use:
    """The `k`-th 临时用地: its end, and why its term is longer than lawful, "" if it is not.

    `unseen` says why the surveys cannot be asked about it, "" where they can.
    """

    end: End
    overlong: str
    unseen: str
    k: int


def _one(use: _Use, ground: Seen | None, day: date, params: Params) -> Told:
    """Return what is to be said of one use on the day of the screening."""
    end = use.end
    due = None if end.day is None else years_on(end.day, params["reclaim_years"])
    if due is not None and due >= day:
        runs = f"{end.day}期满（{end.by}），至{due}应复垦" if end.day and end.day < day else ""
        return Told(note=_both(runs, use.overlong))
    if ground is None or use.unseen:
        return Told(doubts=tuple(why for why in (end.doubt, use.unseen) if why))
    if not ground.took[use.k] and not ground.why[use.k]:
        return Told(note=use.overlong)
    if due is None:
        return Told(doubts=(end.doubt,))
    if ground.now.day < due:
        return Told(doubts=(f"晚于末期：复垦期限{due}晚于最新期次{ground.now.day}",))
    return _left(use, ground, f"{end.day}期满（{end.by}），至{due}应复垦")


def _left(use: _Use, ground: Seen, ended: str) -> Told:
    """Return what the newest survey shows of a use whose year is over."""
    k, now = use.k, ground.now
    area, since = int(ground.left.area_centi_m2[k]), int(ground.since_centi_m2[k])
    other = f"其后另行批准的{since / 100:.2f}平方米不计" if since else ""
    if not area:
        why = (ground.why[k],) if ground.why[k] else ()
        return Told(doubts=why, note=_both(other, use.overlong))
    what = classes(series([ground.left.shapes.iloc[k]], now.frame.crs), now)[0]
    said = f"{ended}；{area / 100:.2f}平方米原为耕地而未恢复（{now.day.year}年：{what}）"
    return Told((said, other) if other else (said,), area_centi_m2=area)


def _both(one: str, other: str) -> str:
    return "；".join(words for words in (one, other) if words)


def _apart(rows: pd.DataFrame) -> str:
    """Return that the rows of a use were approved in different years, "" where they were not."""
    return apart(days_in(rows["pzrq"]), "批准日期")


def _overlong(rows: pd.DataFrame, params: Params) -> str:
    """Return that the stated term is longer than the law allows, "" where it is not."""
    starts = days_in(rows["pzrq"])
    end, uses = end_of_use(rows).day, [str(use).strip() for use in rows["use"]]
    short = all(uses) and not any(word in use for use in uses for word in LONG_USES)
    years = params["term_years"] if short else params["long_years"]
    if end is None or not starts or end <= years_on(min(starts), years):
        return ""
    return f"{min(starts)}批准，{end}期满，超过{years}年，须核对期限的依据"


def _lacking(inputs: Inputs) -> tuple[str, ...]:
    """Return the note on lists that nobody provided, so that nothing was taken out by them."""
    names = {"approvals": "approvals", "facility": "facility"}
    lost = [schemas()[s].label for n, s in names.items() if isinstance(inputs[n], Missing)]
    return (f"{'、'.join(lost)}未提供，其后另行批准的用地未扣除",) if lost else ()


RULE = Rule(
    id="A-4",
    version=1,
    problem="占而不补",
    label="临时用地期满未复垦",
    question="临时用地占用的耕地，期满一年后是否仍未恢复为耕地？",
    method=(
        "期满日取到期日期与延期中较晚的，没有写到期日期的按批准日期加期限，"
        "同一文号有几行的取最晚。期满又过了复垦期限，"
        "批准前一年是耕地的部分在最新变更调查中仍不是耕地，扣除其后另行批准的用地，"
        "剔除碎片后达到门槛的为疑似；变为农村道路、沟渠、田坎的不算。还在复垦期限内的、"
        "使用期限过长的为关注。没有写明期限、最新期次早于复垦期限的为无法判定。"
    ),
    subject=(Of("temporary_use", "pzwh", {"批准": "pzrq"}, spelled=doc_no, title="use"),),
    basis=("乌政办发〔2023〕80号 二(一)2", "土地管理法实施条例（2021） 第二十条、第五十六条"),
    needs=(("temporary_use",), ("dltb",)),
    inputs={
        "before": In("dltb", before("批准"), "批准以前是不是耕地"),
        "now": In("dltb", latest(), "现在是不是耕地"),
        "approvals": In("approvals", latest(), "其后批准为建设用地的不算"),
        "facility": In("facility", latest(), "其后备案为设施农用地的不算"),
        "temporary": In("temporary_use", latest(), "另一临时用地尚未到复垦期限的不算"),
    },
    params={
        "reclaim_years": Param(1, "年", "期满后的复垦期限", "土地管理法实施条例（2021） 第二十条"),
        "term_years": Param(2, "年", "使用期限上限，超过的列为关注", "默认值，待确认"),
        "long_years": Param(4, "年", "能源、交通、水利等的使用期限上限", "默认值，待确认"),
        "built_m2": Param(200, "m²", "建设用地门槛，也是碎片面积上限", "三调建设用地最小上图面积"),
        "min_m2": Param(400, "m²", "其他地类门槛，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "未办审批的临时用地（属 A-1）",
        "已复垦但变更调查尚未上图的地块",
        "复垦后的耕作质量",
        "没有图形的批准，不能看出是否在其范围内",
    ),
    check=check,
)
