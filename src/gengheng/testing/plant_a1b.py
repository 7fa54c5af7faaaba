"""Starts, approvals and supplies in every order, planted for A-1b as rows of papers."""

from datetime import date, timedelta

import numpy as np

from gengheng.testing.cases import Role
from gengheng.testing.world import ProjectOf, Row, Value, World

DAY = timedelta(days=1)
# role, variant: days from the filing of the supplement project to start and approval (None: blank);
# how the supply is told: project, link (挂钩时间 alone), none, unknown (neither is filled in)
CASES: tuple[tuple[str, str, int | None, int | None, str], ...] = (
    ("true", "before_both", -60, 30, "project"),
    ("true", "the_day_before_approval", -31, -30, "project"),
    ("true", "before_the_link", -40, 20, "link"),
    ("decoy", "between_the_two", 10, 30, "project"),
    ("decoy", "after_both", 60, 30, "project"),
    ("decoy", "on_the_day", 0, 0, "project"),
    ("decoy", "after_approval_supply_unknown", 20, 10, "none"),
    ("unjudgeable", "no_start", None, 30, "project"),
    ("unjudgeable", "no_approval_day", -60, None, "project"),
    ("unjudgeable", "supply_unknown", -60, 30, "unknown"),
    ("unjudgeable", "no_link_known", -60, 30, "none"),
)


def plant(world: World, rng: np.random.Generator) -> None:
    """Add the approvals to the list and what they link to the register of links."""
    rows = world.tables.setdefault("approvals_list", [])
    links = world.tables.setdefault("quota_link", [])
    taken = {row.cells.get("project_no") for row in links}
    filed = [p for p in world.projects if p.in_register and p.reported_m2 and p.no not in taken]
    order = rng.permutation(len(filed)).tolist()
    for n, (case, k) in enumerate(zip(CASES, order, strict=False), 1):
        project = filed[k]
        if case[1] == "no_link_known" and "quota_link" in world.complete:
            case = ("true", "no_link_in_a_whole_register", *case[2:])
        rows.append(_approval(n, case, project.filed))
        links += _link(n, case[-1], project)


def _approval(n: int, case: tuple[str, str, int | None, int | None, str], filed: date) -> Row:
    role, variant, start, approved, _ = case
    cells: dict[str, Value] = {
        "pzwh": f"示政征〔2022〕{n}号",
        "pzzmj": 20_000,
        "xmmc": f"示例工程{n}",
        "started": None if start is None else filed + start * DAY,
        "pzrq": None if approved is None else filed + approved * DAY,
    }
    return Row(cells, roles={"A-1b": Role(role, variant)})


def _link(n: int, told: str, project: ProjectOf) -> list[Row]:
    """Return the confirmation of an approval, none where the register has none."""
    if told == "none":
        return []
    cells: dict[str, Value] = {
        "confirm_no": f"QR2022{n:04d}",
        "approval_doc": f"示政征[2022]{n}号",
        "linked": None if told == "unknown" else project.filed,
        "project_no": project.no if told == "project" else "",
        "occupied": 10,
    }
    return [Row(cells)]
