"""What every run says about itself: versions, real files, figures of the long proofs."""

from importlib.metadata import version
from pathlib import Path

import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import settings

import realdata

PROOFS = Path(__file__).parents[1] / "docs" / "proofs.md"
settings.register_profile("same every time", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("same every time")


def pytest_report_header() -> list[str]:
    names = ("numpy", "pandas", "geopandas", "pyarrow", "hypothesis")
    here = str(realdata.DATA) if realdata.DATA.is_dir() else realdata.ABSENT
    return [
        "libraries: " + ", ".join(f"{name} {version(name)}" for name in names),
        f"engines: shapely {shapely.__version__} (GEOS {shapely.geos_version_string}), "
        f"pyproj {pyproj.__version__} (PROJ {pyproj.proj_version_str}), "
        f"pyogrio {pyogrio.__version__} (GDAL {pyogrio.__gdal_version_string__})",
        f"real files: {here}",
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    realdata.asked.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    if call.when == "call" and realdata.asked:
        absent = call.excinfo is not None and call.excinfo.errisinstance(pytest.skip.Exception)
        item.user_properties.append(("real files", "absent" if absent else "run"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        r for name in ("passed", "failed", "skipped") for r in _calls(terminalreporter, name)
    ]
    said = [pair for report in reports for pair in report.user_properties]
    real = [value for name, value in said if name == "real files"]
    if table := sorted(value for name, value in said if name == "rule table"):
        terminalreporter.write_line("rule｜true｜decoy｜unjudgeable｜second path (named variants)")
        for row in table:
            terminalreporter.write_line(row)
    terminalreporter.write_line(f"real files: {real.count('run')} of {len(real)} tests run")
    if terminalreporter.config.getoption("markexpr") == "prove":
        figures = [
            f"{name}: {value}" for name, value in said if name not in ("real files", "rule table")
        ]
        for figure in figures:
            terminalreporter.write_line(f"figure: {figure}")
        if not terminalreporter.getreports("failed"):
            _keep(figures)


def _keep(figures: list[str]) -> None:
    """Write the figures of a proof that passed whole into docs/proofs.md."""
    head = "# Proofs\n\nWritten by `make prove` when every long proof passed; never by hand.\n\n"
    lines = [*pytest_report_header()[:2], *sorted(figures)]
    PROOFS.write_text(head + "".join(f"- {line}\n" for line in lines), "utf-8", newline="\n")


def _calls(terminalreporter: pytest.TerminalReporter, outcome: str) -> list[pytest.TestReport]:
    return [r for r in terminalreporter.getreports(outcome) if getattr(r, "when", "") == "call"]
