"""Every sign of the kernel is one that a test would miss: 29 kernels with one sign wrong, all caught."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gengheng
import mutated

PACKAGE, TESTS = Path(gengheng.__file__).parent, Path(mutated.__file__).parent
PATIENCE = 600  # s; compiling takes most of it
MUTANTS = {  # name: file, what stands there, what is put there
    "inside, first end, moved": (
        "inside", "above0 = y0 > y if moved else", "above0 = y0 >= y if moved else"),
    "inside, first end, at rest": (
        "inside", "y0 > y if moved else y0 >= y", "y0 > y if moved else y0 > y"),
    "inside, second end, moved": (
        "inside", "above1 = y1 > y if moved else", "above1 = y1 >= y if moved else"),
    "inside, second end, at rest": (
        "inside", "y1 > y if moved else y1 >= y", "y1 > y if moved else y1 > y"),
    "inside, tie, moved": ("inside", "left = -dy if moved else dy", "left = dy if moved else dy"),
    "inside, tie, at rest": ("inside", "left = -dy if moved else dy", "left = -dy if moved else -dy"),
    "inside, side of the ray": ("inside", "if (left > 0) == above1", "if (left > 0) != above1"),
    "leans, sinking edges": ("crossings", "np.int64((dy < 0) |", "np.int64((dy > 0) |"),
    "leans, level edges": ("crossings", "(dy == 0) & (dx > 0)", "(dy == 0) & (dx < 0)"),
    "leans, no level edges": ("crossings", "(dy == 0) & (dx > 0)", "(dy == 0) & (dx > dx)"),
    "the other edge leans alike": ("crossings", "1 - leans(ex, ey)", "leans(ex, ey)"),
    "back to back, moved apart": ("crossings", "if (lean == 1) &", "if (lean == 0) &"),
    "back to back, one way": ("crossings", "dx * ex + dy * ey < 0", "dx * ex + dy * ey > 0"),
    "how far along the other": ("crossings", "-np.float64(r) /", "np.float64(r) /"),
    "order by edge": ("crossings", "if who[w, side] < who[v, side]", "if who[w, side] > who[v, side]"),
    "order along an edge": ("crossings", "when[w, side] <= when", "when[w, side] >= when"),
    "certificate, going in": ("walk", "else ends - mixed(qx, qy)", "else ends + mixed(qx, qy)"),
    "certificate, coming out": ("walk", "ends = ends + mixed(qx, qy)", "ends = ends - mixed(qx, qy)"),
    "certificate, both walks": ("pairs", "if ends + closed !=", "if ends - closed !="),
    "certificate, never": ("pairs", "if ends + closed != np", "if ends != ends + np.uint64(0) * np"),
    "back from outside": ("walk", "begins == 1 and inside", "within if begins == 0 else inside"),
    "a ring begins": ("walk", "begins == 1 and inside", "begins == 3 and inside"),
    "alone: edges that lie on one another": (
        "overlaps", "if state[e] == ONCE and", "if"),
    "alone: nothing runs back": ("overlaps", "and mate[e] >= 0:", "and mate[e] >= -1:"),
    "overlaps: no further neighbours": ("overlaps", "ask = _round(fresh,", "ask = _round(fresh[:0],"),
    "beside a twin, first layer": ("unchanged", "met = twin[other] >= 0", "met = twin[other] < -1"),
    "beside a twin, second layer": ("unchanged", "one, other = _both(over_b)", "one, other = over_b.left, over_b.right"),
    "a polygon that overlaps": ("unchanged", "flags[rows.left] = flags[rows.right] = 1", "flags[:] = 0"),
    "which layer is moved": ("pairs", "(points_b, chunks_b, b0, b1), False", "(points_b, chunks_b, b0, b1), True"),
}  # fmt: skip


def verdict(folder, name=None):
    """Return how the script ended that asks a copy of the package, with mutant `name` or as it is."""
    shutil.copytree(PACKAGE, folder / "gengheng", ignore=shutil.ignore_patterns("__pycache__"))
    if name is not None:
        file, old, new = MUTANTS[name]
        path = folder / "gengheng" / "overlay" / f"{file}.py"
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
    environment = {
        **os.environ, "PYTHONUTF8": "1", "GENGHENG_CACHE": str(folder / "cache"),
        "PYTHONPATH": os.pathsep.join([str(folder), str(TESTS)]),
    }  # fmt: skip
    try:
        return subprocess.run(
            [sys.executable, TESTS / "mutated.py", folder], env=environment, cwd=folder,
            capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder / "cache", ignore_errors=True)


def test_nothing_is_wrong_with_the_kernel_as_it_is():
    assert next(mutated.wrongs(), None) is None


@pytest.mark.prove
def test_a_copy_of_the_kernel_is_the_kernel(tmp_path):
    ended = verdict(tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.prove
@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_sign_is_caught(name, tmp_path, record_property):
    ended = verdict(tmp_path, name)
    assert ended.returncode == 1
    assert ended.stderr.startswith("wrong: ")
    record_property(f"mutant of the overlay, {name}", f"caught by {ended.stderr[7:].strip()}")
