"""C-5 零散、缺水: several plots beside each other, the edge of a mu, what is shown and not known."""

from msgspec.structs import replace
from shapely import box

from cast import COUNTY, FARM, NO, X, Y, material, plot, project, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
FIELDS = survey(2022, (600, FARM))
SMALL = box(X + 100, Y + 40, X + 130, Y + 60)


def done(*plots, shelf=(FIELDS,), params=None, **told):
    """A screening of (shape, class) as plots P1, P2, …; the register knows a source of water."""
    filed = [plot(plot_no=f"P{k + 1}", shape=shape) for k, (shape, _) in enumerate(plots)]
    filed = [(replace(made, land=land), shape)
             for (made, shape), (_, land) in zip(filed, plots, strict=True)]  # fmt: skip
    county = replace(COUNTY, rules={"C-5": params or {}})
    told = {"water_source": "示例灌渠", "paddy_m2": 0} | told
    held = material(*shelf, plots=filed, projects=[project(**told)], county=county)
    return screen([RULES["C-5"]], held).answers


def said(*plots, **more):
    rows = done(*plots, **more)
    assert rows["subject"].tolist() == [f"{NO}-P{k + 1}" for k in range(len(plots))]
    words = rows["detail"] + rows["reason"]
    return list(zip(rows["said"], words, strict=True))


LONELY = "地块599.99平方米，不足1亩，周边20米内没有道路"
DRY = "申报水田或水浇地，台账写明没有灌溉水源"


def test_a_road_serves_the_plot_beside_it_and_no_other():
    roads = survey(2022, (140, FARM), (5, "1006"), (455, FARM))
    far = box(X + 300, Y + 40, X + 330, Y + 60)
    large = (strip(50, x=X + 400), "0103")
    assert said(large, (SMALL, "0103"), (far, "0103"), shelf=[roads]) == [
        (CLEAR, ""), (CLEAR, ""), (SUSPECTED, LONELY),
    ]  # fmt: skip
    assert said((far, "0103"), large, (SMALL, "0103"), shelf=[roads]) == [
        (SUSPECTED, LONELY), (CLEAR, ""), (CLEAR, ""),
    ]  # fmt: skip


def test_each_plot_is_asked_for_water_whatever_was_filed_before_it():
    dry = [(strip(100), "0103"), (strip(100, x=X + 100), "0101"), (strip(100, x=X + 200), "0103")]
    assert said(*dry, water_source="无") == [(CLEAR, ""), (SUSPECTED, DRY), (CLEAR, "")]
    assert said((strip(100), ""), water_source="无", paddy_m2=1) == [(SUSPECTED, DRY)]


def test_a_plot_of_exactly_the_least_size_is_large_enough():
    """3 亩 are 2 000 m²."""
    words = "地块1999.99平方米，不足3亩，周边20米内没有道路"
    exact, less = (box(X + 200, Y + 40, X + end, Y + 60) for end in (300.002, 300.0015))
    assert said((exact, "0103"), params={"min_mu": 3}) == [(CLEAR, "")]
    assert said((less, "0103"), params={"min_mu": 3}) == [(SUSPECTED, words)]


def test_every_reason_is_said():
    edge = box(X + 570, Y + 40, X + 599, Y + 60)
    assert said((edge, "0101"), water_source="") == [(UNKNOWN, "底图未覆盖周边；未填灌溉水源")]


def test_surveys_that_are_all_later_than_the_day_of_the_screening_say_nothing():
    later = [survey(2024, (600, FARM))]
    other = box(X + 300, Y + 40, X + 330, Y + 60)
    assert said((SMALL, "0103"), (strip(50), "0103"), (other, "0103"), shelf=later) == [
        (UNKNOWN, "地类图斑：图层未提供"), (CLEAR, ""), (UNKNOWN, "地类图斑：图层未提供"),
    ]  # fmt: skip


def test_only_a_suspicion_has_ground():
    rows = done((strip(50), "0103"), (SMALL, "0103"))
    assert rows.geometry.isna().tolist() == [True, False]
    assert rows.geometry.iloc[1].symmetric_difference(SMALL).area < 0.01
