"""就绪表: which rule can run with what a folder holds, and which file is owed by which unit."""

from collections.abc import Collection, Iterable

from gengheng.records.request import DataRequest
from gengheng.rules.rule import Rule
from gengheng.standards.tables import schemas, units

READY, PARTLY, WAITING = "可执行", "可部分执行", "不能执行"


def status(rule: Rule, held: Collection[str]) -> str:
    """Return whether a rule can run with the schemas held.

    可部分执行: it runs, but an input of it is not there, so some subjects may be 无法判定.

    >>> from gengheng.rules.index import RULES
    >>> [status(RULES["B-1"], h) for h in ({"plots"}, {"plots", "projects", "dltb"})]
    ['不能执行', '可执行']
    >>> status(RULES["C-3"], {"plots", "projects", "slope"})
    '可部分执行'
    """
    if any(not set(need) & set(held) for need in rule.needs):
        return WAITING
    wanted = {item.schema for item in rule.inputs.values()}
    return READY if wanted <= set(held) else PARTLY


def requests(rules: Iterable[Rule], held: Collection[str]) -> tuple[DataRequest, ...]:
    """Return what is owed, each file once, with all rules that wait for it."""
    waiting: dict[tuple[str, ...], list[str]] = {}
    for rule in rules:
        single = {(item.schema,) for item in rule.inputs.values()}
        needs = [*rule.needs, *sorted(single - {n for n in rule.needs if len(n) == 1})]
        for need in needs:
            if not set(need) & set(held) and not _said(need, needs):
                waiting.setdefault(need, []).append(rule.id)
    return tuple(
        DataRequest(
            schemas=need,
            label="或".join(schemas()[name].label for name in need),
            unit="、".join(dict.fromkeys(units().get(name, "（待定）") for name in need)),
            rules=tuple(dict.fromkeys(ids)),
        )
        for need, ids in waiting.items()
    )


def _said(need: tuple[str, ...], needs: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether a single file is already asked for as one of several alternatives."""
    return len(need) == 1 and any(len(other) > 1 and need[0] in other for other in needs)
