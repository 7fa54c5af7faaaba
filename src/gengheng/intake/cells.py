"""一格: what a cell, however it was typed, means as text, code, date, amount.

Nothing is guessed: what cannot be read is None, and the reader says so.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from gengheng.values.units import part

Cell = str | int | float | bool | date | time | timedelta | None

AREA: Mapping[str, Fraction] = {
    "公顷": Fraction(10_000),
    "hm2": Fraction(10_000),
    "ha": Fraction(10_000),
    "万亩": Fraction(100_000_000, 15),
    "亩": Fraction(10_000, 15),
    "平方米": Fraction(1),
    "m2": Fraction(1),
}
MASS: Mapping[str, Fraction] = {
    "万公斤": Fraction(10_000),
    "公斤": Fraction(1),
    "千克": Fraction(1),
    "kg": Fraction(1),
    "万吨": Fraction(10_000_000),
    "吨": Fraction(1_000),
}
MONEY: Mapping[str, Fraction] = {
    "亿元": Fraction(10_000_000_000),
    "万元": Fraction(1_000_000),
    "元": Fraction(100),
}
LENGTH: Mapping[str, Fraction] = {
    "毫米": Fraction(1),
    "厘米": Fraction(10),
    "米": Fraction(1000),
}
THOUSANDS = re.compile(r"\(?[-+]?\d{1,3}(,\d{3})+(\.\d*)?\)?")
DATES = (
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_DAY_0_1904 = date(1904, 1, 1)
FORMULA_ERRORS = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!"}
)
MARKS = frozenset({"/", "-", "--", "—", "——", "–", "~", "...", "NULL", "<NULL>", "N/A", "nan"})
CELL_LIMIT = 32_767  # signs that a cell of a workbook holds


def half(text: str) -> str:
    """Return `text` in half-width signs, without blanks around it.

    >>> half("　１．０１，Ｊ１ ")
    '1.01,J1'
    """
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def text_of(cell: Cell) -> str:
    """Return a cell as text; blank is "".

    >>> text_of(None), text_of(" 乌拉山镇\\n"), text_of(3.0), text_of(date(2021, 9, 1))
    ('', '乌拉山镇', '3', '2021-09-01')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != cell.min.time() else cell.date().isoformat()
    return str(cell).strip()


def number_of(cell: Cell) -> Fraction | None:
    """Return the exact number in a cell, None where there is none.

    Read are 1,234.5, full-width signs, and (3.5) for -3.5, as accountants write it.

    >>> number_of("１,234.50"), number_of(0.1), number_of("约5"), number_of(float("nan"))
    (Fraction(2469, 2), Fraction(1, 10), None, None)
    >>> number_of("（3.5）"), number_of("1,2"), number_of("12,34.5")
    (Fraction(-7, 2), None, None)
    """
    plain = half(str(cell)).replace(" ", "")
    if "," in plain and not THOUSANDS.fullmatch(plain):
        return None
    plain = plain.replace(",", "")
    plain = re.sub(r"^\((\d[\d.]*)\)$", r"-\1", plain)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return None
    return Fraction(value)


def date_of(cell: Cell, day_0: date = EXCEL_DAY_0) -> date | None:
    """Return the day in a cell, None where there is none.

    Read are 2021-09-01, 2021/9/1, 2021.9.1, 2021年9月1日, 20210901, dates, and the serial
    numbers of a workbook (numbers from 20000 to 80000, days since `day_0`, which is 1904-01-01
    in the workbooks of old Macintoshes).

    >>> [str(date_of(c)) for c in ("2021/9/1", "2021年9月1日", 44440, "20210901")]
    ['2021-09-01', '2021-09-01', '2021-09-01', '2021-09-01']
    >>> date_of("2021-02-30") is None, date_of("2021年") is None
    (True, True)
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = half(text_of(cell)).replace(" ", "")
    plain = re.sub(r"[T ]?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", plain) or plain
    for form in DATES:
        if found := form.fullmatch(plain):
            try:
                return date(*(int(word) for word in found.groups()))
            except ValueError:
                return None
    value = number_of(plain)
    if value is not None and 20_000 <= value < 80_000:
        return day_0 + timedelta(days=int(value))
    return None


def unit_in(heading: str, units: Mapping[str, Fraction]) -> str:
    """Return the unit that a heading or cell names, "" where it names none.

    >>> unit_in("报备新增耕地（公顷）", AREA), unit_in("面积/亩", AREA), unit_in("产能", MASS)
    ('公顷', '亩', '')
    """
    plain = half(heading).lower().replace("㎡", "m2").replace(" ", "")
    for unit in units:
        if re.search(rf"(?<![a-z]){unit}(?![a-z0-9])", plain):
            return unit
    return ""


def tenths_of(cell: Cell) -> int | None:
    """Return a 等别 in tenths, None where there is none.

    >>> tenths_of("9.5"), tenths_of("11等"), tenths_of(8), tenths_of(""), tenths_of("中等")
    (95, 110, 80, None, None)
    """
    value = number_of(half(str(cell)).removesuffix("等"))
    return None if value is None or value < 0 else whole(value, Fraction(10))


def whole(value: Fraction, factor: Fraction) -> int:
    """Return value · factor as a whole number, half away from zero.

    >>> whole(Fraction("5.7089"), AREA["公顷"]), whole(Fraction(3), AREA["亩"])
    (57089, 2000)
    """
    exact = value * factor
    return part(exact.numerator, 1, exact.denominator)
