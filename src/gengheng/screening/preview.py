"""初审: what all rules say of one project, or of plots that nobody has filed yet.

It is the ordinary screening. Rules about plots get the material with the plots of this project
alone; rules that look at a project beside the others (a rate of its type, ground used twice) get
all of it, and only what they answer about this project is kept. So nothing is asked in a second
way, and a project hears here what the screening of the whole folder says of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd

from gengheng.area.grid import grid_of
from gengheng.catalogue.zone import stand
from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.intake.reading import Table
from gengheng.records.finding import Said, finding_id
from gengheng.records.overlap import Overlap
from gengheng.records.run import RuleResult
from gengheng.rules.rule import Rule
from gengheng.screening.material import Material
from gengheng.screening.overlaps import overlaps
from gengheng.screening.pending import Registered, registered
from gengheng.screening.run import Outcome, screen
from gengheng.screening.subjects import Filed, plots_of
from gengheng.values.errors import Refused, UnknownCrs

PENDING = "（待报备）"


@dataclass(frozen=True, slots=True)
class Preview:
    """What was answered about some projects (one, as a rule), and of what material.

    `idle` are the rules that are about rows of tables and therefore about no project; `notes` say
    what happened to a file of plots that was laid beside the folder.
    """

    numbers: tuple[str, ...]
    outcome: Outcome
    material: Material
    idle: tuple[str, ...]
    notes: tuple[str, ...]


def of_project(rules: Iterable[Rule], material: Material, number: str) -> Preview:
    """Return what is said of a project of the folder. Raises `Refused` where nobody knows it."""
    filed = {plot.project_no for plot in material.plots}
    if number not in filed | {project.project_no for project in material.projects}:
        why = "不在报备台账中，也没有它的地块，请核对号码，或先把资料列入 county.toml"
        raise Refused([f"项目备案号{number}{why}"])
    return _preview(list(rules), material, (number,), ())


def of_plots(
    rules: Iterable[Rule], material: Material, path: Path, told: Registered | None = None
) -> Preview:
    """Return what is said of the plots of a file that is not yet part of the folder.

    Plots without a 备案号 go under （待报备）. Where the folder has plots of the same number, those
    of the file stand in their place; so does a row of the register that is `told` beside it.
    Raises `Refused` where the file holds no plots.
    """
    beside, numbers, notes = _beside(material, path)
    if told is not None:
        beside, more = registered(beside, numbers, told)
        notes = (*notes, *more)
    return _preview(list(rules), beside, numbers, notes)


def _beside(material: Material, path: Path) -> tuple[Material, tuple[str, ...], tuple[str, ...]]:
    """Return the material with the plots of a file, their numbers, and what is to be said."""
    county = material.county
    reading = read(original(path, name=path.name))
    if reading.source.refused:
        raise Refused([reading.source.refused])
    tables = [_numbered(t) for t in reading.tables if t.card.schema == "plots"]
    unused: list[str] = []
    filed = [_filed(table, path.name, county.grid) for table in tables]
    plots, frame = plots_of(filed, county.grid, unused)
    if not plots:
        raise Refused([f"{path.name}：没有读到地块，请给出报盘TXT或含地块编号的图层"])
    numbers = tuple(dict.fromkeys(plot.project_no for plot in plots))
    cards = reading.source.layers
    notes = [one.sentence for card in cards for one in (*card.rejections, *card.repairs)]
    old = [plot for plot in material.plots if plot.project_no in numbers]
    if old:
        notes.append(
            f"资料文件夹中已有{'、'.join(numbers)}的{len(old)}个地块，本次以{path.name}为准"
        )
    rest = material.subjects.plots
    rest = rest[~rest["project_no"].isin(numbers)]
    both = gpd.GeoDataFrame(pd.concat([rest, frame]) if len(rest) else frame, crs=county.grid)
    kept = tuple(plot for plot in material.plots if plot.project_no not in numbers)
    beside = replace(
        material,
        plots=(*kept, *plots),
        sources=(*material.sources, reading.source),
        subjects=replace(material.subjects, plots=both),
        held=material.held | {"plots"},
    )
    return beside, numbers, (*notes, *unused)


def _numbered(table: Table) -> Table:
    """Return a table in which plots without a 备案号 stand under （待报备）."""
    frame = table.frame
    named = frame["project_no"].where(frame["project_no"] != "", PENDING)
    return replace(table, frame=frame.assign(project_no=named))


def _filed(table: Table, name: str, epsg: str) -> Filed:
    try:
        return Filed(name, table, stand(table.ground, grid_of(epsg), epsg)[0], "")
    except UnknownCrs as why:
        return Filed(name, table, None, str(why))


def _preview(
    rules: Sequence[Rule], material: Material, numbers: tuple[str, ...], notes: tuple[str, ...]
) -> Preview:
    """Ask, and keep what is said of the projects `numbers`."""
    about_plots = [rule for rule in rules if rule.subject == "plot"]
    about_projects = [rule for rule in rules if rule.subject in ("project", "pair")]
    own = screen(about_plots, alone(material, numbers))
    all_ = screen(about_projects, material)
    kinds = {rule.id: rule.subject for rule in rules}
    frames = [one.answers for one in (own, all_) if len(one.answers)]
    frame = pd.concat(frames, ignore_index=True) if frames else own.answers
    pairs = list(zip(frame["rule"], frame["subject"], strict=True))
    mine = [kinds[r] == "plot" or _about(str(s), numbers) for r, s in pairs]
    answers = gpd.GeoDataFrame(frame[np.array(mine, dtype=bool)], crs=material.county.grid)
    kept = {finding_id(r, s) for r, s in zip(answers["rule"], answers["subject"], strict=True)}
    order = [rule.id for rule in rules]
    revisions = [r for r in (*own.revisions, *all_.revisions) if r.finding in kept]
    lines = [_line(line, answers) for line in (*own.run.rules, *all_.run.rules)]
    lines.sort(key=lambda line: order.index(line.rule))
    answers = answers.sort_values(["rule", "subject"], kind="stable", ignore_index=True)
    return Preview(
        numbers,
        Outcome(
            msgspec.structs.replace(all_.run, rules=tuple(lines)),
            tuple(sorted(revisions, key=lambda r: (order.index(r.rule), r.subject))),
            answers,
            _shared(answers),
            tuple(one for one in all_.scope if one.number in numbers),
            tuple(one for one in all_.papers if one.project_no in numbers),
        ),
        material,
        tuple(rule.id for rule in rules if rule.tables),
        notes,
    )


def alone(material: Material, numbers: Sequence[str]) -> Material:
    """Return the material with the plots and the register's rows of some projects alone."""
    told = material.subjects
    return replace(
        material,
        plots=tuple(plot for plot in material.plots if plot.project_no in numbers),
        projects=tuple(one for one in material.projects if one.project_no in numbers),
        subjects=replace(
            told,
            plots=told.plots[told.plots["project_no"].isin(numbers)],
            projects=told.projects[told.projects.index.isin(numbers)],
        ),
    )


def _about(subject: str, numbers: Sequence[str]) -> bool:
    """Return whether a project or a pair of projects is one of `numbers` or has one in it.

    >>> _about("A", ["A"]), _about("B|A", ["A"]), _about("B|*", ["A"])
    (True, True, False)
    """
    return bool({subject, *subject.split("|")} & set(numbers))


def _line(line: RuleResult, answers: gpd.GeoDataFrame) -> RuleResult:
    """Return a rule's line with the counts of what is said of the project.

    Remarks about everybody who was asked, and the count of slivers, are not about this project.
    """
    own = answers[answers["rule"] == line.rule]
    said = own["said"].astype(str).value_counts()
    reasons = own.loc[own["reason"] != "", "reason"].value_counts()
    return msgspec.structs.replace(
        line,
        asked=len(own),
        suspected=int(said.get(Said.SUSPECTED, 0)),
        unknown=int(said.get(Said.UNKNOWN, 0)),
        clear=int(said.get(Said.CLEAR, 0)),
        attention=int((own["note"] != "").sum()),
        reasons={str(why): int(reasons[why]) for why in sorted(reasons.index)},
        slivers=0,
        sliver_centi_m2=int(own["sliver_centi_m2"].sum()),
        notes=(),
    )


def _shared(answers: gpd.GeoDataFrame) -> tuple[Overlap, ...]:
    rows = answers[answers["said"] == Said.SUSPECTED]
    names = [finding_id(r, s) for r, s in zip(rows["rule"], rows["subject"], strict=True)]
    shapes = np.asarray(rows.geometry.array, dtype=object)
    return overlaps(names, shapes, rows["area_centi_m2"].tolist(), rows.crs)
