"""What rules about registers have in common: the three pools, and figures that are blank."""

from collections.abc import Mapping

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
