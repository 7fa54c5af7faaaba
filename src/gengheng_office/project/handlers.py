"""What the worker can do: each kind of job, its label, and the function that does it."""

from dataclasses import dataclass

from gengheng_office.jobs.actions import Held
from gengheng_office.jobs.worker import Handler
from gengheng_office.vault.actions import digested
from gengheng_office.vault.models import Original
from gengheng_office.vault.place import original_path

NAMED = 20  # files named in a sentence


def check_originals(held: Held) -> str:
    """Read every original again and say which are not as they came; progress by files."""
    total, wrong = Original.objects.count(), []
    for k, one in enumerate(Original.objects.order_by("sha256").iterator()):
        held.report(k, total, "件", one.name)
        place = original_path(one.sha256)
        if not place.exists():
            wrong.append(f"{one.name}（缺失）")
        elif digested(place) != one.sha256:
            wrong.append(f"{one.name}（内容已变）")
    held.report(total, total, "件")
    if not wrong:
        return f"{total}件原件与收到时逐字节相同"
    more = f"等{len(wrong)}件" if len(wrong) > NAMED else ""
    return f"{total}件中{len(wrong)}件不符：{'、'.join(wrong[:NAMED])}{more}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: how it is called, and what does it."""

    label: str
    handler: Handler


KINDS = {"check_originals": Kind("核对全部原件", check_originals)}
HANDLERS: dict[str, Handler] = {name: kind.handler for name, kind in KINDS.items()}
