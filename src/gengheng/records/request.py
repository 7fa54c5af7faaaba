"""缺口: a file that is owed, by which unit, and which rules wait for it."""

from gengheng.records.codec import Record


class DataRequest(Record, frozen=True, kw_only=True):
    """One line of the readiness table. `schemas` are alternatives: any of them will do."""

    schemas: tuple[str, ...]
    label: str
    unit: str
    rules: tuple[str, ...]
