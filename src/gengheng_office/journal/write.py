"""The only writer of the journal."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from gengheng.records.codec import dumps
from gengheng.records.journal import Line as Record
from gengheng_office.journal.models import Line

COLUMNS = ("number", "digest", "previous", "at", "actor", "act", "about")  # beside the body
LOCK = 7301  # of PostgreSQL: one writer of the chain at a time


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as it is to be read years later: account, name, unit and address."""

    login: str
    name: str
    unit: str
    address: str


SYSTEM = Actor("system", "系统", "", "")


def write(
    who: Actor,
    act: str,
    about: str = "",
    title: str = "",
    *,
    result: str = "",
    before: Mapping[str, str] | None = None,
    after: Mapping[str, str] | None = None,
) -> Record:
    """Add a line within the transaction of the act; it is gone if the act is rolled back.

    Raises `RuntimeError` outside a transaction. Two writers wait for one another: SQLite begins
    every transaction as a writer, PostgreSQL takes a lock that ends with the transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a journal line belongs to the transaction of its act")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    last = Line.objects.order_by("-number").first()
    line = Record(
        number=last.number + 1 if last else 1,
        at=timezone.localtime().replace(microsecond=0),
        actor=who.login,
        name=who.name,
        unit=who.unit,
        address=who.address,
        act=act,
        about=about,
        title=title,
        result=result,
        before=dict(before or {}),
        after=dict(after or {}),
        previous=last.digest if last else "",
    )
    columns = {name: getattr(line, name) for name in COLUMNS}
    Line.objects.create(body=dumps(line).decode(), **columns)
    return line


def noted(who: Actor, act: str, about: str = "", title: str = "", *, result: str = "") -> None:
    """Add a line in a transaction of its own: a view, a print, a sign-in, a refusal."""
    with transaction.atomic():
        write(who, act, about, title, result=result)
