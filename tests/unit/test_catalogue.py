"""Layers by name and vintage, and how they come to stand in the county's grid."""

from datetime import date

import geopandas as gpd
import pytest
from shapely import box

from cast import DAY, FARM, GRASS, GRID, X, Y, layer, survey
from gengheng.area.ellipsoid import official
from gengheng.area.grid import grid_of
from gengheng.catalogue.shelf import shelve
from gengheng.catalogue.vintage import Missing, after, before, choose, latest, valid
from gengheng.catalogue.zone import stand
from gengheng.values.errors import UnknownCrs

SHELF = [survey(year, (100, FARM)) for year in (2019, 2020, 2022)]
EVENT = {"立项": date(2021, 5, 6), "验收": date(2022, 1, 1)}


def chosen(selector, shelf=SHELF, dates=EVENT, schema="dltb", as_of=DAY):
    found = choose(selector, dates, shelf, schema=schema, as_of=as_of)
    return found if isinstance(found, Missing) else found.ref.vintage.year


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (latest(), 2022),
        (before("立项"), 2020),
        (before("立项", 2), 2019),
        (before("立项", 3), Missing("早于首期")),
        (after("验收", 0), 2022),
        (after("验收", 1), Missing("晚于末期")),
        (after("立项", 0), Missing("缺2021年期次")),
        (before("报备"), Missing("缺报备日期")),
        (valid("立项"), 2020),
    ],
)
def test_which_vintage_is_meant(selector, found):
    assert chosen(selector) == found


def test_a_vintage_after_the_day_of_the_run_does_not_exist_yet():
    assert chosen(latest(), as_of=date(2022, 12, 30)) == 2020
    assert chosen(after("验收", 0), as_of=date(2022, 12, 30)) == Missing("晚于末期")


def test_no_layer_of_the_schema_at_all():
    assert chosen(latest(), schema="slope") == Missing("图层未提供")
    assert chosen(before("立项"), schema="slope") == Missing("图层未提供")


def test_before_the_first_version_there_was_none_only_where_a_person_says_so():
    late = [layer("eco_redline", date(2022, 9, 30), (9, "x"), column="hxmc")]
    sure = [layer("eco_redline", date(2022, 9, 30), (9, "x"), column="hxmc", complete=True)]
    told = {"shelf": late, "schema": "eco_redline"}
    assert chosen(valid("立项"), **told) == Missing("早于首期", none_was=False)
    assert chosen(valid("立项"), **(told | {"shelf": sure})) == Missing("早于首期", none_was=True)
    assert chosen(valid("立项"), dates={"立项": date(2022, 9, 30)}, **told) == 2022


def test_a_layer_is_what_is_in_it():
    one = survey(2020, (100, FARM)).ref
    assert survey(2020, (100, FARM)).ref == one
    for other in (
        survey(2021, (100, FARM)),
        survey(2020, (100, GRASS)),
        survey(2020, (99.9, FARM)),
    ):
        assert other.ref.digest != one.digest


def test_unsound_shapes_stay_off_the_shelf_and_are_counted():
    frame = gpd.GeoDataFrame(
        {"dlbm": ["0102", "0103"], "fault": ["", "图形自相交"]},
        geometry=[box(X, Y, X + 1, Y + 1)] * 2, crs=GRID,
    )  # fmt: skip
    made = shelve("dltb", DAY, frame)
    assert (made.ref.rows, made.unsound, made.frame["dlbm"].tolist()) == (1, 1, ["0102"])


def frame_in(crs):
    whole = gpd.GeoDataFrame(geometry=[box(X, Y, X + 100, Y + 100)], crs=4524)
    return whole.to_crs(crs)


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        (4524, ""),
        (4525, "由CGCS2000 中央经线111°（带号37）换带到CGCS2000 中央经线108°（带号36）"),
        (4545, "由CGCS2000 中央经线108°（无带号）换带到CGCS2000 中央经线108°（带号36）"),
        (4490, "由2000国家大地坐标系经纬度投影到CGCS2000 中央经线108°（带号36）"),
    ],
)
def test_a_change_of_zone_is_exact_and_said(crs, said):
    placed, done = stand(frame_in(crs), grid_of(GRID), GRID)
    assert done == said
    assert placed.crs.to_epsg() == 4524
    assert abs(official(placed.geometry)[0] - 999_980) <= 1


@pytest.mark.parametrize(
    ("crs", "why"),
    [
        (2360, "坐标转换参数未提供"),
        (None, "坐标系未定"),
        (32648, "没有法定椭球面积的坐标系：WGS 84 / UTM zone 48N"),
    ],
)
def test_what_may_not_be_brought_there(crs, why):
    frame = gpd.GeoDataFrame(geometry=[box(X, Y, X + 100, Y + 100)], crs=crs)
    with pytest.raises(UnknownCrs) as refused:
        stand(frame, grid_of(GRID), GRID)
    assert str(refused.value) == why
