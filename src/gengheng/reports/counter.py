"""反证与例外: what speaks against a finding, in sentences, from the data and not from the rule."""

from collections.abc import Mapping

from gengheng.records.finding import Revision
from gengheng.reports.desk import Classes, Desk
from gengheng.reports.groups import FIELD_WORKS, group_of
from gengheng.reports.strip import Survey, farmland, used_for
from gengheng.reports.words import area, layer_label
from gengheng.rules.index import RULES
from gengheng.rules.rule import Param
from gengheng.values.units import part

DEFAULT = "默认值，待确认"
HALF = 500  # ‰
# rules that say “it was farmland before”: a survey that saw none speaks against them. Where ground
# is said to have been farmland and to be none since (A-1, A-4, C-4 …), the later one does not.
EARLIER_FARMLAND = frozenset({"B-2"})


def counter(revision: Revision, desk: Desk) -> list[str]:
    """Return the facts that speak against the finding, or that could change it."""
    inside = desk.in_pieces.get(revision.finding, {})
    used = [s for s in desk.surveys if used_for(revision, s)]
    return [
        *_slivers(revision),
        *_field_works(revision, desk, inside, used),
        *_other_vintages(revision, desk, inside, used),
        *_missing(revision),
        *_unsound(revision, desk),
        *_defaults(revision),
    ]


def _slivers(revision: Revision) -> list[str]:
    if not revision.sliver_centi_m2:
        return []
    return [f"已剔除碎片{area(revision.sliver_centi_m2).m2}平方米，不计入疑似面积。"]


def _field_works(revision: Revision, desk: Desk, inside: Classes, used: list[Survey]) -> list[str]:
    """Say how much of the plot is road, ditch or ridge, where none of it is suspected."""
    if not used:
        return []
    own = revision.finding if RULES[revision.rule].tables else revision.subject
    ground = desk.on_plot.get(own, {}).get(used[-1], {})
    works = sum(v for code, v in ground.items() if group_of(code) == FIELD_WORKS)
    suspected = sum(
        v for code, v in inside.get(used[-1], {}).items() if group_of(code) == FIELD_WORKS
    )
    if not works or suspected:
        return []
    year = used[-1][0].year
    where = "所据图形" if RULES[revision.rule].tables else "地块"
    return [f"{where}内{FIELD_WORKS.label}{area(works).m2}平方米（{year}年期次）不在疑似部分内。"]


def _other_vintages(
    revision: Revision, desk: Desk, inside: Classes, used: list[Survey]
) -> list[str]:
    """Say which vintages show the suspected part otherwise than those that were used."""
    shares = {s: _share(inside[s]) for s in desk.surveys if s in inside}
    spoke = [shares[s] for s in used if s in shares]
    if not spoke:
        return []
    if max(spoke) == 0:
        later = [s for s in shares if s[1] == "dltb" and s[0] > used[-1][0] and shares[s]]
        return [
            f"此后的{s[0].year}年期次中，疑似部分{_farmland(shares[s])}，"
            "请核是否已经整改，或属调查滞后。"
            for s in later
        ]
    if revision.rule in EARLIER_FARMLAND and max(spoke) >= HALF:
        return [
            f"{s[0].year}年期次{'（二调）' if s[1] == 'dltb_2' else ''}中，"
            f"疑似部分{_farmland(shares[s])}。"
            for s in used
            if s in shares and shares[s] < HALF
        ]
    return []


def _share(classes: Mapping[str, int]) -> int:
    return part(farmland(classes), 1000, max(sum(classes.values()), 1))


def _farmland(permille: int) -> str:
    """Return how much of a part is farmland, in words.

    >>> _farmland(0), _farmland(425), _farmland(1000)
    ('没有耕地', '有42.5%是耕地', '全部是耕地')
    """
    if permille in (0, 1000):
        return "全部是耕地" if permille else "没有耕地"
    return f"有{permille / 10:.1f}%是耕地"


def _missing(revision: Revision) -> list[str]:
    """Say which vintages could not be asked."""
    rule = RULES[revision.rule]
    out = []
    for name, chosen in revision.inputs.items():
        if isinstance(chosen, str):
            item = rule.inputs[name]
            label = layer_label(item.schema)
            out.append(f"“{item.use}”没有查：{label}{chosen}，只据现有资料判断。")
    return out


def _unsound(revision: Revision, desk: Desk) -> list[str]:
    matter = desk.known.matter(revision)
    if matter is not None:
        bad = [row.why for row in matter.rows if row.why]
        said = "、".join(dict.fromkeys(bad))
        return [f"另有{len(bad)}行没有可靠图形（{said}），没有参加比较。"] if bad else []
    lost = [p for p in desk.known.plots_of(revision) if p.fault]
    why = "、".join(dict.fromkeys(p.fault for p in lost))
    return [f"另有{len(lost)}个地块没有可靠图形（{why}），没有参加比较。"] if lost else []


def _defaults(revision: Revision) -> list[str]:
    open_ones = [p.label for p in RULES[revision.rule].params.values() if is_open(p)]
    if not open_ones:
        return []
    return [f"{'、'.join(open_ones)}是默认值，尚待确认，确认后结果可能改变。"]


def is_open(param: Param) -> bool:
    """Return whether a threshold still waits for somebody to confirm it."""
    return param.source == DEFAULT
