"""The planted cases, read from cases.toml; what its words mean stands at its head."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import msgspec

from gengheng.records.codec import Record

YEARS = (2009, 2019, 2020, 2021, 2022)


class ProjectPlan(Record, frozen=True, kw_only=True):
    """A filing: when it was initiated and accepted, and how its areas were written down.

    `more` are further cells of the register by the columns of the schema (`filing.more`), beside
    and instead of those that every project has.
    """

    initiated: tuple[int, int, int]
    accepted: tuple[int, int, int]
    works: int
    kind: str = "土地开发"
    blank: tuple[str, ...] = ()
    declared: str = "exact"
    register: str = "1"
    scale: str = "1.25"
    paddy: str = "0"
    roles: tuple[str, ...] = ()
    more: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def improves(self) -> bool:
        """Whether farmland is improved (提质改造), not made."""
        return "提质改造" in self.kind


class CasePlan(Record, frozen=True, kw_only=True):
    """One site: a plot, its ground, and everything drawn on it in this order.

    Without a `project` no plot is filed; the ground is there for the `rows` of other layers, and
    `roles` are those of the patches of the newest survey on it.
    """

    project: str = ""
    roles: tuple[str, ...] = ()
    shape: str = "rect"
    middle: bool = False
    field: str = ""
    paint: tuple[str, ...] = ()
    red: tuple[str, ...] = ()
    slope: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


class Plan(Record, frozen=True, kw_only=True):
    """The whole of cases.toml."""

    project: dict[str, ProjectPlan]
    case: tuple[CasePlan, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What something was planted for: true, decoy or unjudgeable, and its name."""

    role: str
    variant: str


PLAIN = Role("plain", "")
Roles = dict[str, Role]


def plan() -> Plan:
    """Return the planted cases."""
    text = files("gengheng.testing").joinpath("cases.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Plan)


def roles(lines: tuple[str, ...]) -> Roles:
    """Return {rule: role}.

    >>> roles(("B-1 decoy survey_lags",))
    {'B-1': Role(role='decoy', variant='survey_lags')}
    """
    split = [line.split() for line in lines]
    return {rule: Role(role, variant) for rule, role, variant in split}


def parted(line: str) -> tuple[str, str]:
    """Return what stands before and after the colon.

    >>> parted("left 15: w2 w w f f")
    ('left 15', 'w2 w w f f')
    """
    before, _, after = line.partition(":")
    return before.strip(), after.strip()
