"""B-1 非耕地直接认定为新增耕地.

Asked of each filed plot: how much of it is not farmland in the survey of the acceptance year
*and* in the one after it, as far as they exist? (The survey lags a year; a change after that
is C-4's question.) Field roads, ditches and ridges inside a plot are not called fraud. K classes
and 即可恢复 or 工程恢复 land are not farmland. Touching pieces are joined; what is then below the
minimum area *and* narrower than 2 m on the mean is a sliver: taken out, kept as a total.

    1 公顷, grass on 3 m and road on 5 m of 100 m       ->   299.99 m² of grass    未发现
    1 公顷, orchard on 20 m of 100 m in both years      -> 1 999.96 m²             疑似
    the same orchard, farmland a year later             ->     0.00 m²             未发现
    the survey covers half of the plot, all farmland    ->     0.00 m²             无法判定
    the survey covers half of the plot, all orchard     -> 4 999.90 m²             疑似
"""

import geopandas as gpd
import numpy as np

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, after
from gengheng.rules.ground import Ground, classes, count, covered, ground, survey_figure, total
from gengheng.rules.rule import Answers, Flags, Inputs, Ints, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In
from gengheng.standards.tables import codes


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every plot; see the table above."""
    plots = subjects.plots
    surveys = [layer for layer in inputs.values() if isinstance(layer, Layer)]
    missing = [layer for layer in inputs.values() if isinstance(layer, Missing)]
    if not surveys:
        everywhere = np.ones(len(plots), dtype=bool)
        nothing = np.zeros(len(plots), dtype=np.int64)
        rows = answers(plots.index, suspected=~everywhere, unknown=everywhere,
                       area_centi_m2=nothing, reason=missing[0].reason)  # fmt: skip
        return Answers(rows)
    seen = np.all([covered(plots.geometry, s.frame.geometry) for s in surveys], axis=0)
    bare = count(
        _never_farmland(plots.geometry, surveys), len(plots),
        min_m2=params["min_m2"], width_m=params["sliver_width_m"],
    )  # fmt: skip
    whole = plots["area_centi_m2"].to_numpy(dtype=np.int64)
    rows = answers(
        plots.index,
        suspected=_enough(bare.area_centi_m2, whole, plots, params),
        unknown=~seen,
        area_centi_m2=bare.area_centi_m2,
        survey_centi_m2=survey_figure(bare.shapes, surveys[-1]),
        sliver_centi_m2=bare.sliver_centi_m2,
        detail=_say(bare.shapes, bare.area_centi_m2, whole, surveys),
        reason="底图未覆盖",
        pieces=bare.shapes,
    )
    one = f"{len(plots)}个地块只据一期判断（另一期：{missing[0].reason}）" if missing else ""
    return Answers(rows, (one,) if one else (), bare.slivers)


def _never_farmland(plots: gpd.GeoSeries, surveys: list[Layer]) -> Ground:
    """Return what no survey calls farmland."""
    fine = codes("farmland") | codes("field_works")
    found = Ground(plots, np.arange(len(plots)))
    for survey in surveys:
        other = survey.frame[~survey.frame["dlbm"].isin(fine)]
        found = ground(found.shapes, other.geometry, found.owner)
    return found


def _enough(area: Ints, whole: Ints, plots: gpd.GeoDataFrame, params: Params) -> Flags:
    """Return which plots are over a threshold: their own m² or share, or their project's share."""
    of = np.unique(plots["project_no"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
    bad, all_of_it = (total(of, figure, len(plots))[of] for figure in (area, whole))
    return np.asarray(
        (area >= params["min_m2"] * 100)
        | ((area > 0) & (area * 100 >= whole * params["min_share"]))
        | ((area > 0) & (bad * 100 >= all_of_it * params["min_project_share"]))
    )


def _say(shapes: gpd.GeoSeries, area: Ints, whole: Ints, surveys: list[Layer]) -> list[str]:
    years = "、".join(f"{s.day.year}年" for s in surveys)
    words = classes(shapes, surveys[-1])
    return [
        f"{years}变更调查中有{a / 100:.2f}平方米不是耕地，占地块{a * 100 / max(w, 1):.1f}%"
        f"（{surveys[-1].day.year}年：{what}）"
        for a, w, what in zip(area, whole, words, strict=True)
    ]


RULE = Rule(
    id="B-1",
    version=1,
    problem="补而不实",
    label="非耕地直接认定为新增耕地",
    question="报备的新增耕地，在验收当年和次年的变更调查中有多少不是耕地？",
    method=(
        "报备地块与验收当年、次年的变更调查套合，各期都不是耕地的部分才算；只有一期的，"
        "据这一期判断。农村道路、沟渠、田坎不算，可调整、即可恢复、工程恢复地类不作耕地。"
        "相接的碎块先合并，小于门槛面积又窄于宽度上限的作为碎片剔除，余下的达到地块面积门槛，"
        "或达到地块、项目的比例门槛，为疑似。两期都没有的，"
        "或底图没有盖住整个地块而已知部分又不足以疑似的，为无法判定。"
    ),
    subject="plot",
    basis=("乌政办发〔2023〕80号 二(二)2", "自然资办发〔2022〕36号 新增耕地核实认定"),
    needs=(("plots",), ("projects",), ("dltb",)),
    inputs={
        "at": In("dltb", after("验收", 0), "验收当年的地类"),
        "next": In("dltb", after("验收", 1), "变更调查滞后一年，次年已是耕地的不算"),
    },
    params={
        "min_m2": Param(400, "m²", "地块门槛面积，也是碎片面积上限", "三调农用地最小上图面积"),
        "min_share": Param(5, "%", "地块门槛比例", "默认值，待确认"),
        "min_project_share": Param(1, "%", "项目门槛比例", "默认值，待确认"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "变更调查本身的地类错误（例如未利用地误作耕地）",
        "验收次年以后的改变用途（属 C-4）",
        "没有影像时，不能看出地类认定是否与实地一致",
    ),
    check=check,
)
