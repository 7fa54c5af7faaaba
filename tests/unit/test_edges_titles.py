"""How A-1 names a patch, by type, days, classes and numbers, and what it says of its ground."""

from datetime import date

import geopandas as gpd
import numpy as np
import pytest

from cast import GRID, strip, survey
from gengheng.rules.built import Under
from gengheng.rules.ground import Counted
from gengheng.rules.lawful import Lawful
from gengheng.rules.projects import Told
from gengheng.rules.unapproved import Case, patch_titles, survey_titles, told_of

QSX, HSX = date(2021, 3, 1), date(2021, 9, 1)
NOW = survey(2022, (300, "0702"))


def table(keys, **columns):
    shapes = [strip(1)] * len(keys)
    return gpd.GeoDataFrame(columns, index=keys, geometry=shapes, crs=GRID)


def images(*types, qsx=QSX, hsx=HSX):
    """Kind and words of one patch whose rows have these types."""
    n = len(types)
    rows = table(["WP1"] * n, tblx=list(types), qsx=[qsx] * n, hsx=[hsx] * n)
    [title] = patch_titles(rows)
    return title


DAYS = "，前时相2021-03-01、后时相2021-09-01"


@pytest.mark.parametrize(
    ("types", "kind", "word"),
    [
        (("DT", "20"), "built", "20建（构）筑物"),
        (("01", "DT"), "earth", "DT"),
        (("GQ", "99"), "", "99"),
        ((" yh",), "built", "YH"),
        (("",), "", "（空）"),
    ],
)
def test_of_several_rows_the_most_telling_type_counts_in_any_order(types, kind, word):
    for told in (types, types[::-1]):
        found = images(*told)
        assert found[0] == kind
        assert found[1].startswith(f"卫片图斑类型{word}")
        assert found[1].endswith(DAYS)


def test_days_that_nobody_states_are_called_unknown():
    assert images("20", qsx=None, hsx=None)[1].endswith("，前时相不明、后时相不明")


def test_each_patch_has_its_own_type():
    rows = table(["WP1", "WP2"], tblx=["20", "DT"], qsx=[QSX] * 2, hsx=[HSX] * 2)
    assert [kind for kind, _ in patch_titles(rows)] == ["built", "earth"]


def today(key, *numbers, dlbm="0702"):
    """Words of a subject under `key` whose patches of today bear these numbers."""
    n = len(numbers)
    [(kind, words)] = survey_titles(table([key] * n, dlbm=[dlbm] * n, bsm=list(numbers)), NOW)
    assert kind == ("built" if dlbm == "0702" else "other")
    return words


HOUSE = "2022年变更调查为0702农村宅基地"


def test_a_patch_that_bears_its_number_of_today_is_not_told_twice():
    assert today("2022-B-0", "B-0") == HOUSE
    assert today("2022-（第6行）", "") == HOUSE
    assert today("2022-B0", "B0", dlbm="0103") == "2022年变更调查为0103旱地"


def test_a_patch_named_by_an_earlier_survey_is_told_with_its_numbers_of_today():
    assert today("2021-A", "A") == f"{HOUSE}（该期标识码A）"
    assert today("2021-A", "") == HOUSE
    assert today("2021-A", "C", "B", "D") == f"{HOUSE}（该期标识码B、C、D）"
    assert today("2021-A", "C", "B", "D", "E") == f"{HOUSE}（该期标识码B、C、D等）"


def test_a_survey_without_numbers_has_none_to_tell():
    rows = table(["2021-A"], dlbm=["0702"])
    assert survey_titles(rows, NOW) == [("built", HOUSE)]


def test_every_class_of_a_patch_in_several_rows_is_told():
    rows = table(["2022-B"] * 2, dlbm=["1003", "0702"], bsm=["B"] * 2)
    assert survey_titles(rows, NOW) == [("built", f"{HOUSE}、1003公路用地")]


def said(sure, most, *, kind="built", gap=0, elsewhere=0, approvals=True, lost=""):
    """What is told of a patch with this ground in 0.01 m², of which 200 m² are asked for."""

    def of(area):
        return Counted(np.array([area]), [None], np.array([0]), 0)

    found = Under(of(sure), of(most), np.array([gap]), np.array([elsewhere]))
    none = gpd.GeoSeries([], crs=GRID)
    case = Case(Lawful(none, none, approvals, "", ""), "底图未覆盖", 200, {0: "旱地"})
    return told_of(0, (kind, "图斑"), lost, found, case)


BUILT = "图斑，压占旱地，不在批准用地、有效临时用地和设施农用地备案范围内"
PERHAPS = "压占的耕地在临时用地内，该临时用地缺批准日期或到期日期"


def test_two_hundred_square_metres_are_enough_whatever_is_open():
    assert said(20_000, 20_000) == Told((BUILT,), area_centi_m2=20_000)
    assert said(20_000, 20_000, approvals=False).doubts == ("批准用地图层未提供",)
    assert said(19_999, 20_000).doubts == (PERHAPS,)
    assert said(0, 15_000, gap=5_000).doubts == ("底图未覆盖",)
    assert said(20_000, 20_000, kind="").doubts == ("图斑类型不能识别（图斑）",)
    assert said(0, 15_000, gap=5_000, kind="").doubts == ("图斑类型不能识别（图斑）", "底图未覆盖")


def test_less_is_noted_with_what_is_answered_for_elsewhere():
    little = "压占耕地199.99平方米，低于门槛200平方米"
    other = "另有300.00平方米耕地已由卫片图斑答复，不重复计"
    assert said(19_999, 19_999, approvals=False) == Told(note=little)
    assert said(0, 15_000, gap=4_999).doubts == ()
    assert said(19_999, 19_999, elsewhere=30_000) == Told(note=f"{little}；{other}")


def test_moved_earth_is_noted_with_its_farmland_if_any_is_seen():
    tail = "；单独不作建设论，须看后续影像"
    assert said(20_000, 20_000, kind="earth") == Told(note=f"图斑，压占耕地200.00平方米{tail}")
    assert said(0, 0, kind="earth", gap=20_000) == Told(note=f"图斑{tail}")
    assert said(0, 0, kind="earth") == Told()
