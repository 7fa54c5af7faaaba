"""C-4 补充耕地非农化、非粮化、撂荒.

Asked of each filed plot, on ground that was farmland in the survey of the acceptance year or of
the year after (what never was farmland is B-1's question): what does the newest survey show
there?

- 非农化: 建设用地, 200 m² or more;
- 非粮化: 园地, 林地, 草地, 坑塘, also where they could be restored (K, 即可恢复), 400 m² or more;
- 撂荒: 未耕种 (WG) in the newest survey and in the one before, 400 m² or more.

Slivers are taken out piece by piece before. 休耕, 非粮食作物, 轮作 and 林粮间作 are lawful and
关注; so is ground that became another class. A blank 种植属性 where the other vintage does not
rule 撂荒 out is 无法判定. A plot accepted in the year of the newest survey has no later one yet:
nothing is found.

    1 公顷, 3 m × 100 m of it built over                    ->   299.99 m²    疑似
    1 公顷, orchard on 20 m of 100 m                       -> 1 999.96 m²    疑似
    the same ground was orchard at acceptance, too         ->     0    m²    未发现
    WG on all of it in both newest surveys                 -> 9 999.80 m²    疑似
    WG in the newest only                                  ->     0    m²    未发现
    the code is blank in both                              ->     0    m²    无法判定
    XG in both                                             ->     0    m²    未发现, 关注
"""

from collections.abc import Iterable, Mapping
from functools import partial

import geopandas as gpd
import numpy as np

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing, after, back, latest
from gengheng.overlay.naive import series
from gengheng.rules.ground import (
    Ground,
    classes,
    count,
    covered,
    enough,
    ground,
    survey_figure,
    together,
    total,
)
from gengheng.rules.rule import Answers, Inputs, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In
from gengheng.standards.dictionaries import older_planting, planting
from gengheng.standards.tables import codes

ATTENTION = {"XG": "休耕", "FLS": "种植非粮食作物", "LYFL": "粮与非粮轮作", "LLJZ": "林粮间作"}
FALLOW, NOT_SAID = "WG", ""
BUILT, UNGRAINED, UNTILLED = "非农化", "非粮化", "撂荒"
LEAST_NOTED = 10_000  # 0.01 m²: what is below 100 m² is not worth a note
GREEN = ("02", "03", "04", "1104")


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every plot; see the table above."""
    plots, now, before, n = subjects.plots, inputs["now"], inputs["before"], len(subjects.plots)
    if not isinstance(now, Layer):
        return _nobody(plots, now.reason)
    ours = plots.geometry
    bases = [layer for name in ("at", "next") if isinstance(layer := inputs[name], Layer)]
    was = together([_on(ours, base, codes("farmland")) for base in bases]) if bases else _none(ours)
    large = partial(enough, n=n, min_m2=params["min_m2"], width_m=params["sliver_width_m"])
    built = partial(enough, n=n, min_m2=params["built_m2"], width_m=params["sliver_width_m"])
    kinds = {
        BUILT: built(_still(was, now, _starting(now, codes("construction")))),
        UNGRAINED: large(_still(was, now, _starting(now, GREEN))),
        UNTILLED: large(_tilled(ours, now, before, (FALLOW,))),
    }
    perhaps = large(_tilled(ours, now, before, (FALLOW, NOT_SAID)))
    every = count(together(kinds.values()), n, min_m2=0, width_m=0)
    reason = _reasons(ours, inputs, bases, (kinds[UNTILLED], perhaps))
    rows = answers(
        plots.index,
        suspected=every.area_centi_m2 > 0,
        unknown=np.array([bool(r) for r in reason], dtype=bool),
        area_centi_m2=every.area_centi_m2,
        survey_centi_m2=survey_figure(every.shapes, now),
        detail=_say(kinds, now, n),
        reason=reason,
        note=_attention(ours, was, now),
        pieces=every.shapes,
    )
    none_yet = len(bases) == 1 and bases[0] is now
    note = f"{n}个地块验收于最新期次当年，验收以后的变化尚无期次可查"
    return Answers(rows, (note,) if none_yet else ())


def _nobody(plots: gpd.GeoDataFrame, why: str) -> Answers:
    """Return 无法判定 for every plot."""
    everywhere = np.ones(len(plots), dtype=bool)
    rows = answers(plots.index, suspected=~everywhere, unknown=everywhere,
                   area_centi_m2=everywhere * 0, reason=f"地类图斑：{why}")  # fmt: skip
    return Answers(rows)


def _none(shapes: gpd.GeoSeries) -> Ground:
    return Ground(series([], shapes.crs), np.array([], dtype=np.int64))


def _on(shapes: gpd.GeoSeries, layer: Layer, wanted: Iterable[str]) -> Ground:
    """Return the ground of plots that a survey shows in one of the wanted classes."""
    frame = layer.frame
    return ground(shapes, frame[frame["dlbm"].isin(set(wanted))].geometry)


def _still(was: Ground, layer: Layer, wanted: Iterable[str]) -> Ground:
    """Return what a survey shows in one of the wanted classes of ground that was farmland."""
    frame = layer.frame
    return ground(was.shapes, frame[frame["dlbm"].isin(set(wanted))].geometry, was.owner)


def _starting(layer: Layer, prefixes: Iterable[str]) -> set[str]:
    """Return the classes of a survey that begin with one of some prefixes."""
    first = tuple(prefixes)
    return {code for code in layer.frame["dlbm"].unique() if str(code).startswith(first)}


def _planted(layer: Layer) -> list[str]:
    """Return the 种植属性 of each patch in today's codes; tilled land of no known crop is GZ."""
    if "zzsxdm" not in layer.frame:
        return [NOT_SAID] * len(layer.frame)
    older = older_planting()
    told = (str(code).strip().upper() for code in layer.frame["zzsxdm"])
    return [(planting(code) or "GZ") if code in older else code for code in told]


def _tilled(shapes: gpd.GeoSeries, now: Layer, before: Chosen, wanted: tuple[str, ...]) -> Ground:
    """Return the farmland of plots whose 种植属性 is a wanted one in both newest surveys."""
    if not isinstance(before, Layer):
        return _none(shapes)
    found = Ground(shapes, np.arange(len(shapes)))
    for layer in (now, before):
        farm = layer.frame["dlbm"].isin(codes("farmland")).to_numpy()
        rows = farm & np.isin(_planted(layer), wanted)
        found = ground(found.shapes, layer.frame[rows].geometry, found.owner)
    return found


def _reasons(
    shapes: gpd.GeoSeries, inputs: Inputs, bases: list[Layer], fallow: tuple[Ground, Ground]
) -> list[str]:
    """Return why something about each plot is not known, "" where all is."""
    now, before = inputs["now"], inputs["before"]
    surveys = [*bases[-1:], *(layer for layer in (now, before) if isinstance(layer, Layer))]
    seen = np.all([covered(shapes, layer.frame.geometry) for layer in surveys], axis=0)
    missing = [layer for name in ("at", "next") if isinstance(layer := inputs[name], Missing)]
    why = "" if bases else missing[0].reason
    if isinstance(before, Missing):
        why = why or f"最新期次的前一期：{before.reason}"
    sure, perhaps = (
        total(one.owner, official(one.shapes), len(shapes)) for one in fallow
    )  # fmt: skip
    blank = f"{_years(now, before)}年种植属性空白，不能判断是否撂荒"
    return [
        why or ("" if s else "底图未覆盖") or (blank if p > f else "")
        for s, f, p in zip(seen, sure, perhaps, strict=True)
    ]


def _years(now: Chosen, before: Chosen) -> str:
    return "、".join(str(one.day.year) for one in (before, now) if isinstance(one, Layer))


def _say(kinds: Mapping[str, Ground], now: Layer, n: int) -> list[str]:
    """Return what each plot came to: every kind with its area and classes."""
    parts: list[list[str]] = [[] for _ in range(n)]
    for kind, it in kinds.items():
        sums = count(it, n, min_m2=0, width_m=0)
        words = classes(sums.shapes, now)
        for k, (area, what) in enumerate(zip(sums.area_centi_m2.tolist(), words, strict=True)):
            if area:
                more = f"（{what}）" if kind != UNTILLED else "（连续两期未耕种）"
                parts[k].append(f"{kind}{area / 100:.2f}平方米{more}")
    return [f"{now.day.year}年变更调查：{'；'.join(p)}" if p else "" for p in parts]


def _attention(shapes: gpd.GeoSeries, was: Ground, now: Layer) -> list[str]:
    """Return what is lawful or no suspicion and yet worth a look: crops, and other classes."""
    notes: list[list[str]] = [[] for _ in range(len(shapes))]
    codes_now = np.array(_planted(now), dtype=object)
    farm = now.frame["dlbm"].isin(codes("farmland")).to_numpy()
    grounds = {
        label: ground(shapes, now.frame[farm & (codes_now == code)].geometry)
        for code, label in ATTENTION.items()
    }
    listed = codes("farmland") | codes("field_works")
    listed |= _starting(now, codes("construction")) | _starting(now, GREEN)
    grounds["变为其他地类"] = _still(was, now, set(now.frame["dlbm"]) - listed)
    for label, it in grounds.items():
        for k, area in enumerate(total(it.owner, official(it.shapes), len(shapes)).tolist()):
            if area >= LEAST_NOTED:
                notes[k].append(f"{label}{area / 100:.2f}平方米")
    return ["；".join(note) for note in notes]


RULE = Rule(
    id="C-4",
    version=1,
    problem="质量不高",
    label="补充耕地非农化、非粮化、撂荒",
    question="验收以后，补充耕地是否被建设占用、改作园林草塘，或者连续两期未耕种？",
    subject="plot",
    basis=(
        "乌政办发〔2023〕80号 二(三)2",
        "国办发明电〔2020〕24号 非农化",
        "国办发〔2020〕44号 非粮化",
    ),
    needs=(("plots",), ("projects",), ("dltb",)),
    inputs={
        "at": In("dltb", after("验收", 0), "验收当年是耕地的部分"),
        "next": In("dltb", after("验收", 1), "变更调查滞后一年，次年是耕地的也算"),
        "now": In("dltb", latest(), "现在的地类和种植属性"),
        "before": In("dltb", back(1), "连续两期未耕种才算撂荒"),
    },
    params={
        "built_m2": Param(200, "m²", "非农化门槛，也是碎片面积上限", "三调建设用地最小上图面积"),
        "min_m2": Param(400, "m²", "非粮化、撂荒门槛，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "最新变更调查以后的变化；没有影像时，一年之内的种植情况",
        "种植属性填报是否属实",
        "一般耕地上种植非粮食作物不等于违规，只列关注",
    ),
    check=check,
)
