"""What an inspection is made of: checks, the spots they find, and what became of each check."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import shapely

from gengheng.inspection.bench import Bench
from gengheng.inspection.patches import Patches

SURVEYS = ("dltb", "dltb_2")
PLOTS = ("plots",)
EVERY = (*SURVEYS, *PLOTS)
Group = Literal["字段", "值域", "面积", "唯一性", "图形", "拓扑", "范围", "读入"]
Level = Literal["错误", "提示"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a check found something.

    `at` is the position of the row in the frame, -1 for the whole layer; `row` is the row of the
    file where the row itself is not in the frame. `count` is how many rows a sentence about the
    whole layer stands for. `shape` is the point or polygon to be looked at, None for a figure.
    """

    at: int
    field: str
    sentence: str
    shape: shapely.Geometry | None = None
    row: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class NotAsked:
    """未执行: why a check could not look at a layer, and what would let it."""

    reason: str


Found = Iterable[Spot] | NotAsked
Find = Callable[[Patches, Bench], Found]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `find` is total: it answers for any table of `schemas` and never raises for data.

    `needs` are the standard columns without which the check is 未执行; `metres` says that it needs
    coordinates in metres, `sound` that rows without a valid polygon take no part: how many is said,
    and the check is then 部分执行. `empty` says that a layer without rows is looked at too. `todo`
    is what a clerk does about a spot.
    """

    id: str
    group: Group
    label: str
    basis: str
    schemas: tuple[str, ...]
    find: Find
    todo: str
    level: Level = "错误"
    needs: tuple[str, ...] = ()
    metres: bool = False
    sound: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Defect:
    """缺陷: a spot with everything that names its place. `row` 0 is the whole layer.

    `key` is BSM or 地块编号, "" where there is none; `crs` is the reference system of `shape`.
    """

    check: str
    level: Level
    file: str
    layer: str
    row: int
    key: str
    field: str
    sentence: str
    todo: str
    count: int = 1
    shape: shapely.Geometry | None = None
    crs: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one check: the layers it looked at, the defects, what it could not look at.

    `skipped` are (layer, why): whole layers, or the rows of a layer that took no part.
    """

    check: Check
    looked: tuple[str, ...]
    defects: tuple[Defect, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def status(self) -> str:
        """执行, 部分执行 or 未执行; a check without any layer of its kind is 未执行."""
        if not self.looked:
            return "未执行"
        return "部分执行" if self.skipped else "执行"

    @property
    def count(self) -> int:
        """How many rows are concerned."""
        return sum(one.count for one in self.defects)

    @property
    def why(self) -> str:
        """Why layers were not looked at, each reason once; "" where all were."""
        reasons: dict[str, list[str]] = {}
        for layer, reason in self.skipped:
            reasons.setdefault(reason, []).append(layer)
        if not self.looked and not self.skipped:
            return "没有提供这类文件"
        if not self.looked and len(reasons) == 1:
            return next(iter(reasons))
        return "；".join(f"{reason}（{'、'.join(layers)}）" for reason, layers in reasons.items())
