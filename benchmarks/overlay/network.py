"""Sites of a county and the borders between their cells: what every vintage of it is drawn from.

A county is a Voronoi tessellation: a site for each patch on a shaken lattice, and for each canal or
road a chain of close sites whose cells are dissolved into one long strip. Borders are bent within
the triangle between themselves and either site, so neighbours share every vertex and no two
borders cross. Metres from the county's lower left corner.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CELL = 150.0  # m between the sites of patches
PACE = 45.0  # m between the sites of a canal
CLEAR = 70.0  # m from a canal within which patches have no site of their own
SPACING = 11.5  # m between the vertices of a border
STRAIGHT = 4.0  # m: a shorter border has no vertex of its own
EXTRA = 0.01  # of the borders: one more vertex on the same line, in later vintages
OUTSIDE = -1  # owner of the frame of sites round the county


@dataclass(frozen=True, slots=True)
class Network:
    """Sites and borders: border k runs from corner ends[k, 0] to ends[k, 1].

    `owner` of each site: 0 … patches − 1, then one for each canal, `OUTSIDE` for the frame; the
    sites of patches come first, in the order of their owners. `beside` (borders × 2): the sites to
    the left and to the right of each border.
    """

    seed: int
    patches: int
    sites: Floats
    owner: Ints
    corner: Floats
    beside: Ints
    ends: Ints


def network(count: int, seed: int) -> Network:
    """Return the network of a county of about `count` patches, with a canal for every 2 000."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    inner, frame = _lattice(side, rng)
    lines = [_canal(k, side * CELL, rng) for k in range(max(2, count // 2000))]
    lines = [line for line in lines if len(line) >= 8]
    chain = np.concatenate(lines)
    tree = cKDTree(chain)
    banks = np.concatenate([_banks(line, rng) for line in lines])
    banks = banks[(tree.query(banks)[0] > 4.5) & _within(banks, 30.0, side * CELL)]
    patches = np.concatenate([inner[tree.query(inner)[0] > CLEAR], banks])
    canal = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    owner = np.concatenate(
        [np.arange(len(patches)), len(patches) + canal, np.full(len(frame), OUTSIDE)]
    )
    sites = np.concatenate([patches, chain, frame])
    return Network(seed, len(patches), sites, owner, *_borders(sites, owner))


def _lattice(side: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the shaken sites of a square lattice and the fixed ones of the frame round it."""
    line = np.arange(-1, side + 1)
    x, y = (axis.ravel() for axis in np.meshgrid(line, line))
    held = (x >= 0) & (x < side) & (y >= 0) & (y < side)
    middle = np.column_stack([x, y]) + 0.5
    shake = rng.uniform(-0.42, 0.42, (int(held.sum()), 2))
    return (middle[held] + shake) * CELL, middle[~held] * CELL


def _canal(number: int, extent: float, rng: np.random.Generator) -> Floats:
    """Return the sites of one canal: every fifth is a main one of 15 to 40 km, others 3 to 8."""
    length = rng.uniform(15e3, 40e3) if number % 5 == 0 else rng.uniform(3e3, 8e3)
    angle = rng.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    start = rng.uniform(0.1, 0.9, 2) * extent
    steps = np.arange(int(min(length, 0.8 * extent) / PACE))
    bend = np.cumsum(np.cumsum(rng.normal(0, 0.12, len(steps)))) * 0.5
    line = start + steps[:, None] * PACE * along + bend[:, None] * (-along[1], along[0])
    return np.asarray(line[_within(line, 60.0, extent)])


def _banks(line: Floats, rng: np.random.Generator) -> Floats:
    """Return sites on both banks: they make a canal twice as wide as they are far from it."""
    along = line[-1] - line[0]
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    every, wide = line[1::3], rng.choice([6.0, 12.0, 20.0])
    banks = [every + s * wide * across + rng.normal(0, 0.5, every.shape) for s in (-1, 1)]
    return np.concatenate(banks)


def _within(points: Floats, margin: float, extent: float) -> Flags:
    """Return which points lie in the county, farther than `margin` from its border."""
    return ((points > margin) & (points < extent - margin)).all(axis=1)


def _borders(sites: Floats, owner: Ints) -> tuple[Floats, Ints, Ints]:
    """Return (corners, sites beside each border, its ends), the first site to the left."""
    cells = Voronoi(sites)
    beside = cells.ridge_points.astype(np.int64)
    ends = np.array([r if len(r) == 2 else (-1, -1) for r in cells.ridge_vertices])
    held = (ends >= 0).all(axis=1) & (owner[beside] >= 0).any(axis=1)
    beside, ends = beside[held], ends[held]
    begin = cells.vertices[ends[:, 0]]
    line, off = cells.vertices[ends[:, 1]] - begin, sites[beside[:, 0]] - begin
    left = line[:, 0] * off[:, 1] - line[:, 1] * off[:, 0] > 0
    return cells.vertices, beside, np.where(left[:, None], ends, ends[:, ::-1])


def bent(net: Network, year: int, change: float) -> tuple[Floats, Ints]:
    """Return the vertices within the borders in a year, back to back, and how many each has.

    Year 0 is the first. In a later one `change` of the borders are drawn anew, and `EXTRA` of the
    others get a vertex on the line that they have.
    """
    begin = net.corner[net.ends[:, 0]]
    line, off = net.corner[net.ends[:, 1]] - begin, net.sites[net.beside[:, 0]] - begin
    length = np.maximum(np.hypot(*line.T), 1e-9)
    count = np.clip(np.round(length / SPACING).astype(np.int64) - 1, 0, 40)
    count[length < STRAIGHT] = 0
    of, k = spread(count)
    rng = np.random.default_rng([net.seed, 5, year])
    anew = rng.random(len(count)) < (change if year else 0.0)
    first = np.random.default_rng([net.seed, 77, 0]).uniform(-1, 1, (2, len(of)))
    second = np.random.default_rng([net.seed, 77, year]).uniform(-1, 1, (2, len(of)))
    slide, swing = np.where(anew[of], second, first)
    t = (k + 1 + 0.3 * slide) / (count[of] + 1)
    foot = (off * line).sum(axis=1)[of] / length[of] ** 2  # where the site stands along the border
    away = (np.abs(line[:, 0] * off[:, 1] - line[:, 1] * off[:, 0]) / length)[of]
    with np.errstate(divide="ignore"):
        rising = np.where(foot > 0, t / foot, np.inf)
        falling = np.where(foot < 1, (1 - t) / (1 - foot), np.inf)
    reach = np.minimum(0.6 * away * np.minimum(rising, falling), 0.06 * length[of]) * swing
    across = np.column_stack([-line[:, 1], line[:, 0]]) / length[:, None]
    points = begin[of] + t[:, None] * line[of] + reach[:, None] * across[of]
    more = ~anew & (count >= 2) & (rng.random(len(count)) < (EXTRA if year else 0.0))
    return _doubled(points, count, more)


def _doubled(points: Floats, count: Ints, more: Flags) -> tuple[Floats, Ints]:
    """Put a vertex in the middle of the first two of some borders; return as `bent` does."""
    at = (np.cumsum(count) - count)[more]
    middle = (points[at] + points[at + 1]) / 2
    return np.insert(points, at + 1, middle, axis=0), count + more


def spread(count: Ints) -> tuple[Ints, Ints]:
    """Return, for `count` things of each owner back to back, the owner and the place within it."""
    of = np.repeat(np.arange(len(count)), count)
    return of, np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
