"""A-1c 承诺补充耕地到期未兑现.

Asked of each promise (承诺编号) in the register: has the day passed by which farmland was to be
supplied, and is any of the three pools (数量, 水田, 产能) still short? The day itself is not yet
past. An extension counts where its 文号 stands beside its day; a 文号 without a day leaves open
how far it reaches. A pool that was not promised is not owed; a blank 已兑现 is not zero. A
promise that is short but not yet due is 关注. Two rows of one number that differ cannot be judged.

    promised 2.0000 公顷 until 2023-06-30, kept 1.5000       -> 5 000 m²    疑似
    the same, extended to 2024-12-31 with a 文号             ->     0 m²    未发现, 关注
    the same, extended without a 文号                        -> 5 000 m²    疑似
    the same, a 文号 of an extension, no day                 ->     0 m²    无法判定
    promised until 2023-06-30, kept 2.0000                   ->     0 m²    未发现
    promised until 2023-06-30, 已兑现 blank                  ->     0 m²    无法判定
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from gengheng.rules.projects import Told, tell
from gengheng.rules.registers import POOLS, Row, amount_words, by_key, disagreeing, due_of
from gengheng.rules.rule import Answers, Inputs, Of, Params, Rule, Subjects


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every promise; see the table above."""
    promises = by_key(subjects.asked)
    told = [_one(rows, subjects.day) for rows in promises.values()]
    silent = sum(any(_silent(row) for row in rows) for rows in promises.values())
    note = f"{silent}项承诺未填承诺水田或承诺产能，只查已填的" if silent else ""
    return Answers(tell(pd.Index(promises, dtype=object), told), (note,) if note else ())


def _silent(row: Row) -> bool:
    """Return whether a promise of farmland leaves another pool blank."""
    return row["area_m2"] is not None and any(row[pool] is None for pool in POOLS)


def _one(rows: Sequence[Row], day: date) -> Told:
    """Return what is to be said of one promise on the day of the screening."""
    if why := disagreeing(rows):
        return Told(doubts=(why,))
    row = rows[0]
    short, blank = _short(row)
    words = amount_words(short)
    if not words and not blank:
        return Told()
    due = due_of(row["due"], row["extended"], row["extension_doc"])
    if due.day is None:
        return Told(doubts=(due.doubt or "缺承诺期限",))
    if due.day >= day:
        return Told(note=f"未到期（{due.day}），尚有{words}未兑现" if words else "")
    if due.doubt or not words:
        return Told(doubts=(due.doubt or blank,))
    said = f"承诺在{due.day}前补充，逾期{(day - due.day).days}天，至今未兑现{words}"
    return Told(
        suspicions=(said, due.remark) if due.remark else (said,),
        area_centi_m2=short["area_m2"] * 100,
    )


def _short(row: Row) -> tuple[dict[str, int], str]:
    """Return what each pool is short of, and which figure is blank that would tell, "" if none."""
    short, blank = dict.fromkeys(POOLS, 0), ""
    for pool, label in POOLS.items():
        promised, done = row[pool], row[f"done_{pool}"]
        if promised and done is None:
            blank = blank or f"未填已兑现{label}"
        elif promised:
            short[pool] = max(promised - done, 0)
    return short, blank or ("未填承诺补充耕地" if row["area_m2"] is None else "")


RULE = Rule(
    id="A-1c",
    version=1,
    problem="占而不补",
    label="承诺补充耕地到期未兑现",
    question="承诺补充的耕地数量、水田、产能，到期后是否都已兑现？",
    method=(
        "每个承诺编号，把已兑现的与承诺的数量、水田、产能逐项相比；没有承诺的项不算欠，"
        "没有填的已兑现不当作零。过了承诺期限仍有不足的为疑似，期限当日不算过期，"
        "延期只在写明延期批复文号时才计。未到期而有不足的为关注；缺期限、缺已兑现、"
        "同一编号各行内容不一致的为无法判定。"
    ),
    subject=(Of("promise", "promise_no", unit="unit", title="name"),),
    basis=("乌政办发〔2023〕80号 二(一)2", "自然资发〔2021〕166号 先补后占"),
    needs=(("promise",),),
    inputs={},
    params={},
    blind=("台账没有登记的承诺", "兑现的补充耕地本身是否真实（属 B、C 各规则）"),
    check=check,
)
