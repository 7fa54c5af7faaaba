"""A sealed folder on disk: written whole or not at all, read back with the digest of every byte."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock

from gengheng.intake.original import sha256_of
from gengheng.seal.manifest import sha256
from gengheng.values.errors import Refused

Content = bytes | Path


def write(files: Mapping[str, Content], out: Path) -> bool:
    """Write `files` = {path: bytes, or a file to copy} as folder `out`; False if it stood there.

    The folder appears under its name only when every file is whole: killed at any moment, the next
    call finds nothing half-written. The same files over an existing folder change nothing; other
    files over it raise `Refused`. Two writers of one folder wait for each other.
    """
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(out.parent / f".{out.name}.lock"):
        partial = out.parent / f".{out.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            if out.is_dir() and digests(out) == {n: _digest(c) for n, c in files.items()}:
                return False
            raise Refused([f"{out.name} 已存在且内容不同；结果不覆盖，请换一个名称"])
        for name, content in files.items():
            _put(partial / name, content)
        if out.exists():
            out.rmdir()
        partial.rename(out)
        _flush_folder(out.parent)
    return True


def digests(folder: Path) -> dict[str, str]:
    """Return {path within the folder: SHA-256} of every file, in order."""
    found = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256_of(p) for p in found}


def store(folder: Path) -> dict[str, Path]:
    """Return {SHA-256: file} of everything in a folder: originals are found by content."""
    return {sha256_of(p): p for p in sorted(folder.rglob("*")) if p.is_file()}


def lay_out(wanted: Mapping[str, str], held: Mapping[str, Path], into: Path) -> list[str]:
    """Lay `wanted` = {path: SHA-256} out again under `into` from a store; return what is missing.

    A path that would leave `into` raises `Refused`: packages come from strangers.
    """
    missing = []
    for name, sha in sorted(wanted.items()):
        target = into / name
        if not target.resolve().is_relative_to(into.resolve()):
            raise Refused([f"包内路径“{name}”越出文件夹，拒绝"])
        if sha not in held:
            missing.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(held[sha], target)
    return missing


def _digest(content: Content) -> str:
    return sha256_of(content) if isinstance(content, Path) else sha256(content)


def _put(path: Path, content: Content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        if isinstance(content, Path):
            with content.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut; Windows has no handle for folders and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
