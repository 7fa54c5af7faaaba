"""复算: the originals read and screened again, and every record that does not come out the same.

Each difference is named by what it is about (a plot, a row of the register, a parameter, an
answer), because "the digest differs" helps nobody to mend anything.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec

from gengheng.packs.asked import ANSWERS, answered, why_gone
from gengheng.packs.contents import Contents, Screened
from gengheng.packs.folder import lay_out
from gengheng.packs.run_folder import screen_folder
from gengheng.records.codec import Record
from gengheng.records.county import County
from gengheng.records.finding import Revision
from gengheng.records.paper import PaperCheck
from gengheng.records.run import Run
from gengheng.records.source import Fault, SourceFile
from gengheng.reports.run_files import run_files
from gengheng.rules.index import BY_HAND, RULES
from gengheng.screening.county import NAME
from gengheng.screening.scans import SCAN
from gengheng.screening.scope import SCHEMAS
from gengheng.values.errors import Refused

OF_PLOTS, OF_PAPERS, CLEAR = "地块", "资料核查", "问过，未发现"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came out: faults, what could not be recomputed and why, and fresh result files.

    `files` holds the result files whose bytes must come out the same here; where the programs
    are of other versions it is empty and `answers` holds the table whose rows must be the same.
    `whole` says that every original was at hand.
    """

    faults: tuple[Fault, ...]
    not_recomputed: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    whole: bool = False
    answers: bytes = b""


def recompute(claimed: Screened, held: Mapping[str, Path]) -> Recomputed:
    """Screen again with the originals in `held` = {SHA-256: file} and compare.

    Without county.toml nothing can be screened. With some files missing, plots and register rows
    of the files at hand are compared and the answers are 无法复算.
    """
    missing = _missing(claimed, held)
    if NAME in missing:
        return Recomputed((), (f"{NAME}：原件不在手边，全部结果无法复算",))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            lay_out(_wanted(claimed), held, folder)
            outcome, material = screen_folder(folder, unlisted=claimed.run.unlisted)
        except Refused as refused:
            return Recomputed(tuple(_fault("config", NAME, r) for r in refused.reasons))
        fresh = Screened(
            county=material.county, run=outcome.run, sources=material.sources,
            plots=material.plots, projects=material.projects, revisions=outcome.revisions,
            overlaps=outcome.overlaps, scope=outcome.scope, papers=outcome.papers,
        )  # fmt: skip
        there = frozenset(s.path for s in fresh.sources) - missing.keys()
        faults = [*_settings(claimed, fresh), *_filed(claimed, fresh, there)]
        faults += _scoped(claimed, fresh, missing)
        unknown = [f"{path}：原件不在手边，{what}无法复算" for path, what in missing.items()]
        if set(missing.values()) - {OF_PAPERS}:
            return Recomputed(tuple(faults), tuple(unknown))
        faults += [*_sources(claimed, fresh, there), *_answers(newest(claimed), fresh.revisions)]
        faults += [*_run(claimed.run, fresh.run), *_shared(claimed, fresh)]
        files = run_files(outcome, material)
        faults += _gone(claimed, fresh, files[ANSWERS])
        if missing:
            return Recomputed(tuple(faults), tuple(unknown), {}, False, files[ANSWERS])
        other = sorted(_programs(claimed.run, fresh.run))
        if other:
            said = f"程序版本与本机不同（{'、'.join(other)}），报告、图层和工作簿的字节无法比对"
            return Recomputed(tuple(faults), (said,), {}, True, files[ANSWERS])
        return Recomputed(tuple(faults), (), files, True)


def _programs(claimed: Run, fresh: Run) -> set[str]:
    """Return the programs whose version here is not the one that made the results."""
    names = claimed.programs.keys() | fresh.programs.keys()
    return {n for n in names if claimed.programs.get(n) != fresh.programs.get(n)}


def _wanted(claimed: Screened) -> dict[str, str]:
    """Return {path in the folder: SHA-256} of every member of every original."""
    return {
        (PurePosixPath(source.path).parent / name).as_posix(): sha
        for source in claimed.sources
        for name, sha in source.members.items()
    }


def _missing(claimed: Screened, held: Mapping[str, Path]) -> dict[str, str]:
    """Return {path: what cannot be recomputed} of originals that are not at hand."""
    return {
        source.path: _resting(source)
        for source in claimed.sources
        if any(sha not in held for sha in source.members.values())
    }


def _resting(source: SourceFile) -> str:
    """Return what rests on an original: scans are looked at, no rule reads them."""
    schemas = {layer.schema for layer in source.layers}
    words = ["面积和答复" if "plots" in schemas else "答复"] if source.kind != SCAN else []
    words += ["排查范围"] if schemas & SCHEMAS else []
    words += [OF_PAPERS] if source.kind == SCAN or "papers" in schemas else []
    return "、".join(words)


def newest(claimed: Screened) -> dict[str, Revision]:
    """Return {finding: its newest revision} of what the newest run shows.

    Older revisions, and findings that the newest run no longer shows, rest on older data and
    older settings: nothing at hand can make them again. What a person listed no rule can make.
    """
    gone = getattr(claimed, "gone", {})
    made = [r for r in claimed.revisions if r.rule not in BY_HAND]
    return {r.finding: r for r in made if r.finding not in gone}


def _settings(claimed: Screened, fresh: Screened) -> Iterator[Fault]:
    """County and parameters: county.toml and the rules say them, nobody else."""
    for name in County.__struct_fields__:
        if getattr(claimed.county, name) != getattr(fresh.county, name):
            yield _fault("config", NAME, f"{NAME} 的 {name} 与原件不符")
    fresh_rules = {line.rule: line.params for line in fresh.run.rules}
    told: dict[tuple[str, str], int | None] = {}
    for line in claimed.run.rules:
        told |= {(line.rule, name): value for name, value in line.params.items()}
    for revision in newest(claimed).values():
        lawful = fresh_rules.get(revision.rule, {})
        told |= {
            (revision.rule, name): value
            for name, value in revision.params.items()
            if lawful.get(name) != value
        }
    for rule, params in fresh_rules.items():
        for name, value in params.items():
            if (said := told.get((rule, name))) != value:
                unit = RULES[rule].params[name].unit
                yield _fault(
                    "param",
                    rule,
                    f"{rule}：参数 {name} 记作{said}{unit}，规则和配置为{value}{unit}",
                )


def _filed(claimed: Screened, fresh: Screened, there: frozenset[str]) -> Iterator[Fault]:
    """Plots and register rows, field by field, as far as their files are at hand."""
    yield from _by_key(
        {p.subject: p for p in claimed.plots if p.file in there},
        {p.subject: p for p in fresh.plots},
        "plot", OF_PLOTS,
    )  # fmt: skip
    yield from _by_key(
        {p.project_no: p for p in claimed.projects if p.file in there},
        {p.project_no: p for p in fresh.projects},
        "project", "台账项目",
    )  # fmt: skip


def _scoped(claimed: Screened, fresh: Screened, missing: Mapping[str, str]) -> Iterator[Fault]:
    """The scope table and the papers, as far as the files that they are made of are at hand."""
    lost = "、".join(missing.values())
    if "排查范围" in lost:
        return
    yield from _by_key(
        {f"{s.kind}{s.number}": s for s in claimed.scope},
        {f"{s.kind}{s.number}": s for s in fresh.scope},
        "scope", "排查范围",
    )  # fmt: skip
    if claimed.run.scope != fresh.run.scope:
        yield _fault("run", "scope", "run.json 的 scope 与复算不符")
    if OF_PAPERS not in lost:
        yield from _by_key(
            {_paper(c): c for c in claimed.papers}, {_paper(c): c for c in fresh.papers},
            "paper", "资料",
        )  # fmt: skip


def _paper(check: PaperCheck) -> str:
    place = f"（{check.file}第{check.row}行）" if check.row else ""
    return f"{check.project_no} {check.stage} {check.name}{place}"


def _sources(claimed: Screened, fresh: Screened, there: frozenset[str]) -> Iterator[Fault]:
    yield from _by_key(
        {s.path: s for s in claimed.sources if s.path in there},
        {s.path: s for s in fresh.sources},
        "source", "原件",
    )  # fmt: skip


def _answers(newest: Mapping[str, Revision], fresh: Iterable[Revision]) -> Iterator[Fault]:
    """Only the newest revision of a finding must come out again."""
    again = {revision.finding: revision for revision in fresh}
    for finding, old in newest.items():
        place = f"{old.rule} {old.subject}"
        if finding not in again:
            yield _fault("answer", place, f"{place}：答复不能由原件算出")
        elif again[finding] != old:
            yield _fault("answer", place, f"{place}：{_differs(old, again[finding])}与复算不符")
    for finding in again.keys() - newest.keys():
        place = f"{again[finding].rule} {again[finding].subject}"
        yield _fault("answer", place, f"{place}：复算为“{again[finding].said}”，包内没有这条答复")


def _gone(claimed: Screened, fresh: Screened, answers: bytes) -> Iterator[Fault]:
    """Why findings are no longer shown: a case may have closed on their being found clear."""
    if not isinstance(claimed, Contents):
        return
    known = {r.finding: r for r in claimed.revisions}
    lost = [known[finding] for finding in claimed.gone if finding in known]
    true = why_gone(lost, fresh, answered(answers))
    for finding, why in claimed.gone.items():
        if finding not in true:
            yield _fault("gone", finding, f"{finding}：记作不再显示，包内没有它的修订")
        elif true[finding] != why:
            place = f"{known[finding].rule} {known[finding].subject}"
            said = f"不再显示的原因记作“{why or CLEAR}”，复算为“{true[finding] or CLEAR}”"
            yield _fault("gone", place, f"{place}：{said}")


def _run(claimed: Run, fresh: Run) -> Iterator[Fault]:
    """What was asked; how the overlay went about it only where the programs are the same."""
    other = {"programs"} | ({"pairs", "judged"} if _programs(claimed, fresh) else set())
    for name in Run.__struct_fields__:
        if name not in other and getattr(claimed, name) != getattr(fresh, name):
            yield _fault("run", name, f"run.json 的 {name} 与复算不符")


def _shared(claimed: Screened, fresh: Screened) -> Iterator[Fault]:
    """The ground that several findings share."""
    told, true = set(claimed.overlaps), set(fresh.overlaps)
    for one in sorted(told ^ true, key=lambda o: o.findings):
        place = "、".join(one.findings)
        said = f"记作{one.area_centi_m2 / 100:.2f}平方米，与复算不符"
        what = "记录中没有" if one in true else said
        yield _fault("overlap", place, f"{place}共有的土地：{what}")


def _by_key(
    claimed: Mapping[str, Record], fresh: Mapping[str, Record], code: str, what: str
) -> Iterator[Fault]:
    for key, old in claimed.items():
        if key not in fresh:
            yield _fault(code, key, f"{what}{key}：原件中没有")
        elif fresh[key] != old:
            yield _fault(code, key, f"{what}{key}：{_differs(old, fresh[key])}与原件不符")
    for key in fresh.keys() - claimed.keys():
        yield _fault(code, key, f"{what}{key}：原件中有，记录中没有")


def _differs(old: Record, new: Record) -> str:
    """Return which fields differ, with both values where they are short."""
    out = []
    for name in old.__struct_fields__:
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            texts = [msgspec.json.encode(v).decode() for v in (one, other)]
            short = all(len(text) <= 40 for text in texts)
            out.append(f"{name}（记作{texts[0]}，应为{texts[1]}）" if short else name)
    return "、".join(out)


def _fault(code: str, place: str, sentence: str) -> Fault:
    return Fault(code=code, place=place, sentence=sentence)
