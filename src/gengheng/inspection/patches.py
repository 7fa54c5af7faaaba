"""What lies under inspection: the rows of one table with shapes, columns and lawful areas."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Ints, official
from gengheng.area.grid import grid_of
from gengheng.inspection.structure import Field, fields
from gengheng.intake.columns import frame_name, label_of, matched
from gengheng.intake.measure import in_grid
from gengheng.intake.original import Original
from gengheng.intake.reading import Table
from gengheng.overlay.naive import series
from gengheng.overlay.naive_quality import Quality, judge
from gengheng.overlay.quality import coverage
from gengheng.records.county import FileEntry
from gengheng.standards.tables import schemas
from gengheng.values.errors import UnknownCrs
from gengheng.values.units import centi_m2

BLOCK = 20_000  # rows that are looked at together, so that memory stays bounded
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]
Texts = NDArray[np.object_]
SHAPELESS = "no-polygon"  # what the reader calls a row that it turned back for its shape
KEYS = {"plots": "plot_no"}


@dataclass(frozen=True)
class Patches:
    """One table of patches or plots; `declared` are its fields as the file declares them."""

    file: str
    table: Table
    ground: gpd.GeoDataFrame
    moved: str
    entry: FileEntry | None = None
    declared: tuple[Field, ...] | None = None

    @property
    def schema(self) -> str:
        """The kind of file."""
        return self.table.card.schema

    @property
    def name(self) -> str:
        """The file and, where the file's name does not say it, the layer."""
        card = self.table.card
        return self.file if card.name in self.file else f"{self.file} {card.name}"

    @cached_property
    def shapes(self) -> Shapes:
        """The shape of every row as it came, None where there is none."""
        return np.asarray(self.ground.geometry.array, dtype=object)

    @cached_property
    def sound(self) -> Flags:
        """Which rows have a valid polygon that may be overlaid."""
        flat = np.isin(shapely.get_type_id(self.shapes), (3, 6)) & ~shapely.is_empty(self.shapes)
        return np.asarray(flat & shapely.is_valid(self.shapes))

    @property
    def unsound(self) -> int:
        """How many rows have no valid polygon, those among them that the reader turned back."""
        card = self.table.card
        lost = [one.row for one in card.rejections if one.code == SHAPELESS]
        return int((~self.sound).sum()) + (card.rejected if 0 in lost else len(lost))

    @cached_property
    def lawful(self) -> str:
        """Why there is no official area, "" where there is one."""
        try:
            grid_of(self.ground.crs)
        except UnknownCrs as error:
            said = self.table.card.crs_by
            return str(error) if self.table.card.crs else f"坐标系{said}"
        return ""

    @cached_property
    def metres(self) -> str:
        """Why coordinates are not in metres, "" where they are (an undecided system may be)."""
        if not self.lawful:
            return ""
        crs = self.ground.crs
        degrees = crs.is_geographic if crs is not None else self._small
        return f"{self.lawful}，坐标不以米计" if degrees else ""

    @property
    def _small(self) -> bool:
        bounds = self.ground.total_bounds if len(self.ground) else np.array([0.0])
        return bool(np.nanmax(np.abs(bounds), initial=0.0) <= 180)

    @property
    def measure(self) -> str:
        """What `measured` gives: 椭球面积, or 平面面积 where the law knows none."""
        return "平面面积" if self.lawful else "椭球面积"

    def measured(self, shapes: Shapes) -> Ints:
        """Return the area of shapes of this layer in whole 0.01 m², 0 for what is no polygon."""
        if self.lawful:
            return centi_m2(np.nan_to_num(shapely.area(shapes)))
        cut = [shapes[k : k + BLOCK] for k in range(0, len(shapes), BLOCK)]
        parts = [official(gpd.GeoSeries(part, crs=self.ground.crs)) for part in cut]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    @cached_property
    def area(self) -> Ints:
        """The area of every row in whole 0.01 m², 0 where the shape is not sound."""
        held = self.shapes.copy()
        held[~self.sound] = None
        return self.measured(held)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """The rows (i, j), i < j, whose sound shapes meet, in their order."""
        held = np.flatnonzero(self.sound)
        shapes = self.shapes[held]
        i, j = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        kept = i < j
        i, j = i[kept], j[kept]
        order = np.lexsort((j, i))
        return held[i[order]], held[j[order]]

    @cached_property
    def twins(self) -> NDArray[np.object_]:
        """For every row the bytes of its shape in normal form, None where it cannot have a twin.

        Only a sound shape whose box and number of corners another row has can have one.
        """
        told = pd.DataFrame(shapely.bounds(self.shapes))
        told["corners"] = shapely.get_num_coordinates(self.shapes)
        alike = self.sound & told.duplicated(keep=False).to_numpy()
        out = np.full(len(self.shapes), None, dtype=object)
        out[alike] = shapely.to_wkb(shapely.normalize(self.shapes[alike]))
        return out

    @cached_property
    def quality(self) -> Quality:
        """What is wrong with the sound shapes as a coverage, in the measure of `measured`."""
        held = self.shapes.copy()
        held[~self.sound] = None
        if self.lawful:
            return judge(held, self.measured)
        return coverage(series(held, self.ground.crs))

    def has(self, column: str) -> bool:
        """Tell whether the layer has a standard column: declared in the file, or filled at all."""
        return column in self.names or bool(self.filled(column).any())

    @cached_property
    def names(self) -> frozenset[str]:
        """The standard columns among the declared fields; empty where none are declared."""
        if self.declared is None:
            return frozenset()
        headings = [one.name for one in self.declared]
        return frozenset(matched(headings, schemas()[self.schema], self.entry))

    def held(self, column: str) -> Any:
        """Return a standard column as it stands in the frame."""
        return self.ground[frame_name(column, schemas()[self.schema].columns[column])]

    def filled(self, column: str) -> Flags:
        """Return which rows fill a standard column; a column that is not there fills none."""
        name = frame_name(column, schemas()[self.schema].columns[column])
        if name not in self.ground:
            return np.zeros(len(self.ground), dtype=bool)
        cells = self.ground[name]
        return np.asarray((cells.notna() & (cells.astype(object) != "")).to_numpy(dtype=bool))

    def text(self, column: str) -> Texts:
        """Return a column of texts, "" where blank or not there; treat it as immutable."""
        if column not in self._texts:
            name = frame_name(column, schemas()[self.schema].columns[column])
            blank = np.full(len(self.ground), "", dtype=object)
            cells = self.ground[name].to_numpy(dtype=object) if name in self.ground else blank
            self._texts[column] = np.asarray(cells)
        return self._texts[column]

    @cached_property
    def _texts(self) -> dict[str, Texts]:
        """Columns that were asked for once; turning one into texts takes time."""
        return {}

    def whole(self, column: str) -> Ints:
        """Return a column of whole numbers, 0 where blank; ask `filled` for which are."""
        cells = self.held(column)
        return np.asarray(cells.fillna(0).to_numpy(dtype=np.int64))

    def number(self, column: str) -> NDArray[np.float64]:
        """Return a column of decimals, NaN where blank."""
        return np.asarray(self.held(column).to_numpy(dtype=np.float64, na_value=np.nan))

    def key(self, at: int) -> str:
        """Return BSM or 地块编号 of a row, "" for the whole layer."""
        column = KEYS.get(self.schema, "bsm")
        return str(self.text(column)[at]) if at >= 0 else ""

    def label(self, column: str) -> str:
        """Return a column as people know it: TBMJ图斑面积."""
        told = label_of(column, schemas()[self.schema].columns[column])
        return told if self.schema == "plots" else f"{column.upper()}{told}"


def patches(
    file: str, table: Table, one: Original | None = None, entry: FileEntry | None = None
) -> Patches:
    """Return a layer on the bench; degrees of CGCS2000 are projected, which `moved` says.

    `one` is the original, for the fields it declares. Raises `TypeError` for a register.
    """
    ground, moved = in_grid(table.ground)
    card = table.card
    declared = fields(one, card.name, card.encoding) if one else None
    return Patches(file, table, ground, moved, entry, declared)
