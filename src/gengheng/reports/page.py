"""report.html: the whole run as one file that needs no network."""

import jinja2

from gengheng.reports.words import summary
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome


def page(outcome: Outcome, material: Material) -> str:
    """Return the page. The same outcome gives the same text."""
    loader = jinja2.PackageLoader("gengheng.reports")
    env = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    template = env.get_template("report.html.j2")
    return template.render(run=outcome.run, summary=summary(outcome.run), material=material)
