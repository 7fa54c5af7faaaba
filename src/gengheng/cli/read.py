"""gengheng read FILE… [--json] [--keep FOLDER]."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from gengheng.cli.verb import Given, Options, Verb
from gengheng.intake.below import below
from gengheng.intake.columns import labels
from gengheng.intake.keep import keep
from gengheng.intake.original import Original, original
from gengheng.intake.read import read
from gengheng.records.source import LayerCard, Remark, SourceFile
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused

SHOWN = 20
OWN = {  # what a reader adds to the columns of a standard
    "grade_before": "改造前等别（原文）",
    "grade_after": "质量等别（原文）",
    "plot_class": "地类（原文）",
}


def _options(options: Options) -> None:
    options.add_argument("files", type=Path, nargs="+", metavar="FILE", help="文件或文件夹")
    options.add_argument("--json", action="store_true", help='以JSON给出 {"files": […]}')
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="原件按SHA-256存入此文件夹")


def _run(given: Given) -> int:
    sources: list[SourceFile] = []
    for path, name in _paths(given.files):
        source, one = _source(path, name)
        sources.append(source)
        if given.keep and one:
            keep(one, source, given.keep)
        if not given.json:
            print(*said(source), sep="\n")
    if given.json:
        data = msgspec.json.encode({"files": sources})
        print(msgspec.json.format(data, indent=2).decode())
    return 2 if any(source.refused for source in sources) else 0


def _paths(given: list[Path]) -> Iterator[tuple[Path, str]]:
    """Yield (path, name): files as given, of a folder everything readable beneath it."""
    for path in given:
        if not path.is_dir() or path.suffix.lower() == ".gdb":
            yield path, path.name
            continue
        inside = below(path)
        if not inside:
            raise Refused([f"{path}：文件夹内没有可读的文件"])
        for one in inside:
            yield one, one.relative_to(path).as_posix()


def _source(path: Path, name: str) -> tuple[SourceFile, Original | None]:
    try:
        one = original(path, name=name)
        return read(one).source, one
    except OSError as error:
        why = "找不到文件" if isinstance(error, FileNotFoundError) else "文件打不开"
        lost = SourceFile(
            path=name, sha256="", size=0, kind="", members={}, refused=f"{path}：{why}"
        )
        return lost, None


def said(source: SourceFile) -> list[str]:
    """Return what was read from one file, line by line, for a clerk."""
    head = f"{source.path}　{source.kind or '未读'}　{source.size:,}字节"
    if source.refused:
        return [head, f"  不能读入：{source.refused}"]
    lines = [head, f"  SHA-256：{source.sha256}"]
    for card in source.layers:
        lines += _of_card(card)
    return lines


def _of_card(card: LayerCard) -> list[str]:
    known = schemas().get(card.schema)
    label = known.label if known else "未识别"
    lines = [f"  {card.name}　{label}：{card.rows}行，收{card.kept}行，退{card.rejected}行"]
    if not known or known.kind == "layer":
        lines.append(f"    坐标系：{_with_ground(card.crs, card.crs_by)}")
        vintage = str(card.vintage or "")
        lines.append(f"    期次：{_with_ground(vintage, card.vintage_by)}")
    lines.append(f"    文字编码：{_with_ground(card.encoding, card.encoding_by)}")
    if card.sample:
        words = {**(labels(known) if known else {}), **OWN}
        pairs = "，".join(f"{words.get(name, name)}={text}" for name, text in card.sample.items())
        lines.append(f"    样例：{pairs}")
    lines += _remarks("修补", card.repairs)
    lines += _remarks("退件", card.rejections)
    return lines


def _with_ground(value: str, by: str) -> str:
    return f"{value}（{by}）" if value else by


def _remarks(label: str, remarks: tuple[Remark, ...]) -> list[str]:
    if not remarks:
        return []
    kinds: dict[tuple[str, ...], list[Remark]] = defaultdict(list)
    for one in remarks:
        kind = (one.code, one.field) if len(remarks) > SHOWN else (one.code, one.sentence)
        kinds[kind].append(one)
    lines = [f"    {label}{len(remarks)}条："]
    for alike in [*kinds.values()][:SHOWN]:
        one, more = alike[0], f"；同类共{len(alike)}条" if len(alike) > 1 else ""
        place = f"第{one.row}行 " if one.row and f"第{one.row}行" not in one.sentence else ""
        lines.append(f"      · {place}{one.sentence}{more}")
    if len(remarks) > SHOWN:
        lines.append("      · 条数多，每类只列第一条，用--json看全部")
    return lines


VERB = Verb("read", "读入：看一个文件里有什么，哪里被修补，哪里被退回", _options, _run)
