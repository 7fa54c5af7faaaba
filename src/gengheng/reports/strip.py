"""地类沿革 of one subject: for every survey on the shelf, which classes covered it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gengheng.records.finding import Revision
from gengheng.records.layer import LayerRef
from gengheng.reports.groups import FARMLAND, GROUPS, Group, group_of
from gengheng.reports.words import when
from gengheng.rules.index import RULES
from gengheng.screening.history import COLUMNS
from gengheng.values.units import part

Survey = tuple[date, str]
ByClass = Mapping[Survey, Mapping[str, int]]
UNSEEN = Group("unseen", "未覆盖")
LEAST = 2  # ‰ that may be missing before ground is called 未覆盖


@dataclass(frozen=True, slots=True)
class Column:
    """One vintage: its year, what it was used for, and ‰ of the subject by group.

    `farmland` is the ‰ of farmland in the suspected part, None where there is no such part.
    """

    vintage: date
    second: bool
    used: str
    shares: Mapping[Group, int]
    farmland: int | None

    @property
    def year(self) -> int:
        """The year of the survey."""
        return self.vintage.year


@dataclass(frozen=True, slots=True)
class Strip:
    """The columns, oldest first, and the groups that occur in any of them."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]


def by_class(table: pd.DataFrame) -> dict[str, dict[Survey, dict[str, int]]]:
    """Return {subject: {survey: {land class: 0.01 m²}}} of the table of `screening.history`."""
    out: dict[str, dict[Survey, dict[str, int]]] = {}
    columns = (table[name].tolist() for name in COLUMNS)
    for subject, schema, vintage, dlbm, amount in zip(*columns, strict=True):
        out.setdefault(subject, {}).setdefault((vintage, schema), {})[dlbm] = amount
    return out


def farmland(classes: Mapping[str, int]) -> int:
    """Return how much of the ground is farmland, in the unit of the areas.

    >>> farmland({"0102": 70, "0404": 30})
    70
    """
    return sum(amount for code, amount in classes.items() if group_of(code) == FARMLAND)


def strip(
    revision: Revision, surveys: Sequence[Survey], whole: int, ground: ByClass, pieces: ByClass
) -> Strip:
    """Return the strip of a subject of `whole` 0.01 m² over all `surveys`."""
    columns = []
    for survey in surveys:
        inside = pieces.get(survey, {})
        seen = sum(inside.values())
        columns.append(
            Column(
                survey[0],
                survey[1] == "dltb_2",
                used_for(revision, survey),
                _shares(ground.get(survey, {}), whole),
                part(farmland(inside), 1000, seen) if seen else None,
            )
        )
    present = {group for column in columns for group in column.shares}
    return Strip(tuple(columns), tuple(g for g in (*GROUPS, UNSEEN) if g in present))


def used_for(revision: Revision, survey: Survey) -> str:
    """Return for what a survey was used, "" if it was not."""
    rule = RULES[revision.rule]
    return "、".join(
        when(rule, name)
        for name, chosen in revision.inputs.items()
        if isinstance(chosen, LayerRef) and (chosen.vintage, chosen.schema) == survey
    )


def _shares(classes: Mapping[str, int], whole: int) -> dict[Group, int]:
    """Return ‰ by group in the order of `GROUPS`; what no patch covers is 未覆盖."""
    sums: dict[Group, int] = {}
    for code, amount in classes.items():
        sums[group_of(code)] = sums.get(group_of(code), 0) + amount
    out = {group: part(sums[group], 1000, max(whole, 1)) for group in GROUPS if group in sums}
    left = 1000 - part(sum(sums.values()), 1000, max(whole, 1))
    return out | ({UNSEEN: left} if left > LEAST else {})
