"""质量等别 of plots and projects, and 新增产能 as they give it or as a case of C-2 wants it."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from gengheng.testing.filing import whole
from gengheng.testing.world import PlotOf, ProjectOf, Stroke, World

NOTHING_GROWS = 160  # tenths
# variants whose plots state their 等别, and those that leave it to the register's mean
STATED = ("capacity_3_percent_more", "one_grade_better_on_paper", "better_than_all_around",
          "a_little_better", "off_by_0.4_percent", "area_too_big")  # fmt: skip
LEFT_OUT = ("mean_beyond_rounding", "mean_is_rounded", "grade_blank")
# 等别 of all plots in tenths (the mean of the last two comes out between two tenths)
GRADES = {
    "better_than_all_around": 65, "a_little_better": 72, "mean_beyond_rounding": 120,
    "mean_is_rounded": 140,
}  # fmt: skip
# by how many tenths the steps, and by how many ‰ the capacity is written otherwise
OFF: dict[str, tuple[Decimal, int]] = {
    "one_grade_better_on_paper": (Decimal(10), 0),
    "mean_beyond_rounding": (Decimal(2), 0),
    "mean_is_rounded": (Decimal("-0.4"), 0),
    "capacity_3_percent_more": (Decimal(0), 30),
    "off_by_0.4_percent": (Decimal(0), 4),
}


def plant(world: World, rng: np.random.Generator) -> None:
    """Write grades and class of every plot, and mean grades and capacity of every project."""
    for project in world.projects:
        role = project.roles.get("C-2")
        _write(project, world.of(project.no), role.variant if role else "", rng)
    for key, plot in enumerate(world.plots, 1_000_000):
        if plot.grade is not None and not plot.fault:
            name = str(plot.grade // 10)
            world.grades += [Stroke(rect, key, (name,)) for rect in plot.region]


def _write(
    project: ProjectOf, plots: Sequence[PlotOf], variant: str, rng: np.random.Generator
) -> None:
    improved = project.plan.improves
    base, stated = int(rng.integers(9, 13)) * 10, rng.random() < 0.6
    others = [base + 5 * int(rng.integers(3)) for _ in plots] or [base]
    after = [GRADES[variant]] * len(others) if variant in GRADES else others
    before = [grade + 15 for grade in after]
    steps = [(b if improved else NOTHING_GROWS) - a for a, b in zip(after, before, strict=True)]
    areas = [plot.official_m2 or Decimal(plot.declared_m2 or 0) for plot in plots] or [Decimal(1)]
    for plot in plots:
        plot.land = "0101" if project.plan.paddy != "0" else "0103"
    if variant in STATED or (stated and variant not in LEFT_OUT):
        for plot, grade, old in zip(plots, after, before, strict=False):
            plot.grade, plot.grade_before = grade, old if improved else None
    if variant != "grade_blank":
        project.more["grade"] = whole(_mean(after, areas))
        if improved:
            project.more["grade_before"] = whole(_mean(before, areas))
    _write_capacity(project, _mean(steps, areas), variant)


def _mean(values: Sequence[int], areas: Sequence[Decimal]) -> Decimal:
    """Return the mean by area."""
    pairs = zip(values, areas, strict=True)
    return sum((value * area for value, area in pairs), Decimal(0)) / sum(areas, Decimal(0))


def _write_capacity(project: ProjectOf, step: Decimal, variant: str) -> None:
    """Write 亩 × 等别 × 100 kg of what the register reports, or of what was improved."""
    improved = project.more.get("improved")
    area = improved if isinstance(improved, int) else project.reported_m2
    if area is None or variant == "capacity_blank":
        return
    tenths, permille = OFF.get(variant, (Decimal(0), 0))
    kg = area * (step + tenths) * 15 / 1000 * (1000 + permille) / 1000
    project.written["capacity"] = str(whole(kg))
