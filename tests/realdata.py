"""Where the files are that nobody here wrote: beside the checkout, or where GENGHENG_TESTDATA says."""

import os
from pathlib import Path

import pytest

DATA = Path(
    os.environ.get("GENGHENG_TESTDATA", Path(__file__).parents[2] / "shared" / "data")
).resolve()
ABSENT = "real files are not here: GENGHENG_TESTDATA names their folder"
asked: list[str] = []  # by the test that is running; conftest counts them


def real(name: str) -> Path:
    """Return a folder or file of the real data.

    Skips the test, with a message, where the whole collection is absent; a single name that is
    missing from it is an error.
    """
    asked.append(name)
    if not DATA.is_dir():
        pytest.skip(ABSENT)
    return (DATA / name).resolve(strict=True)
