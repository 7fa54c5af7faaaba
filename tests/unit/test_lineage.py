"""Patches of a survey under the names of those that stood on their ground before."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from msgspec.structs import replace
from shapely import box

from cast import COUNTY, GRASS, GRID, X, Y, material, rows_of_land, strip, survey
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.reports.matters import matters
from gengheng.rules.index import RULES
from gengheng.screening.finding import match
from gengheng.screening.lineage import named_by_origin
from gengheng.screening.run import screen

NO_APPROVAL = rows_of_land("approvals", (strip(1, x=X + 5_000), {"pzwh": "示政土〔2019〕1号"}))
FIELDS = survey(2020, (300, "0103"), bsm=["F"])
HOUSE = survey(2021, (20, "0702"), (280, "0103"), bsm=["H", "F1"])
LATER = replace(COUNTY, as_of=HOUSE.day.replace(year=2025))


def found(*shelf):
    """{subject: (said, m²)} of the patches of the newest survey, and the outcome."""
    done = screen([RULES["A-1"]], material(*shelf, NO_APPROVAL, county=LATER))
    rows = done.answers[~done.answers["subject"].str.startswith("示政土")]
    told = zip(rows["said"], rows["area_centi_m2"] / 100, strict=True)
    return dict(zip(rows["subject"], told, strict=True)), done


SUSPECTED = {"2021-H": (Said.SUSPECTED, 1_999.96)}


def known(done):
    return {revision.finding: revision for revision in done.revisions}


def test_a_survey_more_of_unchanged_ground_is_the_same_finding():
    one, first = found(FIELDS, HOUSE)
    same = survey(2022, (20, "0702"), (280, "0103"), bsm=["X7", "X8"])
    two, again = found(FIELDS, HOUSE, same)
    assert one == two == SUSPECTED
    seen = match(known(first), again.revisions)
    assert (seen.new, seen.no_longer_shown) == ((), ())
    [revision] = [r for r in seen.revised if r.subject == "2021-H"]
    assert revision.detail.startswith("2022年变更调查为0702农村宅基地（该期标识码X7），压占2020年")


@pytest.mark.parametrize("seed", range(5))
def test_borders_that_moved_half_a_metre_are_the_same_finding(seed):
    rng = np.random.default_rng(seed)
    x, y = np.arange(0.0, 301, 20), np.array([0.0, 50, 100])
    codes = ["0702" if (i + j) % 3 == 0 else "0103" for i in range(15) for j in range(2)]

    def shaken(year, reach):
        at = np.stack(np.meshgrid(X + x, Y + y, indexing="ij"), -1)
        at = at + rng.uniform(-reach, reach, at.shape)
        cells = [
            shapely.Polygon([at[i, j], at[i + 1, j], at[i + 1, j + 1], at[i, j + 1]])
            for i in range(15) for j in range(2)
        ]  # fmt: skip
        bsm = [f"{year}{n}" for n in rng.permutation(30)]
        frame = gpd.GeoDataFrame({"dlbm": codes, "bsm": bsm}, geometry=cells, crs=GRID)
        return shelve("dltb", HOUSE.day.replace(year=year), frame)

    first, second = shaken(2021, 0), shaken(2022, 0.5)
    one, before = found(FIELDS, first)
    two, after = found(FIELDS, first, second)
    assert len(one) == codes.count("0702") == len([s for s in two if s.startswith("2021-")])
    assert one.keys() == two.keys()
    assert {s: said for s, (said, _) in one.items()} == {s: said for s, (said, _) in two.items()}
    seen = match(known(before), after.revisions)
    assert (seen.new, seen.no_longer_shown) == ((), ())


def test_the_earliest_survey_gives_the_name_and_a_gap_between_does_no_harm():
    grass = survey(2022, (300, GRASS), bsm=["G"])
    last = survey(2023, (20, "0702"), (280, "0103"), bsm=["Z", "Z1"])
    assert found(FIELDS, HOUSE, grass, last)[0].keys() == {"2021-H"}
    assert found(last, grass, HOUSE, FIELDS)[0].keys() == {"2021-H"}  # in any order of the shelf
    assert found(FIELDS, last)[0].keys() == {"2023-Z"}


def test_a_patch_that_was_split_keeps_one_name_and_its_whole_area():
    split = survey(2022, (12, "0702"), (8, "1003"), (280, "0103"), bsm=["X7", "X8", "X9"])
    told, done = found(FIELDS, HOUSE, split)
    assert told == SUSPECTED
    [revision] = [r for r in done.revisions if r.subject == "2021-H"]
    assert revision.detail.startswith(
        "2022年变更调查为0702农村宅基地、1003公路用地（该期标识码X7、X8），"
    )
    turned = shelve("dltb", split.day, split.frame.iloc[::-1].reset_index(drop=True))
    [other] = [r for r in found(FIELDS, HOUSE, turned)[1].revisions if r.subject == "2021-H"]
    assert (other.detail, other.ground) == (revision.detail, revision.ground)


def test_patches_that_became_one_bear_the_name_of_the_largest():
    two = survey(2021, (8, "0702"), (12, "1003"), (280, "0103"), bsm=["H1", "H2", "F1"])
    one = survey(2022, (20, "0702"), (280, "0103"), bsm=["X", "X1"])
    assert found(FIELDS, two, one)[0] == {"2021-H2": (Said.SUSPECTED, 1_999.96)}
    even = survey(2021, (10, "0702"), (10, "1003"), (280, "0103"), bsm=["H2", "H1", "F1"])
    assert found(FIELDS, even, one)[0].keys() == {"2021-H1"}


@pytest.mark.parametrize(
    ("width", "name"), [(9.99, "2022-X"), (10, "2021-H"), (10.01, "2021-H"), (19, "2021-H")]
)
def test_half_of_the_ground_or_more_gives_the_name(width, name):
    before = survey(2021, (width, "0702"), (300 - width, "0103"), bsm=["H", "F1"])
    now = survey(2022, (20, "0702"), (280, "0103"), bsm=["X", "X1"])
    assert found(FIELDS, before, now)[0].keys() == {name}


def test_other_ground_beside_what_stood_there_is_a_subject_of_its_own():
    now = survey(2022, (20, "0702"), (20, "0702"), (260, "0103"), bsm=["H", "N", "F"])
    told, _ = found(FIELDS, HOUSE, now)
    assert told == SUSPECTED | {"2022-N": (Said.SUSPECTED, 1_999.96)}


def test_farmland_and_field_works_give_no_name():
    road = survey(2021, (20, "1006"), (280, "0103"), bsm=["R", "F1"])
    now = survey(2022, (20, "1003"), (280, "0103"), bsm=["X", "X1"])
    assert found(FIELDS, road, now)[0].keys() == {"2022-X"}


def test_what_states_no_number_is_named_by_its_place_and_what_has_no_shape_by_its_own_number():
    bare = survey(2021, (20, "0702"), (280, "0103"))
    now = survey(2022, (20, "0702"), (280, "0103"), bsm=["X", "X1"])
    assert found(FIELDS, bare, now)[0].keys() == {"2021-（第1行）"}
    frame = gpd.GeoDataFrame(
        {"dlbm": ["0702"], "bsm": ["X"], "fault": ["图形自相交"]}, geometry=[strip(20)], crs=GRID
    )
    lost = shelve("dltb", now.day, frame)
    assert found(FIELDS, HOUSE, lost)[0] == {"2022-X": (Said.UNKNOWN, 0)}


def test_the_rows_of_a_finding_are_found_under_its_name():
    same = survey(2022, (20, "0702"), (280, "0103"), bsm=["X7", "X8"])
    shelf = material(FIELDS, HOUSE, same, NO_APPROVAL, county=LATER)
    done = screen([RULES["A-1"]], shelf)
    told = matters(shelf, done.revisions)["A-1", "2021-H"]
    assert [dict(row.cells)["标识码"] for row in told.rows] == ["X7"]
    assert told.shape.equals(box(X, Y, X + 20, Y + 100))


def test_without_a_survey_before_nothing_is_renamed():
    rows = gpd.GeoDataFrame(index=["2022-X"], geometry=[strip(20)], crs=GRID)
    assert named_by_origin(rows, []) is rows
    none = gpd.GeoDataFrame(index=[], geometry=[], crs=GRID)
    assert named_by_origin(rows, [none]).index.tolist() == ["2022-X"]
    assert named_by_origin(none, [rows]).index.tolist() == []
