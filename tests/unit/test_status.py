"""The line that says what is being done: on a terminal alone, and nothing of it is left."""

import io
import os
import sys

import pytest

from gengheng.cli import status as line
from gengheng.cli.line import run
from gengheng.cli.status import Status, status
from gengheng.cli.verb import Verb
from gengheng.values.progress import told


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(written, wide):
    """What a terminal of some columns shows in one line after all that was written to it."""
    row, at = [" "] * wide, 0
    for sign in written:
        if sign == "\r":
            at = 0
            continue
        step = 1 if sign.isascii() else 2
        assert at + step <= wide
        row[at : at + step] = [sign, *[""] * (step - 1)]
        at += step
    return "".join(row).rstrip()


@pytest.mark.parametrize("wide", [80, 12])
def test_a_shorter_stage_leaves_nothing_of_a_longer_one(monkeypatch, wide):
    monkeypatch.setattr(line.shutil, "get_terminal_size", lambda: os.terminal_size((wide, 24)))
    out = Terminal()
    one = Status(out)
    one.show("规则 12/18　B-2 存量耕地")
    one.show("读入 a")
    assert shown(out.getvalue(), wide) == "读入 a"
    one.clear()
    assert shown(out.getvalue(), wide) == ""


def test_in_a_script_nothing_is_written(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    with status():
        told("读入 a")
    assert out.getvalue() == ""


def test_a_verb_that_fails_leaves_an_empty_line(monkeypatch):
    out = Terminal()
    monkeypatch.setattr(sys, "stderr", out)

    def breaks(_):
        told("规则 3/18　B-1")
        raise FileNotFoundError(2, "no", "甲.shp")

    assert run([Verb("break", "坏", lambda _: None, breaks)], ["break"]) == 2
    written = out.getvalue()
    assert "规则 3/18" in written
    assert written.endswith("找不到文件：甲.shp\n")
    assert shown(written[: written.index("找不到")], 80) == ""
