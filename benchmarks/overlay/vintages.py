"""Vintages of a county: polygons without gaps or overlaps, from the borders of a network."""

from dataclasses import dataclass

import numpy as np
import shapely
from network import Flags, Floats, Ints, Network, bent, spread
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Shapes = NDArray[np.object_]

CORNER = np.array([520_000.0, 4_480_000.0])  # of the county, EPSG:4545 (108°, no zone prefix)
MULTI = 0.004  # of the patches have a second part some hundred metres away
MERGED = 0.01 / 3  # of the borders are taken away in a vintage: about 1 % of the patches are joined
ENCLAVES = 0.03  # of the patches have a hole that is a patch of its own


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings back to back: ring r has the points at[r] … at[r + 1]; an owner for each."""

    points: Floats
    at: Ints
    owner: Ints

    @property
    def shells(self) -> Flags:
        """Which rings run anticlockwise: shells, the others are holes."""
        first = np.repeat(self.points[self.at[:-1]], np.diff(self.at), axis=0)
        x, y = (self.points - first).T
        cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
        cross[self.at[1:] - 1] = 0.0
        return np.asarray(np.add.reduceat(cross, self.at[:-1]) > 0)


def vintage(net: Network, year: int, change: float = 0.10) -> Shapes:
    """Return the polygons of a year: 0 is the first, in others `change` of the borders is new."""
    owner = _owners(net, year)
    rings = _rings(net, owner, *bent(net, year, change))
    shapes, of = _polygons(rings)
    shapes, of = _with_enclaves(net, owner, shapes, of)
    return _gathered(shapes, of)


def _owners(net: Network, year: int) -> Ints:
    """Return the owner of each site in a year: parts far away and taken borders join patches."""
    plain, fixed = net.sites[: net.patches], np.random.default_rng([net.seed, 6])
    some = np.flatnonzero(fixed.random(net.patches) < MULTI)
    far = cKDTree(plain).query(plain[some], k=26)[1][:, 25]
    taken = np.random.default_rng([net.seed, 7, year]).random(len(net.beside)) < MERGED
    near = net.beside[taken & (net.beside < net.patches).all(axis=1)]
    one, other = np.concatenate([np.column_stack([some, far]), near]).T
    links = coo_matrix((np.ones(len(one)), (one, other)), (net.patches, net.patches))
    joined = connected_components(links, directed=False)[1]
    owner = net.owner.copy()
    owner[: net.patches] = joined
    return owner


def _rings(net: Network, owner: Ints, vertices: Floats, count: Ints) -> Rings:
    """Return the rings round what each owner has, walking with the ground to the left.

    Three cells meet at a corner, so one owner leaves it along one border only.
    """
    left, right = owner[net.beside].T
    live = np.flatnonzero(left != right)
    border = np.concatenate([live, live])
    onward = np.repeat([True, False], len(live))
    mine = np.where(onward, left[border], right[border])
    border, onward, mine = (v[mine >= 0] for v in (border, onward, mine))
    leave, reach = (np.where(onward, *net.ends[border][:, side].T) for side in ([0, 1], [1, 0]))
    key = mine * len(net.corner)
    order = np.argsort(key + leave)
    after = order[np.searchsorted(key + leave, key + reach, sorter=order)]
    if (mine[after] != mine).any() or (leave[after] != reach).any():
        raise ValueError("a border ends where none begins")
    walk, ends = _cycles(after)
    return _drawn(net, (border[walk], onward[walk]), ends, mine[walk], (vertices, count))


def _cycles(after: Ints) -> tuple[Ints, Ints]:
    """Return the cycles of a permutation back to back, and one after the last of each."""
    following, seen = after.tolist(), bytearray(len(after))
    walk: list[int] = []
    ends: list[int] = []
    for start in range(len(following)):
        k = start
        while not seen[k]:
            seen[k] = 1
            walk.append(k)
            k = following[k]
        if not ends or ends[-1] < len(walk):
            ends.append(len(walk))
    return np.array(walk), np.array(ends)


def _drawn(
    net: Network,
    walk: tuple[Ints, Flags],
    ends: Ints,
    owner: Ints,
    lines: tuple[Floats, Ints],
) -> Rings:
    """Return the points along the walks (border, whether onward), rounded to 0.1 mm and closed."""
    (border, onward), (vertices, count) = walk, lines
    begin = np.cumsum(count) - count
    of, k = spread(count[border] + 1)  # the corner from which a border is entered, then its own
    forth = begin[border][of] + k - 1
    back = begin[border][of] + count[border][of] - k
    within = vertices[np.clip(np.where(onward[of], forth, back), 0, len(vertices) - 1)]
    corner = net.corner[np.where(onward, *net.ends[border].T)]
    points = np.round(np.where((k == 0)[:, None], corner[of], within) + CORNER, 4)
    stop = np.cumsum(count[border] + 1)[ends - 1]
    start = np.concatenate([[0], stop[:-1]])
    closed = np.insert(points, stop, points[start], axis=0)
    at = np.concatenate([[0], stop + np.arange(1, len(stop) + 1)])
    return Rings(closed, at, owner[ends - 1])


def _polygons(rings: Rings) -> tuple[Shapes, Ints]:
    """Return one polygon for each shell, with its holes, and the owner of each."""
    lines = shapely.linearrings(
        rings.points, indices=np.repeat(np.arange(len(rings.owner)), np.diff(rings.at))
    )
    shell = np.flatnonzero(rings.shells)
    shapes, of = shapely.polygons(lines[shell]), rings.owner[shell]
    hole = np.flatnonzero(~rings.shells)
    inner, outer = shapely.STRtree(shapes).query(shapely.get_point(lines[hole], 0), "intersects")
    held: dict[int, list[object]] = {}
    for h, s in zip(hole[inner], outer, strict=True):
        if rings.owner[h] == of[s]:
            held.setdefault(int(s), []).append(lines[h])
    for s, holes in held.items():
        shapes[s] = shapely.polygons(lines[shell[s]], holes)
    return shapes, of


def _with_enclaves(net: Network, owner: Ints, shapes: Shapes, of: Ints) -> tuple[Shapes, Ints]:
    """Cut a hole round the site of some patches and add what fills it, a patch of its own."""
    plain = owner[: net.patches]
    alone = np.bincount(plain, minlength=owner.max() + 1) == 1
    site = np.full(owner.max() + 1, -1)
    site[plain] = np.arange(net.patches)
    rng = np.random.default_rng([net.seed, 8])
    some, corners = rng.random(net.patches) < ENCLAVES, rng.integers(8, 30, net.patches)
    uneven = rng.uniform(0.7, 1.3, (net.patches, 30))
    shapes, more, whose = shapes.copy(), [], []
    for s in np.flatnonzero((site[of] >= 0) & alone[of] & some[site[of]]):
        own = int(site[of[s]])
        middle, n = net.sites[own] + CORNER, int(corners[own])
        room = shapely.distance(shapely.points(middle), shapely.boundary(shapes[s]))
        if room < 8:
            continue
        turn = 2 * np.pi * np.arange(n) / n
        away = 0.5 * room * uneven[own, :n]
        ring = np.round(middle + np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None], 4)
        shapes[s] = shapely.polygons(shapely.get_exterior_ring(shapes[s]), [ring[::-1]])
        more.append(shapely.polygons(ring))
        whose.append(owner.max() + 1 + own)
    return np.concatenate([shapes, np.array(more, dtype=object)]), np.concatenate([of, whose])


def _gathered(shapes: Shapes, of: Ints) -> Shapes:
    """Return one shape for each owner: a multipolygon where it has several polygons."""
    order = np.argsort(of, kind="stable")
    _, owner, count = np.unique(of[order], return_inverse=True, return_counts=True)
    out = np.empty(len(count), dtype=object)
    single = count[owner] == 1
    out[owner[single]] = shapes[order][single]
    several, place = np.unique(owner[~single], return_inverse=True)
    out[several] = shapely.multipolygons(shapes[order][~single], indices=place)
    return out
