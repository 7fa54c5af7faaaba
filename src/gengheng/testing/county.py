"""示例旗: a small synthetic county as an office's folder, and the truth beside it.

The county (code 150899, which does not exist) is some 2 km wide. Roads and ditches divide it into
blocks; most blocks hold one case of cases.toml: a filed plot, sometimes partly on top of another
one, with the classes of its ground in five surveys, red lines and slopes. Around it lie irregular
patches that mean nothing. Everything is a union of rectangles of an oblique lattice (`lattice`).

    cases, places     what is planted, in words; where on a plot, in metres
    build, ground, site, filing, world     the county of a seed
    pieces, knowing, truth, true_b1 …      its truth, counted on the lattice
    geodesy           areas on the ellipsoid, by a way of their own
    drawing, layers, papers, store, office the files, and county.toml

A subject is planted as `true` (must be 疑似), `decoy` (looks like it, must be 未发现) or
`unjudgeable` (must be 无法判定); all other subjects are `plain`, and have their truth as well.
"""

import json
from pathlib import Path

import numpy as np

from gengheng.testing.build import build
from gengheng.testing.knowing import Truth
from gengheng.testing.office import Office
from gengheng.testing.store import fixed_clock
from gengheng.testing.truth import truth
from gengheng.testing.world import CODE, World
from gengheng.values.errors import Refused

TOLERANCE_M2 = "0.10"


def make(folder: Path, *, seed: int = 1, jitter_mm: int = 0) -> list[Truth]:
    """Fill an empty folder with the county of a seed and return its truth, as in truth.json.

    The same seed gives the same bytes. With `jitter_mm` every corner of the surveys, red lines
    and slope map is moved by up to that much; answers stay, areas are then not comparable.
    Raises `Refused` where the folder holds anything.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Refused([f"{folder.name}：文件夹不是空的，请另给一个空文件夹"])
    world = build(seed)
    with fixed_clock():
        Office(folder, world, np.random.default_rng([seed, 7]), jitter_mm / 1000).fill()
    found = truth(world)
    (folder / "truth.json").write_text(_json(world, found, jitter_mm), "utf-8", newline="\n")
    return found


def _json(world: World, found: list[Truth], jitter_mm: int) -> str:
    head = {
        "county": CODE,
        "seed": world.seed,
        "jitter_mm": jitter_mm,
        "areas": jitter_mm == 0,
        "area_tolerance_m2": TOLERANCE_M2,
        "answers": [_row(row) for row in found],
    }
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def _row(row: Truth) -> dict[str, str | None]:
    return {
        "rule": row.rule,
        "subject": row.subject,
        "answer": row.answer,
        "area_m2": None if row.area_m2 is None else str(row.area_m2),
        "reason": row.reason,
        "note_contains": row.note_contains,
        "role": row.role.role,
        "variant": row.role.variant,
    }
