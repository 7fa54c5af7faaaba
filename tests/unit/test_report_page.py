"""report.html: what stands on it, what never does, and the map, the strip and the counter-evidence."""

import re
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from cast import (
    FARM,
    GRASS,
    GRID,
    ORCHARD,
    OTHER,
    ROAD,
    X,
    Y,
    layer,
    material,
    page,
    plot,
    project,
    second,
    strip,
    survey,
)
from gengheng.records.finding import Said
from gengheng.records.overlap import Overlap
from gengheng.reports.counter import counter
from gengheng.reports.cover import cover
from gengheng.reports.desk import desk
from gengheng.reports.dossier import dossier
from gengheng.reports.groups import FARMLAND, GROUPS, group_of
from gengheng.reports.maps import MOST, Scene, View, draw, patches, path, view_of
from gengheng.reports.strip import UNSEEN
from gengheng.reports.sums import PROBLEMS, Ground, summed
from gengheng.reports.words import summary
from gengheng.rules.index import RULES
from gengheng.screening.history import history
from gengheng.screening.run import screen

HOSTILE = '<script>alert("x")</script>'
AT, NEXT, LATER = 2021, 2022, 2023


CORE = ("B-1", "B-2", "B-4", "B-7", "C-3")


def made(*shelf, rules=CORE, **more):
    held = material(*shelf, **more)
    outcome = screen([RULES[name] for name in rules], held)
    return outcome, held


def first(outcome, rule):
    return next(r for r in outcome.revisions if r.rule == rule and r.said == Said.SUSPECTED)


def against(*shelf, rule="B-1", **more):
    """The counter-evidence of the first finding of a rule."""
    outcome, held = made(*shelf, rules=[rule], **more)
    return counter(first(outcome, rule), desk(outcome, held))


def orchard(year, wide=20):
    return survey(year, (100 - wide, FARM), (wide, ORCHARD))


@pytest.fixture(scope="module")
def html():
    shelf = [second((100, "043")), survey(2019, (100, GRASS)), orchard(AT), orchard(NEXT)]
    filed = [
        plot(plot_no=HOSTILE),
        plot(OTHER, shape=strip(100, x=X + 97)),
        plot(OTHER, "P2", fault="无坐标"),
    ]
    return page(*made(*shelf, plots=filed, projects=[
        project(name=HOSTILE, unit=HOSTILE), project(OTHER, unit="渠首镇"),
    ]))  # fmt: skip


def test_the_sentence_comes_first_and_counts(html):
    said = "".join(words for words, _ in summary(made(orchard(AT), orchard(NEXT))[0].run))
    assert said == (
        "5 条规则：执行 3 条，部分执行 1 条，未执行 1 条。共作答 4 次：疑似 1，无法判定 1，未发现 2。"
    )
    assert html.index('<p class="say">') < html.index("<table")


def test_not_run_stands_on_the_cover_as_loud_as_a_result(html):
    front = html[: html.index('id="suspected"')]
    assert "未执行 1 条" in front
    assert "没有结果，缺 生态保护红线或坡度图" in front
    assert '<tr class="no" ' in front


def test_nothing_is_fetched_and_nothing_runs(html):
    assert re.findall(r"https?:|//[a-z]|<script|<link|<img|@import|\bon[a-z]+=|srcset", html) == []
    assert set(re.findall(r"url\(([^)]*)\)", html)) == {"#bad", "#steep"}
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html


def test_every_link_has_its_place(html):
    targets = re.findall(r'href="#([^"]*)"', html)
    places = re.findall(r'\bid="([^"]*)"', html)
    assert set(targets) <= set(places)
    assert len(places) == len(set(places))


def test_hostile_names_are_text_everywhere_also_on_the_map(html):
    assert HOSTILE not in html
    assert html.count("&lt;script&gt;") > 5
    drawing = re.search(r'<svg class="map".*?</svg>', html, re.DOTALL)
    assert drawing
    assert "&lt;script&gt;" in drawing.group()


def test_a_machine_never_says_what_only_a_person_says(html):
    assert "违法" not in html
    allowed = [rule.label for rule in RULES.values()]
    allowed += [text for rule in RULES.values() for text in (*rule.basis, *rule.blind)]
    allowed += ["须经具名人员核实认定", "新增耕地核实认定", "直接认定为新增耕地"]
    for words in sorted(allowed, key=len, reverse=True):
        html = html.replace(words, "")
    assert "认定" not in html


def test_a_finding_shows_numbers_sources_basis_and_limits(html):
    own = re.search(r"<article.*?</article>", html, re.DOTALL)
    assert own
    for words in (
        "1999.96", "0.2000", "3.00", "占地块20.0%", "地块.txt第9行", "台账.xlsx第3行",
        "地块椭球面积", "地块平面面积", "10000.00", "默认值，待确认", "待以正式文本核对",
        "矢量套核。没有用遥感监测", "变更调查本身的地类错误", "验收当年", "验收后1年", "调查库未载",
        "36471", "米</text>", "北", "箭头为格网北",
    ):  # fmt: skip
        assert words in own.group() or words in html, words


def test_counts_of_the_cover_by_hand():
    shelf = [orchard(AT), orchard(NEXT)]
    filed = [plot(), plot(OTHER, fault="无坐标"), plot(OTHER, "P2")]
    projects = [project(unit="青禾镇"), project(OTHER, unit="渠首镇", reported_m2=None)]
    outcome, held = made(*shelf, plots=filed, projects=projects)
    table = desk(outcome, held)
    front = cover(outcome.run, list(table.suspected), table.known, (), table.ground)
    assert front.reasons == (("无坐标", 4), ("早于首期", 2))
    b1 = front.lines[0]
    assert (b1.size.m2, b1.size.ha, b1.size.mu, b1.kind) == ("3999.92", "0.4000", "6.00", "图形")
    assert [
        (block.problem, block.count("部分执行"), block.total("suspected")) for block in front.blocks
    ] == [("补而不实", 4, 3), ("质量不高", 0, 0)]
    cells = {row.unit: row.cells[1] for row in front.units}
    assert {unit: (one.count, str(one.once)) for unit, one in cells.items() if one} == {
        "青禾镇": (1, "0.2000公顷（3.00亩）"),
        "渠首镇": (1, "0.2000公顷（3.00亩）"),
        "青禾镇、渠首镇": (1, "1.0000公顷（15.00亩）"),
    }


def test_ground_that_two_findings_share_counts_once():
    """B-1 and B-2 call 20 m and 30 m of one plot; 10 m are in both."""
    shelf = [
        survey(2019, (70, GRASS), (30, FARM)), survey(AT, (60, FARM), (20, ORCHARD), (20, FARM)),
        survey(NEXT, (60, FARM), (20, ORCHARD), (20, FARM)), second((100, "043")),
    ]  # fmt: skip
    outcome, held = made(*shelf, rules=["B-1", "B-2"], projects=[project(unit="青禾镇")])
    table = desk(outcome, held)
    front = cover(outcome.run, list(table.suspected), table.known, (), table.ground)
    assert (front.sum.count, front.sum.ground.m2, front.sum.once.m2) == (2, "4999.90", "3999.92")
    assert (front.twice.m2, [one.size.m2 for one in front.shared]) == ("999.98", ["999.98"])
    [row] = front.units
    assert (row.unit, row.whole.once.m2) == ("青禾镇", "3999.92")
    assert front.sum.figures.centi == 0
    html = page(outcome, held)
    assert "重叠 1 处" in html
    assert "重复计的 <b>0.1000</b> 公顷" in html


def test_one_of_two_alone_shares_nothing():
    both = Ground((Overlap(findings=("a", "b"), area_centi_m2=5),))
    assert summed([], both).once.centi == 0


def test_all_rules_stand_on_the_cover_by_problem_area():
    outcome, held = made(rules=RULES)
    html = page(outcome, held)
    front = html[: html.index('id="suspected"')]
    places = [front.index(f'<tr class="grp"><td colspan="3">{p}') for p in PROBLEMS]
    assert places == sorted(places)
    assert all(rule.label in front for rule in RULES.values())


def test_a_finding_about_papers_alone_has_no_area_in_the_list():
    outcome, held = made(rules=["C-1"], projects=[project(reviewed_said="无")])
    html = page(outcome, held)
    row = html[html.index('id="list-C-1"') : html.index('id="unknown"')]
    assert "质量不高；不计面积" in row
    assert "0.0000" not in row
    assert row.count('<td class="num dim">—') == 6


# ── 地类沿革 ──


def test_history_by_hand():
    field = gpd.GeoSeries({"P": strip(100), "Q": None, "R": strip(10, x=X + 500)}, crs=GRID)
    table = history(
        field,
        [
            second((50, "043")),
            orchard(AT),
            layer("slope", date(2019, 1, 1), (9, "5"), column="pdjb"),
        ],
    )
    assert table.to_numpy().tolist() == [
        ["P", "dltb_2", date(2009, 12, 31), "043", 499_990],
        ["P", "dltb", date(2021, 12, 31), "0102", 799_984],
        ["P", "dltb", date(2021, 12, 31), "0201", 199_996],
    ]
    assert history(field[["Q"]], [orchard(AT)]).empty


def test_the_strip_shows_every_vintage_and_what_no_patch_covers():
    shelf = [second((50, "043")), orchard(AT), orchard(NEXT), survey(LATER, (100, FARM))]
    outcome, held = made(*shelf, rules=["B-1"])
    told = dossier(first(outcome, "B-1"), desk(outcome, held)).strip
    assert told is not None
    assert [(c.year, c.second, c.used) for c in told.columns] == [
        (2009, True, ""), (2021, False, "验收当年"), (2022, False, "验收后1年"), (2023, False, ""),
    ]  # fmt: skip
    assert [c.farmland for c in told.columns] == [None, 0, 0, 1000]
    assert told.columns[0].shares == {group_of("043"): 500, UNSEEN: 500}
    assert told.columns[1].shares == {FARMLAND: 800, group_of(ORCHARD): 200}


@pytest.mark.parametrize("code", ["0101", "013", "0201K", "1006", "203", "05H1", "1208", "??", ""])
def test_every_class_has_a_group_and_every_group_a_look(code):
    assert group_of(code) in GROUPS
    assert len({g.look for g in GROUPS}) == len({g.label for g in GROUPS}) == len(GROUPS) == 9


# ── 反证 ──

DEFAULTS = "地块门槛比例、项目门槛比例、碎片平均宽度上限是默认值，尚待确认，确认后结果可能改变。"


def test_without_counter_evidence_only_the_defaults_are_said():
    assert against(orchard(AT), orchard(NEXT)) == [DEFAULTS]


def test_a_later_vintage_that_shows_farmland_speaks_against():
    later = survey(LATER, (90, FARM), (10, ORCHARD))
    assert against(orchard(AT), orchard(NEXT), later)[0] == (
        "此后的2023年期次中，疑似部分有50.0%是耕地，请核是否已经整改，或属调查滞后。"
    )
    later = survey(LATER, (100, FARM))
    assert against(orchard(AT), orchard(NEXT), later)[0] == (
        "此后的2023年期次中，疑似部分全部是耕地，请核是否已经整改，或属调查滞后。"
    )


def test_slivers_roads_and_a_missing_vintage_are_said():
    strips = [(70, FARM), (5, ROAD), (20, ORCHARD), (3.5, FARM), (1.5, GRASS)]
    assert against(survey(AT, *strips)) == [
        "已剔除碎片150.00平方米，不计入疑似面积。",
        "地块内农村道路、沟渠、田坎499.99平方米（2021年期次）不在疑似部分内。",
        "“变更调查滞后一年，次年已是耕地的不算”没有查：地类图斑晚于末期，只据现有资料判断。",
        DEFAULTS,
    ]


def test_a_vintage_that_shows_no_farmland_speaks_against_stock_farmland():
    said = against(
        survey(2018, (100, GRASS)), survey(2019, (100, "0103")), second((100, "043")), rule="B-2"
    )
    assert said[:2] == [
        "2009年期次（二调）中，疑似部分没有耕地。", "2018年期次中，疑似部分没有耕地。",
    ]  # fmt: skip


def test_plots_without_a_sound_shape_are_said():
    said = against(
        rule="B-4", plots=[plot(declared=12_000), plot(plot_no="P2", fault="图形自相交")]
    )
    assert said[-2] == "另有1个地块没有可靠图形（图形自相交），没有参加比较。"


# ── 门槛 ──


def test_a_threshold_of_the_county_is_named_as_such():
    held = material(orchard(AT), orchard(NEXT))
    held = replace(held, county=type(held.county)(
        as_of=held.county.as_of, code="150899", name="示例旗", grid=GRID, rules={"B-1": {"min_share": 7}},
    ))  # fmt: skip
    outcome = screen([RULES["B-1"]], held)
    told = dossier(first(outcome, "B-1"), desk(outcome, held))
    assert [(t.value, t.source, t.open) for t in told.thresholds] == [
        ("400m²", "三调农用地最小上图面积", False), ("7%", "旗县设定（默认5%）", False),
        ("1%", "默认值，待确认", True), ("2m", "默认值，待确认", True),
    ]  # fmt: skip


# ── 图 ──


def scene(**more):
    base = {"others": [], "pieces": None, "survey": None, "redline": None, "steep": None}
    return Scene(own=[("P1", strip(100))], **(base | more))


def drawn(one):
    """What maps see of a layer."""
    return desk(*made(rules=[])).patches(one)


def numbers(svg):
    return re.findall(r"-?\d+(?:\.\d+)?", " ".join(re.findall(r' d="([^"]*)"', str(svg))))


def test_a_map_holds_the_plot_with_a_margin_and_whole_numbers():
    svg, view = draw(scene(survey=drawn(orchard(AT)), pieces=strip(20, x=X + 80)))
    xmin, ymin, xmax, ymax = view.box
    assert xmin < X < X + 100 < xmax
    assert ymin < Y < Y + 100 < ymax
    assert all("." not in number for number in numbers(svg))
    assert 'class="bad"' in svg
    assert ">0201<" in svg
    assert ">P1<" in svg


def test_a_map_of_a_crowded_survey_stays_small():
    cells = [
        box(X + i, Y + j, X + i + 1, Y + j + 1)
        for i in range(-20, 120, 2)
        for j in range(-20, 120, 2)
    ]
    crowd = gpd.GeoDataFrame({"dlbm": [ORCHARD] * len(cells)}, geometry=cells, crs=GRID)
    svg, _ = draw(scene(survey=patches(crowd.geometry, crowd["dlbm"])))
    [crowded] = re.findall(r'class="p orchard" d="([^"]*)"', str(svg))
    assert crowded.count("M") == MOST
    assert len(svg) < 12_000


def test_neighbours_red_line_and_slope_are_drawn():
    svg, _ = draw(scene(
        others=[("P7", strip(60, x=X + 105))],
        redline=drawn(layer("eco_redline", date(2018, 12, 31), (30, "甲"), column="hxmc")),
        steep=drawn(layer("slope", date(2019, 12, 31), (30, "5"), (70, "2"), column="pdjb")),
    ))  # fmt: skip
    assert all(f'class="{look}"' in svg for look in ("near", "redline", "steep"))


def test_the_scale_bar_is_as_long_as_it_says():
    svg, view = draw(scene())
    long = sum(int(n) for n in re.findall(r'class="bar(?: open)?" d="M\d+ \d+h(\d+)', str(svg)))
    [metres] = re.findall(r">(\d+)米<", str(svg))
    assert abs(long - int(metres) * view.scale) < 1


@given(x=st.integers(0, 90), y=st.integers(0, 90), wide=st.integers(5, 50), high=st.integers(5, 50))
def test_a_path_draws_the_ground_it_was_made_of(x, y, wide, high):
    """The area inside the path, in tenths of a pixel, is the area on the ground times the scale."""
    shape = box(X + x, Y + y, X + x + wide, Y + y + high)
    view = view_of([shape])
    _, _, *steps = (int(n) for n in re.findall(r"-?\d+", path(shape, view)))
    assert len(steps) == 3  # v h v of a box, closed by z
    expected = wide * high * view.scale**2
    assert abs(abs(steps[0] * steps[1]) - expected) <= (wide + high + 2) * view.scale


def test_a_hole_stays_a_hole():
    ring = shapely.difference(box(0, 0, 100, 100), box(40, 40, 60, 60))
    assert path(ring, View(0, 100, 10)).count("M") == 2


def test_a_map_needs_a_place():
    outcome, held = made(plots=[plot(declared=12_000)], rules=["B-4"])
    table = desk(outcome, held)
    assert dossier(first(outcome, "B-4"), table).map is not None
    bare = replace(table, plots={})
    assert dossier(first(outcome, "B-4"), bare).map is None
    assert np.isfinite(view_of([box(0, 0, 1e-6, 1e-6)]).scale)
