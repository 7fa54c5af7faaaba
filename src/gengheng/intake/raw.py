"""一列: the cells of one column as they stand in a file, with marks for blank and errors taken out.

A mark (/, —, NULL …) is a blank and not a word; 无 is a word: it stays in texts, and is no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengheng.intake.cells import CELL_LIMIT, EXCEL_DAY_0, FORMULA_ERRORS, MARKS, Cell
from gengheng.intake.reading import Notes

WIDE = str.maketrans("/-~.", "／－～．")
ALL_MARKS = frozenset(
    form
    for mark in MARKS
    for plain in (mark, mark.lower(), mark.translate(WIDE))
    for form in (plain, f" {plain}", f"{plain} ", f" {plain} ", f"\u3000{plain}")
)


@dataclass(frozen=True, slots=True)
class Raw:
    """One column as it stands in the file, with the place of each of its rows.

    Bare serial days count from `day_0`.
    """

    heading: str
    cells: Sequence[Cell] | NDArray[Any]
    rows: Sequence[int] | NDArray[np.int64]
    day_0: date = EXCEL_DAY_0


def filled(cell: Any) -> bool:
    """Tell whether a cell says anything: None, NaN and blanks say nothing.

    >>> filled(0), filled(" "), filled(float("nan"))
    (True, False, False)
    """
    return cell is not None and cell == cell and not (isinstance(cell, str) and not cell.strip())


def cleaned(raw: Raw, notes: Notes) -> Raw:
    """Return a column without marks and formula errors; errors and cut cells are said.

    >>> notes = Notes("a")
    >>> cleaned(Raw("面积", ["/", "#REF!", "无", 1.0], [2, 3, 4, 5]), notes).cells
    [None, None, '无', 1.0]
    >>> notes.repairs[0][3]
    '第3行“面积”是公式错误#REF!，按空白处理，请改正公式后重新报送'
    """
    if isinstance(raw.cells, np.ndarray) and raw.cells.dtype != object:
        return raw
    told = pd.Series(list(raw.cells), dtype=object)
    wrong = [int(k) for k in np.flatnonzero(told.isin(FORMULA_ERRORS))]
    for k in wrong:
        row = int(raw.rows[k])
        said = f"第{row}行“{raw.heading}”是公式错误{told[k]}，按空白处理，请改正公式后重新报送"
        notes.repair("formula-error", row, raw.heading, said)
    _say_cut(raw, notes)
    marks = np.flatnonzero(told.isin(ALL_MARKS))
    if not wrong and not len(marks):
        return raw
    blank = {*wrong, *marks.tolist()}
    cells: list[Cell] = [None if k in blank else cell for k, cell in enumerate(raw.cells)]
    return replace(raw, cells=cells)


def _say_cut(raw: Raw, notes: Notes) -> None:
    """Say which cells are as long as a workbook allows: what came after may be lost."""
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        if isinstance(cell, str) and len(cell) >= CELL_LIMIT:
            said = f"第{int(row)}行“{raw.heading}”有{len(cell)}个字，达到工作表一格的上限"
            said += f"（{CELL_LIMIT}字），后面的可能已丢失，请核对"
            notes.repair("long", int(row), raw.heading, said)
