"""资料核查: the papers of every supplement project in scope, stage by stage.

The program does not read papers. It lays the register of papers (资料登记) beside the list of those
that each stage must have; a paper that nobody registered is 未提供, never 有. What the register
says is repeated with who looked and when, and what cannot be held (a scan that is not there, a
word that is none of the four) is said beside it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from gengheng.records.paper import Expected, Found, PaperCheck, Stage
from gengheng.records.plot import Project
from gengheng.records.scope import Scoped, SubjectKind, Why
from gengheng.records.source import SourceFile
from gengheng.screening.material import Material
from gengheng.screening.rows import RowOf, rows_in
from gengheng.screening.scans import inside, scan_paths
from gengheng.standards.papers import expected, paper_of

EVENTS = {
    Stage.INITIATION: "initiated", Stage.WORKS: "started", Stage.ACCEPTANCE: "accepted",
    Stage.FILING: "filed", Stage.CARE: "filed",
}  # fmt: skip
NOT_YET = {
    Why.UNDER_WAY: {Stage.ACCEPTANCE, Stage.FILING, Stage.CARE},
    Why.DONE: {Stage.FILING, Stage.CARE},
}
STAGES = list(Stage)


def checks(material: Material, table: Iterable[Scoped]) -> tuple[PaperCheck, ...]:
    """Return a row for each paper of each project in scope, and every further row of the register.

    Ordered by project, by stage, then as in papers.toml; what papers.toml does not ask for comes
    last in its stage.
    """
    held = _registered(material)
    filed = {project.project_no: project for project in material.projects}
    out: list[PaperCheck] = []
    asked = [one for one in table if one.kind is SubjectKind.SUPPLEMENT]
    for one in asked:
        mine = held.get(one.number, [])
        done = {(c.stage, c.name) for c in mine}
        if one.in_scope:
            for paper in wanted(one, filed.get(one.number)):
                if (paper.stage, paper.name) not in done:
                    mine = [*mine, _nobody(one.number, paper)]
        out += sorted(mine, key=_place)
    return tuple(out)


def _place(check: PaperCheck) -> tuple[int, int, str, int]:
    """Return where a row stands within its project."""
    order = _order()
    at = order.get((check.stage, check.name), len(order))
    return STAGES.index(check.stage), at, check.file, check.row


@cache
def _order() -> dict[tuple[Stage, str], int]:
    return {(paper.stage, paper.name): at for at, paper in enumerate(expected())}


def wanted(one: Scoped, project: Project | None) -> Iterator[Expected]:
    """Yield the papers that a project must have, by its kind, its dates and how far it has come.

    Only what is known takes a paper off the list: a kind that is not the paper's, a date of the
    stage before the paper was asked for, a status that says that the stage was not reached.
    """
    later = {stage for word in one.why for stage in NOT_YET.get(word, ())}
    for paper in expected():
        kind = project.kind if project else ""
        of_kind = not paper.kinds or not kind or any(word in kind for word in paper.kinds)
        day: date | None = getattr(project, EVENTS[paper.stage]) if project else None
        in_force = paper.since is None or day is None or day >= paper.since
        if of_kind and in_force and paper.stage not in later:
            yield paper


def _nobody(number: str, paper: Expected) -> PaperCheck:
    """Return the row of a paper that nobody registered."""
    return PaperCheck(
        project_no=number, stage=paper.stage, name=paper.name, found=Found.NOT_GIVEN,
        basis=paper.basis,
    )  # fmt: skip


def _registered(material: Material) -> dict[str, list[PaperCheck]]:
    """Return the rows of the register by project."""
    sources = {source.path: source for source in material.sources}
    out: dict[str, list[PaperCheck]] = {}
    for row in rows_in(material.shelf, "papers"):
        check = _check(row, sources)
        out.setdefault(check.project_no, []).append(check)
    return out


def _check(row: RowOf, sources: Mapping[str, SourceFile]) -> PaperCheck:
    said, by, on = row.text("found"), row.text("checked_by"), row.day("checked_on")
    found, stage = _found(said), stage_of(row.text("stage"))
    paper = paper_of(row.text("paper"), stage)
    scans = {name: _sha(name, sources) for name in scan_paths(row.text("scan"))}
    return PaperCheck(
        project_no=row.text("project_no"),
        stage=paper.stage if paper else stage,
        name=paper.name if paper else row.text("paper"),
        found=found or Found.NOT_GIVEN,
        basis=paper.basis if paper else "",
        doc=row.text("doc"),
        issuer=row.text("issuer"),
        signer=row.text("signer"),
        issued=row.day("issued"),
        scans=scans,
        checked_by=by,
        checked_on=on,
        remark=row.text("remark"),
        notes=(
            *_word_notes(row, stage, found), *_scan_notes(scans, sources),
            *_person_notes(found, by, on),
        ),
        file=row.file,
        row=row.row,
        expected=paper is not None,
    )  # fmt: skip


def _found(said: str) -> Found | None:
    """Return the result that a cell gives, None where it is blank or none of the four words."""
    plain = unicodedata.normalize("NFKC", said).strip()
    return Found(plain) if plain in [word.value for word in Found] else None


def stage_of(said: str) -> Stage:
    """Return the stage that a cell names.

    >>> str(stage_of("验收阶段")), str(stage_of("")), str(stage_of("结算"))
    ('验收', '未写阶段', '未写阶段')
    """
    plain = re.sub(r"\s|阶段|环节", "", said)
    return Stage(plain) if plain in [stage.value for stage in Stage] else Stage.UNSTATED


def _sha(name: str, sources: Mapping[str, SourceFile]) -> str:
    source = sources.get(name)
    return source.sha256 if source else ""


def _word_notes(row: RowOf, stage: Stage, found: Found | None) -> Iterator[str]:
    """Yield what a row says otherwise than the list and its four words."""
    if row.text("stage") and stage is Stage.UNSTATED:
        yield f"阶段写作“{row.text('stage')}”，不是五个阶段之一"
    if row.text("found") and found is None:
        yield f"核查结果写作“{row.text('found')}”，不是有、无、不符、未提供之一，按未提供列"


def _scan_notes(scans: Mapping[str, str], sources: Mapping[str, SourceFile]) -> Iterator[str]:
    """Yield which scans cannot be held."""
    for name, sha in scans.items():
        if not inside(name):
            yield f"扫描件“{name}”须写本文件夹内的相对路径"
        elif not sha:
            yield f"扫描件“{name}”不在文件夹内"
        elif sources[name].size == 0:
            yield f"扫描件“{name}”是空文件"


def _person_notes(found: Found | None, by: str, on: date | None) -> Iterator[str]:
    """Yield what is missing of who looked at a paper and when."""
    if found in (Found.HAS, Found.NONE, Found.WRONG):
        if not by:
            yield "未写核查人"
        if on is None:
            yield "未写核查日期"


def count_by_stage(rows: Iterable[PaperCheck]) -> dict[str, dict[str, int]]:
    """Return {stage: {result: how many}}, for the cover; only what occurs."""
    out: dict[str, dict[str, int]] = {}
    for one in rows:
        held = out.setdefault(one.stage, {})
        held[one.found] = held.get(one.found, 0) + 1
    return {str(stage): {str(word): n for word, n in held.items()} for stage, held in out.items()}
