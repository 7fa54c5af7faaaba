"""The files of a run folder, as bytes by name."""

from gengheng.records.codec import dumps
from gengheng.reports.answers import answers_parquet
from gengheng.reports.layers import findings_gpkg
from gengheng.reports.page import pages
from gengheng.reports.words import known
from gengheng.reports.workbook import workbook
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome


def run_files(outcome: Outcome, material: Material) -> dict[str, bytes]:
    """Return {name: bytes} of everything that a run leaves behind.

    The same folder screened twice gives the same bytes; nothing here asks for the hour.
    """
    held = known(material, outcome.revisions)
    return {
        "run.json": dumps(outcome.run),
        "sources.json": dumps(material.sources),
        "plots.json": dumps(material.plots),
        "projects.json": dumps(material.projects),
        "revisions.json": dumps(outcome.revisions),
        "overlaps.json": dumps(outcome.overlaps),
        "scope.json": dumps(outcome.scope),
        "papers.json": dumps(outcome.papers),
        "county.json": dumps(material.county),
        "answers.parquet": answers_parquet(outcome),
        "findings.gpkg": findings_gpkg(outcome, material, held),
        "问题清单.xlsx": workbook(outcome, material, held),
        **{name: text.encode() for name, text in pages(outcome, material, held)},
    }
