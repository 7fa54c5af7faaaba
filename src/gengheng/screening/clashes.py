"""冲突: entries of county.toml that put the same table to use twice, where only one can be meant.

Using both would count every row twice, using the first would throw away what a person wrote in the
second (another vintage, another column), so neither is done and the person is asked.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from gengheng.records.county import FileEntry
from gengheng.standards.tables import schemas


def clashes(folder: Path, entries: Mapping[int, FileEntry]) -> list[str]:
    """Return a sentence for each set of `[[file]]` that name one file as one kind of material.

    `entries` are those whose path and schema are sound, by their place in county.toml. Several may
    name one file for one schema only if each names a layer (or sheet) and no two the same.
    Patterns are looked up in `folder`; a file that is not there goes by its path.

    >>> one = FileEntry(path="a.gpkg", schema="slope", layer="甲")
    >>> two = FileEntry(path="a.gpkg", schema="slope", layer="乙")
    >>> clashes(Path("nowhere"), {1: one, 2: two})
    []
    >>> clashes(Path("nowhere"), {1: one, 2: two, 3: one})
    ['第1、3个 [[file]]：都把a.gpkg的“甲”用作坡度图，只能留一个']
    """
    used: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for n, entry in entries.items():
        for name in _named(folder, entry.path):
            used[entry.schema, name][entry.layer].append(n)
    found: dict[tuple[str, str, tuple[int, ...]], list[str]] = defaultdict(list)
    for (schema, name), layers in used.items():
        for layer, numbers in _contested(layers):
            found[schema, layer, tuple(numbers)].append(name)
    return [_said(*key, names) for key, names in found.items()]


def _named(folder: Path, path: str) -> list[str]:
    """Return the files that a path or pattern means; itself where there are none."""
    found = sorted(p.relative_to(folder).as_posix() for p in folder.glob(path))
    return found or [path]


def _contested(layers: dict[str, list[int]]) -> list[tuple[str, list[int]]]:
    """Return (layer, entries) of what several entries of one file and schema all put to use.

    An entry without a layer means all of them, and clashes with every other.

    >>> _contested({"": [1], "甲": [2]}), _contested({"甲": [1, 3], "乙": [2]})
    ([('', [1, 2])], [('甲', [1, 3])])
    """
    if "" in layers:
        layers = {"": sorted(n for numbers in layers.values() for n in numbers)}
    return [(layer, numbers) for layer, numbers in layers.items() if len(numbers) > 1]


def _said(schema: str, layer: str, numbers: tuple[int, ...], names: list[str]) -> str:
    """Return which entries clash, about what, and what to do."""
    which = f"第{'、'.join(str(n) for n in numbers)}个"
    what = names[0] + (f"等{len(names)}个文件" if len(names) > 1 else "")
    what += f"的“{layer}”" if layer else ""
    said = f"{which} [[file]]：都把{what}用作{schemas()[schema].label}，只能留一个"
    return said if layer else f"{said}；要用其中不同的图层或工作表，每个都写明 layer"
