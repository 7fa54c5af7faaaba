"""办公目录: the one folder of an office: database, key, office.toml. Copy it, and all moves.

GENGHENG_OFFICE names it. Nothing of the office lies anywhere else.
"""

import os
import secrets
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from gengheng.values.errors import Refused

VARIABLE = "GENGHENG_OFFICE"


class Office(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """office.toml: what an office decides for itself; every key has a default.

    `database`: "" for SQLite in the folder, else a PostgreSQL address. `idle_minutes`: after which
    a page locks.
    """

    title: str = "耕地占补平衡专项整治"
    database: str = ""
    idle_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of an office and what office.toml says."""

    folder: Path
    office: Office

    @property
    def database(self) -> Path:
        """Where SQLite keeps its rows."""
        return self.folder / "office.sqlite3"

    @property
    def secret(self) -> str:
        """The key that signs sessions; made at the first call, for the owner alone to read."""
        file = self.folder / "secret.key"
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
                made.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass
        return file.read_text("ascii")


@cache
def home() -> Home:
    """Return the office that GENGHENG_OFFICE names; the folder is made where it is missing.

    Raises `Refused` where no folder is named, for none is guessed, and where office.toml cannot be
    read, with the reason.
    """
    if not os.environ.get(VARIABLE):
        raise Refused([f"没有指明办公目录：请用 --home，或设环境变量 {VARIABLE}"])
    folder = Path(os.environ[VARIABLE]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "office.toml"
    try:
        words = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        return Home(folder, msgspec.convert(words, Office))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as wrong:
        raise Refused([f"{file}：读不懂（{wrong}），请改正后再启动"]) from wrong
