"""B-6 虚假立项、实施、验收: time, place and persons.

Asked of each project, by papers and overlay:

- *time*: 立项 ≤ 开工 ≤ 竣工 ≤ 变更上图 ≤ 验收 ≤ 报备, equal days allowed;
- *place*: no more than 1 % of the filed plots lies outside the 立项范围, but for approved changes
  (a 文号; how far the middle of the plots lies from that of the boundary is named);
- *persons*: the supervisor is neither the designer nor the builder;
- *image*: accepted since the date of 36号, the DOM is 0.2 m or finer.

One broken part is 疑似, whatever is not known of the others. What a project leaves blank, or what
cannot be looked at without the layer, is its reason for 无法判定; where no project fills a column,
or there is no layer, the rule's line says so once as well.

    竣工 2021-08-20, 验收 2021-08-11                        疑似
    竣工 = 验收 2021-08-20                                  未发现
    50 of 100 m of the plots outside, no change approved    疑似, 4 999.90 m²
    the same with a 变更批复文号                             未发现, 关注
    监理 “甲监理有限公司”, 施工 “甲监理有限责任公司”            疑似
    accepted 2022-10-01, DOM 0.5 m                          疑似
    accepted 2022-08-31, DOM 0.5 m                          未发现
    开工 blank, in one row or in all                        无法判定
    no layer of 立项范围                                     无法判定
    no layer of 立项范围, 竣工 after 验收                     疑似
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Missing, latest
from gengheng.overlay.engine import carve
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import Counted, Ground, count
from gengheng.rules.projects import (
    EMPTY_WORDS,
    NO_ROW,
    NONE_WORDS,
    Row,
    Told,
    percent_words,
    place_of,
    project_ground,
    project_numbers,
    project_rows,
    tell,
    whole_of,
)
from gengheng.rules.rule import Answers, Inputs, Ints, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In

ORDER = (
    ("initiated", "立项"), ("started", "开工"), ("finished", "竣工"), ("mapped", "变更上图"),
    ("accepted", "验收"), ("filed", "报备"),
)  # fmt: skip
FIRMS = (("designer", "设计单位"), ("builder", "施工单位"), ("supervisor", "监理单位"))
DATES = {name: f"{label}日期" for name, label in ORDER}
COLUMNS = {**DATES, **dict(FIRMS), "dom_said": "DOM分辨率"}


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project; see the table above."""
    numbers, rows = project_numbers(subjects), project_rows(subjects)
    place, beyond = _place(numbers, rows, subjects.plots, inputs, params)
    told = []
    for no, where in zip(numbers, place, strict=True):
        row = rows.get(no)
        parts = [Told(doubts=(NO_ROW,)), where]
        if row is not None:
            papers = _time(row), _persons(row), _image(row, params)
            parts = [papers[0], where, *papers[1:]]
        told.append(_all(parts))
    lacking = "、".join(_absent(subjects.projects))
    notes = [f"没有一个项目填有{lacking}，未查"] if lacking else []
    if isinstance(inputs["area"], Missing):
        notes.append("立项范围未提供，地块是否在立项范围内未查")
    return Answers(tell(numbers, told, beyond.shapes), tuple(notes), beyond.slivers)


def _absent(projects: pd.DataFrame) -> list[str]:
    """Return the labels of the columns that are blank in every row of the register."""
    return [
        label for name, label in COLUMNS.items()
        if len(projects) and all(pd.isna(v) or v in EMPTY_WORDS for v in projects[name])
    ]  # fmt: skip


def _all(parts: Sequence[Told]) -> Told:
    """Return what the parts say together."""
    return Told(
        suspicions=tuple(s for part in parts for s in part.suspicions),
        doubts=tuple(d for part in parts for d in part.doubts),
        note="；".join(part.note for part in parts if part.note),
        area_centi_m2=sum(part.area_centi_m2 for part in parts),
    )


def _time(row: Row) -> Told:
    """Return what the dates of a project say."""
    docs = {"initiated": row["initiated_doc"], "accepted": row["accepted_doc"]}
    known = [(n, label, row[n]) for n, label in ORDER if isinstance(row[n], date)]
    broken = [
        f"{a}{one}（{docs.get(m) or '文号未填'}）晚于{b}{other}（{docs.get(n) or '文号未填'}）"
        if {m, n} & docs.keys() else f"{a}{one}晚于{b}{other}"
        for (m, a, one), (n, b, other) in pairwise(known)
        if other < one  # type: ignore[operator]
    ]  # fmt: skip
    blank = [label for n, label in ORDER if not isinstance(row[n], date)]
    lacking = f"缺{'、'.join(f'{label}日期' for label in blank)}（{place_of(row)}）"
    return Told(suspicions=tuple(broken), doubts=(lacking,) if blank else ())


def _persons(row: Row) -> Told:
    """Return what the firms of a project say: nobody supervises his own work."""
    names = {key: _firms(str(row[key])) for key, _ in FIRMS}
    same = [
        f"监理单位“{row['supervisor']}”与{label}“{row[key]}”为同一单位"
        for key, label in FIRMS[:2]
        if names["supervisor"] & names[key]
    ]
    blank = [label for key, label in FIRMS if not names[key]]
    lacking = f"未填{'、'.join(blank)}（{place_of(row)}）"
    return Told(suspicions=tuple(same), doubts=(lacking,) if blank else ())


def _firms(cell: str) -> frozenset[str]:
    """Return the firms of a cell as they are compared: without blanks, brackets and legal form.

    >>> _firms("甲监理（内蒙古）有限责任公司") == _firms("甲监理(内蒙古) 有限公司"), _firms("/")
    (True, frozenset())
    >>> sorted(_firms("乙院、丙公司")), _firms("甲股份有限公司") == _firms("甲有限公司")
    (['丙', '乙院'], False)
    """
    plain = re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", cell))
    names = (re.sub(r"(有限(责任)?)?公司$", "", name) for name in re.split("[、,;/]", plain))
    return frozenset(name for name in names if name not in EMPTY_WORDS | NONE_WORDS)


def _image(row: Row, params: Params) -> Told:
    """Return what is known of the orthophoto of a project accepted since 36号."""
    day = row["accepted"]
    if not isinstance(day, date) or int(f"{day:%Y%m%d}") < params["dom_since"]:
        return Told()
    mm, said = whole_of(row, "dom_mm"), str(row["dom_said"]).strip()
    if mm is not None and mm > params["dom_mm"]:
        said_mm = f"DOM分辨率{mm / 1000:g}米，粗于{params['dom_mm'] / 1000:g}米"
        return Told(suspicions=(f"{day}验收，{said_mm}（{place_of(row)}）",))
    if said in NONE_WORDS:
        return Told(suspicions=(f"{day}验收，台账写明DOM“{said}”（{place_of(row)}）",))
    if mm is None:
        return Told(doubts=(f"DOM分辨率未填或不可读（{place_of(row)}）",))
    return Told()


def _place(
    numbers: pd.Index,
    rows: dict[object, Row],
    plots: gpd.GeoDataFrame,
    inputs: Inputs,
    params: Params,
) -> tuple[list[Told], Counted]:
    """Return what lies outside the 立项范围 of each project, and the ground itself."""
    layer, n = inputs["area"], len(numbers)
    if not isinstance(layer, Layer):
        zero: Ints = np.zeros(n, dtype=np.int64)
        unseen = Told(doubts=(f"立项范围：{layer.reason}",))
        return [unseen] * n, Counted(zero, series([None] * n, plots.crs), zero, 0)
    areas = layer.frame
    sound = plots[(plots["place"] == "") & plots["project_no"].isin(areas["project_no"])]
    shapes = np.full(len(sound), None, dtype=object)
    for no in sound["project_no"].unique():
        mine = (sound["project_no"] == no).to_numpy()
        own = areas[areas["project_no"] == no]
        shapes[mine] = np.asarray(carve(sound[mine].geometry, own.geometry).array)
    owner: Ints = numbers.get_indexer(pd.Index(sound["project_no"])).astype(np.int64)
    parts, at = shapely.get_parts(shapes, return_index=True)
    beyond = count(
        Ground(*joined(series(parts, plots.crs), owner[at])), n,
        min_m2=params["min_m2"], width_m=params["sliver_width_m"],
    )  # fmt: skip
    whole = project_ground(numbers, sound).area_centi_m2
    sums = zip(beyond.area_centi_m2.tolist(), whole.tolist(), strict=True)
    told = []
    for no, share in zip(numbers, sums, strict=True):
        one = _beyond(_doubts(no, layer, plots), rows.get(no), share, params)
        if one.suspicions or one.note:
            mine, own = sound["project_no"] == no, areas["project_no"] == no
            moved = _moved_m(sound[mine].geometry, areas[own].geometry)
            one = replace(
                one,
                suspicions=tuple(f"{said}，{moved}" for said in one.suspicions),
                note=f"{one.note}，{moved}" if one.note else "",
            )
        told.append(one)
    return told, beyond


def _moved_m(plots: gpd.GeoSeries, areas: gpd.GeoSeries) -> str:
    """Return how far the middle of the plots lies from that of the boundary, in words."""
    middles = [shapely.centroid(shapely.union_all(np.asarray(s.array))) for s in (plots, areas)]
    return f"重心相距{shapely.distance(*middles):.0f}米"


def _doubts(no: object, layer: Layer, plots: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return why the place of a project's plots is not known, wholly or in part."""
    if no not in set(layer.frame["project_no"]):
        bad = no in set(layer.rest["project_no"])
        return ("立项范围图形不可用" if bad else "立项范围图层没有该项目",)
    own = plots[plots["project_no"] == no]
    lost = [str(why) for why in own["place"] if why]
    if own.empty:
        return ("没有报备地块，不能与立项范围比对",)
    return (f"地块{lost[0]}，不能与立项范围比对",) if lost else ()


def _beyond(
    doubts: tuple[str, ...], row: Row | None, share: tuple[int, int], params: Params
) -> Told:
    """Return what is to be said of `share` = (ground outside, all ground) of a project."""
    area, whole = share
    if area * 100 <= whole * params["most_outside"]:
        return Told(doubts=doubts)
    said = f"报备地块有{area / 100:.2f}平方米（{percent_words(area, whole)}）在立项范围之外"
    change = str(row["change_doc"]) if row is not None else ""
    if any(letter.isdigit() for letter in change):  # a 文号 holds a number; 待批 does not
        return Told(doubts=doubts, note=f"{said}，已批准变更（{change}）")
    return Told(suspicions=(said,), doubts=doubts, area_centi_m2=area)


RULE = Rule(
    id="B-6",
    version=1,
    problem="补而不实",
    label="立项、实施、验收不合逻辑",
    question="项目的时间先后、地块位置、参建单位和验收影像是否合乎程序？",
    method=(
        "核对四项，任何一项不合即为疑似。时间：立项、开工、竣工、变更上图、验收、"
        "报备应依次在后，同日不算不合；位置：报备地块在立项范围以外的比例超过上限，"
        "又没有变更批复文号；参建：监理单位与设计或施工单位相同；影像：参数日期以后验收，"
        "而DOM粗于要求或写明没有。没有疑似、而该查的有一项空白或没有立项范围图层的，"
        "为无法判定；整列、整个图层都没有的，规则执行情况中另说一次。"
    ),
    subject="project",
    basis=("乌政办发〔2023〕80号 二(二)2", "自然资办发〔2022〕36号 立项范围、DOM与变更上图"),
    needs=(("projects",),),
    inputs={"area": In("project_area", latest(), "立项批准的项目范围")},
    params={
        "most_outside": Param(1, "%", "报备地块在立项范围外的比例上限", "默认值，待确认"),
        "min_m2": Param(400, "m²", "碎片面积上限", "三调农用地最小上图面积"),
        "sliver_width_m": Param(2, "m", "碎片平均宽度上限", "默认值，待确认"),
        "dom_mm": Param(200, "mm", "DOM分辨率上限", "自然资办发〔2022〕36号"),
        "dom_since": Param(20220901, "年月日", "自此日起验收的项目须有DOM", "默认值，待确认"),
    },
    blind=(
        "日期是否与批复原件一致，文号是否真实",
        "自然资办发〔2022〕36号以前先验收后变更上图的，须对照当时的规定",
        "参建单位之间的股权、人员关系",
        "验收专家的身份",
    ),
    check=check,
)
