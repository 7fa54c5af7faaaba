"""One line of the command line: parse it, run its verb, say refusals in sentences."""

import argparse
import sys
from collections.abc import Sequence

from gengheng import __version__
from gengheng.cli.verb import Verb
from gengheng.values.errors import GenghengError, Refused


def parser(verbs: Sequence[Verb]) -> argparse.ArgumentParser:
    """Return the parser of a command line with these verbs."""
    top = argparse.ArgumentParser(prog="gengheng", description="耕衡：耕地占补平衡专项整治")
    top.add_argument("--version", action="version", version=f"耕衡 {__version__}")
    words = top.add_subparsers(dest="verb", required=True, metavar="动词")
    for verb in verbs:
        one = words.add_parser(verb.name, help=verb.help, description=verb.help)
        verb.options(one)
        one.set_defaults(verb_run=verb.run)
    return top


def run(verbs: Sequence[Verb], words: Sequence[str] | None = None) -> int:
    """Run one verb; whatever is refused ends in its sentences and exit code 2."""
    given = parser(verbs).parse_args(words)
    try:
        return int(given.verb_run(given))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stdout = None
        return 0
    except Refused as refused:
        print("不能办理：", *(f"  · {why}" for why in refused.reasons), sep="\n", file=sys.stderr)
    except (GenghengError, FileNotFoundError, FileExistsError) as error:
        print(_sentence(error), file=sys.stderr)
    return 2


def _sentence(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"找不到文件：{error.filename or error}"
    if isinstance(error, FileExistsError):
        return f"文件已存在，不覆盖：{error.filename or error}"
    return str(error)
