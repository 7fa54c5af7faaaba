"""质检 of a large layer: how long it takes with every check asked."""

import time

import numpy as np
import pytest
import shapely

from gengheng.area.ellipsoid import official
from gengheng.inspection.bench import Bench
from gengheng.inspection.inspect import inspect
from gengheng.inspection.patches import patches
from gengheng.overlay.naive import series
from inspected import FARM, VILLAGE, X, Y, table

PATCHES, SIDE, BETWEEN = 100_000, 90.0, 6


def lattice(number):
    """Patches of some hundred metres with wriggling borders that neighbours share exactly."""
    rng, k = np.random.default_rng(1), round(number**0.5)
    corner = np.stack(np.meshgrid(np.arange(k + 1), np.arange(k + 1), indexing="ij"), -1) * SIDE
    corner = corner + rng.uniform(-20, 20, corner.shape)
    step = np.linspace(0, 1, BETWEEN + 2)[1:-1, None]

    def edges(a, b):
        """The points between two rows of corners."""
        held = a[..., None, :] + (b - a)[..., None, :] * step
        return held + rng.uniform(-3, 3, held.shape)

    east, north = edges(corner[:-1], corner[1:]), edges(corner[:, :-1], corner[:, 1:])
    shapes = []
    for i in range(k):
        for j in range(k):
            ring = (corner[i, j][None], east[i, j], corner[i + 1, j][None], north[i + 1, j],
                    corner[i + 1, j + 1][None], east[i, j + 1][::-1], corner[i, j + 1][None],
                    north[i, j][::-1])  # fmt: skip
            shapes.append(shapely.Polygon(np.round(np.concatenate(ring) + np.array([X, Y]), 4)))
    return shapes


def held(number):
    """A bench of one faultless survey."""
    shapes = lattice(number)
    area = official(series(shapes, "EPSG:4524"))
    n = len(shapes)
    cut = (area * 1000 + 5000) // 10_000
    cells = {name: [value] * n for name, value in FARM.items()} | {
        "BSM": [f"1508992110{k:08d}" for k in range(n)], "TBBH": [f"{k:06d}" for k in range(n)],
        "GDDB": [9.0 + k % 2 for k in range(n)], "ZLDWDM": [VILLAGE] * n,
        "TBMJ": (area / 100).tolist(), "KCMJ": (cut / 100).tolist(),
        "TBDLMJ": ((area - cut) / 100).tolist(),
    }  # fmt: skip
    return Bench((patches("DLTB.gpkg", table("DLTB", cells, shapes)),), (), "150899")


def test_a_faultless_lattice_has_neither_overlaps_nor_gaps():
    found = {one.check.id: one.count for one in inspect(held(400))}
    assert {id_: n for id_, n in found.items() if n and id_ not in ("J-01", "J-65")} == {}


@pytest.mark.prove
def test_a_hundred_thousand_patches(record_property):
    bench = held(PATCHES)
    start = time.monotonic()
    outcomes = inspect(bench)
    seconds = time.monotonic() - start
    assert {o.check.id for o in outcomes if o.defects} <= {"J-01", "J-65"}
    record_property("inspection of 100 000 patches, seconds", round(seconds))
    assert seconds < 120
