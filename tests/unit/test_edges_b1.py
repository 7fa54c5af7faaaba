"""B-1 非耕地直接认定为新增耕地, at its edges: which survey is said to lack."""

from datetime import date

from cast import GRASS, material, project, survey
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen


def test_where_both_surveys_lack_that_of_the_acceptance_year_is_named():
    shelf = [survey(year, (100, GRASS)) for year in (2020, 2023)]
    held = material(*shelf, projects=[project(accepted=date(2021, 9, 1))])
    row = screen([RULES["B-1"]], held).answers.iloc[0]
    assert (row["said"], row["reason"]) == (Said.UNKNOWN, "缺2021年期次")
