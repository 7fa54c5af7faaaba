"""The papers' side of the county: dates and numbers of projects, and areas as written down."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from gengheng.standards.tables import schemas
from gengheng.testing.cases import Plan, ProjectPlan
from gengheng.testing.cases import roles as roles_of
from gengheng.testing.geodesy import shape_m2
from gengheng.testing.lattice import UNITS
from gengheng.testing.world import CODE, NAME, PlotOf, ProjectOf, Value, World

AREA_UNITS = ("公顷", "亩", "亩·4")  # 亩·4: 亩 with four decimals
# what the register says of every project beside the figures of the cases
MORE = {
    "started": "期20%", "finished": "期80%", "mapped": "期90%", "reviewed": "报备-3",
    "designer": "甲土地规划设计院", "builder": "丙建设有限公司", "supervisor": "丁工程监理有限公司",
    "dom": "200",
}  # fmt: skip
CLAIMED_M2 = 8600  # what a plot without a sound shape claims
NO_PLOTS_M2 = Decimal(52310)  # what a project without plots claims
_TOWNS = ("示例苏木", "乌梁镇", "河湾镇", "东滩农场")
_NUMBERS = ("{}", "P{}", "DK{:02d}")


def projects(rng: np.random.Generator, told: Plan) -> dict[str, ProjectOf]:
    """Return the filings by their letter; numbers follow the order of filing, with gaps."""
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
            days=(initiated, accepted, filed),
            roles=roles_of(p.roles),
        )
    return found


def _dates(rng: np.random.Generator, p: ProjectPlan) -> tuple[date, date, date]:
    """Return initiation, acceptance and filing."""
    days = []
    for year, first, last in (p.initiated, p.accepted):
        days.append(date(year, int(rng.integers(first, last + 1)), int(rng.integers(1, 28))))
    return days[0], days[1], days[1] + timedelta(days=int(rng.integers(15, 46)))


def number_plots(rng: np.random.Generator, world: World) -> None:
    """Give every plot its number within the project, in the style of the seed."""
    style = _NUMBERS[int(rng.integers(len(_NUMBERS)))]
    for project in world.projects:
        for n, plot in enumerate(world.of(project.no), start=1):
            plot.number = style.format(n)


def write_areas(world: World) -> None:
    """Write down the areas of plots and of the register, truly or as the case wants it."""
    for project in world.projects:
        plots = world.of(project.no)
        for n, plot in enumerate(plots):
            if not plot.fault:
                shape = plot.shape()
                plot.official_m2 = shape_m2(world.frame, shape.outer, shape.holes)
            plot.declared_m2 = _declared(world, plot, project.plan.declared, n)
        total = _reported(project.plan.register, plots)
        if total is not None:
            _write_register(world.area_unit, project, total)
        project.more = {
            name: _cell(text, name, project)
            for name, text in {**MORE, **project.plan.more}.items()
            if text
        }


def _declared(world: World, plot: PlotOf, how: str, n: int) -> int | None:
    if how == "none":
        return None
    if plot.fault:
        return CLAIMED_M2
    true = plot.official_m2
    if how == "mu":
        mu = (true * 15 / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return whole(mu * 10_000 / 15)
    if how == "plane":
        return whole(Decimal(sum((r.u1 - r.u0) * (r.v1 - r.v0) for r in plot.region)) / UNITS**2)
    if how == "outer":
        return whole(shape_m2(world.frame, plot.shape().outer, ()))
    percent = {"seesaw": Decimal(104 if n % 2 else 96), "more": Decimal("101.3")}
    return whole(true * percent.get(how, Decimal(100)) / 100)


def _reported(how: str, plots: list[PlotOf]) -> Decimal | None:
    """Return what the register reports, None for a blank cell."""
    if how == "none":
        return None
    if how == "outer":
        return Decimal(sum(plot.declared_m2 or 0 for plot in plots))
    claimed = sum(plot.declared_m2 or 0 for plot in plots if plot.fault)
    total = sum((plot.official_m2 for plot in plots), Decimal(claimed)) or NO_PLOTS_M2
    return total * (Decimal("0.9") if how == "net" else Decimal(how))


def _write_register(unit: str, project: ProjectOf, total: Decimal) -> None:
    """Fill the cells of a register row; the capacity is written with the grades (plant_c2)."""
    if project.plan.scale:
        scale = total * Decimal(project.plan.scale)
        project.written["scale"], project.scale_m2 = written(scale, unit)
    project.written["reported"], project.reported_m2 = written(total, unit)
    paddy = total * Decimal(project.plan.paddy) / 100
    project.written["paddy"], project.paddy_m2 = written(paddy, unit)


def written(area_m2: Decimal, unit: str) -> tuple[str, int]:
    """Return an area as a register writes it, and the whole m² that this says.

    >>> written(Decimal("12345.67"), "公顷"), written(Decimal("12345.67"), "亩")
    (('1.2346', 12346), ('18.52', 12347))
    """
    per = Decimal(10_000) if unit == "公顷" else Decimal(10_000) / 15
    places = Decimal("0.01") if unit == "亩" else Decimal("0.0001")
    cell = (area_m2 / per).quantize(places, ROUND_HALF_UP)
    return str(cell), whole(cell * per)


def _cell(text: str, name: str, project: ProjectOf) -> Value:
    """Return a further cell of the register; see cases.toml for how it is written."""
    column = schemas()["projects"].columns[name]
    if text.startswith("!"):
        return text[1:]
    if column.type == "date":
        return _on(text, project.days)
    if column.type in ("text", "code"):
        return text
    if text.endswith("%"):
        return whole(Decimal(project.reported_m2 or 0) * Decimal(text[:-1]) / 100)
    return int(text)


def _on(text: str, days: tuple[date, date, date]) -> date:
    """Return a day, counted from 立项, 验收, 报备 or in the time between the first two.

    >>> days = date(2021, 1, 1), date(2021, 4, 11), date(2021, 5, 1)
    >>> _on("报备-5", days), _on("期20%", days), _on("2020-02-02", days)
    (datetime.date(2021, 4, 26), datetime.date(2021, 1, 21), datetime.date(2020, 2, 2))
    """
    if text.startswith("期"):
        return days[0] + (days[1] - days[0]) * int(text[1:-1]) // 100
    for event, day in zip(("立项", "验收", "报备"), days, strict=True):
        if text.startswith(event):
            return day + timedelta(days=int(text[2:] or 0))
    return date.fromisoformat(text)


def whole(value: Decimal) -> int:
    """Return whole units, half away from zero."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
