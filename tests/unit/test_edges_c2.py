"""C-2 质量等别、粮食产能虚假, at its edges: how many are named, whose ground it is, what is noted."""

from datetime import date

import geopandas as gpd
from msgspec.structs import replace

from cast import FARM, GRID, NO, OTHER, X, material, plot, project, strip
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.rules.poor_quality.c2_false_grade import SHOWN
from gengheng.screening.run import screen

LEAST = RULES["C-2"].defaults["least_patches"]


def grades(count, *more):
    """A grade layer of so many fields of 11等 east of the plots, and some of other grades."""
    told = ["11"] * count + list(more)
    shapes = [strip(50, x=X + 150 + 60 * k) for k in range(len(told))]
    frame = gpd.GeoDataFrame({"gddb": told, "dlbm": [FARM] * len(told)}, geometry=shapes, crs=GRID)
    return shelve("grade", date(2019, 12, 31), frame)


def graded(tenths, plot_no="P1", no=NO, **more):
    made, shape = plot(no, plot_no, **more)
    return replace(made, grade_tenths=tenths), shape


def done(layer, plots, *, projects=None, **told):
    told = {"paddy_m2": 0, "capacity_kg": None} | told
    held = material(layer, plots=plots, projects=projects or [project(**told)])
    return screen([RULES["C-2"]], held)


def answer(layer, plots, **told):
    return done(layer, plots, **told).answers.set_index("subject").loc[NO]


BETTER = f"地块P1申报9等，周边1000米内耕地（{LEAST}块图斑）最好的10%为11等"


def test_as_many_neighbours_as_are_asked_for_are_enough():
    assert answer(grades(LEAST), [graded(90)])["detail"] == BETTER
    few = answer(grades(LEAST - 1), [graded(90)])
    assert f"1个地块周边1000米内耕地等别图斑不足{LEAST}块，不能比较" in few["reason"]


def slices(n):
    """So many plots of 9等 within one hectare."""
    return [
        graded(90, f"P{k + 1}", shape=strip(10, x=X + 10 * k), declared=1_000) for k in range(n)
    ]


def test_the_first_plots_are_named_and_of_more_how_many():
    for more in (0, 1, 2):
        words = answer(grades(LEAST), slices(SHOWN + more))["detail"].split("；")
        assert len(words) == SHOWN + bool(more)
        assert (words[-1] == f"另有{more}个地块相同") is bool(more)


def test_the_ground_of_the_answer_is_that_of_the_plots_that_are_too_good():
    plots = [graded(90), graded(110, "P2", shape=strip(20, x=X + 100))]
    row = answer(grades(LEAST), plots)
    assert row["area_centi_m2"] == 999_980
    assert row.geometry.symmetric_difference(strip(100)).area < 0.01


def test_a_project_without_plots_is_not_asked_about_those_of_another():
    both = [project(capacity_kg=None), project(OTHER, capacity_kg=None, paddy_m2=0)]
    rows = done(grades(LEAST), [graded(90)], projects=both).answers.set_index("subject")
    assert rows.loc[OTHER, "said"] == Said.UNKNOWN
    assert "无坐标" in rows.loc[OTHER, "reason"]


def test_every_suspicion_is_told():
    told = {"capacity_kg": 1, "paddy_m2": 500, "water_source": "无"}
    words = answer(grades(LEAST), [graded(90)], **told)["detail"].split("；")
    assert words[0].startswith("新增产能1公斤，按质量等别和")
    assert words[1] == BETTER
    assert words[2].startswith("报备水田0.0500公顷，台账灌溉水源写明没有")


def test_neighbours_that_nobody_can_read_are_said_once_and_otherwise_nothing():
    assert done(grades(LEAST), [graded(90)]).run.rules[0].notes == ()
    assert done(grades(LEAST, "优"), [graded(90)]).run.rules[0].notes == (
        "周边1个耕地等别图斑没有1到15之间的等别，未参与比较",
    )
