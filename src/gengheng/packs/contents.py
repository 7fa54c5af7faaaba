"""包: the records as files. What a run and a package have in common, and what each adds."""

from typing import Any

from msgspec import MsgspecError, field
from msgspec.structs import fields

from gengheng.records.case import Case
from gengheng.records.codec import Record, dumps, loads
from gengheng.records.county import County
from gengheng.records.entered import Entered
from gengheng.records.entry import Entry
from gengheng.records.finding import Revision
from gengheng.records.form import FormRow
from gengheng.records.overlap import Overlap
from gengheng.records.paper import PaperCheck
from gengheng.records.plot import Plot, Project
from gengheng.records.run import Run
from gengheng.records.scope import Scoped
from gengheng.records.source import SourceFile
from gengheng.records.verdict import Verdict
from gengheng.values.errors import Refused

MANIFEST, SIGNATURE, ORIGINALS = "manifest.json", "manifest.sig", "originals/"


class Screened(Record, frozen=True, kw_only=True):
    """What a run holds in records: one file `<field>.json` per field."""

    county: County
    run: Run
    sources: tuple[SourceFile, ...]
    plots: tuple[Plot, ...]
    projects: tuple[Project, ...]
    revisions: tuple[Revision, ...]
    overlaps: tuple[Overlap, ...] = ()
    scope: tuple[Scoped, ...] = ()
    papers: tuple[PaperCheck, ...] = ()


class Contents(Screened, frozen=True, kw_only=True):
    """What a package holds beside the run: the work of people. DLTB is never in a package.

    `revisions` are all that were ever taken in, oldest first, because verdicts name the one they
    judged; `gone` names the findings that the newest run no longer shows, each with why the run did
    not ask about it, "" where it asked and found nothing; `entered` says who listed what no rule
    asks for, each with its revision.
    """

    verdicts: tuple[Verdict, ...] = ()
    cases: tuple[Case, ...] = ()
    entries: tuple[Entry, ...] = ()
    rows: tuple[FormRow, ...] = ()
    entered: tuple[Entered, ...] = ()
    gone: dict[str, str] = field(default_factory=dict)


def files_of(contents: Screened, folder: str = "") -> dict[str, bytes]:
    """Return {path: canonical JSON} of the records."""
    return {f"{folder}{f.name}.json": dumps(getattr(contents, f.name)) for f in fields(contents)}


def read_back(files: dict[str, bytes], kind: type[Any], folder: str = "") -> Any:
    """Return the records of a run or package. Raises `Refused` naming each file that is unfit.

    A record file must be canonical: another spelling of the same record is an alteration too.
    """
    read: dict[str, Any] = {}
    wrong = []
    for each in fields(kind):
        name = f"{folder}{each.name}.json"
        try:
            read[each.name] = loads(files[name], each.type)
            if dumps(read[each.name]) != files[name]:
                wrong.append(f"{name}：不是规范写法")
        except KeyError:
            wrong.append(f"{name}：包内缺少此文件")
        except (MsgspecError, ValueError) as error:
            wrong.append(f"{name}：不能读取（{error}）")
    if wrong:
        raise Refused(wrong)
    return kind(**read)
