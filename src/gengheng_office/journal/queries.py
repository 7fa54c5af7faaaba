"""What is read from the journal."""

from collections.abc import Iterator, Sequence

from gengheng.records.journal import Line as Record
from gengheng.records.source import Fault
from gengheng.seal.chain import HEAD, chained
from gengheng_office.journal.models import Line
from gengheng_office.journal.write import COLUMNS


def lines() -> Iterator[Record]:
    """Yield all lines, oldest first."""
    for row in Line.objects.iterator(chunk_size=1000):
        yield row.record()


def head() -> str:
    """Return the 校验码 of the journal as papers print it; "" while it is empty."""
    last = Line.objects.order_by("-number").first()
    return last.digest[:HEAD].upper() if last else ""


def faults(heads: Sequence[str] = ()) -> list[Fault]:
    """Return where the journal is not one chain, columns beside the body included."""
    wrong: list[Fault] = []

    def read() -> Iterator[Record]:
        """Yield the lines, and note where a column says something else."""
        for row in Line.objects.iterator(chunk_size=1000):
            line = row.record()
            if any(getattr(row, name) != getattr(line, name) for name in COLUMNS):
                said = f"第{row.number}行：表内各栏与正文不符"
                wrong.append(Fault(code="row", place=f"第{row.number}行", sentence=said))
            yield line

    broken = chained(read(), heads)
    return [*wrong, *broken]
