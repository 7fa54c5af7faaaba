"""The page of a rule: what a clerk reads before he trusts a finding."""

import re

import pytest

from gengheng.reports.rule_page import rule_page
from gengheng.rules.index import RULES

PAGES = {name: rule_page(rule) for name, rule in RULES.items()}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_in_chinese_how_it_asks(name):
    said = RULES[name].method
    assert 2 <= said.count("。") <= 4
    assert said.endswith("。")
    assert re.findall(r"[A-Za-z]+", said.replace("DOM", "")) == []


@pytest.mark.parametrize("name", RULES)
def test_a_method_says_what_is_suspected_and_what_cannot_be_judged(name):
    assert "为疑似" in RULES[name].method
    assert "为无法判定" in RULES[name].method


@pytest.mark.parametrize("name", RULES)
def test_a_method_names_no_threshold_because_a_county_may_change_it(name):
    assert re.findall(r"\d", RULES[name].method) == []


@pytest.mark.parametrize("name", RULES)
def test_a_method_never_says_more_than_suspected(name):
    assert [word for word in ("违法", "认定", "属实") if word in RULES[name].method] == []


def test_the_method_stands_between_question_and_examples():
    for name, page in PAGES.items():
        order = [page.index(f"## {head}") for head in ("依据", "方法", "输入", "参数", "算例")]
        assert order == sorted(order)
        assert RULES[name].method in page
