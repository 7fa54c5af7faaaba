"""What all rules share, at its edges: enough ground, covered ground, answers that say nothing."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from cast import FARM, GRASS, GRID, X, strip, survey
from gengheng.rules.ground import Ground, classes, covered, enough, ridges
from gengheng.rules.rule import answers


def ground_of(*shapes, owner=None):
    """Ground of one subject unless the owners are told."""
    of = np.array([0] * len(shapes) if owner is None else owner, dtype=np.int64)
    return Ground(gpd.GeoSeries(list(shapes), crs=GRID), of)


def left(*shapes, owner=None):
    """Whose ground is left of what is 400 m² large or, by pieces, no sliver below 2 m."""
    return enough(ground_of(*shapes, owner=owner), 3, min_m2=400, width_m=2).owner.tolist()


THREE = strip(3, x=X + 50)  # 299.99 m², wide enough to be no sliver
THIN = strip(1.9, height=210.5305)  # 400.00 m², narrower than 2 m


def test_pieces_that_are_no_slivers_add_up():
    assert left(strip(3), THREE) == [0, 0]
    assert left(THREE) == []


def test_a_sliver_neither_counts_nor_stays_beside_what_is_enough():
    assert left(strip(1.9), THREE) == []
    assert left(strip(1.9), strip(5, x=X + 50)) == [0]


def test_four_hundred_square_metres_are_enough_however_narrow():
    assert left(THIN) == [0]
    assert left(strip(1.9, height=210.52)) == []


def test_each_subject_must_have_enough_of_its_own():
    assert left(strip(3), THREE, owner=[0, 2]) == []
    assert left(strip(3), strip(5, x=X + 50), THIN, owner=[0, 2, 1]) == [2, 1]


@pytest.mark.parametrize(("width", "speaks"), [(99.902, True), (99.9018, False)])
def test_nine_hundred_and_ninety_nine_thousandths_to_the_cent_are_covered(width, speaks):
    """Of 10 000.00 m² 9 990.00 m² are covered, or 9 989.98 m²."""
    over = gpd.GeoSeries([strip(100.002)], crs=GRID)
    layer = gpd.GeoSeries([strip(width)], crs=GRID)
    assert covered(over, layer).tolist() == [speaks]


def test_a_factor_of_ridges_that_nobody_can_read_takes_nothing_off():
    layer = survey(2021, (10, FARM), (10, FARM), (10, FARM), kcxs=["0.1", "无", None])
    shapes = gpd.GeoSeries([strip(10), strip(10, x=X + 10), strip(10, x=X + 20)], crs=GRID)
    assert ridges(shapes, layer).tolist() == [10_000, 0, 0]


def test_a_hundredth_of_a_square_metre_is_told():
    layer = survey(2021, (9.9999, FARM), (0.0001, GRASS))
    shapes = gpd.GeoSeries([strip(10)], crs=GRID)
    assert classes(shapes, layer)[0].endswith("、0404其他草地0.01平方米")


def test_an_answer_to_which_nothing_is_said_is_blank():
    said = np.array([True, False])
    rows = answers(
        pd.Index(["1", "2"]), suspected=said, unknown=~said & False, area_centi_m2=np.array([5, 0])
    )
    assert rows[["detail", "reason", "note"]].to_numpy().tolist() == [["", "", ""]] * 2
    assert rows["sliver_centi_m2"].tolist() == [0, 0]


def test_not_knowing_must_be_explained():
    unknown = np.array([True])
    with pytest.raises(ValueError, match=r"^无法判定 without a reason$"):
        answers(pd.Index(["1"]), suspected=~unknown, unknown=unknown, area_centi_m2=np.array([0]))
