"""A-2 城乡建设用地增减挂钩到期不归还周转指标.

Asked of each 挂钩项目编号: what of its 周转指标 has not come back as accepted 复垦耕地 after the
day on which it was due (到期日期, else 下达日期 + 3 years; an extension counts with its 文号)?
Without an acceptance nothing came back only where the register says so, or is declared complete.
And is what came back there? What the newest survey calls 建设用地 on the plots of 拆旧, 200 m² or
more without slivers, was not returned: all of it once the whole 周转指标 is accepted, before that
what leaves too little room for what was accepted. 关注: not yet due, plots that were farmland
before, a mean 等别 worse than that of the farmland that was occupied.

    2.0000 公顷 due 2023-06-30, accepted 1.5000            ->  5 000    m²    疑似
    the same, accepted 2.0000, 拆旧 is farmland now        ->      0    m²    未发现
    the same, 30 m of 100 m of 拆旧 is 宅基地 now           ->  2 999.94 m²    疑似
    the same, accepted after the newest survey             ->      0    m²    无法判定
    no acceptance in a register declared complete          -> 20 000    m²    疑似
    no acceptance in another register                      ->      0    m²    无法判定
    due 2024-12-31, nothing accepted                       ->      0    m²    未发现, 关注
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from gengheng.catalogue.vintage import Missing, before, latest
from gengheng.overlay.naive import series
from gengheng.rules.links import Amount
from gengheng.rules.projects import Told, ha_words, tell
from gengheng.rules.registers import Row, by_key, disagreeing, doc_no, due_of
from gengheng.rules.rule import Answers, Inputs, Of, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.rules.swaps import Old, old_plots, returns
from gengheng.rules.terms import years_on
from gengheng.values.units import part

EARLIER = {"base": "下达前一年", "back": "下达前两年", "second": "二调"}


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project of 增减挂钩; see the table above."""
    swaps = by_key(subjects.asked)
    numbers, came = pd.Index(swaps, dtype=object), returns(inputs["returns"])
    earlier = {words: inputs[name] for name, words in EARLIER.items()}
    old = old_plots(numbers, inputs["plots"], inputs["now"], earlier, params)
    told = []
    for k, (no, rows) in enumerate(swaps.items()):
        back, why = came.until(no, subjects.day), disagreeing(rows)
        one = _Swap(k, rows[0], back, came.until(no, old.day) if old.day else back)
        worse = _worse(rows[0]["grade_tenths"], came.grade(no, subjects.day))
        told.append(Told(doubts=(why,)) if why else _one(one, worse, old, subjects.day, params))
    shapes = [old.built.shapes.iloc[k] if one.suspicions else None for k, one in enumerate(told)]
    found = tell(numbers, told, series(shapes, subjects.asked.crs))
    found["sliver_centi_m2"] = old.built.sliver_centi_m2
    gaps = [f"{words}：{c.reason}" for words, c in earlier.items() if isinstance(c, Missing)]
    note = f"{len(told)}个项目的拆旧地块以前是否耕地，只查到现有期次（{'；'.join(gaps)}）"
    return Answers(found, (note,) if gaps else (), old.built.slivers)


@dataclass(frozen=True, slots=True)
class _Swap:
    """The `k`-th project, what came back by now, and what before the day of the newest survey."""

    k: int
    row: Row
    back: Amount
    seen: Amount


def _one(swap: _Swap, worse: Told, old: Old, day: date, params: Params) -> Told:
    """Return what is to be said of one project on the day of the screening."""
    parts = [
        _owed(swap.row, swap.back, day, params),
        _there(swap, old, params),
        _farmland_before(swap.k, old, params),
        worse,
    ]
    said = tuple(words for one in parts for words in one.suspicions)
    notes = tuple(one.note for one in parts if one.note)
    return Told(
        (*said, *notes) if said else (),
        tuple(words for one in parts for words in one.doubts),
        "；".join(notes),
        sum(one.area_centi_m2 for one in parts),
    )


def _owed(row: Row, back: Amount, day: date, params: Params) -> Told:
    """Return what has not come back in time, by the papers."""
    issued = row["issued_area_m2"]
    if issued is not None and back.least >= issued:
        return Told()
    start = row["issued"]
    usual = None if start is None else years_on(start, params["years"])
    due = due_of(row["due"] or usual, row["extended"], row["extension_doc"])
    if due.day is None:
        return Told(doubts=(due.doubt or "缺下达日期和到期日期",))
    left = 0 if issued is None or back.most is None else max(issued - back.most, 0)
    open_ = "未填周转指标" if issued is None else back.why
    if due.day >= day:
        rest = f"尚有{ha_words(left)}未归还" if left else open_
        return Told(note=f"未到期（{due.day}），{rest}")
    if due.doubt or not left:
        return Told(doubts=(due.doubt or open_,))
    doc = f"（{row['doc']}）" if row["doc"] else ""
    said = (
        f"周转指标{ha_words(issued)}{doc}应在{due.day}前归还，逾期{(day - due.day).days}天，"
        f"已验收复垦耕地{ha_words(issued - left)}，尚有{ha_words(left)}未归还"
    )
    return Told(tuple(w for w in (said, due.remark, back.why) if w), area_centi_m2=left * 100)


def _there(swap: _Swap, old: Old, params: Params) -> Told:
    """Return what came back by the papers alone."""
    k, back, seen, issued = swap.k, swap.back, swap.seen, swap.row["issued_area_m2"]
    if not back.least:
        return Told()
    doubts = [old.why[k]] if old.why[k] else []
    if old.day and (seen.least, seen.most) != (back.least, back.most):
        doubts.append(f"有复垦验收晚于最新期次（{old.day}），不能看出是否仍为建设用地")
    standing, least = int(old.built.area_centi_m2[k]), params["built_m2"] * 100
    if standing < least or old.day is None:
        return Told(doubts=tuple(doubts))
    whole = issued is not None and seen.least >= issued
    room = max(int(old.area_centi_m2[k]) - seen.least * 100, 0)
    false = standing if whole else max(standing - room, 0)
    said = f"拆旧地块中有{standing / 100:.2f}平方米在{old.day.year}年变更调查中仍为建设用地"
    if false >= least and (whole or not old.why[k]):
        more = "" if whole else f"，其中至少{false / 100:.2f}平方米已按复垦验收"
        return Told((f"{said}{more}",), tuple(doubts), area_centi_m2=false)
    return Told((), tuple(doubts), f"{said}，可能属于尚未验收的部分")


def _farmland_before(k: int, old: Old, params: Params) -> Told:
    """Return the 关注 of plots that were farmland once: first built on, then given back."""
    farm = int(old.farm.area_centi_m2[k])
    if farm < params["min_m2"] * 100:
        return Told()
    return Told(
        note=f"拆旧地块中有{farm / 100:.2f}平方米曾为耕地（{old.years[k]}），须查何时何故变更"
    )


def _worse(taken: int | None, given: tuple[int, int] | None) -> Told:
    """Return the 关注 of a mean 等别 that is worse than that of the farmland occupied."""
    if taken is None or given is None or given[0] <= taken * given[1]:
        return Told()
    mean = part(given[0], 1, given[1])
    return Told(note=f"复垦耕地平均{mean / 10:.1f}等，低于建新占用耕地的{taken / 10:.1f}等")


RULE = Rule(
    id="A-2",
    version=1,
    problem="占而不补",
    label="城乡建设用地增减挂钩到期不归还周转指标",
    question="增减挂钩周转指标到期后，是否以验收的复垦耕地如数归还，归还的地是否真的复垦？",
    method=(
        "每个挂钩项目，从下达的周转指标中减去已经验收的复垦耕地，"
        "过了归还期限仍有不足的为疑似；没有写到期日期的自下达日期起按参数年限推算，"
        "延期须有批复文号。再用最新变更调查套合拆旧地块，"
        "仍是建设用地的部分剔除碎片后达到门槛，又不能用尚未验收来解释的，也为疑似。"
        "没有验收记录的，只有台账写明没有或声明完整才作没有归还论，否则为无法判定。未到期、"
        "拆旧地块以前曾是耕地、复垦耕地等别较低的为关注。"
    ),
    subject=(Of("swap", "swap_no", {"下达": "issued"}, spelled=doc_no, unit="unit", title="name"),),
    basis=(
        "乌政办发〔2023〕80号 二(一)2",
        "国土资发〔2008〕138号 周转指标三年内归还",
    ),
    needs=(("swap",),),
    inputs={
        "returns": In("swap_return", latest(), "已验收的拆旧复垦耕地"),
        "plots": In("swap_plots", latest(), "拆旧地块在哪里"),
        "now": In("dltb", latest(), "拆旧地块现在是否仍为建设用地"),
        "base": In("dltb", before("下达"), "拆旧地块在下达前一年是否耕地"),
        "back": In("dltb", before("下达", 2), "再早一期是否耕地"),
        "second": In("dltb_2", latest(), "二调是否耕地"),
    },
    params={
        "years": Param(
            3, "年", "未写到期日期的，自下达起归还期限", "国土资发〔2008〕138号，默认值，待确认"
        ),
        "built_m2": Param(200, "m²", "仍为建设用地的门槛及碎片上限", "三调建设用地最小上图面积"),
        "min_m2": Param(400, "m²", "曾为耕地的门槛及碎片上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
        "survey_shift_m": Param(3, "m", "二调与三调之间的条带宽度上限", "默认值，待确认"),
    },
    blind=(
        "台账没有登记的挂钩项目和验收",
        "变更调查滞后：验收当年的期次可能尚未反映复垦",
        "复垦耕地同时作补充耕地报备的（属 B-7）",
        "拆旧地块图层只画出一部分时，未画出部分的现状",
    ),
    check=check,
)
