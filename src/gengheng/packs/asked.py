"""问过没有: why a finding that was known is no longer shown: found clear, or not asked about.

A case may close over a finding that is gone, but only where somebody looked. What the newest run
was asked stands in its answers.parquet; what it shows stands in its records.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from pyarrow import ArrowException
from pyarrow.parquet import read_table

from gengheng.packs.contents import Screened
from gengheng.records.finding import Revision
from gengheng.records.layer import LayerRef
from gengheng.records.run import RuleResult
from gengheng.rules.index import RULES
from gengheng.rules.rule import Rule
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused

ANSWERS, TWICE = "answers.parquet", "（另一图层）"
Answered = Mapping[tuple[str, str], str]  # (rule, subject): why 无法判定, "" where it is not


def answered(table: Path | bytes) -> dict[tuple[str, str], str]:
    """Return every rule and subject that a run answered. Raises `Refused` for a damaged table."""
    try:
        read = read_table(
            BytesIO(table) if isinstance(table, bytes) else table,
            columns=["rule", "subject", "reason"],
        )
    except (ArrowException, OSError) as error:
        raise Refused([f"{ANSWERS} 不能读取：{error}"]) from None
    rule, subject, reason = (read.column(n).to_pylist() for n in read.column_names)
    return dict(zip(zip(rule, subject, strict=True), reason, strict=True))


def why_gone(lost: Iterable[Revision], screened: Screened, answers: Answered) -> dict[str, str]:
    """Return {finding: why the run did not ask about it, "" where it asked and found nothing}.

    `lost` are the newest known revisions of findings that the run `screened` does not show. A
    subject that is not there proves nothing, unless county.toml says of every table in which it
    could stand that all of its rows are there.
    """
    lines = {line.rule: line for line in screened.run.rules if not line.not_run}
    doubts = {key: why for key, why in answers.items() if why}
    out = {}
    for old in lost:
        rule, line = RULES.get(old.rule), lines.get(old.rule)
        if rule is None or line is None:
            out[old.finding] = f"未执行规则{old.rule}"
        elif (old.rule, old.subject) in answers and rule.subject != "pair":
            out[old.finding] = ""
        elif rule.subject == "pair":
            out[old.finding] = _of_pair(old, rule, line, screened, (answers, doubts))
        else:
            there = _complete((n for of in rule.tables for n in (of.schema, *of.also)), screened)
            out[old.finding] = "" if there else f"的资料中没有{old.subject}"
    return out


def _of_pair(
    old: Revision,
    rule: Rule,
    line: RuleResult,
    screened: Screened,
    told: tuple[Answered, Answered],
) -> str:
    """Return why a pair was not compared, "" where both were there and nothing is in doubt."""
    answers, doubts = told
    one, _, other = old.subject.partition("|")
    while other.endswith(TWICE):
        other = other.removesuffix(TWICE)
    held = {ref.schema for ref in screened.run.layers}
    before = {ref.schema for ref in old.inputs.values() if isinstance(ref, LayerRef)}
    if before - held:
        return f"没有{'、'.join(schemas()[name].label for name in sorted(before - held))}"
    filed = (old.rule, f"{other}|*") in answers or other == "*"
    asked = {f"{one}|*", f"{other}|*"}
    unsure = [
        f"{subject.removesuffix('|*')}（{why}）"
        for (name, subject), why in doubts.items()
        if name == old.rule and (subject in asked or (not filed and subject.startswith(f"{one}|")))
    ]
    if unsure:
        return f"无法核对{'、'.join(sorted(unsure))}"
    known = {one: (old.rule, f"{one}|*") in answers, other: filed or other in line.partners}
    if _complete((item.schema for item in rule.inputs.values()), screened):
        known[other] = True
    missing = [number for number, there in known.items() if not there]
    return f"的资料中没有{'、'.join(missing)}" if missing else ""


def _complete(names: Iterable[str], screened: Screened) -> bool:
    """Tell whether county.toml calls every one of some tables complete, as far as they are held."""
    held = {ref.schema for ref in screened.run.layers} & set(names)
    return bool(held) and held <= {e.schema for e in screened.county.file if e.complete}
