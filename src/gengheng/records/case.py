"""问题: a confirmed finding on its way to 销号."""

from datetime import date
from enum import StrEnum

from gengheng.records.codec import Record
from gengheng.records.plot import Pools


class State(StrEnum):
    """Where a case stands; 退回, 移送, 冻结, 逾期, 复发 are records, not states."""

    LISTED = "已列入"
    RECTIFYING = "整治中"
    RECTIFIED = "已整改待核"
    CLOSED = "已销号"
    WITHDRAWN = "已撤销"


class Evidence(Record, frozen=True, kw_only=True):
    """证据: a paper or photo by its digest, and what it is meant to prove."""

    proves: str
    name: str
    sha256: str
    by: str
    on: date


class Measure(Record, frozen=True, kw_only=True):
    """措施: a remedy of the table that somebody ordered; done when `done_by` says who.

    `rejected` is evidence that was sent back: it proves nothing any more and stays in the record.
    """

    remedy: str
    ordered_by: str
    ordered_on: date
    due: date
    done_by: str = ""
    done_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[Evidence, ...] = ()


class Step(Record, frozen=True, kw_only=True):
    """经过: who moved the case, when, by which act, from where to where."""

    act: str
    source: State | None
    target: State
    by: str
    role: str
    on: date
    reason: str = ""


class Case(Record, frozen=True, kw_only=True):
    """`decided_m2` is the verdict's; `owed` is what the books lose if the remedy is 核减."""

    number: str
    finding: str
    revision: str
    problem: str
    subject: str
    project_no: str
    unit: str
    listed_by: str
    listed_on: date
    state: State
    decided_m2: int
    owed: Pools
    measures: tuple[Measure, ...] = ()
    steps: tuple[Step, ...] = ()
