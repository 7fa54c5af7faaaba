"""How the few compiled functions are compiled: without the interpreter, and kept for next time.

The first call of a compiled function costs seconds; what it made is kept in a folder of the user's
that bears the digest of all compiled sources, so that no function is ever run with another
version's constants. `gengheng warm` fills it at installation. GENGHENG_CACHE names another place.

Without numba nothing else takes over: a compiled function says that the engine is not available.
"""

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

from gengheng.values.errors import EngineMissing

try:
    import numba
    from llvmlite import ir
    from numba.extending import intrinsic
except (ImportError, OSError) as error:
    MISSING = str(error)
else:
    MISSING = ""

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


def _kept() -> str:
    """Return a folder that can be written; one for this process alone where the user has none."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="gengheng-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return str(folder)


def version() -> str:
    """Return the version of numba, "" where there is no engine."""
    return "" if MISSING else str(numba.__version__)


def kept_in() -> str:
    """Return the folder where this process keeps compiled code, "" where there is no engine."""
    return "" if MISSING else str(numba.config.CACHE_DIR)  # type: ignore[attr-defined]


def _refusing(function: Function, **_: object) -> Any:
    """Return a function that only says that there is no engine."""

    @wraps(function)
    def refuse(*_: object, **__: object) -> None:
        """Raise `EngineMissing`, whatever is asked."""
        raise EngineMissing(f"套合引擎不可用：没有可用的numba（{MISSING}），请重新安装程序")

    return refuse


_njit: Any = _refusing
if not MISSING:
    numba.config.CACHE_DIR = _kept()  # type: ignore[attr-defined]
    _njit = partial(numba.njit, cache=True, nogil=True, error_model="numpy")


def compiled(function: Function) -> Any:
    """Compile a function that works on numbers and arrays alone, at its first call."""
    return _njit(function)


def lean(function: Function) -> Any:
    """Compile a function that makes no array, and so need not count who holds those it is given.

    Counting took a quarter of the time in which pairs are asked.
    A function that makes an array cannot be compiled this way: numba says so at the first call.
    """
    return _njit(function, _nrt=False)


def inlined(function: Function) -> Any:
    """Compile a function into each of its callers."""
    return _njit(function, inline="always")


def _at(typing: object, address: object) -> Any:
    """Return the double at an address; WKB is never aligned."""

    def load(_: object, builder: Any, __: object, args: Any) -> Any:
        """Write the instruction that loads from an address of any alignment."""
        value = builder.load(builder.inttoptr(args[0], ir.DoubleType().as_pointer()))
        value.align = 1
        return value

    return numba.types.float64(numba.types.uintp), load


double_at: Any = _refusing(_at) if MISSING else intrinsic(_at)
