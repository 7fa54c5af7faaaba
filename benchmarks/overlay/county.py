"""Write the layers of one size: `county.py FOLDER COUNT [COUNT …]`.

FOLDER/COUNT gets, each as GeoParquet with the columns id, bsm, dlbm, geometry (WKB, EPSG:4545):

  a, b      two vintages of a coverage of about COUNT patches, 10 % of the borders drawn anew
  plots     plots to be laid over `a`, one for every 15 patches, four in ten a patch exactly
  twice     plots of many projects, one for every two patches: copies, and copies moved by 1 m
  faulty    `a` with 40 patches each moved, dropped, doubled and tied into a bow

and a.gpkg and plots.gpkg for the chain from file to file. The same numbers give the same layers.
What lies there already is left as it is.
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from network import Ints, network, spread
from vintages import Shapes, vintage

SEED = 1
CRS = 4545
CLASSES = np.array(["0101", "0103", "0201", "0301", "0404", "0702", "1006", "1104"])
FAULTS = 40  # of each kind


def plots(patches: Shapes, count: int, seed: int, exact: float = 0.4) -> Shapes:
    """Return `count` plots: `exact` of them patches point by point, the others over several."""
    rng = np.random.default_rng(seed)
    whole = int(count * exact)
    few = np.flatnonzero(shapely.get_num_coordinates(patches) < 200)
    copied = patches[rng.choice(few, whole, replace=False)]
    return np.concatenate([copied, _blobs(shapely.total_bounds(patches), count - whole, rng)])


def _blobs(bounds: np.ndarray, count: int, rng: np.random.Generator) -> Shapes:
    """Return star-shaped plots of some hundred metres, sixty round each of some centres."""
    centre = rng.uniform(bounds[:2], bounds[2:], (max(1, count // 60), 2))
    middle = centre[rng.integers(0, len(centre), count)] + rng.normal(0, 900, (count, 2))
    of, k = spread(rng.integers(8, 70, count))
    turn = 2 * np.pi * k / np.bincount(of)[of]
    size = np.exp(rng.normal(4.2, 0.5, count))[of]
    away = size * (1 + 0.25 * np.sin(3 * turn + of) + 0.05 * rng.normal(size=len(of)))
    points = middle[of] + np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None]
    return shapely.polygons(shapely.linearrings(np.round(points, 3), indices=of))


def twice(patches: Shapes, count: int, seed: int) -> Shapes:
    """Return plots of many projects: 10 % are copies of others, 5 % copies moved by 1 m."""
    rng = np.random.default_rng(seed)
    once = plots(patches, int(count * 0.85), seed, exact=0.2)
    copied = rng.choice(len(once), int(count * 0.10), replace=False)
    moved = rng.choice(len(once), count - len(once) - len(copied), replace=False)
    return np.concatenate([once, once[copied], _moved(once[moved], 1.0, -0.5)])


def _moved(shapes: Shapes, east: float, north: float) -> Shapes:
    """Return shapes moved by some metres."""
    return shapely.transform(shapes, lambda points: np.round(points + np.array([east, north]), 4))


def faulty(patches: Shapes, seed: int) -> Shapes:
    """Return a coverage with `FAULTS` patches each moved, dropped, doubled and tied into a bow."""
    rng = np.random.default_rng(seed)
    few = np.flatnonzero(shapely.get_num_coordinates(patches) < 120)
    over, gap, double, bow = rng.choice(few, (4, FAULTS), replace=False)
    out = patches.copy()
    out[over] = _moved(out[over], 0.35, 0.2)
    for k in bow:
        points = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_geometry(out[k], 0)))
        points[[3, 4]] = points[[4, 3]]
        out[k] = shapely.polygons(points)
    kept = np.ones(len(out), dtype=bool)
    kept[gap] = False
    return np.concatenate([out[kept], out[double]])


def frame(shapes: Shapes, seed: int) -> gpd.GeoDataFrame:
    """Return a layer with a number, a name of 18 digits and a class for each shape."""
    number = np.arange(len(shapes), dtype=np.int32)
    columns = {
        "id": number,
        "bsm": [f"150826211{n:09d}" for n in number],
        "dlbm": np.random.default_rng(seed).choice(CLASSES, len(shapes)),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def write(folder: Path, count: int) -> None:
    """Write all layers of one size that are not there yet, and say how large they are."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "done").exists():
        return
    net = network(count, SEED)
    a, b = vintage(net, 0), vintage(net, 1)
    layers = {
        "a": a,
        "b": b,
        "plots": plots(a, max(2000, count // 15), 11),
        "twice": twice(a, count // 2, 13),
        "faulty": faulty(a, 17),
    }
    for name, shapes in layers.items():
        layer = frame(shapes, 3)
        layer.to_parquet(folder / f"{name}.parquet", compression=None)
        if name in {"a", "plots"}:
            layer.to_file(folder / f"{name}.gpkg", driver="GPKG", layer=name, promote_to_multi=True)
        print(f"{folder.name}/{name}: {len(layer)} shapes, {_described(shapes)}", flush=True)
    (folder / "done").write_text("")


def _described(shapes: Shapes) -> str:
    """Return what a layer is made of, in words."""
    points: Ints = shapely.get_num_coordinates(shapes)
    holes = shapely.get_num_interior_rings(shapes) > 0
    parts = shapely.get_num_geometries(shapes) > 1
    return (
        f"{points.sum()} vertices, median {np.median(points):.0f}, most {points.max()}; "
        f"{holes.mean():.1%} with a hole, {parts.mean():.1%} of several parts"
    )


if __name__ == "__main__":
    for size in sys.argv[2:]:
        write(Path(sys.argv[1]) / size, int(size))
