"""What rules about registers have in common: the three pools, 文号, and figures that are blank."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import PLACES
from gengheng.rules.rule import Flags

Row = Mapping[str, Any]

POOLS: Mapping[str, str] = {"area_m2": "耕地", "paddy_m2": "水田", "capacity_kg": "产能"}


def whole_in(cell: Any) -> int | None:
    """Return the whole number in a cell, None where it is blank.

    >>> whole_in(3), whole_in(0), whole_in(pd.NA), whole_in(None)
    (3, 0, None, None)
    """
    return None if pd.isna(cell) else int(cell)


def day_in(cell: object) -> date | None:
    """Return the day in a cell, None where it is blank.

    >>> day_in(date(2020, 3, 1)), day_in(pd.NaT), day_in(None)
    (datetime.date(2020, 3, 1), None, None)
    """
    return cell if isinstance(cell, date) and not pd.isna(cell) else None


def days_in(cells: Iterable[object]) -> list[date]:
    """Return the days that cells state, each once, in order.

    >>> days_in([date(2021, 5, 6), None, date(2020, 3, 1), date(2021, 5, 6)])
    [datetime.date(2020, 3, 1), datetime.date(2021, 5, 6)]
    """
    return sorted({day for cell in cells if (day := day_in(cell)) is not None})


def apart(days: Sequence[date], label: str) -> str:
    """Return that days of the rows of one subject lie in different years, "" where they do not.

    >>> apart([date(2020, 5, 6), date(2021, 6, 1)], "报批日期")
    '各行报批日期不在同一年（2020-05-06、2021-06-01）'
    >>> apart([date(2021, 5, 6), date(2021, 6, 1)], "报批日期"), apart([], "报批日期")
    ('', '')
    """
    words = "、".join(map(str, days))
    return f"各行{label}不在同一年（{words}）" if len({day.year for day in days}) > 1 else ""


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


def by_key(rows: pd.DataFrame) -> dict[str, list[Row]]:
    """Return the rows of a register under each key, a blank date or number as None.

    What stands twice word for word (in two copies of a register) is one row.

    >>> told = {"due": [pd.NaT] * 3, "file": ["甲", "乙", "乙"]}
    >>> by_key(pd.DataFrame(told, index=["1", "1", "2"]))["1"]
    [{'due': None, 'file': '甲'}]
    """
    found: dict[str, list[Row]] = {}
    for key, row in zip(rows.index, plain_rows(rows), strict=True):
        mine = found.setdefault(str(key), [])
        if all(_words(row) != _words(other) for other in mine):
            mine.append(row)
    return found


def plain_rows(rows: pd.DataFrame) -> list[Row]:
    """Return the rows of a register, a blank date or number as None.

    >>> plain_rows(pd.DataFrame({"area_m2": pd.array([1, None], "Int64"), "doc": ["甲", ""]}))
    [{'area_m2': 1, 'doc': '甲'}, {'area_m2': None, 'doc': ''}]
    """
    columns = [name for name in rows.columns if name != "geometry"]
    return [
        {str(name): None if pd.isna(cell) else cell for name, cell in cells.items()}
        for cells in rows[columns].to_dict("records")
    ]


def _words(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if name not in PLACES}


def disagreeing(rows: Sequence[Row]) -> str:
    """Return where the rows of one number stand that say different things, "" for a single row.

    >>> disagreeing([{"file": "乙", "row": 4}, {"file": "甲", "row": 3}]), disagreeing([{}])
    ('同一编号有2行，内容不一致（乙第4行、甲第3行）', '')
    """
    if len(rows) < 2:
        return ""
    places = sorted(f"{row['file']}第{row['row']}行" for row in rows)
    return f"同一编号有{len(rows)}行，内容不一致（{'、'.join(places)}）"


@dataclass(frozen=True, slots=True)
class Due:
    """By which day something is due, None where nobody says; what an extension adds to it.

    `remark` says why an extension does not count, `doubt` why nobody knows how far it reaches.
    """

    day: date | None
    remark: str = ""
    doubt: str = ""


def due_of(day: date | None, extended: date | None, doc: str) -> Due:
    """Return the day after an extension, which counts where its 文号 stands beside its day.

    A 文号 holds a number: 无 or 待批 is none. An extension never shortens what was granted.

    >>> june, july = date(2023, 6, 30), date(2023, 7, 31)
    >>> due_of(june, july, "示延〔2023〕1号")
    Due(day=datetime.date(2023, 7, 31), remark='', doubt='')
    >>> due_of(june, july, "无").remark
    '写有延期至2023-07-31，没有延期批复文号，不计'
    >>> due_of(june, None, "示延〔2023〕1号").doubt
    '有延期批复文号示延〔2023〕1号，未填延期至何日'
    """
    lawful = any(letter.isdigit() for letter in doc)
    if extended is None:
        return Due(day, doubt=f"有延期批复文号{doc}，未填延期至何日" if lawful else "")
    if not lawful:
        return Due(day, remark=f"写有延期至{extended}，没有延期批复文号，不计")
    return Due(max(day or extended, extended))
