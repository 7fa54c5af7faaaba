"""What a reader gives back: the card of each layer, and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from gengheng.records.source import LayerCard, Rejection, Repair, SourceFile


@dataclass(frozen=True, slots=True)
class Table:
    """The kept rows of one layer or sheet, and its card.

    `frame` has the columns of the schema under their standard names (`gengheng.standards`), all
    text columns as str with "" for blank, plus `row`: the place in the file, counted from 1. A
    layer is a GeoDataFrame in the CRS of the card (None where undecided); its column `fault` is
    "" or says why a row has no sound shape (图形自相交, 无坐标): such rows are kept, because
    they are subjects too. A register is a DataFrame of text, dates and Int64 as the schema says.
    """

    card: LayerCard
    frame: pd.DataFrame

    @property
    def ground(self) -> gpd.GeoDataFrame:
        """The frame of a layer. Raises `TypeError` for a register."""
        if not isinstance(self.frame, gpd.GeoDataFrame):
            raise TypeError(f"{self.card.name} is not a layer")
        return self.frame


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a file said, in the order of the file."""

    source: SourceFile
    tables: tuple[Table, ...]


@dataclass(slots=True)
class Notes:
    """Where a reader collects what it has to say while it goes through one layer."""

    file: str
    repairs: list[tuple[str, int, str, str]] = field(default_factory=list)
    rejections: list[tuple[str, int, str, str]] = field(default_factory=list)

    def repair(self, code: str, row: int, field: str, sentence: str) -> None:
        """Say that something was understood otherwise than written."""
        self.repairs.append((code, row, field, sentence))

    def reject(self, code: str, row: int, field: str, sentence: str) -> None:
        """Say that a row stays out until somebody mends it."""
        self.rejections.append((code, row, field, sentence))

    def records(self) -> tuple[tuple[Repair, ...], tuple[Rejection, ...]]:
        """Return everything said, as records in the order of the rows.

        >>> notes = Notes("a.txt")
        >>> notes.repair("count", 9, "", "地块P1：界址点数写作4，实有5")
        >>> notes.records()[0][0].row, notes.records()[1]
        (9, ())
        """

        repairs = tuple(
            Repair(code=code, file=self.file, row=row, field=field, sentence=sentence)
            for code, row, field, sentence in sorted(self.repairs, key=lambda one: one[1])
        )
        rejections = tuple(
            Rejection(code=code, file=self.file, row=row, field=field, sentence=sentence)
            for code, row, field, sentence in sorted(self.rejections, key=lambda one: one[1])
        )
        return repairs, rejections


Fields = Mapping[str, str]
