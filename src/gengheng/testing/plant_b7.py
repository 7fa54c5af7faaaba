"""What else counts the ground or the figures of filed projects: 增减挂钩, 高标准农田, 确认单."""

from collections.abc import Callable
from datetime import date

import numpy as np

from gengheng.testing.cases import Role
from gengheng.testing.lattice import UNITS, Rect, Region, bounds
from gengheng.testing.world import PlotOf, ProjectOf, Row, Value, World

Cut = Callable[[Rect], Rect]


def _strip(width_m: int) -> Cut:
    """Return a cut of some metres along one side, reaching 10 m beyond the plot."""
    return lambda r: Rect(r.u0 - 10 * UNITS, r.v0, r.u0 + width_m * UNITS, r.v1)


def _corner(r: Rect) -> Rect:
    return Rect(r.u0, r.v0, r.u0 + 20 * UNITS, r.v0 + 15 * UNITS)


# layer, role and variant, which part of the plot, what the row says beside its number
LAND: tuple[tuple[str, str, str, Cut, dict[str, Value]], ...] = (
    ("swap_plots", "true", "returned_and_filed", _strip(25), {"side": "拆旧"}),
    ("swap_plots", "true", "returned_as_zone", _strip(18), {"side": "拆旧区"}),
    ("swap_plots", "decoy", "returned_beside", _strip(1), {"side": "拆旧"}),
    ("swap_plots", "decoy", "corner_of_300_m2", _corner, {"side": "拆旧"}),
    ("swap_plots", "", "", _strip(25), {"side": "建新"}),
    ("swap_plots", "unjudgeable", "side_blank", _strip(25), {"side": ""}),
    ("swap_plots", "unjudgeable", "both_sides", _strip(25), {"side": "建新拆旧"}),
    ("high_standard", "true", "counted_as_high_standard", _strip(30), {}),
    ("high_standard", "decoy", "high_standard_beside", _strip(1), {}),
)
NUMBERS = {"swap_plots": ("swap_no", "GG{}{:03d}"), "high_standard": ("high_no", "GB{}{:03d}")}
# role and variant; the share of the reported area in % that each confirmation takes, None blank
DRAWN: tuple[tuple[str, str, tuple[int | None, ...]], ...] = (
    ("true", "second_does_not_fit", (60, 55)),
    ("true", "one_too_large", (130,)),
    ("true", "too_much_though_one_is_blank", (70, 45, None)),
    ("decoy", "to_the_last_m2", (40, 60)),
    ("decoy", "well_below", (20, 30, 10)),
    ("unjudgeable", "one_is_blank", (60, None)),
)


def plant(world: World, rng: np.random.Generator) -> None:
    """Write what shares ground with some plots, and the confirmations on some projects."""
    plots = [plot for plot in world.plots if _apart(plot, world.plots)]
    order = rng.permutation(len(plots)).tolist()
    for n, (told, k) in enumerate(zip(LAND, order, strict=False), 1):
        schema, role, variant, cut, cells = told
        column, style = NUMBERS[schema]
        no = style.format(2019 + int(rng.integers(4)), n)
        row = Row({column: no, "plot_no": f"{n}", **cells}, _cut(plots[k], cut))
        world.tables.setdefault(schema, []).append(row)
        if role:
            world.pairs[plots[k].project, no] = Role(role, variant)
    _confirm(world, rng)


def _apart(plot: PlotOf, plots: list[PlotOf]) -> bool:
    """Whether a plot is sound, large enough for all cuts, and far from every other one."""
    if plot.fault or not plot.region:
        return False
    first, around = _first(plot), bounds(plot.region).grown(12 * UNITS)
    large = min(first.u1 - first.u0, first.v1 - first.v0) >= 35 * UNITS
    return large and not any(
        rect.clip(around) for other in plots if other is not plot for rect in other.region
    )


def _cut(plot: PlotOf, cut: Cut) -> Region:
    return (cut(_first(plot)),)


def _first(plot: PlotOf) -> Rect:
    """Return the rectangle along the side that is cut: nothing of the plot lies beyond it."""
    return min(plot.region)


def _confirm(world: World, rng: np.random.Generator) -> None:
    """Write the confirmations, of the projects in an order of the seed."""
    known = [p for p in world.projects if p.in_register and p.reported_m2 and _makes_new(p)]
    blank = [p for p in world.projects if p.in_register and not p.reported_m2]
    lost = [p for p in world.projects if not p.in_register]
    chosen = [known[k] for k in rng.permutation(len(known)).tolist()]
    cases = [*zip(DRAWN, chosen, strict=False)]
    cases += [(("unjudgeable", "reported_blank", (5,)), project) for project in blank]
    cases += [(("unjudgeable", "no_register_row", (5,)), project) for project in lost]
    rows = world.tables.setdefault("quota_link", [])
    for (role, variant, shares), project in cases:
        area = project.reported_m2 or 20_000
        parts = [None if share is None else area * share // 100 for share in shares]
        if sum(share or 0 for share in shares) == 100:
            parts[-1] = area - sum(part or 0 for part in parts[:-1])
        for n, part in enumerate(parts):
            rows.append(_row(len(rows) + 1, date(2022, 2 + 3 * n, 11), project, part))
        world.pairs[project.no, str(rows[-1].cells["confirm_no"])] = Role(role, variant)


def _makes_new(project: ProjectOf) -> bool:
    return not project.plan.improves


def _row(n: int, day: date, project: ProjectOf, area: int | None) -> Row:
    cells: dict[str, Value] = {
        "confirm_no": f"QR{day.year}{n:04d}",
        "name": f"示例工程{n}",
        "linked": day,
        "approval_doc": f"示政土〔{day.year}〕9{n:02d}号",
        "occupied": area,
        "project_no": project.no,
    }
    return Row(cells)
