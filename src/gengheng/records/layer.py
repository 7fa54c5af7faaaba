"""图层: which data a statement rests on, and how a rule asks for it."""

from datetime import date
from typing import Literal

from gengheng.records.codec import Record


class LayerRef(Record, frozen=True, kw_only=True):
    """A layer by what it is: the same content is the same layer, better content is another.

    `digest` covers CRS, columns, values and geometry; `files` are the SHA-256 of the originals. A
    table whose rows add up over the years has no `vintage`, a register no `crs` ("").
    """

    schema: str
    vintage: date | None
    crs: str
    rows: int
    digest: str
    files: tuple[str, ...]


class Selector(Record, frozen=True, kw_only=True):
    """Which vintage: the newest, one counted in years from an event, or the one valid that day."""

    kind: Literal["latest", "back", "before", "after", "valid"]
    event: str = ""
    years: int = 0


class NotRun(Record, frozen=True, kw_only=True):
    """未执行: a rule that could not ask, why, and which file is owed."""

    rule: str
    reason: str
    owed: str
