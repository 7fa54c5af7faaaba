"""扫描件: files that a register of papers names, kept as originals by their SHA-256."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from gengheng.intake.original import Original, digests, original
from gengheng.records.source import SourceFile

SCAN = "扫描件"


def scan_paths(cell: str) -> tuple[str, ...]:
    """Return the paths that a cell names, with `/`; several stand apart by ； or by lines.

    >>> scan_paths("扫描件\\\\立项.pdf；扫描件/验收.pdf"), scan_paths(" ")
    (('扫描件/立项.pdf', '扫描件/验收.pdf'), ())
    """
    parts = (p.strip().replace("\\", "/") for p in re.split(r"[;；\n]", cell))
    return tuple(dict.fromkeys(p.removeprefix("./") for p in parts if p))


def scans(
    folder: Path, cells: Iterable[str], listed: frozenset[str]
) -> Iterator[tuple[SourceFile, Original]]:
    """Yield each scan of a folder that is no original yet, in the order of their paths.

    A path that leaves the folder, a folder and a file that is not there yield nothing: whoever
    reads the register says so.
    """
    wanted = sorted({path for cell in cells for path in scan_paths(cell)} - listed)
    for name in wanted:
        path = folder / name
        if inside(name) and path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            one = original(path, name=name)
            sha256, size, members = digests(one)
            source = SourceFile(path=name, sha256=sha256, size=size, kind=SCAN, members=members)
            yield source, one


def inside(name: str) -> bool:
    """Tell whether a path stays in the folder, as far as its words tell.

    >>> inside("扫描件/立项.pdf"), inside("../别处.pdf"), inside("C:/立项.pdf"), inside("/立项.pdf")
    (True, False, False, False)
    """
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or ":" in name)
