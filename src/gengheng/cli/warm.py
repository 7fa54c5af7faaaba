"""gengheng warm: compile the overlay kernel once, at installation."""

from gengheng.area.compiled import kept_in
from gengheng.cli.verb import Given, Options, Verb
from gengheng.overlay.warm import warm
from gengheng.values.errors import EngineMissing
from gengheng.values.units import m2_text

KNOWN = 499_990  # 0.01 m²: half of the hectare of every handbook, by the published procedure


def _options(_: Options) -> None:
    """Take no options."""


def _run(_: Given) -> int:
    found = warm()
    if found != KNOWN:
        raise EngineMissing(
            f"套合引擎自检不符：应为{m2_text(KNOWN)}平方米，算得{m2_text(found)}平方米"
        )
    print(f"套合引擎就绪，自检{m2_text(found)}平方米相符")
    print(f"编译结果存放在：{kept_in()}")
    return 0


VERB = Verb("warm", "安装后运行一次：编译套合引擎并自检", _options, _run)
