"""政策文件, read once: what a rule may cite, and from which day it is in force."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from gengheng.records.codec import Record


class Document(Record, frozen=True, kw_only=True, rename={"since": "from"}):
    """One document. `status` memory: known by name only, to be confirmed with the text."""

    no: str
    title: str
    since: date
    status: Literal["read", "memory"]


@cache
def documents() -> dict[str, Document]:
    """Return {文号: document}."""
    text = files("gengheng.policy").joinpath("documents.toml").read_text("utf-8")
    rows = msgspec.convert(tomllib.loads(text)["document"], list[Document])
    return {row.no: row for row in rows}


def cited(basis: str) -> Document:
    """Return the document that a basis like "自然资发〔2021〕166号 (三)" cites; else `KeyError`.

    >>> cited("自然资发〔2021〕166号 (三)").status
    'memory'
    """
    return documents()[basis.split(" ")[0]]
