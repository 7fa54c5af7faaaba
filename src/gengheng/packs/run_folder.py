"""A run as a folder: results, records, originals, manifest."""

from dataclasses import replace
from pathlib import Path

from gengheng import __version__
from gengheng.packs.contents import MANIFEST, ORIGINALS, Screened, read_back
from gengheng.packs.folder import Content, digests, write
from gengheng.records.codec import dumps
from gengheng.reports.run_files import run_files
from gengheng.rules.index import RULES
from gengheng.screening.material import Material, gather
from gengheng.screening.run import Outcome, screen
from gengheng.seal.manifest import seal, sha256
from gengheng.values.errors import Refused
from gengheng.values.progress import told

BY = f"gengheng {__version__}"


def screen_folder(
    folder: Path, *, unlisted: tuple[str, ...] | None = None
) -> tuple[Outcome, Material]:
    """Return what all rules say of a folder with its county.toml. Raises `Refused`.

    `unlisted` names files that lay there when the folder was screened first; nothing rests on
    them, and where a run is computed again they are gone.
    """
    material = gather(folder)
    if unlisted is not None:
        material = replace(material, unlisted=unlisted)
    return screen(RULES.values(), material), material


def write_run(outcome: Outcome, material: Material, out: Path, *, originals: bool = True) -> bool:
    """Write a run; False if the same run stood there. Originals go along, kept by SHA-256.

    The manifest covers what was computed and is the same for the same material; originals are
    covered by it through sources.json and their names.
    """
    told("写出结果和报告")
    made = run_files(outcome, material)
    files: dict[str, Content] = dict(made)
    listed = {name: sha256(data) for name, data in made.items()}
    if originals:
        for source, one in zip(material.sources, material.originals, strict=True):
            for name, sha in source.members.items():
                files[f"{ORIGINALS}{sha}"] = one.members[name]
                listed[f"{ORIGINALS}{sha}"] = sha
    sealed = seal(listed, kind="run", by=BY, on=material.county.as_of)
    fresh = write({**files, MANIFEST: dumps(sealed)}, out)
    told("")
    return fresh


def read_run(folder: Path) -> Screened:
    """Return the records of a run. Raises `Refused` where it is none or is damaged."""
    if not (folder / MANIFEST).is_file():
        raise Refused([f"{folder.name} 不是排查结果文件夹（缺 {MANIFEST}）"])
    names = [n for n in digests(folder) if n.endswith(".json") and "/" not in n]
    data = {name: (folder / name).read_bytes() for name in names}
    run: Screened = read_back(data, Screened)
    return run
