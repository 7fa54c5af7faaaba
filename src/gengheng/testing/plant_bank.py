"""The register of the quota bank (储备库台账): as filed, but here and there otherwise."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np

from gengheng.testing.world import CODE, ProjectOf, Row, Value, World

SINCE = date(2019, 1, 1)
Cells = dict[str, Value]
Change = Callable[[Cells], Sequence[Cells]]


def _with(**changed: Value) -> Change:
    return lambda cells: (cells | changed,)


def _moved(name: str, by: int) -> Change:
    """Return a change of an amount that is filled in."""

    def change(cells: Cells) -> Sequence[Cells]:
        """Give the amount another value."""
        old = cells[name]
        return (cells | {name: old + by},) if isinstance(old, int) else (cells,)

    return change


def _later(cells: Cells) -> Sequence[Cells]:
    """Enter the bank ten days after the filing."""
    day = cells["entered"]
    return (cells | {"entered": day + timedelta(days=10)},) if isinstance(day, date) else (cells,)


def _batches(cells: Cells) -> Sequence[Cells]:
    """Enter in two batches that add up."""
    area, mass = cells["area"], cells["capacity"]
    if not isinstance(area, int) or not isinstance(mass, int):
        return (cells,)
    first = cells | {"area": area // 3, "capacity": mass // 3, "left": 0, "left_capacity": 0}
    return first, cells | {"area": area - area // 3, "capacity": mass - mass // 3}


# What becomes of the rows of projects that were filed since the 起始日; the rest is as filed.
RECENT: tuple[tuple[str, Change], ...] = (
    ("area_short", _moved("area", -900)),
    ("capacity_more", _moved("capacity", 750)),
    ("paddy_blank_against_zero", _with(paddy=None)),
    ("other_paddy", _moved("paddy", 2_000)),
    ("entered_later", _later),
    ("no_day", _with(entered=None)),
    ("as_near_as_rounding", _moved("area", 3)),
    ("two_batches", _batches),
    ("not_in_the_bank", lambda cells: ()),
    ("cleared_but_left", _with(status="已清库", left=4_000)),
    ("cleared", _with(cleared=date(2023, 5, 8), left=0, left_paddy=0, left_capacity=0)),
    ("blank_balance", _with(left=None, left_paddy=None, left_capacity=None)),
)
GONE: Cells = {"left": 0, "left_paddy": 0, "left_capacity": 0}
# What becomes of the rows of projects that were filed before it.
OLD: tuple[tuple[str, Change], ...] = (
    ("cleared_by_zero", _with(**GONE)),
    ("uncleared", _with(left=3_000)),
    ("cleared_by_word", _with(left=None, left_paddy=None, left_capacity=None, status="指标已用完")),
    ("does_not_say", _with(left=0, left_paddy=None, left_capacity=None)),
)


def plant(world: World, rng: np.random.Generator) -> None:
    """Write the register of the bank, in an order of the seed."""
    rows: list[Row] = []
    filed = [project for project in world.projects if project.in_register]
    for group, changes in ((False, RECENT), (True, OLD)):
        mine = [project for project in filed if (project.filed < SINCE) is group]
        turn = int(rng.integers(len(changes)))
        for n, at in enumerate(rng.permutation(len(mine)).tolist()):
            _, change = changes[(turn + n) % len(changes)] if n < len(changes) else ("", _with())
            rows += [Row(cells) for cells in change(_as_filed(mine[at]))]
    rows += [Row(cells) for cells in _unknown_to_filing()]
    world.tables["bank"] = [rows[k] for k in rng.permutation(len(rows)).tolist()]
    if rng.integers(2):
        world.complete.add("bank")


def _as_filed(project: ProjectOf) -> Cells:
    """Return the row of a project that the bank holds just as it was filed, half of it used."""
    area = project.reported_m2
    mass = int(project.written["capacity"]) if "capacity" in project.written else None
    return {
        "project_no": project.no,
        "name": project.name,
        "unit": project.unit,
        "entered": project.filed,
        "area": area,
        "paddy": project.paddy_m2,
        "capacity": mass,
        "left": area // 2 if area else 1_000,
        "left_paddy": 0,
        "left_capacity": mass // 2 if mass else 0,
    }


def _unknown_to_filing() -> tuple[Cells, ...]:
    """Return rows of projects that the filing register does not know."""
    told: Cells = {"name": "示例旗旧库项目", "unit": "河湾镇", "area": 20_000, "paddy": 0}
    told |= {"capacity": 9_000, **GONE}
    return (
        told | {"project_no": f"{CODE}201690001", "entered": date(2016, 8, 3)},
        told | {"project_no": f"{CODE}202090001", "entered": date(2020, 8, 3)},
        told | {"project_no": f"{CODE}201690002", "entered": None, "left": 500},
    )
