"""A-1 违法建设占用耕地未补: patches of the newest survey, named year-BSM, and those of 卫片 on them."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cast import FARM, GRASS, GRID, X, Y, material, rows_of_land, second, strip, survey
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
NO_APPROVAL = rows_of_land("approvals", (strip(1, x=X + 5_000), {"pzwh": "示政土〔2019〕1号"}))
FIELDS = survey(2021, (300, "0103"))


def newest(*strips, year=2022, **more):
    """The newest survey; patches are numbered from the west."""
    kept = [code for _, code in strips if code is not None]
    return survey(year, *strips, **({"bsm": [f"B{k}" for k in range(len(kept))]} | more))


NOW = newest((20, "0702"), (280, "0103"))


def answers(*shelf):
    done = screen([RULES["A-1"]], material(*shelf)).answers.set_index("subject")
    return done[~done.index.str.startswith("示政土")]


def ask(*shelf, subject="2022-B0", approvals=NO_APPROVAL):
    """(said, m², words) of one subject."""
    row = answers(*shelf, *([approvals] if approvals is not None else [])).loc[subject]
    return row["said"], row["area_centi_m2"] / 100, row["detail"] or row["reason"] or row["note"]


def test_built_on_what_was_farmland_the_year_before():
    assert ask(NOW, FIELDS) == (
        SUSPECTED, 1_999.96,
        "2022年变更调查为0702农村宅基地，压占2021年变更调查中的耕地1999.96平方米（0103旱地1999.96平方米），"
        "不在批准用地、有效临时用地和设施农用地备案范围内（临时用地、设施农用地备案资料未提供，未扣除）",
    )  # fmt: skip


@pytest.mark.parametrize(
    "dlbm", ["05H1", "0508", "0601", "0602", "0603", "0701", "0702", "08H1", "08H2A", "0809", "0810A",
             "09", "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009", "1109", "1201"]
)  # fmt: skip
def test_every_class_of_construction_is_asked(dlbm):
    assert ask(newest((20, dlbm), (280, "0103")), FIELDS)[0] == SUSPECTED


@pytest.mark.parametrize("dlbm", ["1006", "1107", "1107A", "1202", "1203", "0404", "1104", "0201K"])
def test_agricultural_classes_are_no_subjects(dlbm):
    assert answers(newest((20, dlbm), (280, "0103")), FIELDS, NO_APPROVAL).empty


def test_four_surveys_before_are_asked_and_not_a_fifth():
    grass = [survey(year, (300, GRASS)) for year in (2019, 2020, 2021)]
    assert ask(NOW, *grass, survey(2018, (300, FARM)))[:2] == (SUSPECTED, 1_999.96)
    grass.append(survey(2018, (300, GRASS)))
    assert ask(NOW, *grass, survey(2017, (300, FARM)))[0] == CLEAR
    assert ask(NOW, *grass, second((300, "013"))) == (CLEAR, 0, "")  # 二调 alone is no farmland


def test_farmland_of_several_years_is_counted_once():
    one, other = (
        survey(2021, (12, "0103"), (288, "0702")),
        survey(2020, (15, "0103"), (285, "0702")),
    )
    said, area, words = ask(NOW, one, other)
    assert (said, area) == (SUSPECTED, 1_499.97)
    assert (
        "压占2021年变更调查中的耕地1199.97平方米（0103旱地1199.97平方米）、"
        "2020年变更调查中的耕地299.99平方米（0103旱地299.99平方米）" in words
    )


@pytest.mark.parametrize("dlbm", ["0702", "0201K", "0404", "1202"])
def test_what_was_no_farmland_is_not_found(dlbm):
    name = "2021-A" if dlbm == "0702" else "2022-B0"  # it stood there already
    assert ask(NOW, survey(2021, (300, dlbm), bsm=["A"]), subject=name) == (CLEAR, 0, "")


def test_approved_land_is_taken_out_and_without_the_layer_nobody_knows():
    approved = rows_of_land("approvals", (strip(100), {"pzwh": "示政土〔2023〕1号"}))
    assert ask(NOW, FIELDS, approvals=approved) == (CLEAR, 0, "")
    assert ask(NOW, FIELDS, approvals=None) == (UNKNOWN, 0, "批准用地图层未提供")
    assert ask(NOW, survey(2021, (300, GRASS)), approvals=None) == (CLEAR, 0, "")


def test_earlier_surveys_that_are_not_there():
    assert ask(NOW)[::2] == (UNKNOWN, "早于首期")
    done = screen([RULES["A-1"]], material(NOW, FIELDS, NO_APPROVAL))
    assert "1个图斑更早期次不全（早于首期），是否曾为耕地只查到现有期次" in done.run.rules[0].notes
    whole = [survey(year, (300, GRASS)) for year in range(2018, 2022)]
    done = screen([RULES["A-1"]], material(NOW, NO_APPROVAL, *whole))
    assert not any("期次不全" in note for note in done.run.rules[0].notes)


def test_gaps_of_an_earlier_survey():
    gap = survey(2021, (10, GRASS), (10, None), (280, GRASS))
    assert ask(NOW, gap)[::2] == (UNKNOWN, "底图未覆盖")
    assert ask(NOW, survey(2021, (300, GRASS)), survey(2020, (10, GRASS)))[0] == UNKNOWN
    assert ask(NOW, FIELDS, survey(2020, (10, GRASS)))[:2] == (SUSPECTED, 1_999.96)
    hair = survey(2021, (10, GRASS), (0.01, None), (290, GRASS))
    assert ask(NOW, hair) == (CLEAR, 0, "")


def test_a_patch_without_a_shape_or_a_number():
    frame = gpd.GeoDataFrame(
        {"dlbm": ["0702", "0103", "0702"], "bsm": ["B0", "B1", ""], "row": [4, 5, 6],
         "fault": ["图形自相交", "图形自相交", ""]},
        geometry=[strip(20), strip(20), strip(20)], crs=GRID,
    )  # fmt: skip
    now = shelve("dltb", date(2022, 12, 31), frame)
    done = answers(now, FIELDS, NO_APPROVAL)
    assert done["said"].to_dict() == {
        "2022-B0": UNKNOWN, "2022-B1": CLEAR, "2022-（第6行）": SUSPECTED,
    }  # fmt: skip
    assert done.loc["2022-B0", "reason"] == "图形自相交"
    bare = survey(2022, (20, "0702"), (280, "0103"))
    assert answers(bare, FIELDS, NO_APPROVAL).index.tolist() == ["2022-（第1行）"]


def test_two_patches_of_one_number_are_one_subject_in_any_order():
    strips = [(12, "0702"), (100, "0103"), (8, "1003"), (180, "0103")]
    one = newest(*strips, bsm=["B", "1", "B", "2"])
    turned = shelve("dltb", one.day, one.frame.iloc[::-1].reset_index(drop=True))
    for now in (one, turned):
        done = answers(now, FIELDS, NO_APPROVAL)
        assert done["area_centi_m2"].to_dict() == {"2022-B": 199_995}  # 119 997 and 79 998


def patch(width=20, x=X, **told):
    row = {"jcbh": "WP1", "tblx": "20", "qsx": date(2022, 3, 1), "hsx": date(2022, 9, 1)}
    return rows_of_land("enforcement_patch", (strip(width, x=x), row | told))


def test_ground_under_a_patch_of_the_images_is_counted_there():
    done = answers(NOW, FIELDS, patch(), NO_APPROVAL)
    assert done["area_centi_m2"].to_dict() == {"2022-B0": 0, "WP1": 199_996}
    assert done.loc["2022-B0", "note"] == "另有1999.96平方米耕地已由卫片图斑答复，不重复计"
    part = answers(NOW, FIELDS, patch(12), NO_APPROVAL)
    assert part["area_centi_m2"].to_dict() == {"2022-B0": 79_998, "WP1": 119_997}
    assert part.loc["2022-B0", "detail"].endswith(
        "；另有1199.98平方米耕地已由卫片图斑答复，不重复计"
    )


@pytest.mark.parametrize(
    "told",
    [
        {"tblx": "DT"},
        {"qsx": None},  # nobody can say what stood there before, the surveys can
        {"qsx": date(2023, 3, 1)},  # in 2022 it was built already
        {"width": 1.5},  # below its own threshold
    ],
)
def test_a_patch_that_does_not_answer_for_the_ground_takes_nothing_out(told):
    width = told.pop("width", 20)
    done = answers(NOW, FIELDS, patch(width, **told), NO_APPROVAL)
    assert done.loc["2022-B0", ["said", "area_centi_m2"]].tolist() == [SUSPECTED, 199_996]


def test_without_approvals_the_ground_is_unknown_once():
    done = answers(NOW, FIELDS, patch())
    assert done["said"].to_dict() == {"2022-B0": CLEAR, "WP1": UNKNOWN}


def test_a_survey_of_twenty_thousand_patches_takes_seconds():
    """141 × 142 squares of 30 m, half of them built; one in a hundred was farmland."""
    u, v = (a.ravel() for a in np.meshgrid(np.arange(142), np.arange(141)))
    shapes = shapely.box(X + 30 * u, Y + 30 * v, X + 30 * u + 30, Y + 30 * v + 30)
    now = np.where((u + v) % 2, "0702", "0404")
    was = np.where((u + 142 * v) % 200 == 1, "0103", now)
    layers = [
        shelve(
            "dltb", date(year, 12, 31),
            gpd.GeoDataFrame({"dlbm": dlbm, "bsm": [f"{k}" for k in range(len(u))]},
                             geometry=shapes, crs=GRID),
        )
        for year, dlbm in ((2022, now), (2021, was), (2020, was), (2019, was), (2018, was))
    ]  # fmt: skip
    shelf = material(*layers, NO_APPROVAL)
    start = pd.Timestamp.now()
    done = screen([RULES["A-1"]], shelf)
    took = (pd.Timestamp.now() - start).total_seconds()
    line = done.run.rules[0]
    built = int((now == "0702").sum())
    assert (line.asked, line.unknown) == (built + 1, 1)
    assert line.suspected == int(((now == "0702") & (was == "0103")).sum()) > 50
    assert took < 60  # it takes two and a half
