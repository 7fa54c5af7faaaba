"""替代: which file takes the place of an older one. A person says it; the program only asks.

The older file stays listed and its original is kept; its rows of the same schema are not used.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import geopandas as gpd

from gengheng.intake.reading import Reading, Table
from gengheng.records.county import County
from gengheng.standards.tables import schemas

SAME_GROUND = 0.95  # of the box around both, shared: the corners of a corrected layer may move


def superseded(folder: Path, county: County, unused: list[str]) -> dict[tuple[str, str], str]:
    """Return {(older file, schema): newer file} of all that county.toml replaces.

    Where the newer file is not in the folder nothing is replaced, and where the older one is not
    there nothing needs to be; both are said in `unused`.

    >>> from datetime import date
    >>> from gengheng.records.county import FileEntry
    >>> one = FileEntry(path="新.xlsx", schema="projects", supersedes="旧.xlsx")
    >>> told = County(as_of=date(2023, 9, 15), code="1", name="旗", grid="EPSG:4524", file=(one,))
    >>> said = []
    >>> superseded(Path("nowhere"), told, said), said
    ({}, ['旧.xlsx：county.toml 写明由新.xlsx替代，文件夹内没有这个旧文件'])
    """
    out: dict[tuple[str, str], str] = {}
    for entry in county.file:
        if not entry.supersedes:
            continue
        found = sorted(p.relative_to(folder).as_posix() for p in folder.glob(entry.path))
        names = [name for name in found if name != entry.supersedes]
        if not (folder / entry.supersedes).exists():
            said = f"county.toml 写明由{entry.path}替代，文件夹内没有这个旧文件"
            unused.append(f"{entry.supersedes}：{said}")
        elif not names:
            said = f"county.toml 写明由{entry.path}替代，文件夹内没有新文件，仍按原样使用"
            unused.append(f"{entry.supersedes}：{said}")
        else:
            out[entry.supersedes, entry.schema] = "、".join(names)
    return out


def alike(readings: Iterable[Reading]) -> dict[int, list[tuple[str, str]]]:
    """Return {id of a card: [(file, why)]} of tables of other files that hold the same matter.

    The same matter is the same set of numbers, or the same ground of the same vintage. Which of two
    is the newer one nobody knows here: each names the other.

    >>> alike([])
    {}
    """
    tables: dict[str, list[tuple[str, Table]]] = defaultdict(list)
    for reading in readings:
        for table in reading.tables:
            if table.card.schema in schemas() and table.card.kept:
                tables[table.card.schema].append((reading.source.path, table))
    out: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for group in tables.values():
        for (one, a), (two, b), why in _pairs(group):
            out[id(a.card)].append((two, f"与{two}{why}"))
            out[id(b.card)].append((one, f"与{one}{why}"))
    return dict(out)


Named = tuple[str, Table]


def _pairs(group: list[Named]) -> Iterator[tuple[Named, Named, str]]:
    """Yield the pairs of one schema that hold the same matter, with why."""
    by_number: dict[frozenset[str], list[Named]] = defaultdict(list)
    by_vintage: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for named in group:
        table = named[1]
        if numbers := _numbers(table):
            by_number[numbers].append(named)
        elif table.card.crs and isinstance(table.frame, gpd.GeoDataFrame):
            day = table.card.vintage or table.card.proposed
            by_vintage[table.card.crs, str(day or "")].append(named)
    for same in by_number.values():
        for one, two in combinations(same, 2):
            if one[0] != two[0]:
                yield one, two, "的编号全部相同"
    for (_, told), same in by_vintage.items():
        for one, two in combinations(same, 2):
            if told and one[0] != two[0] and _same_ground(one[1], two[1]):
                yield one, two, f"期次相同（{told}）、范围相同"


def _numbers(table: Table) -> frozenset[str]:
    """Return the numbers of a table's rows, empty where its kind has none (surveys, red lines)."""
    schema = schemas()[table.card.schema]
    key = schema.required[0] if schema.required else ""
    if table.card.schema in ("dltb", "dltb_2", "slope", "grade") or key not in table.frame:
        return frozenset()
    if schema.columns[key].type not in ("code", "text"):
        return frozenset()
    projects = table.frame["project_no"] if "project_no" in table.frame else table.frame[key]
    return frozenset(f"{a} {b}" for a, b in zip(projects, table.frame[key], strict=True))


def _same_ground(one: Table, two: Table) -> bool:
    """Tell whether the boxes around two layers of one system are nearly one box."""
    a, b = one.ground.total_bounds, two.ground.total_bounds
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    whole = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return bool(width > 0 and height > 0 and width * height >= SAME_GROUND * whole)
