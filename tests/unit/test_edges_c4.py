"""C-4 补充耕地非农化、非粮化、撂荒, at its edges: several plots beside each other, few vintages."""

from datetime import date
from itertools import accumulate, pairwise

import geopandas as gpd
import pytest
from shapely import box

from cast import FARM, GRASS, GRID, NO, ORCHARD, X, Y, material, plot, project, strip
from gengheng.catalogue.shelf import shelve
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
THREE = [plot(plot_no=f"P{k + 1}", shape=strip(100, x=X + 100 * k)) for k in range(3)]


def planted(year, *strips):
    """A vintage of strips (width, class, 种植属性)."""
    ends = accumulate((w for w, _, _ in strips), initial=X)
    shapes = [box(a, Y, b, Y + 100) for a, b in pairwise(ends)]
    cells = {"dlbm": [c for _, c, _ in strips], "zzsxdm": [z for _, _, z in strips]}
    return shelve("dltb", date(year, 12, 31), gpd.GeoDataFrame(cells, geometry=shapes, crs=GRID))


def ask(*shelf, accepted=date(2020, 9, 1), plots=THREE):
    """{plot: (said, m², words)}."""
    filed = [project(accepted=accepted)]
    rows = screen([RULES["C-4"]], material(*shelf, plots=plots, projects=filed)).answers
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
