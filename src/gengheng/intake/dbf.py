"""The attribute table of a shapefile, as bytes: which encoding, how many rows, which deleted.

GDAL takes a .dbf without .cpg for Latin-1 and says nothing, so the encoding is decided here:
county.toml → .cpg → the language byte of the header → strict UTF-8 → strict GB18030, each tried on
all text of the table.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gengheng.intake.reading import Notes
from gengheng.intake.text import RARE, codec_name, unlikely_chinese
from gengheng.values.errors import Unreadable

LANGUAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x4D: "gb18030", 0x4E: "cp949",
    0x4F: "cp950", 0x64: "cp852", 0x65: "cp866", 0x78: "cp950", 0x79: "cp949", 0x7A: "gb18030",
    0x7B: "cp932", 0xC8: "cp1250", 0xC9: "cp1251", 0xCB: "cp1253",
}  # fmt: skip
LABELS = {"utf-8": "UTF-8", "gb18030": "GB18030", "ascii": "ASCII"}


@dataclass(frozen=True, slots=True)
class DbfText:
    """All text of a table: names of the fields, and the distinct values of each text field."""

    language: int
    records: int
    deleted: int
    names: tuple[bytes, ...]
    values: tuple[tuple[int, tuple[bytes, ...]], ...]

    @property
    def ascii(self) -> bool:
        """Whether there is nothing but ASCII, so that the encoding makes no difference."""
        return all(text.isascii() for text in self.every())

    def every(self) -> Iterator[bytes]:
        """Yield every name and value."""
        yield from self.names
        for _, values in self.values:
            yield from values

    def unlikely_chinese(self) -> bool:
        """Whether the text, taken for GB18030, is mostly of rare signs."""
        return unlikely_chinese("".join(one.decode("gb18030", "ignore") for one in self.every()))

    def cut(self, encoding: str) -> int | None:
        """Return how many values end in half a character, None where the encoding does not fit.

        A value that fills its field may be cut inside its last character; nothing else may fail.
        """
        found = 0
        for name in self.names:
            if not _fits(name, encoding):
                return None
        for length, values in self.values:
            for value in values:
                if _fits(value, encoding):
                    continue
                if len(value) < length or not any(_fits(value[:-k], encoding) for k in (1, 2, 3)):
                    return None
                found += 1
        return found


def dbf_text(path: Path) -> DbfText:
    """Return the text of a .dbf. Raises `Unreadable` where the header or the table is broken."""
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise Unreadable("属性表.dbf不完整：文件头不足32字节")
        records, start, size = struct.unpack("<IHH", head[4:12])
        described = file.read(max(0, start - 32))
    fields = [described[k : k + 32] for k in range(0, len(described) - 31, 32)]
    fields = fields[: next((k for k, f in enumerate(fields) if f[:1] == b"\r"), len(fields))]
    if start < 33 or size < 1 or not fields or 1 + sum(f[16] for f in fields) > size:
        raise Unreadable("属性表.dbf的文件头不合规定，可能已损坏")
    held = max(0, path.stat().st_size - start) // size
    if held < records:
        raise Unreadable(f"属性表.dbf不完整：写明{records}行，实有{held}行，请重新导出")
    count = records
    table = np.zeros((0, size), dtype=np.uint8)
    if count:
        flat = np.memmap(path, dtype=np.uint8, mode="r", offset=start, shape=(count * size,))
        table = flat.reshape(count, size)
    values, at = [], 1
    for one in fields:
        if one[11:12] in (b"C", b"M"):
            values.append((one[16], _distinct(table[:, at : at + one[16]])))
        at += one[16]
    names = tuple(one[:11].split(b"\0")[0] for one in fields)
    deleted = int((table[:, 0] == 0x2A).sum())
    return DbfText(head[29], count, deleted, names, tuple(values))


def decide(found: DbfText, cpg: bytes | None, stated: str, notes: Notes) -> tuple[str, str, str]:
    """Return (codec for GDAL, name for people, ground). Raises `Unreadable` where nothing fits."""
    tried = [(stated, "county.toml")] if stated else []
    if cpg is not None:
        word = cpg.decode("ascii", "replace").strip("\ufeff \r\n\t\0")
        if codec_name(word):
            tried.append((word, ".cpg"))
        else:
            said = f".cpg的内容“{word[:20]}”不是编码名，未采用"
            notes.repair("cpg", 0, "文字编码", said)
    if found.language in LANGUAGES:
        tried.append((LANGUAGES[found.language], f"dbf语言标志0x{found.language:02X}"))
    tried += [("utf-8", "全部文字符合UTF-8"), ("gb18030", "全部文字符合GB18030")]
    if found.ascii and not stated:
        return "utf-8", "ASCII", "全部文字为ASCII"
    for word, by in tried:
        name = codec_name(word)
        cut = found.cut(name) if name else None
        if cut is not None:
            if cut:
                said = f"属性表有{cut}个值末尾被截去半个字，余下的照读"
                notes.repair("cut", 0, "文字编码", said)
            if name == "gb18030" and by.startswith("全部") and found.unlikely_chinese():
                notes.repair("encoding", 0, "文字编码", RARE)
            return name, LABELS.get(name, name.upper()), by
        if not by.startswith("全部"):
            said = f"{by}写作{word}，但属性表的文字按此读不通，未采用"
            notes.repair("encoding", 0, "文字编码", said)
    raise Unreadable(
        "属性表的文字编码无法识别：既不是UTF-8，也不是GB18030，请在county.toml写明encoding"
    )


def _distinct(block: NDArray[np.uint8]) -> tuple[bytes, ...]:
    if block.shape[0] == 0 or block.shape[1] == 0:
        return ()
    texts = np.ascontiguousarray(block).view(f"S{block.shape[1]}").ravel()
    return tuple(value.rstrip(b" \0") for value in np.unique(texts).tolist())


def _fits(value: bytes, encoding: str) -> bool:
    try:
        value.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
