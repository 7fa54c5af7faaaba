"""疑似问题: a rule and a subject; what is known about them now is a revision."""

import hashlib
from enum import StrEnum
from functools import lru_cache

from gengheng.records.codec import Record, digest
from gengheng.records.layer import LayerRef


class Said(StrEnum):
    """What a machine may say. 认定 is missing on purpose: only a person says it."""

    CLEAR = "未发现"
    SUSPECTED = "疑似"
    UNKNOWN = "无法判定"


class Revision(Record, frozen=True, kw_only=True):
    """One answer with everything that it rests on; its id is the digest of all of it.

    `area_centi_m2` is the geometric official area of the pieces, `survey_centi_m2` the same
    ground by the ratio of the survey's TBMJ (None where no survey speaks). `pieces` and `ground`
    are digests of the shapes of the answer and of its subject. `detail` goes with 疑似, `reason`
    with 无法判定, `note` (关注) with 未发现.
    """

    rule: str
    rule_version: int
    subject: str
    project_no: str
    said: Said
    area_centi_m2: int
    survey_centi_m2: int | None
    sliver_centi_m2: int
    money_fen: int | None
    detail: str
    reason: str
    note: str
    ground: str
    pieces: str
    inputs: dict[str, LayerRef | str]
    params: dict[str, int]

    @property
    def finding(self) -> str:
        """Which finding this is a revision of: rule + subject, for ever."""
        return finding_id(self.rule, self.subject)

    @property
    def id(self) -> str:
        """The same inputs, parameters and answer give the same id on any machine."""
        return digest(self)[:16]


@lru_cache(maxsize=65_536)
def finding_id(rule: str, subject: str) -> str:
    """Return the id of the finding of `rule` on `subject`.

    >>> finding_id("B-1", "150899202100001-P1")
    '9718e462b07f'
    """
    return hashlib.sha256(f"{rule}\n{subject}".encode()).hexdigest()[:12]
