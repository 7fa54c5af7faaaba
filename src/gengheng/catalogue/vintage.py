"""期次: which vintage of a layer a question is put to.

A survey vintage shows the ground on 31 December of its year. "The year before X" is therefore
the vintage of 31 December of the year before, never a later one; a vintage that does not exist
is a reason, never a neighbour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gengheng.catalogue.shelf import Layer, Shelf
from gengheng.records.layer import Selector
from gengheng.standards.tables import schemas


@dataclass(frozen=True, slots=True)
class Missing:
    """No such vintage, and why, in the words of 无法判定.

    `none_was` is True where a county declares its versions complete and the day lies before the
    first: then nothing is unknown, there simply was none.
    """

    reason: str
    none_was: bool = False


Chosen = Layer | Missing


def latest() -> Selector:
    """The newest vintage that is not after the day of the run."""
    return Selector(kind="latest")


def before(event: str, years: int = 1) -> Selector:
    """The vintage of the year before `event` (1), the one before that (2), …"""
    return Selector(kind="before", event=event, years=years)


def after(event: str, years: int) -> Selector:
    """The vintage of the year of `event` (0), the one after it (1), …"""
    return Selector(kind="after", event=event, years=years)


def back(years: int) -> Selector:
    """The vintage `years` before the newest one; the day of a subject plays no part."""
    return Selector(kind="back", years=years)


def valid(event: str) -> Selector:
    """The version that was in force on the day of `event`: the newest one not later than it."""
    return Selector(kind="valid", event=event)


def words(selector: Selector) -> str:
    """Return what a selector means, for the rule's page.

    >>> words(before("立项")), words(after("验收", 1)), words(valid("立项")), words(latest())
    ('立项前1年的年末期次', '验收后1年的年末期次', '立项时有效的版本', '最新期次')
    >>> words(after("验收", 0))
    '验收当年的年末期次'
    """
    if selector.kind == "latest":
        return "最新期次"
    if selector.kind == "back":
        return f"最新期次前{selector.years}年的年末期次"
    if selector.kind == "valid":
        return f"{selector.event}时有效的版本"
    if selector.kind == "after" and selector.years == 0:
        return f"{selector.event}当年的年末期次"
    return (
        f"{selector.event}{'前' if selector.kind == 'before' else '后'}{selector.years}年的年末期次"
    )


def choose(
    selector: Selector, dates: Mapping[str, date | None], shelf: Shelf, *, schema: str, as_of: date
) -> Chosen:
    """Return the layer of `schema` that `selector` means for a subject with these `dates`.

    A table whose rows add up over the years has no vintage and is always chosen whole.

    >>> choose(before("立项"), {"立项": None}, [], schema="dltb", as_of=date(2024, 5, 6))
    Missing(reason='缺立项日期', none_was=False)
    """
    mine = [c for c in shelf if c.ref.schema == schema]
    if mine and mine[0].ref.vintage is None:
        return mine[0]
    held = {v: c for c in mine if (v := c.ref.vintage) is not None and v <= as_of}
    event = dates.get(selector.event)
    if event is None and selector.kind not in ("latest", "back"):
        return Missing(f"缺{selector.event}日期")
    if not held:
        return Missing("图层未提供" if schemas()[schema].kind == "layer" else "清单未提供")
    if event is None:
        newest = max(held)
        return held[newest] if not selector.years else _of_year(newest.year - selector.years, held)
    if selector.kind == "valid":
        fit = [vintage for vintage in held if vintage <= event]
        return held[max(fit)] if fit else Missing("早于首期", held[min(held)].complete)
    shift = -selector.years if selector.kind == "before" else selector.years
    return _of_year(event.year + shift, held)


def _of_year(year: int, held: Mapping[date, Layer]) -> Chosen:
    """Return the vintage of 31 December of a year, or where the year lies among those held."""
    wanted = date(year, 12, 31)
    if wanted in held:
        return held[wanted]
    if wanted < min(held):
        return Missing("早于首期")
    return Missing("晚于末期" if wanted > max(held) else f"缺{year}年期次")
