"""Registers and layers of rows as offices keep them: headings, units and formats by the seed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import shapely
import xlsxwriter

from gengheng.standards.tables import Column, schemas
from gengheng.testing.lattice import Grid, shapes
from gengheng.testing.store import Place, write_layer
from gengheng.testing.world import Row, Value, World

FIRST_CREATED = datetime(2023, 10, 20, 8, 0, 0)  # noqa: DTZ001 (a workbook knows no time zone)
UNITS: dict[str, tuple[tuple[str, int], ...]] = {
    "area_m2": (("公顷", 10_000), ("平方米", 1)),
    "area_centi_m2": (("平方米", 100),),
    "kg": (("公斤", 1), ("万公斤", 10_000)),
    "money_fen": (("元", 100), ("万元", 1_000_000)),
    "tenths": (("", 10),),
    "length_mm": (("米", 1000),),
    "number": (("", 1),),
}
Cell = str | float | date


class Headed:
    """The columns of one table: which, how they are headed, and in which unit."""

    def __init__(
        self, schema: str, rows: Sequence[Mapping[str, Value]], rng: np.random.Generator
    ) -> None:
        """Choose a heading and a unit for every column that some row fills."""
        columns = schemas()[schema].columns
        told = {name for row in rows for name in row}
        self.columns = {n: c for n, c in columns.items() if n in told and not c.shares}
        self.style = int(rng.integers(4))
        self.headings: dict[str, str] = {}
        self.per: dict[str, int] = {}
        for name, column in self.columns.items():
            chinese = [alias for alias in column.names if not alias.isascii()] or [*column.names]
            units = UNITS.get(column.type, (("", 1),))
            unit, self.per[name] = units[int(rng.integers(len(units)))]
            heading = chinese[int(rng.integers(len(chinese)))]
            self.headings[name] = heading + (f"（{unit}）" if unit else "")

    def cell(self, name: str, value: Value) -> Cell:
        """Return a value as this table writes it, "" for blank."""
        if value is None:
            return ""
        if isinstance(value, date):
            return _day(value, self.style)
        if isinstance(value, str):
            return value
        return float(Decimal(value) / self.per[name])


def _day(day: date, style: int) -> Cell:
    """Return a date as an office writes it.

    >>> [_day(date(2021, 3, 5), n) for n in range(4)]
    [datetime.date(2021, 3, 5), '2021-03-05', '2021年3月5日', '2021.3.5']
    """
    named = f"{day.year}年{day.month}月{day.day}日"
    return (day, day.isoformat(), named, f"{day.year}.{day.month}.{day.day}")[style]


def register(path: Path, schema: str, rows: Sequence[Row], rng: np.random.Generator) -> None:
    """Write a register with its title, headings, numbers of columns and rows, as xlsx or csv."""
    head = Headed(schema, [row.cells for row in rows], rng)
    names = [*head.columns]
    lines: list[list[Cell]] = [["序号", *(head.headings[n] for n in names)]]
    lines += [
        [n, *(head.cell(name, row.cells.get(name)) for name in names)]
        for n, row in enumerate(rows, 1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        text = "\r\n".join(",".join(_plain(c) for c in line) for line in lines)
        path.write_bytes((text + "\r\n").encode(("gb18030", "utf-8-sig")[int(rng.integers(2))]))
        return
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": FIRST_CREATED, "author": "示例旗自然资源局"})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write(0, 0, f"示例旗{schemas()[schema].label}")
    for at, line in enumerate(lines, 2):
        for column, cell in enumerate(line):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            else:
                sheet.write(at, column, cell)
    book.close()


def _plain(cell: Cell) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def layer(folder: Path, place: Place, schema: str, world: World, crs: str) -> None:
    """Write a layer of rows; fields are named by the first ASCII alias of their column."""
    rows, columns = world.tables[schema], schemas()[schema].columns
    told = {name for row in rows for name in row.cells}
    used = {n: c for n, c in columns.items() if n in told and not c.shares}
    fields = {
        _field(name, column): [_stored(column, row.cells.get(name)) for row in rows]
        for name, column in used.items()
    }
    write_layer(folder, place, fields, [_polygon(world, row) for row in rows], crs)


def units_of(schema: str, rows: Sequence[Row]) -> dict[str, str]:
    """Return {column: unit} for county.toml: a field of a layer has no room for one."""
    units = {"area_m2": "平方米", "kg": "公斤", "money_fen": "元"}
    told = {name for row in rows for name in row.cells}
    columns = schemas()[schema].columns
    return {n: units[c.type] for n, c in columns.items() if n in told and c.type in units}


def _field(name: str, column: Column) -> str:
    return next((a.upper() for a in column.names if a.isascii() and len(a) <= 10), name.upper())


def _stored(column: Column, value: Value) -> str | float | None:
    if column.type == "number" or isinstance(value, int):
        scale = {"area_centi_m2": 100, "money_fen": 100, "tenths": 10, "length_mm": 1000}
        number = value if isinstance(value, int) else 0
        return None if value is None else float(Decimal(number) / scale.get(column.type, 1))
    return "" if value is None else str(value)


def _polygon(world: World, row: Row) -> shapely.MultiPolygon | None:
    if not row.region:
        return None
    place, grid = world.frame.place, Grid.of(row.region)
    found = shapes(grid, grid.mask(row.region).astype(np.int64) - 1)[0]
    parts = [shapely.Polygon(place(s.outer), [place(h) for h in s.holes]) for s in found]
    return shapely.MultiPolygon(parts)
