"""报盘 TXT, line by line: sections, keys, plot headers, boundary points. No geometry here.

    file    := { section } plots            [项目信息] [属性描述] … then [地块坐标]
    section := "[" name "]" { key "=" value }
    plots   := { header { point } }
    header  := 界址点数,地块面积(公顷),地块编号,地块名称,图形属性,图幅号,地块用途,地类编码{,extra},@
    point   := 点号,圈号,X(north),Y(east)

Blanks, full-width signs and a missing marker are understood; what is understood otherwise than
written is said in the notes.
"""

import math
import re
from dataclasses import dataclass, field

from gengheng.intake.cells import half
from gengheng.intake.reading import Notes
from gengheng.standards.tables import plain_heading

SECTION = re.compile(r"[\[［【]\s*(.+?)\s*[\]］】]")
SHAPES = ("面", "线", "点")


@dataclass(frozen=True, slots=True)
class Point:
    """One boundary point as written: line, number, ring, first and second coordinate."""

    row: int
    name: str
    ring: str
    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Block:
    """One plot: the line of its header, its cells, its points, and lines that are no point."""

    row: int
    cells: list[str]
    points: list[Point] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parsed:
    """All keys with the line of each, and all plots."""

    keys: dict[str, list[tuple[int, str]]]
    blocks: list[Block]


def parse(text: str, notes: Notes) -> Parsed:
    """Return keys and plots of a 报盘 text; without any plot header `blocks` is empty.

    >>> text = "[属性描述]\\n带号=36\\n[地块坐标]\\n3,1,P1,东地,面,,,,@\\nJ1,1,4,5"
    >>> found = parse(text, Notes(""))
    >>> found.keys["带号"], found.blocks[0].cells[2], found.blocks[0].points[0].b
    ([(2, '36')], 'P1', 5.0)
    """
    parsed = Parsed({}, [])
    lines = _Lines(notes)
    for row, line in enumerate(text.splitlines(), 1):
        plain = line.strip(" \t\r\n\x0b\x0c\u3000\ufeff\x1a")
        if plain:
            lines.take(row, plain, parsed)
    lines.close(parsed)
    return parsed


class _Lines:
    """What has to be remembered from line to line."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.section = ""
        self.seen: set[str] = set()
        self.full_width: list[int] = []

    def take(self, row: int, line: str, parsed: Parsed) -> None:
        """Take one line: a section, the header of a plot, a key or a point."""
        plain = line.isascii() and line[0] != "[" and "=" not in line and "@" not in line
        if plain and parsed.blocks:  # nearly every line of a large file
            self._point(row, line, _cells(line), parsed.blocks[-1])
            return
        if found := SECTION.fullmatch(line):
            self.section = half(found[1])
            self.seen.add(self.section)
            return
        cells = _cells(line)
        if _is_header(cells):
            self._header(row, cells, parsed)
        elif "=" in half(line) and len(cells) != 4:
            key, _, value = half(line).partition("=")
            parsed.keys.setdefault(plain_heading(key), []).append((row, value.strip()))
        elif parsed.blocks:
            self._point(row, line, cells, parsed.blocks[-1])

    def _header(self, row: int, cells: list[str], parsed: Parsed) -> None:
        if half(cells[-1]) != "@":
            self.notes.repair("header", row, "", "地块行末尾缺“@”，按其中的图形属性识别为地块行")
        else:
            cells = cells[:-1]
        parsed.blocks.append(Block(row, cells))

    def _point(self, row: int, line: str, cells: list[str], block: Block) -> None:
        point = _point(row, [half(cell) for cell in cells])
        if point is None:
            block.unread.append((row, line))
            return
        if not line.isascii() and any(sign in line for sign in "，．０１２３４５６７８９"):
            self.full_width.append(row)
        block.points.append(point)

    def close(self, parsed: Parsed) -> None:
        """Say what is true of the whole file, once its last line is taken."""
        if self.full_width:
            said = f"坐标行用了全角字符，按半角读取，共{len(self.full_width)}行"
            self.notes.repair("full-width", self.full_width[0], "", said)
        if parsed.blocks and "地块坐标" not in self.seen:
            said = "缺“[地块坐标]”一行，按行末的“@”识别地块"
            self.notes.repair("section", parsed.blocks[0].row, "", said)


def _cells(line: str) -> list[str]:
    """Return the cells of a line without the blank ones at its end."""
    parts = line.split(",") if line.isascii() else re.split("[,，]", line)
    cells = [cell.strip(" \t\u3000") for cell in parts]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_header(cells: list[str]) -> bool:
    if not cells:
        return False
    return half(cells[-1]) == "@" or (len(cells) >= 5 and any(c in SHAPES for c in cells))


def _point(row: int, cells: list[str]) -> Point | None:
    """Return the point of a line: number, ring, two coordinates; a height after them is left."""
    if len(cells) == 3:
        cells = [cells[0], "1", *cells[1:]]
    if len(cells) not in (4, 5):
        return None
    try:
        a, b = float(cells[2]), float(cells[3])
    except ValueError:
        return None
    if not (math.isfinite(a) and math.isfinite(b)):
        return None
    return Point(row, cells[0], cells[1], a, b)
