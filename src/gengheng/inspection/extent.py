"""范围检查: patches against the border of the county, plots against the newest survey."""

from collections.abc import Iterator

import numpy as np
import shapely

from gengheng.inspection.bench import Bench, standing, union
from gengheng.inspection.check import EVERY, PLOTS, Check, Found, NotAsked, Spot
from gengheng.inspection.patches import Patches, Shapes
from gengheng.inspection.say import m2
from gengheng.overlay.naive import polygonal

EXTENT = "国土变更调查数据库质检 范围一致性"
BACKED = "报备地块须有地类图斑作底"
COVERED = 999  # ‰ of its area below which a survey does not cover a plot
ROOM_M = 1.0  # what is kept around a patch when the border is cut to it


def outside(patches: Patches, bench: Bench) -> Found:
    """Name what lies outside the county, from 0.01 m² on, with the ground that does."""
    if not bench.borders:
        return NotAsked("旗县界线未提供")
    frames = []
    for file, table in bench.borders:
        moved = standing(table.ground, patches)
        if isinstance(moved, str):
            return NotAsked(f"旗县界线{file}不能与本图层比：{moved}")
        frames.append(moved)
    border = union(frames)
    if shapely.is_empty(border):
        return NotAsked("旗县界线没有可用的图形")
    return _outside(patches, border)


def _outside(patches: Patches, border: shapely.Geometry) -> Iterator[Spot]:
    shapely.prepare(border)
    held = np.flatnonzero(patches.sound)
    out = held[~shapely.covers(border, patches.shapes[held])]
    rest = []
    for at in out.tolist():
        west, south, east, north = patches.shapes[at].bounds
        room = (west - ROOM_M, south - ROOM_M, east + ROOM_M, north + ROOM_M)
        near = shapely.make_valid(shapely.clip_by_rect(border, *room))
        rest.append(shapely.difference(patches.shapes[at], near))
    ground = polygonal(np.array(rest, dtype=object))
    area = patches.measured(ground)
    for k in np.flatnonzero(area > 0).tolist():
        at = int(out[k])
        what = "全部" if area[k] == patches.area[at] else f"有{m2(area[k])}平方米"
        said = f"{what}在旗县界线以外（图形{patches.measure}{m2(patches.area[at])}平方米）"
        yield Spot(at, "图形", said, shapely.normalize(ground[k]))


def unbacked(patches: Patches, bench: Bench) -> Found:
    """Name plots of which the newest survey covers less than 99.9 %, with the ground left bare."""
    newest = bench.newest()
    if newest is None:
        return NotAsked("没有定了期次的三调地类图斑")
    moved = standing(newest.ground[newest.sound], patches)
    if isinstance(moved, str):
        return NotAsked(f"地类图斑{newest.name}不能与地块比：{moved}")
    return _unbacked(patches, np.asarray(moved.geometry.array, dtype=object), newest)


def _unbacked(patches: Patches, under: Shapes, newest: Patches) -> Iterator[Spot]:
    held = np.flatnonzero(patches.sound)
    if not len(held):
        return
    i, j = shapely.STRtree(under).query(patches.shapes[held], predicate="intersects")
    rest = []
    for k, at in enumerate(held.tolist()):
        rest.append(shapely.difference(patches.shapes[at], shapely.union_all(under[j[i == k]])))
    ground = polygonal(np.array(rest, dtype=object))
    area = patches.measured(ground)
    for k, at in enumerate(held.tolist()):
        if area[k] * 1000 > patches.area[at] * (1000 - COVERED):
            said = f"有{m2(area[k])}平方米在地类图斑{newest.name}"
            said += f"（{newest.table.card.vintage}）的范围以外"
            yield Spot(at, "图形", said, shapely.normalize(ground[k]))


CHECKS = (
    Check("J-70", "范围", "超出旗县界线", EXTENT, EVERY, outside,
          "核对界线版本；确属外旗县的删去或报飞地", metres=True, sound=True),
    Check("J-71", "范围", "地块超出最新地类图斑", BACKED, PLOTS, unbacked,
          "核对坐标系、带号和界址点；界线不完整的补齐地类图斑", metres=True, sound=True),
)  # fmt: skip
