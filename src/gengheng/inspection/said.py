"""读入检查: what the reader mended and turned back, so that nothing that it said is lost."""

from gengheng.inspection.bench import Bench
from gengheng.inspection.check import EVERY, Check, Found, Spot
from gengheng.inspection.patches import SHAPELESS, Patches
from gengheng.records.source import Remark

READ = "读入规则（手册03）"
ELSEWHERE = frozenset({"fault", "duplicate", SHAPELESS})  # shapes and numbers have their own checks


def shapeless(patches: Patches, _: Bench) -> Found:
    """Name the rows that have no polygon: turned back by the reader, or kept without a shape."""
    out = [_spot(one) for one in patches.table.card.rejections if one.code == SHAPELESS]
    fault = patches.ground["fault"].to_numpy(dtype=object)
    for at, (why, shape) in enumerate(zip(fault, patches.shapes, strict=True)):
        if why and (shape is None or shape.is_empty):
            out.append(Spot(at, "图形", f"没有可用的图形：{why}"))
    return out


def rejected(patches: Patches, _: Bench) -> Found:
    """Name what the reader turned back for another reason than its shape."""
    return [_spot(one) for one in patches.table.card.rejections if one.code not in ELSEWHERE]


def mended(patches: Patches, _: Bench) -> Found:
    """Name what the reader understood otherwise than written (界址点数、单位、编码 …)."""
    return [_spot(one) for one in patches.table.card.repairs if one.code not in ELSEWHERE]


def _spot(one: Remark) -> Spot:
    return Spot(-1, one.field, one.sentence, row=one.row)


CHECKS = (
    Check("J-50", "图形", "没有面图形的行", READ, EVERY, shapeless, "补画图形，或删去空行",
          empty=True),
    Check("J-80", "读入", "退件", READ, EVERY, rejected, "改正后重新给出", empty=True),
    Check("J-81", "读入", "修补", READ, EVERY, mended,
          "核对读法是否符合原意；界址点数等应改正原件", "提示", empty=True),
)  # fmt: skip
