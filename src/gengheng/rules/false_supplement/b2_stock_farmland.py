"""B-2 存量耕地直接认定为新增耕地.

Asked of each filed plot: how much of it was farmland already? Farmland counts when it stands in
the survey of 31 December before 立项; when it stands in one of the two surveys before that one
(a detour 耕地→他类→耕地); and, for what was orchard or forest before 立项, when the second survey
(二调) calls it farmland (166号). Borders of 二调 and 三调 differ by one to three metres, so there
a strip narrower than 3 m on the mean does not count. Projects of 提质改造 work on farmland by
their nature and are exempt. K land before 立项 is 关注.

    1 公顷, 旱地 on 30 m of 100 m before 立项              -> 2 999.94 m²    疑似
    the same, project of 提质改造                          -> 2 999.94 m²    未发现
    grass before 立项, 旱地 one year earlier               -> 9 999.80 m²    疑似
    果园 before 立项, 二调 011                             -> 9 999.80 m²    疑似
    果园 before 立项, no 二调 layer                        ->     0.00 m²    无法判定
    可调整果园 before 立项, 二调 043                       ->     0.00 m²    未发现, 关注
"""

import geopandas as gpd
import numpy as np

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, before, latest
from gengheng.overlay.naive import series
from gengheng.rules.ground import (
    Ground,
    classes,
    count,
    covered,
    ground,
    narrow,
    survey_figure,
    together,
    total,
    without,
)
from gengheng.rules.projects import IMPROVED, kind_of, project_rows
from gengheng.rules.rule import Answers, Flags, Inputs, Ints, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In
from gengheng.standards.tables import codes

EXEMPT = (*IMPROVED, "田坎")


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every plot; see the table above."""
    plots, base = subjects.plots, inputs["base"]
    if isinstance(base, Missing):
        nothing = np.zeros(len(plots), dtype=np.int64)
        rows = answers(plots.index, suspected=nothing > 0, unknown=nothing == 0,
                       area_centi_m2=nothing, reason=base.reason)  # fmt: skip
        return Answers(rows)
    shapes, n = plots.geometry, len(plots)
    back = [inputs[name] for name in ("back1", "back2")]
    earlier = [layer for layer in back if isinstance(layer, Layer)]
    stock = [_of(shapes, layer, "farmland") for layer in (base, *earlier)]
    orchard = _of(shapes, base, "orchard_forest")
    old, unseen = _second_survey(orchard, inputs["second"], n, params)
    # The cleaning of 二调 strips is by width alone, so they are counted apart and joined after.
    plain = count(together(stock), n, min_m2=params["min_m2"], width_m=params["sliver_width_m"])
    both = count(together([_parts(plain.shapes), old]), n, min_m2=0, width_m=0)
    exempt = _exempt(subjects)
    adjustable = total(*_areas(_of(shapes, base, "adjustable")), n)
    enough = both.area_centi_m2 >= params["min_m2"] * 100
    bare = ~covered(shapes, base.frame.geometry)
    rows = answers(
        plots.index,
        suspected=enough & ~exempt,
        unknown=(bare | (unseen != "")) & ~exempt,
        area_centi_m2=both.area_centi_m2,
        survey_centi_m2=survey_figure(both.shapes, base),
        sliver_centi_m2=plain.sliver_centi_m2,
        detail=_say(both.shapes, both.area_centi_m2, [base, *earlier], inputs["second"]),
        reason=np.where(bare, "底图未覆盖", unseen),
        note=_notes(both.area_centi_m2, adjustable, exempt, params),
        pieces=both.shapes,
    )
    gaps = [m.reason for m in back if isinstance(m, Missing)]
    said = f"{n}个地块更早期次不全（{gaps[0]}），“耕地→他类→耕地”绕道只查到现有期次" if gaps else ""
    return Answers(rows, (said,) if said else (), plain.slivers)


def _of(shapes: gpd.GeoSeries, layer: Layer, group: str) -> Ground:
    """Return the ground that the layer puts into a group of land classes."""
    return ground(shapes, layer.frame[layer.frame["dlbm"].isin(codes(group))].geometry)


def _parts(shapes: gpd.GeoSeries) -> Ground:
    """Return the shapes of subjects as ground; subjects without a shape are absent."""
    owner = np.flatnonzero(shapes.notna().to_numpy())
    return Ground(series(shapes.iloc[owner], shapes.crs), owner.astype(np.int64))


def _areas(it: Ground) -> tuple[Ints, Ints]:
    return it.owner, official(it.shapes)


def _second_survey(
    orchard: Ground, second: Layer | Missing, n: int, params: Params
) -> tuple[Ground, np.ndarray]:
    """Return what was farmland in 二调 under orchard or forest, and why it cannot be known."""
    area = official(orchard.shapes)
    much = total(orchard.owner, area, n) >= params["min_m2"] * 100
    if isinstance(second, Missing):
        nothing = Ground(series([], orchard.shapes.crs), orchard.owner[:0])
        return nothing, np.where(much, "二调底图未提供", "")
    found = _of(orchard.shapes, second, "farmland")
    found = Ground(found.shapes, orchard.owner[found.owner])
    strip = narrow(found.shapes, official(found.shapes), params["survey_shift_m"])
    dark = ~covered(orchard.shapes, second.frame.geometry)
    hidden = total(orchard.owner[dark], area[dark], n) >= params["min_m2"] * 100
    return without(found, strip), np.where(hidden, "二调底图未覆盖", "")


def _exempt(subjects: Subjects) -> Flags:
    """Return which plots are of a project of the register that works on farmland by its nature."""
    free = {
        no: any(word in kind_of(row) for word in EXEMPT)
        for no, row in project_rows(subjects).items()
    }
    return np.array([free.get(no, False) for no in subjects.plots["project_no"]], dtype=bool)


def _say(shapes: gpd.GeoSeries, area: Ints, surveys: list[Layer], second: object) -> list[str]:
    base = surveys[0].day.year
    first = classes(shapes, surveys[0])
    older = [(s.day.year, classes(shapes, s)) for s in surveys[1:]]
    if isinstance(second, Layer):
        older.append((second.day.year, classes(shapes, second)))
    return [
        f"立项前各期调查中曾有耕地，合计{a / 100:.2f}平方米（{base}年：{first[i]}"
        + "".join(f"；{year}年：{words[i]}" for year, words in older if words[i])
        + "）"
        for i, a in enumerate(area)
    ]


def _notes(area: Ints, adjustable: Ints, exempt: Flags, params: Params) -> list[str]:
    """Return the 关注 of each plot, for those that end as 未发现."""
    out = []
    for a, k, free in zip(area, adjustable, exempt, strict=True):
        said = []
        if free and a:
            said.append(f"提质改造类项目，立项前耕地{a / 100:.2f}平方米不作存量耕地论")
        elif a:
            said.append(f"立项前耕地{a / 100:.2f}平方米，低于门槛{params['min_m2']}平方米")
        if k >= params["min_m2"] * 100:
            said.append(f"立项前有可调整地类{k / 100:.2f}平方米")
        out.append("；".join(said))
    return out


RULE = Rule(
    id="B-2",
    version=1,
    problem="补而不实",
    label="存量耕地直接认定为新增耕地",
    question="报备的新增耕地，立项之前有多少已经是耕地？",
    method=(
        "报备地块与立项前一年年末及再早两期的变更调查套合，任何一期是耕地的部分合并计算；"
        "立项前是园地、林地的，再看二调是否耕地，窄于条带宽度上限的不算。"
        "剔除碎片后达到门槛的为疑似。提质改造、旱改水、田坎类项目本来就在耕地上实施，"
        "只列关注；立项前有可调整地类的也只列关注。缺立项日期或立项前期次、底图没有盖住地块、"
        "须看二调而没有的，为无法判定。"
    ),
    subject="plot",
    basis=(
        "乌政办发〔2023〕80号 二(二)2",
        "自然资办发〔2022〕36号 立项时须为非耕地",
        "自然资发〔2021〕166号 园地林地恢复为耕地须二调为非耕地",
    ),
    needs=(("plots",), ("projects",), ("dltb",)),
    inputs={
        "base": In("dltb", before("立项"), "立项前一年年末的地类"),
        "back1": In("dltb", before("立项", 2), "绕道：再早一期是否耕地"),
        "back2": In("dltb", before("立项", 3), "绕道：再早两期是否耕地"),
        "second": In("dltb_2", latest(), "立项前为园地、林地的，二调是否耕地"),
    },
    params={
        "min_m2": Param(400, "m²", "地块门槛面积，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
        "survey_shift_m": Param(3, "m", "二调与三调之间的条带宽度上限", "默认值，待确认"),
    },
    blind=(
        "三调以前各年度变更调查未提供时，三调以前的绕道",
        "依法退耕、灾毁后再开垦的土地，须查退耕、灾毁资料后由人排除",
        "底图边界移位造成的重叠，须对照影像",
    ),
    check=check,
)
