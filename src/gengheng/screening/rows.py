"""Rows of the registers on the shelf, as plain values, to be laid beside each other by number."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from gengheng.catalogue.shelf import Shelf

BRACKETS = str.maketrans("[【(（{〔", "〔〔〔〔〔〔") | str.maketrans("]】)）}〕", "〕〕〕〕〕〕")


@dataclass(frozen=True, slots=True)
class RowOf:
    """One row of a register or layer of rows: `cells` by frame name, blank is None or ""."""

    cells: dict[str, Any]
    file: str
    row: int

    def text(self, name: str) -> str:
        """Return a text cell, "" where blank or where the file has no such column."""
        value = self.cells.get(name)
        return "" if value is None else str(value)

    def amount(self, name: str) -> int | None:
        """Return an amount, None where blank."""
        value = self.cells.get(name)
        return None if value is None else int(value)

    def day(self, name: str) -> date | None:
        """Return a date, None where blank."""
        value = self.cells.get(name)
        return value if isinstance(value, date) else None


def rows_in(shelf: Shelf, *schemas: str) -> Iterator[RowOf]:
    """Yield every row of some schemas whose rows add up, also those without a usable shape."""
    for layer in shelf:
        if layer.ref.schema in schemas:
            frame = layer.rows
            names = [n for n in frame.columns if n not in ("geometry", "place")]
            for told in frame[names].to_dict("records"):
                cells = {str(n): None if _blank(v) else v for n, v in told.items()}
                yield RowOf(cells, str(cells.get("file") or ""), int(cells.get("row") or 0))


def _blank(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value


def total(values: Iterable[int | None]) -> int | None:
    """Return a sum, None where one of the figures is blank or there is none.

    >>> total([3, 4]), total([3, None]), total([])
    (7, None, None)
    """
    held = list(values)
    return None if not held or None in held else sum(v for v in held if v is not None)


def plain_doc(text: str) -> str:
    """Return a 文号 as it is compared: without blanks, with one kind of bracket.

    >>> plain_doc("示政土 [2021] 3号") == plain_doc("示政土〔２０２１〕3号")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).translate(BRACKETS).split())
