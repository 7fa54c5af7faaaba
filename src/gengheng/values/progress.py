"""How far long work is, said to whoever listens; nobody listens unless asked.

What is said is for the eye alone: no result depends on it and nothing of it is kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


def told(stage: str) -> None:
    """Say what is being done now, "" when it is over.

    >>> said = []
    >>> with telling(said.append):
    ...     told("读入 地块.txt")
    >>> told("没有人听")
    >>> said
    ['读入 地块.txt']
    """
    listener = _LISTENER.get()
    if listener is not None:
        listener(stage)


@contextmanager
def telling(listener: Listener) -> Iterator[None]:
    """Let somebody listen to what is said within."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
