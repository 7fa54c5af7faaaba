"""措施目录: the lawful remedies of a kind of problem, in their order of fallback."""

from typing import Literal

from gengheng.records.codec import Record
from gengheng.records.person import Role


class Remedy(Record, frozen=True, kw_only=True):
    """One row of remedies.toml: choice, guards and the 措施 column all read this."""

    id: str
    problem: str
    order: int
    label: str
    basis: str
    proof: tuple[str, ...]
    entry: Literal["deduct", "freeze", "return", "none"]
    alone: bool
    orders: Role
    accepts: Role
