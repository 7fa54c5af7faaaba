"""What each project cost and what was built (工程量), as an office writes it down for B-5."""

from datetime import date, timedelta

import numpy as np

from gengheng.testing.world import ProjectOf, Row, Value, World

USUAL, LITTLE, LIGHT = 4_500, 600, 3_000  # fen per m²: 45, 6 and 30 万元/公顷
CHEAP = {
    "cheap_without_earth", "cheap_little_levelled", "cheap_in_two_rows", "not_in_the_register",
    "cheap_with_earthwork", "cheap_levelled_in_two_rows", "cheap_works_blank",
}  # fmt: skip
UNKNOWN_COST = {"cost_blank_with_earthwork", "cost_blank_without_earth"}
FAST = {"large_and_fast", "fast_but_small"}
# variant: (平整 in % of the new farmland, None blank; 土方 in m³, None blank) of each row
WORKS: dict[str, tuple[tuple[int | None, int | None], ...]] = {
    "cheap_without_earth": ((60, 0),),
    "cheap_little_levelled": ((9, 5_000),),
    "cheap_in_two_rows": ((8, 900), (9, None)),
    "not_in_the_register": (),
    "cheap_levelled_in_two_rows": ((14, 900), (13, 0)),
    "light_touch_not_cheap": ((0, 0),),
    "cheap_works_blank": ((60, None),),
    "cost_blank_without_earth": ((None, 0),),
}


def plant(world: World, rng: np.random.Generator) -> None:
    """Write the register of works, declared complete, and the money of every project."""
    rows = []
    for project in world.projects:
        variant = project.roles["B-5"].variant if "B-5" in project.roles else ""
        area = new_m2(project) or 10_000
        cost = int(USUAL * rng.uniform(0.7, 1.6))
        cost = LITTLE if variant in CHEAP else LIGHT if variant.startswith("light") else cost
        if variant not in UNKNOWN_COST:
            project.more["invested"] = area * cost
        if variant in FAST and isinstance(end := project.more["finished"], date):
            project.more["started"] = end - timedelta(days=20)
        done = WORKS.get(variant, ((int(rng.integers(50, 101)), int(rng.integers(2_000, 9_000))),))
        rows += [Row(_cells(project, area, levelled, earth)) for levelled, earth in done]
    world.tables["works"] = [rows[k] for k in rng.permutation(len(rows)).tolist()]
    world.complete.add("works")


def new_m2(project: ProjectOf) -> int | None:
    """Return what a project says it made: new farmland, or improved land of 提质改造."""
    improved = project.more.get("improved")
    if project.plan.improves:
        return improved if isinstance(improved, int) else None
    return project.reported_m2


def _cells(
    project: ProjectOf, area: int, levelled: int | None, earth: int | None
) -> dict[str, Value]:
    return {
        "project_no": project.no,
        "levelled": None if levelled is None else area * levelled // 100,
        "earth_m3": earth,
    }
