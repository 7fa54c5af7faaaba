"""The synthetic county before it becomes files: ground, plots and projects on the lattice."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from gengheng.testing.cases import YEARS, ProjectPlan, Role, Roles
from gengheng.testing.lattice import Frame, Grid, Point, Rect, Region, Shape, shapes

CODE, NAME = "150899", "示例旗"
AS_OF = date(2023, 10, 20)
RED_LINES = (date(2018, 12, 31), date(2022, 9, 30))
NO_SHAPE, CROSSING = "无坐标", "图形自相交"


Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """One rectangle of ground: `key` says which strokes are one patch; a history as in cases."""

    rect: Rect
    key: int
    history: tuple[str, ...]


@dataclass(slots=True)
class PlotOf:
    """A filed plot. `region` is empty without coordinates; `ring` is that of a crossing border.

    `official_m2` is the area on the ellipsoid, 0 without a sound shape; `declared_m2`, `grade` and
    `grade_before` (in tenths) and `land` are what the file says, None or "" where it says nothing.
    """

    project: str
    number: str
    region: Region
    fault: str = ""
    ring: list[Point] = field(default_factory=list)
    roles: Roles = field(default_factory=dict)
    official_m2: Decimal = Decimal(0)
    declared_m2: int | None = None
    grade: int | None = None
    grade_before: int | None = None
    land: str = ""

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
    """A filing. A date of None is a blank cell of the register.

    `written` holds the cells of the register (scale, reported, paddy, capacity), those left blank
    are missing; `reported_m2`, `scale_m2` and `paddy_m2` are what can be read back from the cells.
    `days` are 立项, 验收, 报备 as they were, whatever the register says; `more` holds further
    cells as in `Row`.
    """

    no: str
    plan: ProjectPlan
    name: str
    unit: str
    initiated: date | None
    accepted: date | None
    filed: date
    roles: Roles
    days: tuple[date, date, date]
    reported_m2: int | None = None
    scale_m2: int | None = None
    paddy_m2: int | None = None
    more: dict[str, Value] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @property
    def in_register(self) -> bool:
        """Whether the register has a row for it."""
        return "row" not in self.plan.blank


@dataclass(slots=True)
class Row:
    """One row of a register, or of a layer whose rows add up.

    `cells` are by the columns of the schema: whole m², kg, fen, tenths or mm, dates, texts; None
    or a missing name is a blank cell. `region` is its ground in a layer.
    """

    cells: dict[str, Value]
    region: Region = ()
    roles: Roles = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """Everything that is true of the county.

    `strokes` are the ground of all surveys in the order of painting, `slope` that of the slope
    map, `grades` the fields of the grade layer by their 等别, `red` the rectangles of each version
    of the red line; no two of one version touch; `tables` the rows of each further register or
    layer by its schema, `complete` those of them that county.toml declares to hold every row;
    `scans` are the bytes of papers by their path; `marks` the ground of sites without a plot and
    what the patches of the newest survey on it were planted for.
    """

    seed: int
    frame: Frame
    area_unit: str
    red_complete: bool
    strokes: list[Stroke] = field(default_factory=list)
    slope: list[Stroke] = field(default_factory=list)
    grades: list[Stroke] = field(default_factory=list)
    red: dict[date, list[Rect]] = field(default_factory=lambda: {day: [] for day in RED_LINES})
    plots: list[PlotOf] = field(default_factory=list)
    projects: list[ProjectOf] = field(default_factory=list)
    pairs: dict[tuple[str, str], Role] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    marks: list[Row] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    scans: dict[str, bytes] = field(default_factory=dict)

    def survey(self, year: int) -> list[tuple[Rect, int, str]]:
        """Return the ground of one survey in the order of painting: (rectangle, patch, class)."""
        at = YEARS.index(year)
        return [(s.rect, s.key, s.history[at]) for s in self.strokes if s.history[at] != "."]

    def bsm(self, year: int, number: int) -> str:
        """Return the BSM of the patch of a survey with this number; new in every vintage."""
        first = int(np.random.default_rng([self.seed, year]).integers(1, 50_000))
        return f"{CODE}2110{first + number:08d}"

    def of(self, project: str) -> list[PlotOf]:
        """Return the plots of a project."""
        return [plot for plot in self.plots if plot.project == project]
