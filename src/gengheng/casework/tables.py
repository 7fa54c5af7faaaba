"""The two tables of casework: remedies.toml and roles.toml, read once."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from gengheng.records.person import Asking, Role
from gengheng.records.remedy import Remedy


@cache
def remedies() -> dict[str, Remedy]:
    """Return {id: remedy}."""
    rows = msgspec.convert(_table("remedies.toml")["remedy"], list[Remedy])
    return {row.id: row for row in rows}


def lawful(problem: str) -> list[Remedy]:
    """Return the remedies of a kind of problem in their order of fallback.

    >>> [remedy.label for remedy in lawful("B-1")]
    ['核减补充耕地指标', '追缴相关主体不当收益']
    """
    return sorted((r for r in remedies().values() if r.problem == problem), key=lambda r: r.order)


def not_allowed(asking: Asking, act: str) -> list[str]:
    """Return why this role may not do `act`; empty if it may. An unknown act is a `KeyError`."""
    roles = allowed(act)
    return [] if asking.role in roles else [f"须由{'或'.join(roles)}办理，不能由{asking.role}办理"]


def allowed(act: str) -> list[Role]:
    """Return the roles that may do `act`. An unknown act is a `KeyError`."""
    return _roles()[act]


APART = (Role.SYSTEM, Role.SECURITY, Role.LOG)  # 三员


def apart(roles: Iterable[Role]) -> list[str]:
    """Return why one person may not have all of these roles; empty if they may.

    三员分立: who makes accounts, who gives rights and who reads the journal are three persons, and
    none of them does the work itself (GB/T 22239, 安全管理中心).

    >>> apart([Role.CLERK, Role.REVIEWER]), apart([Role.LOG, Role.CLERK])
    ([], ['审计管理员不得兼任其他岗位，现兼：经办'])
    """
    held = list(dict.fromkeys(roles))
    one = next((role for role in APART if role in held), None)
    if one is None or len(held) == 1:
        return []
    return [f"{one}不得兼任其他岗位，现兼：{'、'.join(r for r in held if r is not one)}"]


def acts() -> dict[str, list[Role]]:
    """Return {act: the roles that may do it}: the whole table."""
    return dict(_roles())


@cache
def _roles() -> dict[str, list[Role]]:
    return msgspec.convert(_table("roles.toml"), dict[str, list[Role]])


def _table(name: str) -> dict[str, object]:
    return tomllib.loads(files("gengheng.casework").joinpath(name).read_text("utf-8"))
