"""The kernel as the product uses it: from WKB in Arrow buffers to whole 0.01 m² of lawful area.

Nothing is prepared before the clock: headers, sieve, decoding, strips, pairs, and the few rows that
the kernel leaves open and GEOS decides, all count.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from gengheng.area.ellipsoid import official
from gengheng.area.grid import grid_of
from gengheng.area.strips import Sheet, sheet_of
from gengheng.overlay.answers import Rows
from gengheng.overlay.cells import bounds_of, near
from gengheng.overlay.changed import SOUND
from gengheng.overlay.engine import cut
from gengheng.overlay.local import rows
from gengheng.overlay.naive import polygonal
from gengheng.overlay.outlines import Outlines, outlines
from gengheng.overlay.rings import Ground, ground_of

CRS = 4545
ROWS = [f for f in fields(Rows) if f.name != "candidates"]
Answer = dict[str, float]
Places = NDArray[np.int64]


@dataclass(slots=True)
class Steps:
    """CPU seconds of each step, all threads together, from one call to the next."""

    seconds: Answer
    last: float

    def done(self, name: str) -> None:
        """Note that a step is done."""
        now = time.process_time()
        self.seconds[f"{name}_s"] = round(now - self.last, 3)
        self.last = now


def load(path: Path, count: int | None) -> pa.Array:
    """Return the WKB of a layer, or of its first `count` shapes."""
    column = pq.read_table(path, columns=["geometry"])["geometry"]
    return column.slice(0, count).combine_chunks()


def overlaid(
    left: pa.Array, right: pa.Array, *, threads: int, clean: bool = False
) -> tuple[tuple[Places, Places, Places], Answer]:
    """Return (left, right, 0.01 m²) of every row, and what is told of the run.

    `right` is `left` for a layer against itself. `clean`: both layers are certified to be without
    overlaps.
    """
    steps = Steps({}, time.process_time())
    with ThreadPoolExecutor(threads) as pool:
        sides, places, sheet = _sieved(left, right, pool)
        steps.done("sieve")
        layers = _decoded(sides, places, sheet, pool)
        steps.done("decode")
        found = rows(*layers, sheet, pool, clean=(clean, clean))
        steps.done("pairs")
        i, j = places[0][found.left], places[1][found.right]
        cents = _decided(found, (left, right), (i, j), pool)
        steps.done("judged")
    told: Answer = {
        "pairs": int((found.plane2 > 0).sum()),
        "km2": float(found.plane2.sum()) * 0.5e-14,
        "official_km2": float(cents.sum()) * 1e-8,
        "candidates": found.candidates,
        "judged": int((found.state != SOUND).sum()),
        "decoded": len(places[0]) + (0 if right is left else len(places[1])),
        "vertex_bytes": _bytes(sides[0], layers[0]) / max(1, len(layers[0].points)),
        "piece_bytes": sum(getattr(found, f.name).nbytes for f in ROWS) / max(1, len(found.left)),
        **steps.seconds,
    }
    return (i, j, cents), told


def work(left: pa.Array, right: pa.Array, *, threads: int, clean: bool = False) -> Answer:
    """Return what is told of one overlay; see `overlaid`."""
    return overlaid(left, right, threads=threads, clean=clean)[1]


def _sieved(
    left: pa.Array, right: pa.Array, pool: ThreadPoolExecutor
) -> tuple[tuple[Ground, Ground], tuple[Places, Places], Sheet]:
    """Return both grounds, the places of what may meet anything, and the sheet of both."""
    one, *rest = pool.map(ground_of, [left] if right is left else [left, right])
    other = rest[0] if rest else one
    if one.fault.any() or other.fault.any():
        raise ValueError("a shape that the kernel does not take")
    theirs = np.flatnonzero(near(one.box, other.box))
    mine = theirs if right is left else np.flatnonzero(near(other.box[theirs], one.box))
    both = np.concatenate([one.box[mine], other.box[theirs]])
    return (one, other), (mine, theirs), sheet_of(grid_of(CRS), bounds_of(both))


def _decoded(
    sides: tuple[Ground, Ground],
    places: tuple[Places, Places],
    sheet: Sheet,
    pool: ThreadPoolExecutor,
) -> tuple[Outlines, Outlines]:
    """Return the outlines of both sides, the same object twice for a layer against itself."""
    one = outlines(sides[0], sheet, places[0], pool)
    return one, one if sides[1] is sides[0] else outlines(sides[1], sheet, places[1], pool)


def _bytes(ground: Ground, layer: Outlines) -> int:
    """Return what a layer takes beside its WKB."""
    held = (*ground.rings[1:], ground.box, ground.fault, *layer)
    return sum(array.nbytes for array in held)


def _decided(
    found: Rows,
    layers: tuple[pa.Array, pa.Array],
    at: tuple[Places, Places],
    pool: ThreadPoolExecutor,
) -> Places:
    """Return the lawful area of every row; where the kernel leaves it open, GEOS draws."""
    cents = found.centi_m2
    (asked,) = np.nonzero(found.state != SOUND)
    if len(asked):
        one, other = (
            shapely.from_wkb(wkb.take(pa.array(k[asked])).to_numpy(zero_copy_only=False))
            for wkb, k in zip(layers, at, strict=True)
        )
        drawn = polygonal(cut(one, other, pool))
        cents[asked] = official(gpd.GeoSeries(drawn, crs=CRS))
    return cents
