"""The only writer of the vault: begun, continued, closed; then an original for good."""

import hashlib
import os
import shutil
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from gengheng.values.errors import Overtaken, Refused
from gengheng_office.journal.write import write
from gengheng_office.org.actions import actor
from gengheng_office.org.models import Person
from gengheng_office.org.queries import asking
from gengheng_office.vault.models import Original, Upload
from gengheng_office.vault.place import original_path, part_path

LARGEST = 64 * 1024**3  # bytes of one file
PIECE = 8 * 1024**2  # bytes of one piece
BLOCK = 1024**2
SPARE = 1024**3  # bytes that stay free on the disk


@transaction.atomic
def begin(by: Person, name: str, size: int, changed: str) -> Upload:
    """Return the upload of a file, the one that was broken off where there is one.

    `changed`: when the file was last written, as the browser says. Raises `Refused`.
    """
    asking(by, "file.receive")
    wrong = []
    clean = os.path.basename(name.replace("\\", "/")).strip()[:255]
    if not clean or not clean.isprintable():
        wrong.append("文件没有名称，或名称里有不能显示的字符")
    if not 0 < size <= LARGEST:
        wrong.append(f"“{clean}”大小{size}字节，应在1字节到{LARGEST // 1024**3}GB之间")
    elif shutil.disk_usage(part_path(0).parent).free < size + SPARE:
        wrong.append(f"办公目录所在磁盘放不下“{clean}”，请先腾出空间")
    if wrong:
        raise Refused(wrong)
    upload, _ = Upload.objects.get_or_create(
        sent_by=by, name=clean, size=size, changed=changed[:40],
        defaults={"begun_at": timezone.now()},
    )  # fmt: skip
    return upload


def add(by: Person, upload: Upload, offset: int, piece: bytes, digest: str) -> int:
    """Add a piece that begins at `offset`; return how much has arrived.

    A piece that is there already changes nothing. Raises `Refused` where the piece is not what
    was sent, `Overtaken` where it is not the next.
    """
    _own(by, upload)
    if hashlib.sha256(piece).hexdigest() != digest.lower():
        raise Refused(["这一段传送中变了样，请重传"])
    if not piece or len(piece) > PIECE or offset + len(piece) > upload.size:
        raise Refused([f"这一段的大小不对：{len(piece)}字节，起于{offset}，全文{upload.size}字节"])
    if offset + len(piece) <= upload.received:
        return upload.received
    if offset != upload.received:
        raise Overtaken(f"应从{upload.received}字节处续传")
    with open(part_path(upload.pk), "r+b" if offset else "wb") as part:
        part.seek(offset)
        part.write(piece)
        part.flush()
        os.fsync(part.fileno())
    arrived = offset + len(piece)
    if not Upload.objects.filter(pk=upload.pk, received=offset).update(received=arrived):
        raise Overtaken("另一个窗口正在传这个文件")
    return arrived


def close(by: Person, address: str, upload: Upload) -> tuple[Original, bool]:
    """Keep a file that has arrived whole; return it, and whether it is new.

    The bytes are in their place before the row says so: a program killed between the two leaves a
    file that nobody knows, and the same upload closes again. Raises `Refused` for one not whole.
    """
    _own(by, upload)
    part = part_path(upload.pk)
    if upload.received != upload.size or not part.exists() or part.stat().st_size != upload.size:
        raise Refused([f"“{upload.name}”还没有传完：{upload.received}/{upload.size}字节"])
    digest = digested(part)
    place = original_path(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        part.chmod(0o444)
        part.replace(place)
    with transaction.atomic():
        original, new = Original.objects.get_or_create(
            sha256=digest,
            defaults={
                "size": upload.size, "name": upload.name, "unit": by.unit,
                "received_by": by, "received_at": timezone.now(),
            },
        )  # fmt: skip
        said = {"指纹": digest, "字节": str(upload.size), "新": "是" if new else "否，已有"}
        write(actor(by, address), "收到原件", f"原件 {digest[:12]}", upload.name, after=said)
        upload.delete()
    part.unlink(missing_ok=True)
    return original, new


def digested(file: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    found = hashlib.sha256()
    with file.open("rb") as held:
        while block := held.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _own(by: Person, upload: Upload) -> None:
    """Raise `Refused` for an upload of somebody else."""
    if upload.sent_by != by:
        raise Refused(["这是别人的上传"])
