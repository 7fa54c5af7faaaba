"""登记: a problem that a person lists by hand, with the evidence it rests on."""

from datetime import date
from enum import StrEnum

from gengheng.records.case import Evidence
from gengheng.records.codec import Record


class Means(StrEnum):
    """排查手段: by which of the plan's four means something was seen (plan, part three)."""

    IMAGERY = "遥感监测"
    OVERLAY = "矢量套核"
    PAPERS = "资料核查"
    FIELD = "实地调查"


class Entered(Record, frozen=True, kw_only=True):
    """Who listed a problem that no rule asks for, by which means, with which papers.

    `revision` is the id of the revision that holds what was seen; there is one for each entry.
    """

    revision: str
    unit: str
    means: tuple[Means, ...]
    evidence: tuple[Evidence, ...]
    by: str
    role: str
    on: date
