"""gengheng take RUN --desk DESK: bring a run's findings to the desk, beside what was known."""

from datetime import date
from pathlib import Path

import msgspec
from filelock import FileLock

from gengheng.cli.desk import FILE, Desk, Line, load, save
from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.asked import ANSWERS, Answered, answered, why_gone
from gengheng.packs.contents import Contents, Screened
from gengheng.packs.run_folder import read_run
from gengheng.rules.index import BY_HAND
from gengheng.screening.finding import Match, match
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("run", type=Path, help="排查结果文件夹")
    options.add_argument("--desk", type=Path, required=True, help="案头文件夹，没有则新建")
    options.add_argument("--by", required=True, help="办理人姓名")
    options.add_argument("--on", required=True, type=date.fromisoformat, help="日期")


def _run(given: Given) -> int:
    if not given.by.strip():
        raise Refused(["未写办理人姓名"])
    screened, answers = read_run(given.run), answered(given.run / ANSWERS)
    given.desk.mkdir(parents=True, exist_ok=True)
    with FileLock(given.desk / f".{FILE}.lock"):
        old = load(given.desk) if (given.desk / FILE).exists() else None
        contents, found = taken(old.contents if old else None, screened, answers)
        version = old.version if old else 0
        if old is None or contents != old.contents:
            line = Line(version=version + 1, act="take", subject=screened.run.as_of.isoformat(),
                        by=given.by, role="", on=given.on)  # fmt: skip
            log = (*(old.log if old else ()), line)
            save(given.desk, Desk(version=version + 1, contents=contents, log=log))
    print(
        f"新增{len(found.new)}，修订{len(found.revised)}，不变{len(found.same)}，"
        f"不再显示{len(found.no_longer_shown)}（保留，由人处理）"
    )
    return 0


def taken(old: Contents | None, screened: Screened, answers: Answered) -> tuple[Contents, Match]:
    """Return the contents with a run taken in, and how it compares with what was known.

    Verdicts, cases, entries and what people listed stay as they are; revisions are only added.
    What is no longer shown is kept, with why nobody asked. A run of another county is refused.
    """
    known = {r.finding: r for r in (old.revisions if old else ()) if r.rule not in BY_HAND}
    found = match(known, screened.revisions)
    held = {f.name: getattr(screened, f.name) for f in msgspec.structs.fields(Screened)}
    if old is None:
        return Contents(**held), found
    if old.county.code != screened.county.code:
        raise Refused([f"案头是{old.county.name}的，结果是{screened.county.name}的"])
    held["revisions"] = (*old.revisions, *found.new, *found.revised)
    gone = why_gone((known[finding] for finding in found.no_longer_shown), screened, answers)
    return msgspec.structs.replace(old, **held, gone=gone), found


VERB = Verb("take", "收结果：把一次排查的疑似问题收到案头，与已知的比对", _options, _run)
