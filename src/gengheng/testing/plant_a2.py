"""Projects of 增减挂钩 and their acceptances planted for A-2; their ground stands in cases.toml."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from gengheng.testing.cases import Role
from gengheng.testing.geodesy import rects_m2
from gengheng.testing.world import Row, Value, World

Cells = dict[str, Value]
LATER: Cells = {"extended": date(2024, 12, 31)}
PAPER: Cells = {"extension_doc": "示延〔2022〕6号"}
NOT_YET: Cells = {"due": date(2024, 6, 30)}
LATE: Cells = {"accepted": date(2023, 3, 8)}
SPRING: Cells = {"accepted": date(2021, 4, 2)}
BLANK: Cells = {"accepted": None}
NO_GROUND_M2 = 12_000  # what is issued where no plot lies in the layer
# number, role and variant, what differs in the project, then each acceptance: the share of the
# 周转指标 in % (None blank, a word as it stands in the cell) and what differs in its row
CASES: tuple[tuple[str, str, str, Cells, tuple[tuple[int | str | None, Cells], ...]], ...] = (
    ("ZG01", "true", "half_returned", {}, ((50, {}),)),
    ("ZG02", "decoy", "returned_in_two_parts", {}, ((60, {}), (40, SPRING))),
    ("ZG03", "true", "false_return", {}, ((100, {}),)),
    ("ZG04", "true", "register_says_none", {}, (("无", BLANK),)),
    ("ZG05", "true", "extended_without_paper", LATER, ((30, {}),)),
    ("ZG06", "decoy", "extended", LATER | PAPER, ((30, {}),)),
    ("ZG07", "decoy", "not_yet_due", NOT_YET, ((0, {}),)),
    ("ZG08", "true", "more_accepted_than_there_is_room", NOT_YET, ((80, {}),)),
    ("ZG09", "decoy", "was_farmland", {"issued": date(2021, 2, 1), "due": date(2023, 1, 31)},
     ((100, {"accepted": date(2022, 7, 1)}),)),
    ("ZG10", "unjudgeable", "accepted_after_the_survey", {}, ((100, LATE),)),
    ("ZG11", "decoy", "strip_of_1.4_m", {}, ((100, {}),)),
    ("ZG12", "decoy", "worse_grade", {"grade": 95}, ((100, {"grade": 121}),)),
    ("ZG13", "unjudgeable", "not_covered", {}, ((100, {}),)),
    ("ZG14", "unjudgeable", "acceptance_undated", {}, ((100, BLANK),)),
    ("ZG15", "unjudgeable", "returned_blank", {}, ((None, {}),)),
    ("ZG16", "unjudgeable", "no_acceptance", {}, ()),
    ("ZG17", "unjudgeable", "issued_blank", {"issued_area": None}, ((100, {}),)),
    ("ZG18", "unjudgeable", "not_in_the_layer", {}, ((100, {}),)),
    ("ZG19", "unjudgeable", "undated", {"issued": None}, ((20, {}),)),
)  # fmt: skip


def plant(world: World, rng: np.random.Generator) -> None:
    """Write both registers, each in an order of the seed; one of two declares itself complete."""
    swaps: list[Row] = []
    came: list[Row] = []
    complete = bool(rng.integers(2))
    for n, (no, role, variant, changed, accepted) in enumerate(CASES, 1):
        planted = Role("true" if complete and not accepted else role, variant)
        issued = _ground_m2(world, no)
        cells: Cells = {
            "swap_no": no, "name": f"示例旗增减挂钩项目{n}", "unit": "河湾镇",
            "doc": f"示挂〔2019〕{n}号", "issued": date(2019, 3, n), "issued_area": issued,
        }  # fmt: skip
        swaps.append(Row(cells | changed, roles={"A-2": planted}))
        for area, (_, told) in zip(_parts(issued, accepted), accepted, strict=True):
            row: Cells = {"swap_no": no, "accepted": date(2021, 9, n), "returned": area}
            came.append(Row(row | {"accepted_doc": f"示验〔2021〕{len(came) + 1}号"} | told))
    world.tables["swap"] = [swaps[k] for k in rng.permutation(len(swaps)).tolist()]
    world.tables["swap_return"] = [came[k] for k in rng.permutation(len(came)).tolist()]
    if complete:
        world.complete.add("swap_return")


def _ground_m2(world: World, no: str) -> int:
    """Return the area of the plots of 拆旧 of a project in whole m²."""
    mine = [row for row in world.tables.get("swap_plots", []) if row.cells["swap_no"] == no]
    rects = [rect for row in mine for rect in row.region]
    area = rects_m2(world.frame, rects) if rects else Decimal(NO_GROUND_M2)
    return int(area.quantize(Decimal(1), ROUND_HALF_UP))


def _parts(issued: int, accepted: Sequence[tuple[int | str | None, Cells]]) -> list[Value]:
    """Return what each acceptance says; shares of 100 % together are all of it.

    >>> _parts(3333, ((60, {}), (40, {}))), _parts(3333, ((None, {}), ("无", {})))
    ([1999, 1334], [None, '无'])
    """
    found: list[Value] = []
    whole = 0
    for share, _ in accepted:
        if isinstance(share, int):
            found.append(issued * (whole + share) // 100 - issued * whole // 100)
            whole += share
        else:
            found.append(share)
    return found
