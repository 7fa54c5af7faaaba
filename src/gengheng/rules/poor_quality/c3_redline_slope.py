"""C-3 生态保护红线内、25度以上陡坡补充耕地.

Asked of each filed plot: does it lie inside the ecological red line that was valid at 立项 (the
line is drawn 2 m inward, for the width of the pen), or on slopes above 25° (坡度级 5) on a tenth
of it or more? Inside a newer version only is 关注. A gap in the slope layer, or no version of the
line for the day, is 无法判定; where the county declares its versions complete and the day lies
before the first, there was no line.

    1 公顷, a line area of 30 m × 100 m on it                -> 2 495.95 m²    疑似
    1 公顷, 1.5 m inside the line                            ->     0    m²    未发现
    1 公顷, inside the version of three years later          ->     0    m²    未发现, 关注
    1 公顷, 12 m of 100 m in slope class 5                   -> 1 199.97 m²    疑似
    1 公顷, slope layer covers half, class 2                 ->     0    m²    无法判定
"""

import geopandas as gpd
import numpy as np
import shapely

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing, latest, valid
from gengheng.overlay.naive import series
from gengheng.rules.ground import Ground, count, covered, ground, together, total
from gengheng.rules.rule import Answers, Inputs, Ints, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In

STEEP = "5"  # 坡度级 5: above 25°


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every plot; see the table above."""
    plots, n = subjects.plots, len(subjects.plots)
    shapes = plots.geometry
    line, newer = (_inside(shapes, inputs[name], params) for name in ("line", "newest"))
    steep, gap = _steep(shapes, inputs["slope"], params)
    both = count(together([line, steep]), n, min_m2=0, width_m=0)
    in_line = total(line.owner, official(line.shapes), n)
    in_steep = total(steep.owner, official(steep.shapes), n)
    later = total(newer.owner, official(newer.shapes), n)
    no_line = inputs["line"]
    why = (
        f"生态保护红线：{no_line.reason}"
        if isinstance(no_line, Missing) and not no_line.none_was
        else ""
    )
    rows = answers(
        plots.index,
        suspected=both.area_centi_m2 > 0,
        unknown=np.array([bool(why) or bool(g) for g in gap], dtype=bool),
        area_centi_m2=both.area_centi_m2,
        detail=[_say(a, b, no_line) for a, b in zip(in_line, in_steep, strict=True)],
        reason=[why or g for g in gap],
        note=[f"只在新版生态保护红线内，{a / 100:.2f}平方米" if a else "" for a in later],
        pieces=both.shapes,
    )
    return Answers(rows)


def _inside(shapes: gpd.GeoSeries, line: Chosen, params: Params) -> Ground:
    """Return the ground inside the line drawn inward; none where there is no line."""
    if isinstance(line, Missing):
        return _none(shapes)
    near = line.frame.geometry.iloc[np.unique(line.frame.sindex.query(shapes)[1])]
    inward = shapely.buffer(
        shapely.union_all(np.asarray(near.array)), -params["shrink_m"], quad_segs=16
    )
    parts = series(shapely.get_parts(inward), shapes.crs)
    return ground(shapes, parts) if len(parts) else _none(shapes)


def _steep(shapes: gpd.GeoSeries, slope: Chosen, params: Params) -> tuple[Ground, list[str]]:
    """Return the steep ground of plots that have enough of it, and why the rest is unknown."""
    if isinstance(slope, Missing):
        return _none(shapes), [f"坡度图：{slope.reason}"] * len(shapes)
    found = ground(shapes, slope.frame[slope.frame["pdjb"] == STEEP].geometry)
    area = official(found.shapes)
    enough = total(found.owner, area, len(shapes)) * 100 >= official(shapes) * params["steep_share"]
    kept = enough[found.owner]
    seen = covered(shapes, slope.frame.geometry)
    return Ground(series(found.shapes[kept], shapes.crs), found.owner[kept]), [
        "" if s else "坡度图未覆盖" for s in seen
    ]


def _none(shapes: gpd.GeoSeries) -> Ground:
    empty: Ints = np.array([], dtype=np.int64)
    return Ground(series([], shapes.crs), empty)


def _say(in_line: int, in_steep: int, line: Chosen) -> str:
    said = []
    if in_line and isinstance(line, Layer):
        said.append(f"立项时有效的生态保护红线（{line.day}版）内{in_line / 100:.2f}平方米")
    if in_steep:
        said.append(f"25度以上陡坡{in_steep / 100:.2f}平方米")
    return "；".join(said)


RULE = Rule(
    id="C-3",
    version=1,
    problem="质量不高",
    label="生态保护红线内、25度以上陡坡补充耕地",
    question="补充耕地是否位于立项时有效的生态保护红线内，或25度以上陡坡？",
    method=(
        "报备地块与立项时有效的生态保护红线套合，红线先向内收缩以消除边界误差，"
        "落在以内的为疑似。坡度图中二十五度以上的部分占地块的比例达到门槛的，也为疑似。"
        "只落在最新版红线以内的为关注。没有当时有效的红线版本、"
        "坡度图没有盖住地块的为无法判定；红线各版声明完整而立项早于首版的，作当时没有红线论。"
    ),
    subject="plot",
    basis=("乌政办发〔2023〕80号 二(三)2", "自然资办发〔2022〕36号 生态与空间管控要求"),
    needs=(("plots",), ("projects",), ("eco_redline", "slope")),
    inputs={
        "line": In("eco_redline", valid("立项"), "立项时有效的红线"),
        "newest": In("eco_redline", latest(), "最新版红线，只作关注"),
        "slope": In("slope", latest(), "坡度级"),
    },
    params={
        "shrink_m": Param(2, "m", "红线向内收缩", "默认值，待确认"),
        "steep_share": Param(10, "%", "陡坡占地块比例门槛", "默认值，待确认"),
    },
    blind=(
        "自然保护地、河湖管理范围、国有林区等其他禁垦范围（未提供图层）",
        "坡度图比例尺以下的小陡坎",
    ),
    check=check,
)
