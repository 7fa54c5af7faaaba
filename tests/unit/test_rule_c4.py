"""C-4: what became of new farmland; worked examples, thresholds, codes, vintages."""

from datetime import date
from itertools import accumulate, pairwise

import geopandas as gpd
import pytest
from shapely import box

from cast import (
    FARM,
    GRASS,
    GRID,
    NO,
    ORCHARD,
    X,
    Y,
    material,
    plot,
    project,
    rows_of_land,
    strip,
    survey,
)
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
ACCEPTED = date(2020, 9, 1)
ALL = [(100, FARM, "LS")]


def planted(year, *strips):
    """A vintage of strips (width, class, 种植属性)."""
    ends = accumulate((w for w, _, _ in strips), initial=X)
    shapes = [box(a, Y, b, Y + 100) for a, b in pairwise(ends)]
    cells = {"dlbm": [c for _, c, _ in strips], "zzsxdm": [z for _, _, z in strips]}
    return shelve("dltb", date(year, 12, 31), gpd.GeoDataFrame(cells, geometry=shapes, crs=GRID))


def ask(now, before=ALL, base=ALL, accepted=ACCEPTED, years=(2020, 2021, 2022), **told):
    shelf = [planted(y, *s) for y, s in zip(years, (base, before, now), strict=True) if s]
    done = screen([RULES["C-4"]], material(*shelf, projects=[project(accepted=accepted, **told)]))
    row = done.answers.set_index("subject").loc[f"{NO}-P1"]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words, done.run.rules[0].notes


def part(width, code, plant=""):
    return [(width, code, plant), (100 - width, FARM, "LS")]


@pytest.mark.parametrize(
    ("now", "before", "base", "said", "m2"),
    [
        (part(3, "0702"), ALL, ALL, SUSPECTED, 299.99),
        (part(20, ORCHARD), ALL, ALL, SUSPECTED, 1_999.96),
        (part(20, ORCHARD), part(20, ORCHARD), part(20, ORCHARD), CLEAR, 0),
        (part(100, FARM, "WG"), part(100, FARM, "WG"), ALL, SUSPECTED, 9_999.80),
        (part(100, FARM, "WG"), ALL, ALL, CLEAR, 0),
        (part(100, FARM, ""), part(100, FARM, ""), ALL, UNKNOWN, 0),
        (part(100, FARM, "XG"), part(100, FARM, "XG"), ALL, CLEAR, 0),
    ],
    ids=["built", "orchard", "always", "fallow", "one year", "blank", "rest"],
)
def test_worked_examples(now, before, base, said, m2):
    assert ask(now, before, base)[:2] == (said, m2)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (part(2.001, "0702"), SUSPECTED),
        (part(1.99, "0702"), CLEAR),  # 199 m² and narrower than 2 m
        (part(3.99, "0303"), CLEAR),  # 399 m², wide enough, below 400
        (part(4.01, "0303"), SUSPECTED),
        (part(20, "0201K", "JKHF"), SUSPECTED),
        (part(20, "0404", "GCHF"), SUSPECTED),
        (part(20, "1104A"), SUSPECTED),
        (part(20, "1202"), CLEAR),  # 设施农用地 is no construction
        (part(20, "1006"), CLEAR),
        (part(20, "1003"), SUSPECTED),
        (part(20, "1201"), SUSPECTED),
        (part(20, "1204"), CLEAR),
    ],
)
def test_classes_and_thresholds(now, said):
    assert ask(now)[0] == said


def test_other_classes_and_lawful_crops_are_worth_a_note():
    assert ask(part(20, "1204"))[2] == "变为其他地类1999.96平方米"
    assert ask(part(20, FARM, "FLS"))[2] == "种植非粮食作物1999.96平方米"
    assert ask(part(100, FARM, "XG"))[2] == "休耕9999.80平方米"
    assert ask(part(0.5, FARM, "FLS"))[2] == ""


def test_every_kind_is_said_and_the_ground_counts_once():
    now = [(10, "0702", ""), (10, ORCHARD, ""), (80, FARM, "WG")]
    said, m2, words, _ = ask(now, part(100, FARM, "WG"))
    assert (said, m2) == (SUSPECTED, 9_999.80)
    assert words == (
        "2022年变更调查：非农化999.98平方米（0702农村宅基地999.98平方米）；"
        "非粮化999.98平方米（0201果园999.98平方米）；撂荒7999.84平方米（连续两期未耕种）"
    )


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("WG", "", UNKNOWN), ("", "WG", UNKNOWN), ("", "LS", CLEAR), ("LS", "", CLEAR),
        ("WG", "LS", CLEAR), ("GZ", "WG", CLEAR), ("YM", "", CLEAR), ("wg", "WG", SUSPECTED),
    ],
)  # fmt: skip
def test_codes_of_two_vintages(now, before, said):
    assert ask(part(100, FARM, now), part(100, FARM, before))[0] == said


def test_a_small_blank_patch_is_not_enough_not_to_know():
    assert ask(part(3, FARM, ""), part(3, FARM, ""))[0] == CLEAR
    assert (
        ask(part(5, FARM, ""), part(5, FARM, ""))[2] == "2021、2022年种植属性空白，不能判断是否撂荒"
    )


def test_what_is_known_stands_although_codes_are_blank():
    said, m2, _, _ = ask([(20, ORCHARD, ""), (80, FARM, "")], part(100, FARM, ""))
    assert (said, m2) == (SUSPECTED, 1_999.96)


@pytest.mark.parametrize(
    ("accepted", "said", "words"),
    [
        (date(2022, 5, 1), CLEAR, ""),
        (date(2023, 5, 1), UNKNOWN, "晚于末期"),
        (
            date(2018, 5, 1),
            SUSPECTED,
            "2022年变更调查：非粮化1999.96平方米（0201果园1999.96平方米）",
        ),  # farmland the year before
        (
            date(2019, 5, 1),
            SUSPECTED,
            "2022年变更调查：非粮化1999.96平方米（0201果园1999.96平方米）",
        ),
        (None, UNKNOWN, "缺验收日期"),
    ],
)
def test_vintages(accepted, said, words):
    assert ask(part(20, ORCHARD), accepted=accepted)[0::2][:2] == (said, words)


def test_accepted_in_the_newest_year_is_said_once():
    assert ask(ALL, accepted=date(2022, 5, 1))[3] == (
        "1个地块验收于最新期次当年，验收以后的变化尚无期次可查",
    )


def test_a_missing_vintage_or_a_gap_is_unknown_but_hides_nothing():
    idle = part(100, FARM, "WG")
    assert ask(idle, before=None)[2] == "最新期次的前一期：缺2021年期次"
    assert ask(ALL, before=None)[0] == CLEAR  # what is tilled now was not left for two years
    assert ask(part(20, ORCHARD), before=None)[0] == SUSPECTED
    assert ask([(50, FARM, "LS")])[2] == "底图未覆盖"
    assert ask(ALL, before=[(50, FARM, "LS")])[0] == CLEAR
    assert ask(idle, before=[(50, FARM, "LS")])[2] == "底图未覆盖"
    assert ask(part(20, ORCHARD), base=[(50, GRASS, "")], before=None)[2] == "底图未覆盖"
    only = material(survey(2020, (100, GRASS)), projects=[project(accepted=date(2020, 1, 1))])
    row = screen([RULES["C-4"]], only).answers.iloc[0]
    assert (row["said"], row["reason"]) == (CLEAR, "")


def test_before_the_first_vintage_only_what_may_have_changed_is_open():
    old = date(2018, 5, 1)
    assert ask(ALL, accepted=old)[0] == CLEAR
    always = part(20, ORCHARD)
    assert ask(always, always, always, accepted=old)[:3] == (
        UNKNOWN, 0, "早于首期，不能判断是否验收后改变",
    )  # fmt: skip
    assert ask(part(3.9, ORCHARD), part(3.9, ORCHARD), accepted=old)[0] == CLEAR
    hole = date(2015, 5, 1)
    assert ask(part(100, FARM, "WG"), part(100, FARM, "WG"), accepted=hole)[0] == SUSPECTED


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (date(2021, 12, 31), SUSPECTED), (date(2022, 1, 1), CLEAR), (date(2023, 1, 1), UNKNOWN),
        (None, UNKNOWN),
    ],
)  # fmt: skip
def test_what_lay_idle_before_acceptance_is_no_idle_supplement(accepted, said):
    idle = part(100, FARM, "WG")
    assert ask(idle, idle, accepted=accepted)[0] == said


def test_a_code_that_nobody_knows_is_as_good_as_blank():
    odd = part(100, FARM, "X9")
    assert ask(odd, odd)[2] == "2021、2022年种植属性空白，不能判断是否撂荒"
    assert ask(odd, ALL)[0] == CLEAR


def test_idle_in_the_newest_survey_alone_is_worth_a_note():
    assert ask(part(100, FARM, "WG"))[2] == "2022年未耕种9999.80平方米"


# ---- 卫片, approvals


def with_rows(now, *layers, accepted=ACCEPTED):
    """(said, m², words, notes of the rule) with further layers beside the surveys."""
    shelf = [planted(y, *s) for y, s in zip((2020, 2021, 2022), (ALL, ALL, now), strict=True)]
    done = screen([RULES["C-4"]], material(*shelf, *layers, projects=[project(accepted=accepted)]))
    row = done.answers.set_index("subject").loc[f"{NO}-P1"]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words, done.run.rules[0].notes


def patch(width=20, tblx="20", hsx=date(2023, 8, 15), jcbh="JC1", shape=True):
    told = {"jcbh": jcbh, "tblx": tblx, "hsx": hsx, "qsx": date(2022, 3, 1)}
    return rows_of_land("enforcement_patch", (strip(width) if shape else None, told))


@pytest.mark.parametrize(
    ("told", "said", "words"),
    [
        ({}, SUSPECTED, "2022年变更调查：卫片监测非农化1999.96平方米（图斑JC1）"),
        ({"tblx": "GF"}, SUSPECTED, "2022年变更调查：卫片监测非农化1999.96平方米（图斑JC1）"),
        ({"tblx": "DT"}, CLEAR, ""),
        ({"tblx": "02"}, CLEAR, ""),
        ({"hsx": date(2022, 12, 31)}, CLEAR, ""),  # the survey has the last word
        ({"hsx": date(2023, 1, 1)}, SUSPECTED, "2022年变更调查：卫片监测非农化1999.96平方米（图斑JC1）"),
        ({"hsx": None}, UNKNOWN, "卫片图斑JC1没有后时相"),
        ({"hsx": None, "width": 1.9}, CLEAR, ""),
        ({"width": 1.9}, CLEAR, ""),
        ({"width": 2.001}, SUSPECTED, "2022年变更调查：卫片监测非农化200.10平方米（图斑JC1）"),
    ],
)  # fmt: skip
def test_patches_since_the_newest_survey(told, said, words):
    found = with_rows(ALL, patch(**told))
    assert (found[0], found[2]) == (said, words)


def test_patches_on_what_is_no_farmland_any_more_count_once():
    found = with_rows(part(20, "0702"), patch())
    assert found[1:3] == (
        1_999.96,
        "2022年变更调查：非农化1999.96平方米（0702农村宅基地1999.96平方米）",
    )


@pytest.mark.parametrize(
    ("accepted", "said"),
    [(date(2023, 8, 15), SUSPECTED), (date(2023, 8, 16), UNKNOWN), (None, UNKNOWN)],
)
def test_a_patch_counts_from_acceptance_on(accepted, said):
    assert with_rows(ALL, patch(), accepted=accepted)[0] == said


def test_a_patch_without_a_shape_is_said():
    assert with_rows(ALL, patch(shape=False))[3] == ("1个卫片图斑没有图形，未套合",)


def approved(width=20, schema="approvals", **told):
    told = {"pzwh": "示政土〔2022〕1号", "pzrq": date(2022, 5, 1)} | told
    return rows_of_land(schema, (strip(width), told))


def test_approved_ground_is_worth_a_note():
    found = with_rows(part(20, "0702"), approved())
    assert found[:3] == (
        CLEAR, 0, "建设用地在批准、临时用地或设施农用地备案范围内1999.96平方米",
    )  # fmt: skip
    assert with_rows(part(20, "0702"), approved(width=15))[:2] == (SUSPECTED, 499.99)
    assert with_rows(ALL, patch(), approved())[0] == CLEAR
    assert with_rows(part(20, ORCHARD), approved())[0] == SUSPECTED  # approved, and yet an orchard


def test_what_was_not_taken_out_is_said_where_it_matters():
    said = with_rows(part(20, "0702"))[3]
    assert said[0] == "农转用批次图层未提供，非农化未扣除依法批准的用地"
    assert with_rows(ALL)[3] == ()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"ends": date(2025, 5, 1)}, CLEAR),
        ({"ends": date(2023, 5, 1)}, SUSPECTED),
        ({}, UNKNOWN),
    ],
)
def test_temporary_land(told, said):
    found = with_rows(part(20, "0702"), approved(schema="temporary_use", **told))
    assert found[0] == said
    assert found[2] == "临时用地期限不明" or said != UNKNOWN


def test_another_order_changes_nothing():
    plots = [plot(), plot(plot_no="P2", shape=strip(50, x=X + 100))]
    now = [(20, ORCHARD, ""), (80, FARM, "LS"), (50, FARM, "WG")]
    wide = [(150, FARM, "LS")]
    shelves = [planted(2020, *wide), planted(2021, *wide), planted(2022, *now)]
    first, second = (
        screen([RULES["C-4"]], material(*shelves, plots=p, projects=[project(accepted=ACCEPTED)]))
        for p in (plots, plots[::-1])
    )
    words = ["subject", "said", "area_centi_m2", "detail", "reason", "note"]
    assert first.answers[words].equals(second.answers[words])


def test_without_codes_in_the_survey_nothing_is_known_of_tillage():
    shelf = [survey(year, (100, FARM)) for year in (2020, 2021, 2022)]
    row = screen(
        [RULES["C-4"]], material(*shelf, projects=[project(accepted=ACCEPTED)])
    ).answers.iloc[0]
    assert row["reason"] == "2021、2022年种植属性空白，不能判断是否撂荒"
