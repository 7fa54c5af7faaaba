"""占补挂钩: what an approval needs of each pool, and what the confirmations link to its 文号.

A figure is an `Amount`: the least and the most that the papers say. Where a cell is blank nobody
knows the most; where two readings are possible (a total written in every row, a list that differs
from the layer) both count, and `why` says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gengheng.catalogue.vintage import Chosen, Missing
from gengheng.rules.registers import POOLS, doc_no, filled, readings, whole_in

NEED = {"area_m2": "farmland_m2", "paddy_m2": "paddy_m2", "capacity_kg": "capacity_kg"}
LINK = {"area_m2": "occupied_m2", "paddy_m2": "paddy_m2", "capacity_kg": "capacity_kg"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Amount:
    """At least `least` and at most `most` (None: nobody knows), and why the two differ."""

    least: int
    most: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """The rows of quota_link by their 文号; `absent` says why a missing row proves nothing.

    `absent` is "" where the register declares itself complete and every row names its 文号.
    """

    rows: Mapping[str, list[Row]]
    absent: str

    def of(self, doc: str) -> list[Row]:
        """Return the rows that name a 文号 in its one spelling."""
        return self.rows.get(doc, []) if doc else []


def links(chosen: Chosen) -> Links:
    """Return the links of the register, or why there are none to be seen."""
    if isinstance(chosen, Missing):
        return Links({}, "占补挂钩（确认单）台账未提供")
    found: dict[str, list[Row]] = {}
    for row in chosen.rows.to_dict("records"):
        told = {str(name): value for name, value in row.items()}
        found.setdefault(doc_no(str(row["approval_doc"])), []).append(told)
    nameless = len(found.pop("", []))
    if not chosen.complete:
        return Links(found, "挂钩台账没有该批准文号的确认单，台账也未声明完整")
    why = f"挂钩台账没有该批准文号的确认单，但有{nameless}行未填批准文号，不能断定未挂钩"
    return Links(found, why if nameless else "")


def needs(rows: pd.DataFrame) -> dict[str, Amount]:
    """Return what the rows of one approval (column `source`: list or layer) need of each pool.

    Who occupies no farmland needs nothing of the other pools either.
    """
    out: dict[str, Amount] = {}
    sources = rows["source"].tolist()
    for pool, column in NEED.items():
        label = f"占用{POOLS[pool]}"
        stated: dict[str, list[int | None]] = {}
        for source, cell in zip(sources, rows[column].tolist(), strict=True):
            stated.setdefault(source, []).append(whole_in(cell))
        told = [readings(figures) for figures in stated.values()]
        sure = [one for one in told if one[1] is not None]
        if out and out["area_m2"].most == 0:
            out[pool] = Amount(0, 0)
        elif not sure:
            out[pool] = Amount(max(least for least, _ in told), None, f"未填{label}")
        else:
            least, most = min(one[0] for one in sure), max(one[1] or 0 for one in sure)
            twice = all(one[0] == one[1] for one in sure)
            why = f"清单与图层的{label}不一致" if twice else f"各行{label}相同，不能断定是否合计"
            out[pool] = Amount(least, most, why if least < most else "")
    return out


def linked(rows: Iterable[Row], absent: str) -> dict[str, Amount]:
    """Return what the rows of one 文号 link of each pool; without rows nothing, or nobody knows."""
    by_confirmation: dict[str, list[Row]] = {}
    for row in rows:
        by_confirmation.setdefault(row["confirm_no"], []).append(row)
    if not by_confirmation:
        return {pool: Amount(0, None if absent else 0, absent) for pool in POOLS}
    out = {}
    for pool, column in LINK.items():
        label, total, why = f"占用{POOLS[pool]}", Amount(0, 0), ""
        for no, mine in sorted(by_confirmation.items()):
            low, high = readings([whole_in(row[column]) for row in mine])
            if high is None:
                why = f"确认单{no}未填{label}"
            elif low < high:
                why = why or f"确认单{no}各行{label}相同，不能断定是否合计"
            most = None if high is None or total.most is None else total.most + high
            total = Amount(total.least + low, most, why)
        out[pool] = total
    return out


def short(need: Amount, link: Amount) -> tuple[int, str]:
    """Return what is lacking whatever reading is right, and why more may be, "" if it may not.

    >>> short(Amount(500, 500), Amount(200, 200)), short(Amount(500, 500), Amount(0, None, "未填"))
    ((300, ''), (0, '未填'))
    >>> short(Amount(0, 0), Amount(0, None, "未填"))
    (0, '')
    """
    sure = 0 if link.most is None else max(need.least - link.most, 0)
    maybe = need.most is None or need.most > link.least
    return sure, (need.why or link.why) if maybe else ""


def nameless(rows: pd.DataFrame) -> bool:
    """Return whether the rows of an approval name no 文号, so that nothing can be linked to it."""
    return not filled(rows["pzwh"]).any()
