"""What the rules about 补充 share, at its edges: 确认单, pairs, 产能, cultivated neighbours."""

from datetime import date
from fractions import Fraction

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from cast import DAY, FARM, GRID, NO, OTHER, X, material, plot, project, register, strip
from gengheng.catalogue.shelf import shelve
from gengheng.rules.capacity import Basis, steps
from gengheng.rules.confirmed import uses
from gengheng.rules.links import Amount
from gengheng.rules.neighbours import claims_of, cultivated
from gengheng.rules.projects import Told, project_rows, tell
from gengheng.rules.registers import filled, plain_rows
from gengheng.rules.twice import Common, doubted, suspected

QR1 = {"confirm_no": "QR1", "linked": DAY}


def taken(*rows):
    """{project: [(confirmation, amount)]} of (project, 占用耕地) in the rows of a register."""
    told = register("quota_link", *(QR1 | row for row in rows))
    return {
        no: [(use.confirm_no, use.amount) for use in mine]
        for no, mine in uses(told).projects.items()
    }


def row(no, area, **told):
    return {"project_no": no, "occupied": area} | told


def test_a_confirmation_on_two_projects_takes_from_each_what_its_row_says():
    assert taken(row(NO, 3_000), row(OTHER, 2_000)) == {
        NO: [("QR1", Amount(3_000, 3_000))], OTHER: [("QR1", Amount(2_000, 2_000))],
    }  # fmt: skip
    assert taken(row(NO, 0), row(OTHER, 2_000))[NO] == [("QR1", Amount(0, 0))]


def test_the_same_figure_on_two_projects_may_be_one_total():
    why = "确认单QR1各行占用耕地相同，不能断定是否合计"
    assert taken(row(NO, 5_000), row(OTHER, 5_000))[NO] == [("QR1", Amount(0, 5_000, why))]


def test_a_blank_beside_a_figure_may_mean_that_the_figure_is_all_of_it():
    found = taken(row(NO, 3_000), row(OTHER, None))
    why = "确认单QR1有一行未填占用耕地，不能断定各占多少"
    assert found[NO] == [("QR1", Amount(0, 3_000, why))]
    assert found[OTHER] == [("QR1", Amount(0, None, "确认单QR1未填占用耕地"))]


def test_a_confirmation_without_a_number_is_named_by_its_place():
    assert [no for no, _ in taken(row(NO, 3_000, confirm_no=""))[NO]] == ["（台账.xlsx第3行）"]


def test_a_row_without_a_project_is_counted_and_takes_from_none():
    found = uses(register("quota_link", QR1 | row("", 3_000), QR1 | row(NO, 1_000)))
    assert (list(found.projects), found.nameless) == ([NO], 1)


PARAMS = {"min_m2": 400}


@pytest.mark.parametrize("answered", [suspected, doubted])
@pytest.mark.parametrize("area", [40_000, 40_001])
def test_the_slivers_of_a_pair_are_kept_whatever_is_said(answered, area):
    pair = answered(Common("甲", "乙", area, 1_234, strip(4)), "重叠", PARAMS)
    assert pair.sliver_centi_m2 == 1_234
    assert bool(pair.told.suspicions or pair.told.doubts) == (area > 40_000)


def test_a_declared_capacity_may_be_the_least_or_the_most_that_a_mean_gives():
    mean = Basis("台账", Fraction(100), Fraction(95), Fraction(105))
    assert [mean.may_fit(kg, 0) for kg in (94, 95, 105, 106)] == [False, True, True, False]


def test_of_an_improvement_without_any_grade_both_are_lacking():
    lacks = "缺质量等别（1个地块和台账都没有1到15之间的等别）"
    assert steps([(None, None)], (None, None), improved=True).lacks == lacks
    assert steps([(None, 100)], (None, None), improved=True).lacks == "缺改造前等别"
    assert steps([(None, 100), (None, None)], (None, None), improved=False).lacks == lacks


def test_the_mean_of_the_register_is_rounded_and_the_grade_of_a_plot_is_not():
    held = material(projects=[project(grade_tenths=95)]).subjects
    grouped = dict(list(held.plots.groupby("project_no")))
    [mean] = claims_of(grouped, project_rows(held))
    assert (mean.words, mean.tenths, mean.slack) == ("台账平均质量等别9.5等", 95, 1)
    made, shape = plot()
    graded = [(replace(made, grade_tenths=90), shape)]
    held = material(plots=graded, projects=[project(grade_tenths=95)]).subjects
    [own] = claims_of(dict(list(held.plots.groupby("project_no"))), project_rows(held))
    assert (own.words, own.tenths, own.slack) == ("地块P1申报9等", 90, 0)


def test_a_rest_of_four_hundred_square_metres_is_still_a_neighbour():
    """Of each field 46 m lie under the plot; 4.0001 m are 400.00 m², 3.9999 m 399.98 m²."""
    for rest, kept in ((4.0001, 1), (3.9999, 0)):
        frame = gpd.GeoDataFrame(
            {"gddb": ["9"], "dlbm": [FARM]}, geometry=[strip(46 + rest, x=X + 54)], crs=GRID
        )
        layer = shelve("grade", date(2019, 12, 31), frame)
        plots = gpd.GeoSeries([strip(100)], crs=GRID)
        assert len(cultivated(layer, plots, metres=1_000, least_m2=400).shapes) == kept


def test_every_doubt_is_told_and_there_are_no_slivers_unless_given():
    rows = tell(pd.Index(["1", "2"]), [Told(doubts=("甲", "乙")), Told(("丙", "丁"))])
    assert rows["reason"].tolist() == ["甲；乙", ""]
    assert rows["detail"].tolist() == ["", "丙；丁"]
    assert rows["sliver_centi_m2"].tolist() == [0, 0]


def test_a_cell_that_a_table_does_not_have_says_nothing():
    assert filled(pd.Series([None, np.nan, "", "甲"], dtype=object)).tolist() == [False] * 3 + [
        True
    ]


def test_a_row_of_a_layer_is_told_without_its_shape():
    layer = gpd.GeoDataFrame({"pzwh": ["甲"]}, geometry=[strip(1)], crs=GRID)
    assert plain_rows(layer) == [{"pzwh": "甲"}]
