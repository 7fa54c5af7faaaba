"""JSON from strangers: bounded in size and depth, no NaN, members written twice are named."""

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from gengheng.values.errors import Unreadable

LIMIT = 100 * 1024**2
DEPTH = 100
SHOWN = 20
WORDS = {dict: "对象", list: "数组", str: "文字", bool: "真假值", int: "数字", float: "数字"}


def parsed(text: str, what: str) -> tuple[Any, list[str]]:
    """Return what `text` says, and the members written twice in one object (the later one counts).

    `what` is what people call the text. Raises `Unreadable` with line and column where it is no
    JSON, is deeper than a hundred levels, or holds NaN or Infinity.

    >>> parsed('{"a": 1, "a": [2]}', "文件")
    ({'a': [2]}, ['a'])
    """
    twice: dict[str, None] = {}

    def paired(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        """Return the members of an object and note each name written twice."""
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    twice[name] = None
                seen.add(name)
        return found

    try:
        value = json.loads(text, object_pairs_hook=paired, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(_where(error, what)) from None
    except RecursionError:
        raise Unreadable(f"{what}的JSON嵌套过深，不是正常的数据，未读") from None
    except ValueError:
        raise Unreadable(f"{what}的JSON中有位数过多的整数，请改正后重新导出") from None
    if _deeper(value):
        raise Unreadable(f"{what}的JSON嵌套超过{DEPTH}层，不是正常的数据，未读")
    return value, list(twice)


def kind_of_value(value: object) -> str:
    """Return what a JSON value is, in words.

    >>> [kind_of_value(one) for one in ({}, [], "a", 1.5, True, None)]
    ['对象', '数组', '文字', '数字', '真假值', 'null']
    """
    return WORDS.get(type(value), "null")


def _constant(word: str) -> NoReturn:
    raise Unreadable(f"JSON中有{word}，JSON不允许，请把它改为数字或null后重新导出")


def _where(error: json.JSONDecodeError, what: str) -> str:
    if not error.doc.strip():
        return f"{what}是空的，没有任何内容"
    rest = error.doc[error.pos :]
    if not rest.strip() or error.msg.startswith("Unterminated"):
        return f"{what}的JSON不完整，到末尾还没有结束，请重新复制或导出"
    said = rest[:SHOWN].split("\n")[0].strip()
    place = f"第{error.lineno}行第{error.colno}列“{said}”处"
    return f"{what}不是合法的JSON：{place}读不通，请改正或重新导出"


def _deeper(value: object) -> bool:
    """Tell whether a value has more than `DEPTH` levels; each level is visited once."""
    level = [value]
    for _ in range(DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
