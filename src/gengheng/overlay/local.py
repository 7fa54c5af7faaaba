"""Two layers against one another on one machine: what is the same first, then pair by pair."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gengheng.area.strips import Sheet
from gengheng.overlay.answers import Rows, joined, overlaid, paired, task
from gengheng.overlay.outlines import Outlines, measure
from gengheng.overlay.unchanged import unchanged


def rows(
    a: Outlines,
    b: Outlines,
    sheet: Sheet,
    pool: ThreadPoolExecutor,
    *,
    clean: tuple[bool, bool] = (False, False),
    progress: Callable[[float], None] = lambda _: None,
) -> Rows:
    """Return a row for every pair of a's and b's polygons that share ground, by (left, right).

    Polygons must be sound. `clean`: whether a quality certificate says that the layer has no
    overlaps, which is then not looked into. One layer against itself (`a is b`) gives each pair
    once, left < right. Strips of `a` are counted, those of `b` as far as they are needed.
    """
    same = None if a is b else unchanged(a, b, sheet, pool, clean)
    if same is None:
        for layer in (a,) if a is b else (a, b):
            measure(layer, sheet, pool)
        return joined(overlaid(a, b, task(a, b, sheet), pool, progress))
    beside = paired(task(a, b, sheet), same.asked, pool)
    asked = task(same.left, same.right, sheet, same.common)
    return joined([same.settled, beside, *overlaid(same.left, same.right, asked, pool, progress)])
