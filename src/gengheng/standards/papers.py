"""资料清单, read once: the papers that each stage of a supplement project must have."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

import msgspec

from gengheng.records.paper import Expected, Stage


@cache
def expected() -> tuple[Expected, ...]:
    """Return the papers of papers.toml, in the order of the file."""
    text = files("gengheng.standards").joinpath("papers.toml").read_text("utf-8")
    return tuple(msgspec.convert(tomllib.loads(text)["paper"], list[Expected]))


def plain_name(text: str) -> str:
    """Return the name of a paper as it is compared: without blanks and signs.

    >>> plain_name("《新增耕地核定（数量）》") == plain_name("新增耕地核定 (数量)")
    True
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower()


@cache
def _names() -> dict[str, tuple[Expected, ...]]:
    out: dict[str, tuple[Expected, ...]] = {}
    for one in expected():
        for name in (one.name, *one.also):
            out[plain_name(name)] = (*out.get(plain_name(name), ()), one)
    return out


def paper_of(name: str, stage: Stage) -> Expected | None:
    """Return the paper that a register means, None where papers.toml has none of that name.

    A register that leaves the stage blank means the only paper of that name.

    >>> paper_of("取水许可证", Stage.UNSTATED).name, paper_of("会议纪要", Stage.WORKS)
    ('水源及取水许可证明', None)
    >>> paper_of("立项批复", Stage.ACCEPTANCE) is None
    True
    """
    held = _names().get(plain_name(name), ())
    if stage is Stage.UNSTATED:
        return held[0] if len(held) == 1 else None
    return next((one for one in held if one.stage is stage), None)
