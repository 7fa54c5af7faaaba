"""report.html: the whole run as a page that needs no network, and further pages where it is long.

No script, no outside address, no web font: a strict Content-Security-Policy stands in each page
itself, so that it may be opened from a memory stick on any computer of the office.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from gengheng.records.finding import Revision, Said
from gengheng.reports.cover import Cover, cover
from gengheng.reports.desk import Desk, desk
from gengheng.reports.dossier import Dossier, dossier
from gengheng.reports.maps import legend
from gengheng.reports.papers import papers_view
from gengheng.reports.scope import scope_view
from gengheng.reports.split import MOST, REPORT, WHOLE, Part, Places, places
from gengheng.reports.steps import what_to_do
from gengheng.reports.sums import in_order
from gengheng.reports.words import (
    NATURE,
    OVERLAP,
    Known,
    area,
    by_rule,
    summary,
    unused_words,
)
from gengheng.rules.index import RULES
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome
from gengheng.standards.tables import schemas

ENV = jinja2.Environment(
    loader=jinja2.PackageLoader("gengheng.reports"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
Shown = tuple[int, str, str, Dossier]


def pages(
    outcome: Outcome,
    material: Material,
    held: Known | None = None,
    *,
    whole: int = WHOLE,
    most: int = MOST,
) -> Iterator[tuple[str, str]]:
    """Yield (file name, text) of report.html, then of each further page. Same outcome, same text.

    `held` is what `known` says of the outcome; it is asked where it is not given. `whole` and
    `most` are the numbers of findings that a page holds, see `split`.
    """
    table = desk(outcome, material, held)
    where = places(table.suspected, whole=whole, most=most)
    told = _told(table)
    yield REPORT, _report(table, material, where, told)
    for at, part in enumerate(where.parts):
        yield part.name, _part(table, where, at, told)


def _told(table: Desk) -> dict[str, Any]:
    """Return what every page of a run says."""
    return {
        "run": table.outcome.run,
        "css": Markup(files("gengheng.reports").joinpath("report.css").read_text("utf-8")),  # noqa: S704
        "known": table.known,
        "papers": papers_view(table.outcome, table.known.projects),
        "rules": RULES,
        "total": len(table.suspected),
        "legend": legend(),
        "nature": NATURE,
    }


def _report(table: Desk, material: Material, where: Places, told: dict[str, Any]) -> str:
    """Return report.html; the findings themselves stand on it where there are no further pages."""
    outcome = table.outcome
    rows = outcome.revisions
    return ENV.get_template("report.html.j2").render(
        **told,
        title="",
        home="",
        link=lambda finding: where.link(finding, REPORT),
        parts=where.parts,
        grid=table.grid,
        summary=summary(outcome.run),
        cover=_cover(table, material),
        scope=scope_view(outcome, material),
        problems=in_order(rule.problem for rule in RULES.values()),
        suspected=by_rule(table.suspected),
        unknown=[r for r in rows if r.said == Said.UNKNOWN],
        attention=[r for r in rows if r.said == Said.CLEAR and r.note],
        dossiers=() if where.parts else _dossiers(table, where, REPORT, table.suspected, 1),
        unused=unused_words(outcome.run),
        schemas=schemas(),
        area=area,
        what_to_do=what_to_do,
        overlap=OVERLAP,
    )


def _part(table: Desk, where: Places, at: int, told: dict[str, Any]) -> str:
    """Return the text of a further page."""
    names = ["", *(part.name for part in where.parts), ""]
    part: Part = where.parts[at]
    return ENV.get_template("part.html.j2").render(
        **told,
        title=f"{part.rule} 第{part.at}页",
        home=REPORT,
        part=part,
        before_page=names[at],
        after_page=names[at + 2],
        dossiers=_dossiers(table, where, part.name, part.findings, part.first),
    )


def _cover(table: Desk, material: Material) -> Cover:
    found, run = list(table.suspected), table.outcome.run
    return cover(run, found, table.known, material.sources, table.ground)


def _dossiers(
    table: Desk, where: Places, page: str, findings: Sequence[Revision], first: int
) -> Iterator[Shown]:
    """Yield (place, link to the finding before, to the one after, dossier) for a page."""
    names = ["", *(r.finding for r in table.suspected), ""]
    for at, revision in enumerate(findings, start=first):
        before, after = (where.link(names[n], page) for n in (at - 1, at + 1))
        yield at, before, after, dossier(revision, table)
