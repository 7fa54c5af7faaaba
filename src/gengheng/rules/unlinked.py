"""占补挂钩不足: what an approval needs of the three pools and nothing is linked to its 文号 for."""

from collections.abc import Mapping

import pandas as pd

from gengheng.catalogue.vintage import Chosen, Missing
from gengheng.rules.links import Amount, Links, linked, links, nameless, needs, short
from gengheng.rules.projects import Told
from gengheng.rules.registers import POOLS, amount_words, doc_no, plain_rows

Promises = Mapping[str, tuple[str, dict[str, int]]]


def unlinked(rows: pd.DataFrame, confirmations: Chosen, promises: Chosen) -> list[Told]:
    """Return what is to be said of each 批准文号, in the order of the keys of `rows`.

    `rows` are those of approvals in the layer and the list (column `source`). What was promised
    in the name of a 文号 is not lacking here; whether it was kept is A-1c's question.
    """
    register, promised = links(confirmations), _promised(promises)
    by_doc = dict(list(rows.groupby(level=0, sort=False)))
    return [_one(str(doc), by_doc[doc], register, promised) for doc in rows.index.unique()]


def _one(doc: str, rows: pd.DataFrame, register: Links, promised: Promises) -> Told:
    need, found = needs(rows), register.of(doc)
    link = linked(found, register.absent)
    numbers, pledge = promised.get(doc, ("", dict.fromkeys(POOLS, 0)))
    gaps, doubts = {}, []
    for pool in POOLS:
        gaps[pool], why = short(need[pool], _more(link[pool], pledge[pool]))
        doubts += [why] if why else []
    kept = f"，承诺{numbers}补充{amount_words(pledge)}（是否兑现见A-1c）" if numbers else ""
    if nameless(rows):
        return Told(doubts=("缺批准文号，不能对照挂钩台账",) if need["area_m2"].most != 0 else ())
    if any(gaps.values()):
        wanted = amount_words({pool: one.least for pool, one in need.items()})
        said = f"批复占用{wanted}，{_linked_words(found, link)}{kept}，缺{amount_words(gaps)}"
        return Told((said,), area_centi_m2=gaps["area_m2"] * 100)
    note = "" if doubts or not numbers else f"挂钩不足部分{kept[1:]}"
    return Told(doubts=tuple(doubts[:1]), note=note if _leans(need, link) else "")


def _more(link: Amount, pledge: int) -> Amount:
    return Amount(link.least + pledge, None if link.most is None else link.most + pledge, link.why)


def _leans(need: Mapping[str, Amount], link: Mapping[str, Amount]) -> bool:
    """Return whether some pool would be short without the promises."""
    return any(short(need[pool], link[pool]) != (0, "") for pool in POOLS)


def _linked_words(found: list[dict[str, object]], link: Mapping[str, Amount]) -> str:
    if not found:
        return "挂钩台账（声明完整）没有该批准文号的确认单"
    numbers = sorted({str(row["confirm_no"]) for row in found})
    held = amount_words({pool: one.most or one.least for pool, one in link.items()})
    more = "等" if len(numbers) > 3 else ""
    return f"确认单{'、'.join(numbers[:3])}{more}已挂钩{held or '0'}"


def _promised(chosen: Chosen) -> Promises:
    """Return the numbers and the pools of the promises in the name of each 文号."""
    out: dict[str, tuple[str, dict[str, int]]] = {}
    for row in [] if isinstance(chosen, Missing) else plain_rows(chosen.rows):
        if doc := doc_no(row["approval_doc"]):
            numbers, pools = out.get(doc, ("", dict.fromkeys(POOLS, 0)))
            both = {pool: pools[pool] + (row[pool] or 0) for pool in POOLS}
            out[doc] = f"{numbers}、{row['promise_no']}".strip("、"), both
    return out
