"""核验: the arrows walked again, by anyone, without us: no database, no network.

1. Digests and signature: are these the files that were sealed, and by whom? 2. Sums: do the
records follow from each other? 3. Recomputation: do they follow from the originals and the rules?
What cannot be recomputed because an original is not at hand is named 无法复算, which is not the
same as 无误.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import msgspec
from pyarrow import ArrowException
from pyarrow.parquet import read_table

from gengheng.casework.entering import without_ground
from gengheng.casework.guards import forced
from gengheng.casework.listing import counted_twice
from gengheng.forms.fill import form3, row
from gengheng.packs.asked import ANSWERS
from gengheng.packs.contents import MANIFEST, ORIGINALS, SIGNATURE, Contents, Screened, read_back
from gengheng.packs.folder import digests, store
from gengheng.packs.pack import KIND, RECORDS, readable
from gengheng.packs.recompute import Recomputed, newest, recompute
from gengheng.packs.run_folder import BY
from gengheng.quota.pools import falls
from gengheng.quota.posting import DEDUCTED, booked, post
from gengheng.records.case import Case, State
from gengheng.records.codec import dumps, loads
from gengheng.records.entry import Entry
from gengheng.records.seal import Seal
from gengheng.records.source import Fault
from gengheng.records.verdict import Word
from gengheng.seal import manifest
from gengheng.seal.sign import genuine
from gengheng.values.errors import Refused


@dataclass(frozen=True, slots=True)
class Report:
    """无误 only if `faults` and `not_recomputed` are both empty; `said` is what was checked."""

    seal: Seal | None
    faults: tuple[Fault, ...]
    not_recomputed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def verify(folder: Path, *, originals: Path | None = None, key: str = "") -> Report:
    """Return everything that is wrong with a run or a package.

    `originals` is a folder with files that the verifier has himself, found by content, whatever
    their names; `key` is the public key that the verifier trusts, in hexadecimal.
    """
    files = digests(folder)
    try:
        sealed = _sealed(folder, files)
    except Refused as refused:
        return Report(None, tuple(_fault("seal", MANIFEST, reason) for reason in refused.reasons))
    own = {n: sha for n, sha in files.items() if n not in (MANIFEST, SIGNATURE)}
    faults = [*manifest.check(own, sealed), *_signature(folder, sealed, key)]
    records = "" if sealed.kind == "run" else RECORDS
    kind = Screened if sealed.kind == "run" else Contents
    data = {
        name: (folder / name).read_bytes()
        for name in files
        if name.startswith(records) and name.endswith(".json") and name != MANIFEST
    }
    try:
        it = read_back(data, kind, records)
    except Refused as refused:
        faults += [
            _fault("unreadable", reason.split("：")[0], reason) for reason in refused.reasons
        ]
        return Report(sealed, _once(faults))
    held = store(originals) if originals else {}
    held |= {sha: folder / name for name, sha in files.items() if name.startswith(ORIGINALS)}
    again = recompute(it, _by_name(it, folder, files) | held)
    faults += again.faults
    if isinstance(it, Contents):
        faults += [*_sums(it), *_form(it, folder, files)]
        unknown = [*again.not_recomputed, *_evidence(it, held)]
    else:
        faults += _results(again, folder, files)
        unknown = list(again.not_recomputed)
    return Report(sealed, _once(faults), tuple(unknown), _said(it, again))


def _sealed(folder: Path, files: Mapping[str, str]) -> Seal:
    """Return the manifest. Raises `Refused` where it is missing, damaged or not canonical."""
    if MANIFEST not in files:
        raise Refused([f"{MANIFEST}：缺少封存清单"])
    data = (folder / MANIFEST).read_bytes()
    try:
        sealed = loads(data, Seal)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused([f"{MANIFEST}：不能读取（{error}）"]) from None
    if dumps(sealed) != data:
        raise Refused([f"{MANIFEST}：不是规范写法，内容与封存时不同"])
    return sealed


def _by_name(it: Screened, folder: Path, files: Mapping[str, str]) -> dict[str, Path]:
    """Return originals by the digest under which the records know them, whatever they hold now.

    An original that was altered and renamed with every digest remade is still laid out and read:
    recomputation then names what it changed.
    """
    return {
        name.removeprefix(ORIGINALS): folder / name for name in files if name.startswith(ORIGINALS)
    }


def _signature(folder: Path, sealed: Seal, key: str) -> Iterator[Fault]:
    path = folder / SIGNATURE
    if sealed.kind == "run":
        if path.exists():
            yield _fault("seal", SIGNATURE, f"{SIGNATURE}：排查结果不签名，多出此文件")
        if sealed.by != BY:
            yield _fault("seal", MANIFEST, f"{MANIFEST}：生成程序记作“{sealed.by}”，本程序为“{BY}”")
        return
    if sealed.kind not in KIND.values():
        yield _fault("seal", MANIFEST, f"{MANIFEST}：包的种类“{sealed.kind}”不认识")
    if not path.exists():
        yield _fault("seal", SIGNATURE, f"{SIGNATURE}：缺少签名")
    elif not genuine((folder / MANIFEST).read_bytes(), path.read_bytes(), sealed.public_key):
        yield _fault("seal", SIGNATURE, f"{SIGNATURE}：签名无效")
    if key and key != sealed.public_key:
        yield _fault("seal", MANIFEST, f"{MANIFEST}：签名公钥不是所信任的公钥")


def _sums(it: Contents) -> Iterator[Fault]:
    """Records against records: revision → verdict → case → entries → form."""
    revisions = {revision.id: revision for revision in it.revisions}
    for verdict in it.verdicts:
        seen = revisions.get(verdict.revision)
        if seen is None or seen.finding != verdict.finding:
            yield _fault(
                "verdict",
                verdict.finding,
                f"{verdict.finding}：认定所据的修订{verdict.revision}不在包内或已被改动",
            )
        elif verdict.decided_m2 > -(-seen.area_centi_m2 // 100):
            yield _fault("verdict", verdict.finding, f"{seen.subject}：认定面积大于排查面积")
    for seen in it.revisions:
        if why := without_ground(seen, it.entered):
            yield _fault("entered", seen.subject, why)
    before: dict[str, int] = {}
    for case in it.cases:
        yield from _case(it, case, before.get(case.project_no, 0))
        yield from _twice(it, case)
        if case.state is not State.WITHDRAWN:
            before[case.project_no] = before.get(case.project_no, 0) + case.decided_m2
    listed = {case.number for case in it.cases}
    for line in it.rows:
        if line.key not in listed:
            yield _fault("form", line.key, f"{line.key}：附表3有此行，台账没有此问题")
    yield from _books(it.entries, listed)


def _case(it: Contents, case: Case, before_m2: int) -> Iterator[Fault]:
    verdicts = [v for v in it.verdicts if v.revision == case.revision]
    project = next((p for p in it.projects if p.project_no == case.project_no), None)
    if not verdicts or (project is None and case.project_no):
        yield _fault("case", case.number, f"{case.number}：缺认定意见或报备项目")
        return
    verdict = verdicts[-1]
    if verdict.word is not Word.CONFIRMED or verdict.decided_m2 != case.decided_m2:
        yield _fault("case", case.number, f"{case.number}：认定面积与认定意见不符")
    try:
        owed = falls(project, case.decided_m2, before_m2=before_m2)
    except Refused as refused:
        yield _fault("owed", case.number, f"{case.number}：{refused.reasons[0]}")
        return
    if case.owed != owed:
        yield _fault("owed", case.number, f"{case.number}：应核减与认定面积不符")
    if (case.steps[-1].target if case.steps else None) != case.state:
        yield _fault("case", case.number, f"{case.number}：状态与经过不符")
    gone = booked(it.entries, case.number, DEDUCTED)
    if case.state is State.CLOSED and forced(case) != gone:
        yield _fault("books", case.number, f"{case.number}：已核减与应核减不符")
    lines = [line for line in it.rows if line.key == case.number]
    typed = [{k: v for k, v in line.cells.items() if k in _typed()} for line in lines]
    made = [row(case, project, gone, cells) for cells in typed] if project else []
    if made != lines or len(lines) > 1:
        yield _fault("form", case.number, f"{case.number}：附表3此行与记录不符")


def _twice(it: Contents, case: Case) -> Iterator[Fault]:
    """No ground is deducted twice: asked as when the case was listed, of the cases before it.

    What findings share is known for their newest revisions alone, so only such cases are asked.
    """
    seen = next((r for r in it.revisions if r.id == case.revision), None)
    judged = next((v for v in reversed(it.verdicts) if v.revision == case.revision), None)
    if seen is None or judged is None or case.state is State.WITHDRAWN or not case.project_no:
        return
    earlier = it.cases[: it.cases.index(case)]
    newest = {r.finding: r.id for r in it.revisions}
    live = [c for c in earlier if c.state is not State.WITHDRAWN]
    mine = [
        c for c in live
        if c.project_no == case.project_no and newest.get(c.finding) == c.revision
    ]  # fmt: skip
    if newest.get(case.finding) != case.revision:
        return
    for why in counted_twice(judged, seen.area_centi_m2, mine, it.overlaps):
        yield _fault("twice", case.number, f"{case.number}：{why}")


def _typed() -> frozenset[str]:
    return frozenset(c.key for c in form3().columns if c.source == "form")


def _books(entries: tuple[Entry, ...], listed: set[str]) -> Iterator[Fault]:
    """The book must be one that could have been written entry by entry."""
    book: tuple[Entry, ...] = ()
    for entry in entries:
        if entry.case and entry.case not in listed:
            yield _fault("books", entry.number, f"分录{entry.number}：台账没有问题{entry.case}")
        try:
            book = post(book, entry)
        except Refused as refused:
            yield from (
                _fault("books", entry.number, f"分录{entry.number}：{r}") for r in refused.reasons
            )
            book = (*book, entry)


def _form(it: Contents, folder: Path, files: Mapping[str, str]) -> Iterator[Fault]:
    """What people read must be what the records say, where the programs are the same."""
    for name, data in readable(it).items():
        if name in files and (folder / name).read_bytes() != data:
            yield _fault("form", name, f"{name}：与记录生成的不同")


def _evidence(it: Contents, held: Mapping[str, Path]) -> Iterator[str]:
    for case in it.cases:
        for item in (e for m in case.measures for e in m.evidence if e.sha256 not in held):
            yield f"{case.number} {item.proves}“{item.name}”：证据原件不在手边，无法核对"
    for item in (e for one in it.entered for e in one.evidence if e.sha256 not in held):
        yield f"登记证据 {item.proves}“{item.name}”：原件不在手边，无法核对"


def _results(again: Recomputed, folder: Path, files: Mapping[str, str]) -> Iterator[Fault]:
    """The result files of a run that could be made again: every one of them, and no other."""
    for name, data in again.files.items():
        if name not in files:
            yield _fault("result", name, f"{name}：复算有此文件，结果文件夹内没有")
        elif manifest.sha256(data) != files[name]:
            yield _fault("result", name, f"{name}：与复算结果不同")
    known = {*again.files, MANIFEST, SIGNATURE}
    for name in files if again.files else ():
        if name not in known and not name.startswith(ORIGINALS):
            yield _fault("result", name, f"{name}：复算没有此文件")
    if again.answers and ANSWERS in files:
        try:
            same = read_table(folder / ANSWERS).equals(read_table(BytesIO(again.answers)))
        except (ArrowException, OSError):
            same = False
        if not same:
            yield _fault("result", ANSWERS, f"{ANSWERS}：与复算结果不同")


def _said(it: Screened, again: Recomputed) -> tuple[str, ...]:
    counts = [
        f"原件{len(it.sources)}份", f"地块{len(it.plots)}个", f"项目{len(it.projects)}个",
        f"答复{len(it.revisions)}条",
    ]  # fmt: skip
    if isinstance(it, Contents):
        counts += [
            f"认定意见{len(it.verdicts)}件", f"问题{len(it.cases)}个", f"分录{len(it.entries)}笔",
            f"附表{len(it.rows)}行",
        ]  # fmt: skip
    done = "已由原件复算" if again.whole else "未全部复算"
    if old := len(it.revisions) - len(newest(it)):
        done += f"；另有{old}条修订依据更早的资料，不在复算之内"
    return (f"{'，'.join(counts)}；{done}",)


def _once(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))


def _fault(code: str, place: str, sentence: str) -> Fault:
    return Fault(code=code, place=place, sentence=sentence)
