"""county.toml: what a person has decided about the files of a folder. Undecided is unused."""

from datetime import date

from gengheng.records.codec import Record
from gengheng.records.scope import ScopeRule


class FileEntry(Record, frozen=True, kw_only=True):
    """One `[[file]]` of county.toml: which file(s), what they are, and what the file cannot say.

    `path` is relative to the folder, with `/`, and may be a pattern (`报盘/*.txt`). `schema` is a
    name of `gengheng.standards` (plots, projects, dltb, dltb_2, eco_redline, slope). The rest is
    given only where the file itself does not say it, or says it wrongly. `supersedes` is the path
    of an older file whose rows of this schema these replace; "" where none.
    """

    path: str
    schema: str
    layer: str = ""
    vintage: date | None = None
    crs: str = ""
    encoding: str = ""
    project_no: str = ""
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    complete: bool = False
    supersedes: str = ""


class County(Record, frozen=True, kw_only=True):
    """The whole of county.toml. `as_of` is the day that the screening speaks for."""

    as_of: date
    code: str
    name: str
    grid: str
    file: tuple[FileEntry, ...] = ()
    rules: dict[str, dict[str, int]] = {}
    scope: ScopeRule = ScopeRule()
