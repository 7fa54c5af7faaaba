"""Land that is counted twice: which numbers share ground, and how a pair of them is answered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gengheng.catalogue.shelf import Layer
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import Ground, count
from gengheng.rules.projects import Told
from gengheng.rules.rule import Flags, Params


@dataclass(frozen=True, slots=True)
class Land:
    """Sound shapes and the number that each belongs to."""

    shapes: gpd.GeoSeries
    numbers: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Common:
    """What two numbers share: area without slivers, the slivers, the shape."""

    one: str
    other: str
    area_centi_m2: int
    sliver_centi_m2: int
    shape: object

    def more_than(self, params: Params) -> bool:
        """Return whether it is more than the threshold."""
        return self.area_centi_m2 > params["min_m2"] * 100


@dataclass(frozen=True, slots=True)
class Pair:
    """One subject `one|other` and what is told of it; its ground and its slivers."""

    one: str
    other: str
    told: Told
    shape: object = None
    sliver_centi_m2: int = 0


def land_of(layer: Layer, column: str, rows: Flags) -> Land:
    """Return some rows of a layer; a row without a number is named by its place."""
    frame = layer.frame[rows]
    numbers = [
        number or f"（{file}第{row}行）"
        for number, file, row in zip(frame[column], frame["file"], frame["row"], strict=True)
    ]
    return Land(frame.geometry, np.array(numbers, dtype=object))


def common(
    left: Land, right: Land, wanted: Callable[[str, str], bool], params: Params
) -> tuple[list[Common], int]:
    """Return what each two `wanted` numbers share, in order, and the number of slivers.

    Touching pieces of one pair are joined before they are judged.
    """
    found = pieces(left.shapes, right.shapes, geometry=True)
    assert found.shapes is not None  # noqa: S101 - asked for
    both = zip(left.numbers[found.left], right.numbers[found.right], strict=True)
    names = [(str(one), str(other)) for one, other in both]
    mine = np.array([wanted(*name) for name in names], dtype=bool)
    names = [name for name, yes in zip(names, mine, strict=True) if yes]
    pairs = sorted(set(names))
    place = {pair: k for k, pair in enumerate(pairs)}
    owner = np.array([place[name] for name in names], dtype=np.int64)
    ground = Ground(*joined(series(found.shapes[mine], left.shapes.crs), owner))
    counted = count(ground, len(pairs), min_m2=params["min_m2"], width_m=params["sliver_width_m"])
    areas, slivers = counted.area_centi_m2.tolist(), counted.sliver_centi_m2.tolist()
    parts = zip(pairs, areas, slivers, counted.shapes, strict=True)
    return [
        Common(*pair, area, sliver, shape) for pair, area, sliver, shape in parts
    ], counted.slivers


def suspected(it: Common, said: str, params: Params) -> Pair:
    """Return the pair as 疑似 with a sentence where it shares more than the threshold."""
    much = it.more_than(params)
    less = f"重叠{it.area_centi_m2 / 100:.2f}平方米，未超过门槛" if it.area_centi_m2 else ""
    told = Told(
        suspicions=(said,) if much else (),
        note="" if much else less,
        area_centi_m2=it.area_centi_m2,
    )
    return Pair(it.one, it.other, told, it.shape, it.sliver_centi_m2)


def doubted(it: Common, why: str, params: Params) -> Pair:
    """Return the pair as 无法判定 for a reason where it shares more than the threshold."""
    if not it.more_than(params):
        return suspected(it, "", params)
    return Pair(it.one, it.other, Told(doubts=(why,)), None, it.sliver_centi_m2)


def named(pairs: Iterable[Pair]) -> list[str]:
    """Return the key of each pair; a number that two layers use is told apart.

    >>> named([Pair("甲", "1", Told()), Pair("甲", "1", Told()), Pair("甲", "2", Told())])
    ['甲|1', '甲|1（另一图层）', '甲|2']
    """
    keys: dict[str, None] = {}
    for pair in pairs:
        key = f"{pair.one}|{pair.other}"
        while key in keys:
            key += "（另一图层）"
        keys[key] = None
    return list(keys)
