"""台账.html: the cases of a desk as one file, each with its chain from finding to form cell.

It is made of records alone, so whoever verifies a package makes it again and compares the bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from markupsafe import Markup

from gengheng.casework.tables import remedies
from gengheng.forms.fill import form3
from gengheng.quota.posting import DEDUCTED, HELD, booked
from gengheng.records.case import Case, State
from gengheng.records.county import County
from gengheng.records.entry import Entry
from gengheng.records.finding import Revision
from gengheng.records.form import FormRow
from gengheng.records.plot import Pools, Project
from gengheng.records.run import Run
from gengheng.records.verdict import Verdict
from gengheng.reports.page import ENV
from gengheng.rules.index import problem_label
from gengheng.values.units import ha_text, m2_text, mu_text


@dataclass(frozen=True, slots=True)
class Chain:
    """One case with every record that it hangs on; a missing link is None and is said."""

    case: Case
    revision: Revision | None
    verdict: Verdict | None
    project: Project | None
    entries: tuple[Entry, ...]
    held: Pools
    deducted: Pools
    row: FormRow | None


def chains(
    cases: Sequence[Case],
    revisions: Sequence[Revision],
    verdicts: Sequence[Verdict],
    projects: Sequence[Project],
    *,
    entries: Sequence[Entry],
    rows: Sequence[FormRow],
) -> list[Chain]:
    """Return the chain of each case, in the order of the register."""
    seen = {r.id: r for r in revisions}
    judged = {v.revision: v for v in verdicts}
    filed = {p.project_no: p for p in projects}
    lines = {r.key: r for r in rows}
    return [
        Chain(
            case=case,
            revision=seen.get(case.revision),
            verdict=judged.get(case.revision),
            project=filed.get(case.project_no),
            entries=tuple(e for e in entries if e.case == case.number),
            held=booked(entries, case.number, HELD),
            deducted=booked(entries, case.number, DEDUCTED),
            row=lines.get(case.number),
        )
        for case in cases
    ]


def register_page(county: County, run: Run, links: Sequence[Chain]) -> str:
    """Return the page. The same records give the same text, to the byte."""
    states: dict[str, int] = {}
    for link in links:
        states[link.case.state] = states.get(link.case.state, 0) + 1
    return ENV.get_template("register.html.j2").render(
        county=county,
        run=run,
        css=Markup(files("gengheng.reports").joinpath("report.css").read_text("utf-8")),  # noqa: S704
        links=links,
        states=states,
        withdrawn=State.WITHDRAWN,
        off_form=_off_form,
        decided=sum(i.case.decided_m2 for i in links if i.case.state is not State.WITHDRAWN),
        deducted=sum(link.deducted.area_m2 for link in links),
        label=problem_label,
        remedies=remedies(),
        ha=ha_text,
        mu=mu_text,
        m2=m2_text,
    )


def _off_form(case: Case) -> str:
    """Return why a case has no row on 附表3."""
    if case.state is State.WITHDRAWN:
        return "已撤销的问题不入附表"
    if case.problem not in form3().problems:
        return f"{case.problem}不属附表3"
    return "附表3尚未生成，或生成以后才列入"
