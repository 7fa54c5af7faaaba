"""From flags to spots: one sentence for a row, one for a whole layer where every row is alike."""

from collections.abc import Callable, Iterator
from typing import SupportsInt

import numpy as np

from gengheng.inspection.check import Spot
from gengheng.inspection.patches import Flags, Patches
from gengheng.values.units import m2_text

TOGETHER = 20  # rows from which on a fault of every row is said once


def rows(
    patches: Patches, wrong: Flags, field: str, sentence: Callable[[int], str]
) -> Iterator[Spot]:
    """Yield a spot for each row that is wrong, with its shape; one where all of many rows are.

    `sentence` says what is wrong with the row at a position. The shape of a figure that is wrong
    is left out: the row is where it is.
    """
    found = np.flatnonzero(wrong)
    if len(found) == len(wrong) and len(found) > TOGETHER:
        first = int(found[0])
        row = int(patches.ground["row"].iloc[first])
        said = f"全部{len(found)}行都是如此，例如第{row}行：{sentence(first)}"
        yield Spot(-1, field, said, count=len(found))
        return
    for at in found.tolist():
        yield Spot(at, field, sentence(at))


def m2(centi: SupportsInt) -> str:
    """Return 0.01 m² as people read them, whatever kind of whole number they come as.

    >>> m2(np.int64(5_708_889))
    '57088.89'
    """
    return m2_text(int(centi))
