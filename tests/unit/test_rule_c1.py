"""C-1 先入库后复核: the worked examples, explicit words, blanks, the years before 2018."""

from datetime import date

import pytest

from cast import NO, OTHER, material, plot, project
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
FILED = date(2021, 12, 1)


def ask(**told):
    made = material(projects=[project(**({"filed": FILED} | told))])
    row = screen([RULES["C-1"]], made).answers.set_index("subject").loc[NO]
    return row["said"], row["detail"] or row["reason"] or row["note"]


@pytest.mark.parametrize(
    ("told", "said", "words"),
    [
        ({"reviewed": date(2021, 11, 20)}, CLEAR, ""),
        ({"reviewed": FILED}, CLEAR, ""),
        ({"reviewed": date(2021, 12, 2)}, SUSPECTED,
         "2021-12-01报备入库，2021-12-02才复核质量，晚1天"),
        ({"reviewed": date(2022, 3, 5)}, SUSPECTED,
         "2021-12-01报备入库，2022-03-05才复核质量，晚94天"),
        ({"reviewed_said": "未复核"}, SUSPECTED,
         "2021-12-01报备入库，质量复核一栏写明“未复核”（台账.xlsx第3行）"),
        ({"reviewed_said": "无"}, SUSPECTED,
         "2021-12-01报备入库，质量复核一栏写明“无”（台账.xlsx第3行）"),
        ({"reviewed_said": "未开展质量验收"}, SUSPECTED,
         "2021-12-01报备入库，质量复核一栏写明“未开展质量验收”（台账.xlsx第3行）"),
        ({"reviewed_said": "无误"}, UNKNOWN, "质量复核日期写作“无误”，不可读（台账.xlsx第3行）"),
        ({"reviewed_said": "没有问题"}, UNKNOWN,
         "质量复核日期写作“没有问题”，不可读（台账.xlsx第3行）"),
        ({"reviewed_said": "没有复核"}, SUSPECTED,
         "2021-12-01报备入库，质量复核一栏写明“没有复核”（台账.xlsx第3行）"),
        ({}, UNKNOWN, "缺质量复核日期（台账.xlsx第3行）"),
        ({"reviewed_said": "—"}, UNKNOWN, "缺质量复核日期（台账.xlsx第3行）"),
        ({"reviewed_said": "待补"}, UNKNOWN, "质量复核日期写作“待补”，不可读（台账.xlsx第3行）"),
        ({"filed": None, "reviewed": FILED}, UNKNOWN, "缺报备入库日期（台账.xlsx第3行）"),
        ({"filed": date(2017, 12, 31), "reviewed": date(2018, 1, 1)}, CLEAR,
         "2017-12-31报备入库，2018-01-01才复核质量，晚1天；入库早于2018-01-01，当时允许后评定等别"),
        ({"filed": date(2018, 1, 1), "reviewed": date(2018, 1, 2)}, SUSPECTED,
         "2018-01-01报备入库，2018-01-02才复核质量，晚1天"),
        ({"filed": date(2017, 12, 31), "reviewed_said": "未复核"}, CLEAR,
         "2017-12-31报备入库，质量复核一栏写明“未复核”（台账.xlsx第3行）；入库早于2018-01-01，当时允许后评定等别"),
        ({"filed": date(2017, 12, 31)}, UNKNOWN, "缺质量复核日期（台账.xlsx第3行）"),
    ],
)  # fmt: skip
def test_worked_examples(told, said, words):
    assert ask(**told) == (said, words)


def test_a_plot_of_no_project_is_unjudgeable():
    done = screen([RULES["C-1"]], material(plots=[plot(OTHER)], projects=[project(reviewed=FILED)]))
    rows = done.answers.set_index("subject")
    assert rows.loc[OTHER, ["said", "reason"]].tolist() == [UNKNOWN, "缺报备记录"]
