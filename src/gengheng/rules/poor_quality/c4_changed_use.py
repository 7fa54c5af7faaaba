"""C-4 补充耕地非农化、非粮化、撂荒.

Asked of each filed plot, on ground that was farmland in the survey of the acceptance year or of
the year after (what never was farmland is B-1's question; where neither survey exists, in the one
before the newest): what does the newest survey show there, and 卫片 since?

- 非农化: 建设用地, 200 m² or more; or a construction patch of 卫片 whose 后时相 is later than the
  newest survey. Approved ground, valid 临时用地 and 设施农用地备案 are taken out and 关注.
- 非粮化: 园地, 林地, 草地, 坑塘, also where they could be restored (K, 即可恢复), 400 m² or more;
- 撂荒: 未耕种 (WG) in the newest survey and in the one before, both of the acceptance year or
  later, 400 m² or more.

Slivers are taken out piece by piece before. 休耕, 非粮食作物, 轮作 and 林粮间作 are lawful and
关注; so is ground that became another class, or is 未耕种 in the newest survey alone. A 种植属性
that is blank or unknown where the other vintage does not rule 撂荒 out is 无法判定, and so is every
plot without acceptance or accepted after the newest survey. A plot accepted in the year of the
newest survey has no later one yet: nothing is found.

    1 公顷, 3 m × 100 m of it built over                    ->   299.99 m²    疑似
    1 公顷, orchard on 20 m of 100 m                       -> 1 999.96 m²    疑似
    the same ground was orchard at acceptance, too         ->     0    m²    未发现
    WG on all of it in both newest surveys                 -> 9 999.80 m²    疑似
    the same, accepted in the year of the newest           ->     0    m²    未发现
    WG in the newest only                                  ->     0    m²    未发现, 关注
    the code is blank in both                              ->     0    m²    无法判定
    XG in both                                             ->     0    m²    未发现, 关注
    built on 20 m, approved                                ->     0    m²    未发现, 关注
    卫片 of construction on 20 m after the newest survey     -> 1 999.96 m²    疑似
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, after, back, latest
from gengheng.overlay.engine import carve
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import (
    Ground,
    built,
    classes,
    count,
    covered,
    enough,
    ground,
    survey_figure,
    together,
    total,
)
from gengheng.rules.lawful import Lawful, lawful
from gengheng.rules.monitored import Seen, beside, seen_since
from gengheng.rules.rule import Answers, Flags, Inputs, Ints, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In
from gengheng.rules.tilled import perhaps_untilled, planted, untilled
from gengheng.standards.tables import codes

ATTENTION = {"XG": "休耕", "FLS": "种植非粮食作物", "LYFL": "粮与非粮轮作", "LLJZ": "林粮间作"}
BUILT, SEEN, UNGRAINED, UNTILLED = "非农化", "卫片监测非农化", "非粮化", "撂荒"
LEAST_NOTED = 10_000  # 0.01 m²: what is below 100 m² is not worth a note
GREEN = ("02", "03", "04", "1104")


@dataclass(frozen=True, slots=True)
class Kind:
    """Ground of one kind: what is sure, what is open (the reason), what is lawful."""

    sure: Ground
    open: Ground
    why: str = ""
    lawful: Ground | None = None


class Asked:
    """The plots of one group, and what is known of them before any question."""

    def __init__(self, subjects: Subjects, inputs: Inputs, now: Layer, params: Params) -> None:
        """Sort out acceptance and vintages."""
        self.plots, self.inputs, self.now, self.params = subjects.plots, inputs, now, params
        self.shapes, self.n = self.plots.geometry, len(self.plots)
        accepted = subjects.projects["accepted"].to_dict()
        days = [accepted.get(no) for no in self.plots["project_no"]]
        self.accepted = [day if isinstance(day, date) else None for day in days]
        self.before = inputs["before"]
        self.bases = [b for name in ("at", "next") if isinstance(b := inputs[name], Layer)]
        year = now.day.year
        self.since_before = self.accepted_by(year - 1)
        self.since_now = self.accepted_by(year)
        self.was = self._was()

    def accepted_by(self, year: int) -> Flags:
        """Return which plots were accepted in a year or before."""
        return np.array([d is not None and d.year <= year for d in self.accepted], dtype=bool)

    def _was(self) -> Ground:
        """Return what was farmland after acceptance, at the two surveys that B-1 reads."""
        if self.bases:
            return together([self.on(base, base.frame["dlbm"].isin(codes("farmland")))
                             for base in self.bases])  # fmt: skip
        if not isinstance(self.before, Layer):
            return Ground(series([], self.shapes.crs), np.array([], dtype=np.int64))
        found = self.on(self.before, self.before.frame["dlbm"].isin(codes("farmland")))
        kept = self.since_before[found.owner]
        return Ground(series(found.shapes[kept], found.shapes.crs), found.owner[kept])

    def on(self, layer: Layer, rows: object, plots: Flags | None = None) -> Ground:
        """Return the ground of the plots, of all or of some, under some rows of a survey."""
        asked = np.arange(self.n) if plots is None else np.flatnonzero(plots)
        over = series(self.shapes.iloc[asked], self.shapes.crs)
        return ground(over, layer.frame[np.asarray(rows)].geometry, asked)

    def now_in(self, rows: Flags) -> Ground:
        """Return what was farmland and is under some rows of the newest survey."""
        return ground(self.was.shapes, self.now.frame[rows].geometry, self.was.owner)

    def large(self, it: Ground, name: str = "min_m2") -> Ground:
        """Return the ground of the plots that have enough of it, slivers not counted."""
        width = self.params["sliver_width_m"]
        return enough(it, self.n, min_m2=self.params[name], width_m=width)

    def amount(self, it: Ground) -> Ints:
        """Return how much ground each plot has, in 0.01 m²."""
        return total(it.owner, official(it.shapes), self.n)


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every plot; see the table above."""
    now, plots = inputs["now"], subjects.plots
    if not isinstance(now, Layer):
        return _nobody(plots, now.reason)
    ask = Asked(subjects, inputs, now, params)
    free, seen, frame = lawful(inputs, plots.crs, subjects.day), _monitored(ask), now.frame
    kinds = {
        BUILT: _built(ask, free, ask.now_in(built(frame))),
        SEEN: _built(ask, free, seen.ground),
        UNGRAINED: _plain(ask, ask.now_in(_green(now))),
        UNTILLED: _plain(ask, untilled(ask.shapes, now, ask.before, ask.since_before)),
    }
    every = count(together(k.sure for k in kinds.values()), ask.n, min_m2=0, width_m=0)
    reason = _reasons(ask, kinds, seen)
    rows = answers(
        plots.index,
        suspected=every.area_centi_m2 > 0,
        unknown=np.array([bool(r) for r in reason], dtype=bool),
        area_centi_m2=every.area_centi_m2,
        survey_centi_m2=survey_figure(every.shapes, now),
        detail=_say(ask, kinds, seen.names),
        reason=reason,
        note=_attention(ask, kinds),
        pieces=every.shapes,
    )
    return Answers(rows, _notes(ask, kinds, free, seen))


def _nobody(plots: gpd.GeoDataFrame, why: str) -> Answers:
    """Return 无法判定 for every plot."""
    everywhere = np.ones(len(plots), dtype=bool)
    rows = answers(plots.index, suspected=~everywhere, unknown=everywhere,
                   area_centi_m2=everywhere * 0, reason=f"地类图斑：{why}")  # fmt: skip
    return Answers(rows)


def _green(now: Layer) -> Flags:
    return now.frame["dlbm"].str.startswith(GREEN).to_numpy(dtype=bool)


def _monitored(ask: Asked) -> Seen:
    """Return what 卫片 show since the newest survey on what was farmland in it, or filed later."""
    near = beside(ask.shapes, ask.inputs["patches"])
    farmland = ask.now.frame["dlbm"].isin(codes("farmland"))
    farm = ask.on(ask.now, farmland, ask.since_now & near)
    late = np.array([day is not None for day in ask.accepted], dtype=bool) & ~ask.since_now
    shapes = [*farm.shapes, *ask.shapes[late]]
    owner = np.concatenate([farm.owner, np.flatnonzero(late)]).astype(np.int64)
    eve = timedelta(days=1)
    since = [None if day is None else max(ask.now.day, day - eve) for day in ask.accepted]
    return seen_since(series(shapes, ask.shapes.crs), owner, ask.inputs["patches"], since)


def _plain(ask: Asked, it: Ground) -> Kind:
    large = ask.large(it)
    return Kind(large, large)


def _built(ask: Asked, free: Lawful, it: Ground) -> Kind:
    """Return built ground without what is lawful, and what may be."""
    rest = _minus(it, free.sure)
    certain = ask.large(_minus(rest, free.perhaps), "built_m2")
    return Kind(certain, ask.large(rest, "built_m2"), "临时用地期限不明", _common(it, free.sure))


def _minus(it: Ground, land: gpd.GeoSeries) -> Ground:
    return Ground(*joined(carve(it.shapes, land), it.owner)) if len(land) else it


def _common(it: Ground, land: gpd.GeoSeries) -> Ground:
    return ground(it.shapes, land, it.owner)


def _reasons(ask: Asked, kinds: dict[str, Kind], seen: Seen) -> list[str]:
    """Return why something about each plot is not known, "" where all is."""
    at, now = ask.inputs["at"], ask.now
    missing = at.reason if isinstance(at, Missing) else "晚于末期"
    unsure = "底图未覆盖" if ask.bases else f"{missing}，不能判断是否验收后改变"
    covers = [covered(ask.shapes, base.frame.geometry) for base in ask.bases]
    based = np.all(covers, axis=0) if covers else np.zeros(ask.n, dtype=bool)
    other = ask.amount(ask.large(ask.on(now, built(now.frame), ~based), "built_m2"))
    other = other + ask.amount(ask.large(ask.on(now, _green(now), ~based)))
    before_now = ask.accepted_by(now.day.year - 1)
    idle = ask.amount(ask.large(perhaps_untilled(ask.shapes, now, ask.before, before_now)))
    idle_too = idle > ask.amount(kinds[UNTILLED].sure)
    undated = ask.amount(ask.large(seen.undated, "built_m2")) > 0
    patches = [f"卫片图斑{names}没有后时相" for names in seen.undated_names]
    doubts: list[tuple[Flags, Sequence[str]]] = [
        (~covered(ask.shapes, now.frame.geometry), ["底图未覆盖"] * ask.n),
        (other > 0, [unsure] * ask.n),
        (idle_too, _why_idle(ask, idle_too)),
        *((ask.amount(k.open) > ask.amount(k.sure), [k.why] * ask.n) for k in kinds.values()),
        (undated, patches),
    ]
    said = [[words[k] for here, words in doubts if here[k]] for k in range(ask.n)]
    return [
        "；".join(dict.fromkeys(one)) if known else missing
        for one, known in zip(said, ask.since_now, strict=True)
    ]


def _why_idle(ask: Asked, plots: Flags) -> list[str]:
    """Return why it is open whether some plots lie idle; what is said of others is of no use."""
    now, before = ask.now, ask.before
    if isinstance(before, Missing):
        return [f"最新期次的前一期：{before.reason}"] * ask.n
    blank = f"{before.day.year}、{now.day.year}年种植属性空白，不能判断是否撂荒"
    out = [""] * ask.n
    asked = np.flatnonzero(plots)
    seen = covered(series(ask.shapes.iloc[asked], ask.shapes.crs), before.frame.geometry)
    for k, one in zip(asked.tolist(), seen.tolist(), strict=True):
        out[k] = blank if one else "底图未覆盖"
    return out


def _say(ask: Asked, kinds: dict[str, Kind], patches: Sequence[str]) -> list[str]:
    """Return what each plot came to: every kind with its area and classes."""
    parts: list[list[str]] = [[] for _ in range(ask.n)]
    for name, kind in kinds.items():
        sums = count(kind.sure, ask.n, min_m2=0, width_m=0)
        words = classes(sums.shapes, ask.now)
        for k, (area, what) in enumerate(zip(sums.area_centi_m2.tolist(), words, strict=True)):
            if area:
                more = {UNTILLED: "连续两期未耕种", SEEN: f"图斑{patches[k]}"}.get(name, what)
                parts[k].append(f"{name}{area / 100:.2f}平方米（{more}）")
    return [f"{ask.now.day.year}年变更调查：{'；'.join(p)}" if p else "" for p in parts]


def _attention(ask: Asked, kinds: dict[str, Kind]) -> list[str]:
    """Return what is lawful or no suspicion and yet worth a look: crops, and other classes."""
    now, said = ask.now, np.array(planted(ask.now), dtype=object)
    farm = now.frame["dlbm"].isin(codes("farmland")).to_numpy(dtype=bool)
    grounds = {
        "建设用地在批准、临时用地或设施农用地备案范围内": together(
            [k.lawful for k in kinds.values() if k.lawful is not None]
        )
    }
    for code, label in (ATTENTION | {"WG": f"{now.day.year}年未耕种"}).items():
        grounds[label] = ask.on(now, farm & (said == code))
    listed = now.frame["dlbm"].isin(codes("farmland") | codes("field_works"))
    rest = ~listed.to_numpy(dtype=bool) & ~built(now.frame) & ~_green(now)
    grounds["变为其他地类"] = ask.now_in(rest)
    notes: list[list[str]] = [[] for _ in range(ask.n)]
    for label, it in grounds.items():
        for k, area in enumerate(ask.amount(it).tolist()):
            if area >= LEAST_NOTED:
                notes[k].append(f"{label}{area / 100:.2f}平方米")
    return ["；".join(note) for note in notes]


def _notes(ask: Asked, kinds: dict[str, Kind], free: Lawful, seen: Seen) -> tuple[str, ...]:
    """Return what is said once: vintages, patches, and what 非农化 was not checked against."""
    none_yet = len(ask.bases) == 1 and ask.bases[0] is ask.now
    notes = [
        f"{ask.n}个地块验收于最新期次当年，验收以后的变化尚无期次可查" if none_yet else "",
        f"{seen.shapeless}个卫片图斑没有图形，未套合" if seen.shapeless else "",
    ]
    if any(len(kinds[name].sure.owner) for name in (BUILT, SEEN)):
        notes.append("" if free.approvals else "农转用批次图层未提供，非农化未扣除依法批准的用地")
        notes += [free.lacking, free.unmapped]
    return tuple(filter(None, notes))


RULE = Rule(
    id="C-4",
    version=1,
    problem="质量不高",
    label="补充耕地非农化、非粮化、撂荒",
    question="验收以后，补充耕地是否被建设占用、改作园林草塘，或者连续两期未耕种？",
    method=(
        "只问验收当年或次年变更调查中是耕地的部分：最新变更调查中变为建设用地的是非农化，"
        "变为园地、林地、草地、坑塘的是非粮化，验收以后最近两期都是未耕种的是撂荒；"
        "最新期次以后卫片监测到建设的也是非农化。批准用地、有效的临时用地、"
        "设施农用地备案先扣除，剔除碎片后达到各自门槛的为疑似。休耕、轮作、非粮食作物、"
        "林粮间作，只有一期未耕种，变为其他地类的，列为关注。缺验收日期、验收晚于最新期次、"
        "种植属性空白而不能排除撂荒的，为无法判定。"
    ),
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
        "patches": In("enforcement_patch", latest(), "最新期次以后的建设（可缺）"),
        "approvals": In("approvals", latest(), "扣除依法批准的用地（可缺）"),
        "listed": In("approvals_list", latest(), "没有图形的批准（可缺）"),
        "temporary": In("temporary_use", latest(), "扣除有效的临时用地（可缺）"),
        "facility": In("facility", latest(), "扣除设施农用地备案（可缺）"),
    },
    params={
        "built_m2": Param(200, "m²", "非农化门槛，也是碎片面积上限", "三调建设用地最小上图面积"),
        "min_m2": Param(400, "m²", "非粮化、撂荒门槛，也是碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
    },
    blind=(
        "最新变更调查以后未被卫片监测到的变化；没有影像时，一年之内的种植情况",
        "种植属性填报是否属实",
        "一般耕地上种植非粮食作物不等于违规，只列关注",
    ),
    check=check,
)
