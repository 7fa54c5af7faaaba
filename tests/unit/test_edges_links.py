"""What the rules about 占用 share, at its edges: amounts, lawful ground, what farmland it was."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from cast import FARM, GRASS, GRID, material, register, rows_of_land, strip, survey
from gengheng.catalogue.vintage import Missing
from gengheng.records.finding import Said
from gengheng.rules.built import firsts, stood_on
from gengheng.rules.index import RULES
from gengheng.rules.lawful import lawful
from gengheng.rules.links import Amount, linked, needs
from gengheng.rules.registers import POOLS
from gengheng.screening.run import screen

DAY = date(2024, 5, 6)
NOT_THERE = Missing("图层未提供")


def test_no_confirmation_links_nothing_or_nobody_knows():
    assert linked([], "") == dict.fromkeys(POOLS, Amount(0, 0))
    assert linked([], "台账未提供") == dict.fromkeys(POOLS, Amount(0, None, "台账未提供"))


def confirmed(no, area):
    return {"confirm_no": no, "occupied_m2": area, "paddy_m2": 0, "capacity_kg": 0}


def test_confirmations_add_up_and_one_row_of_each_leaves_nothing_open():
    found = linked([confirmed("QR1", 2_000), confirmed("QR2", 3_000)], "")
    assert found["area_m2"] == Amount(5_000, 5_000)
    assert found["paddy_m2"] == Amount(0, 0)


def test_who_occupies_no_farmland_needs_nothing_of_any_pool():
    rows = pd.DataFrame(
        {"source": ["approvals"], "farmland_m2": [0], "paddy_m2": [700], "capacity_kg": [None]}
    )
    assert needs(rows) == dict.fromkeys(POOLS, Amount(0, 0))
    one = rows.assign(farmland_m2=[1])
    assert needs(one)["paddy_m2"] == Amount(700, 700)


def unmapped(*listed, drawn=()):
    """The clause on approvals without a shape, of those listed and those in the layer."""
    held = dict.fromkeys(("approvals", "facility", "temporary", "listed"), NOT_THERE)
    if drawn:
        rows = [(shape, {"pzwh": doc}) for shape, doc in drawn]
        held["approvals"] = rows_of_land("approvals", *rows)
    if listed:
        held["listed"] = register("approvals_list", *({"pzwh": doc} for doc in listed))
    return lawful(held, GRID, DAY).unmapped


def test_three_approvals_without_a_shape_are_named_and_of_more_the_first_three():
    words = "{}件批准没有图形，须核对是否在其范围内：{}"
    assert unmapped("丁", "甲", "乙") == words.format(3, "丁、乙、甲")
    assert unmapped("丁", "甲", "乙", "丙") == words.format(4, "丁、丙、乙等")
    assert unmapped("丁", "", "丁") == words.format(1, "丁")
    assert unmapped("丁", drawn=[(strip(1), "丁")]) == ""


def test_approvals_of_the_layer_and_of_the_list_may_both_have_no_shape():
    assert unmapped("丁", drawn=[(None, "甲"), (strip(1), "乙")]).endswith("：丁、甲")


def test_the_earliest_day_of_a_key_counts_in_any_order():
    days = [date(2021, 3, 1), date(2021, 5, 6)]
    for told in (days, days[::-1]):
        assert firsts(pd.DataFrame({"qsx": told}, index=["甲", "甲"]), "qsx") == [days[0]]


def test_ridges_are_taken_off_the_farmland_of_every_survey():
    """1 199.97 m² in 2021 and 799.98 m² more in 2020, a tenth of both ridges."""
    shelf = [survey(2021, (12, "0103"), (8, GRASS), kcxs=[0.1, 0.0]),
             survey(2020, (20, "0103"), kcxs=[0.1])]  # fmt: skip
    assert stood_on(gpd.GeoSeries([strip(20)], crs=GRID), shelf) == [
        "2021年变更调查中的耕地1199.97平方米（0103旱地1199.97平方米）、"
        "2020年变更调查中的耕地799.98平方米（0103旱地799.98平方米），扣除田坎后1799.95平方米"
    ]


@pytest.mark.parametrize(("lawful_m", "m2"), [(1, 1_899.96), (0.4, 1_749.96)])
def test_a_patch_of_the_images_answers_only_for_what_is_not_lawful(lawful_m, m2):
    """Of 2.5 m under the patch 1.5 m remain, which is below its threshold, or 2.1 m."""
    row = {"jcbh": "WP1", "tblx": "20", "qsx": date(2022, 3, 1), "hsx": date(2022, 9, 1)}
    now = survey(2022, (20, "0702"), (280, FARM), bsm=["B0", "B1"])
    approved = rows_of_land("approvals", (strip(lawful_m), {"pzwh": "示政土〔2023〕1号"}))
    patch = rows_of_land("enforcement_patch", (strip(2.5), row))
    shelf = [now, survey(2021, (300, FARM)), approved, patch]
    found = screen([RULES["A-1"]], material(*shelf)).answers.set_index("subject")
    assert found.loc["2022-B0", "said"] == Said.SUSPECTED
    assert found.loc["2022-B0", "area_centi_m2"] / 100 == m2
