"""原件: one file as the user sees it, with everything that belongs to it, before it is read.

A shapefile is several files, a .gdb is a folder, a .zip is an archive: to the user each is one.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

SIDECARS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".shp.xml", ".qix", ".cst", ".idx")


@dataclass(frozen=True, slots=True)
class Original:
    """`name` is what reports call it (relative, with /); `members` are {relative name: file}.

    `members` of a shapefile are its sidecars too, of a .gdb all files in it; names are relative
    to the folder that holds the original, so that the set can be laid out again elsewhere.
    """

    name: str
    path: Path
    members: dict[str, Path]


def original(path: Path, *, name: str = "") -> Original:
    """Return the original at `path`; sidecars are matched without regard to case.

    Raises `FileNotFoundError` where nothing is there.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink())
        members = {f"{path.name}/{p.relative_to(path).as_posix()}": p for p in inside}
    elif path.suffix.lower() == ".shp":
        wanted = {(path.stem + suffix).lower() for suffix in SIDECARS}
        beside = sorted(p for p in path.parent.iterdir() if p.name.lower() in wanted)
        members = {path.name: path} | {p.name: p for p in beside if p.is_file()}
    else:
        members = {path.name: path}
    return Original(name or path.name, path, members)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in chunks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(one: Original) -> tuple[str, int, dict[str, str]]:
    """Return (sha256, bytes, {member: SHA-256}); for a folder the digest of its members."""
    members = {name: sha256_of(path) for name, path in one.members.items()}
    size = sum(path.stat().st_size for path in one.members.values())
    if one.path.is_dir():
        lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(members.items()))
        return hashlib.sha256(lines.encode()).hexdigest(), size, members
    return members[one.path.name], size, members
