"""原件 and what a reader says about it."""

from datetime import date

from gengheng.records.codec import Record


class Remark(Record, frozen=True, kw_only=True):
    """Something said about data: a code for programs, a place and a sentence for people.

    `row` counts from 1 as the user counts (line of a TXT, row of a sheet, feature of a layer);
    0 means the whole file or layer.
    """

    code: str
    file: str
    row: int = 0
    field: str = ""
    sentence: str


class Repair(Remark, frozen=True, kw_only=True):
    """修补: the reader understood it otherwise than written, and says so."""


class Rejection(Remark, frozen=True, kw_only=True):
    """退件: the row stays out until somebody mends it."""


class Fault(Record, frozen=True, kw_only=True):
    """A place where a package contradicts itself, its originals or the law."""

    code: str
    place: str
    sentence: str


class LayerCard(Record, frozen=True, kw_only=True):
    """What was read from one layer or sheet of a file; rows = kept + rejected, always.

    `crs`, `vintage`, `encoding` each stand beside the ground of the decision (`…_by`); an
    undecided one is "" or None and its ground says why. `proposed` is a vintage that only the
    file's name suggests: it is shown and never used. `sample` is the first kept row as text.
    """

    name: str
    schema: str
    rows: int
    kept: int
    rejected: int
    crs: str
    crs_by: str
    vintage: date | None
    vintage_by: str
    proposed: date | None = None
    encoding: str
    encoding_by: str
    sample: dict[str, str]
    repairs: tuple[Repair, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    def __post_init__(self) -> None:
        if self.rows != self.kept + self.rejected:
            raise ValueError(f"{self.name}：{self.rows}行 ≠ 收{self.kept} + 退{self.rejected}")


class SourceFile(Record, frozen=True, kw_only=True):
    """One file as it came, kept unaltered under its digest.

    `members` names every file that belongs to it ({relative path: SHA-256}; a shapefile has
    several, a TXT only itself). `sha256` is that of the file at `path`; of a folder (.gdb) the
    digest of its members. `refused` is the sentence why nothing was taken, "" if something was.
    """

    path: str
    sha256: str
    size: int
    kind: str
    members: dict[str, str]
    layers: tuple[LayerCard, ...] = ()
    refused: str = ""
