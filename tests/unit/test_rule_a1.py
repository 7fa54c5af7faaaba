"""A-1 违法建设占用耕地: patches of 卫片 and of the survey, and what lets them stand."""

from datetime import date

import pytest
from shapely import box

from cast import FARM, GRASS, ORCHARD, X, Y, material, register, rows_of_land, second, strip, survey
from gengheng.records.finding import Said
from gengheng.records.layer import NotRun
from gengheng.rules.index import RULES
from gengheng.screening.plan import plan
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
QSX, HSX = date(2021, 3, 1), date(2021, 9, 1)
FIELDS = survey(2020, (300, "0103"))
NO_APPROVAL = rows_of_land("approvals", (strip(1, x=X + 5_000), {"pzwh": "示政土〔2019〕1号"}))
WP = "WP1"


def patch(width=20, x=X, no=WP, shape=None, **told):
    shape = strip(width, x=x) if shape is None else shape
    return shape, {"jcbh": no, "tblx": "20", "qsx": QSX, "hsx": HSX} | told


def patches(*rows):
    return rows_of_land("enforcement_patch", *(rows or (patch(),)))


def approval(width=100, x=X, doc="示政土〔2023〕3号", **told):
    return strip(width, x=x), {"pzwh": doc, "pzrq": date(2023, 12, 1)} | told


def answers(*shelf, **more):
    return screen([RULES["A-1"]], material(*shelf, **more)).answers.set_index("subject")


def ask(*shelf, subject=WP, approvals=NO_APPROVAL):
    """(said, m², words) of one subject."""
    shelf = [*shelf, *([approvals] if approvals is not None else [])]
    row = answers(*shelf).loc[subject]
    return row["said"], row["area_centi_m2"] / 100, row["detail"] or row["reason"] or row["note"]


def test_built_on_farmland():
    assert ask(patches(), FIELDS) == (
        SUSPECTED, 1_999.96,
        "卫片图斑类型20建（构）筑物，前时相2021-03-01、后时相2021-09-01，"
        "压占2020年变更调查中的耕地1999.96平方米（0103旱地1999.96平方米），"
        "不在批准用地、有效临时用地和设施农用地备案范围内（临时用地、设施农用地备案资料未提供，未扣除）",
    )  # fmt: skip


@pytest.mark.parametrize("tblx", ["20", "YH", "DL1", "DL2", "TL", "SJ", "CK", "GF", "LD", "GEF",
                                  "ZQC", "JC", " yh"])  # fmt: skip
def test_every_construction_type(tblx):
    assert ask(patches(patch(tblx=tblx)), FIELDS)[:2] == (SUSPECTED, 1_999.96)


@pytest.mark.parametrize("tblx", ["DT", "TD"])
def test_moved_earth_alone_is_no_construction(tblx):
    said, area, words = ask(patches(patch(tblx=tblx)), FIELDS)
    assert (said, area) == (CLEAR, 0)
    assert "压占耕地1999.96平方米；单独不作建设论，须看后续影像" in words
    assert ask(patches(patch(tblx=tblx)), survey(2020, (300, GRASS))) == (CLEAR, 0, "")
    assert ask(patches((None, patch(tblx=tblx)[1])), FIELDS)[0] == CLEAR


@pytest.mark.parametrize("tblx", ["01", "HL", "GQ", "KT", "SM", "QT", "LT"])
def test_other_types_are_not_asked_for(tblx):
    assert ask(patches(patch(tblx=tblx)), FIELDS) == (CLEAR, 0, "")
    assert ask(patches((None, patch(tblx=tblx)[1])), FIELDS) == (CLEAR, 0, "")


@pytest.mark.parametrize("tblx", ["", "99"])
def test_a_type_that_nobody_can_read(tblx):
    said, area, words = ask(patches(patch(tblx=tblx)), FIELDS)
    assert (said, area) == (UNKNOWN, 0)
    assert words.startswith(f"图斑类型不能识别（卫片图斑类型{tblx or '（空）'}，前时相")
    assert ask(patches(patch(tblx=tblx)), survey(2020, (300, GRASS))) == (CLEAR, 0, "")


@pytest.mark.parametrize(
    ("before", "said", "m2"),
    [
        ([(2.0001, "0103"), (98, GRASS)], SUSPECTED, 200.01),
        ([(2.00004, "0103"), (98, GRASS)], SUSPECTED, 200.0),
        ([(2.0, "0103"), (98, GRASS)], SUSPECTED, 200.0),  # 199.996, rounded before it is judged
        ([(1.9, "0103"), (98.1, GRASS)], CLEAR, 0),  # a sliver
        ([(1.0, "0103"), (1.1, FARM), (97.9, GRASS)], SUSPECTED, 210.0),  # joined first
        ([(100, "0101")], SUSPECTED, 1_999.96),
        ([(100, "0201K")], CLEAR, 0),
        ([(100, ORCHARD)], CLEAR, 0),
        ([(100, "1202")], CLEAR, 0),
    ],
)
def test_what_was_there_before(before, said, m2):
    found = ask(patches(), survey(2020, *before))
    assert (found[0], pytest.approx(found[1], abs=0.02)) == (said, m2)


@pytest.mark.parametrize(
    ("height", "said", "m2", "words"),
    [
        (9.9998, CLEAR, 0, "压占耕地199.99平方米，低于门槛200平方米"),
        (10, SUSPECTED, 200.0, "卫片图斑类型"),
        (10.001, SUSPECTED, 200.02, "卫片图斑类型"),
    ],
)
def test_exactly_at_the_threshold(height, said, m2, words):
    found = ask(patches(patch(shape=strip(20, height=height))), FIELDS)
    assert found[:2] == (said, m2)
    assert found[2].startswith(words)


def test_ready_to_restore_and_the_second_survey_are_no_farmland():
    ready = survey(2020, (100, ORCHARD), zzsxdm=["JKHF"])
    assert ask(patches(), ready, second((100, "013"))) == (CLEAR, 0, "")


def test_the_survey_of_the_year_before_counts_and_no_other():
    assert ask(patches(), survey(2020, (100, GRASS)), survey(2021, (100, FARM)))[0] == CLEAR
    assert ask(patches(patch(qsx=date(2022, 1, 1))), survey(2021, (100, FARM)))[0] == SUSPECTED
    late = ask(patches(patch(qsx=date(2023, 1, 1))), FIELDS)
    assert (late[0], late[2]) == (UNKNOWN, "晚于末期")
    early = ask(patches(patch(qsx=date(2019, 1, 1))), FIELDS)
    assert (early[0], early[2]) == (UNKNOWN, "早于首期")
    hole = ask(patches(), survey(2019, (100, FARM)), survey(2021, (100, FARM)))
    assert (hole[0], hole[2]) == (UNKNOWN, "缺2020年期次")
    blank = ask(patches(patch(qsx=None)), FIELDS)
    assert (blank[0], blank[2]) == (UNKNOWN, "缺前时相日期")


def test_what_is_lawful_needs_no_survey():
    shelf = rows_of_land("approvals", approval())
    assert ask(patches(patch(qsx=None)), FIELDS, approvals=shelf) == (CLEAR, 0, "")
    assert ask(patches(patch(1.9, qsx=None)), FIELDS) == (CLEAR, 0, "")  # too little for any answer


@pytest.mark.parametrize(
    ("shelf", "said", "m2"),
    [
        ([rows_of_land("approvals", approval())], CLEAR, 0),
        ([rows_of_land("approvals", approval(pzrq=None))], CLEAR, 0),
        ([rows_of_land("approvals", approval(12))], SUSPECTED, 799.98),
        ([rows_of_land("approvals", approval(12), approval(9, x=X + 11))], CLEAR, 0),
        ([rows_of_land("facility", (strip(100), {"facility_no": "1"}))], CLEAR, 0),
        ([survey(2022, (20, "1006"), (280, FARM))], CLEAR, 0),
        ([survey(2022, (20, "1107A"), (280, FARM))], CLEAR, 0),
        ([survey(2022, (20, "1202"), (280, FARM))], CLEAR, 0),
        ([survey(2022, (12, "1202"), (288, FARM))], SUSPECTED, 799.98),
        ([survey(2022, (300, FARM))], SUSPECTED, 1_999.96),
    ],
    ids=["approved later", "undated", "in part", "two", "facility", "road", "ditch", "filed class",
         "in part a facility", "still farmland in the survey"],
)  # fmt: skip
def test_what_lets_it_stand(shelf, said, m2):
    found = answers(patches(), FIELDS, *([] if _approves(shelf) else [NO_APPROVAL]), *shelf)
    assert (found.loc[WP, "said"], found.loc[WP, "area_centi_m2"] / 100) == (said, m2)


def _approves(shelf):
    return shelf[0].ref.schema == "approvals"


DAY = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"pzrq": date(2023, 1, 1), "ends": DAY}, CLEAR),
        ({"pzrq": DAY, "ends": date(2025, 1, 1)}, CLEAR),
        ({"pzrq": date(2023, 1, 1), "ends": date(2024, 5, 5)}, SUSPECTED),
        ({"pzrq": date(2024, 5, 7), "ends": date(2025, 1, 1)}, SUSPECTED),
        ({"pzrq": date(2022, 1, 1), "ends": date(2023, 1, 1), "extended": DAY}, CLEAR),
        ({"pzrq": date(2022, 1, 1), "extended": date(2024, 1, 1)}, SUSPECTED),
        ({"pzrq": date(2023, 1, 1)}, UNKNOWN),
        ({"ends": date(2025, 1, 1)}, UNKNOWN),
        ({"ends": date(2024, 1, 1)}, SUSPECTED),
        ({"pzrq": date(2024, 6, 1)}, SUSPECTED),
    ],
)
def test_temporary_use(told, said):
    lent = rows_of_land("temporary_use", (strip(100), {"pzwh": "示临〔2023〕1号"} | told))
    found = ask(patches(), FIELDS, lent)
    assert found[0] == said
    if said == UNKNOWN:
        assert found[2] == "压占的耕地在临时用地内，该临时用地缺批准日期或到期日期"


def test_what_no_temporary_use_may_cover_is_enough():
    lent = rows_of_land("temporary_use", (strip(12), {"pzwh": "示临〔2023〕1号"}))
    found = ask(patches(), FIELDS, lent)
    assert found[:2] == (SUSPECTED, 799.98)
    assert "；另有1199.98平方米在日期不全的临时用地内" in found[2]


def test_without_the_layer_of_approvals_nothing_is_suspected():
    assert ask(patches(), FIELDS, approvals=None) == (UNKNOWN, 0, "批准用地图层未提供")
    assert ask(patches(), survey(2020, (100, GRASS)), approvals=None) == (CLEAR, 0, "")
    listed = register("approvals_list", {"pzwh": "示政土〔2023〕3号"})
    assert ask(patches(), FIELDS, listed, approvals=None)[2] == "批准用地图层未提供"


def test_approvals_without_a_shape_are_named():
    listed = register("approvals_list", {"pzwh": "示政土[2019] 1号"}, {"pzwh": "示政土〔2023〕3号"})
    done = screen([RULES["A-1"]], material(patches(), FIELDS, NO_APPROVAL, listed))
    row = done.answers.set_index("subject").loc[WP]
    said = "1件批准没有图形，须核对是否在其范围内：示政土〔2023〕3号"
    assert row["said"] == SUSPECTED
    assert row["detail"].endswith(f"；{said}")
    assert said in done.run.rules[0].notes


def test_gaps_of_the_survey():
    assert ask(patches(), survey(2020, (10, GRASS)))[::2] == (UNKNOWN, "底图未覆盖")
    assert ask(patches(), survey(2020, (10, FARM)))[:2] == (SUSPECTED, 999.98)
    assert ask(patches(), survey(2020, (18.5, GRASS)))[0] == CLEAR  # 1.5 m are no 200 m²
    little = survey(2020, (1.5, FARM), (16.8, GRASS))  # 150 m² seen and 170 m² unseen
    assert ask(patches(), little)[0] == CLEAR  # each a sliver
    less = survey(2020, (10, GRASS))
    lawful = rows_of_land("approvals", approval(10, x=X + 10))
    assert ask(patches(), less, approvals=lawful)[0] == CLEAR  # the gap is approved ground


def test_a_patch_without_a_shape():
    assert ask(patches((None, patch()[1])), FIELDS)[::2] == (UNKNOWN, "无坐标")
    both = patches(patch(), (None, patch()[1]))
    assert ask(both, FIELDS)[:2] == (SUSPECTED, 1_999.96)


def test_rows_of_one_number_are_one_subject_in_any_order():
    rows = [patch(12), patch(12, x=X + 8), patch(5, x=X + 50, no="WP2")]
    one, other = answers(patches(*rows), FIELDS), answers(patches(*rows[::-1]), FIELDS)
    assert one.index.tolist() == other.index.tolist() == ["WP1", "WP2"]
    plain = ["said", "area_centi_m2", "detail", "reason", "note"]
    assert one[plain].equals(other[plain])
    done = answers(patches(*rows), FIELDS, NO_APPROVAL).loc[["WP1", "WP2"]]
    assert done["area_centi_m2"].tolist() == [199_996, 49_999]


def test_the_patch_that_proved_it_first_answers():
    later = patch(no="WP0", qsx=date(2022, 1, 1), hsx=date(2022, 9, 1))
    shelf = [FIELDS, survey(2021, (300, FARM)), NO_APPROVAL]
    done = answers(patches(later, patch()), *shelf)
    assert done.loc["WP1", "area_centi_m2"] == 199_996
    assert (done.loc["WP0", "said"], done.loc["WP0", "note"]) == (
        CLEAR, "另有1999.96平方米耕地已由卫片图斑答复，不重复计",
    )  # fmt: skip
    wider = patch(30, no="WP0", qsx=date(2022, 1, 1), hsx=date(2022, 9, 1))
    done = answers(patches(wider, patch()), *shelf)
    assert done.loc["WP0", "area_centi_m2"] == 99_998
    assert done["area_centi_m2"].sum() == 299_994
    same = answers(patches(patch(no="WP2"), patch()), *shelf).loc[["WP1", "WP2"]]
    assert same["area_centi_m2"].tolist() == [199_996, 0]  # of one day the first number


def test_the_survey_figure_and_the_net_area_stand_beside():
    ridged = survey(2020, (300, "0103"), kcxs=[0.1], tbmj_centi_m2=[3_030_000])
    row = answers(patches(), ridged, NO_APPROVAL).loc[WP]
    assert row["area_centi_m2"] == 199_996
    assert row["survey_centi_m2"] == 202_000
    assert "，扣除田坎后1799.96平方米，不在批准用地" in row["detail"]
    assert round(row["geometry"].area) == 2_000


def test_the_sliver_is_kept():
    thin = survey(2020, (1.9, FARM), (98.1, GRASS))
    done = screen([RULES["A-1"]], material(patches(), thin, NO_APPROVAL))
    assert (done.run.rules[0].slivers, done.run.rules[0].sliver_centi_m2) == (1, 19_000)


def test_a_table_that_is_not_there_is_said_and_without_any_nothing_runs():
    done = screen([RULES["A-1"]], material(patches(), NO_APPROVAL))
    assert "地类图斑（三调、变更调查）未提供，未查" in done.run.rules[0].notes
    assert ask(patches())[::2] == (UNKNOWN, "图层未提供")
    assert isinstance(plan(RULES["A-1"], material()), NotRun)


def test_the_pieces_of_a_patch_that_touches_two_fields_are_one():
    shape = box(X, Y, X + 20, Y + 100)
    halves = survey(2020, (10, "0103"), (90, FARM))
    row = ask(patches(patch(shape=shape)), halves)
    assert row[1] == 1_999.96
    assert "（0102水浇地999.98平方米、0103旱地999.98平方米）" in row[2]
