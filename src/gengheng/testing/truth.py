"""The truth of the synthetic county, counted on the lattice.

For every rule and every subject: what must be answered, and on how much ground. This is a second
path: cells between the edges of rectangles instead of geometry, thresholds written down anew from
the readings of the rules, areas from geodesic polygons. It shares nothing with the rules.

Decisions fall on the lattice, where everything is exact; areas are those of the decided ground on
the ellipsoid. No case lies near a threshold, so the two never disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from gengheng.testing.cases import PLAIN, YEARS, Role, Roles
from gengheng.testing.geodesy import rects_m2
from gengheng.testing.lattice import UNITS, Mask, Rect, Region
from gengheng.testing.pieces import M2, Window
from gengheng.testing.world import RED_LINES, PlotOf, ProjectOf, World

SUSPECTED, CLEAR, UNKNOWN = "疑似", "未发现", "无法判定"
FARM, FARM_2 = ("0101", "0102", "0103"), ("011", "012", "013")
FIELD_WORKS = ("1006", "1107", "1203")
SURVEYS = YEARS[1:]
NO_ROW, NOT_COVERED = "缺报备记录", "底图未覆盖"
TOO_EARLY, TOO_LATE = "早于首期", "晚于末期"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The thresholds as this path reads them; tests move them to see that nothing is near."""

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

    def sliver(self, area_m2: float, width_m: float) -> bool:
        """Whether a piece is too small and too narrow to count."""
        return area_m2 < self.least_m2 and width_m < self.sliver_m


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What must be answered; `area_m2` is that of 疑似, None otherwise."""

    rule: str
    subject: str
    answer: str
    area_m2: Decimal | None = None
    reason: str = ""
    note_contains: str = ""
    role: Role = PLAIN


def truth(world: World, limits: Limits | None = None) -> list[Truth]:
    """Return the truth for all rules and subjects, sorted by both."""
    know = Knowing(world, limits or Limits())
    found = [*know.b1(), *know.b2(), *know.b4(), *know.b7(), *know.c3()]
    return sorted(found, key=lambda row: (row.rule, row.subject))


def code(name: str) -> str:
    """Return the bare class of a piece of ground.

    >>> code("0201+JKHF"), code("0103=0.10"), code("0201K")
    ('0201', '0103', '0201K')
    """
    return name.partition("=")[0].partition("+")[0]


class Knowing:
    """One county and its thresholds; each method answers one rule for all its subjects."""

    def __init__(self, world: World, limits: Limits) -> None:
        self.world, self.limits = world, limits
        self.ground = {year: world.survey(year) for year in YEARS}
        self.drawn = [stroke.rect for stroke in world.strokes]
        self.project = {project.no: project for project in world.projects}
        self.shrunk = {day: self._shrink(world.red[day]) for day in RED_LINES}

    def b1(self) -> Iterable[Truth]:
        """B-1: not farmland in the survey of the acceptance year and in the next."""
        counted: dict[str, tuple[Window, Mask]] = {}
        for plot in self._sound():
            if years := self._years_after(self.project[plot.project].accepted):
                window = Window.around(plot.region, self.drawn)
                bare = window.mask(plot.region)
                for year in years:
                    bare &= window.where(
                        self.ground[year], lambda n: n != "-" and code(n) not in FARM + FIELD_WORKS
                    )
                counted[plot.subject] = window, window.without(bare, self.limits.sliver)
        for plot in self.world.plots:
            yield self._b1(plot, counted)

    def _b1(self, plot: PlotOf, counted: dict[str, tuple[Window, Mask]]) -> Truth:
        project = self.project[plot.project]
        row = self._row("B-1", plot)
        if reason := self._unasked(plot, project.accepted, "缺验收日期"):
            return replace(row, answer=UNKNOWN, reason=reason)
        assert project.accepted
        years = self._years_after(project.accepted)
        if not years:
            early = project.accepted.year < SURVEYS[0]
            return replace(row, answer=UNKNOWN, reason=TOO_EARLY if early else TOO_LATE)
        window, bare = counted[plot.subject]
        fellows = [p for p in self.world.of(plot.project) if not p.fault]
        mine, whole = window.units2(bare), _units2(plot.region)
        together = sum(counted[p.subject][0].units2(counted[p.subject][1]) for p in fellows)
        share = together / sum(_units2(p.region) for p in fellows)
        if (
            mine / M2 >= self.limits.least_m2
            or mine / whole >= self.limits.plot_share
            or (mine and share >= self.limits.project_share)
        ):
            return replace(row, answer=SUSPECTED, area_m2=self._m2(window, bare))
        if not all(self._covered(plot.region, year) for year in years):
            return replace(row, answer=UNKNOWN, reason=NOT_COVERED)
        return row

    def b2(self) -> Iterable[Truth]:
        """B-2: farmland before initiation, by the base survey, a detour, or the second survey."""
        return (self._b2(plot) for plot in self.world.plots)

    def _b2(self, plot: PlotOf) -> Truth:
        project = self.project[plot.project]
        row = self._row("B-2", plot)
        if reason := self._unasked(plot, project.initiated, "缺立项日期"):
            return replace(row, answer=UNKNOWN, reason=reason)
        assert project.initiated
        base = project.initiated.year - 1
        if "提质改造" in project.plan.kind:
            return replace(row, note_contains="提质改造")
        if base not in SURVEYS:
            return replace(
                row, answer=UNKNOWN, reason=TOO_EARLY if base < SURVEYS[0] else TOO_LATE
            )
        window = Window.around(plot.region, self.drawn)
        inside = window.mask(plot.region)
        was_farm = {
            year: window.where(self.ground[year], lambda n: code(n) in FARM)
            for year in (base, base - 1, base - 2)
            if year in SURVEYS
        }
        stock = inside.copy() & False
        for farm in was_farm.values():
            stock |= inside & farm
        stock = window.without(stock, self.limits.sliver)
        wooded = inside & window.where(self.ground[base], lambda n: code(n)[:2] in ("02", "03"))
        wooded &= window.where(self.ground[base], lambda n: not code(n).endswith("K"))
        second = wooded & window.where(self.ground[2009], lambda n: n in FARM_2)
        second = window.without(second, self._second_sliver)
        if window.units2(stock | second) / M2 >= self.limits.least_m2:
            return replace(row, answer=SUSPECTED, area_m2=self._m2(window, stock | second))
        unseen = wooded & window.where(self.ground[2009], lambda n: n == "-")
        if not self._covered(plot.region, base) or (
            window.units2(unseen) / M2 >= self.limits.least_m2
        ):
            return replace(row, answer=UNKNOWN, reason=NOT_COVERED)
        adjustable = inside & window.where(self.ground[base], lambda n: code(n).endswith("K"))
        kept = window.without(adjustable, self.limits.sliver)
        return replace(row, note_contains="可调整") if kept.any() else row

    def _second_sliver(self, area_m2: float, width_m: float) -> bool:
        return width_m < self.limits.second_sliver_m or self.limits.sliver(area_m2, width_m)

    def b4(self) -> Iterable[Truth]:
        """B-4: areas as declared and as reported against the area of the plots."""
        return (self._b4(project) for project in self.world.projects)

    def _b4(self, project: ProjectOf) -> Truth:
        row = self._project_row("B-4", project, project.no)
        plots = self.world.of(project.no)
        faults = sorted({plot.fault for plot in plots if plot.fault})
        wrong = Decimal(0)
        for plot in plots:
            if plot.declared_m2 is not None and not plot.fault:
                off = abs(plot.declared_m2 - plot.official_m2)
                if self._mismatch(off, plot.official_m2, self.limits.plot_mismatch_m2):
                    wrong += off
        reported = project.reported_m2 if project.in_register else None
        total = sum((plot.official_m2 for plot in plots), Decimal(0))
        net = Decimal(0)
        if plots and not faults and reported is not None:
            off = abs(reported - total)
            if self._mismatch(off, total, self.limits.project_mismatch_m2):
                net = off
        if net and not wrong and self._is_net_of_ridges(project, plots, reported or 0):
            return replace(row, note_contains="田坎")
        if net or wrong:
            return replace(row, answer=SUSPECTED, area_m2=max(net, wrong))
        if not project.in_register:
            return replace(row, answer=UNKNOWN, reason=NO_ROW)
        if not plots:
            return replace(row, answer=UNKNOWN, reason="无地块")
        if faults or reported is None:
            return replace(row, answer=UNKNOWN, reason=faults[0] if faults else "报备新增耕地")
        return row

    def _mismatch(self, off: Decimal, true: Decimal, least_m2: float) -> bool:
        return float(off) > max(self.limits.mismatch * float(true), least_m2)

    def _is_net_of_ridges(
        self, project: ProjectOf, plots: list[PlotOf], reported_m2: int
    ) -> bool:
        """Whether the reported area is what the acceptance survey leaves after 田坎."""
        if not project.accepted or project.accepted.year not in SURVEYS:
            return False
        net = 0.0
        for plot in plots:
            window = Window.around(plot.region, self.drawn)
            inside = window.mask(plot.region)
            for ratio in {name.partition("=")[2] for _, _, name in self.ground[2022]}:
                same = window.where(
                    self.ground[project.accepted.year],
                    lambda n, r=ratio: n.partition("=")[2] == r,  # type: ignore[misc]
                )
                net += window.units2(inside & same) / M2 * (1 - float(ratio or 0))
        off = Decimal(abs(reported_m2 - net))
        return not self._mismatch(off, Decimal(net), self.limits.project_mismatch_m2)

    def b7(self) -> Iterable[Truth]:
        """B-7: the same ground filed by two projects."""
        projects = self.world.projects
        for n, one in enumerate(projects):
            faults = sorted({plot.fault for plot in self.world.of(one.no) if plot.fault})
            row = self._project_row("B-7", one, f"{one.no}|*")
            if not self.world.of(one.no):
                faults = ["无地块"]
            yield replace(row, answer=UNKNOWN, reason=faults[0]) if faults else row
            for other in projects[n + 1 :]:
                if pair := self._pair(one, other):
                    yield pair

    def _pair(self, one: ProjectOf, other: ProjectOf) -> Truth | None:
        """Return the row of two projects, None where they share no ground."""
        ours, theirs = (
            tuple(r for p in self.world.of(project.no) if not p.fault for r in p.region)
            for project in (one, other)
        )
        shared = [cut for a in ours for b in theirs if (cut := a.clip(b))]
        if not shared:
            return None
        window = Window.around(tuple(shared))
        kept = window.without(window.mask(shared), self.limits.sliver)
        role = self.world.pairs.get((one.no, other.no), PLAIN)
        row = Truth(rule="B-7", subject=f"{one.no}|{other.no}", answer=CLEAR, role=role)
        if window.units2(kept) / M2 <= self.limits.least_m2:
            return row
        return replace(row, answer=SUSPECTED, area_m2=self._m2(window, kept))

    def c3(self) -> Iterable[Truth]:
        """C-3: inside the red line that was valid at initiation, or too steep."""
        return (self._c3(plot) for plot in self.world.plots)

    def _c3(self, plot: PlotOf) -> Truth:
        project = self.project[plot.project]
        row = self._row("C-3", plot)
        if reason := self._unasked(plot, project.initiated, ""):
            return replace(row, answer=UNKNOWN, reason=reason)
        slope = [(s.rect, s.key, s.history[0]) for s in self.world.slope]
        lines = [rect for rects in self.shrunk.values() for rect in rects]
        window = Window.around(plot.region, (rect for rect, _, _ in slope), lines)
        inside = window.mask(plot.region)
        steep = inside & window.where(slope, lambda name: name == "5")
        if window.units2(steep) / window.units2(inside) < self.limits.slope_share:
            steep &= False
        valid = [day for day in RED_LINES if project.initiated and day <= project.initiated]
        red = inside & window.mask(self.shrunk[valid[-1]] if valid else [])
        if red.any() or steep.any():
            return replace(row, answer=SUSPECTED, area_m2=self._m2(window, red | steep))
        if not project.initiated:
            return replace(row, answer=UNKNOWN, reason="缺立项日期")
        if not valid and not self.world.red_complete:
            return replace(row, answer=UNKNOWN, reason=TOO_EARLY)
        mapped = inside & window.where(slope, lambda name: name != "-")
        if window.units2(mapped) / window.units2(inside) < self.limits.covered:
            return replace(row, answer=UNKNOWN, reason=NOT_COVERED)
        newest = inside & window.mask(self.shrunk[RED_LINES[-1]])
        return replace(row, note_contains="红线") if newest.any() else row

    def _shrink(self, rects: list[Rect]) -> list[Rect]:
        """Return what is left of separate rectangles after their border moved inward."""
        return [rect.grown(-round(self.limits.red_shrink_m * UNITS)) for rect in rects]

    def _sound(self) -> list[PlotOf]:
        return [p for p in self.world.plots if not p.fault and self.project[p.project].in_register]

    def _unasked(self, plot: PlotOf, day: date | None, blank: str) -> str:
        """Return why nothing can be asked of a plot at all, "" if something can."""
        if plot.fault:
            return plot.fault
        if not self.project[plot.project].in_register:
            return NO_ROW
        return "" if day else blank

    def _years_after(self, day: date | None) -> list[int]:
        return [year for year in (day.year, day.year + 1) if year in SURVEYS] if day else []

    def _covered(self, region: Region, year: int) -> bool:
        window = Window.around(region, self.drawn)
        inside = window.mask(region)
        seen = inside & window.where(self.ground[year], lambda name: name != "-")
        return window.units2(seen) / window.units2(inside) >= self.limits.covered

    def _m2(self, window: Window, cells: Mask) -> Decimal:
        return rects_m2(self.world.frame, window.grid.rects(cells)).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )

    def _row(self, rule: str, plot: PlotOf) -> Truth:
        return _clear(rule, plot.subject, plot.roles)

    def _project_row(self, rule: str, project: ProjectOf, subject: str) -> Truth:
        return _clear(rule, subject, project.roles)


def _clear(rule: str, subject: str, roles: Roles) -> Truth:
    return Truth(rule=rule, subject=subject, answer=CLEAR, role=roles.get(rule, PLAIN))


def _units2(region: Region) -> int:
    return sum((rect.u1 - rect.u0) * (rect.v1 - rect.v0) for rect in region)
