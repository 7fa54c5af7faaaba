"""How large report.html grows with all rules, and how long a browser takes until it stands.

The page is opened in a frame of a page that holds the clock, because report.html itself allows
no script. Beside it an empty page is opened in the same browser: the least that there is.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_county import write

RUNS = 3
CLOCK = """<!doctype html><meta charset="utf-8"><body><script>
const began = performance.now(), frame = document.createElement("iframe");
frame.width = 1366; frame.height = 768;
frame.onload = () => document.body.dataset.took = Math.round(performance.now() - began);
frame.src = "PAGE"; document.body.append(frame);
</script>"""


def files(folder: Path, out: Path) -> int:
    """Screen a folder, write page and workbook, print their sizes; return the number of 疑似."""
    from gengheng.reports.page import page
    from gengheng.reports.workbook import workbook
    from gengheng.rules.index import RULES
    from gengheng.screening.material import gather
    from gengheng.screening.run import screen

    material = gather(folder)
    done = screen(RULES.values(), material)
    count = sum(line.suspected for line in done.run.rules)
    ran = sum(line.not_run is None for line in done.run.rules)
    print(f"  {count} findings of {ran} rules out of {len(RULES)}", flush=True)
    for name, make in (
        ("report.html", lambda: page(done, material).encode()),
        ("问题清单.xlsx", lambda: workbook(done, material)),
    ):
        start = time.perf_counter()
        data = make()
        took = time.perf_counter() - start
        (out / name).write_bytes(data)
        print(f"  {name}: {len(data) / 1e6:.1f} MB, written in {took:.1f} s", flush=True)
    return count


def opened(page: Path) -> int:
    """Return the milliseconds until a page is loaded and laid out at 1366 × 768."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        clock = Path(home) / "clock.html"
        clock.write_text(CLOCK.replace("PAGE", page.as_uri()), "utf-8")
        words = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                 f"--user-data-dir={home}/profile", clock.as_uri()]  # fmt: skip
        done = subprocess.run(words, capture_output=True, text=True, check=True)
    found = re.search(r'data-took="(\d+)"', done.stdout)
    if found is None:
        raise RuntimeError("the browser did not say how long it took")
    return int(found[1])


def main(patches: int) -> None:
    """Make a county, screen it, open what came out."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "county", Path(name) / "out"
        folder.mkdir()
        out.mkdir()
        write(folder, patches)
        files(folder, out)
        empty = out / "empty.html"
        empty.write_text("<!doctype html>", "utf-8")
        for page in (empty, out / "report.html"):
            took = [opened(page) for _ in range(RUNS)]
            print(f"  {page.name} stands after {', '.join(map(str, took))} ms", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 38_000)
