"""From the columns of a file to the columns of a schema: headings, units, types.

Every value that cannot be read becomes blank and is said; a blank is never zero. An area or amount
whose unit nobody names stays blank as a whole, because 公顷, 亩 and 平方米 look alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengheng.intake.cells import (
    AREA,
    LENGTH,
    MASS,
    MONEY,
    Cell,
    date_of,
    half,
    number_of,
    text_of,
    unit_in,
    whole,
)
from gengheng.intake.reading import Notes
from gengheng.records.county import FileEntry
from gengheng.standards.tables import Column, Schema, plain_heading

SUFFIX = {
    "area_m2": "_m2", "area_centi_m2": "_centi_m2", "money_fen": "_fen", "kg": "_kg",
    "tenths": "_tenths", "length_mm": "_mm",
}  # fmt: skip
UNITS: Mapping[str, Mapping[str, Fraction]] = {
    "area_m2": AREA,
    "area_centi_m2": {unit: 100 * factor for unit, factor in AREA.items()},
    "money_fen": MONEY,
    "kg": MASS,
    "tenths": {"等": Fraction(10)},
    "length_mm": LENGTH,
}
# TBMJ, TBDLMJ: TD/T 1057 fixes m²; 等别 has no other unit; a ground resolution is given in metres
STANDARD_UNIT = {"area_centi_m2": "平方米", "tenths": "等", "length_mm": "米"}
NUMERIC = frozenset({"sjnf", "gddb"})  # codes that the standard itself stores as numbers
FIRST_YEAR, LAST_YEAR = 1949, 2099
DEFAULT_YEARS = frozenset({1, 1899, 1900, 9999})  # what systems write where nobody wrote a day
LONG = 15  # digits that a number of a workbook or a double can hold


@dataclass(frozen=True, slots=True)
class Raw:
    """One column as it stands in the file, with the place of each of its rows."""

    heading: str
    cells: Sequence[Cell] | NDArray[Any]
    rows: Sequence[int] | NDArray[np.int64]


def frame_name(name: str, column: Column) -> str:
    """Return the name of a standard column in a frame: with its unit.

    >>> frame_name("tbmj", Column(type="area_centi_m2", names=()))
    'tbmj_centi_m2'
    """
    return name + SUFFIX.get(column.type, "")


def label_of(name: str, column: Column) -> str:
    """Return the heading by which people know a column.

    >>> label_of("plot_no", Column(type="code", names=("dkbh", "地块编号")))
    '地块编号'
    """
    return next((alias for alias in column.names if not alias.isascii()), name)


def matched(
    headings: Sequence[str], schema: Schema, entry: FileEntry | None = None
) -> dict[str, int]:
    """Return {standard name: position} of the headings that a schema knows.

    A person's `columns` come first, then the aliases in their order; no heading serves twice but
    for a column that shares.

    >>> from gengheng.standards.tables import schemas
    >>> matched(["序号", "项目备案号", "新增耕地(公顷)"], schemas()["projects"])
    {'project_no': 1, 'reported': 2}
    """
    plain = [plain_heading(heading) for heading in headings]
    chosen = entry.columns if entry else {}
    found: dict[str, int] = {}
    for name, column in schema.columns.items():
        taken = set() if column.shares else {*found.values()}
        for alias in [chosen[name]] if name in chosen else column.names:
            wanted = plain_heading(alias)
            alike = [k for k, p in enumerate(plain) if p == wanted and k not in taken]
            if alike:
                same = [k for k in alike if half(headings[k]) == half(alias)]
                found[name] = (same or alike)[0]
                break
    return found


def converted(name: str, column: Column, raw: Raw, entry: FileEntry | None, notes: Notes) -> Any:
    """Return the cells of `raw` as `column` says: str, Int64, Float64, or dates as objects."""
    if column.type == "text":
        return texts(raw.cells)
    if column.type == "code":
        return _codes(raw, notes, whole_by_standard=name in NUMERIC)
    if column.type == "date":
        return _dates(raw, notes)
    if column.type == "number":
        return _numbers(raw, notes)
    units = UNITS[column.type]
    unit = _unit(name, column, raw, entry, notes)
    if not unit:
        return pd.Series(pd.array([pd.NA] * len(raw.cells), dtype="Int64"))
    return _amounts(raw, unit, units, notes)


def standard(
    raws: Sequence[Raw], schema: Schema, entry: FileEntry | None, notes: Notes
) -> dict[str, Any]:
    """Return the columns of `schema` by their frame names, blank where the file has none."""
    found = matched([raw.heading for raw in raws], schema, entry)
    rows = len(raws[0].rows) if raws else 0
    _say_unused([raw.heading for raw in raws], found, schema, notes)
    for name, heading in (entry.columns if entry else {}).items():
        if name not in found:
            said = f"county.toml 写明{name}的表头是“{heading}”，文件里没有，此栏空缺"
            notes.repair("column", 0, name, said)
    return {
        frame_name(name, column): converted(name, column, raws[found[name]], entry, notes)
        if name in found
        else blank(column, rows)
        for name, column in schema.columns.items()
    }


def _say_unused(
    headings: Sequence[str], found: Mapping[str, int], schema: Schema, notes: Notes
) -> None:
    """Say which headings mean a column that another heading already serves."""
    for k, heading in enumerate(headings):
        plain = plain_heading(heading)
        for name, at in found.items():
            aliases = {plain_heading(alias) for alias in schema.columns[name].names}
            if k not in found.values() and plain in aliases:
                said = f"“{heading}”与“{headings[at]}”同义，只用“{headings[at]}”"
                notes.repair("heading", 0, heading, said)


def blank(column: Column, rows: int) -> Any:
    """Return a column of `rows` blanks, for what a file does not hold."""
    if column.type in ("text", "code"):
        return pd.Series([""] * rows, dtype="str")
    if column.type == "date":
        return pd.Series([None] * rows, dtype=object)
    kind: Any = "Float64" if column.type == "number" else "Int64"
    return pd.Series(pd.array([pd.NA] * rows, dtype=kind))


def texts(cells: Sequence[Cell] | NDArray[Any]) -> Any:
    """Return cells as text, "" for blank."""
    return pd.Series([text_of(cell) if _filled(cell) else "" for cell in cells], dtype="str")


def _filled(cell: Any) -> bool:
    return cell is not None and cell == cell and not (isinstance(cell, str) and not cell.strip())


def _codes(raw: Raw, notes: Notes, *, whole_by_standard: bool = False) -> Any:
    """Return codes without blanks; ids that came as numbers are written as whole numbers."""
    out = ["".join(_code(cell).split()) if _filled(cell) else "" for cell in raw.cells]
    if isinstance(raw.cells, np.ndarray) and raw.cells.dtype.kind in "fiu":
        if not whole_by_standard and any(out):
            said = f"“{raw.heading}”是数值型字段，应为文本，按整数读取"
            exact = raw.cells.dtype.kind != "f"
            notes.repair("numeric-code", 0, raw.heading, said + _lost(out, exact=exact))
        return pd.Series(out, dtype="str")
    numeric = [
        (int(row), cell, code)
        for row, cell, code in zip(raw.rows, raw.cells, out, strict=True)
        if _filled(cell) and (isinstance(cell, int | float) or _ends_in_zero(cell))
    ]
    if numeric:
        row, cell, code = numeric[0]
        said = f"“{raw.heading}”应为文本，文件中是数值（{cell}），按{code}读取，共{len(numeric)}行"
        exact = isinstance(cell, str)
        lost = _lost([code for _, _, code in numeric], exact=exact)
        notes.repair("numeric-code", row, raw.heading, said + lost)
    return pd.Series(out, dtype="str")


def _lost(codes: Sequence[str], *, exact: bool) -> str:
    """Return what a code may have lost by being stored as a number."""
    if not exact and max(len(code) for code in codes) > LONG:
        return "；超过15位，末几位可能已失真"
    return "；前导零可能已丢失"


def _ends_in_zero(cell: Any) -> bool:
    """Tell whether a text is a number with an empty decimal part, such as 15052020000012.0."""
    return isinstance(cell, str) and cell.endswith(".0") and cell[:-2].isdigit()


def _code(cell: Any) -> str:
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        return str(int(cell))
    return cell[:-2] if _ends_in_zero(cell) else text_of(cell)


def _dates(raw: Raw, notes: Notes) -> Any:
    out = []
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        plain = _plain(cell)
        day = date_of(plain) if plain is not None else None
        if plain is not None and day is None:
            _unreadable(raw, int(row), plain, "不是日期", notes)
        elif plain is not None and day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            empty = "是系统的默认日期" if day.year in DEFAULT_YEARS else "是不可能的日期"
            _unreadable(raw, int(row), plain, empty, notes, code="placeholder")
            day = None
        out.append(day)
    return pd.Series(out, dtype=object)


def _plain(cell: Any) -> Cell:
    """Return a cell without numpy around it, None where blank."""
    if not _filled(cell) or text_of(cell) in ("/", "-", "—", "——", "无"):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell  # type: ignore[no-any-return]


def _numbers(raw: Raw, notes: Notes) -> Any:
    if isinstance(raw.cells, np.ndarray) and raw.cells.dtype.kind in "fiu":
        return pd.Series(pd.array(raw.cells, dtype="Float64"))
    out = []
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        plain = _plain(cell)
        value = number_of(plain) if plain is not None else None
        if plain is not None and value is None:
            _unreadable(raw, int(row), plain, "不是数字", notes)
        out.append(None if value is None else float(value))
    return pd.Series(pd.array(out, dtype="Float64"))


def _unreadable(
    raw: Raw, row: int, cell: Cell, why: str, notes: Notes, *, code: str = "unreadable"
) -> None:
    said = f"第{row}行“{raw.heading}”写作“{text_of(cell)}”，{why}，按空白处理"
    notes.repair(code, row, raw.heading, said)


def _unit(name: str, column: Column, raw: Raw, entry: FileEntry | None, notes: Notes) -> str:
    """Return the unit: a person's word, then the heading's, then the national standard's."""
    units = UNITS[column.type]
    person = entry.units.get(name, "") if entry else ""
    if person and not unit_in(person, units):
        notes.repair(
            "unit", 0, raw.heading, f"county.toml为{name}写的单位“{person}”不可识别，未采用"
        )
    unit = unit_in(person, units) or unit_in(raw.heading, units)
    unit = unit or STANDARD_UNIT.get(column.type, "")
    cells = [cell for cell in raw.cells if _filled(cell)]
    own = bool(cells) and all(unit_in(str(cell), units) for cell in cells)
    if not unit and cells and not own:
        choice = "、".join(unit for unit in units if not unit.isascii())
        said = f"“{raw.heading}”没有写明单位，整列按空白处理；"
        said += f"请在county.toml的units中写明{name}的单位（{choice}）"
        notes.repair("unit", 0, raw.heading, said)
    return unit or ("公顷" if own and units is AREA else next(iter(units)) if own else "")


def _amounts(raw: Raw, unit: str, units: Mapping[str, Fraction], notes: Notes) -> Any:
    """Return whole smallest units, half away from zero; doubles are taken by their digits."""
    if isinstance(raw.cells, np.ndarray) and raw.cells.dtype.kind in "fiu":
        return _double_amounts(raw, units[unit], notes)
    out: list[int | None] = []
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        plain = _plain(cell)
        amount = None if plain is None else _amount(plain, unit, units)
        if plain is not None and amount is None:
            _unreadable(raw, int(row), plain, "不是数字", notes)
        out.append(amount)
    return pd.Series(pd.array(out, dtype="Int64"))


def _amount(cell: Cell, unit: str, units: Mapping[str, Fraction]) -> int | None:
    if isinstance(cell, str) and (own := unit_in(cell, units)):
        value = number_of(cell.replace(own, ""))
        return None if value is None else whole(value, units[own])
    value = number_of(cell)
    return None if value is None else whole(value, units[unit])


def _double_amounts(raw: Raw, factor: Fraction, notes: Notes) -> Any:
    values = np.asarray(raw.cells, dtype=np.float64)
    lacking = ~np.isfinite(values) | (np.abs(values) > 1e14)
    for k in np.flatnonzero(lacking & ~np.isnan(values)).tolist():
        _unreadable(raw, int(raw.rows[k]), float(values[k]), "不是数字", notes)
    scaled = np.where(lacking, 0.0, np.abs(values)) * float(factor)
    out = np.sign(values, where=~lacking, out=np.zeros_like(values)) * np.floor(scaled + 0.5)
    amounts = out.astype(np.int64)
    near = np.abs(scaled - np.floor(scaled) - 0.5) < 1e-4
    for k in np.flatnonzero(near & ~lacking).tolist():
        amounts[k] = whole(number_of(float(values[k])) or Fraction(0), factor)
    return pd.Series(pd.arrays.IntegerArray(amounts, lacking))
