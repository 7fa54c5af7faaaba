"""One block with its case: the plot, its partners, and what is drawn on their ground."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from gengheng.standards.tables import Column, schemas
from gengheng.testing.cases import YEARS, CasePlan, Role, Roles, parted
from gengheng.testing.cases import roles as roles_of
from gengheng.testing.geodesy import rects_m2
from gengheng.testing.lattice import UNITS, Rect, Region, bounds
from gengheng.testing.places import Turn, boxes, crossing_ring, plot_boxes, size
from gengheng.testing.world import CROSSING, PlotOf, ProjectOf, Row, Stroke, Value, World

CLEAR = 16 * UNITS  # what plots keep from the border of their block
MARGINS = (0, 5, 13)  # metres that the new field reaches beyond the plots
_WILD = (("1204", "124"), ("0404", "043"), ("1206", "127"), ("1205", "126"))
_FARM = ("0102", "0103")
NEVER = 9999  # no survey shows new farmland where nothing was filed


class Site:
    """A case laid into a block, turned and mirrored."""

    def __init__(
        self, world: World, block: Rect, case: CasePlan, projects: dict[str, ProjectOf], key: int
    ) -> None:
        """Take a case for a block; its patches are numbered from `key`."""
        self.world, self.block, self.case, self.projects = world, block, case, projects
        self.key = key

    def draw(self, rng: np.random.Generator) -> None:
        """Choose shape, size, place and classes, and draw everything into the world."""
        wild, second = _WILD[int(rng.integers(len(_WILD)))]
        self.words = {"w": wild, "w2": second, "f": _FARM[int(rng.integers(len(_FARM)))]}
        shape = self.case.shape
        shape = ("rect", "ell", "hole")[int(rng.integers(3))] if shape == "any" else shape
        self.w, self.h = size(shape, rng)
        self.turn = Turn(rng)
        plot = [self.turn.units(box) for box in plot_boxes(shape, self.w, self.h)]
        partners = [parted(line) for line in self.case.partners]
        others = [self._rects(place.split(" ", 1)[1]) for place, _ in partners]
        around = bounds([*plot, *(rect for rects in others for rect in rects)])
        at = _middle if self.case.middle else _offset
        self.du = at(rng, self.block.u0, self.block.u1, around.u0, around.u1)
        self.dv = at(rng, self.block.v0, self.block.v1, around.v0, around.v1)
        if self.case.project:
            self._file_plot(shape, self._moved(plot))
        elif self.case.roles:
            self.world.marks.append(Row({}, self._moved(plot), roles_of(self.case.roles)))
        for (place, pair), rects in zip(partners, others, strict=True):
            self._file_partner(place.split(" ", 1)[0], pair, self._moved(rects))
        margin = MARGINS[int(rng.integers(len(MARGINS)))] * UNITS
        self._paint_ground(self._moved([around])[0].grown(margin))
        self._paint_lines_and_slope()

    def _rects(self, place: str) -> list[Rect]:
        return [self.turn.units(box) for box in boxes(place, self.w, self.h)]

    def _moved(self, rects: list[Rect]) -> Region:
        du, dv = self.du, self.dv
        return tuple(Rect(r.u0 + du, r.v0 + dv, r.u1 + du, r.v1 + dv) for r in rects)

    def _on_block(self, place: str) -> list[Rect]:
        found = [rect.clip(self.block) for rect in self._moved(self._rects(place))]
        return [rect for rect in found if rect]

    def _file_plot(self, shape: str, region: Region) -> None:
        ring = [self.turn.point(corner) for corner in crossing_ring(shape, self.w, self.h)]
        ring = [(u + self.du, v + self.dv) for u, v in ring]
        no, fault = self.projects[self.case.project].no, CROSSING if ring else ""
        self.world.plots.append(PlotOf(no, "", region, fault, ring, roles_of(self.case.roles)))

    def _file_partner(self, project: str, pair: str, region: Region) -> None:
        mine, other = self.projects[self.case.project].no, self.projects[project].no
        self.world.plots.append(PlotOf(other, "", region))
        if pair:
            self.world.pairs[min(mine, other), max(mine, other)] = Role(*pair.split())

    def _paint_ground(self, field: Rect) -> None:
        project = self.projects.get(self.case.project)
        works = project.plan.works if project else NEVER
        usual = " ".join(["w2", *("f" if year >= works else "w" for year in YEARS[1:])])
        inside = field.clip(self.block)
        self._paint([inside] if inside else [], self.case.field or usual)
        for place, history in map(parted, self.case.paint):
            self._paint(self._on_block(place), history)

    def _paint(self, rects: list[Rect], history: str) -> None:
        lands = tuple(self._land(word) for word in history.split())
        for rect in rects:
            self.key += 1
            self.world.strokes.append(Stroke(rect, self.key, lands))

    def _land(self, word: str) -> str:
        code, sign, rest = word.partition("=")
        return self.words.get(code, code) + sign + rest

    def _add_row(self, head: str, told: str) -> None:
        """Add a row to the table of another layer: "schema place | role: cells"."""
        where, _, role = (part.strip() for part in head.partition("|"))
        schema, _, place = where.partition(" ")
        region = tuple(self._on_block(place)) if place else ()
        area = rects_m2(self.world.frame, list(region)) if region else Decimal(0)
        cells: dict[str, Value] = {}
        for pair in filter(None, told.split(";")):
            name, _, text = (part.strip() for part in pair.partition("="))
            cells[name] = _value(text, schemas()[schema].columns[name], area)
        self.world.tables.setdefault(schema, []).append(Row(cells, region, _role(role)))

    def _paint_lines_and_slope(self) -> None:
        for place, versions in map(parted, self.case.red):
            for version in versions.split():
                self.world.red[date.fromisoformat(version)] += self._on_block(place)
        for head, cells in map(parted, self.case.rows):
            self._add_row(head, cells)
        for place, pdjb in map(parted, self.case.slope):
            for rect in self._on_block(place):
                self.key += 1
                self.world.slope.append(Stroke(rect, self.key, (pdjb,)))


def _role(text: str) -> Roles:
    """Return the roles of a row, with commas between them; none for "".

    >>> _role("A-3 true hidden, A-1 decoy linked").keys(), _role("")
    (dict_keys(['A-3', 'A-1']), {})
    """
    return roles_of(tuple(text.split(","))) if text else {}


def _value(text: str, column: Column, area_m2: Decimal) -> Value:
    """Return a cell as its column holds it; a percentage is of the row's own ground.

    >>> _value("40%", Column(type="area_m2", names=()), Decimal("1000.4"))
    400
    """
    if text.startswith("!"):
        return text[1:]
    if column.type == "date":
        return date.fromisoformat(text)
    if column.type in ("text", "code"):
        return text
    if text.endswith("%"):
        return int((area_m2 * Decimal(text[:-1]) / 100).quantize(Decimal(1), ROUND_HALF_UP))
    return int(text)


def _middle(rng: np.random.Generator, low: int, high: int, first: int, last: int) -> int:
    """Return by how much first..last is moved to lie in the middle of low..high."""
    return (low + high) // 2 - (first + last) // 2


def _offset(rng: np.random.Generator, low: int, high: int, first: int, last: int) -> int:
    """Return by how much first..last is moved to lie anywhere within low..high, CLEAR inside."""
    free = (high - low) - (last - first) - 2 * CLEAR
    return low + CLEAR + int(rng.integers(free + 1)) - first
