"""What two layers have in common is settled first: every figure stays what all pairs come to."""

import numpy as np
import pytest
import shapely

from coverages import faulty
from overlaid import Survey, agrees, every_pair, layer, objects, overlay, regions, sheet_for


def vintages(seed):
    """Two vintages of a coverage with faults: some polygons have a corner elsewhere, or are gone."""
    rng, held = np.random.default_rng(seed), np.asarray(faulty(seed).array)
    left, right = held[shapely.is_valid(held)], []
    for shape in left:
        kind = rng.integers(0, 12)
        if kind:
            moved = np.zeros((shapely.get_num_coordinates(shape), 2))
            if kind < 4:
                moved[rng.integers(1, 3)] = np.round(rng.uniform(-9, 9, 2), 4)
            other = shapely.transform(shape, lambda at, moved=moved: at + moved)
            right += [other if other.is_valid else shape] * (1 + (kind == 4))
    return left, objects(right)


@pytest.mark.parametrize("seed", range(60))
def test_faulty_layers_are_answered_as_by_every_pair(seed):
    left, right = vintages(seed)
    if len(left) and len(right):
        agrees(left, right, crs=4524)
        agrees(right, left, crs=4524)


@pytest.mark.parametrize("unit", [0.0001, 0.003, 20.0])
@pytest.mark.parametrize("seed", range(25))
def test_straight_borders_with_corners_of_one_side_only(seed, unit):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 9, (6, 6))
    later = np.where(rng.random((6, 6)) < 0.1, rng.integers(0, 9, (6, 6)), labels)
    left, right = regions(rng, labels, unit), regions(rng, later, unit)
    for clean in ((False, False), (True, True), (True, False)):
        agrees(left, right, clean=clean)


@pytest.mark.parametrize("seed", range(6))
def test_most_of_a_survey_is_settled_at_once(seed):
    left, right = Survey(seed).shapes, Survey(seed, vintage=1, redrawn=0.05).shapes
    found = agrees(left, right)
    assert len(found.settled.left) > len(left) / 4
    assert found.asked.shape == (0, 2)
    assert found.common.known
    sheet = sheet_for(left, right)
    few, all_ = overlay(left, right), every_pair(layer(left, sheet), layer(right, sheet), sheet)
    assert few.candidates < all_.candidates * 0.8
    certified = agrees(left, right, clean=(True, True))
    assert certified.settled.left.tolist() == found.settled.left.tolist()


def test_layers_with_little_in_common_are_asked_pair_by_pair():
    assert agrees(Survey(1).shapes, Survey(2).shapes) is None


def test_what_lies_over_a_twin_is_found_in_either_layer():
    left = Survey(4, columns=4).shapes
    over = shapely.affinity.translate(left[0], 3, 2)
    for a, b in ((left, objects([*left, over])), (objects([*left, over]), left)):
        found = overlay(a, b)
        extra = found.right if len(b) > len(a) else found.left
        assert (extra == len(left)).sum() > 1
        agrees(a, b)
        agrees(objects([*a, a[1]]), objects([*b, b[1], b[1]]))
