"""The first call of the kernel, made once at installation."""

import numpy as np
import pyarrow as pa
import shapely

from gengheng.area.grid import grid_of
from gengheng.area.strips import sheet_of
from gengheng.overlay.cells import near
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
    shapes = np.array([hectare, shapely.affinity.translate(hectare, 50, 0)], dtype=object)
    sheet = sheet_of(grid_of(4524), np.array([36_471_200.0, 4_521_800, 36_471_350, 4_521_900]))
    sides = ground_of(shapes[:1]), ground_of(pa.array(shapely.to_wkb(shapes[1:])))
    near(sides[0].box, sides[1].box)
    layers = [outlines(g, sheet, np.arange(1), threads()) for g in sides]
    rows(layers[0], layers[0], sheet, threads())
    rows(layers[0], layers[0], sheet, threads(), clean=(True, False))
    rows(layers[0], layers[1], sheet, threads(), clean=(True, True))
    coverage(series(shapes, "EPSG:4524"))
    return int(rows(layers[0], layers[1], sheet, threads()).centi_m2[0])
