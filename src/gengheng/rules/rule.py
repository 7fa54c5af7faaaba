"""What a rule is: a declaration, and one function that asks the question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gengheng.catalogue.vintage import Chosen
from gengheng.overlay.naive import series
from gengheng.records.finding import Said
from gengheng.records.layer import Selector

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Inputs = Mapping[str, Chosen]
Params = Mapping[str, int]
COLUMNS = (
    "said", "area_centi_m2", "survey_centi_m2", "sliver_centi_m2", "money_fen",
    "detail", "reason", "note", "pieces",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a rule is asked about.

    `plots` (index: 项目备案号-地块编号) has project_no, plot_no, declared_m2, grade_tenths and
    grade_before_tenths (Int64, NA where blank), land ("" where blank), area_centi_m2 and
    plane_centi_m2 (own zone; 0 where `fault`), `fault` (no sound shape), `place` (why it may not
    stand in the county's grid, the fault included) and the geometry there, None where `place`. A
    rule about plots sees only plots that have a place. `projects` (index: 项目备案号) has the
    fields of the record `Project`. `day` is the day of the screening (as_of).

    A rule about the rows of a table (`Of`) has them in `rows`: index is the key, which may repeat
    (the plots of one approval); the columns are those of the schema by their frame names, `file`
    and `row`, and of a layer `place` (why the shape may not stand in the county's grid) and the
    geometry, None where `place`. `schema` says which table; "" and None for other rules.
    """

    plots: gpd.GeoDataFrame
    projects: pd.DataFrame
    day: date
    rows: gpd.GeoDataFrame | None = None
    schema: str = ""

    @property
    def asked(self) -> gpd.GeoDataFrame:
        """The rows of a rule about a table. Raises `ValueError` for other rules."""
        if self.rows is None:
            raise ValueError("not a rule about the rows of a table")
        return self.rows


@dataclass(frozen=True, slots=True)
class Answers:
    """One row per subject (index) with `COLUMNS`; `notes` are said once on the rule's line.

    `pieces` is the shape of the ground that the answer is about, None where there is none.
    """

    rows: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()
    slivers: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """A named input: which layer, which vintage of it for each subject, and what it is for."""

    schema: str
    vintage: Selector
    use: str


@dataclass(frozen=True, slots=True)
class Param:
    """One threshold: its value, its unit, what it does and who set it; printed on the page."""

    value: int
    unit: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Of:
    """Subjects that are the rows of a table: of which, under which key, with which dates.

    `events` maps the event of a selector to the date column of the table, or to several, of which
    the first counts that a row of the key fills; rows that differ give the earliest. `inputs` names
    the inputs that are chosen for these subjects, all of the rule's by default. `where` picks the
    rows that are asked; rows without a shape are always asked. `unit` is the column that names
    the reporting unit, `title` the one that names the matter; "" where the table has none.

    `also` names further tables with the same columns (the list beside the layer): their rows are
    asked under the same key, and a column `source` says where each row comes from. `spelled`
    gives a key its one spelling, so that two ways of writing it are one subject. The key of a
    layer with vintages is "year-key", because it means nothing in another vintage; the year is that
    of the earliest vintage in which half of the ground or more passed `where` already.
    """

    schema: str
    key: str
    events: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    inputs: tuple[str, ...] | None = None
    where: Callable[[gpd.GeoDataFrame], Flags] | None = None
    unit: str = ""
    title: str = ""
    also: tuple[str, ...] = ()
    spelled: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Rule:
    """The declaration. `check` is total: one answer for every subject, from three words.

    `needs` lists groups of which at least one schema must be there, else the rule is 未执行.
    `blind` says what the rule cannot see; it stands beside every finding as counter-evidence.
    `method` says in two to four sentences for a clerk how it is asked and what each of the three
    words then means; it names no threshold, because a county may change it.
    """

    id: str
    version: int
    problem: str
    label: str
    question: str
    subject: Literal["plot", "project", "pair"] | tuple[Of, ...]
    basis: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    inputs: Mapping[str, Input]
    params: Mapping[str, Param]
    blind: tuple[str, ...]
    check: Callable[[Subjects, Inputs, Params], Answers]
    method: str = ""

    @property
    def tables(self) -> tuple[Of, ...]:
        """The tables whose rows are asked about; none for rules about plots and projects."""
        return self.subject if isinstance(self.subject, tuple) else ()

    @property
    def defaults(self) -> dict[str, int]:
        """The declared parameter values, before a county changes one."""
        return {name: param.value for name, param in self.params.items()}


def answers(
    subjects: pd.Index,
    *,
    suspected: Flags,
    unknown: Flags,
    area_centi_m2: Ints,
    detail: object = "",
    reason: object = "",
    note: object = "",
    sliver_centi_m2: object = 0,
    survey_centi_m2: list[int | None] | None = None,
    pieces: gpd.GeoSeries | None = None,
) -> gpd.GeoDataFrame:
    """Return one row per subject. What is known may suffice to suspect; not knowing never clears.

    `detail` goes to the rows that end as 疑似, `reason` to 无法判定, `note` (关注) to 未发现; each
    is one text or one per subject. An unknown row without a reason raises `ValueError`.
    """
    n = len(subjects)
    said = np.select([suspected, unknown], [Said.SUSPECTED, Said.UNKNOWN], Said.CLEAR)
    reasons = _only(reason, said == Said.UNKNOWN, n)
    if any(not why for why, word in zip(reasons, said, strict=True) if word == Said.UNKNOWN):
        raise ValueError("无法判定 without a reason")
    survey = survey_centi_m2 or [None] * n
    shapes = pieces if pieces is not None else series([None] * n, None)
    return gpd.GeoDataFrame(
        {
            "said": said,
            "area_centi_m2": np.broadcast_to(area_centi_m2, n).astype(np.int64),
            "survey_centi_m2": pd.array(survey, dtype="Int64"),
            "sliver_centi_m2": np.broadcast_to(np.asarray(sliver_centi_m2), n).astype(np.int64),
            "money_fen": pd.array([None] * n, dtype="Int64"),
            "detail": _only(detail, said == Said.SUSPECTED, n),
            "reason": reasons,
            "note": _only(note, said == Said.CLEAR, n),
            "pieces": gpd.GeoSeries(np.asarray(shapes.array), index=subjects, crs=shapes.crs),
        },
        index=subjects,
        geometry="pieces",
    )


def _only(text: object, where: Flags, n: int) -> list[str]:
    """Return the text of each row where it belongs, "" elsewhere."""
    each = [text] * n if isinstance(text, str) else list(text)  # type: ignore[call-overload]
    return [str(t) if here else "" for t, here in zip(each, where, strict=True)]
