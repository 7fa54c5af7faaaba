"""B-7 重复入库、重复使用.

Asked of each filed project: is its ground, or what it supplied, counted twice? Every pair that has
something in common has an answer; `A|*` speaks for all that A shares with nobody.

- `A|B`: plots of two filed projects share ground (versions within one 备案号 are no pair); the
  project that was filed later is named as the presumptive duplicate.
- `A|挂钩项目编号`: plots share ground with a 拆旧 plot of an 增减挂钩 project.
- `A|高标项目编号`: plots share ground with what a 高标准农田 project counted as new. A filed
  project that is itself of that type may be the same one: 无法判定.
- `A|确认单编号`: the confirmations on A add up to more than A reported; the last of them by
  挂钩时间 does not fit. 提质改造 may have given 水田 or 产能 alone, and is then 无法判定.

Pieces below 400 m² and narrower than 2 m are slivers of a shared border. `A|*` is 无法判定 while a
plot of A has no sound shape. Which of the other layers nobody provided, and how many of their rows
could not be asked, is said once on the rule's line.

    plots of A and B share 20 m × 100 m               ->  1 999.96 m²   A|B 疑似
    plots of A and B share a border strip of 1 m      ->      0    m²   A|B 未发现
    plots of A and B share 3 m × 100 m                ->    299.99 m²   A|B 未发现
    a plot of A has no coordinates                    ->      0    m²   A|* 无法判定
    a 拆旧 plot of G shares 20 m × 100 m with A       ->  1 999.96 m²   A|G 疑似
    a 建新 plot of G lies on A                        ->                no pair
    a plot of G, 拆旧 or 建新 unknown, lies on A      ->      0    m²   A|G 无法判定
    A reported 1.0000 公顷, Q1 takes 0.6, Q2 0.5      ->  1 000    m²   A|Q2 疑似
    A reported 1.0000 公顷, Q1 takes 0.6, Q2 0.4      ->      0    m²   A|Q2 未发现
    A reported 1.0000 公顷, Q1 takes 0.6, Q2 blank    ->      0    m²   A|Q2 无法判定
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing, latest
from gengheng.overlay.naive import series
from gengheng.rules.confirmed import Use, uses
from gengheng.rules.projects import (
    NO_ROW,
    Row,
    Told,
    ha_words,
    improves,
    kind_of,
    project_rows,
    tell,
    whole_of,
)
from gengheng.rules.rule import Answers, Flags, Inputs, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.rules.twice import Common, Land, Pair, common, doubted, land_of, named, suspected
from gengheng.standards.tables import schemas

Rows = Mapping[object, Row]
Found = tuple[list[Pair], int]  # pairs, and how many slivers were taken out
HIGH = "高标准农田"
MOST = 5  # confirmations that a sentence lists


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every pair that has something in common, and for every project alone."""
    sound = subjects.plots[subjects.plots["place"] == ""]
    filed = Land(sound.geometry, sound["project_no"].to_numpy(dtype=object))
    rows = project_rows(subjects)
    used = uses(inputs["links"])
    land = [
        _filed(filed, subjects.projects, params),
        _swapped(filed, inputs["swap"], rows, params),
        _high(filed, inputs["high"], rows, params),
    ]
    pairs = [pair for found, _ in land for pair in found]
    for no, mine in sorted(used.projects.items()):
        pairs.append(Pair(no, mine[-1].confirm_no, _fits(no, mine, rows.get(no))))
    pairs += _alone(subjects)
    answers = tell(
        pd.Index(named(pairs)),
        [pair.told for pair in pairs],
        series([pair.shape for pair in pairs], subjects.plots.crs),
        sliver_centi_m2=[pair.sliver_centi_m2 for pair in pairs],
    )
    return Answers(answers, _notes(inputs, used.nameless), sum(n for _, n in land))


def _filed(filed: Land, projects: pd.DataFrame, params: Params) -> Found:
    """Return the pairs of filed projects that share ground."""
    both, slivers = common(filed, filed, lambda one, other: one < other, params)
    said = [_later(it.one, it.other, it.area_centi_m2, projects) for it in both]
    return [suspected(it, text, params) for it, text in zip(both, said, strict=True)], slivers


def _later(one: str, other: str, area: int, projects: pd.DataFrame) -> str:
    filed = {no: projects["filed"].get(no) for no in (one, other)}
    said = f"{one}与{other}重叠{area / 100:.2f}平方米"
    if any(pd.isna(day) for day in filed.values()):
        return f"{said}；报备日期不全，不能推定何者重复"
    if filed[one] == filed[other]:
        return f"{said}；同日报备，不能推定何者重复"
    later = one if str(filed[one]) > str(filed[other]) else other
    return f"{said}；{later}报备在后（{filed[later]}），推定为重复"


def _swapped(filed: Land, layer: Chosen, rows: Rows, params: Params) -> Found:
    """Return the pairs of filed and 增减挂钩 projects; 建新 plots are left out."""
    if isinstance(layer, Missing):
        return [], 0
    side = layer.frame["side"].str
    old, new = (np.asarray(side.contains(word, regex=False), bool) for word in ("拆旧", "建新"))
    sure, _ = _with(filed, layer, "swap_no", old & ~new, params)
    surely = {(it.one, it.other): it for it in sure if it.more_than(params)}
    perhaps, slivers = _with(filed, layer, "swap_no", old | ~new, params)
    found = []
    for it in perhaps:
        if known := surely.get((it.one, it.other)):
            said = f"{_both(known, '增减挂钩', '拆旧地块')}；{_when(rows.get(it.one))}"
            found.append(suspected(known, f"{said}，先后须对照拆旧复垦验收日期", params))
        else:
            why = f"{_both(it, '增减挂钩', '地块')}，地块未写明是拆旧还是建新"
            found.append(doubted(it, why, params))
    return found, slivers


def _high(filed: Land, layer: Chosen, rows: Rows, params: Params) -> Found:
    """Return the pairs of filed and 高标准农田 projects."""
    if isinstance(layer, Missing):
        return [], 0
    every = np.ones(len(layer.frame), dtype=bool)
    both, slivers = _with(filed, layer, "high_no", every, params)
    found = []
    for it in both:
        row, said = rows.get(it.one), _both(it, HIGH, "新增耕地")
        if row is not None and HIGH in kind_of(row):
            why = f"{said}，报备项目类型为“{row['kind']}”，须核对是否同一项目"
            found.append(doubted(it, why, params))
        else:
            found.append(suspected(it, f"{said}；{_when(row)}", params))
    return found, slivers


def _with(
    filed: Land, layer: Layer, column: str, asked: Flags, params: Params
) -> tuple[list[Common], int]:
    return common(filed, land_of(layer, column, asked), lambda *_: True, params)


def _both(it: Common, what: str, ground: str) -> str:
    return f"{it.one}的地块与{what}项目{it.other}的{ground}重叠{it.area_centi_m2 / 100:.2f}平方米"


def _when(row: Row | None) -> str:
    day = None if row is None else row["filed"]
    return f"报备日期{day}" if isinstance(day, date) else "报备日期未填"


def _fits(no: str, mine: Sequence[Use], row: Row | None) -> Told:
    """Return whether the confirmations on one project fit into what it reported."""
    reported = None if row is None else whole_of(row, "reported_m2")
    if row is None or reported is None:
        return Told(doubts=(NO_ROW if row is None else "缺报备面积",))
    least = sum(use.amount.least for use in mine)
    most = [use.amount.most for use in mine]
    doubts = tuple(use.amount.why for use in mine if use.amount.why)
    if least <= reported:
        surely = None not in most and sum(m or 0 for m in most) <= reported
        return Told(doubts=() if surely else doubts)
    said = (
        f"{no}报备新增耕地{ha_words(reported)}，{len(mine)}份确认单占用{'至少' if doubts else ''}"
        f"{ha_words(least)}，超出{ha_words(least - reported)}（{_listed(mine)}）；{_last(mine)}"
    )
    if improves(row):
        return Told(doubts=(f"{said}；提质改造类项目可只供水田、产能，须核对确认单",))
    return Told(suspicions=(said,), area_centi_m2=(least - reported) * 100)


def _listed(mine: Sequence[Use]) -> str:
    told = [f"{u.confirm_no}：{u.day or '挂钩时间未填'}，{_taken(u)}" for u in mine]
    return "；".join([*(["……"] if len(told) > MOST else []), *told[-MOST:]])


def _taken(use: Use) -> str:
    blank = use.amount.most is None and not use.amount.least
    return "占用耕地未填" if blank else ha_words(use.amount.least)


def _last(mine: Sequence[Use]) -> str:
    """Return which confirmation does not fit, as far as the days of 挂钩 tell."""
    last = mine[-1]
    if any(use.day is None for use in mine):
        return "挂钩时间不全，不能推定何者超出"
    if len(mine) == 1:
        return f"{last.confirm_no}一份即已超出"
    if mine[-2].day == last.day:
        return "同日挂钩，不能推定何者超出"
    return f"{last.confirm_no}挂钩在后（{last.day}），推定为超出"


def _alone(subjects: Subjects) -> list[Pair]:
    """Return for every project whether all of its plots could be held against the rest."""
    places = subjects.plots.groupby("project_no")["place"].agg(lambda p: next(filter(None, p), ""))
    why = dict.fromkeys(subjects.projects.index, "无坐标") | places.to_dict()
    return [Pair(no, "*", Told(doubts=(why[no],) if why[no] else ())) for no in sorted(why)]


def _notes(inputs: Inputs, nameless: int) -> tuple[str, ...]:
    """Return what the filed plots could not be held against."""
    lacking = [schemas()[SCHEMAS[n]].label for n, c in inputs.items() if isinstance(c, Missing)]
    notes = [f"{'、'.join(lacking)}未提供，未与其核对重复"] if lacking else []
    for name in ("swap", "high"):
        layer = inputs[name]
        if isinstance(layer, Layer) and layer.unsound:
            label = schemas()[SCHEMAS[name]].label
            notes.append(f"{label}有{layer.unsound}行没有可用图形，未与其核对重复")
    if nameless:
        notes.append(f"占补挂钩台账有{nameless}行未填补充耕地项目备案号，未核对是否超出")
    return tuple(notes)


SCHEMAS = {"swap": "swap_plots", "high": "high_standard", "links": "quota_link"}
RULE = Rule(
    id="B-7",
    version=2,
    problem="补而不实",
    label="重复入库、重复使用",
    question="报备的土地是否另有项目计入？确认单占用的合计是否超出报备面积？",
    method=(
        "不同备案号的报备地块之间，报备地块与增减挂钩拆旧地块、"
        "高标准农田新增耕地之间逐一套合，重叠部分剔除碎片后达到门槛的为疑似，"
        "两个报备项目重叠的，报备在后的推定为重复。"
        "各确认单占用同一项目的耕地相加超出报备面积的为疑似，挂钩在后的一份推定为超出。"
        "没有写明拆旧还是建新、高标准农田可能就是同一项目、提质改造可能只供水田或产能、"
        "地块没有可靠图形的，为无法判定。没有提供的图层没有核对，在规则执行情况中说一次。"
    ),
    subject="pair",
    basis=("乌政办发〔2023〕80号 二(二)2", "国土资规〔2017〕13号 补充耕地指标入库管理"),
    needs=(("plots",),),
    inputs={
        "swap": In("swap_plots", latest(), "增减挂钩拆旧复垦的地块"),
        "high": In("high_standard", latest(), "高标准农田已计入的新增耕地"),
        "links": In("quota_link", latest(), "各确认单占用的补充耕地"),
    },
    params={
        "min_m2": Param(400, "m²", "重叠门槛面积，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "本旗县以外的报备项目；未提供图形的增减挂钩拆旧地块、高标准农田新增耕地",
        "已撤件、已解挂而仍留在台账中的确认单",
        "水田、产能指标的重复使用（属 A-5）",
    ),
    check=check,
)
