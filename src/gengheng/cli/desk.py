"""案头: where the command line keeps the work of people, one file, written whole or not at all.

The office keeps the same records in a database; both ask the same functions. The file carries a
version: an act may say which version the person saw, and is refused when somebody was faster.
"""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
from filelock import FileLock

from gengheng.cli.verb import Given, Options
from gengheng.intake.original import sha256_of
from gengheng.packs.contents import Contents
from gengheng.records.case import Case, Evidence
from gengheng.records.codec import Record, dumps, loads
from gengheng.records.person import Asking, Role
from gengheng.values.errors import Overtaken, Refused

FILE, EVIDENCE = "desk.json", "evidence"


class Line(Record, frozen=True, kw_only=True):
    """经过: one act, by whom, on what."""

    version: int
    act: str
    subject: str
    by: str
    role: str
    on: date


class Desk(Record, frozen=True, kw_only=True):
    """The whole file."""

    version: int
    contents: Contents
    log: tuple[Line, ...] = ()


def person(options: Options) -> None:
    """Add the options that every act has: where, who, in which role, when, what was seen."""
    options.add_argument("--desk", type=Path, required=True, help="案头文件夹")
    options.add_argument("--by", required=True, help="办理人姓名")
    options.add_argument(
        "--role", required=True, choices=[r.value for r in Role], help="办理人角色"
    )
    options.add_argument("--on", required=True, type=date.fromisoformat, help="日期，如 2023-09-20")
    options.add_argument("--seen", type=int, help="办理时看到的案头版本；已被他人更新则拒绝")


def asking(given: Given) -> Asking:
    """Return who asks."""
    if not given.by.strip():
        raise Refused(["未写办理人姓名"])
    return Asking(actor=given.by.strip(), role=Role(given.role), on=given.on)


def load(folder: Path) -> Desk:
    """Return the desk of a folder. Raises `Refused` where there is none or it is damaged."""
    path = folder / FILE
    if not path.is_file():
        raise Refused([f"{folder.name} 不是案头文件夹；先用 gengheng take 收入排查结果"])
    try:
        return loads(path.read_bytes(), Desk)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused([f"{path.name} 不能读取：{error}"]) from None


def change(given: Given, act: str, subject: str, do: Callable[[Contents], Contents]) -> Desk:
    """Carry out one act: read, decide, write, under a lock; one line of the log. Returns the desk.

    An act that changes nothing writes nothing. Raises `Overtaken` where `--seen` is no longer true.
    """
    who = asking(given)
    with FileLock(given.desk / f".{FILE}.lock"):
        old = load(given.desk)
        if given.seen is not None and given.seen != old.version:
            raise Overtaken(
                f"案头已是第{old.version}版，办理时看到的是第{given.seen}版；请看过再办"
            )
        contents = do(old.contents)
        if contents == old.contents:
            return old
        line = Line(version=old.version + 1, act=act, subject=subject, by=who.actor,
                    role=who.role, on=who.on)  # fmt: skip
        new = Desk(version=old.version + 1, contents=contents, log=(*old.log, line))
        save(given.desk, new)
        return new


def save(folder: Path, desk: Desk) -> None:
    """Write the desk: beside the old one, flushed, then renamed over it."""
    partial = folder / f".{FILE}.partial"
    with partial.open("wb") as file:
        file.write(dumps(desk))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / FILE)


def keep(folder: Path, path: Path) -> str:
    """Keep a copy of an evidence file by its SHA-256; return it. An empty file is refused."""
    if not path.is_file():
        raise FileNotFoundError(path)
    if path.stat().st_size == 0:
        raise Refused([f"证据文件 {path.name} 是空文件"])
    sha = sha256_of(path)
    target = folder / EVIDENCE / sha
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        partial = target.with_suffix(".partial")
        shutil.copyfile(path, partial)
        partial.replace(target)
    return sha


def proofs(given: Given, who: Asking) -> list[Evidence]:
    """Return the papers of `--proof 证明什么=文件`, each kept by its SHA-256. Raises `Refused`."""
    out = []
    for item in given.proof:
        proves, _, name = item.partition("=")
        if not proves or not name:
            raise Refused([f"证据“{item}”应写作“证明什么=文件”"])
        sha = keep(given.desk, Path(name))
        out.append(
            Evidence(proves=proves, name=Path(name).name, sha256=sha, by=who.actor, on=who.on)
        )
    return out


def case_of(contents: Contents, number: str) -> Case:
    """Return the case with a number. Raises `Refused` where there is none."""
    for case in contents.cases:
        if case.number == number:
            return case
    raise Refused([f"台账没有问题{number}"])


def with_case(contents: Contents, new: Case) -> Contents:
    """Return the contents with a case in the place of its old self."""
    cases = tuple(new if case.number == new.number else case for case in contents.cases)
    return msgspec.structs.replace(contents, cases=cases)
