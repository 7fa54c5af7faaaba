"""One entry for every system: `python3 dev.py VERB`, on Windows `py dev.py VERB`.

  demo    make a small county and walk the whole path from plot file to verified package
  test    lint, then every test; with arguments, only pytest with those arguments
  lint    style, types, import contracts, spelling
  prove   the long proofs, with their figures
  bench   the overlay against its peers (Linux); --full: four sizes, and the figures in docs/
  docs    write the generated pages again
  lock    choose and hash all packages again (needs uv)

The first call makes `.venv` and installs what requirements/*.txt locks; later calls find a stamp
and skip that. This file needs the standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed"
CLI = ("-m", "gengheng.cli.main")
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
SPELLED = (ROOT / "docs", *sorted(ROOT.glob("*.md")))
LINTERS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy", "src", "dev.py"),
    ("lint-imports", "--no-logo"),
    ("codespell", "src", "tests", "dev.py", *(path.name for path in SPELLED if path.exists())),
)
# From least to most: each lock holds what those before it hold, in the same versions.
OFFICE = ("build", "office", "postgres")
LOCKS = {"demo": OFFICE, "test": (*OFFICE, "dev"), "bench": (*OFFICE, "dev", "bench")}


def run(*words: str | Path) -> None:
    """Run a program in the checkout; when it fails, end with its exit code."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    code = subprocess.run([str(word) for word in words], cwd=ROOT, env=environment).returncode
    if code:
        sys.exit(code)


def key(lock: str) -> str:
    """Return what an installation rests on: the lock and the project's own description."""
    files = (ROOT / "requirements" / f"{lock}.txt", ROOT / "pyproject.toml")
    return f"{lock} {hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()}"


def installed(lock: str) -> bool:
    """Tell whether .venv holds at least what `lock` asks for; whoever can test can also demo."""
    stamp = STAMP.read_text("utf-8") if STAMP.exists() else ""
    enough = list(LOCKS)[list(LOCKS).index(lock) :]
    return stamp in {key(name) for name in enough}


def set_up(lock: str) -> None:
    """Make .venv hold exactly the locked wheels, checked by hash, and the project itself."""
    if installed(lock):
        return
    print(f"dev.py: installing requirements/{lock}.txt into .venv", flush=True)
    if not PYTHON.exists() or not STAMP.exists():
        run(sys.executable, "-m", "venv", VENV)
    locked = ("--require-hashes", "--no-deps", "--only-binary", ":all:")
    run(PYTHON, *PIP, *locked, "-r", ROOT / "requirements" / f"{lock}.txt")
    run(PYTHON, *PIP, "--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT)
    run(PYTHON, *CLI, "warm")
    STAMP.write_text(key(lock), "utf-8")


def demo(words: list[str]) -> None:
    """Walk the whole path on a small county; what it makes lies in demo/."""
    set_up("demo")
    run(PYTHON, *CLI, "demo", "--out", "demo", *words)


def lint(_: list[str]) -> None:
    """Run every linter; the first that objects ends the run."""
    set_up("test")
    with tempfile.TemporaryDirectory() as office:
        os.environ["GENGHENG_OFFICE"] = office  # what Django's settings are read with
        for program, *options in LINTERS:
            print(f"dev.py: {program}", flush=True)
            run(BIN / program, *options)


def test(words: list[str]) -> None:
    """Lint and run every test, or run pytest alone with the arguments given."""
    set_up("test")
    if not words:
        lint([])
    run(PYTHON, "-m", "pytest", "-q", "-n", "2", *words)


def prove(words: list[str]) -> None:
    """Run the long proofs."""
    set_up("test")
    run(PYTHON, "-m", "pytest", "-q", "-n", "2", "-m", "prove", *words)


def bench(words: list[str]) -> None:
    """Measure the overlay against its peers; words go to benchmarks/overlay/run.py."""
    set_up("bench")
    folder = ROOT / "benchmarks" / "overlay"
    run(PYTHON, folder / "run.py", *words)
    run(PYTHON, folder / "report.py", *(["--docs"] if "--full" in words else []))


def docs(words: list[str]) -> None:
    """Write the generated pages again: one for each rule."""
    set_up("demo")
    run(PYTHON, *CLI, "explain", "--out", "docs/rules", *words)


def lock(words: list[str]) -> None:
    """Choose the newest packages that fit, for every system at once, and hash them.

    With `--upgrade` also those that the locks already hold.
    """
    uv = shutil.which("uv", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        sys.exit("dev.py lock needs uv: python -m pip install uv")
    bound: list[str] = []
    for name, extras in LOCKS.items():
        out = f"requirements/{name}.txt"
        chosen = [*bound, *(word for extra in extras for word in ("--extra", extra))]
        fixed = ("--universal", "--generate-hashes", "--no-emit-index-url", "--quiet")
        said = ("--python-version", "3.11", "--custom-compile-command", "python3 dev.py lock")
        run(uv, "pip", "compile", *fixed, *said, "pyproject.toml", *chosen, "-o", out, *words)
        bound = ["--constraint", out]


VERBS = {
    "demo": demo, "test": test, "lint": lint, "prove": prove, "bench": bench, "docs": docs,
    "lock": lock,
}  # fmt: skip


def main(words: list[str]) -> None:
    """Check what the machine brings, then run one verb."""
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Gengheng needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if find_spec("ensurepip") is None:
        hint = "on Debian or Ubuntu: apt-get install python3-venv"
        sys.exit(f"This Python cannot make a virtual environment; {hint}.")
    if not words or words[0] not in VERBS:
        print(__doc__)
        sys.exit(0 if words and words[0] in {"-h", "--help"} else 2)
    VERBS[words[0]](words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
