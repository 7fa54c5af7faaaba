"""字段检查: which fields a layer has, what they are declared as, and what must be filled."""

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from gengheng.inspection.bench import Bench
from gengheng.inspection.check import EVERY, SURVEYS, Check, Found, NotAsked, Spot
from gengheng.inspection.patches import Flags, Patches, Texts
from gengheng.inspection.say import rows
from gengheng.inspection.structure import Field
from gengheng.intake.columns import matched
from gengheng.standards.dictionaries import fields_of, width_of
from gengheng.standards.tables import schemas

STRUCTURE = "TD/T 1057-2020 地类图斑属性结构（字段长度为默认值，待确认）"
FEATURE = "2001010100"
BSM, UNIT = 18, 19


def needed(patches: Patches, _: Bench) -> Found:
    """Name the fields that a layer lacks, in one sentence; a column filled anywhere is there."""
    told = fields_of(patches.schema)
    lacking = [c for c in (told.needed if told else ()) if not patches.has(c)]
    if not lacking:
        return ()
    listed = "、".join(patches.label(c) for c in lacking)
    which = listed if len(lacking) == 1 else f"{len(lacking)}个字段"
    seen = "" if patches.declared is not None else "或整列为空"
    return (Spot(-1, which, f"缺少字段{seen}：{listed}", count=len(lacking)),)


def declared(patches: Patches, _: Bench) -> Found:
    """Compare type and width of the declared fields with the standard; wider is no fault."""
    if patches.declared is None:
        return NotAsked("这种格式的文件不写明字段类型和长度；压缩包请解开后再检")
    headings = [one.name for one in patches.declared]
    at = matched(headings, schemas()[patches.schema], patches.entry)
    odd = [(name, patches.declared[k]) for name, k in at.items()]
    return [spot for name, one in odd if (spot := _odd(name, one))]


def _odd(name: str, one: Field) -> Spot | None:
    """Return what is odd about one field, None where nothing is."""
    told = width_of(name)
    if told is None:
        return None
    kind, width, decimals = told
    if one.kind != ("text" if kind == "C" else "number"):
        wanted = f"文本，长{width}" if kind == "C" else "数值"
        have = {"text": "文本型", "number": "数值型"}.get(one.kind, "其他类型")
        return Spot(-1, one.name, f"字段{one.name}是{have}，应为{wanted}")
    if kind == "C" and one.width is not None and one.width < width:
        return Spot(-1, one.name, f"字段{one.name}长{one.width}，应为{width}，可能装不下")
    if kind == "N" and one.decimals is not None and one.decimals < decimals:
        said = f"字段{one.name}有{one.decimals}位小数，应为{decimals}位"
        return Spot(-1, one.name, said)
    return None


def blank(patches: Patches, _: Bench) -> Iterator[Spot]:
    """Name the rows that leave a required field blank; a field that is not there is J-01's."""
    told = fields_of(patches.schema)
    for column in told.filled if told else ():
        if not len(patches.ground) or not patches.has(column):
            continue
        yield from _blank(patches, column)


def _blank(patches: Patches, column: str) -> Iterator[Spot]:
    label = patches.label(column)
    return rows(patches, ~patches.filled(column), label, lambda _: f"{label}为空")


def feature(patches: Patches, _: Bench) -> Found:
    """YSDM of every patch is 2001010100; a blank one is J-03's."""
    code = patches.text("ysdm")
    label = patches.label("ysdm")
    wrong = (code != "") & (code != FEATURE)
    return rows(patches, wrong, label, lambda at: f"{label}写作{code[at]}，应为{FEATURE}")


def marks(patches: Patches, _: Bench) -> Found:
    """BSM has 18 digits; a blank one is J-03's."""
    code = patches.text("bsm")
    label = patches.label("bsm")
    form = re.compile(rf"\d{{{BSM}}}")
    wrong = np.array([bool(c) and not form.fullmatch(c) for c in code], dtype=bool)
    return rows(
        patches, wrong, label, lambda at: f"{label}“{code[at]}”不是{BSM}位数字（{len(code[at])}位）"
    )


def units(patches: Patches, _: Bench) -> Iterator[Spot]:
    """ZLDWDM and QSDWDM have 19 digits; blank ones are J-03's."""
    form = re.compile(rf"\d{{{UNIT}}}")
    for column in ("zldwdm", "qsdwdm"):
        code = patches.text(column)
        good = {c for c in set(code) if not c or form.fullmatch(c)}
        yield from _codes(patches, column, ~_among(code, good), f"不是{UNIT}位数字")


def _among(code: Texts, good: set[str]) -> Flags:
    return np.array([c in good for c in code], dtype=bool)


def _codes(patches: Patches, column: str, wrong: Flags, what: str) -> Iterator[Spot]:
    """Yield a spot for each row whose code is wrong, with the code in the sentence."""
    code, label = patches.text(column), patches.label(column)
    return rows(patches, wrong, label, lambda at: f"{label}“{code[at]}”{what}")


def county(patches: Patches, bench: Bench) -> Found:
    """ZLDWDM begins with the code of the county, QSDWDM too unless FRDBS says that it flew in."""
    if not bench.code:
        return NotAsked("没有旗县代码：请在county.toml写明code，或用--county给出")
    out: list[Spot] = []
    flown = _among(patches.text("frdbs"), {"1", "Y", "是"})
    for column in ("zldwdm", "qsdwdm"):
        code = patches.text(column)
        wrong = ~_among(code, {c for c in set(code) if not c or c.startswith(bench.code)})
        if column == "qsdwdm":
            wrong &= ~flown
        out += _codes(patches, column, wrong, f"不以本旗县代码{bench.code}开头")
    return out


def year(patches: Patches, _: Bench) -> Found:
    """SJNF is one year, that of the vintage; where no vintage is decided only that it is one."""
    held = Counter(y for y in patches.text("sjnf") if y)
    day, label = patches.table.card.vintage, patches.label("sjnf")
    if not held:
        return NotAsked(f"{label}整列为空")
    wanted = str(day.year) if day else max(held, key=lambda y: (held[y], y))
    other = {y: n for y, n in held.items() if y != wanted}
    if not other:
        return ()
    told = "、".join(f"{y}的{n}行" for y, n in sorted(other.items()))
    ground = f"期次是{day}" if day else f"其余{held[wanted]}行是{wanted}"
    return (Spot(-1, label, f"{label}不一致：有{told}，而{ground}", count=sum(other.values())),)


CHECKS = (
    Check("J-01", "字段", "缺少必填字段", STRUCTURE, EVERY, needed,
          "按标准补齐字段后重新导出；确实不用的字段也应保留空列", empty=True),
    Check("J-02", "字段", "字段类型和长度", STRUCTURE, SURVEYS, declared,
          "按标准改字段定义；代码类字段须为文本型，否则前导零会丢", "提示", empty=True),
    Check("J-03", "字段", "必填内容为空", STRUCTURE, EVERY, blank, "补填"),
    Check("J-04", "字段", "要素代码为2001010100", STRUCTURE, ("dltb",), feature,
          "改为2001010100", needs=("ysdm",)),
    Check("J-05", "字段", "标识码为18位数字", STRUCTURE, ("dltb",), marks,
          "按标识码编码规则重新赋值", needs=("bsm",)),
    Check("J-06", "字段", "单位代码为19位数字", STRUCTURE, ("dltb",), units,
          "按6位旗县+3位苏木镇+3位村+7位补齐", needs=("zldwdm",)),
    Check("J-07", "字段", "单位代码属本旗县", STRUCTURE, SURVEYS, county,
          "核对是否为飞入地；不是的改正代码，是的填飞入地标识", needs=("zldwdm",)),
    Check("J-08", "字段", "数据年份一致并与期次相符", STRUCTURE, SURVEYS, year,
          "核对数据年份；期次写错的改county.toml的vintage", needs=("sjnf",)),
)  # fmt: skip
