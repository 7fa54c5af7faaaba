"""B-5 未实施实质性土地整治工程.

Asked of each project, by its papers:

- *works*: was it cheap (投资 per 公顷 below 30 % of the median of its type in the county's own
  register) **and** without earthwork (土方 0, or 平整 less than 20 % of the new farmland)?
- *time*: were more than 10 公顷 finished in less than 30 days (竣工 - 开工)?

One of the two is 疑似. Either sign of the first alone is not: saline fallow land may need little
earthwork, and little money may do much. New farmland is 报备新增耕地, of 提质改造 the improved
area. Rows of one project in 工程量 add up; a blank is not zero, but what is known may suffice. A
project that does not stand in a 工程量 register declared complete has had no works. A type with
fewer than ten projects that can be compared is 无法判定, whatever its works. The ground of the
answer is all plots of the project; without any shape its area is that of the register.

    nine projects of 45 万元/公顷 beside it, new farmland 1.0000 公顷:
    13.49 万元, 土方 0                                      -> 9 999.80 m²    疑似
    13.50 万元, 土方 0                                      ->     0    m²    未发现
    13.49 万元, 土方 5000 m³, 平整 0.2000 公顷              ->     0    m²    未发现
    13.49 万元, 土方 5000 m³, 平整 0.1999 公顷              -> 9 999.80 m²    疑似
    13.49 万元, 土方 blank, 平整 0.2000 公顷                ->     0    m²    无法判定
    12.0000 公顷, 开工 2021-04-01, 竣工 2021-04-30          -> 9 999.80 m²    疑似
    12.0000 公顷, 开工 2021-04-01, 竣工 2021-05-01          ->     0    m²    未发现
    eight projects of its type beside it                    ->     0    m²    无法判定
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from statistics import median

from gengheng.catalogue.vintage import latest
from gengheng.overlay.naive import series
from gengheng.rules.projects import (
    NO_ROW,
    Row,
    Told,
    ha_words,
    improves,
    kind_of,
    percent_words,
    place_of,
    project_ground,
    project_numbers,
    project_rows,
    tell,
    whole_of,
)
from gengheng.rules.rule import Answers, Inputs, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.rules.works import Works, works
from gengheng.values.units import part

FEN = 1_000_000  # of 万元


@dataclass(frozen=True, slots=True)
class Kind:
    """What the projects of one type cost: fen per m² in the middle, and how many are compared."""

    middle: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Sign:
    """Whether something holds: yes (True), no (False), nobody knows (None); and in words."""

    holds: bool | None
    words: str = ""


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project; see the table above. All projects are asked together."""
    numbers, rows = project_numbers(subjects), project_rows(subjects)
    kinds, done = _kinds(list(rows.values())), works(inputs["works"])
    ground = project_ground(numbers, subjects.plots)
    told = []
    for no, area in zip(numbers, ground.area_centi_m2.tolist(), strict=True):
        row = rows.get(no)
        if row is None:
            told.append(Told(doubts=(NO_ROW,)))
            continue
        one = _one(row, kinds, done, params)
        mine = area or (_new_m2(row) or 0) * 100
        told.append(replace(one, area_centi_m2=mine if one.suspicions else 0))
    shapes = [s if one.suspicions else None for s, one in zip(ground.shapes, told, strict=True)]
    return Answers(tell(numbers, told, series(shapes, subjects.plots.crs)))


def _one(row: Row, kinds: Mapping[str, Kind], done: Works, params: Params) -> Told:
    """Return what is to be said of one project of the register."""
    fast = _fast(row, params)
    cheap = _cheap(row, kinds, params)
    bare = _bare(row, done, params)
    suspicions = [f"{cheap.words}；{bare.words}"] if cheap.holds and bare.holds else []
    suspicions += [fast.words] if fast.holds else []
    few = _few(row, kinds, params)
    doubts = [few] if few else []
    if not few and cheap.holds is not False and bare.holds is not False:
        doubts += [sign.words for sign in (cheap, bare) if sign.holds is None]
    doubts += [fast.words] if fast.holds is None else []
    return Told(tuple(suspicions), tuple(dict.fromkeys(doubts)))


def _new_m2(row: Row) -> int | None:
    """Return the new farmland of a project, of 提质改造 what was improved."""
    return whole_of(row, _area_of(row)[0])


def _area_of(row: Row) -> tuple[str, str]:
    """Return which column holds the new farmland, and its name."""
    return ("improved_m2", "提质改造面积") if improves(row) else ("reported_m2", "报备新增耕地")


def _kinds(rows: Sequence[Row]) -> dict[str, Kind]:
    """Return what each type of project costs; who leaves a figure blank cannot be compared."""
    costs: dict[str, list[Fraction]] = {}
    for row in rows:
        money, area = whole_of(row, "invested_fen"), _new_m2(row)
        if kind_of(row) and money is not None and area:
            costs.setdefault(kind_of(row), []).append(Fraction(money, area))
    return {kind: Kind(median(all_of), len(all_of)) for kind, all_of in costs.items()}


def _few(row: Row, kinds: Mapping[str, Kind], params: Params) -> str:
    """Return why a project cannot be compared with its type, "" if it can."""
    kind = kind_of(row)
    if not kind:
        return f"未填项目类型（{place_of(row)}）"
    held = kinds[kind].count if kind in kinds else 0
    least = params["min_projects"]
    return f"对比项目不足{least}个（{kind}类可比的{held}个）" if held < least else ""


def _cheap(row: Row, kinds: Mapping[str, Kind], params: Params) -> Sign:
    """Return whether a project cost little beside its type."""
    money, area = whole_of(row, "invested_fen"), _new_m2(row)
    blank = [
        label for label, figure in (("总投资", money), (_area_of(row)[1], area)) if figure is None
    ]
    if money is None or area is None:
        return Sign(None, f"未填{'、'.join(blank)}（{place_of(row)}）")
    if not area:
        return Sign(None, f"{_area_of(row)[1]}写作0（{place_of(row)}），不能计算单位投资")
    if _few(row, kinds, params):
        return Sign(None)
    kind = kinds[kind_of(row)]
    cost, share = Fraction(money, area), params["cheap_share"]
    if cost * 100 >= kind.middle * share:
        return Sign(False)
    return Sign(
        True,
        f"总投资{_wan(Fraction(money))}万元，每公顷{_wan(cost * 10_000)}万元，不足{kind_of(row)}类"
        f"{kind.count}个项目中位数{_wan(kind.middle * 10_000)}万元的{share}%",
    )


def _wan(fen: Fraction) -> str:
    """Return money in 万元 with two decimals.

    >>> _wan(Fraction(13_490_000)), _wan(Fraction(1, 3))
    ('13.49', '0.00')
    """
    cents = part(fen.numerator, 100, fen.denominator * FEN)
    return f"{cents // 100}.{cents % 100:02d}"


def _bare(row: Row, done: Works, params: Params) -> Sign:
    """Return whether a project had no earthwork: no 土方, or hardly anything levelled."""
    mine, area = done.of(str(row["project_no"])), _new_m2(row)
    if mine is None:
        return Sign(None, done.absent)
    if mine.rows == 0:
        return Sign(True, "工程量台账（声明完整）没有该项目的工程量")
    level = _levelled_little(mine.levelled_m2, mine.levelled_blank, area, params)
    if not mine.earth and not mine.earth_blank:
        return Sign(True, f"土方0立方米（{mine.place}）")
    if level and area is not None:
        share = percent_words(mine.levelled_m2, area)
        return Sign(
            True, f"土地平整{ha_words(mine.levelled_m2)}，为新增耕地的{share}（{mine.place}）"
        )
    blank = ["土方"] if not mine.earth else []
    blank += ["土地平整"] if level is None and mine.levelled_blank else []
    if blank:
        return Sign(None, f"未填{'、'.join(blank)}工程量（{mine.place}）")
    return Sign(level, f"未填{_area_of(row)[1]}（{place_of(row)}）")


def _levelled_little(known_m2: int, blank: bool, area: int | None, params: Params) -> bool | None:
    """Return whether hardly anything was levelled; `blank` is there more that nobody wrote down."""
    if area is None:
        return None
    if known_m2 * 100 >= area * params["levelled_share"]:
        return False
    return None if blank else True


def _fast(row: Row, params: Params) -> Sign:
    """Return whether much was finished in no time."""
    area, start, end = _new_m2(row), row["started"], row["finished"]
    if area is not None and area <= params["fast_m2"]:
        return Sign(False)
    blank = [label for label, day in (("开工", start), ("竣工", end)) if not isinstance(day, date)]
    days = (end - start).days if isinstance(start, date) and isinstance(end, date) else None
    if days is not None and days >= params["fast_days"]:
        return Sign(False)
    if area is None:
        return Sign(None, f"未填{_area_of(row)[1]}（{place_of(row)}）")
    if days is None:
        return Sign(None, f"缺{'、'.join(f'{b}日期' for b in blank)}（{place_of(row)}）")
    if days < 0:
        return Sign(None, f"竣工{end}早于开工{start}（{place_of(row)}），工期不可知")
    return Sign(True, f"{ha_words(area)}自开工{start}至竣工{end}只有{days}天")


RULE = Rule(
    id="B-5",
    version=1,
    problem="补而不实",
    label="未实施实质性土地整治工程",
    question="项目是否投资畸低又没有土方平整，或者大面积项目短期即告竣工？",
    method=(
        "只看报备台账和工程量台账：每公顷投资低于同类项目中位数的参数比例，并且没有土方，"
        "或平整面积不到新增耕地的参数比例，两样都有才为疑似。"
        "面积大于参数而从开工到竣工短于工期下限的，也为疑似。"
        "工程量台账声明完整而没有该项目的，作没有工程论。同类可比项目太少，或未填投资、"
        "工程量的为无法判定，空白不当作零。"
    ),
    subject="project",
    basis=("乌政办发〔2023〕80号 二(二)2", "自然资办发〔2022〕36号 须实施平整、归并、灌排等工程"),
    needs=(("projects",),),
    inputs={"works": In("works", latest(), "土方与土地平整的工程量")},
    params={
        "cheap_share": Param(30, "%", "每公顷投资低于同类中位数的比例", "默认值，待确认"),
        "min_projects": Param(10, "个", "同类可比项目的最少个数，含本项目", "默认值，待确认"),
        "levelled_share": Param(20, "%", "平整面积占新增耕地的比例下限", "默认值，待确认"),
        "fast_m2": Param(100_000, "m²", "短期竣工只查大于此面积的项目", "默认值，待确认"),
        "fast_days": Param(30, "天", "工期下限", "默认值，待确认"),
    },
    blind=(
        "工程量、投资本身是否虚报，须查决算、合同、支付凭证",
        "没有影像时，不能看出地块是否动过土",
        "撂荒盐碱地等只需轻度开发的，须实地核实",
    ),
    check=check,
)
