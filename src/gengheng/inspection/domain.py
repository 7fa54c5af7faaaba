"""值域检查: codes against their dictionaries, and which fields a land class may fill."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from gengheng.inspection.bench import Bench
from gengheng.inspection.check import SURVEYS, Check, Found
from gengheng.inspection.patches import Flags, Patches
from gengheng.inspection.say import rows
from gengheng.standards.dictionaries import (
    class_name,
    classes,
    codes_of,
    older_planting,
    only_on,
    planting,
)
from gengheng.standards.tables import class_text, codes

CLASSES = "TD/T 1055-2019 三调工作分类；二调为GB/T 21010-2007"
LISTS = "TD/T 1057-2020 属性值代码（代码表为默认值，待确认）"
LOGIC = "TD/T 1057-2020 地类图斑填写要求"
FARM = "0101、0102、0103"
RESTORABLE = ("JKHF", "GCHF")
LEAST, MOST = 1, 15  # 耕地等别


def among(code: NDArray[np.object_], good: frozenset[str] | set[str]) -> Flags:
    """Return which codes are in a set.

    >>> among(np.array(["TT", ""], object), {"TT"}).tolist()
    [True, False]
    """
    return np.isin(code.astype(str), sorted(good))


def land(patches: Patches, _: Bench) -> Found:
    """DLBM is a class of the survey; K (可调整) and A codes are classes too."""
    code, label = patches.text("dlbm"), patches.label("dlbm")
    wrong = (code != "") & ~among(code, classes(patches.schema))
    return rows(patches, wrong, label, lambda at: f"{label}“{code[at]}”不在地类代码表内")


def names(patches: Patches, _: Bench) -> Found:
    """DLMC is the name of DLBM; rows with an unknown class or a blank name are not asked."""
    code, name = patches.text("dlbm"), patches.text("dlmc")
    label = patches.label("dlmc")
    good = {c: class_name(c) for c in set(code)}
    told = np.array([good[c] for c in code], dtype=object)
    plain = np.array([c.removesuffix("（二调）") for c in name], dtype=object)
    wrong = (plain != "") & (told != "") & (plain != told)
    return rows(
        patches, wrong, label, lambda at: f"{label}写作“{name[at]}”，{code[at]}是“{told[at]}”"
    )


def listed(column: str) -> Callable[[Patches, Bench], Found]:
    """Return a check of a column against its dictionary; blank cells are not asked."""

    def find(patches: Patches, _: Bench) -> Found:
        """Find the cells that the dictionary does not hold."""
        code, label = patches.text(column), patches.label(column)
        known = codes_of(column)
        wrong = (code != "") & ~among(code, set(known))
        some = "、".join(known)
        return rows(patches, wrong, label, lambda at: f"{label}“{code[at]}”不在代码表内（{some}）")

    return find


def plants(patches: Patches, _: Bench) -> Found:
    """ZZSXDM is a code of today; older codes pass where the file itself calls it GDZZSXDM."""
    code, label = patches.text("zzsxdm"), patches.label("zzsxdm")
    old = "gdzzsxdm" in patches.ground
    good = {*codes_of("zzsxdm"), *(older_planting() if old else ())}

    def said(at: int) -> str:
        """Say it of one row, with what stands for an older code today."""
        if code[at] not in older_planting():
            return f"{label}“{code[at]}”不在代码表内（{'、'.join(codes_of('zzsxdm'))}）"
        new = planting(code[at])
        hint = f"现行代码可能是{new}" if new else "现行代码须人工判断"
        return f"{label}“{code[at]}”是旧代码，{hint}（对照为默认值，待确认）"

    return rows(patches, (code != "") & ~among(code, good), label, said)


def grade(patches: Patches, _: Bench) -> Found:
    """GDDB is a whole number from 1 to 15; blank and 0 mean not graded."""
    code, label = patches.text("gddb"), patches.label("gddb")
    good = {"", "0", *map(str, range(LEAST, MOST + 1))}
    return rows(
        patches, ~among(code, good), label,
        lambda at: f"{label}“{code[at]}”应为{LEAST}至{MOST}的整数",
    )  # fmt: skip


def deducted(patches: Patches, _: Bench) -> Found:
    """KCDLBM is 1203, and only on 耕地."""
    code, dlbm = patches.text("kcdlbm"), patches.text("dlbm")
    label = patches.label("kcdlbm")
    wrong = (code != "") & ((code != "1203") | ~among(dlbm, codes("farmland")))

    def said(at: int) -> str:
        """Say it of one row."""
        if code[at] != "1203":
            return f"{label}“{code[at]}”应为1203田坎"
        return f"{class_text(dlbm[at])}不是耕地（{FARM}），不应填{label}"

    return rows(patches, wrong, label, said)


def ratio(patches: Patches, _: Bench) -> Found:
    """KCXS is at least 0 and below 1, and not 0 only on 耕地; blank is not asked."""
    held, dlbm = patches.number("kcxs"), patches.text("dlbm")
    label = patches.label("kcxs")
    outside = (held < 0) | (held >= 1)
    wrong = outside | ((held != 0) & ~np.isnan(held) & ~among(dlbm, codes("farmland")))

    def said(at: int) -> str:
        """Say it of one row."""
        if outside[at]:
            return f"{label}是{held[at]:g}，应大于等于0、小于1"
        return f"{class_text(dlbm[at])}不是耕地（{FARM}），{label}却是{held[at]:g}"

    return rows(patches, wrong, label, said)


def slope(patches: Patches, _: Bench) -> Found:
    """GDPDJB is filled on every 耕地 and on nothing else."""
    code, dlbm = patches.text("gdpdjb"), patches.text("dlbm")
    label, farm = patches.label("gdpdjb"), among(dlbm, codes("farmland"))

    def said(at: int) -> str:
        """Say it of one row."""
        if code[at] == "":
            return f"{class_text(dlbm[at])}是耕地，{label}为空"
        return f"{class_text(dlbm[at])}不是耕地，不应填{label}（写作{code[at]}）"

    return rows(patches, farm != (code != ""), label, said)


def terrace(patches: Patches, _: Bench) -> Found:
    """GDLX is filled where GDPDJB is above 1."""
    code, steep = patches.text("gdlx"), among(patches.text("gdpdjb"), {"2", "3", "4", "5"})
    label, level = patches.label("gdlx"), patches.text("gdpdjb")
    return rows(
        patches, steep & (code == ""), label,
        lambda at: f"耕地坡度级别是{level[at]}，{label}应填TT梯田或PD坡地，却为空",
    )  # fmt: skip


def breadth(patches: Patches, _: Bench) -> Found:
    """XZDWKD is filled on linear features only; 0 counts as blank."""
    held, dlbm = patches.number("xzdwkd"), patches.text("dlbm")
    label = patches.label("xzdwkd")
    wrong = (np.nan_to_num(held) != 0) & ~among(dlbm, only_on("xzdwkd"))
    return rows(
        patches, wrong, label,
        lambda at: f"{class_text(dlbm[at])}不是线状地类，{label}却是{held[at]:g}",
    )  # fmt: skip


def planted(patches: Patches, _: Bench) -> Found:
    """JKHF and GCHF stand on restorable land only, every other 种植属性 on 耕地 only."""
    code, dlbm = patches.text("zzsxdm"), patches.text("dlbm")
    label = patches.label("zzsxdm")
    back = among(code, set(RESTORABLE))
    known = among(code, {*codes_of("zzsxdm"), *older_planting()})
    wrong = back & ~among(dlbm, only_on("restorable"))
    wrong |= known & ~back & ~among(dlbm, codes("farmland"))

    def said(at: int) -> str:
        """Say it of one row."""
        where = "可恢复的园地、林地、草地和坑塘" if back[at] else f"耕地（{FARM}）"
        return f"{label}{code[at]}只能填在{where}上，这里是{class_text(dlbm[at])}"

    return rows(patches, wrong, label, said)


def _lists() -> Iterator[Check]:
    """Yield a check for each column that has a plain dictionary."""
    for id_, column, label, schemas in (
        ("J-12", "qsxz", "权属性质代码", SURVEYS), ("J-13", "gdlx", "耕地类型代码", ("dltb",)),
        ("J-14", "gdpdjb", "耕地坡度级别代码", SURVEYS),
        ("J-15", "tbxhdm", "图斑细化代码", ("dltb",)),
        ("J-17", "czcsxm", "城镇村属性码", ("dltb",)), ("J-18", "mssm", "描述说明代码", ("dltb",)),
    ):  # fmt: skip
        yield Check(
            id_, "值域", label, LISTS, schemas, listed(column), "按代码表改正", needs=(column,)
        )


CHECKS = (
    Check("J-10", "值域", "地类编码", CLASSES, SURVEYS, land, "按地类代码表改正",
          needs=("dlbm",)),
    Check("J-11", "值域", "地类名称与地类编码相符", CLASSES, SURVEYS, names,
          "核对编码和名称哪一个写错", needs=("dlbm", "dlmc")),
    *_lists(),
    Check("J-16", "值域", "种植属性代码", LISTS, ("dltb",), plants, "按代码表改正",
          needs=("zzsxdm",)),
    Check("J-19", "值域", "耕地等别1至15", LISTS, ("dltb",), grade, "按耕地等别成果改正",
          needs=("gddb",)),
    Check("J-20", "值域", "扣除地类编码", LOGIC, ("dltb",), deducted,
          "耕地填1203，其他地类清空", needs=("kcdlbm", "dlbm")),
    Check("J-21", "值域", "扣除地类系数范围", LOGIC, ("dltb",), ratio,
          "按本旗县田坎系数表改正；非耕地填0", needs=("kcxs", "dlbm")),
    Check("J-22", "值域", "耕地坡度级别只填且必填于耕地", LOGIC, SURVEYS, slope,
          "按坡度图补填；非耕地清空", needs=("gdpdjb", "dlbm")),
    Check("J-23", "值域", "坡度级别大于1的耕地填耕地类型", LOGIC, ("dltb",), terrace,
          "补填TT或PD", needs=("gdlx", "gdpdjb")),
    Check("J-24", "值域", "线状地物宽度只填于线状地类", LOGIC, ("dltb",), breadth,
          "清空，或核对地类", needs=("xzdwkd", "dlbm")),
    Check("J-25", "值域", "种植属性与地类相符", LOGIC, ("dltb",), planted,
          "核对地类和种植属性哪一个写错", needs=("zzsxdm", "dlbm")),
)  # fmt: skip
