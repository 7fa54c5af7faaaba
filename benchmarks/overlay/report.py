"""Say what a run found: tables, bars, growth. Ends with 1 where a bar is missed or a run is void.

  report.py [RESULTS.jsonl] [--docs]

With --docs also docs/algorithms/overlay-benchmark.md and its picture are written.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bars import Bar, Case, Cases, bars, judged, nanoseconds
from picture import curves
from run import PEERS, RESULTS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "algorithms"
TITLES = {
    "W1": "W1: a coverage against a later vintage of itself",
    "W2": "W2: plots against a coverage",
    "W3": "W3: plots against themselves",
    "W4": "W4: what is wrong with a coverage",
    "chain": "The whole chain: two GeoPackages to a Parquet table",
    "edge": "The lawful area alone, for each edge",
}
ABOUT = """\
Peers' clocks start with the layers decoded in their own form and stop at the **plane** area of
every piece. Ours starts at WKB bytes and stops at whole 0.01 m² of the **lawful** (ellipsoidal)
area, the rows that GEOS has to decide included. All totals of plane area agree to 1 m² for each
1,000 km², or a run is void. CPU is user and system time of all threads; figures are medians, in
brackets the smallest and the largest. Memory is the peak during the work above what was held
before it; what an engine had freed before the clock and takes again is not in it.
"""


def read(path: Path) -> tuple[Mapping[str, Any], list[Case]]:
    """Return the machine and a case for each work, engine and size, in the order of the run."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    told: dict[tuple[str, str, int], list[Mapping[str, Any]]] = {}
    for line in lines[1:]:
        told.setdefault((line["work"], line["engine"], line["size"]), []).append(line)
    cases = []
    for (work, engine, size), rounds in told.items():
        errors = [line["error"] for line in rounds if "error" in line]
        cases.append(Case(work, engine, size, [] if errors else rounds, "; ".join(errors[:1])))
    return lines[0]["machine"], judged(cases)


def document(machine: Mapping[str, Any], cases: Cases, found: list[Bar]) -> str:
    """Return the whole report in Markdown."""
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    rounds = max((len(case.rounds) for case in cases.all), default=0)
    parts = [
        "# Overlay: measured against its peers\n",
        "Written by `benchmarks/overlay/report.py`; how to run it: `benchmarks/README.md`.\n",
        f"{machine['day']}, {machine['cores']} cores {machine['cpu']}, {machine['gb']} GB, load "
        f"{machine['load']} at the start, Python {machine['python']}; {versions}. "
        f"Rounds: {rounds}, the engines in turn, each run a process of its own.\n",
        ABOUT,
        "## Bars\n\n" + table(BAR_HEAD, [*map(bar_row, found)]),
    ]
    for work, title in TITLES.items():
        for size in sorted({case.size for case in cases.all if case.work == work}):
            rows = list(rows_of(cases, work, size))
            parts.append(f"## {title} ({shapes(size)})\n\n" + table(HEADS[work == "edge"], rows))
    parts += ["## Where the time of the kernel goes\n\n" + table(STEP_HEAD, list(steps(cases)))]
    return "\n".join(parts) + "\n"


def shapes(size: int) -> str:
    """Return a size in words."""
    return f"about {size // 1000}k patches"


BAR_HEAD = ("#", "bar", "limit", "found", "at", "")
HEADS = {
    False: ("engine", "CPU s", "wall s", "CPU / ours", "peak GB", "pieces", ""),
    True: ("way", "ns per edge", "parcels/s", "times ours", "", "", ""),
}
STEP_HEAD = ("work", "at", "engine", "candidates", "judged", "sieve", "decode",
             "strips and pairs", "judge")  # fmt: skip


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table; columns that are empty throughout are left out."""
    kept = [k for k in range(len(head)) if head[k] or any(row[k] for row in rows)]
    lines = [[cells[k] for k in kept] for cells in (head, ("---",) * len(head), *rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def bar_row(bar: Bar) -> tuple[str, ...]:
    """Return the row of a bar."""
    sign = "≥" if bar.least else "≤"
    value = "–" if bar.value is None else f"{bar.value:.3g} {bar.unit}"
    at = f"{bar.size // 1000}k" if bar.size and bar.value is not None else ""
    return (str(bar.number), bar.said, f"{sign} {bar.limit:g} {bar.unit}", value, at, bar.verdict)


def rows_of(cases: Cases, work: str, size: int) -> Iterator[tuple[str, ...]]:
    """Yield the row of every engine at one work and size."""
    mine = [case for case in cases.all if (case.work, case.size) == (work, size)]
    ours = mine[0] if mine and mine[0].rounds else None
    for case in mine:
        if not case.rounds:
            yield (case.engine, "–", "", "", "", "", case.void)
        elif work == "edge":
            cost = nanoseconds(case)
            times = f"{cost / nanoseconds(ours):.3g}" if ours else ""
            rate = f"{case.of('parcels') / case.of('cpu_s'):,.0f}"
            yield (case.engine, f"{cost:.4g}", rate, times, "", "", case.void)
        else:
            low, high = case.span("cpu_s")
            times = f"{case.of('cpu_s') / ours.of('cpu_s'):.3g}" if ours else ""
            count = case.rounds[0].get("pairs", case.rounds[0].get("shared"))
            pieces = "" if count is None else f"{count:,}"
            wall, peak = f"{case.of('wall_s'):.3g}", f"{case.of('peak_gb'):.2f}"
            cpu = f"{case.of('cpu_s'):.3g} ({low:.3g}–{high:.3g})"
            yield (case.engine, cpu, wall, times, peak, pieces, case.void)


def steps(cases: Cases) -> Iterator[tuple[str, ...]]:
    """Yield the CPU seconds of each step of the kernel."""
    for (work, engine, size), case in cases.held.items():
        if "pairs_s" in case.rounds[0]:
            took = (f"{case.of(f'{s}_s'):.3f}" for s in ("sieve", "decode", "pairs", "judged"))
            yield (work, f"{size // 1000}k", engine, f"{case.of('candidates'):,.0f}",
                   f"{case.of('judged'):,.0f}", *took)  # fmt: skip


def growth(cases: Cases) -> dict[str, list[tuple[float, float]]]:
    """Return for each engine the CPU seconds of W1 at each size."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for engine in ("ours", "ours, certified", *PEERS, "shapely, shortcuts"):
        sizes = cases.sizes("W1", engine)
        if sizes:
            lines[engine] = [(n, cases.held["W1", engine, n].of("cpu_s")) for n in sizes]
    return lines


def main() -> int:
    """Print the report, write the documents if asked, and say whether all is well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", type=Path, nargs="?", default=RESULTS)
    parser.add_argument("--docs", action="store_true")
    options = parser.parse_args()
    machine, all_cases = read(options.results)
    cases = Cases(all_cases)
    found = list(bars(cases))
    text = document(machine, cases, found)
    print(text)
    if options.docs:
        DOCS.mkdir(parents=True, exist_ok=True)
        picture = "\n![CPU seconds of W1 by number of patches](overlay-benchmark.svg)\n"
        (DOCS / "overlay-benchmark.md").write_text(text + picture, "utf-8")
        drawn = curves(growth(cases), "W1: CPU seconds by patches in each layer")
        (DOCS / "overlay-benchmark.svg").write_text(drawn, "utf-8")
    void = [
        f"{case.work} {case.engine} {case.size}: {case.void}" for case in all_cases if case.void
    ]
    missed = [f"bar {bar.number}, {bar.said}" for bar in found if bar.verdict == "missed"]
    for line in void + missed:
        print(f"! {line}")
    return 1 if void or missed else 0


if __name__ == "__main__":
    sys.exit(main())
