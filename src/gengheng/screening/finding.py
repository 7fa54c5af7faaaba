"""From answers to revisions, and from revisions to what is new.

Screening opens nothing and closes nothing: it says what it sees now, beside what was known.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.catalogue.shelf import PLACES, Layer
from gengheng.records.finding import Revision, Said
from gengheng.records.plot import Plot
from gengheng.rules.rule import Params, Rule
from gengheng.screening.plan import Group


@dataclass(frozen=True, slots=True)
class Match:
    """Fresh revisions beside the known ones: which findings are new, revised, same, gone."""

    new: tuple[Revision, ...]
    revised: tuple[Revision, ...]
    same: tuple[Revision, ...]
    no_longer_shown: tuple[str, ...]


def revise(
    rule: Rule, params: Params, group: Group | None, rows: gpd.GeoDataFrame, plots: Iterable[Plot]
) -> list[Revision]:
    """Return a revision for each answer worth a row: 疑似, 无法判定, or 未发现 with a note.

    `group` is None for subjects that were answered without being asked.
    """
    refs = {
        name: c.ref if isinstance(c, Layer) else c.reason
        for name, c in (group.inputs if group else {}).items()
    }
    kept = rows[(rows["said"] != Said.CLEAR) | (rows["note"] != "")]
    shapes = shapely.to_wkb(shapely.normalize(kept.geometry.to_numpy()))
    filed: dict[str, list[Plot]] = {}
    for plot in plots:
        name = plot.subject if rule.subject == "plot" else plot.project_no
        filed.setdefault(name, []).append(plot)
    written = _written(group.subjects.asked, kept.index) if group and rule.tables else {}
    return [
        Revision(
            rule=rule.id,
            rule_version=rule.version,
            subject=subject,
            project_no=project_of(rule, subject, filed),
            said=Said(row["said"]),
            area_centi_m2=int(row["area_centi_m2"]),
            survey_centi_m2=None
            if pd.isna(row["survey_centi_m2"])
            else int(row["survey_centi_m2"]),
            sliver_centi_m2=int(row["sliver_centi_m2"]),
            money_fen=None if pd.isna(row["money_fen"]) else int(row["money_fen"]),
            detail=row["detail"],
            reason=row["reason"],
            note=row["note"],
            ground=written[subject] if rule.tables else _ground(subject, filed),
            pieces=hashlib.sha256(shapes[i]).hexdigest() if shapes[i] else "",
            inputs=refs,
            params=dict(params),
        )
        for i, (subject, row) in enumerate(zip(kept.index, _rows(kept), strict=True))
    ]


def _rows(kept: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    plain = pd.DataFrame(kept.drop(columns="pieces"))
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def project_of(rule: Rule, subject: str, filed: Mapping[str, Sequence[Plot]]) -> str:
    """Return the 项目备案号 that a subject belongs to: the first of a pair, "" of a table's row.

    `filed` are the plots, by subject for a rule about plots. The number is looked up, never cut
    out of the subject: it may hold a hyphen itself.
    """
    if rule.tables:
        return ""
    if rule.subject == "pair":
        return subject.split("|")[0]
    if rule.subject == "project":
        return subject
    return filed[subject][0].project_no


def _ground(subject: str, filed: Mapping[str, Sequence[Plot]]) -> str:
    """Return the digest of the filed shapes that a plot, a project or a pair of both stands for."""
    own = [p for name in subject.split("|") for p in filed.get(name, ())]
    return hashlib.sha256("\n".join(p.geometry for p in own).encode()).hexdigest()


def _written(asked: gpd.GeoDataFrame, subjects: pd.Index) -> dict[str, str]:
    """Return for each subject the digest of what its rows of a table say and of their shapes."""
    rows = asked[asked.index.isin(subjects)]
    told = rows.drop(columns=[rows.geometry.name, *(PLACES & set(rows.columns))])
    shapes = shapely.to_wkb(shapely.normalize(np.asarray(rows.geometry.array)))
    lines: dict[str, list[str]] = {}
    for subject, row, shape in zip(rows.index, told.to_numpy(), shapes, strict=True):
        line = "\x1f".join("" if pd.isna(v) else str(v) for v in row)
        lines.setdefault(str(subject), []).append(f"{line}\n{shape.hex() if shape else ''}")
    return {
        subject: hashlib.sha256("\n".join(sorted(own)).encode()).hexdigest()
        for subject, own in lines.items()
    }


def match(known: Mapping[str, Revision], fresh: Iterable[Revision]) -> Match:
    """Compare with `known` = {finding id: its newest revision}. Verdicts are not touched."""
    now = {revision.finding: revision for revision in fresh}
    old = {finding: revision.id for finding, revision in known.items()}
    return Match(
        new=tuple(r for f, r in now.items() if f not in old),
        revised=tuple(r for f, r in now.items() if f in old and old[f] != r.id),
        same=tuple(r for f, r in now.items() if old.get(f) == r.id),
        no_longer_shown=tuple(f for f in old if f not in now),
    )
