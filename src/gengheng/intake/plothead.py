"""The header of a plot in a 报盘 TXT: 8 to 14 cells, found from where 面 stands among them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gengheng.intake.cells import AREA, half, number_of, unit_in, whole
from gengheng.intake.grammar import SHAPES

Say = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class PlotHead:
    """What a header says; `count` and `declared_m2` are None where blank, texts are "".

    `hectares` tells whether the area cell names no unit, so that 公顷 is the standard's word and
    not the writer's.
    """

    plot_no: str
    plot_name: str
    shape: str
    count: int | None
    declared_m2: int | None
    hectares: bool
    plot_class: str = ""
    grade_before: str = ""
    grade_after: str = ""


def plot_head(cells: Sequence[str], say: Say, *, unit: str = "") -> PlotHead:
    """Return the header; `say(code, field, sentence)` hears what was understood otherwise.

    Without a number the name stands for it; without both `plot_no` is "". `unit` is the unit that
    county.toml states for areas, "" for the standard's 公顷.

    >>> plot_head("5,1.2,P1,东地,面,,,".split(","), print).declared_m2
    12000
    >>> plot_head("0.1234公顷,,地块1,面,,,".split(","), print).plot_no
    count 界址点数 地块行没有界址点数，按实有界址点
    plot_no 地块编号 地块编号为空，以地块名称“地块1”作编号
    '地块1'
    """
    anchor = next((k for k, cell in enumerate(cells) if half(cell) in SHAPES), None)
    before = [*cells[: 4 if anchor is None else anchor]]
    shape = "" if anchor is None else half(cells[anchor])
    extra = [half(cell) for cell in cells[(4 if anchor is None else anchor) + 4 :]]
    count, area, number, name = _named(before, say)
    declared, hectares = _area(area, unit, say)
    if half(number) != number:
        say("full-width", "地块编号", f"地块编号“{number}”用了全角字符，按“{half(number)}”读取")
    plot_no = half(number)
    if not plot_no and name:
        plot_no = half(name)
        say("plot_no", "地块编号", f"地块编号为空，以地块名称“{name}”作编号")
    full = len(extra) >= 4
    return PlotHead(
        plot_no, name, shape, count, declared, hectares,
        *(extra[1:4] if full else ("", "", "")),
    )  # fmt: skip


def _named(before: Sequence[str], say: Say) -> tuple[int | None, str, str, str]:
    """Return (count, area, number, name) from the cells before 面, however many there are."""
    plain = [half(cell) for cell in before]
    if len(plain) >= 4:
        return _count(plain[0], say), plain[1], before[-2], before[-1]
    if len(plain) == 3 and _is_area(plain[0]):
        say("count", "界址点数", "地块行没有界址点数，按实有界址点")
        return None, plain[0], before[1], before[2]
    if len(plain) == 3:
        number, name = _from_name(before[2])
        if number:
            say("plot_no", "地块编号", f"地块编号写在名称里，从“{before[2]}”取“{number}”")
        return _count(plain[0], say), plain[1], number, name
    say("count", "界址点数", "地块行没有界址点数和面积，按实有界址点")
    number, name = ["", "", *before][-2:]
    return None, "", number, name


def _from_name(name: str) -> tuple[str, str]:
    """Split a name such as 2021-78地块1 into its leading number and itself.

    >>> _from_name("2021-78地块1"), _from_name("东地")
    (('2021-78', '2021-78地块1'), ('', '东地'))
    """
    found = re.match(r"[0-9A-Za-z][0-9A-Za-z._/-]*", half(name))
    return (found[0].rstrip("-_./") if found else ""), name


def _is_area(cell: str) -> bool:
    return bool(unit_in(cell, AREA)) or "." in cell


def _count(cell: str, say: Say) -> int | None:
    if not cell:
        return None
    value = number_of(cell)
    if value is None or value.denominator != 1 or value < 0:
        say("unreadable", "界址点数", f"界址点数“{cell}”不是整数，按实有界址点")
        return None
    return int(value)


def _area(cell: str, stated: str, say: Say) -> tuple[int | None, bool]:
    """Return the declared whole m² and whether the unit is the standard's 公顷."""
    if not cell:
        return None, True
    unit = unit_in(cell, AREA) or unit_in(stated, AREA)
    value = number_of(re.sub(r"[^\d.,+-].*$", "", cell.strip()))
    if value is None or value < 0:
        say("unreadable", "地块面积", f"地块面积“{cell}”不可读，按空白")
        return None, True
    if unit not in ("", "公顷"):
        say("area-unit", "地块面积", f"地块面积写作“{cell}”，按{unit}换算为平方米")
    return whole(value, AREA[unit or "公顷"]), not unit
