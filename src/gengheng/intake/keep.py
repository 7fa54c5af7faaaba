"""原件入库: every member of a file under its SHA-256, written once and never over another."""

import hashlib
import os
import tempfile
from pathlib import Path

from gengheng.intake.original import Original
from gengheng.records.source import SourceFile
from gengheng.values.errors import Unreadable

CHUNK = 1 << 20


def keep(one: Original, source: SourceFile, folder: Path) -> int:
    """Copy every member of `one` to `folder`/<SHA-256>; return how many were new.

    What is there already stays as it is. Raises `Unreadable` where a file changed while it was
    being read, so that what is kept is always what was read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fresh = 0
    for name, path in one.members.items():
        target = folder / source.members[name]
        if not target.exists():
            fresh += _copied(path, target, name)
    return fresh


def _copied(path: Path, target: Path, name: str) -> bool:
    digest = hashlib.sha256()
    handle, part = tempfile.mkstemp(prefix=".part-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out, path.open("rb") as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != target.name:
            raise Unreadable(f"{name}：读取期间文件被改动，请重新读入")
        return _placed(Path(part), target)
    finally:
        Path(part).unlink(missing_ok=True)


def _placed(part: Path, target: Path) -> bool:
    """Give a finished file its name; return False where another process was first."""
    try:
        os.link(part, target)
    except FileExistsError:
        return False
    except OSError:  # no hard links on this disk
        part.rename(target)
    return True
