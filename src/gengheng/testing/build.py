"""Putting a county together from its cases; the same seed gives the same county."""

import numpy as np

from gengheng.testing import (
    filing,
    ground,
    plant_a1,
    plant_a1b,
    plant_a1c,
    plant_a2,
    plant_b5,
    plant_b6,
    plant_b7,
    plant_bank,
    plant_c2,
    plant_papers,
)
from gengheng.testing.cases import plan
from gengheng.testing.cases import roles as roles_of
from gengheng.testing.lattice import Frame, Rect
from gengheng.testing.site import Site
from gengheng.testing.world import NO_SHAPE, PlotOf, Stroke, World

# what is planted in registers, once the ground is known
PLANTS = (
    plant_a1c.plant, plant_b5.plant, plant_b6.plant, plant_bank.plant, plant_papers.plant,
    plant_b7.plant, plant_a1b.plant, plant_a2.plant,
    plant_a1.plant,
)  # fmt: skip
SPARE = 2  # blocks without a case


def build(seed: int) -> World:
    """Return the county of a seed.

    A seed varies where the county lies, which block a case gets and how it is turned there,
    shapes and sizes of plots, classes of the ground, dates, numbers, units of the register, and
    whether the red lines are declared complete.
    """
    rng = np.random.default_rng([20231020, seed])
    told = plan()
    world = _empty(seed, rng)
    projects = filing.projects(rng, told)
    world.projects = sorted(projects.values(), key=lambda project: project.no)
    cases = [case for case in told.case if case.shape != "none"]
    us, vs, blocks = _blocks(rng, len(cases) + SPARE)
    ground.paint_base(world, us, vs)
    order = rng.permutation(len(blocks)).tolist()
    used = dict(zip(order, cases, strict=False))
    around: list[Stroke] = []
    sites = World(seed, world.frame, world.area_unit, world.red_complete)
    for n, block in enumerate(blocks):
        start = len(sites.strokes)
        if n in used:
            Site(sites, block, used[n], projects, key=10_000 + 100 * n).draw(rng)
        else:
            ground.empty_block(world, block)
        drawn = [stroke.rect for stroke in sites.strokes[start:]]
        around += ground.patches(rng, block, drawn, key=1_000_000 + 1000 * n)
        world.slope.append(Stroke(block, 1_000_000 + n, (str(int(rng.integers(1, 4))),)))
        world.grades += ground.fields(block, n)
    world.strokes += around
    ground.paint_works(world, us, vs)
    _add(world, sites)
    for case in told.case:
        if case.shape == "none":
            no, roles = projects[case.project].no, roles_of(case.roles)
            world.plots.append(PlotOf(no, "", (), NO_SHAPE, [], roles))
    filing.number_plots(rng, world)
    filing.write_areas(world)
    plant_c2.plant(world, np.random.default_rng([20231020, seed, 102]))
    for number, plant in enumerate(PLANTS):
        plant(world, np.random.default_rng([20231020, seed, number]))
    return world


def _empty(seed: int, rng: np.random.Generator) -> World:
    frame = Frame(
        3_647_150_000 + int(rng.integers(600_000)), 452_100_000 + int(rng.integers(500_000))
    )
    unit = filing.AREA_UNITS[int(rng.integers(len(filing.AREA_UNITS)))]
    world = World(seed, frame, unit, red_complete=bool(rng.integers(2)))
    if seed % 2 == 0:
        world.complete.add("quota_link")
    return world


def _blocks(rng: np.random.Generator, count: int) -> tuple[ground.Lines, ground.Lines, list[Rect]]:
    """Return the rows of blocks along u and along v, and at least `count` blocks."""
    side = int(np.ceil(np.sqrt(count)))
    us, vs = ground.lines(rng, side), ground.lines(rng, -(-count // side))
    return us, vs, [Rect(u[0], v[0], u[1], v[1]) for u in us for v in vs]


def _add(world: World, sites: World) -> None:
    """Lay the sites over the ground."""
    world.strokes += sites.strokes
    world.slope += sites.slope
    for day, rects in sites.red.items():
        world.red[day] += rects
    world.plots += sites.plots
    for schema, rows in sites.tables.items():
        world.tables.setdefault(schema, []).extend(rows)
    world.marks += sites.marks
    world.pairs |= sites.pairs
