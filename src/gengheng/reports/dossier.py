"""One finding with everything that it rests on and everything that speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from gengheng.catalogue.shelf import Layer
from gengheng.records.entered import Means
from gengheng.records.finding import Revision
from gengheng.records.plot import Plot
from gengheng.reports.counter import counter, is_open
from gengheng.reports.desk import Desk
from gengheng.reports.maps import Scene, draw
from gengheng.reports.matters import Matter, RowSaid
from gengheng.reports.strip import Strip, strip
from gengheng.reports.words import (
    FIGURES,
    GROUND,
    NO_AREA,
    Area,
    area,
    area_kind,
    basis_words,
    input_words,
    layer_label,
    means,
    survey_words,
)
from gengheng.rules.index import RULES
from gengheng.rules.rule import Rule
from gengheng.values.units import m2_text

MOST_PLOTS = 12  # rows of the table of plots on one page
MOST_ROWS = 4  # rows of registers that are written out on one page
NEAR = 40  # neighbouring plots on one map


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its source; `area` None stands for what is not stated, in `words`."""

    label: str
    area: Area | None
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A parameter as the rule used it."""

    label: str
    value: str
    source: str
    open: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing and what has to stand beside it."""

    svg: Markup
    backdrop: str
    zones: tuple[str, ...]
    grid: str
    east: str
    north: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the page of one finding shows."""

    revision: Revision
    rule: Rule
    unit: str
    name: str
    numbers: str
    size: Area
    kind: str
    map: Map | None
    strip: Strip | None
    figures: tuple[Figure, ...]
    plots: tuple[tuple[Plot, str], ...]
    more_plots: int
    rows: tuple[RowSaid, ...]
    more_rows: int
    strip_of: str
    no_map: str
    inputs: tuple[tuple[str, str, str], ...]
    thresholds: tuple[Threshold, ...]
    basis: tuple[tuple[str, str], ...]
    counter: tuple[str, ...]
    means: str
    unused_means: str


def dossier(revision: Revision, desk: Desk) -> Dossier:
    """Return the dossier of a finding."""
    rule, held = RULES[revision.rule], desk.known
    plots = _listed(revision, desk)
    matter = held.matter(revision)
    rows = matter.rows if matter else ()
    spoke = means(revision)
    return Dossier(
        revision=revision,
        rule=rule,
        unit=held.unit(revision),
        name=held.name(revision),
        numbers="、".join(held.numbers(revision)),
        size=area(revision.area_centi_m2),
        kind=area_kind(revision),
        map=_map(revision, desk),
        strip=_strip(revision, desk),
        figures=tuple(_figures(revision, desk)),
        plots=tuple((p, desk.known.place(p.file, p.row)) for p in plots[:MOST_PLOTS]),
        more_plots=max(len(plots) - MOST_PLOTS, 0),
        rows=rows[:MOST_ROWS],
        more_rows=max(len(rows) - MOST_ROWS, 0),
        strip_of=_strip_of(rule),
        no_map=_no_map(matter),
        inputs=_inputs(revision),
        thresholds=tuple(_thresholds(revision, desk)),
        basis=tuple(basis_words(rule)),
        counter=tuple(counter(revision, desk)),
        means="、".join(spoke),
        unused_means="、".join(word for word in Means if word not in spoke),
    )


def _inputs(revision: Revision) -> tuple[tuple[str, str, str], ...]:
    """Return what each input is for, which layer, which vintages; those of one use together."""
    days: dict[tuple[str, str], list[str]] = {}
    for name, chosen in revision.inputs.items():
        use, label, day = input_words(RULES[revision.rule], name, chosen)
        days.setdefault((use, label), []).append(day)
    return tuple((use, label, "、".join(said)) for (use, label), said in days.items())


def _strip_of(rule: Rule) -> str:
    """Return of which ground the class history is."""
    if rule.tables:
        return "所据图形"
    return "重叠部分" if rule.subject == "pair" else "整个地块"


def _no_map(matter: Matter | None) -> str:
    """Return why there is no map, where there is none."""
    if matter is None:
        return "没有可画的图形：地块没有可靠坐标。"
    why = "、".join(dict.fromkeys(row.why for row in matter.rows if row.why))
    return f"没有可画的图形：{why or '所据是登记表，没有图形'}。"


def _listed(revision: Revision, desk: Desk) -> list[Plot]:
    """Return the plots that get a row of their own: none where there is only one."""
    if RULES[revision.rule].subject == "plot" or RULES[revision.rule].tables:
        return []
    if RULES[revision.rule].subject == "pair":
        return desk.drawn(revision)
    plots = desk.known.plots_of(revision)
    return plots if len(plots) > 1 else []


def _strip(revision: Revision, desk: Desk) -> Strip | None:
    """Return the class history of the plot, or of the ground that two projects share."""
    kind = RULES[revision.rule].subject
    inside = desk.in_pieces.get(revision.finding, {})
    if kind == "project" or not desk.surveys:
        return None
    matter = desk.known.matter(revision)
    if matter is not None:
        if matter.shape is None:
            return None
        ground = desk.on_plot.get(revision.finding, {})
        return strip(revision, desk.surveys, desk.sizes[revision.finding], ground, inside)
    if kind == "pair":
        return strip(revision, desk.surveys, revision.area_centi_m2, inside, inside)
    plot = desk.known.plots.get(revision.subject)
    if plot is None or plot.area_centi_m2 is None:
        return None
    ground = desk.on_plot.get(revision.subject, {})
    return strip(revision, desk.surveys, plot.area_centi_m2, ground, inside)


def _figures(revision: Revision, desk: Desk) -> Iterable[Figure]:
    """Yield the numbers of the finding, each with where it comes from."""
    kind = area_kind(revision)
    apart = kind == GROUND and revision.finding not in desk.ground.whole
    source = f"疑似部分图形，{desk.grid}椭球面积" if kind == GROUND else "两个数额之差，见上文"
    if apart:
        label, source = f"疑似面积（{FIGURES}）", "图上部分与登记数之差，见上文；图示是全部所涉土地"
        yield Figure(label, area(revision.area_centi_m2), "", source)
    elif kind != NO_AREA:
        yield Figure(f"疑似面积（{kind}）", area(revision.area_centi_m2), "", source)
    if kind == GROUND and not apart:
        yield _survey_figure(revision, desk)
    if revision.sliver_centi_m2:
        yield Figure("剔除的碎片", area(revision.sliver_centi_m2), "", "低于碎片面积和宽度上限")
    if revision.money_fen is not None:
        yield Figure("金额", None, f"{m2_text(revision.money_fen)}元", "见上文")
    matter = desk.known.matter(revision)
    if matter is not None and matter.shape is not None:
        yield Figure("所据图形椭球面积", area(desk.sizes[revision.finding]), "", "见“所据登记”")
    plots = desk.known.plots_of(revision)
    if RULES[revision.rule].subject != "pair" and plots:
        yield from _plot_figures(plots, desk)
    for no in desk.known.numbers(revision):
        yield _reported(no, desk, several=RULES[revision.rule].subject == "pair")


def _survey_figure(revision: Revision, desk: Desk) -> Figure:
    label = "按调查库面积（TBMJ比例）"
    if revision.survey_centi_m2 is None:
        return Figure(label, None, survey_words(revision), "没有这个数")
    layer = _backdrop(revision, desk)
    source = _layer_words(layer, desk) if layer is not None else ""
    return Figure(label, area(revision.survey_centi_m2), "", source)


def _plot_figures(plots: list[Plot], desk: Desk) -> Iterable[Figure]:
    """Yield what the filed file says about the plots, added up where there are several."""
    head = "地块" if len(plots) == 1 else f"{len(plots)}个地块合计"
    source = desk.known.place(plots[0].file, plots[0].row) if len(plots) == 1 else "见“各地块”"
    sound = [p for p in plots if p.area_centi_m2 is not None and p.plane_centi_m2 is not None]
    if sound:
        whole = area(*(p.area_centi_m2 or 0 for p in sound))
        plane = area(*(p.plane_centi_m2 or 0 for p in sound))
        yield Figure(f"{head}椭球面积", whole, "", source)
        yield Figure(f"{head}平面面积", plane, "", source)
    else:
        yield Figure(f"{head}椭球面积", None, plots[0].fault, source)
    declared = [p.declared_m2 * 100 for p in plots if p.declared_m2 is not None]
    if len(declared) == len(plots):
        yield Figure(f"{head}申报面积", area(*declared), "", source)
    else:
        yield Figure(f"{head}申报面积", None, "原件未填", source)


def _reported(no: str, desk: Desk, *, several: bool) -> Figure:
    label = f"台账报备新增耕地（{no}）" if several else "台账报备新增耕地（整个项目）"
    project = desk.known.projects.get(no)
    if project is None:
        return Figure(label, None, "缺报备记录", "报备台账")
    source = desk.known.place(project.file, project.row)
    if project.reported_m2 is None:
        return Figure(label, None, "台账未填", source)
    return Figure(label, area(project.reported_m2 * 100), "", source)


def _layer_words(layer: Layer, desk: Desk) -> str:
    ref = layer.ref
    label = layer_label(ref.schema)
    return f"{label}{ref.vintage or ''}（指纹{ref.digest[:8]}；{desk.known.origin(ref)}）"


def _backdrop(revision: Revision, desk: Desk) -> Layer | None:
    """Return the survey that a map shows: the newest one used, else the newest there is."""
    used = desk.used(revision, "dltb")
    return used[-1] if used else desk.newest("dltb")


def _thresholds(revision: Revision, desk: Desk) -> Iterable[Threshold]:
    for name, param in RULES[revision.rule].params.items():
        value = revision.params[name]
        own = value != param.value
        source = f"旗县设定（默认{param.value}{param.unit}）" if own else param.source
        yield Threshold(param.label, f"{value}{param.unit}", source, is_open(param) and not own)


def _map(revision: Revision, desk: Desk) -> Map | None:
    """Return the map, None where no plot of the finding has a place on it."""
    own = _own(revision, desk)
    if not own:
        return None
    layer = _backdrop(revision, desk)
    lines, slopes = desk.used(revision, "eco_redline"), desk.used(revision, "slope")
    line, slope = (held[0] if held else None for held in (lines, slopes))
    names = {p.subject for p in desk.drawn(revision)}
    seen = (None if one is None else desk.patches(one) for one in (layer, line, slope))
    scene = Scene(own, _neighbours(names, own, desk), desk.pieces.get(revision.finding), *seen)
    svg, view = draw(scene)
    xmin, ymin, xmax, ymax = view.box
    return Map(
        svg=svg,
        backdrop=_layer_words(layer, desk) if layer else "没有地类图斑",
        zones=tuple(_layer_words(one, desk) for one in (line, slope) if one is not None),
        grid=desk.grid,
        east=f"{xmin:.0f}–{xmax:.0f}",
        north=f"{ymin:.0f}–{ymax:.0f}",
    )


def _own(revision: Revision, desk: Desk) -> list[tuple[str, BaseGeometry]]:
    """Return what a map is about with its labels: plots, else the rows' ground, else the pieces."""
    matter = desk.known.matter(revision)
    if matter is not None:
        shape = matter.shape if matter.shape is not None else desk.pieces.get(revision.finding)
        return [] if shape is None else [("", shape)]
    several = RULES[revision.rule].subject == "pair"
    return [(_label(p, several=several), desk.plots[p.subject]) for p in desk.drawn(revision)]


def _label(plot: Plot, *, several: bool) -> str:
    """Return how a plot is called on the map; with the end of its number among several projects."""
    return f"…{plot.project_no[-4:]}-{plot.plot_no}" if several else plot.plot_no


def _neighbours(
    names: set[str], own: list[tuple[str, BaseGeometry]], desk: Desk
) -> list[tuple[str, BaseGeometry]]:
    """Return the other plots that could be seen, nearest first, at most `NEAR`."""
    middle = shapely.union_all([shape for _, shape in own])
    reach = max(100.0, shapely.length(middle) / 4)
    rows = desk.around.tree.query(middle.buffer(reach, quad_segs=1)).tolist()
    found = sorted((desk.around.words[row], row) for row in rows)
    found = [one for one in found if one[0] not in names]
    shapes = desk.around.shapes[[row for _, row in found]]
    order = np.argsort(shapely.distance(shapes, middle), kind="stable")[:NEAR].tolist()
    return [(desk.known.plots[found[k][0]].plot_no, shapes[k]) for k in order]
