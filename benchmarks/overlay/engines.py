"""The engines: how each takes a layer into its own form, and how it overlays two of them.

Loading stands before the clock. A peer's work ends with the plane area of every piece, ours with
the lawful area. A layer against itself (`left is right`) asks each pair once. Every answer has
`pairs` (with an area above 0) and `km2` (plane).
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Answer = dict[str, float]
Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
THREADS = os.cpu_count() or 1
LONG = 400  # vertices: a longer shape is cut by a grid in `shortcuts`
SQUARE = 600.0  # m, of that grid


@dataclass(frozen=True, slots=True)
class Engine:
    """`load` a layer (or its first rows) before the clock; `work` is what the clock is for."""

    load: Callable[[Path, int | None], Any]
    work: Callable[[Any, Any], Answer]


def ours(**options: Any) -> Engine:
    """The kernel, loaded as `gengheng warm` left it; options as in `ours.overlaid`."""
    from ours import load, work

    from gengheng.overlay.warm import warm

    warm()
    return Engine(load, partial(work, **{"threads": THREADS, **options}))


def geopandas() -> Engine:
    """geopandas.overlay, which builds all pieces; against itself it asks each pair twice."""
    import geopandas as gpd

    def load(path: Path, count: int | None) -> Any:
        return gpd.read_parquet(path, columns=["id", "geometry"])[:count]

    def work(left: Any, right: Any) -> Answer:
        pieces = gpd.overlay(left, right, how="intersection", keep_geom_type=True)
        m2 = pieces.area
        return told(m2[pieces.id_1 < pieces.id_2] if left is right else m2)

    return Engine(load, work)


def shapely_threads() -> Engine:
    """shapely's STRtree and intersection in threads: what a careful user of shapely writes."""
    import shapely

    def work(left: Shapes, right: Shapes) -> Answer:
        i, j = shapely.STRtree(right).query(left, "intersects")
        if left is right:
            i, j = i[i < j], j[i < j]

        def part(at: Any) -> Floats:
            return np.asarray(shapely.area(shapely.intersection(left[i[at]], right[j[at]])))

        return told(shared(part, len(i)))

    return Engine(shapes, work)


def shortcuts() -> Engine:
    """The same, sparing GEOS what it can: equal shapes, touching ones, one within the other."""
    import shapely

    def work(left: Shapes, right: Shapes) -> Answer:
        one, of_one = squared(left)
        other, of_other = (one, of_one) if left is right else squared(right)
        i, j = shapely.STRtree(other).query(one)
        if left is right:
            held = of_one[i] < of_other[j]
            i, j = i[held], j[held]
        shapely.prepare(one)
        shapely.prepare(other)

        def part(at: Any) -> Floats:
            return spared(one[i[at]], other[j[at]])

        m2 = shared(part, len(i))
        pair = of_one[i].astype(np.int64) * len(right) + of_other[j]
        return told(np.bincount(np.unique(pair, return_inverse=True)[1], m2))

    return Engine(shapes, work)


def spared(one: Shapes, other: Shapes) -> Floats:
    """Return the area that each two shapes share, intersecting only where nothing else tells."""
    import shapely

    m2 = np.zeros(len(one))
    equal = shapely.equals_exact(one, other)
    m2[equal] = shapely.area(one[equal])
    rest = np.flatnonzero(~equal)
    rest = rest[shapely.intersects(one[rest], other[rest])]
    rest = rest[~shapely.touches(one[rest], other[rest])]
    within = shapely.contains_properly(one[rest], other[rest])
    m2[rest[within]] = shapely.area(other[rest[within]])
    cut = rest[~within]
    m2[cut] = shapely.area(shapely.intersection(one[cut], other[cut]))
    return m2


def squared(whole: Shapes) -> tuple[Shapes, NDArray[np.int64]]:
    """Cut long shapes by a grid; return all parts and the place of the shape each comes from."""
    import shapely

    size = shapely.get_num_coordinates(whole)
    parts, of = [whole[size <= LONG]], [np.flatnonzero(size <= LONG)]
    for k in np.flatnonzero(size > LONG):
        west, south, east, north = shapely.bounds(whole[k])
        corners = np.meshgrid(np.arange(west, east, SQUARE), np.arange(south, north, SQUARE))
        x, y = (axis.ravel() for axis in corners)
        boxes = shapely.box(x, y, x + SQUARE, y + SQUARE)
        boxes = boxes[shapely.intersects(whole[k], boxes)]
        parts.append(np.array([shapely.clip_by_rect(whole[k], *b.bounds) for b in boxes]))
        of.append(np.full(len(boxes), k))
    return np.concatenate(parts), np.concatenate(of)


def duckdb() -> Engine:
    """DuckDB with its spatial extension: a spatial join on intersects, then the intersection."""

    def load(path: Path, count: int | None) -> str:
        name = f"{path.stem}_{count or 'all'}"
        limit = f"limit {count}" if count else ""
        connected().execute(
            f"create or replace table {name} as"  # noqa: S608
            f" select id, geometry as g from read_parquet('{path}') {limit}"
        )
        return name

    def work(left: str, right: str) -> Answer:
        connected().execute(f"create or replace table pieces as {question(left, right)}")
        asked = "select count(*) filter (m2 > 0), sum(m2) from pieces"
        pairs, m2 = connected().execute(asked).fetchone() or (0, 0.0)
        return {"pairs": pairs, "km2": (m2 or 0.0) * 1e-6}

    return Engine(load, work)


@cache
def connected() -> Any:
    """Return DuckDB with the spatial extension that its own wheel holds, and all cores."""
    import duckdb
    import duckdb_extension_spatial

    connection = duckdb.connect()
    folder = Path(duckdb_extension_spatial.__file__).parent
    connection.execute(f"load '{next(folder.rglob('*.duckdb_extension'))}'")
    connection.execute(f"set threads = {THREADS}")
    return connection


def question(left: str, right: str) -> str:
    """Return the overlay of two tables (id, g) as SQL that DuckDB and SedonaDB both read."""
    once = "where a.id < b.id" if left == right else ""
    return (
        "select i, j, ST_Area(ST_Intersection(g, h)) as m2 from"  # noqa: S608
        f" (select a.id as i, b.id as j, a.g as g, b.g as h from {left} a"
        f" join {right} b on ST_Intersects(a.g, b.g) {once})"
    )


def sedona() -> Engine:
    """SedonaDB: the same question, tables in memory."""
    import sedonadb

    session = sedonadb.connect()

    def load(path: Path, count: int | None) -> str:
        name = f"{path.stem}_{count or 'all'}"
        limit = f"limit {count}" if count else ""
        session.read_parquet(path).to_view(f"{name}_file", overwrite=True)
        told_of = f"select id, geometry as g from {name}_file {limit}"  # noqa: S608
        session.sql(told_of).to_memtable().to_view(name, overwrite=True)
        return name

    def work(left: str, right: str) -> Answer:
        return told(pa.table(session.sql(question(left, right)))["m2"].to_numpy())

    return Engine(load, work)


def polars() -> Engine:
    """polars-st: a spatial join on intersects, then the intersection."""
    import polars as pl
    import polars_st as st

    def load(path: Path, count: int | None) -> Any:
        frame = pl.read_parquet(path, columns=["id", "geometry"], n_rows=count)
        return frame.with_columns(st.from_wkb("geometry").alias("geometry"))

    def work(left: Any, right: Any) -> Answer:
        met = left.st.sjoin(right, on="geometry", predicate="intersects")
        if left is right:
            met = met.filter(pl.col("id") < pl.col("id_right"))
        shared_ground = st.geom("geometry").st.intersection(st.geom("geometry_right"))
        return told(met.select(shared_ground.st.area().alias("m2"))["m2"].to_numpy())

    return Engine(load, work)


def shapes(path: Path, count: int | None) -> Shapes:
    """Return a layer as an array of GEOS shapes."""
    import shapely

    column = pq.read_table(path, columns=["geometry"])["geometry"].slice(0, count)
    return np.asarray(shapely.from_wkb(column.to_numpy(zero_copy_only=False)))


def shared(part: Callable[[Any], Floats], count: int) -> Floats:
    """Return `part` of 0 … count, done in threads and put together."""
    lots = np.array_split(np.arange(count), THREADS * 16)
    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate(list(pool.map(part, lots)))


def told(m2: Any) -> Answer:
    """Return how many pieces have an area, and all of it."""
    return {"pairs": int((m2 > 0).sum()), "km2": float(m2.sum()) * 1e-6}


ENGINES: dict[str, Callable[[], Engine]] = {
    "ours": ours,
    "ours, certified": partial(ours, clean=True),
    "ours, one thread": partial(ours, threads=1),
    "GeoPandas": geopandas,
    "SedonaDB": sedona,
    "DuckDB": duckdb,
    "polars-st": polars,
    "shapely, threads": shapely_threads,
    "shapely, shortcuts": shortcuts,
}
PEERS = ("GeoPandas", "SedonaDB", "DuckDB", "polars-st", "shapely, threads", "shapely, shortcuts")
