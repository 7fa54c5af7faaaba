"""面积检查: the areas of a row against one another and against the ground, in whole 0.01 m²."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from gengheng.area.ellipsoid import Ints
from gengheng.inspection.bench import Bench
from gengheng.inspection.check import PLOTS, SURVEYS, Check, Found, NotAsked
from gengheng.inspection.patches import Flags, Patches
from gengheng.inspection.say import m2, rows
from gengheng.overlay.naive import series

ARITHMETIC = "TD/T 1057-2020 图斑面积计算：扣除面积=图斑面积×系数，取两位"
LAWFUL = "国土调查办发〔2008〕32号 椭球面积计算"
PARTS = 10_000  # KCXS has four decimals
SLACK, PPM = 10, 1_000_000  # 0.1 m² and 1 ppm, within which 平差 explains a difference
WHOLE = 100  # a declared area is written in whole m²


def deduction(tbmj: Ints, ratio: NDArray[np.float64]) -> Ints:
    """Return round(TBMJ × KCXS, 2) in 0.01 m², halves upwards, exactly.

    `ratio` may have any number of decimals; NaN counts as 0.

    >>> deduction(np.array([12345, 50, 100]), np.array([0.1234, 0.01, 0.12345])).tolist()
    [1523, 1, 12]
    """
    parts = np.nan_to_num(ratio) * PARTS
    whole = np.round(parts).astype(np.int64)
    out = (tbmj * whole + PARTS // 2) // PARTS
    for at in np.flatnonzero(np.abs(parts - whole) > 1e-6).tolist():
        exact = Decimal(int(tbmj[at])) * Decimal(repr(float(ratio[at])))
        out[at] = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return np.asarray(out)


def deducted(patches: Patches, _: Bench) -> Found:
    """KCMJ is round(TBMJ × KCXS, 2); rows that leave one of them blank are J-03's."""
    stored, label = patches.whole("kcmj"), patches.label("kcmj")
    ratio = patches.number("kcxs")
    wanted = deduction(patches.whole("tbmj"), ratio)
    asked = patches.filled("tbmj") & patches.filled("kcmj") & patches.filled("kcxs")
    return rows(
        patches, asked & (stored != wanted), label,
        lambda at: f"{label}{m2(stored[at])}，按图斑面积×系数应为{m2(wanted[at])}，"
                   f"差{m2(stored[at] - wanted[at])}平方米",
    )  # fmt: skip


def net(patches: Patches, _: Bench) -> Found:
    """TBDLMJ is TBMJ − KCMJ, in 二调 also minus linear and point features; blank counts as 0."""
    tbmj, stored = patches.whole("tbmj"), patches.whole("tbdlmj")
    label = patches.label("tbdlmj")
    less = ("kcmj", "xzdwmj", "lxdwmj") if patches.schema == "dltb_2" else ("kcmj",)
    wanted = tbmj - sum(patches.whole(column) for column in less)
    asked = patches.filled("tbmj") & patches.filled("tbdlmj")
    names = "－".join(patches.label(column) for column in less if patches.has(column))
    told = f"图斑面积－{names}" if names else "图斑面积"
    return rows(
        patches, asked & (stored != wanted), label,
        lambda at: f"{label}{m2(stored[at])}，按{told}应为{m2(wanted[at])}，"
                   f"差{m2(stored[at] - wanted[at])}平方米",
    )  # fmt: skip


def beyond(stored: Ints, lawful: Ints) -> Flags:
    """Return where two areas differ by more than 0.1 m² + 1 ppm (0.01 m², exactly).

    >>> beyond(np.array([1010, 1011, 20_000_029]), np.array([1000, 1000, 20_000_000])).tolist()
    [False, True, False]
    """
    return np.asarray((np.abs(stored - lawful) - SLACK) * PPM > lawful)


def lawful(patches: Patches, _: Bench) -> Found:
    """TBMJ is the 椭球面积 of its geometry; what 平差 adds stays within 0.1 m² + 1 ppm."""
    if patches.lawful:
        return NotAsked(f"不能计算椭球面积：{patches.lawful}")
    stored, label = patches.whole("tbmj"), patches.label("tbmj")
    asked = patches.filled("tbmj") & patches.sound
    return rows(
        patches, asked & beyond(stored, patches.area), label,
        lambda at: f"{label}{m2(stored[at])}，图形的椭球面积是{m2(patches.area[at])}，"
                   f"差{m2(stored[at] - patches.area[at])}平方米，超出0.1平方米加百万分之一",
    )  # fmt: skip


def promised(patches: Patches, _: Bench) -> Found:
    """A declared plot area is the 椭球面积 to the whole m²; one that is the plane area is named."""
    if patches.lawful:
        return NotAsked(f"不能计算椭球面积：{patches.lawful}")
    stored = patches.whole("declared") * WHOLE
    held = series([s if ok else None for s, ok in zip(patches.shapes, patches.sound, strict=True)],
                  patches.ground.crs)  # fmt: skip
    plane = np.round(np.nan_to_num(held.area.to_numpy()) * 100).astype(np.int64)
    asked = patches.filled("declared") & patches.sound
    wrong = asked & (np.abs(stored - patches.area) > WHOLE)

    def said(at: int) -> str:
        """Say it of one row, with a plane area that explains it."""
        text = f"申报{m2(stored[at])}，图形的椭球面积是{m2(patches.area[at])}，"
        text += f"差{m2(stored[at] - patches.area[at])}平方米"
        near = abs(int(stored[at] - plane[at])) <= WHOLE
        return f"{text}；申报数与平面面积{m2(plane[at])}相符" if near else text

    return rows(patches, wrong, patches.label("declared"), said)


CHECKS = (
    Check("J-30", "面积", "扣除面积=图斑面积×扣除地类系数", ARITHMETIC, ("dltb",), deducted,
          "重算扣除面积", needs=("tbmj", "kcxs", "kcmj")),
    Check("J-31", "面积", "图斑地类面积=图斑面积－扣除面积", ARITHMETIC, SURVEYS, net,
          "重算图斑地类面积", needs=("tbmj", "tbdlmj")),
    Check("J-32", "面积", "图斑面积与椭球面积相符", LAWFUL, SURVEYS, lawful,
          "重算图斑面积；图形改过而面积没有重算的最常见", needs=("tbmj",), metres=True, sound=True),
    Check("J-36", "面积", "地块申报面积与椭球面积相符", LAWFUL, PLOTS, promised,
          "按椭球面积改申报数，或核对界址点", needs=("declared",), metres=True, sound=True),
)  # fmt: skip
