"""C-4 补充耕地非农化、非粮化、撂荒, at its edges: several plots beside each other, few vintages."""

from datetime import date
from itertools import accumulate, pairwise

import geopandas as gpd
import numpy as np
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
)
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.rules.tilled import perhaps_untilled, untilled
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
THREE = [plot(plot_no=f"P{k + 1}", shape=strip(100, x=X + 100 * k)) for k in range(3)]


def planted(year, *strips):
    """A vintage of strips (width, class, 种植属性)."""
    ends = accumulate((w for w, _, _ in strips), initial=X)
    shapes = [box(a, Y, b, Y + 100) for a, b in pairwise(ends)]
    cells = {"dlbm": [c for _, c, _ in strips], "zzsxdm": [z for _, _, z in strips]}
    return shelve("dltb", date(year, 12, 31), gpd.GeoDataFrame(cells, geometry=shapes, crs=GRID))


def answers(*shelf, accepted=date(2020, 9, 1)):
    """The answers for three plots of 100 m side by side."""
    filed = [project(accepted=accepted)]
    return screen([RULES["C-4"]], material(*shelf, plots=THREE, projects=filed)).answers


def ask(*shelf, **told):
    """{plot: [said, m², words]}."""
    rows = answers(*shelf, **told)
    words = rows["detail"] + rows["reason"] + rows["note"]
    told = zip(rows["subject"], rows["said"], rows["area_centi_m2"] / 100, words, strict=True)
    return {subject.removeprefix(f"{NO}-"): one for subject, *one in told}


GRASS_FIRST = [(100, GRASS, ""), (200, FARM, "LS")]
ORCHARD_LAST = [(100, GRASS, ""), (100, FARM, "LS"), (20, ORCHARD, ""), (80, FARM, "LS")]
FOUND = [SUSPECTED, 1_999.96, "2022年变更调查：非粮化1999.96平方米（0201果园1999.96平方米）"]


@pytest.mark.parametrize("accepted", [date(2020, 9, 1), date(2018, 9, 1)])
def test_the_plot_that_changed_is_named_and_not_its_neighbour(accepted):
    """The first plot never was farmland, which is B-1's question; accepted before any survey, too."""
    years = (2020, 2021) if accepted.year == 2020 else (2021,)
    before = [planted(year, *GRASS_FIRST) for year in years]
    found = ask(*before, planted(2022, *ORCHARD_LAST), accepted=accepted)
    assert found["P2"] == [CLEAR, 0, ""]
    assert found["P3"] == FOUND
    assert found["P1"][:2] == [CLEAR if accepted.year == 2020 else UNKNOWN, 0]


def test_the_newest_survey_alone_cannot_tell_what_changed_after_acceptance():
    found = ask(planted(2022, *ORCHARD_LAST), accepted=date(2018, 9, 1))
    why = "早于首期，不能判断是否验收后改变"
    assert found == {
        "P1": [UNKNOWN, 0, why], "P2": [CLEAR, 0, ""], "P3": [UNKNOWN, 0, why],
    }  # fmt: skip


def test_a_gap_in_the_surveys_at_acceptance_leaves_open_only_the_plot_in_it():
    before = [planted(year, (100, GRASS, ""), (100, FARM, "LS")) for year in (2020, 2021)]
    found = ask(*before, planted(2022, *ORCHARD_LAST))
    assert found == {
        "P1": [CLEAR, 0, ""], "P2": [CLEAR, 0, ""], "P3": [UNKNOWN, 0, "底图未覆盖"],
    }  # fmt: skip


def test_surveys_that_are_all_later_than_the_day_of_the_screening_say_nothing():
    assert ask(planted(2024, *ORCHARD_LAST)) == {
        f"P{k}": [UNKNOWN, 0, "地类图斑：图层未提供"] for k in (1, 2, 3)
    }


def test_ground_and_figure_of_the_survey_go_with_a_suspicion():
    now = planted(2022, *ORCHARD_LAST)
    now.frame["tbmj_centi_m2"] = [1_000_000, 1_000_000, 202_000, 800_000]
    rows = answers(planted(2020, *GRASS_FIRST), planted(2021, *GRASS_FIRST), now)
    assert rows["survey_centi_m2"].tolist()[2] == 202_000
    assert rows.geometry.iloc[2].symmetric_difference(strip(20, x=X + 200)).area < 0.01
    assert rows.geometry.isna().tolist() == [True, True, False]


BUILT_LAST = [(100, GRASS, ""), (100, FARM, "LS"), (3, "0702", ""), (97, FARM, "LS")]
FARMED = [planted(2020, *GRASS_FIRST), planted(2021, *GRASS_FIRST)]
HOUSE = strip(3, x=X + 200)


def test_lawful_ground_is_noted_with_the_plot_it_lies_in():
    approved = rows_of_land("approvals", (HOUSE, {"pzwh": "示政土〔2022〕1号"}))
    found = ask(*FARMED, planted(2022, *BUILT_LAST), approved)
    note = "建设用地在批准、临时用地或设施农用地备案范围内299.99平方米"
    assert found == {"P1": [CLEAR, 0, ""], "P2": [CLEAR, 0, ""], "P3": [CLEAR, 0, note]}


def test_three_hundred_square_metres_of_construction_may_be_open():
    """Construction counts from 200 m² on, also where it is only possible."""
    use = rows_of_land("temporary_use", (HOUSE, {"pzwh": "示临〔2022〕1号"}))
    now = planted(2022, *BUILT_LAST)
    assert ask(*FARMED, now, use)["P3"] == [UNKNOWN, 0, "临时用地期限不明"]
    alone = ask(now, accepted=date(2018, 9, 1))
    assert alone["P3"] == [UNKNOWN, 0, "早于首期，不能判断是否验收后改变"]


def undated(*shapes):
    told = {"tblx": "20", "qsx": date(2022, 3, 1)}
    rows = [(shape, told | {"jcbh": f"JC{k + 1}"}) for k, shape in enumerate(shapes)]
    return rows_of_land("enforcement_patch", *rows)


def test_three_hundred_square_metres_of_an_undated_patch_are_open():
    found = ask(*FARMED, planted(2022, *GRASS_FIRST), undated(HOUSE))
    assert found["P3"] == [UNKNOWN, 0, "卫片图斑JC1没有后时相"]
    assert found["P2"] == [CLEAR, 0, ""]
    two = undated(strip(3, x=X + 250), HOUSE)
    assert ask(*FARMED, planted(2022, *GRASS_FIRST), two)["P3"][2] == "卫片图斑JC1、JC2没有后时相"


def test_every_reason_is_said():
    blank = [(100, GRASS, ""), (200, FARM, "")]
    found = ask(planted(2020, *blank), planted(2021, *blank), planted(2022, *blank), undated(HOUSE))
    idle = "2021、2022年种植属性空白，不能判断是否撂荒"
    assert found["P2"] == [UNKNOWN, 0, idle]
    assert found["P3"] == [UNKNOWN, 0, f"{idle}；卫片图斑JC1没有后时相"]


@pytest.mark.parametrize(("accepted", "said"), [(2021, UNKNOWN), (2022, CLEAR)])
def test_idle_may_be_what_was_accepted_by_the_end_of_the_earlier_of_two_surveys(accepted, said):
    blank = [planted(year, (300, FARM, "")) for year in (2021, 2022)]
    assert ask(*blank, accepted=date(accepted, 9, 1))["P2"][0] == said


def test_every_note_is_said_from_a_hundred_square_metres_on():
    many = [(100, GRASS, ""), (100, FARM, "LS"), (50, FARM, "XG"), (1, FARM, "FLS"),
            (0.9998, FARM, "LYFL"), (48.0002, FARM, "LS")]  # fmt: skip
    assert ask(*FARMED, planted(2022, *many))["P3"] == [
        CLEAR, 0, "休耕4999.90平方米；种植非粮食作物100.00平方米",
    ]  # fmt: skip


def test_where_approvals_are_there_the_rule_does_not_say_that_they_lack():
    shelf = [rows_of_land(schema) for schema in ("temporary_use", "facility")]
    far = strip(1, x=X + 5_000)
    shelf.append(rows_of_land("approvals", (far, {"pzwh": "示政土〔2022〕1号"})))
    held = material(*FARMED, planted(2022, *BUILT_LAST), *shelf, plots=THREE,
                    projects=[project(accepted=date(2020, 9, 1))])  # fmt: skip
    done = screen([RULES["C-4"]], held)
    assert (done.run.rules[0].suspected, done.run.rules[0].notes) == (1, ())


def test_idle_ground_is_that_of_the_plot_it_lies_in():
    idle = [(100, GRASS, ""), (100, FARM, "LS"), (100, FARM, "WG")]
    found = ask(planted(2020, *GRASS_FIRST), planted(2021, *idle), planted(2022, *idle))
    assert [found[plot][0] for plot in ("P1", "P2", "P3")] == [CLEAR, CLEAR, SUSPECTED]
    assert found["P3"][1:] == [9_999.80, "2022年变更调查：撂荒9999.80平方米（连续两期未耕种）"]


def test_only_plots_that_were_accepted_by_then_may_lie_idle():
    """Both lie idle, or may for all that the surveys say; the first is not asked for."""
    shapes = gpd.GeoSeries([strip(100), strip(100, x=X + 100)], crs=GRID)
    asked = np.array([False, True])
    for code in ("WG", ""):
        now, before = (planted(year, (200, FARM, code)) for year in (2022, 2021))
        known = untilled(shapes, now, before, asked)
        assert known.owner.tolist() == ([1] if code else [])
        assert perhaps_untilled(shapes, now, before, asked).owner.tolist() == [1]


@pytest.mark.parametrize(
    ("day", "said"), [(date(2021, 12, 31), SUSPECTED), (date(2022, 1, 1), CLEAR)]
)
def test_idle_counts_for_what_was_accepted_by_the_end_of_the_earlier_of_two_surveys(day, said):
    idle = [planted(year, (300, FARM, "WG")) for year in (2021, 2022)]
    assert ask(*idle, accepted=day)["P1"][0] == said
