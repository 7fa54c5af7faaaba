"""B-7 重复入库.

Asked of each two filed projects: do they count the same ground? Every pair that shares ground has
an answer, subject `A|B` in the order of the numbers. Pieces below 400 m² and narrower than 2 m are
slivers of a shared border. Versions within one 备案号 are no pair. The project that was filed
later is named as the presumptive duplicate. For each project one more answer, subject `A|*`,
speaks for all others: 未发现, or 无法判定 while one of its plots has no sound shape.

    plots of A and B share 20 m × 100 m               ->  1 999.96 m²   A|B 疑似
    plots of A and B share a border strip of 1 m      ->      0    m²   A|B 未发现
    plots of A and B share 3 m × 100 m                ->    299.99 m²   A|B 未发现
    a plot of A has no coordinates                    ->      0    m²   A|* 无法判定
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.overlay.naive import joined, pieces, series
from gengheng.rules.ground import Counted, Ground, count
from gengheng.rules.rule import Answers, Inputs, Param, Params, Rule, Subjects, answers


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every pair that shares ground, and for every project against all others."""
    pairs, shared = _pairs(subjects.plots, params)
    alone = subjects.plots.groupby("project_no")["place"].agg(
        lambda f: next((x for x in f if x), "")
    )
    for no in subjects.projects.index.difference(alone.index):
        alone[no] = "无坐标"
    alone = alone.sort_index()
    names = pd.Index([f"{a}|{b}" for a, b in pairs] + [f"{no}|*" for no in alone.index])
    rest = np.zeros(len(alone), dtype=np.int64)
    area = np.concatenate([shared.area_centi_m2, rest])
    reasons = np.concatenate([np.full(len(pairs), "", dtype=object), alone.to_numpy(dtype=object)])
    rows = answers(
        names,
        suspected=area > params["min_m2"] * 100,
        unknown=reasons != "",
        area_centi_m2=area,
        sliver_centi_m2=np.concatenate([shared.sliver_centi_m2, rest]),
        detail=[_say(a, b, n, subjects.projects) for (a, b), n in zip(pairs, area, strict=False)]
        + [""] * len(alone),
        reason=reasons,
        note=[f"重叠{n / 100:.2f}平方米，未超过门槛" if n else "" for n in area],
        pieces=gpd.GeoSeries([*shared.shapes, *([None] * len(alone))], crs=subjects.plots.crs),
    )
    return Answers(rows, slivers=shared.slivers)


def _pairs(plots: gpd.GeoDataFrame, params: Params) -> tuple[list[tuple[str, str]], Counted]:
    """Return the pairs of projects that share ground, in order, and what they share."""
    sound = plots[plots["place"] == ""]
    number = sound["project_no"].to_numpy(dtype=object)
    found = pieces(sound.geometry, sound.geometry, geometry=True)
    assert found.shapes is not None  # noqa: S101 - asked for
    one, other = number[found.left], number[found.right]
    mine = np.array([a < b for a, b in zip(one, other, strict=True)], dtype=bool)
    names = list(zip(one[mine], other[mine], strict=True))
    pairs = sorted(set(names))
    place = {pair: k for k, pair in enumerate(pairs)}
    owner = np.array([place[name] for name in names], dtype=np.int64)
    together = Ground(*joined(series(found.shapes[mine], plots.crs), owner))
    return pairs, count(
        together, len(pairs), min_m2=params["min_m2"], width_m=params["sliver_width_m"]
    )


def _say(one: str, other: str, area: int, projects: pd.DataFrame) -> str:
    filed = {no: projects["filed"].get(no) for no in (one, other)}
    said = f"{one}与{other}重叠{area / 100:.2f}平方米"
    if any(pd.isna(day) for day in filed.values()):
        return f"{said}；报备日期不全，不能推定何者重复"
    if filed[one] == filed[other]:
        return f"{said}；同日报备，不能推定何者重复"
    later = one if str(filed[one]) > str(filed[other]) else other
    return f"{said}；{later}报备在后（{filed[later]}），推定为重复"


RULE = Rule(
    id="B-7",
    version=1,
    problem="补而不实",
    label="同一土地重复入库",
    question="不同备案号的地块是否压占同一块土地？",
    subject="pair",
    basis=("乌政办发〔2023〕80号 二(二)2", "国土资规〔2017〕13号 补充耕地指标入库管理"),
    needs=(("plots",),),
    inputs={},
    params={
        "min_m2": Param(400, "m²", "重叠门槛面积，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=("本旗县以外的报备项目、增减挂钩拆旧复垦、高标准农田新增耕地（未提供图形时）",),
    check=check,
)
