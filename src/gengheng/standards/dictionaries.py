"""数据字典, read once: codes of the fields, widths, needed fields, 最小上图面积, 二调 to 三调."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from gengheng.records.codec import Record

OTHERS_M2 = 600


class Fields(Record, frozen=True, kw_only=True):
    """Which standard columns a layer must have (`needed`), and which no row may leave blank."""

    needed: tuple[str, ...]
    filled: tuple[str, ...]


@cache
def codes_of(field: str) -> dict[str, str]:
    """Return {code: name} of a field. Raises `KeyError` for a field without a list.

    >>> codes_of("gdlx")
    {'TT': '梯田', 'PD': '坡地'}
    """
    return msgspec.convert(_toml("dictionaries.toml")["codes"][field], dict[str, str])


@cache
def only_on(field: str) -> frozenset[str]:
    """Return the land classes on which a field may be filled. Raises `KeyError` where unknown.

    >>> "1006" in only_on("xzdwkd"), "0102" in only_on("xzdwkd")
    (True, False)
    """
    return frozenset(msgspec.convert(_toml("dictionaries.toml")["only"][field], list[str]))


@cache
def fields_of(schema: str) -> Fields | None:
    """Return what a schema needs, None where nothing is laid down.

    >>> fields_of("plots").needed, fields_of("slope")
    (('plot_no', 'declared'), None)
    """
    told = _toml("dictionaries.toml")["fields"].get(schema)
    return None if told is None else msgspec.convert(told, Fields)


@cache
def width_of(field: str) -> tuple[str, int, int] | None:
    """Return (C or N, width, decimals) of a field, None where nothing is laid down.

    >>> width_of("tbmj"), width_of("bsm"), width_of("hxmc")
    (('N', 15, 2), ('C', 18, 0), None)
    """
    word = _toml("dictionaries.toml")["width"].get(field, "")
    found = re.fullmatch(r"([CN])(\d+)(?:\.(\d+))?", word)
    return (found[1], int(found[2]), int(found[3] or 0)) if found else None


@cache
def mapped_m2(code: str) -> int:
    """Return the smallest area in m² that is mapped of a land class (最小上图面积).

    >>> mapped_m2("0702"), mapped_m2("0102"), mapped_m2("1205"), mapped_m2("104"), mapped_m2("203")
    (200, 400, 600, 600, 200)
    """
    table = _toml("dictionaries.toml")["mapped_m2_2" if len(code.rstrip("K")) == 3 else "mapped_m2"]
    return next((int(m2) for m2, p in table.items() if re.match(p, code)), OTHERS_M2)


@cache
def classes(schema: str) -> frozenset[str]:
    """Return all land-class codes of a survey: `dltb` 三调, `dltb_2` 二调; K and A codes with them.

    >>> "0201K" in classes("dltb"), "012" in classes("dltb"), "012" in classes("dltb_2")
    (True, False, True)
    """
    second = {code for code in _names() if len(code.rstrip("K")) == 3}
    return frozenset(second if schema == "dltb_2" else set(_names()) - second)


def class_name(code: str) -> str:
    """Return the name of a land class as a survey writes it, "" for an unknown code.

    >>> class_name("0201"), class_name("021"), class_name("9999")
    ('果园', '果园', '')
    """
    return _names().get(code, "").removesuffix("（二调）")


@cache
def crosswalk(code2: str) -> str | None:
    """Return the 三调 code for a 二调 one (reference 2.2), None where there is none.

    >>> crosswalk("012"), crosswalk("021K"), crosswalk("203"), crosswalk("0102")
    ('0102', '0201K', '203', None)
    """
    found: str | None = _toml("landclass.toml")["crosswalk"].get(code2)
    return found


@cache
def planting(code: str) -> str | None:
    """Return today's 种植属性 code for one of an older vintage, None where nothing stands for it.

    Of a code that is in use today the code itself. 默认值，待确认.

    >>> planting("YM"), planting("GZ"), planting("LS")
    ('FLS', None, 'LS')
    """
    older: dict[str, str] = _toml("dictionaries.toml")["planting"]
    return older[code] or None if code in older else code if code in codes_of("zzsxdm") else None


@cache
def older_planting() -> frozenset[str]:
    """Return the 种植属性 codes that only older vintages use (field GDZZSXDM).

    >>> "GZ" in older_planting(), "LS" in older_planting()
    (True, False)
    """
    return frozenset(_toml("dictionaries.toml")["planting"])


@cache
def _names() -> dict[str, str]:
    return msgspec.convert(_toml("landclass.toml")["names"], dict[str, str])


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("gengheng.standards").joinpath(name).read_text("utf-8"))
