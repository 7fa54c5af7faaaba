"""压缩包: opened safely into a folder of our own, or refused with a sentence.

Everything is judged by the directory of the archive before a byte is unpacked, and unpacking
stops at the declared size.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from gengheng.values.errors import Unreadable

MEMBERS = 20_000
TOTAL = 8 * 1024**3
RATIO = 100
TINY = 20 * 1024**2  # below this a high ratio is harmless
NESTED = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
CHUNK = 1 << 20


def checked(path: Path, *, total: int = TOTAL) -> dict[str, zipfile.ZipInfo]:
    """Return {name: member} of the files of a zip that may be unpacked.

    Raises `Unreadable` for what is no zip, for bombs, for names that leave the folder, for links,
    for encrypted members, for two members of one name and for archives in the archive.
    """
    with _opened(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
    declared = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if len(members) > MEMBERS:
        raise Unreadable(f"压缩包内文件过多：{len(members)}个，上限{MEMBERS}个")
    if declared > total:
        raise Unreadable(f"压缩包解开后过大：{declared // 1024**2}MB，上限{total // 1024**2}MB")
    if declared > TINY and declared > RATIO * max(packed, 1):
        raise Unreadable("压缩比超过100倍，疑似压缩炸弹，未解开")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in members:
        name = member_name(one)
        _safe(name, one)
        if name.lower() in {other.lower() for other in found}:
            raise Unreadable(f"压缩包内有重名文件：{name}")
        found[name] = one
    return found


def unpack(path: Path, folder: Path) -> dict[str, Path]:
    """Unpack a zip below `folder`; return {name in the archive: file}. Raises `Unreadable`."""
    members = checked(path)
    for name in members:
        if PurePosixPath(name).suffix.lower() in NESTED:
            raise Unreadable(f"压缩包内还有压缩包：{name}，请解开后再给出")
    out = {}
    with _opened(path) as archive:
        for name, member in members.items():
            target = folder.joinpath(*PurePosixPath(name).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(archive, member, target, name)
            out[name] = target
    return out


def member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; without the UTF-8 flag its bytes are UTF-8 or GBK.

    >>> info = zipfile.ZipInfo("地块.txt".encode("gbk").decode("cp437"))
    >>> member_name(info)
    '地块.txt'
    """
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name.replace("\\", "/")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _safe(name: str, member: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name or not parts:
        raise Unreadable(f"压缩包内文件名不安全：{name}")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable(f"压缩包内有符号链接：{name}")
    if member.flag_bits & 0x1:
        raise Unreadable(f"压缩包有密码：{name}，请解密后再给出")


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Unreadable("压缩包打不开，可能已损坏或不完整，请重新打包") from error


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, name: str) -> None:
    left = member.file_size
    try:
        with archive.open(member) as source, target.open("xb") as out:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Unreadable(f"压缩包内{name}比声明的大，疑似压缩炸弹，未解开")
                out.write(chunk)
    except (zlib.error, RuntimeError, zipfile.BadZipFile) as error:
        raise Unreadable(f"压缩包内{name}解不开，可能已损坏，请重新打包") from error
    if left:
        raise Unreadable(f"压缩包内{name}不完整，请重新打包")
