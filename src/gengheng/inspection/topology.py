"""拓扑检查: the patches of one layer against one another.

Only sound shapes take part; how many do not is J-51's and J-50's to say. What they share and what
they leave bare is the overlay kernel's to find, so a layer of 100 000 patches is a matter of
seconds; GEOS draws what is found.
"""

from collections.abc import Iterator

import numpy as np
import shapely

from gengheng.area.ellipsoid import Ints
from gengheng.inspection.bench import Bench
from gengheng.inspection.check import EVERY, SURVEYS, Check, Spot
from gengheng.inspection.patches import Flags, Patches, Shapes
from gengheng.inspection.say import m2
from gengheng.overlay.naive import perimeter_cm, polygonal, series
from gengheng.standards.dictionaries import mapped_m2
from gengheng.standards.tables import class_text

TOPOLOGY = "国土变更调查数据库质检 拓扑检查"
MAPPED = "TD/T 1055-2019 最小上图面积（门槛为默认值，待确认）"
NARROW_M = 2
SHARE_EDGE = "F***1****"
PAIRS = 200_000  # pairs that are compared together
# 同类同权属: attributes that must all be equal before two neighbours count as one patch
ALIKE = (
    "dlbm", "qsxz", "qsdwdm", "zldwdm", "kcdlbm", "gdlx", "gdpdjb", "xzdwkd", "tbxhdm", "zzsxdm",
    "gddb", "frdbs", "czcsxm", "mssm",
)  # fmt: skip


def related(shapes: Shapes, i: Ints, j: Ints, pattern: str) -> Flags:
    """Return which pairs (i, j) stand in a DE-9IM relation, looked at in bounded lots.

    >>> two = np.array([shapely.box(0, 0, 2, 2), shapely.box(2, 0, 3, 2)], dtype=object)
    >>> related(two, np.array([0]), np.array([1]), SHARE_EDGE).tolist()
    [True]
    """
    out = np.zeros(len(i), dtype=bool)
    for at in range(0, len(i), PAIRS):
        lot = slice(at, at + PAIRS)
        out[lot] = shapely.relate_pattern(shapes[i[lot]], shapes[j[lot]], pattern)
    return out


def duplicates(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name every row whose shape an earlier row has exactly, corner by corner."""
    first: dict[bytes, int] = {}
    number = patches.ground["row"].to_numpy()
    for at, wkb in enumerate(patches.twins):
        if wkb is None:
            continue
        if wkb in first:
            said = f"图形与第{int(number[first[wkb]])}行完全相同"
            yield Spot(at, "图形", said, patches.shapes[at])
        else:
            first[wkb] = at


def overlaps(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name every pair that shares at least 0.01 m², with the ground shared; twins are J-62's."""
    found = patches.quality.overlaps, patches.quality.duplicates
    i, j, area = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("left", "right", "centi_m2")
    )
    shared = shapely.normalize(
        polygonal(shapely.intersection(patches.shapes[i], patches.shapes[j]))
    )
    alike, number = patches.twins, patches.ground["row"].to_numpy()
    for k in np.lexsort((j, i)).tolist():
        a, b = int(i[k]), int(j[k])
        if alike[a] is not None and alike[a] == alike[b]:
            continue
        said = f"与第{int(number[b])}行{_key(patches, b)}重叠，"
        said += f"重叠部分{patches.measure}{m2(area[k])}平方米"
        yield Spot(a, "图形", said, shared[k])


def _key(patches: Patches, at: int) -> str:
    return f"（{patches.key(at)}）" if patches.key(at) else ""


def gaps(patches: Patches, _: Bench) -> list[Spot]:
    """Name the ground that patches enclose and none covers, from 0.01 m² on."""
    ground, area = patches.quality.gaps, patches.quality.gap_centi_m2
    return [
        Spot(-1, "图形", f"图斑之间有缝隙，{patches.measure}{m2(area[k])}平方米，"
             f"在{ground[k].centroid.x:.3f}，{ground[k].centroid.y:.3f}附近", ground[k])
        for k in range(len(ground))
    ]  # fmt: skip


def _small(patches: Patches) -> tuple[Ints, Flags, Flags]:
    """Return (m² mapped, which rows lie below it, which of those are narrower than 2 m)."""
    code = patches.text("dlbm")
    told = {c: mapped_m2(c) for c in set(code)}
    least = np.array([told[c] for c in code], dtype=np.int64)
    below = patches.sound & (patches.area < least * 100) & (code != "")
    around = perimeter_cm(series(patches.shapes, None))
    width_mm = 2000 * patches.area // np.maximum(around, 1)
    return least, below, np.asarray(below & (width_mm < NARROW_M * 1000))


def slivers(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name patches below 最小上图面积 whose mean width (2 · area / perimeter) is below 2 m."""
    narrow = _small(patches)[2]
    for at in np.flatnonzero(narrow).tolist():
        said = f"碎面：{patches.measure}{m2(patches.area[at])}平方米，平均宽度不足{NARROW_M}米"
        yield Spot(at, "图形", said, patches.shapes[at])


def unmapped(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name patches below 最小上图面积 that are no slivers."""
    least, below, narrow = _small(patches)
    code = patches.text("dlbm")
    for at in np.flatnonzero(below & ~narrow).tolist():
        said = f"{class_text(code[at])}{patches.measure}{m2(patches.area[at])}平方米，"
        said += f"小于最小上图面积{least[at]}平方米"
        yield Spot(at, "图形", said, patches.shapes[at])


def unmerged(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name pairs that share an edge and agree in class, owner and every other attribute."""
    i, j = patches.pairs
    same = np.ones(len(i), dtype=bool)
    for column in ALIKE:
        if not patches.has(column):
            continue
        cells = patches.text(column).astype(str)
        same &= cells[i] == cells[j]
    i, j = i[same], j[same]
    found = related(patches.shapes, i, j, SHARE_EDGE)
    number, code = patches.ground["row"].to_numpy(), patches.text("dlbm")
    for a, b in zip(i[found].tolist(), j[found].tolist(), strict=True):
        said = f"与第{int(number[b])}行{_key(patches, b)}相邻，地类{class_text(code[a])}、"
        yield Spot(a, "图形", said + "权属和其他属性都相同，没有合并", patches.shapes[a])


CHECKS = (
    Check("J-60", "拓扑", "图形重叠", TOPOLOGY, EVERY, overlaps, "按实地界线改到不重叠",
          metres=True, sound=True),
    Check("J-61", "拓扑", "图斑之间的缝隙", TOPOLOGY, SURVEYS, gaps, "并入相邻图斑，或补画图斑",
          metres=True, sound=True),
    Check("J-62", "拓扑", "重复图形", TOPOLOGY, EVERY, duplicates, "删去重复的一个", sound=True),
    Check("J-63", "拓扑", "碎面", MAPPED, SURVEYS, slivers, "并入相邻图斑",
          needs=("dlbm",), metres=True, sound=True),
    Check("J-64", "拓扑", "小于最小上图面积", MAPPED, SURVEYS, unmapped,
          "被行政界线切开的可保留，其余并入相邻图斑", "提示", needs=("dlbm",), metres=True,
          sound=True),
    Check("J-65", "拓扑", "同类同权属的相邻图斑未合并", TOPOLOGY, SURVEYS, unmerged,
          "核对后合并；被道路、沟渠编号隔开的可保留", "提示", needs=("dlbm", "qsdwdm"), sound=True),
)  # fmt: skip
