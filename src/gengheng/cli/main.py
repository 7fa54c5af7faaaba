"""`gengheng VERB …`: every verb of the core, listed by hand, and those that other packages add."""

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from gengheng.cli import (
    area,
    book,
    case,
    compare,
    county,
    demo,
    enter,
    explain,
    form3,
    inspect,
    intake,
    journal,
    judge,
    overlay,
    pack,
    papers,
    read,
    screen,
    take,
    verify,
    warm,
)
from gengheng.cli.line import run
from gengheng.cli.verb import Verb

VERBS: tuple[Verb, ...] = (
    read.VERB,
    intake.VERB,
    inspect.VERB,
    area.VERB,
    overlay.VERB,
    papers.VERB,
    screen.VERB,
    compare.VERB,
    explain.VERB,
    take.VERB,
    judge.VERB,
    enter.VERB,
    case.VERB,
    book.VERB,
    form3.VERB,
    pack.KEYGEN,
    pack.VERB,
    verify.VERB,
    journal.VERB,
    county.VERB,
    demo.VERB,
    warm.VERB,
)


def added() -> tuple[Verb, ...]:
    """Return the verbs of installed packages that stand above the core: the office's."""
    found = sorted(entry_points(group="gengheng.verbs"), key=lambda point: point.name)
    return tuple(verb for point in found for verb in point.load())


def main(words: Sequence[str] | None = None) -> int:
    """Run one line of the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    return run((*VERBS, *added()), words)


if __name__ == "__main__":
    sys.exit(main())
