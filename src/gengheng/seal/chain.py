"""A journal that cannot be rewritten unseen: each line holds the digest of the line before.

Whoever changes, removes or inserts a line must rewrite all that follow; the head printed on a
sealed paper is then no longer in the chain.
"""

from collections.abc import Iterable, Sequence

from gengheng.records.journal import Line
from gengheng.records.source import Fault

HEAD = 16  # signs of a digest that are printed on paper


def chained(lines: Iterable[Line], heads: Sequence[str] = ()) -> list[Fault]:
    """Return every place where a journal is not one chain, and every head that it does not hold.

    `heads`: first signs of digests, as papers show them; upper and lower case are the same.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2023, 9, 1, tzinfo=UTC)
    >>> one = Line(number=1, at=at, actor="a", name="甲", unit="局", address="", act="登录",
    ...     about="", title="", result="", before={}, after={}, previous="")
    >>> from msgspec.structs import replace
    >>> two = replace(one, number=2, previous=one.digest)
    >>> chained([one, two], [one.digest[:16].upper()]), [f.place for f in chained([two])]
    ([], ['第2行'])
    >>> [f.sentence for f in chained([one, two], ["FFFF0000FFFF0000"])]
    ['校验码FFFF0000FFFF0000不在操作记录内：这份记录不是签章时的记录']
    """
    faults, known = [], set[str]()
    number, previous = 1, ""
    for line in lines:
        if line.number != number:
            faults.append(_fault(line, f"应为第{number}行，写的是第{line.number}行：有删去或插入"))
        elif line.previous != previous:
            faults.append(_fault(line, "与上一行的指纹不符：上一行或本行被改过"))
        number, previous = line.number + 1, line.digest
        known.add(previous[:HEAD])
    for head in heads:
        if head.lower()[:HEAD] not in known:
            said = f"校验码{head}不在操作记录内：这份记录不是签章时的记录"
            faults.append(Fault(code="head", place=head, sentence=said))
    return faults


def _fault(line: Line, said: str) -> Fault:
    """Return what is wrong with a line."""
    return Fault(code="chain", place=f"第{line.number}行", sentence=f"第{line.number}行{said}")
