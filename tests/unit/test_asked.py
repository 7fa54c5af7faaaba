"""Why a finding is no longer shown: asked and clear, or nobody looked."""

from datetime import date

import pytest
from msgspec.structs import replace

from cast import (
    COUNTY,
    FARM,
    NO,
    ORCHARD,
    OTHER,
    X,
    material,
    plot,
    project,
    register,
    rows_of_land,
    strip,
    survey,
)
from gengheng.packs.asked import answered, why_gone
from gengheng.packs.contents import Screened
from gengheng.records.county import FileEntry
from gengheng.reports.answers import answers_parquet
from gengheng.rules.index import RULES
from gengheng.screening.finding import match
from gengheng.screening.run import screen
from gengheng.values.errors import Refused
from unit.test_rule_b7_wide import JUNE, MAY, high, links, swap

SWAP, HIGH = "增减挂钩地块", "高标准农田新增耕地"
ELSEWHERE = strip(20, X + 5_000)


def county(*complete):
    files = tuple(FileEntry(path=name, schema=name, complete=True) for name in complete)
    return replace(COUNTY, file=files)


def ran(rule, *shelf, complete=(), **told):
    """(records of a run, its answers)."""
    seen = material(*shelf, county=county(*complete), **told)
    out = screen([RULES[rule]], seen)
    records = Screened(
        county=seen.county, run=out.run, sources=(), plots=seen.plots, projects=seen.projects,
        revisions=out.revisions, overlaps=out.overlaps,
    )  # fmt: skip
    return records, answered(answers_parquet(out))


def gone(subject, old, new):
    """Why a finding of the run `old` is gone in `new`; StopIteration where it is still shown."""
    known = {r.finding: r for r in old[0].revisions}
    lost = [known[f] for f in match(known, new[0].revisions).no_longer_shown]
    return why_gone([next(r for r in lost if r.subject == subject)], *new).popitem()[1]


def swapped(*rows):
    return rows_of_land("swap_plots", *((s, {"swap_no": no, "side": "拆旧"}) for s, no in rows))


def highs(*rows):
    return rows_of_land("high_standard", *((s, {"high_no": no}) for s, no in rows))


BROKEN = [plot(shape=strip(20, X + 50)), plot(plot_no="P2", fault="图形自相交")]
MOVED = [plot(shape=strip(20, X + 50))]


@pytest.mark.parametrize(
    ("shelf", "told", "why"),
    [
        ((swap((0.5, "拆旧")), high(20)), {}, ""),
        ((swap((20, "建新")), high(20)), {}, ""),
        ((swapped((ELSEWHERE, "G1")), high(20)), {}, ""),
        ((swap((20, "拆旧")), high(20)), {"plots": MOVED}, ""),
        ((swapped((ELSEWHERE, "G1"), (None, "G1")), high(20)), {}, "的资料中没有G1"),
        ((swapped((ELSEWHERE, "G2")), high(20)), {}, "的资料中没有G1"),
        ((swapped((ELSEWHERE, "G2")), high(20)), {"complete": ["swap_plots"]}, "的资料中没有G1"),
        ((swapped((ELSEWHERE, "G2")), high(20)), {"complete": ["swap_plots", "high_standard"]}, ""),
        ((swapped((ELSEWHERE, "G1")),), {}, f"没有{HIGH}"),
        ((high(20),), {"complete": ["high_standard"]}, f"没有{SWAP}"),
        ((), {}, f"没有{HIGH}、{SWAP}"),
        ((swap((20, "拆旧")), high(20)), {"plots": BROKEN}, f"无法核对{NO}（图形自相交）"),
        ((swap((20, "")), high(20)), {"plots": BROKEN[1:]}, f"无法核对{NO}（图形自相交）"),
        ((swap((20, "拆旧")), high(20)), {"plots": []}, "未执行规则B-7"),
        ((swap((20, "拆旧")), high(20)),
         {"plots": [plot(OTHER, shape=ELSEWHERE)], "projects": [project(OTHER)]}, f"的资料中没有{NO}"),
    ],
)  # fmt: skip
def test_a_pair_with_a_swap_project(shelf, told, why):
    old = ran("B-7", swap((20, "拆旧")), high(20))
    assert gone(f"{NO}|G1", old, ran("B-7", *shelf, **told)) == why


def test_a_pair_with_a_high_standard_project_of_the_same_number_as_a_swap():
    old = ran("B-7", swap((20, "拆旧")), high(30, "G1"))
    both = swapped((ELSEWHERE, "G1")), highs((ELSEWHERE, "G1"))
    for subject in (f"{NO}|G1", f"{NO}|G1（另一图层）"):
        assert gone(subject, old, ran("B-7", *both)) == ""
        assert gone(subject, old, ran("B-7", both[0])) == f"没有{HIGH}"


def test_a_confirmation():
    old = ran("B-7", links(("Q1", 6_000, MAY), ("Q2", 5_000, JUNE)))
    later = links(("Q1", 6_000, MAY), ("Q2", 3_000, JUNE), ("Q3", 500, date(2022, 7, 1)))
    assert gone(f"{NO}|Q2", old, ran("B-7", later)) == ""
    unsure = links(("Q1", 6_000, MAY), ("Q2", 3_000, JUNE), ("Q3", None, date(2022, 7, 1)))
    assert gone(f"{NO}|Q2", old, ran("B-7", unsure)) == f"无法核对{NO}|Q3（确认单Q3未填占用耕地）"
    left = links(("Q1", 6_000, MAY))
    assert gone(f"{NO}|Q2", old, ran("B-7", left)) == "的资料中没有Q2"
    assert gone(f"{NO}|Q2", old, ran("B-7", left, complete=["quota_link"])) == ""


def test_a_pair_of_filed_projects_and_a_project_alone():
    two = [project(), project(OTHER)]
    old = ran("B-7", plots=[plot(), plot(OTHER)], projects=two)
    apart = [plot(), plot(OTHER, shape=ELSEWHERE)]
    assert gone(f"{NO}|{OTHER}", old, ran("B-7", plots=apart, projects=two)) == ""
    why = gone(f"{NO}|{OTHER}", old, ran("B-7", plots=[plot()], projects=[project()]))
    assert why == f"的资料中没有{OTHER}"
    why = gone(f"{NO}|{OTHER}", old, ran("B-7", plots=[plot()], projects=two))
    assert why == f"无法核对{OTHER}（无坐标）"
    alone = ran("B-7", plots=[plot(fault="图形自相交")])
    assert gone(f"{NO}|*", alone, ran("B-7")) == ""


def test_plots_and_projects():
    old = ran("B-1", survey(2021, (100, ORCHARD)), survey(2022, (100, ORCHARD)))
    farm = survey(2021, (100, FARM)), survey(2022, (100, FARM))
    assert gone(f"{NO}-P1", old, ran("B-1", *farm)) == ""
    assert gone(f"{NO}-P1", old, ran("B-1", *farm, plots=[plot(OTHER)])) == f"的资料中没有{NO}-P1"
    assert gone(f"{NO}-P1", old, ran("B-1")) == "未执行规则B-1"
    assert gone(f"{NO}-P1", old, ran("B-4")) == "未执行规则B-1"


def promise(no="C1", done=10_000, **more):
    row = {"promise_no": no, "area": 10_000, "done_area": done, "promised": date(2020, 1, 1)}
    return register("promise", row | {"due": date(2021, 1, 1)}, **more)


def test_rows_of_a_table():
    old = ran("A-1c", promise(done=0))
    assert gone("C1", old, ran("A-1c", promise())) == ""
    assert gone("C1", old, ran("A-1c", promise("C2"))) == "的资料中没有C1"
    kept = ran("A-1c", promise("C2"), complete=["promise"])
    assert gone("C1", old, kept) == ""


def test_numbers_are_compared_in_one_spelling():
    """批准文号 are spelled in many ways; the scope table keeps the first of them."""
    told = {"pzrq": date(2020, 1, 1), "submitted": date(2019, 6, 1), "farmland": 0}
    land = rows_of_land("approvals", (strip(50), {"pzwh": "示政土[2020]3号", **told}))
    new = ran("A-3", land, survey(2018, (100, FARM)), survey(2017, (100, FARM)))
    assert ("A-3", "示政土〔2020〕3号") in new[1]


def test_a_damaged_table_of_answers_is_said(tmp_path):
    (tmp_path / "answers.parquet").write_bytes(b"PAR1")
    with pytest.raises(Refused, match="不能读取"):
        answered(tmp_path / "answers.parquet")
