"""All rules, listed by hand: a rule exists when it stands here."""

from gengheng.rules.false_supplement import (
    b1_not_farmland,
    b2_stock_farmland,
    b4_area,
    b5_no_works,
    b6_logic,
    b7_twice,
    b8_rate,
)
from gengheng.rules.occupied import (
    a1_unsupplied,
    a1b_early,
    a1c_promise,
    a2_swap,
    a3_hidden,
    a4_temporary,
)
from gengheng.rules.poor_quality import (
    c1_late_review,
    c2_false_grade,
    c3_redline_slope,
    c4_changed_use,
    c5_small_dry,
)
from gengheng.rules.rule import Rule

RULES: dict[str, Rule] = {
    module.RULE.id: module.RULE
    for module in (
        a1_unsupplied,
        a1b_early,
        a1c_promise,
        a2_swap,
        a3_hidden,
        a4_temporary,
        b1_not_farmland,
        b2_stock_farmland,
        b4_area,
        b5_no_works,
        b6_logic,
        b7_twice,
        b8_rate,
        c1_late_review,
        c2_false_grade,
        c3_redline_slope,
        c4_changed_use,
        c5_small_dry,
    )
}

# 其他…问题 of each area: listed by a person with the same demands on evidence, asked by no rule.
BY_HAND: dict[str, str] = {
    "A-0": "其他占而不补问题",
    "B-0": "其他补充耕地数量不实问题",
    "C-0": "其他补充耕地质量不高问题",
}


def problem_label(problem: str) -> str:
    """Return the name of a problem, whether a rule asks for it or a person lists it.

    >>> problem_label("B-7"), problem_label("C-0")
    ('重复入库、重复使用', '其他补充耕地质量不高问题')
    """
    return RULES[problem].label if problem in RULES else BY_HAND[problem]
