"""C-2 质量等别、粮食产能虚假.

Asked of each filed project, three questions:

- 产能: is 新增产能 what area and 等别 give? 公斤 = 亩 × (16 − 等别) × 100, of 提质改造 亩 × (等别
  before − 等别 after) × 100, from the plots' own 等别. Off by more than 0.5 % → 疑似. Only where a
  plot has no 等别 the register's mean serves; what its one decimal leaves open is then 关注. So is
  a figure that fits the declared or the reported area, but not the shapes: the area is B-4's.
- 等别: is it better by 2 or more than the best tenth (by area) of the cultivated patches within
  1 km in the grade layer, all filed plots taken out? Fewer than 5 patches cannot be compared.
- 水田: where 水田 is reported, does the register say that there is no 水源 or no 取水许可?

A suspicion of one stands whatever is unknown of the others; what is blank is 无法判定. The area is
that of the plots whose 等别 is too good.

    149.28 亩 of 7等, 新增产能 134 352 kg                     未发现
    the same, 138 000 kg (2.7 % too much)                  疑似
    mean 14.0 (13.95 to 14.05), 1 公顷, 3 060 of 3 000 kg   未发现, 关注
    plot of 7等, best tenth within 1 km 9等                 疑似, the plot's area
    plot of 7.5等, best tenth 9等                           未发现
    4 patches within 1 km                                  无法判定
    水田 0.3 公顷, 水源 says 无                               疑似
    水田 0.3 公顷, 取水许可 blank                             无法判定
"""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, latest
from gengheng.overlay.naive import series
from gengheng.rules.capacity import Basis, Steps, bases, steps
from gengheng.rules.neighbours import (
    Around,
    Claim,
    around,
    claims_of,
    cultivated,
    grade_words,
)
from gengheng.rules.projects import (
    EMPTY_WORDS,
    NO_ROW,
    Row,
    Told,
    ha_words,
    improves,
    percent_words,
    place_of,
    project_ground,
    project_numbers,
    project_rows,
    says_none,
    tell,
    whole_of,
)
from gengheng.rules.registers import whole_in
from gengheng.rules.rule import Answers, Inputs, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In

SHAPES, DECLARED, REPORTED, REBUILT = "图形面积", "地块申报面积", "台账报备面积", "台账改造面积"
WATER = {"water_source": "灌溉水源", "water_permit": "取水许可"}
PADDY = "0101"
SHOWN = 3


@dataclass
class Said:
    """What is being said of one project, sentence by sentence, and the plots that are meant."""

    suspicions: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    plots: list[str] = field(default_factory=list)


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project; see above."""
    numbers, rows, plots = project_numbers(subjects), project_rows(subjects), subjects.plots
    grouped = {no: plots.loc[names] for no, names in plots.groupby("project_no").groups.items()}
    claims = claims_of(grouped, rows)
    grades = inputs["grades"]
    seen, notes = _seen(claims, plots, grades, params)
    beside: dict[str, list[tuple[Claim, Around]]] = {}
    for claim, at in zip(claims, seen, strict=True):
        beside.setdefault(claim.project_no, []).append((claim, at))
    told = []
    for no in numbers:
        mine, row, said = grouped.get(no, plots.iloc[:0]), rows.get(no), Said()
        if row is None:
            said.doubts.append(NO_ROW)
        else:
            _ask_capacity(row, mine, params, said)
        _ask_neighbours(mine, beside.get(no, []), grades, params, said)
        if row is not None:
            _ask_water(row, mine, said)
        told.append(said)
    bad = plots[plots.index.isin([name for said in told for name in said.plots])]
    ground = project_ground(numbers, bad)
    out = [
        Told(tuple(one.suspicions), tuple(dict.fromkeys(one.doubts)), "；".join(one.notes), area)
        for one, area in zip(told, ground.area_centi_m2.tolist(), strict=True)
    ]
    return Answers(tell(numbers, out, ground.shapes), notes)


def _seen(
    claims: list[Claim], plots: gpd.GeoDataFrame, grades: Chosen, params: Params
) -> tuple[list[Around], tuple[str, ...]]:
    """Return what lies around each claim, and what is said once of the layer."""
    if not isinstance(grades, Layer):
        return [Around(0, 0)] * len(claims), ()
    fields = cultivated(
        grades, plots.geometry, metres=params["near_m"], least_m2=params["least_m2"]
    )
    shapes = series([claim.shape for claim in claims], plots.crs)
    found = around(shapes, fields, metres=params["near_m"], percent=params["best"])
    unread = f"周边{fields.unread}个耕地等别图斑没有1到15之间的等别，未参与比较"
    return found, (unread,) if fields.unread else ()


def _ask_capacity(row: Row, mine: pd.DataFrame, params: Params, said: Said) -> None:
    """Compare 新增产能 with what areas and 等别 give."""
    declared = whole_of(row, "capacity_kg")
    improved = improves(row)
    pairs = zip(mine["grade_before_tenths"], mine["grade_tenths"], strict=True)
    mean = whole_of(row, "grade_before_tenths"), whole_of(row, "grade_tenths")
    found = steps([(whole_in(b), whole_in(a)) for b, a in pairs], mean, improved=improved)
    options = _options(row, mine, found, improved=improved)
    if declared is None:
        said.doubts.append(f"缺新增产能（{place_of(row)}）")
    elif found.lacks:
        said.doubts.append(found.lacks)
    elif not options:
        said.doubts.append("缺面积，产能不能核算")
    else:
        _judge(declared, options, params["share"], said)


def _options(row: Row, mine: pd.DataFrame, found: Steps, *, improved: bool) -> list[Basis]:
    """Return what each reading of the area gives; of 提质改造 the improved area comes first."""
    area = [
        None if fault else int(a)
        for fault, a in zip(mine["fault"], mine["area_centi_m2"], strict=True)
    ]
    wholes = {REPORTED: whole_of(row, "reported_m2")}
    if improved:
        wholes = {REBUILT: whole_of(row, "improved_m2")} | wholes
    made = bases(
        found,
        {SHAPES: area, DECLARED: [_centi(whole_in(m2)) for m2 in mine["declared_m2"]]},
        {words: _centi(m2) for words, m2 in wholes.items()},
    )
    return sorted(made, key=lambda basis: basis.words != REBUILT)


def _judge(declared: int, options: list[Basis], permille: int, said: Said) -> None:
    first = options[0]
    fit = next((basis for basis in options if basis.fits(declared, permille)), None)
    near = next((basis for basis in options if basis.may_fit(declared, permille)), None)
    if fit is None and near is None:
        way = "多" if declared > first.kg else "少"
        gap = abs(declared - first.kg)
        share = f"（{percent_words(gap, abs(first.kg))}）" if first.kg else ""
        said.suspicions.append(
            f"新增产能{declared}公斤，按质量等别和{first.words}核算为{first.kg}公斤，{way}{gap}公斤{share}"
        )
    elif fit is None and near is not None:
        gap = abs(declared - near.kg)
        said.notes.append(
            f"新增产能{declared}公斤，按平均等别核算为{near.kg}公斤，相差{gap}公斤，在平均等别舍入范围之内"
        )
    elif fit is not None and fit is not first:
        said.notes.append(
            f"新增产能{declared}公斤与{fit.words}相符；按{first.words}核算为{first.kg}公斤，差在面积"
        )


def _ask_neighbours(
    mine: gpd.GeoDataFrame,
    beside: list[tuple[Claim, Around]],
    grades: Chosen,
    params: Params,
    said: Said,
) -> None:
    """Compare the claimed 等别 with the best of the cultivated patches around."""
    faults = [place for place in mine["place"] if place]
    if faults or mine.empty:
        said.doubts.append(faults[0] if faults else "无坐标")
    if not isinstance(grades, Layer):
        said.doubts.append(f"耕地等别：{grades.reason}")
        return
    claimed = sum(len(claim.plots) for claim, _ in beside)
    if bare := len(mine) - len(faults) - claimed:
        said.doubts.append(f"{bare}个地块没有质量等别，不能与周边耕地比较")
    few = sum(len(c.plots) for c, at in beside if at.patches < params["least_patches"])
    if few:
        said.doubts.append(
            f"{few}个地块周边{params['near_m']}米内耕地等别图斑不足{params['least_patches']}块，不能比较"
        )
    better = [
        (claim, at)
        for claim, at in beside
        if at.patches >= params["least_patches"]
        and 2 * claim.tenths + claim.slack <= 2 * (at.best_tenths - 10 * params["better_by"])
    ]
    for claim, at in better[:SHOWN]:
        said.suspicions.append(
            f"{claim.words}，周边{params['near_m']}米内耕地（{at.patches}块图斑）"
            f"最好的{params['best']}%为{grade_words(at.best_tenths)}"
        )
    if len(better) > SHOWN:
        said.suspicions.append(f"另有{len(better) - SHOWN}个地块相同")
    said.plots += [name for claim, _ in better for name in claim.plots]


def _ask_water(row: Row, mine: pd.DataFrame, said: Said) -> None:
    """Look for the water of 水田 that is reported."""
    paddy, lands = whole_of(row, "paddy_m2"), list(mine["land"])
    blank = {label for name, label in WATER.items() if str(row[name]).strip() in EMPTY_WORDS}
    none = [label for name, label in WATER.items() if says_none(str(row[name]))]
    if paddy is None and PADDY not in lands:
        if blank and not (lands and all(lands)):
            said.doubts.append(f"缺新增水田面积（{place_of(row)}）")
        return
    if not paddy and PADDY not in lands:
        return
    much = f"{ha_words(paddy)}" if paddy else "（地块新增地类为水田）"
    said.suspicions += [f"报备水田{much}，台账{label}写明没有（{place_of(row)}）" for label in none]
    if blank:
        said.doubts.append(f"报备水田，未填{'、'.join(sorted(blank))}（{place_of(row)}）")


def _centi(m2: int | None) -> int | None:
    return None if m2 is None else m2 * 100


RULE = Rule(
    id="C-2",
    version=1,
    problem="质量不高",
    label="质量等别、粮食产能虚假",
    question="申报的产能与面积、等别是否相符，等别是否比周边耕地高得不合理，水田有没有水源？",
    method=(
        "产能：按面积和质量等别核算新增产能（提质改造按改造前后等别之差），"
        "与申报相差超过容差的为疑似；与另一种面积相符，或在平均等别舍入范围以内的，列关注。"
        "等别：报备地块的等别，"
        "比周边范围内耕地（扣除全部报备地块）中最好的一部分好出参数等数以上的为疑似，"
        "周边图斑太少的不比较。水田：报备水田而台账写明没有水源或取水许可的为疑似。"
        "一项疑似即列出，不因其余未知而免；该填的空白为无法判定。"
    ),
    subject="project",
    basis=(
        "乌政办发〔2023〕80号 二(三)2",
        "国土资规〔2017〕13号 数量、水田、产能三类指标",
    ),
    needs=(("projects",),),
    inputs={"grades": In("grade", latest(), "周边耕地的等别")},
    params={
        "share": Param(5, "‰", "产能容差", "默认值，待确认"),
        "near_m": Param(1000, "m", "周边范围", "默认值，待确认"),
        "best": Param(10, "%", "周边耕地按面积取等别最好的比例", "默认值，待确认"),
        "better_by": Param(2, "等", "比周边最好的好出多少为疑似", "默认值，待确认"),
        "least_patches": Param(5, "块", "周边图斑少于此数不比较", "默认值，待确认"),
        "least_m2": Param(400, "m²", "周边图斑扣除报备地块后的最小面积", "三调农用地最小上图面积"),
    },
    blind=(
        "等别评定本身是否如实（须看评定材料、实地取样）",
        "新建成的好地可能确实优于周边；等别图的评定年份可能早于项目",
        "水源是否够用、许可是否有效；灌区统一取水的，许可在灌区管理单位",
        "同一项目既新增又改造的，两项产能须分开填报",
    ),
    check=check,
)
