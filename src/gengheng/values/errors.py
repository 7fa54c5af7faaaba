"""What a program may raise. What is wrong with *data* is never raised: it is a record."""

from collections.abc import Iterable


class GenghengError(Exception):
    """Root of everything that this product raises on purpose."""


class Refused(GenghengError):
    """The act is not allowed; `reasons` are complete and fit to show to the user."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(self.reasons))


class Unreadable(GenghengError):
    """A whole file cannot be taken in; the message is a sentence that a clerk can act on."""


class Overtaken(GenghengError):
    """Somebody else wrote first; look again before acting."""


class UnknownCrs(GenghengError):
    """The reference system is missing, has no official area, or differs between layers."""


class EngineMissing(GenghengError):
    """What compiled code needs is not installed; nothing else takes its place."""
