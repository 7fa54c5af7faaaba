"""What must be reached: each bar is a figure from the medians of a run, and the least or most."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

ENGINES = ("SedonaDB", "DuckDB", "polars-st")  # the best of these is "the best engine"
LARGE = 100_000  # patches from which on a chain is judged: below, it is imports and little else
SLACK = 0.05  # a bar missed by no more counts as reached
TOLERANCE_M2 = 1.0  # for each 1,000 km² or part of it


@dataclass(frozen=True, slots=True)
class Case:
    """All rounds of one engine at one work and size; `void` says why it does not count."""

    work: str
    engine: str
    size: int
    rounds: Sequence[Mapping[str, float]]
    void: str = ""

    def of(self, name: str) -> float:
        """Return the median of a figure."""
        return median(told[name] for told in self.rounds)

    def span(self, name: str) -> tuple[float, float]:
        """Return the smallest and the largest of a figure."""
        values = [told[name] for told in self.rounds]
        return min(values), max(values)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and what was found: `value` None where the run does not tell."""

    number: int
    said: str
    limit: float
    least: bool
    unit: str
    value: float | None
    size: int | None

    @property
    def verdict(self) -> str:
        """Return reached, within 5 %, missed or not measured."""
        if self.value is None:
            return "not measured"
        short = self.limit / self.value if self.least else self.value / self.limit
        if short <= 1:
            return "reached"
        limit = 1 / (1 - SLACK) if self.least else 1 + SLACK
        return "within 5 %" if short <= limit else "missed"


class Cases:
    """The cases of a run, by work, engine and size."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.all = cases
        self.held = {(c.work, c.engine, c.size): c for c in cases if c.rounds and not c.void}

    def sizes(self, work: str, *engines: str) -> list[int]:
        """Return the sizes at which all of these engines count and are judged, ascending."""
        of = [{s for w, e, s in self.held if (w, e) == (work, engine)} for engine in engines]
        least = LARGE if work == "chain" else 0
        return sorted(s for s in set.intersection(*of) if s >= least)

    def ratio(self, work: str, ours: str, *peers: str) -> tuple[float | None, int | None]:
        """Return the CPU of the best of the peers that ran / ours, and the largest such size."""
        ran = [p for p in peers if self.sizes(work, ours, p)]
        if not ran:
            return None, None
        size = max(self.sizes(work, ours, p)[-1] for p in ran)
        best = min(
            self.held[work, p, size].of("cpu_s") for p in ran if (work, p, size) in self.held
        )
        return best / self.held[work, ours, size].of("cpu_s"), size

    def figure(
        self, work: str, engine: str, told: Callable[[Case], float]
    ) -> tuple[float | None, int | None]:
        """Return a figure of an engine at the largest size that it was run at."""
        sizes = self.sizes(work, engine)
        if not sizes:
            return None, None
        return told(self.held[work, engine, sizes[-1]]), sizes[-1]


def bars(cases: Cases) -> Iterator[Bar]:
    """Yield every bar that this machine can tell of."""
    for number, work, ours, peers, limit in RATIOS:
        name = peers[0] if len(peers) == 1 else "the best engine"
        who = "" if ours == "ours" else f", {ours.removeprefix('ours, ')}"
        said = f"{work}{who}: times faster than {name}"
        yield Bar(number, said, limit, True, "×", *cases.ratio(work, ours, *peers))
    yield Bar(5, "chain: share of overlay and area", 25, False, "%",
              *cases.figure("chain", "ours", _share))  # fmt: skip
    yield Bar(6, "W1: CPU per patch, largest size / smallest", 1.15, False, "×", *_growth(cases))
    yield from _of_edges(cases)
    yield from _of_memory(cases)
    both = cases.sizes("W1", "ours", "ours, one thread")
    value = (
        cases.held["W1", "ours, one thread", both[-1]].of("wall_s")
        / cases.held["W1", "ours", both[-1]].of("wall_s")
        if both
        else None
    )
    yield Bar(10, "W1: wall of one thread / of two", 1.8, True, "×", value, both[-1] if both else 0)


RATIOS: tuple[tuple[int, str, str, tuple[str, ...], float], ...] = (
    (1, "W1", "ours, certified", ("GeoPandas",), 40),
    (1, "W1", "ours, certified", ENGINES, 30),
    (2, "W1", "ours", ("GeoPandas",), 25),
    (2, "W1", "ours", ENGINES, 20),
    (2, "W1", "ours", ("shapely, shortcuts",), 10),
    (3, "W2", "ours", ENGINES, 10),
    (4, "W3", "ours", ENGINES, 10),
    (4, "W4", "ours", ("shapely",), 15),
    (5, "chain", "ours", ("GeoPandas",), 5),
    (5, "chain", "ours", ENGINES, 3),
)


def _share(chain: Case) -> float:
    """Return the share of strips, pairs and what was judged in the CPU of the chain, in %."""
    steps = sum(chain.of(f"{step}_s") for step in ("pairs", "judged"))
    return 100 * steps / chain.of("cpu_s")


def _growth(cases: Cases) -> tuple[float | None, int | None]:
    """Return CPU per patch at the largest size / at the smallest, and the largest size."""
    sizes = cases.sizes("W1", "ours")
    if len(sizes) < 2:
        return None, None
    low, high = (
        cases.held["W1", "ours", size].of("cpu_s") / cases.held["W1", "ours", size].of("decoded")
        for size in (sizes[0], sizes[-1])
    )
    return high / low, sizes[-1]


def nanoseconds(case: Case) -> float:
    """Return the CPU of one edge in ns."""
    return case.of("cpu_s") * 1e9 / case.of("edges")


def _of_edges(cases: Cases) -> Iterator[Bar]:
    """Yield the bars of the kernel of the lawful area."""
    ours, size = cases.figure("edge", "strips, one core", nanoseconds)
    yield Bar(7, "strips: CPU of one edge on one core", 25, False, "ns", ours, size)
    plain, size = cases.figure("edge", "parcel by parcel", nanoseconds)
    value = plain / ours if plain and ours else None
    yield Bar(7, "strips: times faster than parcel by parcel", 100, True, "×", value, size)


def _of_memory(cases: Cases) -> Iterator[Bar]:
    """Yield the bars of memory: what a vertex and a piece take, and the peak at 300k."""
    for said, limit, name in (
        ("memory of a layer, for each vertex", 24, "vertex_bytes"),
        ("memory of the rows, for each piece", 64, "piece_bytes"),
    ):
        found = cases.figure("W1", "ours", lambda case, name=name: case.of(name))  # type: ignore[misc]
        yield Bar(8, f"W1: {said}", limit, False, "bytes", *found)
    peak, size = cases.figure("W1", "ours", lambda case: case.of("peak_gb"))
    value = peak if size and size >= 300_000 else None
    yield Bar(8, "W1: peak above the input, 300k × 300k", 1.5, False, "GB", value, size)


def judged(cases: Sequence[Case]) -> list[Case]:
    """Return the cases, those void whose total, or whose count of faults, is not ours."""
    out: list[Case] = []
    for case in cases:
        same = [c for c in cases if (c.work, c.size) == (case.work, case.size)]
        ours = next((c for c in same if c.engine == "ours" and c.rounds), None)
        out.append(replace(case, void=_differs(case, ours)) if case.rounds and ours else case)
    return out


def _differs(case: Case, ours: Case) -> str:
    """Return why a case does not count beside ours; empty where it does."""
    if "km2" in case.rounds[0]:
        off = max(abs(told["km2"] - ours.of("km2")) for told in case.rounds) * 1e6
        return f"off by {off:.1f} m²" if off > TOLERANCE_M2 * max(1, ours.of("km2") / 1000) else ""
    for name in ("invalid", "shared"):
        if name in case.rounds[0] and case.of(name) != ours.of(name):
            return f"{case.of(name):.0f} {name}, not {ours.of(name):.0f}"
    return ""
