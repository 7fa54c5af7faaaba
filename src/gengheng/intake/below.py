"""What of a folder can be read: whole files and geodatabases, sidecars with their shapefile."""

from pathlib import Path

from gengheng.intake.read import readable


def below(folder: Path) -> list[Path]:
    """Return everything readable beneath a folder, in the order of the names; a .gdb is one."""
    return sorted(
        p for p in folder.rglob("*") if readable(p) and (p.is_file() or p.suffix.lower() == ".gdb")
    )
