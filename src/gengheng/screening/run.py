"""排查: ask every rule of every subject it is about."""

import platform
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyogrio
import pyproj
import shapely
import xlsxwriter
from msgspec.structs import replace

from gengheng import __version__
from gengheng.area.compiled import version
from gengheng.overlay.engine import Tally, tallied
from gengheng.records.finding import Revision, Said, finding_id
from gengheng.records.layer import NotRun
from gengheng.records.overlap import Overlap
from gengheng.records.paper import PaperCheck
from gengheng.records.run import RuleResult, Run
from gengheng.records.scope import Scoped
from gengheng.rules.rule import Answers, Rule
from gengheng.screening.finding import revise
from gengheng.screening.material import Material
from gengheng.screening.overlaps import overlaps
from gengheng.screening.papers import checks, count_by_stage
from gengheng.screening.partners import partners
from gengheng.screening.plan import plan
from gengheng.screening.scope import count_of, scope_of
from gengheng.values.progress import told


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out. 未执行 is a result and stands on the first page.

    `answers` has one row per rule and subject, also for plain 未发现, ordered by rule and subject,
    with the shape of the ground each answer is about. `overlaps` is the ground that several
    suspicions share. `scope` says what had to be looked at, `papers` what was found of its papers.
    """

    run: Run
    revisions: tuple[Revision, ...]
    answers: gpd.GeoDataFrame
    overlaps: tuple[Overlap, ...] = ()
    scope: tuple[Scoped, ...] = ()
    papers: tuple[PaperCheck, ...] = ()


def screen(rules: Iterable[Rule], material: Material) -> Outcome:
    """Return all answers. The same material gives the same ids, in the same order, anywhere."""
    with tallied() as tally:
        return _screen(rules, material, tally)


def _screen(rules: Iterable[Rule], material: Material, tally: Tally) -> Outcome:
    """Ask the rules, and count what was overlaid for them."""
    revisions: list[Revision] = []
    results: list[RuleResult] = []
    tables: list[gpd.GeoDataFrame] = []
    asked = tuple(rules)
    for k, rule in enumerate(asked, 1):
        told(f"规则 {k}/{len(asked)}　{rule.id} {rule.label}")
        params = rule.defaults | material.county.rules.get(rule.id, {})
        made = plan(rule, material)
        if isinstance(made, NotRun):
            results.append(_result(rule, params, [], made))
            continue
        done: list[Answers] = []
        for group in made.groups:
            answered = rule.check(group.subjects, group.inputs, params)
            revisions += revise(rule, params, group, answered.rows, material.plots)
            done.append(answered)
        if made.unasked is not None:
            revisions += revise(rule, params, None, made.unasked.rows, material.plots)
            done.append(made.unasked)
        tables += [a.rows.assign(rule=rule.id) for a in done if len(a.rows)]
        line = _result(rule, params, done, None, made.notes)
        chosen = (layer for group in made.groups for layer in group.inputs.values())
        results.append(replace(line, partners=partners(rule, chosen)))
    told("")
    revisions.sort(key=lambda r: (r.rule, r.subject))
    frame = _all(tables, material.county.grid)
    scope = scope_of(material)
    papers = checks(material, scope)
    run = replace(
        _run(material, results, scope, papers),
        pairs=tally.pairs,
        judged=dict(sorted(tally.judged.items())),
    )
    return Outcome(run, tuple(revisions), frame, _shared(frame), scope, papers)


def _shared(frame: gpd.GeoDataFrame) -> tuple[Overlap, ...]:
    """Return the ground that several suspicions share."""
    rows = frame[frame["said"] == Said.SUSPECTED] if len(frame) else frame
    names = [finding_id(r, s) for r, s in zip(rows["rule"], rows["subject"], strict=True)]
    shapes = np.asarray(rows.geometry.array, dtype=object)
    return overlaps(names, shapes, rows["area_centi_m2"].tolist() if names else [], frame.crs)


def _result(
    rule: Rule,
    params: dict[str, int],
    done: list[Answers],
    not_run: NotRun | None,
    notes: tuple[str, ...] = (),
) -> RuleResult:
    """Return the rule's line on the cover."""
    said = Counter(word for a in done for word in a.rows["said"])
    reasons = Counter(why for a in done for why in a.rows["reason"] if why)
    return RuleResult(
        rule=rule.id,
        version=rule.version,
        label=rule.label,
        problem=rule.problem,
        params=params,
        asked=said.total(),
        suspected=said[Said.SUSPECTED],
        unknown=said[Said.UNKNOWN],
        clear=said[Said.CLEAR],
        attention=sum(int((a.rows["note"] != "").sum()) for a in done),
        reasons=dict(sorted(reasons.items())),
        slivers=sum(a.slivers for a in done),
        sliver_centi_m2=sum(int(a.rows["sliver_centi_m2"].sum()) for a in done),
        notes=tuple(dict.fromkeys([*notes, *(note for a in done for note in a.notes)])),
        not_run=not_run,
    )


def _all(tables: list[gpd.GeoDataFrame], grid: str) -> gpd.GeoDataFrame:
    if not tables:
        return gpd.GeoDataFrame({"rule": [], "subject": []}, geometry=[], crs=grid)
    frame = pd.concat([t.rename_axis("subject").reset_index() for t in tables], ignore_index=True)
    frame = frame.sort_values(["rule", "subject"], kind="stable", ignore_index=True)
    shapes = gpd.GeoSeries(np.asarray(frame["pieces"].array), crs=grid)
    return gpd.GeoDataFrame(frame.drop(columns="pieces"), geometry=shapes)


def _run(
    material: Material,
    results: list[RuleResult],
    scope: tuple[Scoped, ...],
    papers: tuple[PaperCheck, ...],
) -> Run:
    county = material.county
    return Run(
        county=county.code,
        name=county.name,
        as_of=county.as_of,
        grid=county.grid,
        rules=tuple(results),
        layers=tuple(layer.ref for layer in material.shelf),
        unused=material.unused,
        moved=material.moved,
        unlisted=material.unlisted,
        scope=count_of(material, scope),
        papers=count_by_stage(papers),
        programs={
            "gengheng": __version__,
            "python": ".".join(platform.python_version_tuple()[:2]),
            "geos": shapely.geos_version_string,
            "proj": pyproj.proj_version_str,
            "gdal": pyogrio.__gdal_version_string__,
            "numpy": np.__version__,
            "numba": version(),
            "pandas": pd.__version__,
            "shapely": shapely.__version__,
            "pyarrow": pyarrow.__version__,
            "xlsxwriter": xlsxwriter.__version__,
        },
    )
