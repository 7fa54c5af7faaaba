"""Everything of the office once more on PostgreSQL, in a cluster made for it and thrown away."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

OFFICE = Path(__file__).parent
NOT_AGAIN = ("test_postgresql.py", "test_browser.py")


def program(name):
    """Where a program of PostgreSQL lies: Debian keeps them beside the path."""
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None
    )
    assert found, f"{name} is missing: apt-get install postgresql"
    return found


@contextmanager
def cluster():
    """Yield the address of an empty cluster; it refuses to run as root, so another user owns it."""
    folder = Path(mkdtemp(prefix="pg-"))
    before: tuple[str, ...] = ()
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        before = ("runuser", "-u", "postgres", "--")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"

    def run(*words):
        done = subprocess.run((*before, *words), capture_output=True, encoding="utf-8", cwd=folder)
        assert done.returncode == 0, done.stderr

    run(
        program("initdb"),
        "-D",
        data,
        "-U",
        "office",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(program("pg_ctl"), "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://office@127.0.0.1:{port}/postgres"
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_office_does_on_postgresql_what_it_does_on_sqlite():
    ignored = [f"--ignore={OFFICE / name}" for name in NOT_AGAIN]
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *ignored,
        str(OFFICE),
    ]
    with cluster() as address:
        held = {
            k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "GENGHENG_OFFICE"))
        }
        environment = {**held, "GENGHENG_TEST_DATABASE": address}
        done = subprocess.run(
            words, env=environment, capture_output=True, encoding="utf-8", cwd=OFFICE.parents[1]
        )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
