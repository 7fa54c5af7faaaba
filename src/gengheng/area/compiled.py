"""How the few compiled functions are compiled: without the interpreter, and kept for next time.

The first call of a compiled function costs seconds; what it made is kept in a folder of the user's
that bears the digest of all compiled sources, so that no function is ever run with another
version's constants. `gengheng warm` fills it at installation. GENGHENG_CACHE names another place.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numba

SOURCES = ("area/bands.py", "area/compiled.py", "area/strips.py", "overlay")
Function = Callable[..., Any]


def cache_folder() -> Path:
    """Return where compiled code is kept; nothing is made here.

    >>> len(cache_folder().name)
    16
    """
    digest = hashlib.sha256(f"{numba.__version__} {sys.version}".encode())
    package = Path(__file__).parent.parent
    for source in SOURCES:
        path = package / source
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    if os.environ.get("GENGHENG_CACHE"):
        place = Path(os.environ["GENGHENG_CACHE"])
    elif os.name == "nt":
        place = Path(os.environ.get("LOCALAPPDATA", Path.home())) / "gengheng" / "cache"
    else:
        place = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "gengheng"
    return place / digest.hexdigest()[:16]


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
_njit: Any = partial(numba.njit, cache=True, nogil=True, error_model="numpy")


def compiled(function: Function) -> Any:
    """Compile a function that works on numbers and arrays alone, at its first call."""
    return _njit(function)


def inlined(function: Function) -> Any:
    """Compile a function into each of its callers."""
    return _njit(function, inline="always")
