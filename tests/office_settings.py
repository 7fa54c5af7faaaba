"""The office's settings for tests: a folder of its own, and a hasher that is quick."""

import os
import tempfile

os.environ.setdefault("GENGHENG_OFFICE", tempfile.mkdtemp(prefix="office-"))
_DATABASE = os.environ.get("GENGHENG_TEST_DATABASE", "")
if _DATABASE:
    with open(
        os.path.join(os.environ["GENGHENG_OFFICE"], "office.toml"), "w", encoding="utf-8"
    ) as _words:
        _words.write(f'database = "{_DATABASE}"\n')

from gengheng_office.project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not _DATABASE:
    _FILE = os.path.join(os.environ["GENGHENG_OFFICE"], "tests.sqlite3")
    DATABASES["default"].setdefault("TEST", {})["NAME"] = _FILE  # noqa: F405
