"""Small files for the readers, made in code, and what a reading said, as sentences."""

import warnings
from pathlib import Path

import geopandas as gpd
import shapely

from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.records.county import FileEntry

EAST, NORTH = 36_471_200, 4_521_800


def entry(**fields):
    """Return an entry of county.toml for any file."""
    return FileEntry(**{"path": "*", "schema": "", **fields})


def square(k=0, size=10):
    """Return the k-th of a row of touching squares in zone 36."""
    return shapely.box(EAST + k * size, NORTH, EAST + (k + 1) * size, NORTH + size)


def layer(columns, shapes=None, crs=4524):
    """Return a frame with one square per row, or with the shapes given."""
    rows = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=shapes or [square(k) for k in range(rows)], crs=crs)


def write(frame, path: Path, **options):
    """Write a layer; the writer's own warnings are none of the reader's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, **options)
    return path


def taken(path: Path, stated=None, name=""):
    """Read one file as the user would give it."""
    return read(original(path, name=name), stated)


def only(reading):
    """Return the one table of a reading that was not refused."""
    assert reading.source.refused == ""
    (table,) = reading.tables
    return table


def repairs(table):
    return [one.sentence for one in table.card.repairs]


def rejections(table):
    return [one.sentence for one in table.card.rejections]
