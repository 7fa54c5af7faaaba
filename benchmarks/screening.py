"""How long a screening takes and how much memory it needs, against geopandas.overlay.

Each size runs in a process of its own. The peer does only the overlay of all plots with all
surveys, without lawful areas, rules, records or reports: the ratio says what everything costs in
units of that one step.
"""

import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
from large_county import YEARS, write


def timed(do: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds that `do` took, and what it returned."""
    start = time.perf_counter()
    made = do()
    return time.perf_counter() - start, made


def peak_mb() -> float:
    """Return the highest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one(folder: Path) -> None:
    """Screen a folder and print each step."""
    from gengheng.overlay.warm import warm
    from gengheng.reports.run_files import run_files
    from gengheng.rules.index import RULES
    from gengheng.screening.material import gather
    from gengheng.screening.run import screen

    warm()
    before = peak_mb()
    reading, material = timed(lambda: gather(folder))
    print(
        f"  read      {reading:8.1f} s   peak {peak_mb():6.0f} MB (start {before:.0f})", flush=True
    )
    for name, rule in RULES.items():
        took, done = timed(lambda rule=rule: screen([rule], material))
        [line] = done.run.rules
        print(f"  {name:9} {took:8.1f} s   {line.asked} asked, {line.status}", flush=True)
    took, done = timed(lambda: screen(RULES.values(), material))
    print(f"  all rules {took:8.1f} s   peak {peak_mb():6.0f} MB; {done.run.pairs} pairs overlaid, "
          f"{sum(done.run.judged.values())} judged by GEOS", flush=True)  # fmt: skip
    writing, files = timed(lambda: run_files(done, material))
    pages = [len(data) / 1e6 for name, data in files.items() if name.endswith(".html")]
    more = f"{len(pages) - 1} further pages up to {max(pages[1:], default=0):.1f} MB"
    found = sum(line.suspected for line in done.run.rules)
    print(f"  results   {writing:8.1f} s   peak {peak_mb():6.0f} MB, "
          f"report.html {pages[0]:.1f} MB, {more}, {found} findings", flush=True)  # fmt: skip
    plots = gpd.read_file(folder / "地块.gpkg")
    surveys = [gpd.read_file(folder / f"DLTB{year}.gpkg") for year in YEARS]
    peer, _ = timed(lambda: [gpd.overlay(plots, s, how="intersection") for s in surveys])
    print(f"  geopandas.overlay, plots × {len(YEARS)} surveys: {peer:.1f} s; "
          f"all rules cost {took / peer:.2f} of it")  # fmt: skip


def main(sizes: list[str]) -> None:
    """Run every size in a process of its own."""
    print(f"{platform.machine()}, Python {platform.python_version()}")
    for size in sizes:
        numbers = [int(word) for word in size.split(":")]
        with tempfile.TemporaryDirectory() as name:
            making, _ = timed(lambda name=name, numbers=numbers: write(Path(name), *numbers))
            print(f"{size} patches × {len(YEARS)} vintages (made in {making:.0f} s)", flush=True)
            subprocess.run([sys.executable, __file__, "--one", name], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]))
    else:
        main(sys.argv[1:] or ["20000"])
