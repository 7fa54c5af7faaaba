"""分页: which page a finding stands on, so that no page is too heavy for the computer of an office.

A county with few findings has one page. With many, report.html keeps the cover, the totals and the
list of all findings; each finding itself stands on a further page of its rule, beside report.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gengheng.records.finding import Revision
from gengheng.reports.words import by_rule

REPORT = "report.html"
WHOLE = 2_000  # findings up to which report.html shows all of them itself: 18 MB, decision 18
MOST = 1_000  # findings on one further page


@dataclass(frozen=True, slots=True)
class Part:
    """A further page: its file, its rule, the how-manieth `of` how many pages of that rule.

    `first` is the place of its first finding among all of the run, counted from 1.
    """

    name: str
    rule: str
    at: int
    of: int
    first: int
    findings: Sequence[Revision]

    @property
    def last(self) -> int:
        """The place of its last finding among all of the run."""
        return self.first + len(self.findings) - 1


@dataclass(frozen=True, slots=True)
class Places:
    """The further pages in the order of the findings, none where report.html holds everything."""

    parts: tuple[Part, ...]
    page: Mapping[str, str]

    def link(self, finding: str, on: str) -> str:
        """Return the address of a finding as it is written on the page `on`, "" for no finding.

        >>> Places((), {"a": "report-B-1-1.html"}).link("a", REPORT)
        'report-B-1-1.html#f-a'
        >>> Places((), {}).link("a", REPORT), Places((), {}).link("", REPORT)
        ('#f-a', '')
        """
        if not finding:
            return ""
        page = self.page.get(finding, REPORT)
        return f"{'' if page == on else page}#f-{finding}"


def places(findings: Sequence[Revision], *, whole: int = WHOLE, most: int = MOST) -> Places:
    """Return where each finding stands: up to `whole` of them in report.html itself.

    Beyond that a page holds findings of one rule, at most `most`, in the order of `findings`.
    """
    if len(findings) <= whole:
        return Places((), {})
    parts = tuple(_parts(findings, most))
    return Places(parts, {r.finding: part.name for part in parts for r in part.findings})


def _parts(findings: Sequence[Revision], most: int) -> Iterator[Part]:
    """Yield the pages of each rule; the last one of a rule holds what is left."""
    first = 1
    for rule, own in by_rule(findings).items():
        cuts = range(0, len(own), most)
        for at, start in enumerate(cuts, start=1):
            mine = own[start : start + most]
            yield Part(f"report-{rule}-{at}.html", rule, at, len(cuts), first, mine)
            first += len(mine)
