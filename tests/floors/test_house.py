"""What holds the house together: import contracts, sizes, names, clocks, locks."""

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
CODE = [ROOT / "dev.py", *sorted(p for p in SRC.rglob("*.py") if p.stat().st_size)]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CLOCKS = {"today", "now", "utcnow", "localtime", "gmtime", "time_ns"}
NO_NAMES = {"utils", "helpers", "common", "misc", "base", "core", "manager", "services"}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def code_lines(text):
    """Lines that hold code: no blanks, comments or docstrings."""
    skip = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skip and token.type != tokenize.ENDMARKER:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, node.end_lineno + 1))
    return lines


def long_functions(text):
    lines = code_lines(text)
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and len(lines & set(range(node.lineno, node.end_lineno + 1))) > 40
    ]


def clocks(text):
    """Calls that ask what time it is: `date.today()`, `pd.Timestamp.now()`, bare `time()` …"""
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    asked = {call.attr for call in calls if isinstance(call, ast.Attribute)} & CLOCKS
    imported = {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.name == "time" and getattr(node, "module", "time") == "time"
    }
    return asked | imported


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_function_has_at_most_40_lines_of_code(path):
    assert long_functions(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", CODE + TESTS, ids=name_of)
def test_a_file_has_at_most_400_lines(path):
    lines = path.read_text("utf-8").count("\n")
    assert lines <= 400


def test_the_measures_measure():
    body = "\n".join(f"    x = {n}" for n in range(39))
    assert long_functions(f'def f():\n    """Say."""\n\n    # why\n{body}\n') == []
    assert long_functions(f"def f():\n{body}\n    y = 1\n") == ["f"]
    assert clocks("a = datetime.now()") == {"now"}
    assert clocks("a = cell.time()\nfrom datetime import time") == set()
    assert clocks("import time\nfrom time import time") == {"time"}


def test_the_core_never_asks_what_day_it_is():
    core = [path for path in CODE if "gengheng_office" not in path.parts]
    asked = {name_of(path): clocks(path.read_text("utf-8")) for path in core}
    assert {name: found for name, found in asked.items() if found} == {}


def test_no_drawer_for_odds_and_ends():
    named = {name_of(path) for path in CODE if {path.stem, *path.parent.parts} & NO_NAMES}
    assert named == set()


def test_the_import_contracts_hold():
    seen = os.pathsep.join([str(SRC), os.environ.get("PYTHONPATH", "")])
    command = (
        "import sys; from importlinter.cli import lint_imports as f; sys.exit(f(no_logo=True))"
    )
    found = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, env={**os.environ, "PYTHONPATH": seen},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout


@pytest.mark.parametrize("name", ["demo", "test"])
def test_a_lock_names_no_host_and_hashes_every_wheel(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert re.findall(r"://|--index|--extra-index|--find-links|file:", text) == []
    wheels = [block for block in re.split(r"\n(?=[a-z0-9])", text) if "==" in block]
    assert len(wheels) > 20
    assert [block.split()[0] for block in wheels if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(("name", "extras"), [("demo", ["build"]), ("test", ["build", "dev"])])
def test_a_lock_holds_what_the_project_asks_for(name, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9.-]+)==", text, flags=re.MULTILINE))
    assert {re.split(r"[<>=\[; ]", word)[0] for word in asked} - locked == set()
