"""B-8 新增耕地率异常.

Asked of each project: is more than 95 % of its 建设规模 reported as new farmland? Roads, ditches
and ridges take their share of every project, so a higher rate calls for a look at how it was
measured. What was reported exactly as planned is 关注. A blank 规模 or 报备面积 is 无法判定.

    规模 1.0000 公顷, 报备 0.9500 公顷                     未发现
    规模 1.0000 公顷, 报备 0.9501 公顷                     疑似
    规模 1.0000 公顷, 报备 1.0200 公顷                     疑似, larger than the project
    规模 1.0000 公顷, 报备 0.8000 = 规划 0.8000 公顷        未发现, 关注
    规模 blank                                            无法判定
"""

from gengheng.rules.projects import (
    NO_ROW,
    Row,
    Told,
    ha_words,
    percent_words,
    place_of,
    project_numbers,
    project_rows,
    tell,
    whole_of,
)
from gengheng.rules.rule import Answers, Inputs, Param, Params, Rule, Subjects


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project; see the table above."""
    numbers, rows = project_numbers(subjects), project_rows(subjects)
    return Answers(tell(numbers, [_one(rows.get(no), params) for no in numbers]))


def _one(row: Row | None, params: Params) -> Told:
    """Return what is to be said of one project; None is one without a row in the register."""
    if row is None:
        return Told(doubts=(NO_ROW,))
    scale, reported = whole_of(row, "scale_m2"), whole_of(row, "reported_m2")
    blank = [
        label
        for label, figure in (("建设规模", scale), ("报备新增耕地", reported))
        if figure is None
    ]
    if scale is None or reported is None:
        return Told(doubts=(f"未填{'、'.join(blank)}（{place_of(row)}）",))
    if not scale:
        return Told(doubts=(f"建设规模写作0（{place_of(row)}），不能计算新增耕地率",))
    if reported * 100 > scale * params["most_share"]:
        said = (
            f"报备新增耕地{ha_words(reported)}，为建设规模{ha_words(scale)}的"
            f"{percent_words(reported, scale)}，超过{params['most_share']}%"
        )
        larger = "，大于建设规模" if reported > scale else ""
        return Told(suspicions=(said + larger,))
    planned = whole_of(row, "planned_m2")
    exact = planned is not None and planned == reported and reported > 0
    return Told(note=f"报备面积与规划新增耕地完全相同（{ha_words(reported)}）" if exact else "")


RULE = Rule(
    id="B-8",
    version=1,
    problem="补而不实",
    label="新增耕地率异常",
    question="报备新增耕地占建设规模的比例是否高得不合常理？",
    method=(
        "只看报备台账：报备新增耕地除以建设规模，超过上限的为疑似，大于建设规模的一并写明。"
        "报备面积与规划新增耕地完全相同的为关注。未填建设规模或报备新增耕地、"
        "建设规模写作零的，为无法判定。"
    ),
    subject="project",
    basis=("乌政办发〔2023〕80号 二(二)2", "自然资办发〔2022〕36号 新增耕地核实认定"),
    needs=(("projects",),),
    inputs={},
    params={
        "most_share": Param(95, "%", "新增耕地率上限，超过才列", "默认值，待确认"),
    },
    blind=(
        "建设规模本身是否虚报",
        "土地平整归并类项目的新增耕地率天然较低，本规则不设下限",
    ),
    check=check,
)
