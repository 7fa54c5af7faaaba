"""A-1c 承诺补充耕地到期未兑现.

Asked of each promise (承诺编号) in the register: has the day passed by which farmland was to be
supplied, and is any of the three pools (数量, 水田, 产能) still short? An extension counts where
its 文号 stands beside its day. A pool that was not promised is not owed; a blank 已兑现 is
not zero. A promise that is short but not yet due is 关注.

    promised 2.0000 公顷 until 2023-06-30, kept 1.5000       -> 5 000 m²    疑似
    the same, extended to 2024-12-31 with a 文号             ->     0 m²    未发现, 关注
    the same, extended without a 文号                        -> 5 000 m²    疑似
    promised until 2023-06-30, kept 2.0000                   ->     0 m²    未发现
    promised until 2023-06-30, 已兑现 blank                  ->     0 m²    无法判定
"""

import numpy as np
import pandas as pd

from gengheng.rules.registers import POOLS, amount_words, filled
from gengheng.rules.rule import Answers, Inputs, Of, Params, Rule, Subjects, answers


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every promise; see the table above."""
    rows = subjects.asked
    lawful = filled(rows["extension_doc"]) & rows["extended"].notna()
    due = rows["extended"].where(lawful, rows["due"])
    short, blank = _short(rows)
    owed = np.any([amount > 0 for amount in short.values()], axis=0)
    known = due.notna().to_numpy()
    past = np.array([bool(k) and day < subjects.day for k, day in zip(known, due, strict=True)])
    why = [
        "缺承诺期限" if not k else text if p else ""
        for k, p, text in zip(known, past, blank, strict=True)
    ]
    kept = ~owed & np.array([not text for text in blank], dtype=bool)
    words = [amount_words({name: int(a[i]) for name, a in short.items()}) for i in range(len(rows))]
    found = answers(
        rows.index,
        suspected=owed & past,
        unknown=np.array([bool(text) for text in why], dtype=bool) & ~kept,
        area_centi_m2=np.where(past, short["area_m2"], 0) * 100,
        detail=[f"承诺{day}前补充，至今未兑现{text}" for day, text in zip(due, words, strict=True)],
        reason=why,
        note=[
            f"未到期，尚有{text}未兑现" if o else "" for o, text in zip(owed, words, strict=True)
        ],
    )
    return Answers(found)


def _short(rows: pd.DataFrame) -> tuple[dict[str, np.ndarray], list[str]]:
    """Return what each pool is short of, and which figures are blank that would tell."""
    short, blank = {}, [""] * len(rows)
    for pool, label in POOLS.items():
        promised = rows[pool].fillna(0).to_numpy(dtype=np.int64)
        done = rows[f"done_{pool}"]
        gap = promised - done.fillna(0).to_numpy(dtype=np.int64)
        unknown = (promised > 0) & done.isna().to_numpy()
        short[pool] = np.where(unknown, 0, np.maximum(gap, 0))
        for k in np.flatnonzero(unknown).tolist():
            blank[k] = blank[k] or f"未填已兑现{label}"
    for k in np.flatnonzero(rows["area_m2"].isna().to_numpy()).tolist():
        blank[k] = blank[k] or "未填承诺补充耕地"
    return short, blank


RULE = Rule(
    id="A-1c",
    version=1,
    problem="占而不补",
    label="承诺补充耕地到期未兑现",
    question="承诺补充的耕地数量、水田、产能，到期后是否都已兑现？",
    subject=(Of("promise", "promise_no", unit="unit", title="name"),),
    basis=("乌政办发〔2023〕80号 二(一)2", "自然资发〔2021〕166号 先补后占"),
    needs=(("promise",),),
    inputs={},
    params={},
    blind=("台账没有登记的承诺", "兑现的补充耕地本身是否真实（属 B、C 各规则）"),
    check=check,
)
