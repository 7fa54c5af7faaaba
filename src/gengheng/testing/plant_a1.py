"""Needs and links of approvals planted for A-1, in the list and in the register of links."""

from datetime import date

import numpy as np

from gengheng.testing.cases import Role
from gengheng.testing.world import Row, Value, World

Cells = dict[str, Value]
FULL: Cells = {"occupied": 5_000, "paddy": 0, "capacity": 4_500}
# role and variant; what differs from an approval of 5 000 m²; what differs from a full link of each
CASES: tuple[tuple[str, str, Cells, tuple[Cells, ...]], ...] = (
    ("true", "area_short", {}, ({"occupied": 3_000},)),
    ("true", "paddy_short", {"paddy": 2_000}, ({"paddy": 500},)),
    ("true", "capacity_short", {}, ({"capacity": 1_500},)),
    ("true", "two_links_are_not_enough", {}, ({"occupied": 2_000}, {"occupied": 1_500})),
    ("true", "short_though_paddy_is_blank", {"paddy": None}, ({"occupied": 1_000},)),
    ("decoy", "linked_in_full", {}, ({},)),
    ("decoy", "linked_by_two", {}, ({"occupied": 2_000, "capacity": 2_000}, {"occupied": 3_000})),
    ("decoy", "occupies_no_farmland", {"farmland": 0, "paddy": None, "capacity": None}, ()),
    ("decoy", "promised", {}, ({"occupied": 3_000},)),
    ("unjudgeable", "paddy_blank", {"paddy": None}, ({},)),
    ("unjudgeable", "link_blank", {}, ({"occupied": None},)),
    ("unjudgeable", "farmland_blank", {"farmland": None}, ({},)),
    ("unjudgeable", "no_link", {}, ()),
)
DOCS, SPELLED = (
    "示政批〔2021〕{}号",
    ("示政批[2021] {}号", "示政批（2021）{}号", "示政批〔2021〕{}号"),
)


def plant(world: World, rng: np.random.Generator) -> None:
    """Add the approvals, their confirmations and a promise; what is not linked may be promised."""
    listed = world.tables.setdefault("approvals_list", [])
    links = world.tables.setdefault("quota_link", [])
    for n, (role, variant, need, parts) in enumerate(CASES, 1):
        known = variant == "no_link" and "quota_link" in world.complete
        planted = Role("true", "no_link_in_a_whole_register") if known else Role(role, variant)
        listed.append(Row(_need(n) | need, roles={"A-1": planted}))
        for k, part in enumerate(parts, 1):
            doc = SPELLED[int(rng.integers(len(SPELLED)))].format(n)
            told: Cells = {"confirm_no": f"QRA{n:02d}{k}", "approval_doc": doc}
            links.append(Row(told | {"linked": date(2021, 3, n)} | FULL | part))
        if variant == "promised":
            world.tables["promise"].append(_promise(n))


def _need(n: int) -> Cells:
    return {
        "pzwh": DOCS.format(n),
        "pzzmj": 9_000,
        "pzrq": date(2021, 5, n),
        "farmland": 5_000,
        "paddy": 0,
        "capacity": 4_500,
    }


def _promise(n: int) -> Row:
    """Return a promise of what an approval lacks, not yet due."""
    cells: Cells = {
        "promise_no": f"CNP{n:03d}",
        "name": "示例工程",
        "unit": "示例苏木",
        "approval_doc": DOCS.format(n),
        "promised": date(2021, 5, n),
        "due": date(2024, 12, 31),
        "area": 2_000,
        "done_area": 0,
    }
    return Row(cells, roles={"A-1c": Role("decoy", "promised_for_an_approval")})
