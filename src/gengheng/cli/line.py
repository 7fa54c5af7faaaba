"""One line of the command line: parse it, run its verb, say refusals in sentences."""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from gengheng import __version__
from gengheng.cli.status import status
from gengheng.cli.verb import Verb
from gengheng.values.errors import GenghengError, Refused

SAID = (
    (r"the following arguments are required: (.*)", r"缺少必填项：\1"),
    (r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 不能是“\2”，可选：\3"),
    (r"argument (.*): invalid fromisoformat value: '(.*)'", r"\1 的日期“\2”应写作 2023-09-20"),
    (r"argument (.*): invalid int value: '(.*)'", r"\1 应为整数，写成了“\2”"),
    (r"argument (.*): expected .*argument.*", r"\1 后面缺少内容"),
    (r"unrecognized arguments: (.*)", r"不认识的选项：\1"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese to a clerk; argparse itself has no catalogue of messages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"add_help": False}))
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def format_usage(self) -> str:
        """Return the line that shows how a verb is written."""
        return super().format_usage().replace("usage:", "用法：", 1)

    def format_help(self) -> str:
        """Return the whole explanation."""
        return super().format_help().replace("usage:", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line, and how it is written; exit code 2."""
        for pattern, words in SAID:
            message = re.sub(pattern, words, message)
        message = message.replace("'", "")
        self.print_usage(sys.stderr)
        self.exit(2, f"{message}\n")


def parser(verbs: Sequence[Verb]) -> argparse.ArgumentParser:
    """Return the parser of a command line with these verbs."""
    top = Parser(prog="gengheng", description="耕衡：耕地占补平衡专项整治")
    top.add_argument("--version", action="version", version=f"耕衡 {__version__}", help="显示版本")
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
        with status():
            return int(given.verb_run(given))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        print("已中断：没有写出的结果一概不写，已有的文件没有改动", file=sys.stderr)
        return 130
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
