"""The command line itself: what every verb has in common."""

import pytest

from gengheng.cli.line import run
from gengheng.cli.verb import Verb
from gengheng.values.errors import EngineMissing, Refused


def verb(error):
    def fail(_):
        raise error

    return [Verb("do", "办", lambda _: None, fail)]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "已中断"),
        (Refused(["甲", "乙"]), 2, "不能办理：\n  · 甲\n  · 乙"),
        (EngineMissing("套合引擎不可用"), 2, "套合引擎不可用"),
        (FileNotFoundError("没有.gpkg"), 2, "找不到文件：没有.gpkg"),
        (FileExistsError("有.gpkg"), 2, "文件已存在，不覆盖：有.gpkg"),
    ],
)
def test_what_ends_a_verb_is_said_in_a_sentence(capsys, error, code, said):
    assert run(verb(error), ["do"]) == code
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert "Traceback" not in told.err
