"""图层目录: layers by name and vintage; what is on the shelf is never replaced."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd

from gengheng.area.grid import grid_of
from gengheng.records.layer import LayerRef


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer and its name card. The frame is treated as immutable.

    `frame` holds the sound shapes only, in the county's grid; `unsound` counts the rest, which
    stay in the original and in its list of repairs. `complete` repeats what a person declared in
    county.toml: that these are all versions that ever were.
    """

    ref: LayerRef
    frame: gpd.GeoDataFrame
    unsound: int = 0
    complete: bool = False


Shelf = Sequence[Layer]


def shelve(
    schema: str,
    vintage: date,
    frame: gpd.GeoDataFrame,
    *,
    files: tuple[str, ...] = (),
    complete: bool = False,
) -> Layer:
    """Return `frame` as a layer whose digest covers CRS, columns, values and geometry.

    Rows whose column `fault` is not "" take no part. Raises `UnknownCrs` without a known grid.
    """
    grid = grid_of(frame.crs)
    sound = frame[frame["fault"] == ""] if "fault" in frame else frame
    sound = sound.reset_index(drop=True)
    content = hashlib.sha256(f"{schema}\n{vintage}\n{grid.label}\n".encode())
    for name in sorted(str(column) for column in sound.columns):
        content.update(f"{name}\n".encode())
        content.update(_bytes_of(sound[name]))
    ref = LayerRef(
        schema=schema,
        vintage=vintage,
        crs=grid.label,
        rows=len(sound),
        digest=content.hexdigest(),
        files=files,
    )
    return Layer(ref, sound, len(frame) - len(sound), complete)


def _bytes_of(column: pd.Series) -> bytes:
    if isinstance(column, gpd.GeoSeries):
        return b"".join(column.to_wkb())
    return "\x1f".join("" if pd.isna(v) else str(v) for v in column).encode()
