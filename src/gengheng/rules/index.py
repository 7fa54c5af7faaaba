"""All rules, listed by hand: a rule exists when it stands here."""

from gengheng.rules.false_supplement import (
    b1_not_farmland,
    b2_stock_farmland,
    b4_area,
    b7_twice,
)
from gengheng.rules.occupied import a1c_promise
from gengheng.rules.poor_quality import c3_redline_slope
from gengheng.rules.rule import Rule

RULES: dict[str, Rule] = {
    module.RULE.id: module.RULE
    for module in (
        a1c_promise,
        b1_not_farmland,
        b2_stock_farmland,
        b4_area,
        b7_twice,
        c3_redline_slope,
    )
}
