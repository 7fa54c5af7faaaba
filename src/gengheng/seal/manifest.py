"""封存: digests over named bytes. It knows no record but its own."""

import hashlib
from collections.abc import Mapping
from datetime import date

from gengheng.records.seal import Seal
from gengheng.records.source import Fault

Digests = Mapping[str, str]


def seal(files: Digests, *, kind: str, by: str, on: date, public_key: str = "") -> Seal:
    """Return the manifest of `files` = {path: SHA-256}."""
    return Seal(kind=kind, by=by, on=on, files=dict(sorted(files.items())), public_key=public_key)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def check(found: Digests, manifest: Seal) -> list[Fault]:
    """Return every file that is altered, missing or not listed; empty if none.

    >>> one = seal({"a": sha256(b"1")}, kind="run", by="x", on=date(2024, 5, 6))
    >>> [f.sentence for f in check({"a": sha256(b"2"), "b": sha256(b"")}, one)]
    ['a：内容与封存时不同', 'b：不在封存清单内']
    """
    said = {
        name: "包内缺少此文件"
        if name not in found
        else "不在封存清单内"
        if name not in manifest.files
        else "内容与封存时不同"
        for name in sorted(found.keys() | manifest.files.keys())
        if found.get(name) != manifest.files.get(name)
    }
    return [Fault(code="digest", place=name, sentence=f"{name}：{s}") for name, s in said.items()]
