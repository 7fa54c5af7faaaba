"""Who a person is to the office, and what each may see: asked by every page, decided here once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from gengheng.casework.tables import APART, acts
from gengheng.records.person import Asking, Role
from gengheng.values.errors import Refused
from gengheng_office.org.models import Kind, Person, Post

Row = TypeVar("Row", bound=Model)
COUNTY = {Role.CLERK, Role.REVIEWER, Role.AUDITOR, Role.QUOTA, Role.LEADER, Role.EXTERNAL}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see. `units`: codes of reporting units, None for the whole county.

    `business` is False for 三员, who see no land, no case and no money.
    """

    business: bool
    units: frozenset[str] | None

    def sees(self, unit: str) -> bool:
        """Tell whether records of a reporting unit may be seen."""
        return self.business and (self.units is None or unit in self.units)


def roles(person: Person) -> list[Role]:
    """Return what a person is here for today, in the order of the roles."""
    today = timezone.localdate()
    open_ = Q(until=None) | Q(until__gt=today)
    held = set(
        Post.objects.filter(open_, person=person, since__lte=today).values_list("role", flat=True)
    )
    return [role for role in Role if role.value in held]


def scope(person: Person) -> Scope:
    """Return what a person may see: a bureau's roles the county, all others their own unit."""
    held = roles(person)
    if not held or any(role in APART for role in held):
        return Scope(business=False, units=frozenset())
    if COUNTY & set(held) and person.unit.kind != Kind.REPORTING:
        return Scope(business=True, units=None)
    return Scope(business=True, units=frozenset({person.unit.code}))


def within(found: "QuerySet[Row]", person: Person, unit: str) -> "QuerySet[Row]":
    """Return the rows that a person may see; `unit` names the column with the code of the unit."""
    seen = scope(person)
    if not seen.business:
        return found.none()
    return found if seen.units is None else found.filter(**{f"{unit}__in": seen.units})


def able(held: Iterable[Role], act: str) -> bool:
    """Tell whether any of these roles may do an act; an unknown act is a `KeyError`."""
    return bool(set(held) & set(acts()[act]))


def second_factor(person: Person) -> bool:
    """Tell whether a person has turned the second factor on."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def may(person: Person, act: str) -> bool:
    """Tell whether any role of a person may do an act; an unknown act is a `KeyError`."""
    return able(roles(person), act)


def asking(person: Person, act: str) -> Asking:
    """Return the person in the role in which they may do an act.

    Raises `Refused` with the reason where they may not.
    """
    able = [role for role in roles(person) if role in acts()[act]]
    if not able:
        raise Refused([f"须由{'或'.join(acts()[act])}办理，{person.name}没有这个岗位"])
    return Asking(actor=person.login, role=able[0], on=timezone.localdate())
