"""Promises of supply (承诺) planted for A-1c, in a register of their own."""

from datetime import date

import numpy as np

from gengheng.testing.cases import Role
from gengheng.testing.world import Row, Value, World

PAST, AHEAD = date(2023, 6, 30), date(2024, 12, 31)
NAMES = ("示例大道改造", "乌梁渠复线", "河湾变电站", "东滩光伏并网")
LATER: dict[str, Value] = {"done_area": 0, "extended": AHEAD, "extension_doc": "示延〔2023〕1号"}
# role and variant; due; what differs from a promise of 2 公顷 that was kept
CASES: tuple[tuple[str, str, date | None, dict[str, Value]], ...] = (
    ("true", "half_kept", PAST, {"done_area": 11_000}),
    ("true", "paddy_short", PAST, {"paddy": 3_000, "done_paddy": 1_000}),
    ("true", "capacity_short", PAST, {"capacity": 18_000, "done_capacity": 9_000}),
    ("true", "extended_without_paper", PAST, {"done_area": 0, "extended": AHEAD}),
    ("true", "short_though_paddy_unknown", PAST, {"done_area": 5_000, "paddy": 100}),
    ("true", "paper_of_extension_says_none", PAST, LATER | {"extension_doc": "无"}),
    ("decoy", "extended", PAST, LATER),
    ("decoy", "extended_to_an_earlier_day", AHEAD, LATER | {"extended": PAST}),
    ("decoy", "not_yet_due", AHEAD, {"done_area": 0}),
    ("decoy", "kept", PAST, {}),
    ("decoy", "due_that_day", date(2023, 10, 20), {"done_area": 0}),
    ("decoy", "kept_without_date", None, {}),
    ("unjudgeable", "kept_blank", PAST, {"done_area": None}),
    ("unjudgeable", "no_date", None, {"done_area": 0}),
    ("unjudgeable", "promise_blank", PAST, {"area": None}),
    ("unjudgeable", "extended_until_nobody_says", PAST, LATER | {"extended": None}),
)  # fmt: skip


def plant(world: World, rng: np.random.Generator) -> None:
    """Write the register of promises, in an order of the seed."""
    year = 2020 + int(rng.integers(3))
    rows = []
    for n, (role, variant, due, changed) in enumerate(CASES, 1):
        cells: dict[str, Value] = {
            "promise_no": f"CN{year}{n:03d}",
            "name": NAMES[n % len(NAMES)] + "工程",
            "unit": "示例苏木",
            "promised": date(year, 5, n),
            "due": due,
            "area": 20_000,
            "done_area": 20_000,
        }
        rows.append(Row(cells | changed, roles={"A-1c": Role(role, variant)}))
    world.tables["promise"] = [rows[k] for k in rng.permutation(len(rows)).tolist()]
