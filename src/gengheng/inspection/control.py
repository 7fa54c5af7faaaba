"""控制面积: what villages, townships and the county must add up to, to 0.01 m²."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gengheng.area.adjust import to_control
from gengheng.area.ellipsoid import Ints
from gengheng.inspection.bench import Bench
from gengheng.inspection.check import SURVEYS, Check, Found, NotAsked, Spot
from gengheng.inspection.figures import beyond
from gengheng.inspection.patches import Patches
from gengheng.inspection.say import m2

CONTROL = "TD/T 1057-2020 面积控制与平差"
VILLAGE, TOWNSHIP, COUNTY = 12, 9, 6
LEVELS = {VILLAGE: "村级调查区", TOWNSHIP: "苏木镇", COUNTY: "旗县"}


@dataclass(frozen=True, slots=True)
class Control:
    """Control areas in 0.01 m² by unit: the first 12, 9 or 6 digits of ZLDWDM."""

    area: dict[str, int]
    file: str

    def of(self, level: int) -> dict[str, int]:
        """Return the units of one level."""
        return {code: area for code, area in self.area.items() if len(code) == level}


def unit(code: str, villages: frozenset[str]) -> str:
    """Return the digits that a unit's patches begin with, "" for what is no such code.

    Trailing zeros say the level: 150823100000 is a township unless patches have it as a village.

    >>> unit("1508231002010000000", frozenset()), unit("150823100000", frozenset())
    ('150823100201', '150823100')
    >>> unit("150823", frozenset()), unit("15", frozenset())
    ('150823', '')
    >>> unit("150823100000", frozenset({"150823100000"}))
    '150823100000'
    """
    if not code.isdigit() or len(code) < COUNTY:
        return ""
    head = code[:VILLAGE].ljust(VILLAGE, "0")
    if head in villages:
        return head
    for level in (COUNTY, TOWNSHIP):
        if head[level:] == "0" * (VILLAGE - level):
            return head[:level]
    return head


def villages_of(patches: Patches) -> tuple[NDArray[np.str_], Ints]:
    """Return the villages of a layer in their order, and the village of each row."""
    heads = np.array([code[:VILLAGE] for code in patches.text("zldwdm")], dtype=np.str_)
    found, of = np.unique(heads, return_inverse=True)
    return found, of.astype(np.int64)


def control(patches: Patches, bench: Bench) -> Control | NotAsked:
    """Return the control areas for the vintage of a layer, or why there are none.

    Several rows of one unit (a village in two parts) add up; a blank area is not there.
    """
    held = bench.controls(patches.table.card.vintage)
    if not held:
        why = "期次与图层不同" if bench.has_control else "未提供"
        return NotAsked(f"控制面积{why}")
    known = frozenset(villages_of(patches)[0].tolist())
    area: dict[str, int] = {}
    for _, table in held:
        codes, cells = table.frame["unit_code"], table.frame["area_centi_m2"]
        for code, cell in zip(codes, cells.fillna(-1), strict=True):
            head = unit(str(code), known)
            if head and int(cell) >= 0:
                area[head] = area.get(head, 0) + int(cell)
    files = "、".join(dict.fromkeys(file for file, _ in held))
    return Control(area, files) if area else NotAsked(f"{files}：没有一行控制面积可用")


def sums(patches: Patches, level: int) -> dict[str, int]:
    """Return Σ TBMJ in 0.01 m² of every unit of a level; a row without ZLDWDM belongs to none."""
    found, of = villages_of(patches)
    total = np.zeros(len(found), dtype=np.int64)
    np.add.at(total, of, patches.whole("tbmj"))
    out: dict[str, int] = {}
    for head, area in zip(found.tolist(), total.tolist(), strict=True):
        if head:
            out[head[:level]] = out.get(head[:level], 0) + area
    return out


def by_unit(patches: Patches, bench: Bench) -> Found:
    """Σ TBMJ of every village and township is its control area; units without partner are named."""
    told = control(patches, bench)
    if isinstance(told, NotAsked):
        return told
    if not told.of(VILLAGE) and not told.of(TOWNSHIP):
        return NotAsked(f"{told.file}：只有旗县一级的控制面积")
    return [spot for level in (VILLAGE, TOWNSHIP) if told.of(level)
            for spot in _level(patches, told, level)]  # fmt: skip


def _level(patches: Patches, told: Control, level: int) -> Iterator[Spot]:
    """Compare one level, in the order of the codes."""
    have, want = sums(patches, level), told.of(level)
    label = patches.label("tbmj")
    for code in sorted({*have, *want}):
        place = f"{LEVELS[level]}{code}"
        if code not in want:
            yield Spot(-1, label, f"{place}：{told.file}内没有它的控制面积")
        elif code not in have:
            yield Spot(-1, label, f"{place}：有控制面积{m2(want[code])}，图层内没有它的图斑")
        elif have[code] != want[code]:
            yield Spot(-1, label, f"{place}：{_difference(have[code], want[code])}")


def _difference(have: int, want: int) -> str:
    """Say by how much a sum and its control area differ."""
    text = f"图斑面积合计{m2(have)}，控制面积{m2(want)}"
    return f"{text}，差{m2(have - want)}平方米"


def whole_county(patches: Patches, bench: Bench) -> Found:
    """Σ TBMJ of the layer is the control area of the county, else of all its units together."""
    told = control(patches, bench)
    if isinstance(told, NotAsked):
        return told
    want, by = sum(told.of(COUNTY).values()), "旗县控制面积"
    if not want:
        level = VILLAGE if told.of(VILLAGE) else TOWNSHIP
        want, by = sum(told.of(level).values()), f"各{LEVELS[level]}控制面积之和"
    have = int(patches.whole("tbmj").sum())
    if have == want:
        return ()
    said = f"全旗县：{_difference(have, want)}（按{by}）"
    return (Spot(-1, patches.label("tbmj"), said),)


def shared_out(patches: Patches, bench: Bench) -> Found:
    """TBMJ of a village follows from its control area by 平差; asked only where it can be shown.

    That is where every patch of the village has a sound shape, no TBMJ is further from its shape
    than 平差 explains, and Σ TBMJ is the control area; equal areas follow in the order of the file.
    """
    told = control(patches, bench)
    if isinstance(told, NotAsked):
        return told
    if patches.lawful:
        return NotAsked(f"不能计算椭球面积：{patches.lawful}")
    stored, (found, of) = patches.whole("tbmj"), villages_of(patches)
    want, out = told.of(VILLAGE), []
    order = np.argsort(of, kind="stable")
    ends = np.searchsorted(of[order], np.arange(len(found) + 1))
    for k, head in enumerate(found.tolist()):
        mine = order[ends[k] : ends[k + 1]]
        if head not in want or not patches.sound[mine].all():
            continue
        if beyond(stored[mine], patches.area[mine]).any():
            continue
        if int(stored[mine].sum()) != want[head]:
            continue
        off = np.abs(stored[mine] - to_control(patches.area[mine], want[head]))
        if off.any():
            said = f"村级调查区{head}：{int((off > 0).sum())}个图斑的面积与按平差规则分配的不同，"
            said += f"最大差{m2(int(off.max()))}平方米"
            out.append(Spot(-1, patches.label("tbmj"), said, count=int((off > 0).sum())))
    return out


CHECKS = (
    Check("J-33", "面积", "村、苏木镇图斑面积之和等于控制面积", CONTROL, SURVEYS, by_unit,
          "核对该单位的图斑有无遗漏、重叠，再按控制面积平差", needs=("zldwdm", "tbmj"),),
    Check("J-34", "面积", "全旗县图斑面积之和等于控制面积", CONTROL, SURVEYS, whole_county,
          "先改正J-33列出的单位", needs=("zldwdm", "tbmj")),
    Check("J-35", "面积", "图斑面积符合平差分配", CONTROL, ("dltb",), shared_out,
          "按面积从大到小逐个分配0.01平方米；采用别的分配次序的可不改", "提示",
          needs=("zldwdm", "tbmj"), metres=True, sound=True),
)  # fmt: skip
