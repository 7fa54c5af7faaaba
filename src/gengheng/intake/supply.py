"""供地结果清单: what is odd in a list of supplied land; each oddity is named, none is guessed away.

The public notices (供地结果公告) have no 批准文号, and lists taken from them hold two pages side by
side: the list (总面积, 签订日期, 供应方式 …) and the detail (面积, 合同签订日期, 供地方式 …). How a
column is written is said once, with the number of rows; what a row says is said of every row. All
rows are kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gengheng.intake.cells import AREA, number_of, whole
from gengheng.intake.columns import label_of
from gengheng.intake.reading import Notes
from gengheng.standards.tables import schemas

PAIRS = (("total_m2", "area_m2"), ("signed", "contracted"), ("mode", "detail_mode"),
         ("use", "detail_use"), ("place", "detail_place"))  # fmt: skip
DETAIL = ("area_m2", "contracted", "detail_mode", "name")
ORDER = (("handed", "contracted"), ("started", "contracted"), ("finished", "started"),
         ("started", "handed"))  # fmt: skip
TINY_M2 = 10
ALLOTTED = "划拨"
TOLERANCE = 0.01  # of the unit of the price: notices round to two digits


@dataclass(frozen=True, slots=True)
class _List:
    """The rows as dictionaries, the place of each, and where to say something."""

    rows: list[dict[str, Any]]
    notes: Notes

    def say(self, code: str, row: dict[str, Any], name: str, sentence: str) -> None:
        """Say something of one row."""
        place = int(row["row"])
        self.notes.repair(code, place, heading(name), f"第{place}行{sentence}")

    def say_once(self, code: str, rows: list[dict[str, Any]], name: str, sentence: str) -> None:
        """Say something of a column, at its first row; nothing where `rows` is empty."""
        if rows:
            said = f"“{heading(name)}”{sentence}，共{len(rows)}行"
            self.notes.repair(code, int(rows[0]["row"]), heading(name), said)


def heading(name: str) -> str:
    """Return the heading by which people know a column of the frame.

    >>> heading("total_m2"), heading("signed")
    ('总面积', '签订日期')
    """
    columns = schemas()["supply_list"].columns
    plain = name if name in columns else name.rsplit("_", 1)[0]
    return label_of(plain, columns[plain])


def odd_supply(frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return the rows with 土地来源 in words, and say in `notes` what is odd, row by row.

    `frame` has the columns of the schema supply_list and `row`. In the notices 土地来源 is a
    number, the part of the area (公顷) that was construction land before. Equal to the area it is
    现有建设用地, 0 is 新增建设用地, between them 新增建设用地（来自存量库）: so the pages of the
    notices put it into words. Without an area a number other than 0 stays as written.

    >>> from gengheng.intake.columns import standard
    >>> blank = standard([], schemas()["supply_list"], None, Notes(""))
    >>> odd_supply(pd.DataFrame({**blank, "row": []}), Notes("")).empty
    True
    """
    rows = [{str(k): cell for k, cell in one.items()} for one in frame.to_dict("records")]
    made = _List(rows, notes)
    for check in CHECKS:
        check(made)
    return frame.assign(source=pd.Series(_sources(made), index=frame.index, dtype="str"))


def _blank(cell: Any) -> bool:
    return bool(pd.isna(cell)) or cell == ""


def _shown(cell: Any) -> str:
    return "空白" if _blank(cell) else str(cell)


def _columns(made: _List) -> None:
    """Say how columns are written: serials, paths, several terms, semicolons, swapped headings."""
    rows = made.rows
    first = {r["serial"]: r for r in reversed(rows)}
    again = [r for r in rows if r["serial"] and first[r["serial"]] is not r]
    made.say_once("serial", again, "serial", "有重复（每页另起），不能作编号")
    paths = [r for r in rows if "," in r["regions"] or "，" in r["regions"]]
    made.say_once("region-path", paths, "regions", "一格写有上下两级行政区，按原样保留")
    if rows and not any(r["regions"] for r in rows) and any(r["region"] for r in rows):
        made.say_once("blank-column", rows, "regions", "整列空白，同名的旗县分不清属于哪个省")
    terms = [r for r in rows if r["term"].count("年") > 1 or ";" in r["term"]]
    made.say_once("several-terms", terms, "term", "一格写有几种用途的年限，按原样保留")
    ends = [r for r in rows if r["instalments"].endswith((";", "；"))]
    made.say_once("semicolon", ends, "instalments", "以分号结尾，按其中的数读取")
    far = [r for r in rows if not (_blank(r["far_upper"]) or _blank(r["far_lower"]))]
    low = [r for r in far if r["far_upper"] < r["far_lower"]]
    if len(low) * 2 > len(far):
        said = f"小于下限（两栏都有的{len(far)}行中），上、下限的表头可能写反，未采用"
        made.say_once("swapped", low, "far_upper", said)


def _county(made: _List) -> None:
    """Say that the list is not the list of one county."""
    names = {r["region"] for r in made.rows if r["region"]}
    if len(names) > 1:
        said = f"有{len(names)}个行政区，不是一个旗县的清单，请核对哪些行属于本旗县"
        made.say_once("regions", [r for r in made.rows if r["region"]], "region", said)


def _blanks(made: _List) -> None:
    """Say which rows lack what a row must have."""
    for r in made.rows:
        if all(_blank(r[name]) for name in DETAIL):
            made.say("no-detail", r, "area_m2", "只有列表，没有详情（面积、合同签订日期等都空白）")
        elif not r["authority"]:
            made.say("blank-authority", r, "authority", "“批准单位”空白，不知由谁批准")
        if not r["region"]:
            made.say("blank-region", r, "region", "“行政区”空白，不知属于哪个旗县")


def _pairs(made: _List) -> None:
    """Say where list and detail of one row disagree; a blank disagrees with nothing."""
    for r in made.rows:
        for one, two in PAIRS:
            if not (_blank(r[one]) or _blank(r[two])) and r[one] != r[two]:
                said = f"“{heading(one)}”{r[one]}与“{heading(two)}”{r[two]}不一致，请核对"
                made.say("differs", r, two, said)


def _areas(made: _List) -> None:
    """Say which areas can hardly be areas."""
    for r in made.rows:
        name = "total_m2" if _blank(r["area_m2"]) else "area_m2"
        area = r[name]
        if _blank(area):
            continue
        if area <= 0:
            made.say("zero-area", r, name, f"“{heading(name)}”是{area}，没有面积的供地，请核对")
        elif area < TINY_M2:
            made.say("tiny-area", r, name, f"“{heading(name)}”只有{area}平方米，请核对单位")


def _dates(made: _List) -> None:
    """Say which days come before what must come first."""
    for r in made.rows:
        for late, early in ORDER:
            if not (_blank(r[late]) or _blank(r[early])) and r[late] < r[early]:
                said = f"“{heading(late)}”{r[late]}早于“{heading(early)}”{r[early]}"
                made.say(f"order-{late}-{early}", r, late, said)


def _prices(made: _List) -> None:
    """Say which prices are 0 although land was sold, or differ from the instalments."""
    for r in made.rows:
        price = number_of(r["price_said"]) if r["price_said"] else None
        mode = r["detail_mode"] or r["mode"]
        if price == 0 and mode and mode != ALLOTTED:
            made.say("zero-price", r, "price_fen", f"供地方式为{mode}，成交价格却是0，请核对")
        parts = [number_of(word) for word in r["instalments"].replace("；", ";").split(";") if word]
        if price is None or not parts or any(part is None for part in parts):
            continue
        paid = sum(part for part in parts if part is not None)
        if abs(paid - price) > TOLERANCE:
            said = f"“分期支付”合计{float(paid):g}，与“成交价格”{float(price):g}不一致，请核对"
            made.say("instalments", r, "instalments", said)


def _again(made: _List) -> None:
    """Say which rows name ground and day of an earlier row and differ in something else."""
    first: dict[tuple[str, ...], dict[str, Any]] = {}
    for r in made.rows:
        area = r["area_m2"] if _blank(r["total_m2"]) else r["total_m2"]
        spot = (*(str(r[name]) for name in ("region", "place", "signed")), _shown(area))
        old = first.setdefault(spot, r)
        if _told(old) != _told(r):
            said = f"与第{old['row']}行的坐落、面积、签订日期相同，其他内容不同，请核对是否重复"
            made.say("same-place", r, "place", said)


def _told(row: dict[str, Any]) -> list[str]:
    """Return all that a row says, without its place and serial."""
    return [_shown(cell) for name, cell in row.items() if name not in ("row", "serial")]


def _sources(made: _List) -> Iterator[str]:
    """Yield 土地来源 of every row in words, and say once how its numbers were understood."""
    read = []
    for r in made.rows:
        value = number_of(r["source"]) if r["source"] else None
        word = _word(value, None if _blank(r["area_m2"]) else int(r["area_m2"]))
        if word:
            read.append((r, word))
        yield word or r["source"]
    counts = {w: sum(word == w for _, word in read) for w in WORDS}
    listed = "，".join(f"{word}{n}行" for word, n in counts.items())
    said = f"是数值：等于面积为现有建设用地，0为新增建设用地，介于其间为来自存量库；{listed}"
    made.say_once("source", [r for r, _ in read], "source", said)


WORDS = ("现有建设用地", "新增建设用地", "新增建设用地（来自存量库）")


def _word(value: Any, area_m2: int | None) -> str:
    """Return 土地来源 in words, "" where a number does not tell.

    >>> from fractions import Fraction
    >>> [_word(Fraction(v), 20_000) for v in (2, 0, "0.5")], _word(Fraction(2), None)
    (['现有建设用地', '新增建设用地', '新增建设用地（来自存量库）'], '')
    """
    if value is None or value < 0:
        return ""
    if value == 0:
        return WORDS[1]
    if area_m2 is None:
        return ""
    stock_m2 = whole(value, AREA["公顷"])
    if stock_m2 > area_m2:
        return ""
    return WORDS[0] if stock_m2 == area_m2 else WORDS[2]


# Each says what it finds and changes nothing.
CHECKS: tuple[Callable[[_List], None], ...] = (
    _columns, _county, _blanks, _pairs, _areas, _dates, _prices, _again,
)  # fmt: skip


def odd(schema: str, frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Return the rows of a register after what is odd in its kind was said; others as they are.

    >>> odd("projects", pd.DataFrame({"row": [2]}), Notes("a"))["row"].tolist()
    [2]
    """
    return odd_supply(frame, notes) if schema == "supply_list" else frame
