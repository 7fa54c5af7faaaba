"""The line on a terminal that says what is being done; in a file or a script there is none."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from gengheng.values.progress import telling


class Status:
    """One line that is written over itself, on a terminal that need not know any escapes."""

    def __init__(self, out: TextIO) -> None:
        """Write to `out`."""
        self._out, self._wide = out, 0

    def show(self, stage: str) -> None:
        """Show a stage in place of the last; cut to the width of the terminal."""
        room = shutil.get_terminal_size().columns - 1
        shown = ""
        wide = 0
        for sign in stage:
            step = 1 if sign.isascii() else 2
            if wide + step > room:
                break
            shown, wide = shown + sign, wide + step
        self._out.write("\r" + shown + " " * max(0, self._wide - wide) + "\r" + shown)
        self._out.flush()
        self._wide = wide

    def clear(self) -> None:
        """Leave the line empty."""
        self.show("")


@contextmanager
def status() -> Iterator[None]:
    """Show on standard error what is said within, where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    line = Status(sys.stderr)
    with telling(line.show):
        try:
            yield
        finally:
            line.clear()
