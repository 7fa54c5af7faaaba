"""平差: shares that add up to their whole to the last unit (TD/T 1057 control-area practice)."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def by_ratio(pieces: Ints, of: Ints, whole: Ints, stored: Ints) -> Ints:
    """Return the survey figure of each piece: its share of the stored area of its parent.

    `pieces` (0.01 m²) belong to parents `of`; `whole` is each parent's geometric area, `stored`
    its TBMJ (both 0.01 m²). What lies outside all pieces of a parent counts as one more share, so
    that all shares add up to TBMJ exactly; units left over go to the largest remainders, earlier
    pieces first. A parent without geometric area gives 0.

    >>> by_ratio(np.array([1, 1]), np.array([0, 0]), np.array([3]), np.array([10])).tolist()
    [4, 3]
    >>> by_ratio(np.array([50, 50]), np.array([0, 0]), np.array([100]), np.array([101])).tolist()
    [51, 50]
    """
    used = np.zeros(len(whole), dtype=np.int64)
    np.add.at(used, of, pieces)
    shares = np.concatenate([pieces, np.maximum(whole - used, 0)])
    parent = np.concatenate([of, np.arange(len(whole))])
    base = np.zeros(len(whole), dtype=np.int64)
    np.add.at(base, parent, shares)
    divisor = np.maximum(base[parent], 1)
    amount = shares.astype(object) * stored[parent].astype(object)  # may pass 64 bits
    floor, rest = (amount // divisor).astype(np.int64), (amount % divisor).astype(np.int64)
    left = np.where(base > 0, stored, 0)
    np.subtract.at(left, parent, floor)
    order = np.lexsort((np.arange(len(shares)), -rest, parent))  # one divisor in each parent
    first = np.searchsorted(parent[order], np.arange(len(whole)))
    rank = np.empty(len(shares), dtype=np.int64)
    rank[order] = np.arange(len(shares)) - first[parent[order]]
    return np.asarray((floor + (rank < left[parent]))[: len(pieces)])


def to_control(areas: Ints, control: int) -> Ints:
    """Return areas (0.01 m²) that add up to a control area, as the 平差 of a village does it.

    The difference control − Σ areas is shared out in whole 0.01 m²: everybody gets |d| div n, the
    |d| mod n largest one more, of equal ones the earlier; all with the sign of d. No area gives
    none back, whatever the control area (TD/T 1057 practice, reference 3.2).

    >>> to_control(np.array([500, 300, 400]), 1204).tolist()
    [502, 301, 401]
    >>> to_control(np.array([500, 300, 400]), 1198).tolist()
    [499, 300, 399]
    >>> to_control(np.array([], int), 5).tolist()
    []
    """
    if not len(areas):
        return np.asarray(areas, dtype=np.int64)
    d = control - int(areas.sum())
    each, rest = divmod(abs(d), len(areas))
    share = np.full(len(areas), each, dtype=np.int64)
    share[np.lexsort((np.arange(len(areas)), -areas))[:rest]] += 1
    return np.asarray(areas + (share if d >= 0 else -share))
