"""A-3 以非耕地上报规避占补.

Asked of each 批准文号: was farmland reported as something else? In the survey of 31 December before
报批 (before 批准 where 报批 is not known) the approved ground holds more farmland than was approved
as such (above the larger of 2 % and 1 000 m²); or ground of the approval was farmland in one of the
two surveys before that and no longer in it, within 24 months before 报批 (construction from 200 m²,
other classes from 400 m²; field roads, ditches and ridges are no fault). What was approved as
farmland all the same is 关注. 田坎 is taken off before comparing; a difference that it explains is
named. K classes and 即可恢复 land are not farmland; what 二调 says does not matter.

    旱地 on 50 m of 100 m, approved as farmland 0.2000 公顷    -> 2 999.90 m²    疑似
    the same, approved as farmland 0.5000 公顷                ->     0    m²    未发现
    旱地, 田坎系数 0.12, approved as farmland 0.8800 公顷      ->     0    m²    未发现, 关注
    旱地 two years before 报批, grass one year before, 0 公顷  -> 9 999.80 m²    疑似
    the same, approved as farmland 1.0000 公顷                ->     0    m²    未发现, 关注
    旱地, 批复耕地 blank                                       ->     0    m²    无法判定
"""

import shapely

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, before
from gengheng.overlay.naive import series
from gengheng.rules.approved import Seen, days_of, seen, undated
from gengheng.rules.links import Amount, needs
from gengheng.rules.projects import Told, tell
from gengheng.rules.registers import doc_no
from gengheng.rules.rule import Answers, Inputs, Of, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.values.units import part


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every 批准文号; see the table above."""
    rows, base = subjects.asked, inputs["base"]
    docs = [rows.loc[[doc]] for doc in rows.index.unique()]
    when = [undated(days_of(mine)) for mine in docs]
    if isinstance(base, Missing):
        lost = [Told(doubts=(why or base.reason,)) for why in when]
        return Answers(tell(rows.index.unique(), lost))
    back = [c for name in ("back1", "back2") if isinstance(c := inputs[name], Layer)]
    what = seen(rows, base, [*zip(back, [base, *back], strict=False)], params)
    told = [
        Told(doubts=(when[k],))
        if when[k]
        else _one(k, needs(mine)["area_m2"], what, base.day.year, params)
        for k, mine in enumerate(docs)
    ]
    shapes = [_ground(k, what) if one.suspicions else None for k, one in enumerate(told)]
    thin = what.farm.sliver_centi_m2 + what.changed.sliver_centi_m2
    found = tell(rows.index.unique(), told, series(shapes, rows.crs), sliver_centi_m2=thin)
    gaps = [c.reason for n in ("back1", "back2") if isinstance(c := inputs[n], Missing)]
    why = "、".join(dict.fromkeys(gaps))
    note = f"{len(told)}件批准更早期次不全（{why}），报批前的变化只查到现有期次"
    return Answers(found, (note,) if gaps else (), what.farm.slivers + what.changed.slivers)


def _one(k: int, approved: Amount, what: Seen, year: int, params: Params) -> Told:
    """Return what is to be said of the `k`-th approval."""
    farm, net = int(what.farm.area_centi_m2[k]), int(what.net_centi_m2[k])
    changed = int(what.changed.area_centi_m2[k])
    allowed = max(part(net, params["share"], 100), params["least_m2"] * 100)
    least = approved.least * 100
    most = None if approved.most is None else approved.most * 100
    said, notes, area = [], [], 0
    if most is not None and net - most > allowed:
        said.append(_short(farm, net, most, year))
        area += net - most
    elif most is not None and farm - most > allowed:
        notes.append(f"耕地毛面积比批复多{(farm - most) / 100:.2f}平方米，扣除田坎后相符")
    if changed and net + changed - least > allowed:
        area += min(changed, net + changed - least)
        said.append(
            f"报批前{params['months']}个月内有{changed / 100:.2f}平方米由耕地变为他类"
            f"（{year}年：{what.became[k]}）"
        )
    elif changed:
        notes.append(f"报批前由耕地变为他类的{changed / 100:.2f}平方米已按耕地批复")
    blank = approved.why if net - least > allowed else ""
    doubts = tuple(why for why in (what.why[k], blank) if why)
    return Told(tuple(said), doubts, "；".join(notes), area)


def _short(farm: int, net: int, most: int, year: int) -> str:
    """Return by how much less farmland was approved than there is."""
    less = f"，扣除田坎后{net / 100:.2f}平方米" if net < farm else ""
    return (
        f"报批前{year}年变更调查在批准用地内有耕地{farm / 100:.2f}平方米{less}，"
        f"批复耕地{most // 100}平方米，少{(net - most) / 100:.2f}平方米"
    )


def _ground(k: int, what: Seen) -> shapely.Geometry:
    """Return the farmland of an approval, with what was farmland shortly before."""
    return shapely.union_all(
        [one for one in (what.farm.shapes.iloc[k], what.changed.shapes.iloc[k]) if one is not None]
    )


RULE = Rule(
    id="A-3",
    version=1,
    problem="占而不补",
    label="以非耕地上报规避占补平衡",
    question="报批时是否把耕地报成其他地类，少补耕地？",
    method=(
        "批准用地与报批前一年年末的变更调查套合，"
        "耕地扣除田坎后比批复的耕地多出容差以上的为疑似。再早两期中是耕地、"
        "报批前一年已经不是的部分，变化在参数月数以内、按建设用地和其他地类分别达到门槛、"
        "又没有按耕地批复的，也为疑似；变为农村道路、沟渠、田坎的不算。可调整、"
        "即可恢复地类不作耕地，二调地类不论。不知报批日期的按批准日期；缺期次、"
        "未填批复耕地的为无法判定。"
    ),
    subject=(
        Of(
            "approvals",
            "pzwh",
            {"报批": ("submitted", "pzrq")},
            also=("approvals_list",),
            spelled=doc_no,
            title="xmmc",
        ),
    ),
    basis=("乌政办发〔2023〕80号 二(一)2", "土地管理法（2019修正） 第三十条"),
    needs=(("approvals", "approvals_list"), ("dltb",)),
    inputs={
        "base": In("dltb", before("报批"), "报批前一年年末的地类；不知报批日期的按批准日期"),
        "back1": In("dltb", before("报批", 2), "再早一期是否耕地"),
        "back2": In("dltb", before("报批", 3), "再早两期是否耕地"),
    },
    params={
        "share": Param(2, "%", "少报耕地的容差比例", "默认值，待确认"),
        "least_m2": Param(1000, "m²", "少报耕地的最小容差", "默认值，待确认"),
        "months": Param(24, "个月", "报批前多久以内的地类变化算数", "默认值，待确认"),
        "built_m2": Param(
            200, "m²", "变为建设用地的门槛，也是碎片上限", "三调建设用地最小上图面积"
        ),
        "min_m2": Param(400, "m²", "变为其他地类的门槛，也是碎片上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "图层只画出批准用地一部分时，未画出部分的耕地",
        "变更调查期次之间的依法变更（农业结构调整、灾毁等），须查变更资料后由人排除",
        "报批时勘测定界与变更调查的地类差异是否有依据",
    ),
    check=check,
)
