"""The synthetic county as an office's folder: what is kept where, and county.toml."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import shapely

from gengheng.standards.tables import schemas
from gengheng.testing import layers, tables
from gengheng.testing.cases import YEARS
from gengheng.testing.drawing import Patch, Shaker
from gengheng.testing.geodesy import GRID
from gengheng.testing.papers import Dialect, RegisterStyle, register, txt
from gengheng.testing.store import Columns, Place, write_layer
from gengheng.testing.world import AS_OF, CODE, NAME, RED_LINES, PlotOf, World

_LAYOUTS = (
    {"survey": "国土调查/{year}年度/", "red": "三区三线/", "plots": "报盘/", "paper": "台账/"},
    {"survey": "", "red": "", "plots": "", "paper": ""},
    {
        "survey": "01 地类图斑/", "red": "02 红线与坡度/", "plots": "03 地块/资料 - 各项目/",
        "paper": "",
    },
)  # fmt: skip
_SURVEY_NAMES = ("DLTB{year}", "地类图斑_{year}", "BG{year}_DLTB")
STRAYS = (
    ("说明.docx", b"PK\x03\x04\x14\x00 not for screening"),
    ("旧版.txt", "[地块坐标]\r\n旧版，作废".encode("gb18030")),
    ("~$台账.xlsx", b"\x05admin"),
    ("影像/DOM_2021.tif.ovr", b"II*\x00"),
)
Entry = dict[str, str | date | bool | dict[str, str]]


@dataclass(slots=True)
class Office:
    """One folder being filled; `entries` become county.toml."""

    folder: Path
    world: World
    rng: np.random.Generator
    jitter_m: float
    entries: list[Entry] = field(default_factory=list)
    layout: dict[str, str] = field(default_factory=dict)
    prj: bool = True

    def fill(self) -> None:
        """Write all files and county.toml."""
        self.layout = _LAYOUTS[int(self.rng.integers(len(_LAYOUTS)))]
        self.prj = bool(self.rng.integers(3))
        self._surveys()
        self._red_lines_and_slope()
        self._plots()
        self._register()
        self._tables()
        self._scans()
        self._stray()
        self._toml()

    def _shaker(self, layer: int) -> Shaker:
        """Return what moves the corners of a layer; each layer was measured on its own."""
        millimetres = round(self.jitter_m * 1000)
        rng = np.random.default_rng([self.world.seed, millimetres, layer])
        return Shaker(self.jitter_m, rng)

    def _keep(
        self, place: Place, cells: Columns, shapes: list[shapely.Polygon | None], /, **entry: object
    ) -> None:
        """Write a layer and enter it in county.toml."""
        write_layer(self.folder, place, cells, shapes, GRID)
        self._enter(place, **entry)

    def _enter(self, place: Place, /, **entry: object) -> None:
        """Enter a layer that was written in county.toml."""
        told: Entry = {"path": place.path}
        told |= {name: value for name, value in entry.items() if value}  # type: ignore[misc]
        if place.kind in ("gpkg", "gdb"):
            told["layer"] = place.layer
        if place.kind in ("shp", "zip") and not place.prj:
            told["crs"] = GRID
        self.entries.append(told)

    def _surveys(self) -> None:
        together = self.rng.random() < 0.25
        name = _SURVEY_NAMES[int(self.rng.integers(len(_SURVEY_NAMES)))]
        in_file = self.rng.random() < 0.3
        for n, year in enumerate(YEARS):
            columns, patches = layers.survey(self.world, year, self._shaker(n), self.rng)
            kind = ("shp", "zip", "gpkg", "gdb")[int(self.rng.integers(4))]
            stem = name.format(year=year)
            base = self.layout["survey"].format(year=year)
            place = Place(base + (f"{stem}.{kind}"), stem, kind, self.prj)
            if kind == "zip":
                place = Place(f"{base}{stem}.zip", "DLTB", kind, self.prj)
            if together and year != 2009:
                base = self.layout["survey"].partition("/")[0]
                place = Place(f"{base}{'/' if base else ''}变更调查.gdb", f"DLTB_{year}", "gdb")
            renamed = self._headings(year, place.kind)
            self._keep(
                place,
                {renamed.get(heading, heading): cells for heading, cells in columns.items()},
                _shapes(patches),
                schema="dltb" if year != 2009 else "dltb_2",
                vintage=None if in_file else date(year, 12, 31),
                columns={"dlbm": "TBDM"} if renamed.get("DLBM") == "TBDM" else None,
            )

    def _headings(self, year: int, kind: str) -> dict[str, str]:
        """Return how the fields of one delivery are called."""
        if year == 2009:
            return layers.SECOND
        if kind in ("gpkg", "gdb") and self.rng.random() < 0.4:
            return layers.CHINESE
        odd = layers.ODD if self.rng.random() < 0.2 else {}
        return odd | (layers.OLD if year == 2019 else {})

    def _red_lines_and_slope(self) -> None:
        base = self.layout["red"]
        for n, day in enumerate(RED_LINES):
            columns, patches = layers.red_line(self.world, n, self._shaker(20 + n))
            kind = ("shp", "gpkg")[int(self.rng.integers(2))]
            stem = f"生态保护红线_{day.year}" if self.rng.integers(2) else f"STBHHX{day.year}"
            self._keep(
                Place(f"{base}{stem}.{kind}", stem, kind, self.prj), columns, _shapes(patches),
                schema="eco_redline", vintage=day, complete=self.world.red_complete,
            )  # fmt: skip
        columns, patches = layers.slope(self.world, self._shaker(30))
        if self.rng.integers(2):
            columns["PDJ"] = columns.pop("PDJB")
        kind = ("shp", "zip", "gpkg", "gdb")[int(self.rng.integers(4))]
        self._keep(
            Place(f"{base}PDT.{kind}", "PDT", kind, self.prj), columns, _shapes(patches),
            schema="slope", vintage=date(2019, 12, 31),
        )  # fmt: skip
        columns, patches = layers.grade(self.world, self._shaker(31))
        self._keep(
            Place(f"{base}GDDB.{kind}", "GDDB", kind, self.prj), columns, _shapes(patches),
            schema="grade", vintage=date(2019, 12, 31),
        )  # fmt: skip

    def _plots(self) -> None:
        base = self.layout["plots"]
        in_layer: list[PlotOf] = []
        for n, project in enumerate(self.world.projects):
            filed = self.world.of(project.no)
            if self.rng.random() < 0.25:
                in_layer += filed
                continue
            named = bool(self.rng.integers(2))
            dialect = Dialect.drawn(self.rng)
            if any(plot.grade is not None for plot in filed):
                dialect = replace(dialect, cells="long")
            if dialect.cells != "long":
                for plot in filed:
                    plot.land = ""  # the file has no cell for it
            for part in range(0, len(filed), 3):
                stem = f"{project.unit}{project.filed.year}_{n + 1:02d}_{part // 3 + 1}"
                path = f"{base}含备案号/{stem}.txt" if named else f"{base}{stem}.txt"
                told = project if named else None
                data = txt(self.world.frame, filed[part : part + 3], dialect, told)
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_bytes(data)
                if not named:
                    self.entries.append({"path": path, "schema": "plots", "project_no": project.no})
        if any((self.folder / f"{base}含备案号").glob("*.txt")):
            self.entries.append({"path": f"{base}含备案号/*.txt", "schema": "plots"})
        if in_layer:
            kind = ("shp", "gpkg", "gdb")[int(self.rng.integers(3))]
            self._keep(
                Place(f"{base}补充耕地地块.{kind}", "补充耕地地块", kind, self.prj),
                layers.plots(self.world, in_layer),
                [self._polygon(plot) for plot in in_layer],
                schema="plots", units={"declared": "公顷"},
            )  # fmt: skip

    def _polygon(self, plot: PlotOf) -> shapely.Polygon | None:
        if not plot.region:
            return None
        place = self.world.frame.place
        if plot.ring:
            return shapely.Polygon(place(plot.ring))
        shape = plot.shape()
        return shapely.Polygon(place(shape.outer), [place(hole) for hole in shape.holes])

    def _register(self) -> None:
        style = RegisterStyle(
            dates=int(self.rng.integers(5)),
            area_unit=self.world.area_unit.partition("·")[0],
            grouped=bool(self.rng.integers(2)),
            numbers_as_numbers=self.rng.random() < 0.25,
            capacity_in_10_000=bool(self.rng.integers(2)),
        )
        path = f"{self.layout['paper']}补充耕地项目报备台账.xlsx"
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        rows = [project for project in self.world.projects if project.in_register]
        more = tables.Headed("projects", [project.more for project in rows], self.rng)
        register(self.folder / path, rows, style, more)
        self.entries.append({"path": path, "schema": "projects"})

    def _tables(self) -> None:
        """Write each further register and layer of rows under a name of the seed."""
        for schema, rows in self.world.tables.items():
            label = schemas()[schema].label.partition("（")[0]
            complete = schema in self.world.complete
            if schemas()[schema].kind == "register":
                kind = ("xlsx", "csv")[int(self.rng.integers(2))]
                path = f"{self.layout['paper']}{label}.{kind}"
                tables.register(self.folder / path, schema, rows, self.rng)
                self.entries.append({"path": path, "schema": schema})
            else:
                kind = ("shp", "gpkg", "gdb")[int(self.rng.integers(3))]
                place = Place(f"{self.layout['red']}{label}.{kind}", label, kind, self.prj)
                tables.layer(self.folder, place, schema, self.world, GRID)
                self._enter(place, schema=schema, units=tables.units_of(schema, rows))
            if complete:
                self.entries[-1]["complete"] = True

    def _scans(self) -> None:
        """Keep the papers that the register names; no county.toml lists them."""
        for name, data in self.world.scans.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)

    def _stray(self) -> None:
        name, data = STRAYS[int(self.rng.integers(len(STRAYS)))]
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)

    def _toml(self) -> None:
        lines = [
            f"as_of = {AS_OF.isoformat()}", f'code = "{CODE}"', f'name = "{NAME}"',
            f'grid = "{GRID}"',
        ]  # fmt: skip
        for entry in self.entries:
            lines += ["", "[[file]]", *(f"{key} = {_toml(value)}" for key, value in entry.items())]
        (self.folder / "county.toml").write_text("\n".join([*lines, ""]), "utf-8", newline="\n")


def _shapes(patches: list[Patch]) -> list[shapely.Polygon | None]:
    return [patch.shape for patch in patches]


def _toml(value: str | date | bool | dict[str, str]) -> str:
    """Return a value of county.toml.

    >>> _toml(date(2019, 12, 31)), _toml(True), _toml({"declared": "公顷"})
    ('2019-12-31', 'true', '{ declared = "公顷" }')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f'{key} = "{text}"' for key, text in value.items()) + " }"
    return f'"{value}"'
