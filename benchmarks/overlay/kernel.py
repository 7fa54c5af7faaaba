"""What one edge costs: the strips of a layer on one core, beside two other ways to the area."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from engines import shapes
from ours import CRS, load

from gengheng.area.ellipsoid import official
from gengheng.area.grid import grid_of
from gengheng.area.strips import sheet_of
from gengheng.overlay.outlines import measure, outlines
from gengheng.overlay.rings import ground_of

sys.path.append(str(Path(__file__).parents[2] / "tests"))

AGAIN = 5  # times the strips are counted within the clock
FEW = 300  # parcels for the published procedure
Work = Callable[[], dict[str, float]]


def strips(path: Path) -> Work:
    """Return the counting of all strips of a layer that is decoded."""
    ground = ground_of(load(path, None))
    bounds = np.concatenate([ground.box[:, :2].min(axis=0), ground.box[:, 2:].max(axis=0)])
    sheet, pool = sheet_of(grid_of(CRS), bounds), ThreadPoolExecutor(1)
    layer = outlines(ground, sheet, np.arange(len(ground)), pool)
    measure(layer, sheet, pool)

    def work() -> dict[str, float]:
        for _ in range(AGAIN):
            measure(layer, sheet, pool)
        return {"edges": int(np.diff(layer.ring).sum()) * AGAIN, "parcels": len(ground) * AGAIN}

    return work


def whole_arrays(path: Path) -> Work:
    """Return the area of all shapes at once in NumPy, as the judge counts it."""
    layer = gpd.GeoSeries(shapes(path, None), crs=CRS)

    def work() -> dict[str, float]:
        official(layer)
        return sized(np.asarray(layer.array))

    return work


def parcel_by_parcel(path: Path) -> Work:
    """Return the published procedure in plain Python, one parcel after another."""
    from oracle import published

    some = shapes(path, FEW)
    written = [_written(shape) for shape in some]

    def work() -> dict[str, float]:
        for parcel in written:
            published.centi_m2(
                parcel, ellipsoid=published.CGCS2000, meridian=108, false_easting=500_000
            )
        return sized(some)

    return work


def _written(shape: Any) -> list[tuple[list[Any], list[list[Any]]]]:
    """Return the rings of a shape as the published procedure takes them: words, not closed."""

    def words(ring: Any) -> list[Any]:
        return [(f"{x:.4f}", f"{y:.4f}") for x, y in shapely.get_coordinates(ring)[:-1]]

    return [
        (words(part.exterior), [words(hole) for hole in part.interiors])
        for part in shapely.get_parts(shape)
    ]


def sized(some: Any) -> dict[str, float]:
    """Return how many edges and parcels shapes have."""
    rings = shapely.get_rings(some)
    edges = int(shapely.get_num_coordinates(rings).sum()) - len(rings)
    return {"edges": edges, "parcels": len(some)}


WAYS: dict[str, Callable[[Path], Work]] = {
    "strips, one core": strips,
    "NumPy, whole arrays": whole_arrays,
    "parcel by parcel": parcel_by_parcel,
}
