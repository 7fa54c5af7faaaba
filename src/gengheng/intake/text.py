"""文字编码: which encoding took every byte of a text, and on what ground that was decided."""

import codecs
from dataclasses import dataclass

from gengheng.values.errors import Unreadable

BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16BE"),
)
RARE = "文字按GB18030读通，但多为生僻字，可能是别的编码；请看样例，必要时写明encoding"
TRIED = (("utf-8", "UTF-8"), ("gb18030", "GB18030"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the name of its encoding and the ground of the decision."""

    text: str
    encoding: str
    by: str


def decode(data: bytes, stated: str = "") -> Decoded:
    """Return the text of `data`: by what county.toml states, by BOM, else by strict trial.

    The trial is UTF-8 and then GB18030; every byte has to fit. Raises `Unreadable` where nothing
    fits, where `stated` is unknown or does not fit, and where the bytes are no text.

    >>> decode("带号=36".encode("gbk")).encoding, decode(b"\\xef\\xbb\\xbfJ1").text
    ('GB18030', 'J1')
    """
    found = _stated(data, stated) if stated else _by_bom(data) or _by_trial(data)
    if "\0" in found.text:
        raise Unreadable("不是文本文件：含有空字节")
    return found


def unlikely_chinese(text: str) -> bool:
    """Return whether less than half of the signs beyond ASCII are common ones of GB2312.

    >>> unlikely_chinese("乌拉山镇"), unlikely_chinese("脜land"), unlikely_chinese("abc")
    (False, True, False)
    """
    signs = [sign for sign in text if sign > "\x7f"]
    common = sum(len(sign.encode("gb2312", "ignore")) == 2 for sign in signs)
    return common * 2 < len(signs)


def codec_name(word: str) -> str:
    """Return the Python codec that a .cpg, LDID or person means by `word`, "" if nobody knows it.

    GBK and GB2312 are read as GB18030, which holds both.

    >>> codec_name("936"), codec_name("ANSI 936"), codec_name("UTF-8"), codec_name("<html>")
    ('gb18030', 'gb18030', 'utf-8', '')
    """
    plain = word.strip().lower().removeprefix("ansi").removeprefix("oem").strip(" -_")
    plain = {"65001": "utf-8", "88591": "iso8859-1"}.get(plain, plain)
    try:
        name = codecs.lookup(f"cp{plain}" if plain.isdigit() else plain).name
    except (LookupError, ValueError):
        return ""
    return "gb18030" if name in {"gbk", "gb2312", "cp936", "hz"} else name


def _stated(data: bytes, stated: str) -> Decoded:
    name = codec_name(stated)
    if not name:
        raise Unreadable(f"county.toml写的编码“{stated}”不是编码名，请改为UTF-8或GB18030")
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise Unreadable(f"按county.toml写的编码“{stated}”读不通，请改正") from None
    return Decoded(text.removeprefix("\ufeff"), name.upper(), "county.toml")


def _by_bom(data: bytes) -> Decoded | None:
    for bom, name, label in BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data[len(bom) :].decode(name), label, "文件头BOM")
            except UnicodeDecodeError:
                raise Unreadable(f"文件头写明{label}，正文却不是，可能已损坏或不完整") from None
    return None


def _by_trial(data: bytes) -> Decoded:
    for name, label in TRIED:
        try:
            return Decoded(data.decode(name), label, f"全部字节符合{label}")
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        "文字编码无法识别：既不是UTF-8，也不是GB18030，请另存为UTF-8，或在county.toml写明encoding"
    )
