"""`gengheng VERB …`: parse, call one function below, print. No law, no loop over land."""

import argparse
import sys
from collections.abc import Sequence

from gengheng import __version__
from gengheng.cli import (
    area,
    book,
    case,
    county,
    explain,
    form3,
    judge,
    overlay,
    pack,
    read,
    screen,
    take,
    verify,
)
from gengheng.cli.verb import Verb
from gengheng.values.errors import GenghengError, Refused

VERBS: tuple[Verb, ...] = (
    read.VERB,
    area.VERB,
    overlay.VERB,
    screen.VERB,
    explain.VERB,
    take.VERB,
    judge.VERB,
    case.VERB,
    book.VERB,
    form3.VERB,
    pack.KEYGEN,
    pack.VERB,
    verify.VERB,
    county.VERB,
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(prog="gengheng", description="耕衡：耕地占补平衡专项整治")
    top.add_argument("--version", action="version", version=f"耕衡 {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="动词")
    for verb in VERBS:
        one = verbs.add_parser(verb.name, help=verb.help, description=verb.help)
        verb.options(one)
        one.set_defaults(run=verb.run)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb; whatever is refused ends in its sentences and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    given = parser().parse_args(words)
    try:
        return int(given.run(given))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stdout = None
        return 0
    except Refused as refused:
        print(
            "不能办理：",
            *(f"  · {reason}" for reason in refused.reasons),
            sep="\n",
            file=sys.stderr,
        )
    except (GenghengError, FileNotFoundError, FileExistsError) as error:
        said = f"找不到文件：{error}" if isinstance(error, FileNotFoundError) else str(error)
        print(said, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
