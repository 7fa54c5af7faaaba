"""What the truth is counted from, and the form of one true answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gengheng.testing.cases import PLAIN, YEARS, Role
from gengheng.testing.geodesy import rects_m2
from gengheng.testing.lattice import Mask, Rect, Region, bounds
from gengheng.testing.pieces import M2, Window
from gengheng.testing.world import PlotOf, ProjectOf, Stroke, World

SUSPECTED, CLEAR, UNKNOWN = "疑似", "未发现", "无法判定"
FARM, FARM_2 = ("0101", "0102", "0103"), ("011", "012", "013")
SURVEYS = YEARS[1:]
NO_ROW, NOT_COVERED = "缺报备记录", "未覆盖"
TOO_EARLY, TOO_LATE = "早于首期", "晚于末期"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The thresholds as this path reads them; tests move them to see what each one decides."""

    least_m2: float = 400.0
    sliver_m: float = 2.0
    second_sliver_m: float = 3.0
    plot_share: float = 0.05
    project_share: float = 0.01
    covered: float = 0.999
    mismatch: float = 0.01
    plot_mismatch_m2: float = 10.0
    project_mismatch_m2: float = 100.0
    red_shrink_m: float = 2.0
    slope_share: float = 0.10
    small_mu: float = 1.0
    road_m: float = 20.0
    outside_share: float = 0.01
    new_farmland_rate: float = 0.95
    cheap: float = 0.30
    least_projects: int = 10
    levelled: float = 0.20
    large_m2: int = 100_000
    fast_days: int = 30
    capacity_off: float = 0.005
    near_m: float = 1000.0
    best_share: float = 0.10
    grades_better: int = 2
    field_works: tuple[str, ...] = ("1006", "1107", "1203")

    def sliver(self, area_m2: float, width_m: float) -> bool:
        """Whether a piece is too small and too narrow to count."""
        return area_m2 < self.least_m2 and width_m < self.sliver_m

    def second_sliver(self, area_m2: float, width_m: float) -> bool:
        """The same between 二调 and 三调, where narrow alone is enough."""
        return width_m < self.second_sliver_m or self.sliver(area_m2, width_m)


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What must be answered; `area_m2` is that of 疑似, None otherwise.

    `reason` stands somewhere in the reason of 无法判定, `note_contains` in the note of 未发现.
    """

    rule: str
    subject: str
    answer: str = CLEAR
    area_m2: Decimal | None = None
    reason: str = ""
    note_contains: str = ""
    role: Role = PLAIN


def code(name: str) -> str:
    """Return the bare class of a piece of ground.

    >>> code("0201+JKHF"), code("0103=0.10"), code("0201K")
    ('0201', '0103', '0201K')
    """
    return name.partition("=")[0].partition("+")[0]


def ratio(name: str) -> float:
    """Return the 田坎系数 of a piece of ground.

    >>> ratio("0103=0.10"), ratio("0103")
    (0.1, 0.0)
    """
    return float(name.partition("=")[2] or 0)


class Knowing:
    """One county and the thresholds, with what several rules ask."""

    def __init__(self, world: World, limits: Limits) -> None:
        """Sort out which strokes lie at which plot."""
        self.world, self.limits = world, limits
        self.projects = {project.no: project for project in world.projects}
        self.near = {
            plot.subject: [s for s in world.strokes if s.rect.clip(bounds(plot.region))]
            for plot in world.plots
            if plot.region
        }

    def window(self, plot: PlotOf) -> Window:
        """Return the window of a plot, split by all surveys."""
        return Window.around(plot.region, (stroke.rect for stroke in self.near[plot.subject]))

    def ground(self, plot: PlotOf, year: int) -> list[tuple[Rect, int, str]]:
        """Return what one survey shows at a plot, in the order of painting."""
        at = YEARS.index(year)
        strokes = self.near[plot.subject]
        return [(s.rect, s.key, s.history[at]) for s in strokes if s.history[at] != "."]

    def strokes_at(self, region: Region) -> list[Stroke]:
        """Return the strokes that reach into the bounds of a region."""
        around = bounds(region)
        return [stroke for stroke in self.world.strokes if stroke.rect.clip(around)]

    def window_of(self, region: Region, *more: Iterable[Rect]) -> Window:
        """Return the window of a region, split by all surveys and by `more`."""
        return Window.around(region, (s.rect for s in self.strokes_at(region)), *more)

    def ground_at(self, region: Region, year: int) -> list[tuple[Rect, int, str]]:
        """Return what one survey shows at a region, in the order of painting."""
        at = YEARS.index(year)
        drawn = self.strokes_at(region)
        return [(s.rect, s.key, s.history[at]) for s in drawn if s.history[at] != "."]

    def row(self, rule: str, plot: PlotOf) -> Truth:
        """Return the answer 未发现 about a plot."""
        return Truth(rule=rule, subject=plot.subject, role=plot.roles.get(rule, PLAIN))

    def project_row(self, rule: str, project: ProjectOf, subject: str) -> Truth:
        """Return the answer 未发现 about a project."""
        return Truth(rule=rule, subject=subject, role=project.roles.get(rule, PLAIN))

    def unasked(self, plot: PlotOf) -> str:
        """Return why nothing can be asked of a plot at all, "" if something can."""
        if plot.fault:
            return plot.fault
        return "" if self.projects[plot.project].in_register else NO_ROW

    def sound(self) -> Iterator[PlotOf]:
        """Yield the plots of which something can be asked."""
        return (plot for plot in self.world.plots if not self.unasked(plot))

    def covered(self, plot: PlotOf, years: list[int]) -> bool:
        """Whether each of some surveys covers the plot."""
        window = self.window(plot)
        inside = window.mask(plot.region)
        least = self.limits.covered * window.units2(inside)
        return all(
            window.units2(inside & window.where(self.ground(plot, year), lambda name: name != "-"))
            >= least
            for year in years
        )

    def area(self, window: Window, cells: Mask) -> Decimal:
        """Return the area of some cells on the ellipsoid, in m²."""
        return rects_m2(self.world.frame, window.grid.rects(cells))

    def m2(self, window: Window, cells: Mask) -> float:
        """Return the area of some cells on the lattice, in m²."""
        return window.units2(cells) / M2

    def kept(self, window: Window, cells: Mask, least_m2: float) -> Mask:
        """Return the cells without slivers, none where they stay below a threshold.

        `least_m2` (200 or 400) moves in proportion with the limit of 400 m².
        """
        least = least_m2 * self.limits.least_m2 / 400

        def sliver(area_m2: float, width_m: float) -> bool:
            """Whether a piece is too small and too narrow to count."""
            return area_m2 < least and width_m < self.limits.sliver_m

        kept = window.without(cells, sliver)
        return kept if self.m2(window, kept) >= least else window.mask(())


def region_m2(region: Region) -> float:
    """Return the area of disjoint rectangles on the lattice, in m²."""
    return sum((rect.u1 - rect.u0) * (rect.v1 - rect.v0) for rect in region) / M2


def surveys_after(day: date | None) -> list[int]:
    """Return the surveys of the year of a day and of the next, as far as they exist.

    >>> surveys_after(date(2018, 5, 1)), surveys_after(date(2021, 5, 1)), surveys_after(None)
    ([2019], [2021, 2022], [])
    """
    return [year for year in (day.year, day.year + 1) if year in SURVEYS] if day else []
