"""包: records, form and originals that may leave, as files under a signed seal."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gengheng.forms.sheet import sheet
from gengheng.packs.contents import MANIFEST, ORIGINALS, SIGNATURE, Contents, files_of
from gengheng.packs.folder import Content
from gengheng.records.codec import dumps
from gengheng.records.seal import Seal
from gengheng.reports.register import chains, register_page
from gengheng.screening.material import CONFIG
from gengheng.screening.scans import SCAN
from gengheng.screening.scope import SCHEMAS
from gengheng.seal.manifest import seal, sha256
from gengheng.seal.sign import public_key, sign

RECORDS, FORM, REGISTER = "records/", "附表3.xlsx", "台账.html"
KIND = {False: "报送包", True: "归档包"}


def pack(
    contents: Contents, held: Mapping[str, Path], *, pem: bytes, password: bytes = b"",
    by: str, on: date, originals: bool = False,
) -> tuple[dict[str, Content], Seal]:  # fmt: skip
    """Return {path: content} of a sealed package, and its seal (校验码 = `seal.code`).

    A 报送包 carries records, form and the evidence of its cases; a 归档包 the originals too, found
    in `held` by digest: county.toml, what plots, scope and papers are made of, and the scans. Land
    surveys, red lines, slopes and all other layers never leave (decision 26). What `held` does
    not have is not in the package, and verify says so by name.
    """
    made = files_of(contents, RECORDS) | readable(contents)
    files: dict[str, Content] = dict(made)
    listed = {name: sha256(data) for name, data in made.items()}
    for sha in sorted(wanted(contents, originals=originals)):
        if sha in held:
            files[f"{ORIGINALS}{sha}"] = held[sha]
            listed[f"{ORIGINALS}{sha}"] = sha
    key = public_key(pem, password)
    sealed = seal(listed, kind=KIND[originals], by=by, on=on, public_key=key)
    signature = sign(dumps(sealed), pem, password)
    return {**files, MANIFEST: dumps(sealed), SIGNATURE: signature}, sealed


def readable(contents: Contents) -> dict[str, bytes]:
    """Return what people read in a package: the form and the register, made of records alone."""
    links = chains(
        contents.cases, contents.revisions, contents.verdicts, contents.projects,
        entries=contents.entries, rows=contents.rows,
    )  # fmt: skip
    page = register_page(contents.county, contents.run, links)
    return {FORM: form_of(contents), REGISTER: page.encode()}


def form_of(contents: Contents) -> bytes:
    """Return 附表3 as a workbook, from records alone; 填报日期 is the day of the last act."""
    acts = [step.on for case in contents.cases for step in case.steps]
    day = max([contents.run.as_of, *acts, *(entry.on for entry in contents.entries)])
    return sheet(contents.rows, unit=contents.county.name, day=day.isoformat())


def wanted(contents: Contents, *, originals: bool) -> set[str]:
    """Return the digests of all files that belong into a package beside its records."""
    out = {e.sha256 for case in contents.cases for m in case.measures for e in m.evidence}
    out |= {e.sha256 for one in contents.entered for e in one.evidence}
    if originals:
        for source in contents.sources:
            kinds = {layer.schema for layer in source.layers}
            if source.kind in (CONFIG, SCAN) or (kinds and kinds <= SCHEMAS):
                out |= set(source.members.values())
    return out
