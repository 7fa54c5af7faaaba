"""B-6 项目逻辑, at its edges: the ground outside the 立项范围, its slivers, blanks of firms."""

from datetime import date

import pytest
from msgspec.structs import replace

from cast import COUNTY, NO, OTHER, X, Y, material, plot, project, rows_of_land, strip
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
GOOD = {
    "initiated": date(2021, 3, 1), "initiated_doc": "示立〔2021〕1号", "started": date(2021, 4, 1),
    "finished": date(2021, 7, 1), "mapped": date(2021, 8, 1), "accepted": date(2021, 9, 1),
    "accepted_doc": "示验〔2021〕2号", "filed": date(2021, 12, 1), "designer": "甲院",
    "builder": "乙公司", "supervisor": "丙监理有限公司", "dom_mm": 200, "dom_said": "0.2",
}  # fmt: skip


def done(*shelf, params=None, plots=None, others=(), **told):
    county = replace(COUNTY, rules={"B-6": params or {}})
    filed = [project(**(GOOD | told)), *others]
    return screen([RULES["B-6"]], material(*shelf, plots=plots, projects=filed, county=county))


def boundary(width, no=NO):
    """A 立项范围 from 20 m beyond the plot to `width` metres of it."""
    shape = strip(20 + width, x=X - 20, y=Y - 20, height=140)
    return rows_of_land("project_area", (shape, {"project_no": no}))


def test_the_ground_of_a_suspicion_is_what_lies_outside():
    row = done(boundary(80)).answers.iloc[0]
    assert (row["said"], row["area_centi_m2"]) == (SUSPECTED, 199_996)
    assert row.geometry.symmetric_difference(strip(20, x=X + 80)).area < 0.01


def test_slivers_outside_are_counted_and_without_a_boundary_there_are_none():
    assert done(boundary(98.5)).run.rules[0].slivers == 1
    assert done().run.rules[0].slivers == 0


@pytest.mark.parametrize(("inside", "said"), [(98.01, CLEAR), (97.99, SUSPECTED)])
def test_a_county_may_allow_two_percent_outside(inside, said):
    found = done(boundary(inside), params={"most_outside": 2, "min_m2": 100})
    assert found.answers["said"].tolist() == [said]


def test_every_firm_that_is_blank_is_named():
    row = done(boundary(100), designer="", supervisor="").answers.iloc[0]
    assert (row["said"], row["reason"]) == (
        UNKNOWN, "未填设计单位、监理单位（台账.xlsx第3行）",
    )  # fmt: skip


def test_what_lies_outside_is_that_of_its_own_project():
    """The plot of the other project lies east of the first, in no boundary of its own."""
    plots = [plot(), plot(OTHER, shape=strip(100, x=X + 100))]
    both = [project(OTHER, **GOOD)]
    shelf = rows_of_land(
        "project_area", (strip(140, x=X - 20, y=Y - 20, height=140), {"project_no": NO}),
        (strip(50, x=X + 150), {"project_no": OTHER}),
    )  # fmt: skip
    rows = done(shelf, plots=plots, others=both).answers.set_index("subject")
    assert rows["said"].to_dict() == {NO: CLEAR, OTHER: SUSPECTED}
    assert rows["area_centi_m2"].to_dict() == {NO: 0, OTHER: 499_990}


def test_a_project_without_a_row_may_lie_outside_its_boundary():
    shelf, plots = boundary(80, OTHER), [plot(OTHER)]
    row = done(shelf, plots=plots).answers.set_index("subject").loc[OTHER]
    assert (row["said"], row["area_centi_m2"]) == (SUSPECTED, 199_996)


def test_an_approved_change_does_not_clear_plots_that_nobody_can_place():
    told = {"change_doc": "示变〔2021〕1号"}
    assert done(boundary(80), **told).answers["said"].tolist() == [CLEAR]
    plots = [plot(), plot(plot_no="P2", fault="无坐标")]
    row = done(boundary(80), plots=plots, **told).answers.iloc[0]
    assert (row["said"], row["reason"]) == (UNKNOWN, "地块无坐标，不能与立项范围比对")
