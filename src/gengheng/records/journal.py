"""操作记录: one line for each act, view of restricted data, print, export, sign-in and right."""

from datetime import datetime

from gengheng.records.codec import Record, digest


class Line(Record, frozen=True, kw_only=True):
    """One line of the chained journal; `previous` is the digest of the line before, "" for none.

    `about` is what was acted on (kind and number), `title` its name for people; `before` and
    `after` hold only what changed. `result` is "" for an act that was done, else why it was not.
    """

    number: int
    at: datetime
    actor: str
    name: str
    unit: str
    address: str
    act: str
    about: str
    title: str
    result: str
    before: dict[str, str]
    after: dict[str, str]
    previous: str

    @property
    def digest(self) -> str:
        """SHA-256 of the line, that of the line before included."""
        return digest(self)
