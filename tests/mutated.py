"""Ask whatever kernel stands first on the path what the named cases and two surveys come to.

Run by the tests with a copy of the package in which one sign is wrong: `python mutated.py FOLDER`.
Ends with 0 where nothing is wrong with the kernel, else with 1 and the first thing that is.
"""

import sys
from pathlib import Path

import numpy as np
import shapely

import gengheng
from awkward import INVALID, SPIKE, TURNS, VALID, turned
from gengheng.overlay import naive
from gengheng.overlay.changed import DOUBT, OPEN, SOUND
from overlaid import Survey, agrees, objects, overlay, placed, regions, series, told


def wrongs():
    """Yield what is wrong, in words."""
    for name, case in {**VALID, "spike": SPIKE}.items():
        for way in TURNS:
            shapes = [placed(turned(shape, way)) for shape in (case.left, case.right)]
            for left, right in (shapes, shapes[::-1]):
                found = overlay([left], [right])
                if not set(found.state.tolist()) <= {SOUND, DOUBT}:
                    yield f"{name}, {way}: open"
                if found.plane2.sum() != round(case.m2 * 2e8):
                    yield f"{name}, {way}: plane area"
                if found.cm.sum() != case.cm:
                    yield f"{name}, {way}: border"
    for name, pair in INVALID.items():
        left, right = (placed(shape) for shape in pair)
        if overlay([left], [right]).state.tolist() != [OPEN]:
            yield f"{name}: not open"
    yield from wrongs_of_surveys(Survey(0).shapes, Survey(0, vintage=1).shapes)
    yield from wrongs_of_surveys(Survey(1).shapes, Survey(2).shapes)
    yield from wrongs_of_overlaps()


def wrongs_of_overlaps():
    """Yield what is wrong where layers with overlaps have most polygons in common."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        labels = rng.integers(0, 9, (6, 6))
        later = np.where(rng.random((6, 6)) < 0.05, rng.integers(0, 9, (6, 6)), labels)
        left, right = regions(rng, labels, 20.0), regions(rng, later, 20.0)
        over = [placed(shapely.box(*(at := rng.uniform(0, 90, 2)), *(at + 40))) for _ in range(2)]
        try:
            agrees(objects([*left, *over, left[0]]), objects([*right, *over[:1]]))
            agrees(objects([*left, *over[:1]]), objects([*right, *over, right[0]]))
        except AssertionError as wrong:
            yield f"overlaps: {wrong}"


def wrongs_of_surveys(left, right):
    """Yield what is wrong between two surveys, by the judge."""
    found, drawn = overlay(left, right), naive.pieces(series(left), series(right))
    if not set(found.state.tolist()) <= {SOUND, DOUBT}:
        yield "surveys: open"
    if told(found) != told(overlay(right, left), swapped=True):
        yield "surveys: left and right"
    said = zip(found.left, found.right, found.centi_m2, found.cm, strict=True)
    ours = {(int(i), int(j)): (int(a), int(b)) for i, j, a, b in said if a > 0}
    said = zip(drawn.left, drawn.right, drawn.area_centi_m2, drawn.perimeter_cm, strict=True)
    theirs = {(int(i), int(j)): (int(a), int(b)) for i, j, a, b in said}
    if ours.keys() != theirs.keys():
        yield "surveys: which pairs"
    elif any(abs(v - w) > 1 for k in ours for v, w in zip(ours[k], theirs[k], strict=True)):
        yield "surveys: figures"


if __name__ == "__main__":
    if not Path(gengheng.__file__).is_relative_to(Path(sys.argv[1])):
        sys.exit(f"another kernel: {gengheng.__file__}")
    wrong = next(wrongs(), None)
    sys.exit(f"wrong: {wrong}" if wrong else 0)
