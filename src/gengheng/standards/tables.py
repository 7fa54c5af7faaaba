"""数据标准, read once: schemas with their aliases, and groups of land classes."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from gengheng.records.codec import Record

Type = Literal[
    "text", "code", "date", "area_m2", "area_centi_m2", "money_fen", "kg", "tenths", "length_mm",
    "number",
]  # fmt: skip


class Column(Record, frozen=True, kw_only=True):
    """One column of a schema: what it holds, and under which headings it is met.

    A column that `shares` reads a heading that serves another column too: the words of a cell
    (未复核, 无) that is a date or a number elsewhere.
    """

    type: Type
    names: tuple[str, ...]
    shares: bool = False


class Schema(Record, frozen=True, kw_only=True):
    """One kind of file. `required` columns must be found for a table to be of this kind.

    `named` is a pattern for the name of a layer whose columns alone do not tell what it is. In a
    schema with `many` several rows may have one number (the plots of one approval). The rows of a
    schema that `adds` count together whichever file they come from, so it needs no vintage; so do
    those of every register.
    """

    label: str
    kind: Literal["layer", "register"]
    required: tuple[str, ...]
    columns: dict[str, Column]
    same_columns_as: str = ""
    named: str = ""
    many: bool = False
    adds: bool = False


@cache
def schemas() -> dict[str, Schema]:
    """Return {name: schema}, in the order of the file."""
    table = _toml("schemas.toml")
    for row in table.values():
        if other := row.get("same_columns_as"):
            row["columns"] = table[other]["columns"]
    return msgspec.convert(table, dict[str, Schema])


@cache
def codes(group: str) -> frozenset[str]:
    """Return the land-class codes of a group of landclass.toml. Unknown group: `KeyError`.

    >>> "0102" in codes("farmland"), "0201K" in codes("farmland")
    (True, False)
    """
    return frozenset(msgspec.convert(_toml("landclass.toml")[group], list[str]))


@cache
def units() -> dict[str, str]:
    """Return {schema: the unit that usually holds such files}; defaults, to be confirmed."""
    return msgspec.convert(_toml("units.toml"), dict[str, str])


@cache
def class_names() -> dict[str, str]:
    """Return {code: name} of the land classes."""
    return msgspec.convert(_toml("landclass.toml")["names"], dict[str, str])


def class_text(code: str) -> str:
    """Return a land class with its name, as people write it.

    >>> class_text("0201"), class_text("9999"), class_text("")
    ('0201果园', '9999', '（空）')
    """
    return f"{code}{class_names().get(code, '')}" or "（空）"


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: lower case, without blanks, brackets and units.

    >>> [plain_heading(h) for h in ("报备新增 耕地（公顷）", "TBMJ", "其中:水田\\n(亩)")]
    ['报备新增耕地', 'tbmj', '其中水田']
    """
    return re.sub(r"[(（\[【].*?[)）\]】]|[\s:：*、，,_\-]", "", text).lower()


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("gengheng.standards").joinpath(name).read_text("utf-8"))
