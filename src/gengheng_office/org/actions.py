"""The only writer of units, people and posts: permission, rows and a journal line in one act."""

import secrets
from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from gengheng.casework.tables import APART, apart
from gengheng.records.person import Role
from gengheng.values.errors import Refused
from gengheng_office.journal.write import SYSTEM, Actor, write
from gengheng_office.org.models import Kind, Person, Post, Unit
from gengheng_office.org.queries import asking, roles, second_factor

LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike


def actor(person: Person, address: str = "") -> Actor:
    """Return a person as the journal names them."""
    return Actor(person.login, person.name, person.unit.name, address)


def once() -> str:
    """Return a password for one sign-in: twelve signs, to be read out and typed."""
    return "".join(secrets.choice(LETTERS) for _ in range(11)) + "-"


@transaction.atomic
def first(role: Role, login: str, name: str) -> str:
    """Make the first holder of one of the three administrators; return a password for one sign-in.

    Raises `Refused` where somebody holds that role already, or it is none of the three.
    """
    if role not in APART:
        raise Refused([f"{role}由安全管理员在网页上授予；命令只建{'、'.join(APART)}"])
    if Post.objects.filter(role=role, until=None).exists():
        raise Refused([f"已有{role}，不再由命令新建"])
    unit, _ = Unit.objects.get_or_create(
        code="bureau", defaults={"name": "自然资源局", "kind": Kind.BUREAU}
    )
    person, word = _person(login, name, unit)
    Post.objects.create(person=person, role=role, since=timezone.localdate())
    write(SYSTEM, "建立首任管理员", f"人员 {login}", name, after={"岗位": role})
    return word


@transaction.atomic
def add_unit(
    by: Person, address: str, code: str, name: str, *, kind: Kind, region: str = ""
) -> Unit:
    """Add a unit. Raises `Refused` with all reasons."""
    asking(by, "unit.write")
    wrong = []
    if not code or not name:
        wrong.append("单位代码和名称都要填写")
    if Unit.objects.filter(code=code).exists():
        wrong.append(f"单位代码{code}已有")
    if Unit.objects.filter(name=name).exists():
        wrong.append(f"单位{name}已有")
    if kind == Kind.REPORTING and not region.isdigit():
        wrong.append("填报单位须写行政区划代码的前几位")
    if wrong:
        raise Refused(wrong)
    unit = Unit.objects.create(code=code, name=name, kind=kind, region=region)
    after = {"代码": code, "类别": kind.label, "区划": region}
    write(actor(by, address), "新增单位", f"单位 {code}", name, after=after)
    return unit


@transaction.atomic
def add_person(by: Person, address: str, login: str, name: str, unit: Unit) -> tuple[Person, str]:
    """Make an account without any right; return it and a password for one sign-in."""
    asking(by, "person.write")
    person, word = _person(login, name, unit)
    write(actor(by, address), "新增人员", f"人员 {login}", name, after={"单位": unit.name})
    return person, word


def _person(login: str, name: str, unit: Unit) -> tuple[Person, str]:
    """Make the row of a person. Raises `Refused` with all reasons."""
    wrong = []
    if not login.isascii() or not login.isalnum() or not 3 <= len(login) <= 64:
        wrong.append(f"账号“{login}”应为3到64位字母或数字")
    if not name.strip():
        wrong.append("姓名要填写")
    if Person.objects.filter(login=login).exists():
        wrong.append(f"账号{login}已有")
    if wrong:
        raise Refused(wrong)
    word = once()
    person = Person(login=login, name=name.strip(), unit=unit)
    person.set_password(word)
    person.save()
    return person, word


@transaction.atomic
def give(by: Person, address: str, person: Person, role: Role) -> Post:
    """Give a person a post from today on. Raises `Refused` with all reasons."""
    asking(by, "post.give")
    wrong = [*_never_oneself(by, person), *apart([*roles(person), role])]
    if role in roles(person):
        wrong.append(f"{person.name}已是{role}")
    if not person.is_active:
        wrong.append(f"{person.name}已离岗")
    if role is Role.TOWNSHIP and person.unit.kind != Kind.REPORTING:
        wrong.append(f"{person.unit.name}不是填报单位，不能授予{role}")
    if wrong:
        raise Refused(wrong)
    post = Post.objects.create(person=person, role=role, since=timezone.localdate(), given_by=by)
    write(actor(by, address), "授予岗位", f"人员 {person.login}", person.name, after={"岗位": role})
    return post


@transaction.atomic
def take_back(by: Person, address: str, person: Person, role: Role) -> None:
    """End a post today. Raises `Refused` with all reasons."""
    asking(by, "post.give")
    wrong = _never_oneself(by, person)
    held = Post.objects.filter(person=person, role=role, until=None)
    if not held:
        wrong.append(f"{person.name}不是{role}")
    if role in APART and _holders(role) == {person.pk}:
        wrong.append(f"{person.name}是唯一的{role}，先授予他人")
    if wrong:
        raise Refused(wrong)
    held.update(until=timezone.localdate())
    write(
        actor(by, address), "收回岗位", f"人员 {person.login}", person.name, before={"岗位": role}
    )


@transaction.atomic
def leave(by: Person, address: str, person: Person, to: Person) -> None:
    """A person leaves today; their posts end. `to` takes over what is open. Raises `Refused`."""
    asking(by, "person.write")
    wrong = _never_oneself(by, person)
    if to == person or not to.is_active:
        wrong.append("接手人须是在岗的另一个人")
    elif to.unit != person.unit and to.unit.kind == Kind.REPORTING:
        wrong.append(f"接手人须与{person.name}同单位，或在局内")
    wrong += [
        f"{person.name}是唯一的{role}，先由安全管理员授予他人"
        for role in roles(person)
        if role in APART and _holders(role) == {person.pk}
    ]
    if wrong:
        raise Refused(wrong)
    ended = [str(role) for role in roles(person)]
    today = timezone.localdate()
    Post.objects.filter(person=person, until=None).update(until=today)
    Person.objects.filter(pk=person.pk).update(left=today)
    write(
        actor(by, address), "离岗交接", f"人员 {person.login}", person.name,
        before={"岗位": "、".join(ended)}, after={"接手": f"{to.name}（{to.login}）"},
    )  # fmt: skip


def _holders(role: Role) -> set[int]:
    """Return who holds a role today."""
    return set(Post.objects.filter(role=role, until=None).values_list("person", flat=True))


def _never_oneself(by: Person, person: Person) -> list[str]:
    """Return that nobody changes their own account or rights; empty for another person."""
    return ["不得办理本人的账号和岗位"] if by == person else []


@transaction.atomic
def change_password(person: Person, address: str, old: str, new: str) -> None:
    """Change one's own password. Raises `Refused` with all reasons."""
    wrong: list[str] = []
    if not person.check_password(old):
        wrong.append("原口令不对")
    if old == new:
        wrong.append("新口令与原口令相同")
    try:
        validate_password(new, person)
    except ValidationError as refused:
        wrong += refused.messages
    if wrong:
        raise Refused(wrong)
    person.set_password(new)
    person.must_change = False
    person.save(update_fields=["password", "must_change"])
    write(actor(person, address), "更改口令", f"人员 {person.login}", person.name)


@transaction.atomic
def reset(by: Person, address: str, person: Person) -> str:
    """Return a new password for one sign-in; a second factor stays on. Raises `Refused`.

    Whoever makes accounts could otherwise become anybody: the three administrators are reset at
    the server alone (`renew`), and of others the second factor is another's to turn off.
    """
    asking(by, "person.write")
    wrong = _never_oneself(by, person)
    if any(role in APART for role in roles(person)):
        wrong.append(f"{person.name}是{names(roles(person))}，口令只能在服务器上用命令重置")
    if wrong:
        raise Refused(wrong)
    word = _renewed(person)
    write(actor(by, address), "重置口令", f"人员 {person.login}", person.name)
    return word


@transaction.atomic
def renew(role: Role, login: str) -> str:
    """Return a new password of one of the three administrators, asked for at the server.

    The second factor is to be set up again. Raises `Refused` where nobody of that account holds
    the role.
    """
    person = Person.objects.filter(login=login).first()
    if role not in APART or person is None or role not in roles(person):
        raise Refused([f"没有账号为{login}的{role}"])
    TOTPDevice.objects.filter(user=person).delete()
    word = _renewed(person)
    write(SYSTEM, "在服务器上重置口令", f"人员 {login}", person.name, after={"岗位": role})
    return word


@transaction.atomic
def drop_factor(by: Person, address: str, person: Person) -> None:
    """Turn the second factor of a person off, who has lost the telephone. Raises `Refused`."""
    asking(by, "post.give")
    wrong = _never_oneself(by, person)
    if any(role in APART for role in roles(person)):
        wrong.append(f"{person.name}是{names(roles(person))}，动态口令只能在服务器上用命令停用")
    if not second_factor(person):
        wrong.append(f"{person.name}没有启用动态口令")
    if wrong:
        raise Refused(wrong)
    TOTPDevice.objects.filter(user=person).delete()
    write(actor(by, address), "停用动态口令", f"人员 {person.login}", person.name)


def _renewed(person: Person) -> str:
    """Give a person a password for one sign-in and return it."""
    word = once()
    person.set_password(word)
    person.must_change = True
    person.save(update_fields=["password", "must_change"])
    return word


def names(found: Iterable[Role]) -> str:
    """Return roles as they are listed: 经办、复核员."""
    return "、".join(found)
