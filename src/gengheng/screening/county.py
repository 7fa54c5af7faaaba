"""county.toml: read, and refused with every fault at once."""

import re
import tomllib
from pathlib import Path, PurePosixPath

import msgspec

from gengheng.area.grid import grid_of
from gengheng.records.county import County, FileEntry
from gengheng.rules.index import RULES
from gengheng.screening.clashes import clashes
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused, UnknownCrs

NAME = "county.toml"
SAID = (
    (r"Object missing required field `(\w+)`(.*)", r"缺少必填项 \1\2"),
    (r"Object contains unknown field `(\w+)`(.*)", r"不认识的项 \1\2"),
    (r"Expected `(\S+)`, got `(\S+)`(.*)", r"类型应为 \1，写成了 \2\3"),
    (r"Invalid RFC3339 encoded date", "日期应写作 2023-09-15，不加引号"),
    (r" - at `\$(.*)`", r"（位置 \1）"),
)


def load(folder: Path) -> County:
    """Return the county.toml of a folder. Raises `Refused` with all that is wrong in it.

    `as_of` has no default: a screening that does not say for which day it speaks is worthless.
    """
    path = folder / NAME
    if not path.is_file():
        raise Refused(
            [f"{folder.name}：缺 {NAME}，请写明旗县、排查截止日期 as_of 和各文件的类别、期次"]
        )
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused([f"{NAME} 不能读取：{error}"]) from None
    if "as_of" not in table:
        raise Refused([f"{NAME} 缺少必填项 as_of（排查截止日期），例如 as_of = 2023-09-15"])
    try:
        county = msgspec.convert(table, County)
    except msgspec.ValidationError as error:
        raise Refused([f"{NAME}：{_chinese(str(error))}"]) from None
    if wrong := _faults(folder, county):
        raise Refused(wrong)
    return county


def _chinese(said: str) -> str:
    for pattern, words in SAID:
        said = re.sub(pattern, words, said)
    return said


def _unknown_names(entry: FileEntry) -> list[str]:
    """Return a sentence for every column or unit that no file of this kind has."""
    known = schemas()[entry.schema].columns
    names = {"columns": entry.columns, "units": entry.units}
    return [
        f"{key} 中的 {name} 不是{schemas()[entry.schema].label}的项，可用：{'、'.join(known)}"
        for key, told in names.items()
        for name in told
        if name not in known
    ]


def _faults(folder: Path, county: County) -> list[str]:
    """Return every sentence that keeps a well-formed county.toml from being used."""
    out = []
    try:
        grid_of(county.grid)
    except (UnknownCrs, ValueError, RuntimeError):
        out.append(f'{NAME} grid = "{county.grid}" 不是 CGCS2000 或西安80 的投影带，例如 EPSG:4524')
    wrong = {n: _file_faults(entry) for n, entry in enumerate(county.file, 1)}
    out += [f"{NAME} 第{n}个 [[file]]：{why}" for n, said in wrong.items() for why in said]
    sound = {n: entry for n, entry in enumerate(county.file, 1) if not wrong[n]}
    out += [f"{NAME} {why}" for why in clashes(folder, sound)]
    out += _circles(county)
    if county.scope.since > county.as_of:
        said = f"since = {county.scope.since} 晚于排查截止日期 as_of = {county.as_of}"
        out.append(f"{NAME} [scope]：{said}")
    for rule, changed in county.rules.items():
        out += [f"{NAME} [rules.{rule}]：{why}" for why in _rule_faults(rule, changed)]
    return sorted(out)


def _outside(path: str) -> bool:
    parts = PurePosixPath(path)
    return parts.is_absolute() or ".." in parts.parts or "\\" in path or ":" in path


def _circles(county: County) -> list[str]:
    """Return a sentence for every file that, through others, supersedes itself."""
    older = {(e.path, e.schema): e.supersedes for e in county.file if e.supersedes}
    out = []
    for path, schema in older:
        met: list[str] = []
        at = path
        while at and at not in met:
            met.append(at)
            at = older.get((at, schema), "")
        if at == path:
            listed = "、".join(sorted(met))
            said = "互相替代，请只留一个方向" if len(met) > 1 else "不能替代自己"
            out.append(f"{NAME} supersedes：{listed}{said}")
    return sorted(set(out))


def _file_faults(entry: FileEntry) -> list[str]:
    out = []
    parts = PurePosixPath(entry.path).parts
    if not parts or any("**" in part and part != "**" for part in parts):
        out.append(f'path = "{entry.path}" 没有写明文件；** 只能单独作一级文件夹')
    if _outside(entry.path):
        out.append(f'path = "{entry.path}" 须是本文件夹内的相对路径，用 / 分隔')
    if _outside(entry.supersedes) or re.search(r"[*?]", entry.supersedes):
        said = "须是本文件夹内一个文件的相对路径，用 / 分隔，不用通配符"
        out.append(f'supersedes = "{entry.supersedes}" {said}')
    if entry.schema not in schemas():
        return [*out, f'schema = "{entry.schema}" 不认识，可用：{"、".join(schemas())}']
    return out + _unknown_names(entry)


def _rule_faults(rule: str, changed: dict[str, int]) -> list[str]:
    if rule not in RULES:
        return ["没有这条规则"]
    known = RULES[rule].params
    unknown = [f"没有参数 {name}" for name in changed if name not in known]
    return unknown + [
        f"参数 {name} = {value} 不能小于零"
        for name, value in changed.items()
        if name in known and value < 0
    ]
