"""代码: ids and codes as text, with their leading zeros; what a number format has lost is said.

A number in scientific notation, or with more than fifteen digits in a workbook, has lost its last
digits. It is not guessed: the cell is blank, and in the key of a register its row is rejected.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from gengheng.intake.cells import Cell, half, text_of
from gengheng.intake.raw import Raw, filled
from gengheng.intake.reading import Notes

T = TypeVar("T")
NUMERIC = frozenset({"sjnf", "gddb"})  # codes that the standard itself stores as numbers
# Land classes, whose suffixes K and A are capitals. In other codes a small letter is a defect that
# an inspection has to see.
CAPITALS = frozenset({"dlbm", "kcdlbm", "dldm", "land"})
LONG = 15  # digits that a number of a workbook or a double can hold
SCIENTIFIC = re.compile(r"[-+]?\d+(\.\d+)?[eE]\+?\d+")


def codes(name: str, raw: Raw, notes: Notes) -> Any:
    """Return codes as text without blanks, "" for blank; full-width signs become half-width ones.

    Ids that came as numbers are written as whole numbers, and said. Letters of land classes are
    capitals.

    >>> codes("dlbm", Raw("DLBM", ["０１０３", "0201k", "0404.0"], [1, 2, 3]), Notes("")).tolist()
    ['0103', '0201K', '0404']
    >>> codes("project_no", Raw("备案号", ["1.5E+14", "015"], [2, 3]), Notes("")).tolist()
    ['', '015']
    """
    numeric = isinstance(raw.cells, np.ndarray) and raw.cells.dtype.kind in "fiu"
    lossy = _each(raw.cells, _lossy)
    lost = [] if numeric else [k for k, cell in enumerate(raw.cells) if lossy(cell)]
    _say_lossy(raw, lost, notes)
    out = list(map(_each(raw.cells, _written), raw.cells))
    for k in lost:
        out[k] = ""
    if numeric:
        _say_numeric_field(name, raw, out, notes)
    else:
        _say_numbers(raw, out, notes)
    return pd.Series(_plain(name, raw, out, notes), dtype="str")


def _each(cells: Iterable[Any], of: Callable[[Any], T]) -> Callable[[Any], T]:
    """Return `of`, asked once of each different text where all cells are texts or None.

    Only then: 1, 1.0 and True are one key of a table, and three different cells.
    """
    if not set(map(type, cells)) <= {str, type(None)}:
        return of
    return {cell: of(cell) for cell in set(cells)}.__getitem__


def _written(cell: Any) -> str:
    return "".join(_code(cell).split()) if filled(cell) else ""


def _plain(name: str, raw: Raw, out: list[str], notes: Notes) -> list[str]:
    """Return codes in half-width signs and, where they are classes, in capitals; say so once."""
    made = [code if code.isascii() else "".join(half(code).split()) for code in out]
    if name in CAPITALS:
        made = [code.upper() for code in made]
    if made == out:
        return made
    for code, what, changed in (
        (
            "full-width",
            "用了全角字符，按半角读取",
            [a != b and not a.isascii() for a, b in _two(out, made)],
        ),
        (
            "capitals",
            "有小写字母，按大写读取",
            [a != b and a.isascii() for a, b in _two(out, made)],
        ),
    ):
        if any(changed):
            row = int(raw.rows[changed.index(True)])
            said = f"“{raw.heading}”{what}，共{sum(changed)}行"
            notes.repair(code, row, raw.heading, said)
    return made


def _two(out: Sequence[str], made: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(out, made, strict=True))


def _lossy(cell: Any) -> bool:
    """Tell whether the last digits of an id are lost: 1.5E+14, a double of sixteen digits."""
    if isinstance(cell, str):
        return "e" in cell.lower() and bool(SCIENTIFIC.fullmatch(half(cell)))
    return isinstance(cell, float) and 10**LONG <= abs(cell) < np.inf


def _say_lossy(raw: Raw, lost: Sequence[int], notes: Notes) -> None:
    for k in lost:
        row, cell = int(raw.rows[k]), raw.cells[k]
        why = "是科学计数法" if isinstance(cell, str) else f"是超过{LONG}位的数值"
        said = f"第{row}行“{raw.heading}”写作“{cell}”，{why}，末几位已丢失，按空白处理，"
        said += "请把此列设为文本格式后重填"
        notes.repair("lost-digits", row, raw.heading, said)


def _say_numeric_field(name: str, raw: Raw, out: Sequence[str], notes: Notes) -> None:
    if name in NUMERIC or not any(out):
        return
    exact = np.asarray(raw.cells).dtype.kind != "f"
    said = f"“{raw.heading}”是数值型字段，应为文本，按整数读取" + _lost(out, exact=exact)
    notes.repair("numeric-code", 0, raw.heading, said)


def _say_numbers(raw: Raw, out: Sequence[str], notes: Notes) -> None:
    number = _each(raw.cells, lambda cell: isinstance(cell, int | float) or _ends_in_zero(cell))
    numeric = [
        (int(row), cell, code)
        for row, cell, code in zip(raw.rows, raw.cells, out, strict=True)
        if code and number(cell)
    ]
    if numeric:
        row, cell, code = numeric[0]
        said = f"“{raw.heading}”应为文本，文件中是数值（{cell}），按{code}读取，共{len(numeric)}行"
        notes.repair("numeric-code", row, raw.heading, said + "；前导零可能已丢失")


def _lost(found: Sequence[str], *, exact: bool) -> str:
    """Return what a code may have lost by being stored as a number."""
    if not exact and max(len(code) for code in found) > LONG:
        return "；超过15位，末几位可能已失真"
    return "；前导零可能已丢失"


def _ends_in_zero(cell: Any) -> bool:
    """Tell whether a text is a number with an empty decimal part, such as 15052020000012.0."""
    return isinstance(cell, str) and cell.endswith(".0") and cell[:-2].isdigit()


def _code(cell: Any) -> str:
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    if _ends_in_zero(cell):
        return str(cell)[:-2]
    plain: Cell = cell
    return text_of(plain)
