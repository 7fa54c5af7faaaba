"""What rules about land share: what counts, what is a sliver, what the survey database says."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from cast import FARM, GRASS, GRID, ORCHARD, X, Y, strip, survey
from gengheng.overlay.naive import series
from gengheng.records.finding import Said
from gengheng.rules.ground import (
    Ground,
    classes,
    count,
    covered,
    ground,
    narrow,
    survey_figure,
    together,
    total,
    without,
)  # fmt: skip
from gengheng.rules.rule import COLUMNS, answers


def shapes(*boxes):
    return gpd.GeoSeries(list(boxes), crs=GRID)


def test_the_survey_figure_is_the_share_of_the_stored_area():
    """TBMJ is a little off the shape's own area; a fifth of the shape is a fifth of TBMJ."""
    layer = survey(
        2021, (80, FARM), (20, ORCHARD), tbmj_centi_m2=pd.array([800_100, 199_000], "Int64")
    )
    whole, part = strip(100), strip(30)
    assert survey_figure(shapes(whole, part), layer) == [999_100, 300_038]
    # whoever else filed the same ground: the figure stays
    assert survey_figure(shapes(part, part, whole), layer)[:2] == [300_038, 300_038]


def test_the_survey_is_silent_where_it_states_nothing():
    assert survey_figure(shapes(strip(10)), survey(2021, (100, FARM))) == [None]
    gaps = survey(2021, (50, FARM), (50, GRASS), tbmj_centi_m2=pd.array([500_000, None], "Int64"))
    asked = shapes(strip(40), strip(60), strip(10, x=X + 500), None)
    assert survey_figure(asked, gaps) == [400_000, None, None, None]


def test_classes_are_named_largest_first_and_at_most_three():
    layer = survey(2021, (10, FARM), (40, ORCHARD), (30, GRASS), (20, "1204"))
    assert classes(shapes(strip(100), strip(1, x=X + 900)), layer) == [
        "0201果园3999.92平方米、0404其他草地2999.94平方米、1204盐碱地1999.96平方米", "",
    ]  # fmt: skip
    assert classes(shapes(strip(100)), layer, most=1) == ["0201果园3999.92平方米"]
    same = survey(2021, (10, GRASS), (10, FARM), (10, GRASS))
    assert classes(shapes(strip(30)), same) == ["0404其他草地1999.96平方米、0102水浇地999.98平方米"]


@pytest.mark.parametrize(
    ("width", "speaks"), [(100, True), (99.91, True), (99.89, False), (0.5, False)]
)
def test_999_in_a_thousand_is_covered(width, speaks):
    assert covered(shapes(strip(100)), shapes(strip(width))).tolist() == [speaks]


def test_widths():
    area = np.array([20_000, 19_900, 999_980])
    thin = shapes(strip(2.05), strip(1.99), strip(100))
    assert narrow(thin, area, 2).tolist() == [True, True, False]
    exact = shapes(box(X, Y, X + 4, Y + 4))  # mean width 2 · 16 / 16 = 2 m
    assert narrow(exact, np.array([1_600]), 2).tolist() == [False]
    assert narrow(shapes(None), np.array([0]), 2).tolist() == [True]
    a_cent_less = np.array([39_999])  # 2 · 399.99 / 400 m is below 2 m
    assert narrow(shapes(strip(100)), a_cent_less, 2).tolist() == [True]
    assert narrow(shapes(strip(100)), a_cent_less + 1, 2).tolist() == [False]


def test_slivers_are_taken_out_and_kept_as_a_total():
    found = Ground(
        shapes(strip(1.5), strip(10, x=X + 10), strip(3, x=X + 40), strip(1, x=X + 60)),
        np.array([0, 0, 2, 2]),
    )
    got = count(found, 4, min_m2=400, width_m=2)
    assert got.area_centi_m2.tolist() == [99_998, 0, 29_999, 0]
    assert got.sliver_centi_m2.tolist() == [15_000, 0, 10_000, 0]
    assert got.slivers == 2
    assert [shape is None for shape in got.shapes] == [False, True, False, True]
    assert got.shapes.crs.to_epsg() == 4524
    large = count(found, 4, min_m2=100, width_m=2)
    assert (large.slivers, large.sliver_centi_m2.tolist()) == (0, [0, 0, 0, 0])


def test_ground_belongs_to_its_subject():
    plots = shapes(strip(100), strip(100, x=X + 200))
    found = ground(plots, shapes(box(X + 90, Y, X + 210, Y + 100)))
    assert found.owner.tolist() == [0, 1]
    named = ground(plots, shapes(box(X + 90, Y, X + 210, Y + 100)), np.array([7, 5]))
    assert sorted(zip(named.owner.tolist(), named.shapes.area.round(), strict=True)) == [
        (5, 1_000), (7, 1_000),
    ]  # fmt: skip
    both = together([found, Ground(shapes(strip(95)), np.array([0]))])
    assert dict(zip(both.owner.tolist(), both.shapes.area.round(), strict=True)) == {
        0: 10_000,
        1: 1_000,
    }
    left = without(found, np.array([True, False]))
    assert (left.owner.tolist(), list(left.shapes.index)) == ([1], [0])


def test_sums_by_owner():
    assert total(np.array([1, 1, 3]), np.array([2, 3, 4]), 5).tolist() == [0, 5, 0, 4, 0]
    assert total(np.array([], dtype=int), np.array([], dtype=int), 2).dtype == np.int64


NAMES = pd.Index(["a", "b", "c", "d"])
KNOWN = {
    "suspected": np.array([True, True, False, False]),
    "unknown": np.array([True, False, True, False]),
    "area_centi_m2": np.array([4, 3, 2, 1]),
}


def test_what_is_known_may_suffice_to_suspect_and_not_knowing_never_clears():
    rows = answers(NAMES, **KNOWN, detail="D", reason="R", note="N")
    assert rows.index.tolist() == ["a", "b", "c", "d"]
    assert tuple(rows.columns) == COLUMNS
    assert rows["said"].tolist() == [Said.SUSPECTED, Said.SUSPECTED, Said.UNKNOWN, Said.CLEAR]
    assert rows["detail"].tolist() == ["D", "D", "", ""]
    assert rows["reason"].tolist() == ["", "", "R", ""]
    assert rows["note"].tolist() == ["", "", "", "N"]
    assert rows["area_centi_m2"].tolist() == [4, 3, 2, 1]
    assert rows["sliver_centi_m2"].tolist() == [0, 0, 0, 0]
    assert rows["survey_centi_m2"].isna().all()
    assert rows["money_fen"].isna().all()
    assert {rows["survey_centi_m2"].dtype, rows["money_fen"].dtype} == {pd.Int64Dtype()}
    assert {rows["area_centi_m2"].dtype, rows["sliver_centi_m2"].dtype} == {np.dtype(np.int64)}
    assert rows.geometry.name == "pieces"
    assert rows["pieces"].isna().all()


def test_every_row_may_have_words_figures_and_a_shape_of_its_own():
    ground_of = series([strip(1), None, strip(2), None], GRID)
    rows = answers(
        NAMES, **KNOWN, detail=["1", "2", "3", "4"], reason=["1", "2", "3", "4"],
        note=["1", "2", "3", "4"], sliver_centi_m2=np.array([9, 8, 7, 6]),
        survey_centi_m2=[5, None, 6, 7], pieces=ground_of,
    )  # fmt: skip
    assert rows["detail"].tolist() == ["1", "2", "", ""]
    assert rows["reason"].tolist() == ["", "", "3", ""]
    assert rows["note"].tolist() == ["", "", "", "4"]
    assert rows["sliver_centi_m2"].tolist() == [9, 8, 7, 6]
    assert rows["survey_centi_m2"].tolist() == [5, pd.NA, 6, 7]
    assert rows["pieces"].area.round().fillna(0).tolist() == [100, 0, 200, 0]
    assert rows.crs.to_epsg() == 4524


def test_unknown_without_a_reason_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match=r"^无法判定 without a reason$"):
        answers(NAMES, **KNOWN)
