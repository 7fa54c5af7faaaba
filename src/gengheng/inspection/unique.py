"""唯一性检查: no number twice where it must name one thing."""

import re
from collections.abc import Iterator

import pandas as pd

from gengheng.inspection.bench import Bench
from gengheng.inspection.check import PLOTS, SURVEYS, Check, Found, Spot
from gengheng.inspection.patches import Patches

UNIQUE = "TD/T 1057-2020 标识码、图斑编号唯一"
FILED = "报盘格式 地块编号在项目内唯一"
LISTED = 5
AGAIN = re.compile(r"#\d+$")  # what intake appends to a number that it met again


def _twice(patches: Patches, keys: pd.Series, field: str, what: str) -> Iterator[Spot]:
    """Yield a spot for each row whose key stands more than once; blank keys are not asked."""
    held = keys[keys != ""]
    again = held[held.duplicated(keep=False)]
    number = patches.ground["row"].to_numpy()
    places = {str(key): rows.index.to_list() for key, rows in again.groupby(again, sort=False)}
    for at, key in again.items():
        other = [int(number[k]) for k in places[str(key)] if k != at]
        listed = "、".join(map(str, other[:LISTED])) + ("等" if len(other) > LISTED else "")
        said = f"{what}“{str(key).rpartition(' ')[2]}”重复，另见第{listed}行"
        yield Spot(int(str(at)), field, said)


def marks(patches: Patches, _: Bench) -> Found:
    """BSM stands once in a layer."""
    label = patches.label("bsm")
    return _twice(patches, pd.Series(patches.text("bsm")), label, label)


def numbers(patches: Patches, _: Bench) -> Found:
    """TBBH stands once in a village: the first 12 digits of ZLDWDM."""
    label, number = patches.label("tbbh"), patches.text("tbbh")
    keys = [
        f"{v[:12]} {n}" if n else "" for v, n in zip(patches.text("zldwdm"), number, strict=True)
    ]
    return _twice(patches, pd.Series(keys, dtype=object), label, f"村内{label}")


def plots(patches: Patches, bench: Bench) -> Found:
    """地块编号 stands once in a project, over all files; what intake told apart (#2) is one."""
    label, out = patches.label("plot_no"), []
    places: dict[tuple[str, str], list[str]] = {}
    for one in bench.layers:
        if one.schema == "plots":
            for key, row in zip(_names(one), one.ground["row"], strict=True):
                places.setdefault(key, []).append(f"{one.file}第{int(row)}行")
    mine = patches.ground["row"].to_numpy()
    for at, key in enumerate(_names(patches)):
        here = f"{patches.file}第{int(mine[at])}行"
        other = [place for place in places.get(key, []) if place != here]
        if other:
            listed = "、".join(other[:LISTED]) + ("等" if len(other) > LISTED else "")
            project = f"项目{key[0]}内" if key[0] else "没有备案号的地块中"
            out.append(Spot(at, label, f"{project}{label}“{key[1]}”重复，另见{listed}"))
    return out


def _names(patches: Patches) -> list[tuple[str, str]]:
    """Return (项目备案号, 地块编号) of each plot; a plot without 备案号 belongs to its file."""
    project = [p or f"（{patches.file}）" for p in patches.text("project_no")]
    number = [AGAIN.sub("", n) for n in patches.text("plot_no")]
    return list(zip(project, number, strict=True))


CHECKS = (
    Check("J-40", "唯一性", "标识码在图层内唯一", UNIQUE, SURVEYS, marks, "重新赋标识码",
          needs=("bsm",)),
    Check("J-41", "唯一性", "图斑编号在村内唯一", UNIQUE, SURVEYS, numbers, "按村重新编号",
          needs=("tbbh", "zldwdm")),
    Check("J-42", "唯一性", "地块编号在项目内唯一", FILED, PLOTS, plots,
          "核对是重复报送还是编错号", needs=("plot_no",)),
)  # fmt: skip
