"""B-4 面积虚报.

Asked of each filed project: do its declared figures agree with the official area of its plots?
The register's 报备新增耕地 against the sum of all plots (tolerance: the larger of 1 % and 100 m²),
and each plot's declared area against its own (the larger of 1 % and 10 m²). The area of the
answer is the larger of the project's difference and the sum of the plots', as far as each is
over its tolerance. A difference that undeducted 田坎 or the plane area explains is named as such.

    plots 10 000 m², register 1.0000 公顷                     ->    0.20 m²    未发现
    plots 10 000 m², register 1.2000 公顷                     -> 2000.20 m²    疑似
    plots 10 000 m², 田坎系数 0.10, register 0.9000 公顷      ->    0    m²    未发现, 关注
    no figure in register and file                            ->    0    m²    无法判定
    register 1.0000 公顷, a plot without coordinates          ->    0    m²    无法判定
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, after
from gengheng.rules.ground import ridges
from gengheng.rules.rule import Answers, Inputs, Ints, Param, Params, Rule, Subjects, answers
from gengheng.rules.rule import Input as In
from gengheng.values.units import part

Row = Mapping[str, object]


@dataclass(slots=True)
class Filed:
    """What the plots of one project come to, in 0.01 m²; none of them: all 0.

    `net` is without 田坎, `fault` why the first plot without a sound shape has none. `over` are the
    sound plots that declare more or less than their tolerance: number, declared m², area.
    """

    plots: int = 0
    official: int = 0
    net: int = 0
    plane: int = 0
    fault: str = ""
    over: list[tuple[str, int, int]] = field(default_factory=list)


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project, with or without a row in the register; see the table above."""
    filed = _filed(subjects.plots, _net_of_ridges(subjects, inputs["at"]), params)
    numbers = subjects.projects.index.union(pd.Index(filed), sort=True)
    register: dict[object, Row] = subjects.projects.to_dict("index")  # type: ignore[assignment]
    rows = [_project(register.get(no), filed.get(no, Filed()), params) for no in numbers]
    table = pd.DataFrame(rows, columns=["suspected", "unknown", "area", "detail", "reason", "note"])
    out = answers(
        numbers,
        suspected=table["suspected"].to_numpy(dtype=bool),
        unknown=table["unknown"].to_numpy(dtype=bool),
        area_centi_m2=table["area"].to_numpy(dtype=np.int64),
        detail=table["detail"],
        reason=table["reason"],
        note=table["note"],
    )
    return Answers(out)


def _filed(plots: pd.DataFrame, net: Ints, params: Params) -> dict[str, Filed]:
    """Return what the plots of each project come to."""
    out: dict[str, Filed] = {}
    names = ("project_no", "plot_no", "fault", "declared_m2", "area_centi_m2", "plane_centi_m2")
    columns = [plots[name].tolist() for name in names]
    for no, plot, fault, declared, area, plane, rest in zip(*columns, net.tolist(), strict=True):
        one = out.setdefault(no, Filed())
        one.plots += 1
        one.official += area
        one.net += rest
        one.plane += plane
        one.fault = one.fault or fault
        if not fault and not pd.isna(declared):
            allowed = _allowed(area, params["share"], params["plot_m2"])
            if abs(declared * 100 - area) > allowed:
                one.over.append((plot, declared, area))
    return out


def _project(
    project: Row | None, filed: Filed, params: Params
) -> tuple[bool, bool, int, str, str, str]:
    """Return (suspected, unknown, area, detail, reason, note) of one project."""
    said = None if project is None else project["reported_m2"]
    details = [
        f"地块{name}申报{declared}平方米，实测{area / 100:.2f}平方米"
        for name, declared, area in filed.over
    ]
    of_plots = sum(abs(declared * 100 - area) for _, declared, area in filed.over)
    reason, note, gap = _why_unknown(project, said, filed), "", 0
    if said is not None and not reason:
        reported = int(str(said)) * 100
        gap = reported - filed.official
        allowed = _allowed(filed.official, params["share"], params["project_m2"])
        net = abs(reported - filed.net) <= allowed
        if abs(gap) > allowed and filed.net < filed.official and net:
            note = f"报备面积比图形面积少{-gap / 100:.2f}平方米，与扣除田坎一致"
            gap = 0
        elif abs(gap) <= allowed:
            note, gap = _attention(reported, filed, allowed), 0
        else:
            details.insert(0, _gap(reported, filed.official))
    return (
        bool(gap) or len(filed.over) > 0, bool(reason), max(abs(gap), of_plots),
        "；".join(details), reason, note,
    )  # fmt: skip


def _gap(reported: int, official: int) -> str:
    way = "多" if reported > official else "少"
    return (
        f"台账报备{reported // 100}平方米，地块图形合计{official / 100:.2f}平方米，"
        f"{way}{abs(reported - official) / 100:.2f}平方米"
    )


def _allowed(area_centi: int, share: int, least_m2: int) -> int:
    return max(part(area_centi, share, 100), least_m2 * 100)


def _why_unknown(project: object, said: object, filed: Filed) -> str:
    """Return why the project's figure cannot be compared, "" if it can."""
    if not filed.plots:
        return "无坐标"
    if filed.fault:
        return filed.fault
    if project is None:
        return "缺报备记录"
    return "缺报备面积" if said is None else ""


def _attention(reported: int, filed: Filed, allowed: int) -> str:
    """Return what explains a difference within tolerance, "" if nothing needs saying."""
    official, net, plane = filed.official, filed.net, filed.plane
    if reported - net > allowed:
        return f"报备面积未扣除田坎{(official - net) / 100:.2f}平方米"
    if abs(reported - official) > 100 and abs(reported - plane) <= 100:
        return f"报备面积是平面面积，与椭球面积相差{abs(reported - official) / 100:.2f}平方米"
    return ""


def _net_of_ridges(subjects: Subjects, at: Chosen) -> Ints:
    """Return the area of each plot net of 田坎 by the survey's KCXS, gross where none speaks."""
    plots = subjects.plots
    gross = plots["area_centi_m2"].to_numpy(dtype=np.int64)
    return gross - ridges(plots.geometry, at) if isinstance(at, Layer) else gross


RULE = Rule(
    id="B-4",
    version=1,
    problem="补而不实",
    label="新增耕地面积虚报或与图形不符",
    question="报备面积、地块申报面积与图形的椭球面积是否一致？",
    method=(
        "台账报备新增耕地与项目全部地块图形的椭球面积之和相比，"
        "各地块申报面积与本地块的椭球面积相比，差额超过容差（比例与最小值取大的）为疑似。"
        "疑似面积取项目差额与各超差地块差额之和中较大的。用扣除或未扣除田坎、"
        "用平面面积填报能够解释的，写明原因，列为关注。没有坐标、图形有误、缺报备记录、"
        "未填面积的为无法判定。"
    ),
    subject="project",
    basis=("乌政办发〔2023〕80号 二(二)2", "国土调查办发〔2008〕32号 椭球面积"),
    needs=(("plots",), ("projects",)),
    inputs={"at": In("dltb", after("验收", 0), "田坎系数，用来说明净面积与毛面积之差")},
    params={
        "share": Param(1, "%", "容差比例", "默认值，待确认"),
        "project_m2": Param(100, "m²", "项目最小容差", "默认值，待确认"),
        "plot_m2": Param(10, "m²", "地块最小容差", "默认值，待确认"),
    },
    blind=(
        "图形本身画大、画小（须与影像、实地对照）",
        "沟、路、林带应扣而未扣的面积（属 B-1 的地类套合）",
    ),
    check=check,
)
