"""What a verb of the command line is: a name, its options, and one function that runs it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

Options = argparse.ArgumentParser
Given = argparse.Namespace


@dataclass(frozen=True, slots=True)
class Verb:
    """`run` returns the exit code: 0 done, 2 refused, 3 done but something is 未执行."""

    name: str
    help: str
    options: Callable[[Options], object]
    run: Callable[[Given], int]
