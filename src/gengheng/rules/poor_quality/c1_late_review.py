"""C-1 先入库后复核.

Asked of each project filed since 2018: was the quality reviewed (质量复核, 农业农村验收) before it
was taken into the bank? A review after that day, or a register that says there was none (未复核,
无), is 疑似; the same day is allowed; a blank cell is 无法判定. Before 2018 grading after filing
was allowed.

    filed 2021-12-01, reviewed 2021-11-20                  未发现
    filed 2021-12-01, reviewed 2021-12-01                  未发现
    filed 2021-12-01, reviewed 2022-03-05                  疑似
    filed 2021-12-01, 质量复核日期 says 未复核               疑似
    filed 2021-12-01, 质量复核日期 blank                    无法判定
    filed 2017-12-01, reviewed 2018-06-01                  未发现, with a note
"""

from datetime import date

from gengheng.rules.projects import (
    EMPTY_WORDS,
    NO_ROW,
    Row,
    Told,
    place_of,
    project_numbers,
    project_rows,
    tell,
)
from gengheng.rules.rule import Answers, Inputs, Param, Params, Rule, Subjects

# a cell that begins so says that there was none; 无误 and 没有问题 say the contrary of 无 and 没有
NONE_BEGINS = (
    "未复核",
    "未验收",
    "未评定",
    "未开展",
    "未进行",
    "未组织",
    "没有复核",
    "没有验收",
    "无复核",
)
NONE_WHOLE = frozenset({"无", "没有", "未", "否"})


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every project; see the table above."""
    numbers, rows = project_numbers(subjects), project_rows(subjects)
    start = _day(params["since"])
    return Answers(tell(numbers, [_one(rows.get(no), start) for no in numbers]))


def _day(number: int) -> date:
    """Return the day that eight digits write.

    >>> _day(20180101)
    datetime.date(2018, 1, 1)
    """
    return date(number // 10_000, number // 100 % 100, number % 100)


def _one(row: Row | None, start: date) -> Told:
    """Return what is to be said of one project; None is one without a row in the register."""
    if row is None:
        return Told(doubts=(NO_ROW,))
    filed, reviewed, said = row["filed"], row["reviewed"], str(row["reviewed_said"]).strip()
    if not isinstance(filed, date):
        return Told(doubts=(f"缺报备入库日期（{place_of(row)}）",))
    fault = ""
    if isinstance(reviewed, date):
        if reviewed > filed:
            late = (reviewed - filed).days
            fault = f"{filed}报备入库，{reviewed}才复核质量，晚{late}天"
    elif said in NONE_WHOLE or said.startswith(NONE_BEGINS):
        fault = f"{filed}报备入库，质量复核一栏写明“{said}”（{place_of(row)}）"
    elif said in EMPTY_WORDS:
        return Told(doubts=(f"缺质量复核日期（{place_of(row)}）",))
    else:
        return Told(doubts=(f"质量复核日期写作“{said}”，不可读（{place_of(row)}）",))
    if fault and filed < start:
        return Told(note=f"{fault}；入库早于{start}，当时允许后评定等别")
    return Told(suspicions=(fault,) if fault else ())


RULE = Rule(
    id="C-1",
    version=1,
    problem="质量不高",
    label="先入库后复核",
    question="补充耕地是否先入库、后复核质量，或者根本没有复核？",
    method=(
        "只看报备台账：自参数日期起报备入库的项目，质量复核日期晚于入库日期的，"
        "或复核一栏写明未复核、无的，为疑似，同日不算晚。此前入库的当时允许后评定等别，"
        "只列关注。入库日期或质量复核日期未填、不可读的，为无法判定。"
    ),
    subject="project",
    basis=("乌政办发〔2023〕80号 二(三)2", "土地管理法实施条例（2021） 第八条"),
    needs=(("projects",),),
    inputs={},
    params={
        "since": Param(20180101, "年月日", "自此日起入库的项目须先复核后入库", "默认值，待确认"),
    },
    blind=("复核是否认真、意见是否属实（须看复核材料）", "台账日期是否与原件一致"),
    check=check,
)
