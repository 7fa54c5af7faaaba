"""Every rule is planted in every role and has a second path: an empty cell fails the build."""

from collections import defaultdict
from importlib.util import find_spec

import pytest

from gengheng.rules.index import RULES
from gengheng.testing.build import build
from gengheng.testing.truth import truth

ROLES = ("true", "decoy", "unjudgeable")
SEEDS = (1, 8, 15)


@pytest.fixture(scope="module")
def planted():
    """{rule: {role: variants that stand in every county of SEEDS}}."""
    counties = []
    for seed in SEEDS:
        cells = defaultdict(set)
        for row in truth(build(seed)):
            cells[row.rule, row.role.role].add(row.role.variant)
        counties.append(cells)
    return {
        rule: {role: set.intersection(*(c[rule, role] for c in counties)) for role in ROLES}
        for rule in RULES
    }


@pytest.mark.parametrize("rule", RULES)
def test_three_variants_of_every_role_and_a_second_path(rule, planted, record_property):
    path = f"true_{rule.replace('-', '').lower()}"
    known = find_spec(f"gengheng.testing.{path}") is not None
    numbers = [len(planted[rule][role]) for role in ROLES]
    cells = [f"{n:4}" for n in numbers] + [f"{path}.py" if known else "—"]
    record_property("rule table", f"{rule:5} {RULES[rule].label}｜" + "｜".join(cells))
    assert min(numbers) >= 3, planted[rule]
    assert known
