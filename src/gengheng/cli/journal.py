"""gengheng journal FILE [--head 校验码 …]: verify an exported journal without the office."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from gengheng.cli.verb import Given, Options, Verb
from gengheng.records.codec import loads
from gengheng.records.journal import Line
from gengheng.seal.chain import HEAD, chained
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("file", type=Path, help="从“操作记录”页导出的 journal.jsonl")
    options.add_argument("--head", nargs="*", default=[], help="签章页上印的校验码，可以给几个")


def _lines(file: Path) -> Iterator[Line]:
    """Yield the lines of a file; raises `Refused` with the row that is none."""
    with file.open("rb") as held:
        for number, row in enumerate(held, 1):
            try:
                yield loads(row, Line)
            except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
                raise Refused([f"{file.name} 第{number}行不是操作记录：{wrong}"]) from wrong


def _run(given: Given) -> int:
    """Say whether the journal is one chain and holds the heads; exit code 0 or 1."""
    if not given.file.is_file():
        raise Refused([f"没有文件 {given.file}"])
    lines = list(_lines(given.file))
    faults = chained(lines, given.head)
    for fault in faults:
        print(fault.sentence)
    if faults:
        print(f"共{len(lines)}行，{len(faults)}处不一致")
        return 1
    head = lines[-1].digest[:HEAD].upper() if lines else "无"
    print(f"{len(lines)}行首尾相接，无一处改动；末行校验码 {head}")
    return 0


VERB = Verb("journal", "核验导出的操作记录，不需要办公系统", _options, _run)
