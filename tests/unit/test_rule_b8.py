"""B-8 新增耕地率异常: the worked examples, the edge, and what is blank."""

import pytest
from msgspec.structs import replace

from cast import COUNTY, NO, OTHER, material, plot, project
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN


def ask(subject=NO, params=None, **told):
    county = replace(COUNTY, rules={"B-8": params or {}})
    done = screen([RULES["B-8"]], material(projects=[project(**told)], county=county))
    row = done.answers.set_index("subject").loc[subject]
    return row["said"], row["detail"] or row["reason"] or row["note"]


@pytest.mark.parametrize(
    ("scale", "reported", "planned", "said", "words"),
    [
        (10_000, 9_500, None, CLEAR, ""),
        (10_000, 9_501, None, SUSPECTED,
         "报备新增耕地0.9501公顷，为建设规模1.0000公顷的95.01%，超过95%"),
        (10_000, 10_200, None, SUSPECTED,
         "报备新增耕地1.0200公顷，为建设规模1.0000公顷的102.00%，超过95%，大于建设规模"),
        (10_000, 10_000, None, SUSPECTED,
         "报备新增耕地1.0000公顷，为建设规模1.0000公顷的100.00%，超过95%"),
        (10_000, 1, 1, CLEAR, "报备面积与规划新增耕地完全相同（0.0001公顷）"),
        (10_000, 8_000, 8_000, CLEAR, "报备面积与规划新增耕地完全相同（0.8000公顷）"),
        (10_000, 8_000, 8_001, CLEAR, ""),
        (None, 8_000, None, UNKNOWN, "未填建设规模（台账.xlsx第3行）"),
        (10_000, None, None, UNKNOWN, "未填报备新增耕地（台账.xlsx第3行）"),
        (None, None, None, UNKNOWN, "未填建设规模、报备新增耕地（台账.xlsx第3行）"),
        (0, 8_000, None, UNKNOWN, "建设规模写作0（台账.xlsx第3行），不能计算新增耕地率"),
        (10_000, 0, 0, CLEAR, ""),
    ],
)  # fmt: skip
def test_worked_examples(scale, reported, planned, said, words):
    assert ask(scale_m2=scale, reported_m2=reported, planned_m2=planned) == (said, words)


def test_a_plot_of_no_project_is_unjudgeable_and_every_project_has_one_answer():
    done = screen(
        [RULES["B-8"]], material(plots=[plot(), plot(OTHER)], projects=[project(scale_m2=1)])
    )
    rows = done.answers.set_index("subject")
    assert rows.loc[OTHER, ["said", "reason"]].tolist() == [UNKNOWN, "缺报备记录"]
    assert rows.index.tolist() == [NO, OTHER]


def test_a_county_may_set_another_share():
    assert ask(params={"most_share": 80}, scale_m2=10_000, reported_m2=8_001)[0] == SUSPECTED
    assert ask(params={"most_share": 80}, scale_m2=10_000, reported_m2=8_000)[0] == CLEAR
