"""What every page shows round its own content: title, bar by role, who is signed in."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from gengheng import __version__
from gengheng_office.org.models import Person
from gengheng_office.org.queries import able, roles
from gengheng_office.project.home import home
from gengheng_office.project.table import BY_NAME, SIGNED_IN

BAR = (  # page, label, the pages at which it is lit
    ("home", "我", {"home", "password", "second_factor"}),
    ("originals", "原件", {"originals"}),
    ("jobs", "任务", {"jobs", "job_cancel"}),
    ("units", "单位", {"units"}),
    ("people", "人员", {"people", "person", "people_import"}),
    ("posts", "岗位", {"posts", "post"}),
    ("journal", "操作记录", {"journal", "journal_check"}),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the bar; absent where the person may not come."""

    label: str
    href: str
    here: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the words of the frame; a person who is not signed in has no bar."""
    person, match = getattr(request, "user", None), getattr(request, "resolver_match", None)
    here, office = (match.url_name or "" if match else ""), home().office
    frame: dict[str, object] = {
        "office_title": office.title, "idle_seconds": office.idle_minutes * 60,
        "version": __version__, "bar": [], "held": "",
    }  # fmt: skip
    if not isinstance(person, Person):
        return frame
    held = roles(person)
    bar = [
        Item(label, reverse(name), here in names)
        for name, label, names in BAR
        if BY_NAME[name].who == SIGNED_IN or able(held, BY_NAME[name].who)
    ]
    return frame | {"bar": bar, "held": "、".join(held)}
