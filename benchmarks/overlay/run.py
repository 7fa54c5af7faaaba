"""Run the engines, each in a process of its own, in turn: A B C, A B C, A B C.

  run.py [--full] [--rounds 3] [--sizes 25000,…] [--works W1,…] [--engines ours,…]

Layers and results lie in the folder that GENGHENG_BENCH names, else in gengheng-bench under the
system's place for temporary files. Results are JSON lines, the machine in the first; a new run
replaces them. What a run says: `cpu_s` (user and system, all threads), `wall_s`, `peak_gb` (the
most memory during the work less what was held before it), and what the engine tells.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ.get("GENGHENG_BENCH") or Path(tempfile.gettempdir()) / "gengheng-bench")
RESULTS = FOLDER / "results.jsonl"
QUICK, FULL = (25_000,), (25_000, 50_000, 100_000, 300_000)
WARM = 32  # shapes that an engine overlays before the clock
LIMIT = 1800  # s for one run
# Left and right layer, and whose first shapes those of the left one are overlaid with before the
# clock: they must meet.
LAYERS = {
    "W1": ("a", "b", "b"),
    "W2": ("plots", "a", "plots"),
    "W3": ("twice", "twice", "twice"),
}
OURS = ("ours", "ours, certified", "ours, one thread")
PEERS = ("SedonaDB", "DuckDB", "polars-st", "GeoPandas", "shapely, threads")
WORKS: dict[str, tuple[str, ...]] = {
    "W1": (*OURS, *PEERS, "shapely, shortcuts"),
    "W2": ("ours", *PEERS),
    "W3": ("ours", *PEERS),
    "W4": ("ours", "shapely", "shapely, edges alone"),
    "chain": ("ours", "SedonaDB", "DuckDB", "GeoPandas"),
    "edge": ("strips, one core", "NumPy, whole arrays", "parcel by parcel"),
}
TOO_LARGE = 200_000  # from here on peers take part where one side is small, and nothing else
TOLD = ("numpy", "numba", "shapely", "geopandas", "pyogrio", "pyarrow", "duckdb",
        "duckdb-extension-spatial", "sedonadb", "polars", "polars-st")  # fmt: skip


def takes_part(work: str, engine: str, size: int) -> bool:
    """Tell whether an engine is run at a size: peers are spared what would take them hours."""
    return size < TOO_LARGE or engine.startswith("ours") or work in {"W2", "chain"}


def prepared(work: str, engine: str, folder: Path) -> Callable[[], Any]:
    """Return the work of an engine with all that stands before the clock done."""
    if work == "chain":
        from chain import CHAINS

        files = folder / "plots.gpkg", folder / "a.gpkg", folder / f"pieces-{os.getpid()}.parquet"
        files[2].unlink(missing_ok=True)
        return lambda: CHAINS[engine](*files)
    if work == "edge":
        from kernel import WAYS

        return WAYS[engine](folder / "a.parquet")
    if work == "W4":
        from faults import WAYS as JUDGES

        return JUDGES[engine](folder / "faulty.parquet")
    return overlay(engine, *(folder / f"{name}.parquet" for name in LAYERS[work]))


def overlay(name: str, left: Path, right: Path, first: Path) -> Callable[[], Any]:
    """Return the overlay of two layers by an engine that has overlaid some shapes before."""
    from engines import ENGINES

    engine = ENGINES[name]()
    engine.work(engine.load(left, WARM), engine.load(first, WARM))
    one = engine.load(left, None)
    other = one if left == right else engine.load(right, None)
    return lambda: engine.work(one, other)


def clocked(work: Callable[[], Any]) -> dict[str, Any]:
    """Do the work and return what it took and what it told."""
    held = memory_kb("VmRSS")
    forget_peak()
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    told = work()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = (memory_kb("VmHWM") - held) / 2**20
    took = {"cpu_s": round(cpu, 3), "wall_s": round(wall, 3), "peak_gb": round(peak, 3)}
    return {**took, **told}


def memory_kb(name: str) -> int:
    """Return what Linux says of this process: VmRSS, held now, or VmHWM, the most so far."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))


def forget_peak() -> None:
    """Let the most memory so far begin with what is held now."""
    Path("/proc/self/clear_refs").write_text("5", "utf-8")


def one(work: str, engine: str, size: int) -> dict[str, Any]:
    """Return what a run in a process of its own says, or why there is none."""
    words = [sys.executable, __file__, "--one", work, engine, str(size)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return {"error": f"longer than {LIMIT} s"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["no word"])[-1][:200]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def machine() -> dict[str, Any]:
    """Return what the figures were taken on, without saying whose it is."""
    cpu = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in cpu if line.startswith("model name")), "")
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "cpu": model,
        "gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load": round(os.getloadavg()[1], 1),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in TOLD},
    }


def given() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--full", action="store_true", help=f"sizes {FULL}, not {QUICK}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=lambda text: tuple(int(n) for n in text.split(",")))
    parser.add_argument("--works", type=lambda text: text.split(","), default=list(WORKS))
    parser.add_argument("--engines", help="names with a comma between, as in the results")
    return parser.parse_args()


def main() -> None:
    """Make the layers, then run everything in turn and write a line for each run."""
    options = given()
    sizes = options.sizes or (FULL if options.full else QUICK)
    county = [sys.executable, str(HERE / "county.py"), str(FOLDER), *map(str, sizes)]
    subprocess.run(county, check=True)
    plan = [
        (work, engine, size)
        for size in sizes
        for work in options.works
        for engine in WORKS[work]
        if takes_part(work, engine, size) and (not options.engines or engine in options.engines)
    ]
    for work in ("chain", "W4"):  # whatever is not compiled yet is compiled here, unclocked
        print(f"before the clock: {work} {one(work, 'ours', sizes[0])}", flush=True)
    with RESULTS.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"machine": machine()}, ensure_ascii=False) + "\n")
        for turn in range(options.rounds):
            for work, engine, size in plan:
                said = {"work": work, "engine": engine, "size": size, "round": turn}
                said |= one(work, engine, size)
                out.write(json.dumps(said, ensure_ascii=False) + "\n")
                out.flush()
                short = {k: said[k] for k in ("error", "cpu_s", "wall_s", "peak_gb") if k in said}
                print(f"{turn + 1}/{options.rounds} {size} {work} {engine}: {short}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(clocked(prepared(sys.argv[2], sys.argv[3], FOLDER / sys.argv[4]))))
    else:
        main()
