"""Terms: days some months on, and the ends that papers state."""

import re
from dataclasses import dataclass
from datetime import date

import pandas as pd

TERM = re.compile(r"(\d+|[一二两三四五])\s*(年|个?月)")
FIGURES = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True, slots=True)
class End:
    """When something ends and what says so; `day` is None where nothing does.

    `stated` is False where only the longest lawful term bounds it.
    """

    day: date | None
    by: str
    stated: bool


def months_on(day: date, months: int) -> date:
    """Return the day some months later, the last of a shorter month.

    >>> months_on(date(2020, 1, 31), 1), months_on(date(2020, 3, 1), 24)
    (datetime.date(2020, 2, 29), datetime.date(2022, 3, 1))
    """
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def years_on(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th.

    >>> years_on(date(2020, 2, 29), 3)
    datetime.date(2023, 2, 28)
    """
    return months_on(day, 12 * years)


def term_end(start: object, term: str) -> End | None:
    """Return the end of a term such as 2年 or 24个月 from a day, None where one is missing.

    >>> term_end(date(2020, 3, 1), "两年")
    End(day=datetime.date(2022, 3, 1), by='批准日期加期限两年', stated=True)
    >>> term_end(date(2020, 3, 1), "不详"), term_end(None, "2年")
    (None, None)
    """
    found = TERM.search(term)
    if found is None or not isinstance(start, date):
        return None
    number = FIGURES.get(found[1]) or int(found[1])
    months = number * 12 if found[2] == "年" else number
    return End(months_on(start, months), f"批准日期加期限{found[0]}", stated=True)
