"""`gengheng VERB …`: every verb of the command line, listed by hand."""

import sys
from collections.abc import Sequence

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
    county.VERB,
    demo.VERB,
    warm.VERB,
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one line of the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    return run(VERBS, words)


if __name__ == "__main__":
    sys.exit(main())
