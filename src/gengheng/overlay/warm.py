"""The first call of the kernel, made once at installation."""

import numpy as np
import pyarrow as pa
import shapely

from gengheng.area.grid import grid_of
from gengheng.area.strips import sheet_of
from gengheng.overlay.cells import near
from gengheng.overlay.certificate import names
from gengheng.overlay.engine import threads
from gengheng.overlay.local import rows
from gengheng.overlay.naive import series
from gengheng.overlay.outlines import outlines
from gengheng.overlay.quality import coverage
from gengheng.overlay.rings import ground_of


def warm() -> int:
    """Compile whatever is not compiled yet; return the lawful area of a known overlap, 0.01 m².

    Raises `EngineMissing` where numba cannot be used.

    >>> warm()
    499990
    """
    hectare = shapely.box(36_471_200, 4_521_800, 36_471_300, 4_521_900)
    north, moved = (shapely.affinity.translate(hectare, *by) for by in ((0, 100), (50, 0)))
    east = shapely.affinity.translate(hectare, 100, 0)
    early, late = np.array([hectare, north, east]), np.array([hectare, north, moved])
    sheet = sheet_of(grid_of(4524), shapely.total_bounds([hectare, north, east]))
    sides = ground_of(early), ground_of(pa.array(shapely.to_wkb(late)))
    near(sides[0].box, sides[1].box)
    one, other = (outlines(g, sheet, np.arange(3), threads()) for g in sides)
    for clean in ((True, False), (False, True), (True, True), (False, False)):
        rows(one, other, sheet, threads(), clean=clean)
    found = rows(other, other, sheet, threads())
    coverage(series(late, "EPSG:4524"))
    names(one, sheet)
    return int(found.centi_m2[0])
