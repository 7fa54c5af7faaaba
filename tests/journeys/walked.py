"""The demo walked once per test session: a county, a run, a desk, a package, and its seal's key."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from gengheng.cli.demo import walk
from gengheng.cli.desk import load


@cache
def walked() -> Path:
    """Return the folder of the walk; treat it as read-only, copy what you alter."""
    out = Path(mkdtemp(prefix="gengheng-walk-")) / "演示"
    out.mkdir()
    (out.parent / "lines.txt").write_text("\n".join(walk(out)), "utf-8")
    return out


def lines() -> list[str]:
    """Return what the walk printed."""
    return (walked().parent / "lines.txt").read_text("utf-8").splitlines()


def copy_of(name: str, into: Path) -> Path:
    """Return a copy of one folder of the walk."""
    return Path(shutil.copytree(walked() / name, into / name))


def contents():
    """Return what lies on the desk at the end of the walk."""
    return load(walked() / "案头").contents
