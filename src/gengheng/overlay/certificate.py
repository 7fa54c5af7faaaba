"""质量证明: that no two polygons of a layer share ground, in a form that cannot be misapplied.

A certificate is of a whole layer and holds for any part of it. It knows its polygons by their
edges, so whoever is shown it can see whether what is overlaid was certified: 8 bytes a polygon,
and some milliseconds for 100 000. It is kept in memory alone (`quality.certify`). A run could keep
it beside the digests of its layers, but it would then have to be believed, or made again: it
follows from the layer in less time than reading the layer takes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gengheng.area.grid import Grid
from gengheng.area.strips import Sheet
from gengheng.overlay.contacts import identify
from gengheng.overlay.outlines import Outlines

Names = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """What is known of the layer `digest` in `grid` by the kernel `kernel` (digest of its sources).

    `overlaps`: how many pairs share 0.01 m² or more, twins among them. `clean`: there are none,
    every shape is sound and the kernel left no pair open; then `members` are all polygons.
    """

    digest: str
    grid: Grid
    kernel: str
    overlaps: int
    clean: bool
    members: Names

    def holds(self, layer: Outlines, sheet: Sheet) -> bool:
        """Return whether no two polygons of a layer share ground; False where that is not known.

        Raises `ValueError` where the layer is no part of the one that is certified as clean.
        """
        if not self.clean:
            return False
        mine = names(layer, sheet)
        alien = len(np.unique(mine)) < len(mine) or not np.isin(mine, self.members).all()
        if sheet.grid != self.grid or alien:
            raise ValueError(f"质量证明{self.digest[:8]}不是这个图层的")
        return True


def names(layer: Outlines, sheet: Sheet) -> Names:
    """Return 64 bits for each polygon that has edges: the same wherever it is counted from."""
    out = np.zeros(len(layer.box), dtype=np.uint64)
    identify(layer.points, layer.chunks, layer.at, sheet.corner, out)
    held: Names = out[layer.at[1:] > layer.at[:-1]]
    return held
