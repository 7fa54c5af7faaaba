"""What rules about registers have in common: the three pools, 文号, and figures that are blank."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gengheng.rules.rule import Flags

POOLS: Mapping[str, str] = {"area_m2": "耕地", "paddy_m2": "水田", "capacity_kg": "产能"}


def filled(column: pd.Series) -> Flags:
    """Return which cells of a text column say something.

    >>> filled(pd.Series(["", "〔2023〕5号"])).tolist()
    [False, True]
    """
    return np.asarray(column.fillna("") != "", dtype=bool)


def amount_words(amounts: Mapping[str, int]) -> str:
    """Return the pools that hold something, in words; "" where none does.

    >>> amount_words({"area_m2": 5000, "paddy_m2": 0, "capacity_kg": 700})
    '耕地5000平方米、产能700公斤'
    """
    units = {"capacity_kg": "公斤"}
    return "、".join(
        f"{POOLS[pool]}{amount}{units.get(pool, '平方米')}"
        for pool, amount in amounts.items()
        if amount > 0
    )


def doc_no(text: str) -> str:
    """Return a 文号 in one spelling: half-width, without blanks, every bracket as 〔〕.

    >>> doc_no("示政土[２０２１] 3号"), doc_no("示政土（2021）3号"), doc_no("")
    ('示政土〔2021〕3号', '示政土〔2021〕3号', '')
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"[)\]】〗]", "〕", re.sub(r"[(\[【〖]", "〔", plain))


def readings(figures: Sequence[int | None]) -> tuple[int, int | None]:
    """Return the least and the most that the rows of one paper say; None where a cell is blank.

    Figures that differ are parts and add up. The same figure in every row may be one total that
    was written again, or parts that happen to be equal: nobody can say.

    >>> readings([5000]), readings([2000, 3000]), readings([5000, 5000])
    ((5000, 5000), (5000, 5000), (5000, 10000))
    >>> readings([5000, None]), readings([None]), readings([])
    ((5000, None), (0, None), (0, 0))
    """
    known = [figure for figure in figures if figure is not None]
    total = sum(known)
    least = max(known) if len(set(known)) == 1 else total
    return least, None if len(known) < len(figures) else total
