"""Coverages without faults, and with faults of every kind; the same ones for the same seed."""

import geopandas as gpd
import numpy as np
from shapely import MultiPolygon, Polygon

X, Y, SIDE = 36_471_200.0, 4_521_800.0, 40.0
CORNER = np.array([X, Y])


def lattice(rng, k):
    """k × k patches with wriggling borders that neighbours share, a canal's worth of vertices."""
    corner = np.stack(np.meshgrid(np.arange(k + 1), np.arange(k + 1), indexing="ij"), -1) * SIDE
    corner = corner + rng.uniform(-12, 12, corner.shape)
    step = np.linspace(0, 1, 5)[1:-1, None]

    def between(a, b):
        """The points of a border."""
        held = a[..., None, :] + (b - a)[..., None, :] * step
        return held + rng.uniform(-2, 2, held.shape)

    east, north = between(corner[:-1], corner[1:]), between(corner[:, :-1], corner[:, 1:])
    for i in range(k):
        for j in range(k):
            ring = (corner[i, j][None], east[i, j], corner[i + 1, j][None], north[i + 1, j],
                    corner[i + 1, j + 1][None], east[i, j + 1][::-1], corner[i, j + 1][None],
                    north[i, j][::-1])  # fmt: skip
            yield np.concatenate(ring)


def spoilt(rng, ring):
    """A ring with one fault, or none: moved, bow-tied, spiked, one vertex more, shifted, small."""
    kind, k = rng.integers(0, 9), int(rng.integers(1, len(ring) - 1))
    if kind == 0:
        ring[k] += rng.uniform(-8, 8, 2)
    elif kind == 1:
        ring[[k, k + 1]] = ring[[k + 1, k]]
    elif kind == 2:
        ring = np.insert(ring, k, [ring[k], ring[k] + rng.uniform(-9, 9, 2)], axis=0)
    elif kind == 3:
        ring = np.insert(ring, k + 1, (ring[k] + ring[k + 1]) / 2, axis=0)
    elif kind == 4:
        ring = ring + rng.choice([0.0001, 0.35, 3.0]) * rng.uniform(-1, 1, 2)
    elif kind == 5:
        ring = (ring - ring.mean(axis=0)) * rng.choice([0.5, 0.999, 1.01]) + ring.mean(axis=0)
    return ring


def faulty(seed):
    """A coverage with faults of every kind, on the grid of 0.1 mm."""
    rng = np.random.default_rng(seed)
    rings = [np.round(ring + CORNER, 4) for ring in lattice(rng, int(rng.integers(2, 6)))]
    shapes = []
    for ring in rings:
        kind = rng.integers(0, 12)
        if kind == 0:
            continue
        held = ring if kind < 8 else np.round(spoilt(rng, ring.copy()), 4)
        shapes.append(Polygon(held))
        if kind == 1:
            shapes.append(Polygon(np.roll(ring, int(rng.integers(0, 9)), axis=0)))
        if kind == 2:
            middle = ring.mean(axis=0)
            inner = np.round((ring - middle) * 0.3 + middle, 4)
            shapes[-1] = Polygon(ring, [inner])
            shapes += [Polygon(inner)] if rng.random() < 0.6 else []
    for _ in range(int(rng.integers(0, 2))):
        one, other = rng.choice(len(shapes), 2) if len(shapes) > 1 else (0, 0)
        shapes.append(MultiPolygon([shapes[one], shapes[other]]))
    return gpd.GeoSeries(shapes, crs=4524)
