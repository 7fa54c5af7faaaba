"""How A-1 names a patch: by its type and days, by its classes, by its numbers of today."""

from datetime import date

import geopandas as gpd
import pytest

from cast import GRID, strip, survey
from gengheng.rules.unapproved import patch_titles, survey_titles

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
