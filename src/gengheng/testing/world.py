"""The synthetic county before it becomes files: ground, plots and projects on the lattice."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from gengheng.testing.cases import YEARS, CasePlan, Plan, ProjectPlan, Role, Roles, parted, plan
from gengheng.testing.cases import roles as roles_of
from gengheng.testing.geodesy import shape_m2
from gengheng.testing.lattice import UNITS, Frame, Grid, Point, Rect, Region, Shape, bounds, shapes
from gengheng.testing.places import Turn, boxes, crossing_ring, plot_boxes, size

CODE, NAME = "150899", "示例旗"
AS_OF = date(2023, 10, 20)
RED_LINES = (date(2018, 12, 31), date(2022, 9, 30))
CLEAR = 16  # metres that a site keeps from the border of its block
NO_SHAPE, CROSSING = "无坐标", "图形自相交"
_WILD = (("1204", "124"), ("0404", "043"), ("1206", "127"), ("1205", "126"))
_TOWNS = ("示例苏木", "乌梁镇", "河湾镇", "东滩农场")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One rectangle of ground: `key` says which strokes are one patch; a history as in cases."""

    rect: Rect
    key: int
    history: tuple[str, ...]


@dataclass(slots=True)
class PlotOf:
    """A filed plot. `region` is empty without coordinates; `ring` is that of a crossing border."""

    project: str
    number: str
    region: Region
    fault: str = ""
    ring: list[Point] = field(default_factory=list)
    roles: Roles = field(default_factory=dict)
    official_m2: Decimal = Decimal(0)
    declared_m2: int | None = None

    @property
    def subject(self) -> str:
        """The key of every answer about this plot."""
        return f"{self.project}-{self.number}"

    def shape(self) -> Shape:
        """Return its outer ring and its holes."""
        grid = Grid.of(self.region)
        return shapes(grid, grid.mask(self.region).astype(np.int64) - 1)[0][0]


@dataclass(slots=True)
class ProjectOf:
    """A filing as the register writes it; None is a blank cell. `written` is the cell of 报备."""

    no: str
    plan: ProjectPlan
    name: str
    unit: str
    initiated: date | None
    accepted: date | None
    filed: date
    works: int
    reported_m2: int | None = None
    written: dict[str, str] = field(default_factory=dict)
    roles: Roles = field(default_factory=dict)

    @property
    def in_register(self) -> bool:
        """Whether the register has a row for it."""
        return "row" not in self.plan.blank


@dataclass(slots=True)
class World:
    """Everything that is true of the county. `extent` is the ground that its surveys cover."""

    seed: int
    frame: Frame
    extent: Rect
    area_unit: str
    red_complete: bool
    strokes: list[Stroke] = field(default_factory=list)
    slope: list[Stroke] = field(default_factory=list)
    red: dict[date, list[Rect]] = field(default_factory=lambda: {day: [] for day in RED_LINES})
    plots: list[PlotOf] = field(default_factory=list)
    projects: list[ProjectOf] = field(default_factory=list)
    pairs: dict[tuple[str, str], Role] = field(default_factory=dict)

    def survey(self, year: int) -> list[tuple[Rect, int, str]]:
        """Return the ground of one survey in the order of painting: (rectangle, patch, class)."""
        at = YEARS.index(year)
        return [(s.rect, s.key, s.history[at]) for s in self.strokes if s.history[at] != "."]

    def of(self, project: str) -> list[PlotOf]:
        """Return the plots of a project."""
        return [plot for plot in self.plots if plot.project == project]


def build(seed: int) -> World:
    """Return the county of a seed; the same seed gives the same county."""
    rng = np.random.default_rng([20231020, seed])
    told = plan()
    sites = [case for case in told.case if case.shape != "none"]
    blocks, world = _ground(seed, rng, len(sites))
    projects = _projects(rng, told)
    world.projects = sorted(projects.values(), key=lambda project: project.no)
    order = rng.permutation(len(blocks))
    used = {int(order[n]): case for n, case in enumerate(sites)}
    background: list[Stroke] = []
    for n, block in enumerate(blocks):
        start = len(world.strokes)
        if case := used.get(n):
            _Site(world, rng, block, case, projects).draw()
        lines = [s.rect for s in world.strokes[start:]]
        background += _patches(rng, block, lines, key=1_000_000 + 1000 * n)
        _slopes(world, rng, block, key=1_000_000 + n)
    world.strokes[1:1] = background
    for case in told.case:
        if case.shape == "none":
            roles = roles_of(case.roles)
            world.plots.append(PlotOf(projects[case.project].no, "", (), NO_SHAPE, [], roles))
    _number(rng, world)
    _write_areas(world, rng)
    return world


def _ground(seed: int, rng: np.random.Generator, sites: int) -> tuple[list[Rect], World]:
    """Return the blocks between roads and ditches, and the county around them."""
    side = int(np.ceil(np.sqrt(sites + 2)))
    rows = -(-(sites + 2) // side)
    us, vs = _lines(rng, side), _lines(rng, rows)
    extent = Rect(-40 * UNITS, -40 * UNITS, us[-1][1] + 40 * UNITS, vs[-1][1] + 40 * UNITS)
    frame = Frame(
        3_647_150_000 + int(rng.integers(600_000)), 452_100_000 + int(rng.integers(500_000))
    )
    unit = ("公顷", "亩", "亩·4")[int(rng.integers(3))]
    world = World(seed, frame, extent, unit, red_complete=bool(rng.integers(2)))
    world.strokes.append(Stroke(extent, 0, ("043", "0404", "0404", "0404", "0404")))
    world.slope.append(Stroke(extent, 0, ("1",)))
    works: list[Stroke] = []
    for along, lines in ((False, us), (True, vs)):
        for n, (a, b) in enumerate(zip(lines, lines[1:], strict=False)):
            road = a[1] + UNITS * (5 if n % 2 else 6)
            bands = [(a[1], road, "104 1006"), (road, b[0], "117 1107")]
            for m, (low, high, codes) in enumerate(bands):
                rect = Rect(extent.u0, low, extent.u1, high)
                rect = rect if along else Rect(low, extent.v0, high, extent.v1)
                history = (codes.split()[0], *[codes.split()[1]] * 4)
                works.append(Stroke(rect, 10 + 1000 * along + 2 * n + m, history))
    world.strokes += works
    return [Rect(u[0], v[0], u[1], v[1]) for u in us for v in vs], world


def _lines(rng: np.random.Generator, count: int) -> list[tuple[int, int]]:
    """Return from where to where each row of blocks lies, with 9 to 11 m between two."""
    found, at = [], 0
    for _ in range(count):
        end = at + int(rng.integers(242 * UNITS, 275 * UNITS))
        found.append((at, end))
        at = end + UNITS * 5 + int(rng.integers(4 * UNITS, 6 * UNITS)) + UNITS
    return found


class _Site:
    """One block with its case: the plot, its partners, and what is drawn on the ground."""

    def __init__(
        self,
        world: World,
        rng: np.random.Generator,
        block: Rect,
        case: CasePlan,
        projects: dict[str, ProjectOf],
    ) -> None:
        self.world, self.block, self.case, self.projects = world, block, case, projects
        self.turn = Turn(rng)
        wild, second = _WILD[int(rng.integers(len(_WILD)))]
        self.words = {"w": wild, "w2": second, "f": ("0102", "0103")[int(rng.integers(2))]}
        self.shape = case.shape
        if case.shape == "any":
            self.shape = ("rect", "ell", "hole")[int(rng.integers(3))]
        self.w, self.h = size(self.shape, rng)
        self.margin = (0, 5, 13)[int(rng.integers(3))] * UNITS
        self.key = 10_000 + 100 * len(world.strokes)
        plots = [self.turn.units(box) for box in plot_boxes(self.shape, self.w, self.h)]
        self.places = [parted(line) for line in case.partners]
        others = [self._rects(place.split(" ", 1)[1]) for place, _ in self.places]
        around = bounds([*plots, *(rect for region in others for rect in region)])
        free_u, free_v = (
            (block.u1 - block.u0) - (around.u1 - around.u0) - 2 * CLEAR * UNITS,
            (block.v1 - block.v0) - (around.v1 - around.v0) - 2 * CLEAR * UNITS,
        )
        self.du = block.u0 + CLEAR * UNITS + int(rng.integers(free_u + 1)) - around.u0
        self.dv = block.v0 + CLEAR * UNITS + int(rng.integers(free_v + 1)) - around.v0
        self.plot = tuple(self._moved(rect) for rect in plots)
        self.others = [tuple(self._moved(rect) for rect in region) for region in others]

    def _rects(self, place: str) -> list[Rect]:
        return [self.turn.units(box) for box in boxes(place, self.w, self.h)]

    def _moved(self, rect: Rect) -> Rect:
        du, dv = self.du, self.dv
        return Rect(rect.u0 + du, rect.v0 + dv, rect.u1 + du, rect.v1 + dv)

    def _on_block(self, place: str) -> list[Rect]:
        found = [self._moved(rect).clip(self.block) for rect in self._rects(place)]
        return [rect for rect in found if rect]

    def draw(self) -> None:
        """Draw everything into the world."""
        self._file_plots()
        everything = [*self.plot, *(rect for region in self.others for rect in region)]
        ground = bounds(everything).grown(self.margin).clip(self.block)
        works = self.projects[self.case.project].works
        usual = " ".join(["w2", *("f" if year >= works else "w" for year in YEARS[1:])])
        self._paint([ground] if ground else [], self.case.field or usual)
        for line in self.case.paint:
            place, history = parted(line)
            self._paint(self._on_block(place), history)
        for line in self.case.red:
            place, versions = parted(line)
            for version in versions.split():
                self.world.red[date.fromisoformat(version)] += self._on_block(place)
        for line in self.case.slope:
            place, pdjb = parted(line)
            for rect in self._on_block(place):
                self.key += 1
                self.world.slope.append(Stroke(rect, self.key, (pdjb,)))

    def _paint(self, rects: list[Rect], history: str) -> None:
        lands = tuple(self._land(word) for word in history.split())
        for rect in rects:
            self.key += 1
            self.world.strokes.append(Stroke(rect, self.key, lands))

    def _land(self, word: str) -> str:
        code, sign, rest = word.partition("=")
        return self.words.get(code, code) + sign + rest

    def _file_plots(self) -> None:
        ring = [self.turn.point(c) for c in crossing_ring(self.shape, self.w, self.h)]
        ring = [(u + self.du, v + self.dv) for u, v in ring]
        no, roles = self.projects[self.case.project].no, roles_of(self.case.roles)
        fault = CROSSING if ring else ""
        self.world.plots.append(PlotOf(no, "", self.plot, fault, ring, roles))
        for (place, pair), region in zip(self.places, self.others, strict=True):
            other = self.projects[place.split(" ", 1)[0]].no
            self.world.plots.append(PlotOf(other, "", region))
            if pair:
                self.world.pairs[min(no, other), max(no, other)] = Role(*pair.split())


_BACKGROUND = tuple(
    tuple(line.split())
    for line in (
        "013 0103 0103 0103 0103",
        "012 0102 0102 0102 0102",
        "013 0103 0103 0103 0103",
        "021 0201 0201 0201 0201",
        "031 0301 0301 0301 0301",
        "043 0404 0404 0404 0404",
        "124 1204 1204 1204 1204",
        "203 0702 0702 0702 0702",
        "114 1104 1104 1104 1104",
        "021 0201K 0201K 0201K 0201K",
        "043 0404 0404 0103 0103",
        "013 0103 0103 0201+GCHF 0201+GCHF",
        "122 1202 1202 1202 1202",
    )
)


def _patches(rng: np.random.Generator, block: Rect, lines: list[Rect], *, key: int) -> list[Stroke]:
    """Return irregular patches that fill a block; their edges keep away from other lines."""
    us = _cuts(rng, block.u0, block.u1, {u for r in lines for u in (r.u0, r.u1)})
    vs = _cuts(rng, block.v0, block.v1, {v for r in lines for v in (r.v0, r.v1)})
    names = np.arange((len(us) - 1) * (len(vs) - 1)).reshape(len(us) - 1, len(vs) - 1)
    for i, j in np.ndindex(names.shape):
        if i and rng.random() < 0.35:
            names[i, j] = names[i - 1, j]
        elif j and rng.random() < 0.35:
            names[i, j] = names[i, j - 1]
    history = {int(n): _BACKGROUND[int(rng.integers(len(_BACKGROUND)))] for n in np.unique(names)}
    return [
        Stroke(Rect(us[i], vs[j], us[i + 1], vs[j + 1]), key + int(n), history[int(n)])
        for (i, j), n in np.ndenumerate(names)
    ]


def _cuts(rng: np.random.Generator, low: int, high: int, others: set[int]) -> list[int]:
    """Return 2 to 4 cuts between low and high, 12 m apart and 3 m away from other lines."""
    found = [low, high]
    for _ in range(int(rng.integers(2, 5))):
        at = int(rng.integers(low + 12 * UNITS, high - 12 * UNITS))
        clear = all(abs(at - line) >= 3 * UNITS for line in others)
        if clear and all(abs(at - line) >= 12 * UNITS for line in found):
            found.append(at)
    return sorted(found)


def _slopes(world: World, rng: np.random.Generator, block: Rect, *, key: int) -> None:
    """Give a block its class of slope, below whatever was drawn there."""
    world.slope.insert(1, Stroke(block, key, (str(int(rng.integers(1, 4))),)))


def _projects(rng: np.random.Generator, told: Plan) -> dict[str, ProjectOf]:
    """Return the filings by their letter; numbers follow the order of filing."""
    dated = {key: _dates(rng, p) for key, p in told.project.items()}
    found: dict[str, ProjectOf] = {}
    serial: dict[int, int] = {}
    for key in sorted(dated, key=lambda k: dated[k][2]):
        initiated, accepted, filed = dated[key]
        serial[filed.year] = serial.get(filed.year, 0) + int(rng.integers(1, 9))
        p, unit = told.project[key], _TOWNS[int(rng.integers(len(_TOWNS)))]
        found[key] = ProjectOf(
            no=f"{CODE}{filed.year}{serial[filed.year]:05d}",
            plan=p,
            name=f"{NAME}{unit}{initiated.year}年{p.kind}项目（{serial[filed.year]}）",
            unit=unit,
            initiated=None if "initiated" in p.blank else initiated,
            accepted=None if "accepted" in p.blank else accepted,
            filed=filed,
            works=p.works,
            roles=roles_of(p.roles),
        )
    return found


def _dates(rng: np.random.Generator, p: ProjectPlan) -> tuple[date, date, date]:
    """Return initiation, acceptance and filing."""
    days = []
    for year, first, last in (p.initiated, p.accepted):
        days.append(date(year, int(rng.integers(first, last + 1)), int(rng.integers(1, 28))))
    return days[0], days[1], days[1] + timedelta(days=int(rng.integers(15, 46)))


def _number(rng: np.random.Generator, world: World) -> None:
    """Give every plot its number within the project, in the style of the seed."""
    style = ("{}", "P{}", "DK{:02d}")[int(rng.integers(3))]
    for project in world.projects:
        for n, plot in enumerate(world.of(project.no), start=1):
            plot.number = style.format(n)


def _write_areas(world: World, rng: np.random.Generator) -> None:
    """Write down the areas of plots and of the register, truly or as the case wants it."""
    for project in world.projects:
        plots = world.of(project.no)
        for n, plot in enumerate(plots):
            plot.declared_m2 = _declared(world, plot, project.plan.declared, n)
        sound = sum((plot.official_m2 for plot in plots if not plot.fault), Decimal(0))
        claimed = sum(plot.declared_m2 or 0 for plot in plots if plot.fault)
        total = _reported(project.plan.register, sound + claimed, plots) if plots else Decimal(52310)
        _write_register(world.area_unit, project, total, grade=int(rng.integers(8, 14)))


def _declared(world: World, plot: PlotOf, how: str, n: int) -> int | None:
    if plot.fault:
        return None if how == "none" else 8600
    shape = plot.shape()
    plot.official_m2 = shape_m2(world.frame, shape.outer, shape.holes)
    plane = Decimal(sum((r.u1 - r.u0) * (r.v1 - r.v0) for r in plot.region)) / UNITS**2
    if how == "none":
        return None
    if how == "mu":
        mu = (plot.official_m2 * 15 / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return whole(mu * 10_000 / 15)
    seesaw = plot.official_m2 * (100 + (4 if n % 2 else -4)) / 100
    ways = {"plane": plane, "seesaw": seesaw, "outer": shape_m2(world.frame, shape.outer, ())}
    return whole(ways.get(how, plot.official_m2))


def _reported(how: str, total: Decimal, plots: list[PlotOf]) -> Decimal | None:
    if how == "none":
        return None
    if how == "outer":
        return Decimal(sum(plot.declared_m2 or 0 for plot in plots))
    return total * (Decimal("0.9") if how == "net" else Decimal(how))


def _write_register(unit: str, project: ProjectOf, total: Decimal | None, *, grade: int) -> None:
    """Fill the cells of a register row; `reported_m2` is what can be read back from them."""
    if total is None:
        return
    project.written["reported"], project.reported_m2 = written(total, unit)
    project.written["scale"], _ = written(total * Decimal("1.25"), unit)
    project.written["paddy"], _ = written(Decimal(0), unit)
    project.written["capacity"] = str(whole(total * (16 - grade) * 15 / 100))


def written(area_m2: Decimal, unit: str) -> tuple[str, int]:
    """Return an area as a register writes it, and the whole m² that this says.

    >>> written(Decimal("12345.67"), "公顷"), written(Decimal("12345.67"), "亩")
    (('1.2346', 12346), ('18.52', 12347))
    """
    per, places = (Decimal(10_000), "0.0001") if unit == "公顷" else (Decimal(10_000) / 15, "0.01")
    cell = (area_m2 / per).quantize(Decimal("0.0001" if unit == "亩·4" else places), ROUND_HALF_UP)
    return str(cell), whole(cell * per)


def whole(value: Decimal) -> int:
    """Return whole units, half away from zero."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
