"""图形检查: what is wrong with a shape by itself."""

import re
from collections.abc import Iterator

import numpy as np
import shapely

from gengheng.inspection.bench import Bench
from gengheng.inspection.check import EVERY, Check, Spot
from gengheng.inspection.corners import Corners, Ints, corners, plain
from gengheng.inspection.patches import Patches
from gengheng.inspection.say import m2
from gengheng.intake.vector import REASONS

GEOMETRY = "国土变更调查数据库质检 图形检查（门槛为默认值，待确认）"
SHARP_DEGREES = 1
HOLE_M2 = 1
NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
PLACE = re.compile(rf"(.*?)\[{NUMBER} {NUMBER}\]", re.I)


def crossed(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name every shape that crosses itself, with the place where it does."""
    held = ~shapely.is_missing(patches.shapes) & ~shapely.is_empty(patches.shapes)
    wrong = np.flatnonzero(held & ~shapely.is_valid(patches.shapes))
    for at in wrong.tolist():
        said = shapely.is_valid_reason(patches.shapes[at])
        found = PLACE.match(said)
        why = REASONS.get(found[1] if found else said, found[1] if found else said)
        where = shapely.Point(float(found[2]), float(found[3])) if found else None
        text = f"图形自相交：{why}"
        if where is not None:
            text += f"，在{where.x:.3f}，{where.y:.3f}"
        yield Spot(at, "图形", text, where)


def repeated(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name shapes with a point that repeats the one before it (to 0.1 mm), once for a shape."""
    for one in corners(patches.shapes):
        yield from _first(one, np.flatnonzero(one.same), "重复点{n}个，第一个在{x:.3f}，{y:.3f}")


def _first(one: Corners, found: Ints, said: str) -> Iterator[Spot]:
    """Yield one spot for each row among corners found, at the first of its corners."""
    rows, first, count = np.unique(one.at[found], return_index=True, return_counts=True)
    for at, k, n in zip(rows.tolist(), found[first].tolist(), count.tolist(), strict=True):
        x, y = one.place(k)
        yield Spot(at, "图形", said.format(n=n, x=x, y=y), shapely.Point(x, y))


def sharp(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name shapes with a corner below 1°: a spike that goes out and comes straight back."""
    limit = np.cos(np.radians(SHARP_DEGREES))
    for held in corners(patches.shapes):
        one = plain(held)
        back = (one.points[one.before] - one.points).astype(np.float64)
        on = (one.points[one.after] - one.points).astype(np.float64)
        long = np.hypot(*back.T) * np.hypot(*on.T)
        cosine = (back * on).sum(axis=1) / np.where(long > 0, long, 1.0)
        found = np.flatnonzero((cosine > limit) & (long > 0))
        said = f"小于{SHARP_DEGREES}度的尖角{{n}}个，第一个在{{x:.3f}}，{{y:.3f}}"
        yield from _first(one, found, said)


def touching(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name shapes in which one corner is met twice: rings that touch each other or themselves."""
    for held in corners(patches.shapes):
        one = plain(held)
        order = np.lexsort((one.points[:, 1], one.points[:, 0], one.at))
        at, points = one.at[order], one.points[order]
        twice = (at[1:] == at[:-1]) & (points[1:] == points[:-1]).all(axis=1)
        found = np.sort(order[1:][twice])
        yield from _first(one, found, "环在{n}处相接，第一处在{x:.3f}，{y:.3f}")


def holes(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name holes below 1 m², one spot for each, with the hole as its shape."""
    parts, row = shapely.get_parts(patches.shapes, return_index=True)
    flat = shapely.get_num_interior_rings(parts) > 0
    rings, part = shapely.get_rings(parts[flat], return_index=True)
    inner = np.append([False], part[1:] == part[:-1]) if len(part) else np.zeros(0, dtype=bool)
    owner = row[flat][part[inner]] if len(part) else np.zeros(0, dtype=np.int64)
    ground = np.array([shapely.Polygon(ring) for ring in rings[inner]], dtype=object)
    area = patches.measured(ground)
    for k in np.flatnonzero(area < HOLE_M2 * 100).tolist():
        said = f"内有{patches.measure}{m2(area[k])}平方米的细小孔洞，小于{HOLE_M2}平方米"
        yield Spot(int(owner[k]), "图形", said, ground[k])


def several(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name shapes of more than one part."""
    count = shapely.get_num_geometries(patches.shapes)
    for at in np.flatnonzero((count > 1) & ~shapely.is_missing(patches.shapes)).tolist():
        yield Spot(at, "图形", f"图形由{int(count[at])}个分开的面组成", patches.shapes[at])


CHECKS: tuple[Check, ...] = (
    Check("J-51", "图形", "图形自相交", GEOMETRY, EVERY, crossed, "按所示位置改正边界"),
    Check("J-52", "图形", "重复点", GEOMETRY, EVERY, repeated, "删去重复的点", metres=True),
    Check("J-53", "图形", "尖锐角", GEOMETRY, EVERY, sharp, "核对是否误点，删去尖刺", "提示",
          metres=True),
    Check("J-54", "图形", "细小孔洞", GEOMETRY, EVERY, holes, "补上孔洞，或核对其中的地类",
          metres=True),
    Check("J-55", "图形", "多部件图形", GEOMETRY, EVERY, several, "拆成单部件图斑", "提示"),
    Check("J-56", "图形", "环相接", GEOMETRY, EVERY, touching, "在相接处拆成两个面", "提示",
          metres=True),
)  # fmt: skip
