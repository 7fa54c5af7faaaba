"""W4, what is wrong with a coverage: invalid shapes, doubles, overlaps, gaps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from engines import THREADS, Answer, shapes
from ours import CRS, load

from gengheng.area.grid import grid_of
from gengheng.area.strips import sheet_of
from gengheng.overlay.quality import quality
from gengheng.overlay.rings import ground_of


def ours(path: Path) -> Callable[[], Answer]:
    """The kernel's check, from WKB; lawful areas of overlaps and gaps count, and so does GEOS."""

    def work(wkb: pa.Array) -> Answer:
        def fetched(which: np.ndarray) -> gpd.GeoSeries:
            some = wkb.take(pa.array(which)).to_numpy(zero_copy_only=False)
            return gpd.GeoSeries(shapely.from_wkb(some), crs=CRS)

        ground = ground_of(wkb)
        bounds = np.concatenate([ground.box[:, :2].min(axis=0), ground.box[:, 2:].max(axis=0)])
        with ThreadPoolExecutor(THREADS) as pool:
            found = quality(ground, sheet_of(grid_of(CRS), bounds), pool, fetched)
        shared = found.overlaps.centi_m2.sum() + found.duplicates.centi_m2.sum()
        return {
            "invalid": len(found.invalid),
            "shared": len(found.overlaps.left) + len(found.duplicates.left),
            "shared_m2": float(shared) / 100,
            "gaps": len(found.gaps),
            "judged": found.judged,
        }

    work(load(path, 2000))
    layer = load(path, None)
    return lambda: work(layer)


def with_shapely(path: Path) -> Callable[[], Answer]:
    """What shapely has ready-made: validity, intersection of the pairs that meet, one union."""
    layer = shapes(path, None)

    def work() -> Answer:
        valid = layer[shapely.is_valid(layer)]
        i, j = shapely.STRtree(valid).query(valid, "intersects")
        i, j = i[i < j], j[i < j]
        m2 = shapely.area(shapely.intersection(valid[i], valid[j]))
        whole = shapely.get_parts(shapely.union_all(valid))
        return {
            "invalid": len(layer) - len(valid),
            "shared": int((m2 > 1e-6).sum()),
            "shared_m2": float(m2.sum()),
            "gaps": int(shapely.get_num_interior_rings(whole).sum()),
        }

    return work


def edges_alone(path: Path) -> Callable[[], Answer]:
    """shapely's coverage check, which marks edges and names no pair, no area and no gap."""
    layer = shapes(path, None)

    def work() -> Answer:
        valid = layer[shapely.is_valid(layer)]
        marked = shapely.coverage_invalid_edges(valid)
        return {
            "invalid": len(layer) - len(valid),
            "marked": int(np.count_nonzero(~shapely.is_empty(marked))),
        }

    return work


WAYS: dict[str, Callable[[Path], Callable[[], Answer]]] = {
    "ours": ours,
    "shapely": with_shapely,
    "shapely, edges alone": edges_alone,
}
