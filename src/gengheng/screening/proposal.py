"""county.toml for a person to confirm: what a folder seems to hold, written down, never assumed.

What a file says itself is written, and so is a coordinate system that a hundred shared corners
tell, with that ground beside it; what only a name suggests is written as a comment, so that it is
not used until a person takes the mark away. `as_of` is always left to a person.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from gengheng.area.grid import Grid, grid_of
from gengheng.intake.below import below
from gengheng.intake.coincide import Likeness, like
from gengheng.intake.original import Original, original
from gengheng.intake.read import read
from gengheng.intake.reading import Reading
from gengheng.records.source import LayerCard
from gengheng.screening.county import NAME
from gengheng.screening.superseding import alike
from gengheng.standards.tables import schemas
from gengheng.values.errors import UnknownCrs

ASSUMED = "datum"  # the remark that a datum was taken without being written
HEAD = """# 旗县资料目录，由程序按文件内容草拟，须由人逐项核对。
# 程序不会使用没有写明的东西：行首为 # 的是待人确认的建议，核对无误后去掉 #。

# 排查截止日期，必填，例如 2023-09-15：
# as_of =
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The text of county.toml, and a sentence for every file that found no place in it."""

    text: str
    left: tuple[str, ...]


def propose(folder: Path) -> Proposal:
    """Return the proposal for a folder; reads every file, changes none."""
    found = [original(p, name=p.relative_to(folder).as_posix()) for p in below(folder)]
    found = [one for one in found if one.path.name != NAME]
    readings = [read(one) for one in found]
    blocks: list[str] = []
    left = _unread(folder, found)
    told, other = _likenesses(readings), alike(readings)
    for reading in readings:
        made = list(_blocks(reading, told, other))
        blocks += made
        if not made:
            left.append(_why(reading))
    text = "\n".join([HEAD, *_county(readings), *blocks])
    return Proposal(text, tuple(left))


def _county(readings: Iterable[Reading]) -> Iterator[str]:
    """Yield code, name and grid, as far as the files agree on them."""
    cards = [card for r in readings for card in r.source.layers]
    grids = {g for card in cards if (g := _grid(card)) is not None and g[1].prefix}
    yield '# 旗县代码，六位：\n# code = "150823"\n# 旗县名称：\n# name = "示例旗"'
    said = "；".join(sorted(f"{code} {grid.label}" for code, grid in grids))
    if len(grids) == 1:
        yield f"# 全部图层同带：{said}\ngrid = {_quoted(next(iter(grids))[0])}\n"
    else:
        yield f'# 投影带，{said or "文件没有说明"}：\n# grid = "EPSG:4524"\n'


def _grid(card: LayerCard) -> tuple[str, Grid] | None:
    if card.schema == "unknown" or not card.crs:
        return None
    try:
        return card.crs, grid_of(card.crs)
    except UnknownCrs:
        return None


def _likenesses(readings: Iterable[Reading]) -> dict[int, tuple[Likeness, ...]]:
    """Return {id of a card: the systems that its corners tell} of layers without a system."""
    tables = [
        (r.source.path, t) for r in readings for t in r.tables
        if isinstance(t.frame, gpd.GeoDataFrame)
    ]  # fmt: skip
    decided = [
        (file if t.card.name in file else f"{file} {t.card.name}", t.card.crs, t.ground)
        for file, t in tables
        if t.card.crs and not any(one.code == ASSUMED for one in t.card.repairs)
    ]  # fmt: skip
    return {id(t.card): like(t.ground, decided) for _, t in tables if not t.card.crs}


def _blocks(
    reading: Reading,
    told: Mapping[int, tuple[Likeness, ...]],
    other: Mapping[int, list[tuple[str, str]]],
) -> Iterator[str]:
    """Yield one `[[file]]` for each layer or sheet that is of a known kind."""
    known = [card for card in reading.source.layers if card.schema in schemas()]
    for card in known:
        lines = [
            f"# {schemas()[card.schema].label}："
            f"{card.rows}行，收{card.kept}行，退{card.rejected}行",
            "[[file]]",
            f"path = {_quoted(_pattern(reading.source.path))}",
            f"schema = {_quoted(card.schema)}",
        ]
        if len(reading.source.layers) > 1:
            lines.append(f"layer = {_quoted(card.name)}")
        if schemas()[card.schema].kind == "layer":
            lines += _decisions(card, told.get(id(card), ()))
        if card.schema == "plots" and not card.sample.get("project_no"):
            lines.append('# project_no = ""  # 文件没有写项目备案号，请填写')
        for file, why in other.get(id(card), ()):
            lines.append(f"# supersedes = {_quoted(file)}  # {why}；本文件若是更正后的，去掉行首#")
        yield "\n".join(lines) + "\n"


def _decisions(card: LayerCard, told: Sequence[Likeness]) -> Iterator[str]:
    """Yield vintage and CRS: written where the file says them, a comment where it does not.

    A CRS that the corners tell alone is written with its ground; where they tell several all are
    comments.
    """
    if card.schema != "plots":
        if card.vintage:
            yield f"vintage = {card.vintage}  # {card.vintage_by}"
        elif card.proposed:
            yield f"# vintage = {card.proposed}  # 只是文件名这样写，请核对"
        else:
            yield "# vintage = 年-12-31  # 文件没有说明期次"
    if len(told) == 1:
        yield f"crs = {_quoted(told[0].code)}  # {told[0].by}"
    for one in told if len(told) > 1 else ():
        yield f"# crs = {_quoted(one.code)}  # {one.by}，但另有坐标系也一致，请核定"
    if not card.crs and not told:
        yield f'# crs = "EPSG:4524"  # {card.crs_by}'


def _pattern(path: str) -> str:
    """Return a path so that it means itself where county.toml takes patterns.

    >>> _pattern("地块/甲[1].txt")
    '地块/甲[[]1].txt'
    """
    return re.sub(r"([\[*?])", r"[\1]", path)


def _unread(folder: Path, found: Iterable[Original]) -> list[str]:
    """Return a sentence for every file that no reader opens."""
    taken = {path.resolve() for one in found for path in one.members.values()}
    taken.add((folder / NAME).resolve())
    rest = sorted(p for p in folder.rglob("*") if p.is_file() and p.resolve() not in taken)
    return [f"{p.relative_to(folder).as_posix()}：不是可读的资料格式，未列入" for p in rest]


def _why(reading: Reading) -> str:
    source = reading.source
    if source.refused:
        return source.refused
    return f"{source.path}：没有认出是哪一类资料，请在 county.toml 写明 schema"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
