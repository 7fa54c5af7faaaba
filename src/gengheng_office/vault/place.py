"""Where bytes lie in the office's folder; names of users never become paths."""

from pathlib import Path

from django.conf import settings


def original_path(sha256: str) -> Path:
    """Return where an original lies: by its digest, 256 folders."""
    return Path(settings.OFFICE_FOLDER) / "originals" / sha256[:2] / sha256


def part_path(upload: int) -> Path:
    """Return where what has arrived of an upload lies; the folder is made."""
    folder = Path(settings.OFFICE_FOLDER) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{upload}.part"
