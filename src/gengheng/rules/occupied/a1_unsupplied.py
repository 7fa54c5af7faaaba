"""A-1 违法建设占用耕地未补.

Asked of three kinds of subject. (1) A 卫片 patch of a construction type: the farmland of the survey
of the year before 前时相 on its ground. (2) A patch of the newest survey that is 建设用地: what one
of the four surveys before it calls farmland. Such a subject bears year and BSM of the first
survey that shows half of its ground built (screening.lineage). From both is taken out: approved
land of any date, 临时用地 valid on the day, 设施农用地备案, 农村道路, 沟渠 and 设施农用地 of the
newest survey, and what an earlier 卫片 patch answers for. (3) A 批准文号: what it
needs of each pool and the confirmations of that 文号 do not link; what was promised in its name is
A-1c's. K classes, 即可恢复 land and farmland of 二调 alone are no farmland.

    20 m of 100 m 旱地, 卫片 type 20                         -> 1 999.96 m²    疑似
    the same, approved, even if later                        ->     0    m²    未发现
    the same, DT (moved earth)                               ->     0    m²    未发现, 关注
    the same, no layer of approvals                          ->     0    m²    无法判定
    the same ground as a patch of the newest survey          ->     0    m²    未发现, 关注
    旱地 last year, now 农村宅基地 on 20 m, no 卫片           -> 1 999.96 m²    疑似
    旱地 last year, now 农村道路                              not asked
    占用耕地 0.5000 公顷, linked 0.3000                       -> 2 000    m²    疑似
    占用耕地 0.5000 公顷, no link, register not complete      ->     0    m²    无法判定
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, back, before, latest
from gengheng.overlay.naive import series
from gengheng.rules.built import (
    LAST,
    Under,
    agricultural,
    asked,
    flagged,
    ranks,
    stood_on,
    under,
)
from gengheng.rules.ground import built, survey_figure
from gengheng.rules.lawful import Lawful, lawful
from gengheng.rules.projects import tell
from gengheng.rules.registers import doc_no
from gengheng.rules.rule import Answers, Inputs, Of, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.rules.unapproved import Case, patch_titles, survey_titles, told_of
from gengheng.rules.unlinked import unlinked

BACK = ("back1", "back2", "back3", "back4")
LAND = ("now", *BACK, "patches", "approvals", "listed", "temporary", "facility")


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every subject of the table that is asked; see the table above."""
    rows = subjects.asked
    if subjects.schema == "approvals":
        told = unlinked(rows, inputs["links"], inputs["promises"])
        return Answers(tell(rows.index.unique(), told))
    patches, it = subjects.schema == "enforcement_patch", asked(rows)
    free = lawful(inputs, rows.crs, subjects.day)
    out = (free.sure, agricultural(inputs["now"], rows.crs))
    names = ("base",) if patches else BACK
    surveys = [layer for name in names if isinstance(layer := inputs[name], Layer)]
    missing = [one.reason for name in names if isinstance(one := inputs[name], Missing)]
    held = {
        one.day.year: one
        for one in (inputs[name] for name in (*names, "now", *BACK))
        if isinstance(one, Layer)
    }
    found = under(
        it, surveys, flagged(inputs["patches"], held, out, params),
        ranks(rows) if patches else [LAST] * len(it.keys),
        free=out, perhaps=free.perhaps, params=params,
    )  # fmt: skip
    stood, figures = _stood(found, surveys, params)
    case = Case(free, "底图未覆盖" if surveys else missing[0], params["min_m2"], stood)
    titles = patch_titles(rows) if patches else survey_titles(rows, inputs["now"])
    told = [told_of(k, titles[k], it.lost[k], found, case) for k in range(len(it.keys))]
    shapes = [s if one.suspicions else None for s, one in zip(found.sure.shapes, told, strict=True)]
    out_rows = tell(
        it.keys, told, series(shapes, rows.crs), sliver_centi_m2=found.most.sliver_centi_m2
    )
    out_rows["survey_centi_m2"] = pd.array(figures, dtype="Int64")
    notes = _notes(len(told), missing if surveys else [], free)
    return Answers(out_rows, notes, found.most.slivers)


def _stood(
    found: Under, surveys: Sequence[Layer], params: Params
) -> tuple[dict[int, str], list[int | None]]:
    """Return what the subjects over the threshold stood on, and the survey's figure of each."""
    area = found.sure.area_centi_m2
    many = np.flatnonzero(area >= params["min_m2"] * 100).tolist() if surveys else []
    shapes = series(found.sure.shapes.iloc[many], found.sure.shapes.crs)
    figures: list[int | None] = [None] * len(area)
    if many:
        for k, figure in zip(many, survey_figure(shapes, surveys[0]), strict=True):
            figures[k] = figure
    return dict(zip(many, stood_on(shapes, surveys), strict=True)), figures


def _notes(n: int, missing: Sequence[str], free: Lawful) -> tuple[str, ...]:
    gaps = (
        f"{n}个图斑更早期次不全（{'、'.join(dict.fromkeys(missing))}），是否曾为耕地只查到现有期次"
    )
    return tuple(filter(None, (gaps if missing else "", free.lacking, free.unmapped)))


RULE = Rule(
    id="A-1",
    version=1,
    problem="占而不补",
    label="违法建设占用耕地，未按规定补充耕地",
    question="建设压占的耕地是否都经批准？经批准占用的，数量、水田、产能是否都已挂钩补足？",
    method=(
        "卫片监测的建设图斑，看前时相前一年的变更调查中有多少是耕地；"
        "最新变更调查中的建设用地图斑，看此前四期中任何一期是否耕地。"
        "都先扣除批准用地（不论批准先后）、排查日有效的临时用地、设施农用地备案和农村道路、"
        "沟渠、设施农用地、田坎，同一块土地只由最早的卫片图斑答复一次，"
        "剔除碎片后余下的耕地达到门槛的为疑似。批准文号则按数量、水田、产能逐项对照挂钩台账，"
        "已挂钩的加上承诺补充的仍然不足的为疑似。没有批准用地图层、缺期次、"
        "没有挂钩记录而台账也没有声明完整的，为无法判定。"
    ),
    subject=(
        Of("enforcement_patch", "jcbh", {"前时相": "qsx"}, ("base", *LAND), title="tblx"),
        Of("dltb", "bsm", inputs=LAND, where=built, title="dlbm"),
        Of(
            "approvals",
            "pzwh",
            inputs=("links", "promises"),
            also=("approvals_list",),
            spelled=doc_no,
            title="xmmc",
        ),
    ),
    basis=(
        "乌政办发〔2023〕80号 二(一)2",
        "自然资发〔2021〕166号 违法违规占用耕地先行冻结指标",
        "国土资规〔2017〕13号 数量、水田、产能三类指标分别挂钩",
        "土地管理法（2019修正） 第三十条",
    ),
    needs=(("enforcement_patch", "dltb", "approvals", "approvals_list"),),
    inputs={
        "base": In("dltb", before("前时相"), "卫片图斑前时相前一年的耕地"),
        "now": In("dltb", latest(), "现为建设用地的图斑；农村道路、沟渠、设施农用地不作建设论"),
        **{f"back{n}": In("dltb", back(n), "现为建设用地的，此前是否耕地") for n in range(1, 5)},
        "patches": In("enforcement_patch", latest(), "同一土地只由最早的卫片图斑答复一次"),
        "approvals": In("approvals", latest(), "批准用地，不论批准日期"),
        "listed": In("approvals_list", latest(), "只见于清单、没有图形的批准"),
        "temporary": In("temporary_use", latest(), "排查日有效的临时用地"),
        "facility": In("facility", latest(), "设施农用地备案"),
        "links": In("quota_link", latest(), "各批准文号已挂钩的确认单"),
        "promises": In("promise", latest(), "以承诺方式补充的（是否兑现属A-1c）"),
    },
    params={
        "min_m2": Param(200, "m²", "门槛面积，也是碎片面积上限", "三调建设用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "批准已在省级系统、尚未进入旗县图层和清单的用地",
        "村民住宅等按当时规定可以占用的，须查办理依据后由人排除",
        "2024年以后（自然资发〔2024〕204号）非建设占用也要补充，林果、农田设施、村民住宅由县级政府统筹，本规则未分",
        "挂钩的补充耕地本身是否真实（属 B、C 各规则）；何时动工（属 A-1b）",
        "不在变更调查和卫片上的建设",
    ),
    check=check,
)
