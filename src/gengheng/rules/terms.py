"""Terms: days some months on, and the ends that papers state."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import pandas as pd

FIGURES = "零一二三四五六七八九"
_WORD = r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
TERM = re.compile(rf"(?:(\d\d?|{_WORD})年(半?)|(半)年)?(?:零?(\d\d?\d?|{_WORD})个?月)?")


@dataclass(frozen=True, slots=True)
class End:
    """When something ends and what says so; `day` is None where nothing does, and `doubt` why."""

    day: date | None
    by: str = ""
    doubt: str = ""


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


def term_months(term: str) -> int | None:
    """Return a term in months, None where the whole text is not one.

    >>> [term_months(t) for t in ("2年", "24个月", "一年半", "二年零六个月", "半年", "十八个月")]
    [24, 24, 18, 30, 6, 18]
    >>> [term_months(t) for t in ("长期", "24", "2021年3月至2023年3月", "", "2年以内", "半")]
    [None, None, None, None, None, None]
    """
    found = TERM.fullmatch("".join(unicodedata.normalize("NFKC", term).split()))
    if found is None or not any(found.groups()):
        return None
    years, and_half, half, months = found.groups()
    return 12 * _figure(years) + (6 if and_half or half else 0) + _figure(months)


def _figure(text: str | None) -> int:
    """Return a number in digits or in Chinese, 0 for none.

    >>> [_figure(t) for t in ("18", "两", "十", "十八", "二十四", None)]
    [18, 2, 10, 18, 24, 0]
    """
    if not text or text.isdigit():
        return int(text or 0)
    tens, ten, ones = text.replace("两", "二").rpartition("十")
    low = FIGURES.index(ones) if ones else 0
    return low + (10 * (FIGURES.index(tens) if tens else 1) if ten else 0)


def end_of(start: date | None, ends: date | None, extended: date | None, term: str) -> End:
    """Return when a use ends: the later of 到期日期 and its extension, else 批准日期 and 期限.

    >>> june, july = date(2021, 6, 1), date(2021, 7, 1)
    >>> end_of(None, june, july, "2年").by, end_of(None, july, june, "").by
    ('延期', '到期日期')
    >>> end_of(date(2020, 3, 1), None, None, "两年")
    End(day=datetime.date(2022, 3, 1), by='批准日期加期限两年', doubt='')
    >>> end_of(date(2020, 3, 1), None, None, "长期").doubt, end_of(june, None, None, "").doubt
    ('缺到期日期，期限写作“长期”，不可读', '缺到期日期和期限')
    >>> end_of(None, None, None, "2年").doubt
    '缺到期日期，有期限而缺批准日期'
    """
    if extended is not None and (ends is None or extended >= ends):
        return End(extended, "延期")
    if ends is not None:
        return End(ends, "到期日期")
    text = term.strip()
    if not text:
        return End(None, doubt="缺到期日期和期限")
    months = term_months(text)
    if not months:
        return End(None, doubt=f"缺到期日期，期限写作“{text}”，不可读")
    if start is None:
        return End(None, doubt="缺到期日期，有期限而缺批准日期")
    return End(months_on(start, months), f"批准日期加期限{text}")
