"""图层目录: layers by name and vintage; what is on the shelf is never replaced."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from gengheng.area.grid import grid_of
from gengheng.overlay.naive import series
from gengheng.records.layer import LayerRef
from gengheng.standards.tables import schemas


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer and its name card. The frame is treated as immutable.

    `frame` holds the sound shapes only, in the county's grid; `rest` the rows whose shape may not
    stand there, each with `place` (why); a register has no shapes at all. `complete` repeats what
    a person declared in county.toml: that these are all versions, or all rows, that ever were.
    """

    ref: LayerRef
    frame: gpd.GeoDataFrame
    rest: gpd.GeoDataFrame
    complete: bool = False

    @property
    def day(self) -> date:
        """The day that a vintage speaks for. Raises `ValueError` for a table without one."""
        if self.ref.vintage is None:
            raise ValueError(f"{self.ref.schema} has no vintage")
        return self.ref.vintage

    @property
    def unsound(self) -> int:
        """How many rows have no shape that may be used."""
        return len(self.rest)

    @property
    def rows(self) -> gpd.GeoDataFrame:
        """Every row in the order of the files; the shape is None where `place` says why."""
        if self.rest.empty:
            return self.frame.assign(place="")
        both = pd.concat([self.frame.assign(place=""), self.rest])
        order = [n for n in ("file", "row") if n in both]
        return gpd.GeoDataFrame(both.sort_values(order, kind="stable", ignore_index=True))


PLACES = frozenset({"file", "row"})  # where a row stands, not what it says
Shelf = Sequence[Layer]


def shelve(
    schema: str,
    vintage: date | None,
    frame: gpd.GeoDataFrame,
    *,
    files: tuple[str, ...] = (),
    complete: bool = False,
) -> Layer:
    """Return `frame` as a layer whose digest covers CRS, columns, values and geometry.

    Rows whose column `fault` is not "" stand apart. Names of files and numbers of rows are not
    content. Raises `UnknownCrs` where a layer has no known grid.
    """
    grid = "" if schemas()[schema].kind == "register" else grid_of(frame.crs).label
    fault = frame["fault"] if "fault" in frame else pd.Series("", index=frame.index)
    sound = frame[fault == ""].reset_index(drop=True)
    rest = frame[fault != ""].assign(place=fault[fault != ""])
    rest = rest.set_geometry(series([None] * len(rest), frame.crs).set_axis(rest.index))
    content = hashlib.sha256(f"{schema}\n{vintage or ''}\n{grid}\n".encode())
    for name in sorted({str(column) for column in sound.columns} - PLACES):
        content.update(f"{name}\n".encode())
        content.update(_bytes_of(sound[name]))
    ref = LayerRef(
        schema=schema,
        vintage=vintage,
        crs=grid,
        rows=len(sound),
        digest=content.hexdigest(),
        files=files,
    )
    return Layer(ref, sound, rest, complete)


def _bytes_of(column: pd.Series) -> bytes:
    if isinstance(column, gpd.GeoSeries):
        return b"".join(wkb or b"" for wkb in column.to_wkb())
    held = column.astype(object).to_numpy(copy=True)
    held[column.isna().to_numpy()] = ""
    return "\x1f".join(map(str, held)).encode()
