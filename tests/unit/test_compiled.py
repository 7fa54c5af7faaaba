"""What compiled code does where it cannot be kept, and where there is nothing to compile with."""

import os
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"
BLOCKED = "import sys; sys.modules['numba'] = None; "


def told(words, **environment):
    """Return (exit code, what was printed) of a program in a process of its own."""
    held = {**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONUTF8": "1", **environment}
    done = subprocess.run(
        [sys.executable, "-c", words], env=held, capture_output=True, encoding="utf-8", timeout=300
    )
    return done.returncode, done.stdout + done.stderr


def test_without_numba_the_engine_says_so_and_nothing_takes_its_place():
    run = BLOCKED + "from gengheng.cli.main import main; sys.exit(main(['warm']))"
    code, said = told(run)
    assert code == 2
    assert said.startswith("套合引擎不可用：没有可用的numba")
    assert "Traceback" not in said


def test_without_numba_what_needs_no_overlay_still_works():
    run = BLOCKED + "from gengheng.cli.main import main; sys.exit(main(['explain', 'B-1']))"
    code, said = told(run)
    assert code == 0
    assert "B-1" in said


def test_without_numba_a_run_names_no_version_of_it():
    code, said = told(
        BLOCKED + "from gengheng.area.compiled import version; print(repr(version()))"
    )
    assert (code, said.strip()) == (0, "''")


def test_a_cache_that_cannot_be_written_is_replaced_for_this_process(tmp_path):
    (tmp_path / "file").write_text("no folder")
    run = "from gengheng.area.compiled import kept_in; print(kept_in())"
    code, said = told(run, GENGHENG_CACHE=str(tmp_path / "file"))
    assert code == 0
    place = Path(said.strip())
    assert tmp_path not in place.parents
    assert not place.exists()  # gone with the process


OVERLAID = """
import sys
from gengheng.overlay.warm import warm
warm()
def compiled():
    held = [v for name, m in sys.modules.items() if name.startswith("gengheng.") for v in vars(m).values()]
    return {f.py_func.__qualname__: len(f.signatures) for f in held if hasattr(f, "signatures")}
before = compiled()
import numpy as np
from coverages import faulty
from gengheng.overlay.engine import carve, pieces
from gengheng.overlay.quality import certify, coverage
from overlaid import Survey, series
left, right = series(Survey(0).shapes), series(Survey(0, vintage=1, redrawn=0.05).shapes)
proofs = certify("left", left), certify("right", right)
for one, other in ((left, right), (left, left), (left, series([*right, *right[:3].translate(3, 2)]))):
    pieces(one, other)
pieces(left, right, clean=proofs), pieces(right, left, geometry=True)
carve(left, right[::3], right[1::5])
for seed in range(9):
    coverage(faulty(seed))
later = compiled()
print([name for name in later if later[name] != before.get(name)])
"""


def test_nothing_is_compiled_after_warm():
    tests = str(Path(__file__).parents[1])
    code, said = told(OVERLAID, PYTHONPATH=os.pathsep.join([str(SOURCES), tests]))
    assert (code, said.strip().splitlines()[-1:]) == (0, ["[]"])
