"""资料核查: which papers a project must have at each stage, and what was found of them."""

from datetime import date
from enum import StrEnum

from gengheng.records.codec import Record


class Stage(StrEnum):
    """The stages of a project, in their order; a register may leave the stage blank."""

    INITIATION = "立项"
    WORKS = "实施"
    ACCEPTANCE = "验收"
    FILING = "报备"
    CARE = "管护"
    UNSTATED = "未写阶段"


class Found(StrEnum):
    """What was found of a paper. 未提供 is everything that nobody has looked at."""

    HAS = "有"
    NONE = "无"
    WRONG = "不符"
    NOT_GIVEN = "未提供"


class Expected(Record, frozen=True, kw_only=True):
    """A paper that a stage must have (standards/papers.toml).

    `also` are other names of it. `kinds` are words of which the kind of the project must contain
    one, empty for every kind; `since` is the day from which the paper is asked for, counted by the
    date of the stage. `source` is 条文, or 默认值，待确认.
    """

    stage: Stage
    name: str
    also: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    basis: str
    source: str


class PaperCheck(Record, frozen=True, kw_only=True):
    """One paper of one project: what the register says, and what of it can be held.

    `scans` is {path: SHA-256} with "" where the folder has no such file; `row` is 0 where nobody
    registered the paper. `notes` are what the program has to say about the row; it never judges
    the paper. `expected` tells whether papers.toml asks for it.
    """

    project_no: str
    stage: Stage
    name: str
    found: Found
    basis: str = ""
    doc: str = ""
    issuer: str = ""
    signer: str = ""
    issued: date | None = None
    scans: dict[str, str] = {}
    checked_by: str = ""
    checked_on: date | None = None
    remark: str = ""
    notes: tuple[str, ...] = ()
    file: str = ""
    row: int = 0
    expected: bool = True

    @property
    def registered(self) -> bool:
        """Whether somebody has said anything of it; a row of a form left blank says nothing."""
        said = (self.doc, self.issuer, self.signer, self.issued, self.scans, self.checked_by,
                self.checked_on, self.remark, self.notes)  # fmt: skip
        return self.row > 0 and (self.found is not Found.NOT_GIVEN or any(said))
