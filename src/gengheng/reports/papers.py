"""资料核查 in words: counts by stage, what is 无 or 不符, what nobody has given, and the sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gengheng.records.finding import Revision
from gengheng.records.paper import Found, PaperCheck, Stage
from gengheng.records.plot import Project
from gengheng.reports.sheets import Column, Row, Sheet
from gengheng.reports.words import Known
from gengheng.screening.run import Outcome

MEANS = "资料核查"
NO_REGISTER = "没有资料登记，资料核查没有做，全部资料按未提供列"
NOBODY = "（没有人登记）"


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage with how many papers came to each result, in the order of `Found`."""

    stage: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A paper that the register calls 无 or 不符: which, by whom it is, who looked and when."""

    check: PaperCheck
    name: str
    unit: str
    paper: str
    looked: str
    said: str


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """What is missing of the papers of one project."""

    number: str
    name: str
    unit: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PapersView:
    """What the page shows; `registered` is False where nobody has registered anything."""

    registered: bool
    words: tuple[str, ...]
    stages: tuple[StageLine, ...]
    total: StageLine
    faults: tuple[FaultLine, ...]
    projects: tuple[ProjectLine, ...]
    noted: tuple[PaperCheck, ...]
    by_project: Mapping[str, tuple[str, ...]]

    def of(self, known: Known, revision: Revision) -> list[tuple[str, tuple[str, ...]]]:
        """What is missing of the papers of the project(s) that a finding is about."""
        numbers = [no for no in known.numbers(revision) if no]
        return [(no, self.by_project[no]) for no in numbers if no in self.by_project]


def papers_view(outcome: Outcome, projects: Mapping[str, Project]) -> PapersView:
    """Return the papers as the page shows them."""
    counts = outcome.run.papers
    stages = [
        StageLine(str(stage), tuple(counts[stage].get(word, 0) for word in Found))
        for stage in Stage if stage in counts
    ]  # fmt: skip
    total = tuple(sum(line.counts[at] for line in stages) for at in range(len(Found)))
    held = _by_project(outcome.papers)
    missing = {number: _missing(checks) for number, checks in held.items()}
    return PapersView(
        registered=any(check.registered for check in outcome.papers),
        words=tuple(str(word) for word in Found),
        stages=tuple(stages),
        total=StageLine("合计", total),
        faults=tuple(_faults(outcome.papers, projects)),
        projects=tuple(
            ProjectLine(no, *_named(no, projects), words) for no, words in missing.items() if words
        ),
        noted=tuple(check for check in outcome.papers if check.notes),
        by_project=missing,
    )


def _by_project(checks: Iterable[PaperCheck]) -> dict[str, list[PaperCheck]]:
    out: dict[str, list[PaperCheck]] = {}
    for check in checks:
        out.setdefault(check.project_no, []).append(check)
    return out


def _named(number: str, projects: Mapping[str, Project]) -> tuple[str, str]:
    project = projects.get(number)
    return (project.name, project.unit) if project else ("", "")


def _missing(checks: Sequence[PaperCheck]) -> tuple[str, ...]:
    """Return a sentence for each result but 有: which papers, by stage."""
    out = []
    for found in (Found.WRONG, Found.NONE, Found.NOT_GIVEN):
        mine = [check for check in checks if check.found is found]
        by_stage = [
            f"{stage}：{'、'.join(c.name for c in mine if c.stage is stage)}"
            for stage in Stage if any(c.stage is stage for c in mine)
        ]  # fmt: skip
        if mine:
            out.append(f"{found}{len(mine)}份（{'；'.join(by_stage)}）")
    return tuple(out)


def _faults(checks: Iterable[PaperCheck], projects: Mapping[str, Project]) -> Iterable[FaultLine]:
    """Yield what the register calls 不符 or 无, 不符 first."""
    listed = [check for check in checks if check.found in (Found.WRONG, Found.NONE)]
    for check in sorted(listed, key=lambda c: c.found is Found.NONE):
        name, unit = _named(check.project_no, projects)
        yield FaultLine(
            check, name, unit, paper_words(check), looked_words(check), said_words(check)
        )


def paper_words(check: PaperCheck) -> str:
    """Return which paper it is: its name, number, issuing unit, signer and day, as far as given.

    >>> paper_words(PaperCheck(project_no="1", stage=Stage.ACCEPTANCE, name="验收批复",
    ...     found=Found.WRONG, doc="示验〔2021〕1号", issuer="示例局", signer="签发人甲"))
    '验收批复（示验〔2021〕1号，出具单位示例局，签发人签发人甲）'
    """
    parts = [
        check.doc, f"出具单位{check.issuer}" if check.issuer else "",
        f"签发人{check.signer}" if check.signer else "",
        check.issued.isoformat() if check.issued else "",
    ]  # fmt: skip
    held = "，".join(part for part in parts if part)
    return f"{check.name}（{held}）" if held else check.name


def looked_words(check: PaperCheck) -> str:
    """Return who looked at a paper and when, and where that is registered."""
    if not check.registered:
        return NOBODY
    who = check.checked_by or "未写核查人"
    when = check.checked_on.isoformat() if check.checked_on else "未写核查日期"
    return f"{who}　{when}　{check.file}第{check.row}行"


def said_words(check: PaperCheck) -> str:
    """Return what the register and the program say beside the result."""
    return "；".join(word for word in (check.remark, *check.notes) if word)


def scan_words(check: PaperCheck) -> str:
    """Return the scans with their SHA-256, or that they are not in the folder."""
    return "；".join(f"{path}（{sha or '不在文件夹内'}）" for path, sha in check.scans.items())


def paper_sheet(outcome: Outcome, projects: Mapping[str, Project]) -> Sheet:
    """Return the sheet 资料核查: project × stage × paper."""
    columns = (
        Column("序号", 6, "int"), Column("项目备案号", 18), Column("项目名称", 22),
        Column("苏木镇", 10), Column("阶段", 7), Column("资料名称", 20), Column("核查结果", 9),
        Column("文号", 18), Column("出具单位", 18), Column("签发人", 9), Column("签发日期", 11),
        Column("扫描件（SHA-256）", 30), Column("核查人", 9), Column("核查日期", 11),
        Column("备注、说明", 30), Column("登记于", 22), Column("依据", 30),
    )  # fmt: skip
    run = outcome.run
    registered = any(check.registered for check in outcome.papers)
    gap = "" if registered else f"　{NO_REGISTER}"
    return Sheet(
        MEANS, "资料核查表",
        f"旗县：{run.name}（{run.county}）　截至：{run.as_of.isoformat()}　手段：{MEANS}{gap}",
        columns,
        tuple((at, *_cells(check, projects)) for at, check in enumerate(outcome.papers, start=1)),
        (
            "填表说明：1. 有、无、不符由核查人在资料登记中写明，程序只照录；没有人登记的是未提供。",
            "2. 资料清单是默认值，待确认；有资料不等于属实，扫描件只按数字指纹保存，程序不读。",
        ),
        "没有在范围内的补充耕地项目。", "A3",
    )  # fmt: skip


def _cells(check: PaperCheck, projects: Mapping[str, Project]) -> Row:
    place = f"{check.file}第{check.row}行" if check.registered else NOBODY
    return (
        check.project_no, *_named(check.project_no, projects), str(check.stage), check.name,
        str(check.found), check.doc, check.issuer, check.signer,
        check.issued.isoformat() if check.issued else "", scan_words(check), check.checked_by,
        check.checked_on.isoformat() if check.checked_on else "", said_words(check), place,
        check.basis or "资料清单以外",
    )  # fmt: skip
