"""C-5 其他质量不高: 零散地块、无水源.

Asked of each filed plot: is it smaller than 1 亩 and has no field road or other road within 20 m in
the newest survey? And where paddy is claimed (新增地类 0101, or 新增水田 of the project where the
plot names no class), or 水浇地 (0102): does the register say that there is no water source? Blank
there is 无法判定; 旱地 needs none. So is a plot that names no class where nobody knows whether its
project claims paddy (no row in the register, or 新增水田 blank and no water named). How many plots
name no class while the register states 0 水田, so that they may be 水浇地 for all we know, is said
once.

    600 m², no road within 20 m                            ->   599.99 m²    疑似
    600 m², a field road 15 m away                         ->     0    m²    未发现
    1 公顷, no road                                        ->     0    m²    未发现
    1 公顷 of a project with 水田, 水源 says 无              -> 9 999.80 m²    疑似
    the same, 水源 blank                                   ->     0    m²    无法判定
    1 公顷, no class, 新增水田 and 水源 of the project blank  ->     0    m²    无法判定
    600 m², the survey ends beside it, no road seen        ->     0    m²    无法判定
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, latest
from gengheng.overlay.naive import GRID, polygonal, series
from gengheng.rules.ground import covered
from gengheng.rules.projects import EMPTY_WORDS, NO_ROW, says_none
from gengheng.rules.rule import Answers, Flags, Inputs, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In

ROADS = ("1006", "1003", "1004")
WATERED = ("0101", "0102")


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every plot; see the table above."""
    plots = subjects.plots
    area = plots["area_centi_m2"].to_numpy(dtype=np.int64)
    small = area * 15 < 1_000_000 * params["min_mu"]
    lonely, blind = _lonely(plots[small].geometry, inputs["survey"], params["road_m"])
    alone = np.zeros(len(plots), dtype=bool)
    alone[small] = lonely
    why = np.full(len(plots), "", dtype=object)
    why[small] = blind
    dry, dry_why, nameless = _dry(subjects)
    bad = alone | dry
    reason = ["；".join(r for r in pair if r) for pair in zip(why, dry_why, strict=True)]
    rows = answers(
        plots.index,
        suspected=bad,
        unknown=np.array([bool(r) for r in reason], dtype=bool),
        area_centi_m2=np.where(bad, area, 0),
        detail=[_say(*one, params) for one in zip(area.tolist(), alone, dry, strict=True)],
        reason=reason,
        pieces=series([s if b else None for s, b in zip(plots.geometry, bad, strict=True)],
                      plots.crs),
    )  # fmt: skip
    note = f"{nameless}个地块没有填明新增地类，项目也没有报备水田，未查水源"
    return Answers(rows, (note,) if nameless else ())


def _lonely(small: gpd.GeoSeries, survey: Chosen, metres: int) -> tuple[Flags, list[str]]:
    """Return which small plots have no road near, and why that is not known of the rest."""
    n = len(small)
    if not isinstance(survey, Layer):
        return np.zeros(n, dtype=bool), [f"地类图斑：{survey.reason}"] * n
    roads = survey.frame[survey.frame["dlbm"].isin(ROADS)].geometry
    shapes = np.asarray(small.array)
    near = shapely.STRtree(np.asarray(roads.array)).query(shapes, "dwithin", metres + GRID)
    served = np.isin(np.arange(n), near[0])
    around = series(polygonal(shapely.buffer(shapes, metres, quad_segs=4)), small.crs)
    seen = covered(around, survey.frame.geometry) if n else served
    why = ["" if s or v else "底图未覆盖周边" for s, v in zip(served, seen, strict=True)]
    return ~served & seen, why


def _dry(subjects: Subjects) -> tuple[Flags, list[str], int]:
    """Return which plots have no water, why that is not known of others, and how many not asked.

    Not asked are plots without a class whose project states that it made no paddy.
    """
    projects, plots = subjects.projects, subjects.plots
    said = {no: str(text).strip() for no, text in projects["water_source"].items()}
    paddy = dict(projects["paddy_m2"].items())
    dry, why, nameless = np.zeros(len(plots), dtype=bool), [""] * len(plots), 0
    for k, (no, land) in enumerate(zip(plots["project_no"], plots["land"], strict=True)):
        if land and land not in WATERED:
            continue
        if no not in said:
            why[k] = NO_ROW
        elif not land and not pd.isna(paddy[no]) and paddy[no] <= 0:
            nameless += 1
        elif not says_none(said[no]) and said[no] not in EMPTY_WORDS:
            continue  # water is named: paddy or not, the plot has it
        elif not land and pd.isna(paddy[no]):
            why[k] = "报备水田未填"
        else:
            dry[k] = says_none(said[no])
            why[k] = "" if dry[k] else "未填灌溉水源"
    return dry, why, nameless


def _say(area: int, alone: bool, dry: bool, params: Params) -> str:
    parts = []
    if alone:
        parts.append(
            f"地块{area / 100:.2f}平方米，不足{params['min_mu']}亩，"
            f"周边{params['road_m']}米内没有道路"
        )
    if dry:
        parts.append("申报水田或水浇地，台账写明没有灌溉水源")
    return "；".join(parts)


RULE = Rule(
    id="C-5",
    version=1,
    problem="质量不高",
    label="零散地块、无水源",
    question="补充耕地是否零散且不通道路，或者申报水田、水浇地而没有水源？",
    method=(
        "地块小于面积上限，最新变更调查中参数距离以内又没有农村道路、城镇村道路或公路的，"
        "为疑似。申报水田、水浇地（地块没有写明新增地类的，"
        "看项目是否报备水田）而台账写明没有灌溉水源的，也为疑似；旱地不问水源。"
        "周边底图没有覆盖而看不到道路、未填灌溉水源的，为无法判定；"
        "地块没有写明新增地类，项目又缺报备记录，或者没有填报备水田、台账也没有写明水源的，也为无法判定。"
    ),
    subject="plot",
    basis=("乌政办发〔2023〕80号 二(三)2", "自然资办发〔2022〕36号 灌排、田间道等工程要求"),
    needs=(("plots",), ("projects",), ("dltb",)),
    inputs={"survey": In("dltb", latest(), "地块周边的道路")},
    params={
        "min_mu": Param(1, "亩", "零散地块面积上限，不足才列", "默认值，待确认"),
        "road_m": Param(20, "m", "道路距离", "默认值，待确认"),
    },
    blind=(
        "土壤盐渍化、污染超标（未提供检测资料）",
        "水源是否足够、水质是否合格",
        "窄于图斑上图标准的生产路",
    ),
    check=check,
)
