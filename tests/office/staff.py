"""A small office: units, and a person for every role."""

from datetime import date

from gengheng.records.person import Role
from gengheng_office.org.models import Kind, Person, Post, Unit

WORD = "Xuanjian-2023"
HOME = {
    Role.TOWNSHIP: "渠首镇", Role.FINANCE: "财政局", Role.AGRICULTURE: "农牧局",
    Role.ENFORCEMENT: "执法大队", Role.EXTERNAL: "审计局", Role.LEADER: "领导小组",
}  # fmt: skip
UNITS = (
    ("bureau", "自然资源局", Kind.BUREAU, ""), ("150899101", "渠首镇", Kind.REPORTING, "150899101"),
    ("150899102", "青禾镇", Kind.REPORTING, "150899102"), ("cz", "财政局", Kind.FINANCE, ""),
    ("nm", "农牧局", Kind.AGRICULTURE, ""), ("zf", "执法大队", Kind.ENFORCEMENT, ""),
    ("sj", "审计局", Kind.AUDIT, ""), ("ld", "领导小组", Kind.LEADING, ""),
)  # fmt: skip


def units():
    """Make the units; return them by name."""
    return {
        name: Unit.objects.get_or_create(
            code=code, defaults={"name": name, "kind": kind, "region": region}
        )[0]
        for code, name, kind, region in UNITS
    }


def person(login, name, unit, *held):
    """Make a person who has changed the first password and holds some roles."""
    one = Person(login=login, name=name, unit=unit, must_change=False)
    one.set_password(WORD)
    one.save()
    for role in held:
        Post.objects.create(person=one, role=role, since=date(2023, 8, 1))
    return one


def staff():
    """Make a person for every role; return them by role."""
    known = units()
    return {
        role: person(f"u{k:02d}", f"{role}甲", known[HOME.get(role, "自然资源局")], role)
        for k, role in enumerate(Role)
    }
