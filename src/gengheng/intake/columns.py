"""From the columns of a file to the columns of a schema: headings, units, types.

Every value that cannot be read becomes blank and is said; a blank is never zero. An area or amount
whose unit nobody names stays blank as a whole, because 公顷, 亩 and 平方米 look alike.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengheng.intake.cells import (
    AREA,
    LENGTH,
    MARKS,
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
from gengheng.intake.codes import codes
from gengheng.intake.raw import Raw, cleaned, filled
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
UNIT_SHOWN = {
    "area_m2": "（平方米）",
    "area_centi_m2": "（0.01平方米）",
    "money_fen": "（分）",
    "kg": "（公斤）",
    "tenths": "（0.1等）",
    "length_mm": "（毫米）",
}
# TBMJ, TBDLMJ: TD/T 1057 fixes m²; 等别 has no other unit; a ground resolution is given in metres
STANDARD_UNIT = {"area_centi_m2": "平方米", "tenths": "等", "length_mm": "米"}
UNIT_AFTER = re.compile(f"/({'|'.join([*AREA, *MASS, *MONEY, *LENGTH])})$", re.I)
# What is counted: one cell for several rows is not the figure of each of them.
AMOUNTS = frozenset({"area_m2", "area_centi_m2", "money_fen", "kg", "number"})
FIRST_YEAR, LAST_YEAR = 1949, 2099
NONE = "无"  # a word, not a number: whether it means 0 is for people to say
DEFAULT_YEARS = frozenset({1, 1899, 1900, 9999})  # what systems write where nobody wrote a day


def plain(heading: str) -> str:
    """Return a heading as it is compared: full-width signs, line feeds and units mean nothing.

    >>> plain("ＸＭＢＨ"), plain("新增\\n耕地（公顷）"), plain("水田/亩")
    ('xmbh', '新增耕地', '水田')
    """
    return plain_heading(UNIT_AFTER.sub("", half(heading)))


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


def shown(name: str, column: Column) -> str:
    """Return the key that a person writes in county.toml, with the words for it.

    >>> shown("plot_no", Column(type="code", names=("dkbh", "地块编号")))
    'plot_no（地块编号）'
    """
    return f"{name}（{label_of(name, column)}）"


def labels(schema: Schema) -> dict[str, str]:
    """Return {name in a frame: heading with its unit} of all columns of a schema.

    >>> from gengheng.standards.tables import schemas
    >>> labels(schemas()["plots"])["declared_m2"]
    '地块面积（平方米）'
    """
    return {
        frame_name(name, column): label_of(name, column) + UNIT_SHOWN.get(column.type, "")
        for name, column in schema.columns.items()
    }


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
    told = [plain(heading) for heading in headings]
    chosen = entry.columns if entry else {}
    found: dict[str, int] = {}
    for name, column in schema.columns.items():
        taken = set() if column.shares else {*found.values()}
        for alias in [chosen[name]] if name in chosen else column.names:
            wanted = plain(alias)
            alike = [k for k, p in enumerate(told) if p == wanted and k not in taken]
            if alike:
                same = [k for k in alike if half(headings[k]) == half(alias)]
                found[name] = (same or alike)[0]
                break
    return found


def converted(name: str, column: Column, raw: Raw, entry: FileEntry | None, notes: Notes) -> Any:
    """Return the cells of `raw` as `column` says: str, Int64, Float64, or dates as objects."""
    raw = cleaned(raw, Notes("") if column.shares else notes)
    if column.type == "text":
        return texts(raw.cells)
    if column.type == "code":
        return codes(name, raw, notes)
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
            known = shown(name, schema.columns[name]) if name in schema.columns else name
            said = f"county.toml 写明{known}的表头是“{heading}”，文件里没有，此栏空缺"
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
        told = plain(heading)
        for name, at in found.items():
            aliases = {plain(alias) for alias in schema.columns[name].names}
            if k not in found.values() and told in aliases:
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
    return pd.Series([text_of(cell) if filled(cell) else "" for cell in cells], dtype="str")


def _dates(raw: Raw, notes: Notes) -> Any:
    out = []
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        told = _plain(cell)
        told = None if told == NONE else told
        day = None if told is None else date_of(told, raw.day_0)
        if told is not None and day is None:
            _unreadable(raw, int(row), told, "不是日期", notes)
        elif told is not None and day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            empty = "是系统的默认日期" if day.year in DEFAULT_YEARS else "是不可能的日期"
            _unreadable(raw, int(row), told, empty, notes, code="placeholder")
            day = None
        out.append(day)
    return pd.Series(out, dtype=object)


def _plain(cell: Any) -> Cell:
    """Return a cell without numpy around it, None where blank."""
    if not filled(cell) or half(text_of(cell)) in MARKS:
        return None
    return cell.item() if isinstance(cell, np.generic) else cell  # type: ignore[no-any-return]


def _numbers(raw: Raw, notes: Notes) -> Any:
    if isinstance(raw.cells, np.ndarray) and raw.cells.dtype.kind in "fiu":
        return pd.Series(pd.array(raw.cells, dtype="Float64"))
    out = []
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        told = _plain(cell)
        value = number_of(told) if told is not None else None
        if told is not None:
            _say_number(raw, int(row), told, value is not None, notes)
        out.append(None if value is None else float(value))
    return pd.Series(pd.array(out, dtype="Float64"))


def _say_number(raw: Raw, row: int, cell: Cell, read: bool, notes: Notes) -> None:
    """Say which cells are no number, and which negative ones are written in brackets."""
    if not read and text_of(cell) == NONE:
        said = f"第{row}行“{raw.heading}”写作“{NONE}”，不当作0，按空白处理；确为零的请填0"
        notes.repair("none", row, raw.heading, said)
    elif not read:
        _unreadable(raw, row, cell, "不是数字", notes)
    elif isinstance(cell, str) and half(cell).startswith("("):
        said = f"第{row}行“{raw.heading}”写作“{cell}”，按负数读取，请核对"
        notes.repair("negative", row, raw.heading, said)


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
            "unit",
            0,
            raw.heading,
            f"county.toml为{shown(name, column)}写的单位“{person}”不可识别，未采用",
        )
    unit = unit_in(person, units) or unit_in(raw.heading, units)
    unit = unit or STANDARD_UNIT.get(column.type, "")
    cells = [cell for cell in raw.cells if filled(cell)]
    own = bool(cells) and all(unit_in(str(cell), units) for cell in cells)
    if not unit and cells and not own:
        choice = "、".join(unit for unit in units if not unit.isascii())
        said = f"“{raw.heading}”没有写明单位，整列按空白处理；"
        said += f"请在county.toml的units中写明{shown(name, column)}的单位（{choice}）"
        notes.repair("unit", 0, raw.heading, said)
    return unit or ("公顷" if own and units is AREA else next(iter(units)) if own else "")


def _amounts(raw: Raw, unit: str, units: Mapping[str, Fraction], notes: Notes) -> Any:
    """Return whole smallest units, half away from zero; doubles are taken by their digits."""
    if isinstance(raw.cells, np.ndarray) and raw.cells.dtype.kind in "fiu":
        return _double_amounts(raw, units[unit], notes)
    out: list[int | None] = []
    for row, cell in zip(raw.rows, raw.cells, strict=True):
        told = _plain(cell)
        amount = None if told is None else _amount(told, unit, units)
        if told is not None:
            _say_number(raw, int(row), told, amount is not None, notes)
        out.append(amount)
    return pd.Series(pd.array(out, dtype="Int64"))


def _amount(cell: Cell, unit: str, units: Mapping[str, Fraction]) -> int | None:
    if isinstance(cell, str) and (own := unit_in(cell, units)):
        value = number_of(half(cell).lower().replace(own, ""))
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
