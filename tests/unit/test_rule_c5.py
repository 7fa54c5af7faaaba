"""C-5: small plots without a road, paddy without water."""

import pytest
from msgspec.structs import replace
from shapely import box

from cast import FARM, NO, OTHER, X, Y, material, plot, project, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
SMALL = box(X + 100, Y + 40, X + 130, Y + 60)


def ask(*strips, shape=SMALL, land="", no=NO, shelf=None, **told):
    made, ground = plot(no, shape=shape, declared=None)
    shelf = [survey(2022, *strips)] if shelf is None else shelf
    told = {"water_source": "示例灌渠", "paddy_m2": 0} | told
    held = material(*shelf, plots=[(replace(made, land=land), ground)], projects=[project(**told)])
    done = screen([RULES["C-5"]], held)
    row = done.answers.set_index("subject").iloc[0]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], words, row["area_centi_m2"] / 100, done.run.rules[0].notes


FAR = [(300, FARM)]


@pytest.mark.parametrize(
    ("strips", "said"),
    [
        (FAR, SUSPECTED),
        ([(80, FARM), (5, "1006"), (215, FARM)], CLEAR),  # 15 m west of it
        ([(75, FARM), (5, "1006"), (220, FARM)], CLEAR),  # exactly 20 m
        ([(74.9, FARM), (5, "1006"), (220, FARM)], SUSPECTED),
        ([(110, FARM), (5, "1006"), (185, FARM)], CLEAR),  # through it
        ([(80, FARM), (5, "1003"), (215, FARM)], CLEAR),
        ([(80, FARM), (5, "1107"), (215, FARM)], SUSPECTED),  # a ditch is no road
    ],
)
def test_roads_near_a_small_plot(strips, said):
    found = ask(*strips)
    assert found[0] == said
    words = "地块599.99平方米，不足1亩，周边20米内没有道路"
    assert found[1:3] == ((words, 599.99) if said == SUSPECTED else ("", 0))


def test_one_mu_is_enough_and_a_little_less_is_not():
    # 1 亩 is 666.666… m²
    assert ask(*FAR, shape=box(X + 100, Y + 40, X + 133.34, Y + 60))[0] == CLEAR
    assert ask(*FAR, shape=box(X + 100, Y + 40, X + 133.33, Y + 60))[0] == SUSPECTED


@pytest.mark.parametrize(
    ("land", "told", "said", "words"),
    [
        (
            "",
            {"paddy_m2": 500, "water_source": "无"},
            SUSPECTED,
            "申报水田或水浇地，台账写明没有灌溉水源",
        ),
        ("0101", {"water_source": "没有"}, SUSPECTED, "申报水田或水浇地，台账写明没有灌溉水源"),
        ("0102", {"water_source": "无"}, SUSPECTED, "申报水田或水浇地，台账写明没有灌溉水源"),
        ("0103", {"paddy_m2": 500, "water_source": "无"}, CLEAR, ""),
        ("", {"paddy_m2": 0, "water_source": "无"}, CLEAR, ""),
        ("", {"paddy_m2": None, "water_source": "无"}, UNKNOWN, "报备水田未填"),
        ("", {"paddy_m2": None, "water_source": ""}, UNKNOWN, "报备水田未填"),
        ("", {"paddy_m2": None}, CLEAR, ""),
        ("0103", {"paddy_m2": None, "water_source": "无"}, CLEAR, ""),
        (
            "0101",
            {"paddy_m2": None, "water_source": "无"},
            SUSPECTED,
            "申报水田或水浇地，台账写明没有灌溉水源",
        ),
        ("0101", {}, CLEAR, ""),
    ],
)
def test_water(land, told, said, words):
    found = ask(*FAR, shape=strip(100), land=land, **told)
    assert found[:2] == (said, words)
    assert found[2] == (9_999.80 if said == SUSPECTED else 0)


def test_both_are_said_and_the_plot_counts_once():
    found = ask(*FAR, land="0101", water_source="无")
    assert found[1:3] == (
        "地块599.99平方米，不足1亩，周边20米内没有道路；申报水田或水浇地，台账写明没有灌溉水源", 599.99,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "/", "—"])
def test_a_blank_source_is_unknown(text):
    found = ask(*FAR, shape=strip(100), land="0101", water_source=text)
    assert found == (UNKNOWN, "未填灌溉水源", 0, ())
    dry = ask(*FAR, shape=strip(100), land="0103", water_source=text)
    assert (dry[0], dry[3]) == (CLEAR, ())


@pytest.mark.parametrize(
    ("text", "said"), [("无水源", SUSPECTED), ("无灌溉条件", SUSPECTED), ("无定河", CLEAR)]
)
def test_a_river_may_begin_with_none(text, said):
    assert ask(*FAR, shape=strip(100), land="0102", water_source=text)[0] == said


def test_plots_of_no_class_are_said_once():
    note = "1个地块没有填明新增地类，项目也没有报备水田，未查水源"
    assert ask(*FAR, shape=strip(100), water_source="无")[3] == (note,)
    assert ask(*FAR, shape=strip(100), paddy_m2=None)[3] == ()
    assert ask(*FAR, shape=strip(100), no=OTHER)[3] == ()
    assert ask(*FAR, shape=strip(100), paddy_m2=5)[3] == ()


def test_what_is_not_known():
    assert ask((135, FARM))[:2] == (UNKNOWN, "底图未覆盖周边")
    assert ask((80, FARM), (5, "1006"), (50, FARM))[0] == CLEAR  # a road is seen all the same
    found = ask(*FAR, no=OTHER, land="0101", shape=strip(100))
    assert found[:2] == (UNKNOWN, "缺报备记录")
    assert ask(*FAR, no=OTHER, shape=strip(100))[:2] == (UNKNOWN, "缺报备记录")
    assert ask(*FAR, no=OTHER, land="0103", shape=strip(100))[0] == CLEAR
    assert ask((135, FARM), no=OTHER)[:2] == (UNKNOWN, "底图未覆盖周边；缺报备记录")
    assert [ask(*FAR, no=no, paddy_m2=None)[0] for no in (OTHER, NO)] == [SUSPECTED, SUSPECTED]
