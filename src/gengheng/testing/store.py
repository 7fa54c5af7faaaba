"""Writing vector files the way an office keeps them, byte for byte the same every time."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

EPOCH = (2023, 10, 20, 8, 0, 0)
_FIXED = {"OGR_CURRENT_DATE": "2023-10-20T08:00:00.000Z", "OPENFILEGDB_REPRODUCIBLE_UUID": "YES"}
Columns = Mapping[str, Sequence[str | float | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer is kept: path within the folder, name of the layer, kind of file.

    Kinds: shp (GBK, without .cpg), zip (the same, packed), gpkg, gdb. `prj` is False for a
    shapefile without .prj.
    """

    path: str
    layer: str
    kind: str
    prj: bool = True


@contextmanager
def fixed_clock() -> Iterator[None]:
    """Let files carry a fixed date and fixed identifiers instead of those of the day."""
    pyogrio.set_gdal_config_options(_FIXED)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(_FIXED))


def write_layer(
    folder: Path,
    place: Place,
    columns: Columns,
    shapes: Sequence[shapely.Geometry | None],
    crs: str,
) -> None:
    """Write one layer; a GeoPackage or geodatabase that exists gets one layer more."""
    frame = gpd.GeoDataFrame(_table(columns), geometry=np.array(shapes, dtype=object), crs=crs)
    target = folder / place.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if place.kind in ("gpkg", "gdb"):
        driver = {"gpkg": "GPKG", "gdb": "OpenFileGDB"}[place.kind]
        many = any(isinstance(s, shapely.MultiPolygon) for s in shapes)
        pyogrio.write_dataframe(
            frame, target, layer=place.layer, driver=driver,
            geometry_type="MultiPolygon" if many else "Polygon", promote_to_multi=many,
        )  # fmt: skip
    elif place.kind == "shp":
        _write_shp(frame, target, place.prj)
    else:
        with tempfile.TemporaryDirectory() as work:
            _write_shp(frame, Path(work) / f"{place.layer}.shp", place.prj)
            _pack(Path(work), target)


def _table(columns: Columns) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(cells) for name, cells in columns.items()})


def _write_shp(frame: gpd.GeoDataFrame, target: Path, prj: bool) -> None:
    pyogrio.write_dataframe(
        frame,
        target,
        driver="ESRI Shapefile",
        encoding="GBK",
        geometry_type="Polygon",
        DBF_DATE_LAST_UPDATE="2023-10-20",
    )
    target.with_suffix(".cpg").unlink()
    if not prj:
        target.with_suffix(".prj").unlink()


def _pack(work: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(work.iterdir()):
            info = zipfile.ZipInfo(part.name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            with part.open("rb") as source, archive.open(info, "w") as sink:
                shutil.copyfileobj(source, sink)
