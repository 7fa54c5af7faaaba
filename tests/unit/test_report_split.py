"""分页: many findings on further pages; none is lost, every link leads somewhere, nothing changes."""

import re

import pytest

from cast import FARM, ORCHARD, OTHER, X, material, plot, project, strip, survey
from gengheng.records.finding import Said
from gengheng.reports.page import pages
from gengheng.reports.split import MOST, REPORT, WHOLE, places
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

AT, NEXT = 2021, 2022


@pytest.fixture(scope="module")
def run():
    """Seven findings: five plots that are half orchard (B-1), two of 1 公顷 twice in two projects."""
    shelf = [survey(year, (500, FARM), (500, ORCHARD)) for year in (AT, NEXT)]
    filed = [plot(plot_no=f"P{n}", shape=strip(100, x=X + 450 + 100 * n)) for n in range(5)]
    filed.append(plot(OTHER, "P9", shape=strip(100, x=X + 850)))
    held = material(*shelf, plots=filed, projects=[project(), project(OTHER)])
    return screen([RULES["B-1"], RULES["B-7"]], held), held


def suspected(run):
    return [r for r in run[0].revisions if r.said == Said.SUSPECTED]


def ids(text):
    return re.findall(r'\bid="([^"]*)"', text)


def articles(text):
    return re.findall(r'<article class="f" id="f-([^"]*)"', text)


def test_the_cast_is_what_the_tests_below_count_on(run):
    assert [r.rule for r in suspected(run)] == ["B-1"] * 6 + ["B-7"]


def test_few_findings_stay_on_one_page(run):
    made = dict(pages(*run, whole=7))
    assert list(made) == [REPORT]
    assert articles(made[REPORT]) == [r.finding for r in suspected(run)]
    assert made == dict(pages(*run))


def test_many_findings_stand_by_rule_and_none_is_lost(run):
    made = dict(pages(*run, whole=6, most=4))
    assert list(made) == [REPORT, "report-B-1-1.html", "report-B-1-2.html", "report-B-7-1.html"]
    assert [len(articles(text)) for text in made.values()] == [0, 4, 2, 1]
    assert [f for text in made.values() for f in articles(text)] == [
        r.finding for r in suspected(run)
    ]


@pytest.mark.parametrize("most", [1, 2, 4, 7])
def test_every_link_leads_to_its_place(run, most):
    made = dict(pages(*run, whole=0, most=most))
    for name, text in made.items():
        assert len(ids(text)) == len(set(ids(text)))
        for address in re.findall(r'href="([^"]*)"', text):
            page, _, place = address.partition("#")
            assert not place or place in ids(made[page or name]), (name, address)
    listed = re.findall(r'<td class="mono"><a href="([^"]*)#f-([^"]*)">', made[REPORT])
    assert [finding for _, finding in listed] == [r.finding for r in suspected(run)]
    assert all(finding in articles(made[page]) for page, finding in listed)


def test_one_walks_from_the_first_finding_to_the_last_across_pages(run):
    made = dict(pages(*run, whole=0, most=4))
    page, walked = "report-B-1-1.html", [articles(made["report-B-1-1.html"])[0]]
    while found := re.search(
        rf'id="f-{walked[-1]}".*?<a href="([^"#]*)#f-(\w+)">下一项', made[page], re.DOTALL
    ):
        page = found[1] or page
        if found[2] in walked:
            break
        walked.append(found[2])
    assert walked == [r.finding for r in suspected(run)]
    assert page == "report-B-7-1.html"


def test_a_finding_says_the_same_wherever_it_stands(run):
    def said(made):
        text = "".join(made.values())
        found = re.findall(r"<article.*?</article>", text, re.DOTALL)
        return [re.sub(r'<span class="go">.*?</span>', "", one) for one in found]

    assert said(dict(pages(*run, whole=0, most=2))) == said(dict(pages(*run)))


def test_a_further_page_stands_alone_and_names_run_rule_and_share(run):
    made = dict(pages(*run, whole=0, most=4))
    text = made["report-B-1-2.html"]
    assert "<h2>B-1 非耕地直接认定为新增耕地　疑似逐项，第 2 / 2 页</h2>" in text
    assert "本页第 5–6 项，全部 7 项" in text
    assert "疑似由程序按规则提出，须经具名人员核实认定，不是结论。" in text
    assert "<title>示例旗排查结果 2024-05-06 B-1 第2页 · 耕衡</title>" in text
    assert re.findall(r"https?:|<script|<link|<img|@import|\bon[a-z]+=", text) == []
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
    assert set(re.findall(r'<use href="#([^"]*)"', text)) <= set(ids(text))
    assert '<a href="report-B-1-1.html">上一页</a>　<a href="report-B-7-1.html">下一页</a>' in text


def test_the_contents_name_each_page_with_its_findings(run):
    text = dict(pages(*run, whole=0, most=4))[REPORT]
    table = text[text.index('id="details"') :]
    assert re.findall(r'<td class="num">(\d+–\d+)<td class="num b">(\d+)', table) == [
        ("1–4", "4"), ("5–6", "2"), ("7–7", "1"),
    ]  # fmt: skip


def test_the_limits_are_those_of_the_decision(run):
    one = suspected(run)[0]
    assert (WHOLE, MOST) == (2_000, 1_000)
    assert places([one] * 2_000).parts == ()
    assert [len(part.findings) for part in places([one] * 2_001).parts] == [1_000, 1_000, 1]
