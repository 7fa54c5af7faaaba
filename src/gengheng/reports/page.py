"""report.html: the whole run as one file that needs no network.

No script, no outside address, no web font: a strict Content-Security-Policy stands in the page
itself, so that it may be opened from a memory stick on any computer of the office.
"""

from collections.abc import Iterator
from importlib.resources import files

import jinja2
from markupsafe import Markup

from gengheng.area.grid import grid_of
from gengheng.records.finding import Said
from gengheng.reports.cover import Cover, cover
from gengheng.reports.desk import Desk, desk
from gengheng.reports.dossier import Dossier, dossier
from gengheng.reports.maps import legend
from gengheng.reports.papers import papers_view
from gengheng.reports.scope import scope_view
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
)


def page(outcome: Outcome, material: Material, held: Known | None = None) -> str:
    """Return the page. The same outcome gives the same text, to the byte.

    `held` is what `known` says of the outcome; it is asked where it is not given.
    """
    table = desk(outcome, material, held)
    rows = outcome.revisions
    return ENV.get_template("report.html.j2").render(
        run=outcome.run,
        grid=grid_of(outcome.run.grid).label,
        css=Markup(files("gengheng.reports").joinpath("report.css").read_text("utf-8")),  # noqa: S704
        summary=summary(outcome.run),
        cover=_cover(table, material),
        known=table.known,
        scope=scope_view(outcome, material),
        papers=papers_view(outcome, table.known.projects),
        rules=RULES,
        problems=in_order(rule.problem for rule in RULES.values()),
        suspected=by_rule(table.suspected),
        total=len(table.suspected),
        unknown=[r for r in rows if r.said == Said.UNKNOWN],
        attention=[r for r in rows if r.said == Said.CLEAR and r.note],
        dossiers=_dossiers(table),
        legend=legend(),
        unused=unused_words(outcome.run),
        schemas=schemas(),
        area=area,
        what_to_do=what_to_do,
        nature=NATURE,
        overlap=OVERLAP,
    )


def _cover(table: Desk, material: Material) -> Cover:
    found, run = list(table.suspected), table.outcome.run
    return cover(run, found, table.known, material.sources, table.ground)


def _dossiers(table: Desk) -> Iterator[tuple[int, str, str, Dossier]]:
    """Yield (place, finding before, finding after, dossier), one by one."""
    names = ["", *(r.finding for r in table.suspected), ""]
    for at, revision in enumerate(table.suspected, start=1):
        yield at, names[at - 1], names[at + 1], dossier(revision, table)
