"""B-6: time, place, persons and image, each broken alone, at its edge, and not known."""

from datetime import date, timedelta

import pytest

from cast import GRASS, NO, OTHER, X, Y, material, plot, project, rows_of_land, strip, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
GOOD = {
    "initiated": date(2021, 3, 1), "initiated_doc": "示立〔2021〕1号", "started": date(2021, 4, 1),
    "finished": date(2021, 7, 1), "mapped": date(2021, 8, 1), "accepted": date(2021, 9, 1),
    "accepted_doc": "示验〔2021〕2号", "filed": date(2021, 12, 1), "designer": "甲院",
    "builder": "乙公司", "supervisor": "丙监理有限公司", "dom_mm": 200, "dom_said": "0.2",
}  # fmt: skip
WIDE = strip(140, x=X - 20, y=Y - 20, height=140)


def area(shape=WIDE, no=NO):
    return rows_of_land("project_area", (shape, {"project_no": no}))


def ask(*shelf, subject=NO, plots=None, **told):
    made = material(*(shelf or (area(),)), plots=plots, projects=[project(**(GOOD | told))])
    done = screen([RULES["B-6"]], made)
    row = done.answers.set_index("subject").loc[subject]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], words, row["area_centi_m2"] / 100, done.run.rules[0].notes


def test_a_good_project_is_clear():
    assert ask() == (CLEAR, "", 0, ())


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"finished": date(2021, 9, 2), "mapped": None},
         "竣工2021-09-02（文号未填）晚于验收2021-09-01（示验〔2021〕2号）"),
        ({"started": date(2021, 2, 28)},
         "立项2021-03-01（示立〔2021〕1号）晚于开工2021-02-28（文号未填）"),
        ({"mapped": date(2021, 9, 2)},
         "变更上图2021-09-02（文号未填）晚于验收2021-09-01（示验〔2021〕2号）"),
        ({"started": date(2021, 7, 2)}, "开工2021-07-02晚于竣工2021-07-01"),
        ({"filed": date(2021, 8, 31)}, "验收2021-09-01（示验〔2021〕2号）晚于报备2021-08-31（文号未填）"),
        ({"supervisor": "甲 院"}, "监理单位“甲 院”与设计单位“甲院”为同一单位"),
        ({"designer": "甲院、丙监理有限公司"},
         "监理单位“丙监理有限公司”与设计单位“甲院、丙监理有限公司”为同一单位"),
        ({"builder": "丙监理（）有限责任公司"}, "监理单位“丙监理有限公司”与施工单位“丙监理（）有限责任公司”为同一单位"),
        ({"accepted": date(2022, 10, 1), "filed": date(2022, 12, 1), "dom_mm": 500},
         "2022-10-01验收，DOM分辨率0.5米，粗于0.2米（台账.xlsx第3行）"),
        ({"accepted": date(2022, 9, 1), "filed": date(2022, 12, 1), "dom_mm": 201},
         "2022-09-01验收，DOM分辨率0.201米，粗于0.2米（台账.xlsx第3行）"),
        ({"accepted": date(2022, 9, 1), "filed": date(2022, 12, 1), "dom_mm": None, "dom_said": "无"},
         "2022-09-01验收，台账写明DOM“无”（台账.xlsx第3行）"),
    ],
)  # fmt: skip
def test_one_broken_part_is_enough(told, words):
    said, found, m2, _ = ask(**told)
    assert (said, found, m2) == (SUSPECTED, words, 0)


@pytest.mark.parametrize(
    "told",
    [
        dict.fromkeys(("started", "finished", "mapped", "accepted", "filed"), date(2021, 3, 1)),
        {"accepted": date(2022, 8, 31), "filed": date(2022, 12, 1), "dom_mm": 500},
        {
            "accepted": date(2022, 8, 31),
            "filed": date(2022, 12, 1),
            "dom_mm": None,
            "dom_said": "无",
        },
        {"accepted": date(2022, 9, 1), "filed": date(2022, 12, 1), "dom_mm": 200},
        {"designer": "乙公司"},
        {"designer": "丙监理股份有限公司"},
    ],
    ids=[
        "equal days",
        "coarse before 36号",
        "none before 36号",
        "exactly 0.2 m",
        "design = build",
        "another legal form",
    ],
)
def test_what_looks_like_it_and_is_allowed(told):
    assert ask(**told)[:2] == (CLEAR, "")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"started": None}, "缺开工日期（台账.xlsx第3行）"),
        ({"initiated": None, "filed": None}, "缺立项日期、报备日期（台账.xlsx第3行）"),
        ({"supervisor": "/"}, "未填监理单位（台账.xlsx第3行）"),
        ({"accepted": date(2022, 10, 1), "filed": date(2022, 12, 1), "dom_mm": None, "dom_said": "不详"},
         "DOM分辨率未填或不可读（台账.xlsx第3行）"),
    ],
)  # fmt: skip
def test_what_is_blank_is_its_reason(told, words):
    other = project(OTHER, **GOOD)
    made = material(area(), projects=[project(**(GOOD | told)), other])
    row = screen([RULES["B-6"]], made).answers.set_index("subject").loc[NO]
    assert (row["said"], row["reason"]) == (UNKNOWN, words)


def test_a_blank_does_not_hide_what_is_known():
    other = project(OTHER, **GOOD)
    told = GOOD | {"started": None, "finished": date(2021, 10, 1), "mapped": date(2021, 10, 1)}
    made = material(area(), projects=[project(**told), other])
    row = screen([RULES["B-6"]], made).answers.set_index("subject").loc[NO]
    assert row["said"] == SUSPECTED


LATE = {"accepted": date(2022, 9, 1), "filed": date(2022, 12, 1)}
NO_DOM = {"dom_mm": None, "dom_said": ""}


@pytest.mark.parametrize(
    ("told", "said", "words", "note"),
    [
        ({"supervisor": ""}, UNKNOWN, "未填监理单位（台账.xlsx第3行）", "监理单位"),
        ({"started": None, "finished": None}, UNKNOWN, "缺开工日期、竣工日期（台账.xlsx第3行）",
         "开工日期、竣工日期"),
        (NO_DOM | LATE, UNKNOWN, "DOM分辨率未填或不可读（台账.xlsx第3行）", "DOM分辨率"),
        (NO_DOM, CLEAR, "", "DOM分辨率"),  # accepted before the day: none is asked for
        (NO_DOM | {"accepted": None}, UNKNOWN, "缺验收日期（台账.xlsx第3行）", "验收日期、DOM分辨率"),
        ({"supervisor": "", "started": date(2021, 7, 2)}, SUSPECTED, "开工2021-07-02晚于竣工2021-07-01",
         "监理单位"),
    ],
)  # fmt: skip
def test_a_column_that_nobody_fills_is_said_once_and_clears_nobody(told, said, words, note):
    assert ask(**told) == (said, words, 0, (f"没有一个项目填有{note}，未查",))


OUTSIDE = [
    (strip(50, x=X), {}, SUSPECTED, 4_999.90, "报备地块有4999.90平方米（50.00%）在立项范围之外，重心相距25米"),
    (strip(50, x=X), {"change_doc": "示变〔2021〕3号"}, CLEAR, 0,
     "报备地块有4999.90平方米（50.00%）在立项范围之外，已批准变更（示变〔2021〕3号），重心相距25米"),
    (strip(50, x=X), {"change_doc": "无"}, SUSPECTED, 4_999.90,
     "报备地块有4999.90平方米（50.00%）在立项范围之外，重心相距25米"),
    (strip(50, x=X), {"change_doc": "待批"}, SUSPECTED, 4_999.90,
     "报备地块有4999.90平方米（50.00%）在立项范围之外，重心相距25米"),
    (strip(98.5, x=X), {}, CLEAR, 0, ""),  # a strip of 1.5 m is a sliver
    (strip(98.9, x=X - 1), {}, SUSPECTED, 210.00, "报备地块有210.00平方米（2.10%）在立项范围之外，重心相距2米"),
]  # fmt: skip


@pytest.mark.parametrize(("boundary", "told", "said", "m2", "words"), OUTSIDE)
def test_plots_outside_the_boundary(boundary, told, said, m2, words):
    found = ask(area(boundary), **told)
    assert (found[0], found[1]) == (said, words)
    assert found[2] == pytest.approx(m2, abs=0.02)


def test_one_percent_outside_is_allowed_and_a_little_more_is_not():
    big = [plot(shape=strip(1_000), declared=100_000)]
    assert ask(area(strip(990)), plots=big)[0] == CLEAR
    assert ask(area(strip(989.9)), plots=big)[0] == SUSPECTED


def test_versions_of_a_plot_count_once():
    two = [plot(), plot(plot_no="P2", shape=strip(60, x=X + 40))]
    assert ask(area(strip(50)), plots=two)[2] == pytest.approx(4_999.90, abs=0.02)


def test_a_boundary_in_two_parts_that_overlap_is_one():
    two = rows_of_land(
        "project_area", (strip(60), {"project_no": NO}), (strip(60, x=X + 40), {"project_no": NO})
    )
    assert ask(two)[0] == CLEAR


def test_what_is_not_known_of_the_place():
    assert ask(area(no=OTHER))[:2] == (UNKNOWN, "立项范围图层没有该项目")
    assert ask(area(None))[:2] == (UNKNOWN, "立项范围图形不可用")
    lost = [plot(fault="图形自相交")]
    assert ask(plots=lost)[:2] == (UNKNOWN, "地块图形自相交，不能与立项范围比对")
    made = material(
        area(), survey(2021, (100, GRASS)), plots=[plot(OTHER)], projects=[project(**GOOD)]
    )
    rows = screen([RULES["B-6"]], made).answers.set_index("subject")
    assert rows.loc[NO, "reason"] == "没有报备地块，不能与立项范围比对"
    assert rows.loc[OTHER, "reason"] == "缺报备记录；立项范围图层没有该项目"


def test_without_the_layer_nobody_is_clear_and_the_rest_is_asked():
    found = ask(survey(2021, (100, GRASS)))
    assert found == (
        UNKNOWN,
        "立项范围：图层未提供",
        0,
        ("立项范围未提供，地块是否在立项范围内未查",),
    )
    blank = ask(survey(2021, (100, GRASS)), supervisor="")
    assert blank[1] == "立项范围：图层未提供；未填监理单位（台账.xlsx第3行）"
    late = ask(survey(2021, (100, GRASS)), mapped=GOOD["accepted"] + timedelta(days=1))
    assert late[0] == SUSPECTED
