"""角点一致: in which system a layer without one is counted, told by a decided layer beside it.

Two layers of one survey share their corners to the last digit. A layer that shares at least a
hundred distinct corners with a decided layer, each to a millimetre in both directions, is counted
as that layer is. Fewer may be chance; Xi'an 80 lies a thousand times further from CGCS2000. What is
found here is proposed in county.toml and read by a person; a screening never looks for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from gengheng.area.grid import epsg_of_meridian, grid_of
from gengheng.values.errors import UnknownCrs

ENOUGH = 100  # distinct corners, decision 17 of the settled points
PER_M = 1_000  # corners are compared in whole millimetres …
PER_DEGREE = 100_000_000  # … or in a hundred millionth of a degree, about a millimetre
REACH = 1 << 30  # how far from the first corner of a layer its corners may lie, in these steps

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The system that a decided layer gives, the layer's name, and how many corners agree."""

    code: str
    name: str
    corners: int

    @property
    def by(self) -> str:
        """The ground of the decision, in words.

        >>> Likeness("EPSG:4545", "图斑2022", 213).by
        '与图斑2022的213个角点一致'
        """
        return f"与{self.name}的{self.corners}个角点一致"


def like(
    frame: gpd.GeoDataFrame, decided: Iterable[tuple[str, str, gpd.GeoDataFrame]]
) -> tuple[Likeness, ...]:
    """Return, best first, each system in which `frame` shares enough corners with a decided layer.

    `decided` gives (name, code, frame) of each; a layer with a zone prefix stands for its zone
    without the prefix too. Of the layers of one system the one that shares most is named. An empty
    answer means that none shares enough; more than one that the corners do not decide.

    >>> boxes = [shapely.box(x, 4521800, x + 1, 4521801) for x in range(471200, 471400, 2)]
    >>> bare = gpd.GeoDataFrame(geometry=boxes)
    >>> there = gpd.GeoDataFrame(geometry=bare.translate(36_000_000), crs=4524)
    >>> [one.by for one in like(bare, [("图斑2022", "EPSG:4524", there)])]
    ['与图斑2022的400个角点一致']
    >>> like(bare[:20], [("图斑2022", "EPSG:4524", there)])
    ()
    """
    mine = _points(frame)
    found: dict[str, Likeness] = {}
    for name, code, other in decided if len(mine) else ():
        theirs = _points(other)
        for told, shift in _forms(code):
            steps = PER_DEGREE if pyproj.CRS.from_user_input(told).is_geographic else PER_M
            count = _shared(mine, theirs - (shift, 0.0), steps)
            if count >= ENOUGH and (told not in found or count > found[told].corners):
                found[told] = Likeness(told, name, count)
    return tuple(sorted(found.values(), key=lambda one: (-one.corners, one.code)))


def _points(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the corners of a layer that are numbers, as often as they stand there."""
    points = shapely.get_coordinates(np.asarray(frame.geometry.array))
    return points[np.isfinite(points).all(axis=1)]


def _forms(code: str) -> Iterator[tuple[str, float]]:
    """Yield (code, easting to take away): the system itself, and its zone without the prefix."""
    yield code, 0.0
    try:
        grid = grid_of(code)
    except UnknownCrs:
        return
    if grid.prefix:
        bare = epsg_of_meridian(grid.meridian, datum=grid.ellipsoid)
        yield f"EPSG:{bare}", grid.prefix * 1_000_000.0


def _shared(mine: NDArray[np.float64], theirs: NDArray[np.float64], steps: int) -> int:
    """Count my distinct corners that have one of theirs within one step in both directions."""
    if not len(theirs) or _apart(mine, theirs, 1 / steps):
        return 0
    known = _keys(theirs, theirs[0], steps)
    asked = _keys(mine, theirs[0], steps)
    hit = np.zeros(len(asked), dtype=bool)
    for east in (-2 * REACH, 0, 2 * REACH):
        # keys of one easting follow each other: the first one not below north - 1 tells
        at = np.searchsorted(known, asked + (east - 1))
        found = at < len(known)
        hit[found] |= known[at[found]] <= asked[found] + (east + 1)
    return int(hit.sum())


def _apart(one: NDArray[np.float64], two: NDArray[np.float64], step: float) -> bool:
    """Tell whether the boxes around two sets of corners do not meet."""
    low = np.maximum(one.min(axis=0), two.min(axis=0))
    high = np.minimum(one.max(axis=0), two.max(axis=0))
    return bool((low > high + 2 * step).any())


def _keys(points: NDArray[np.float64], origin: NDArray[np.float64], steps: int) -> Keys:
    """Return one sorted number for each distinct corner near enough to `origin`."""
    near = np.abs(points - origin).max(axis=1) * steps < REACH - 2
    whole = np.rint((points[near] - origin) * steps).astype(np.int64)
    out: Keys = np.sort((whole[:, 0] + REACH) * (2 * REACH) + (whole[:, 1] + REACH))
    return out[np.diff(out, prepend=-1) > 0]
