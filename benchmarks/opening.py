"""How large report.html grows with all rules, and how long a browser takes until it stands.

With many findings the largest of the further pages is opened too. A page is opened in a frame of
a page that holds the clock, because it allows no script itself. Beside it an empty page is opened
in the same browser: the least that there is.
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


def files(folder: Path, out: Path) -> list[Path]:
    """Screen a folder, write pages and workbook, print their sizes; return the pages to open."""
    from gengheng.reports.page import pages
    from gengheng.reports.workbook import workbook
    from gengheng.rules.index import RULES
    from gengheng.screening.material import gather
    from gengheng.screening.run import screen

    material = gather(folder)
    done = screen(RULES.values(), material)
    count = sum(line.suspected for line in done.run.rules)
    ran = sum(line.not_run is None for line in done.run.rules)
    print(f"  {count} findings of {ran} rules out of {len(RULES)}", flush=True)
    start = time.perf_counter()
    made = {name: text.encode() for name, text in pages(done, material)}
    took = time.perf_counter() - start
    print(f"  {len(made)} pages, {sum(map(len, made.values())) / 1e6:.1f} MB, in {took:.1f} s")
    start = time.perf_counter()
    book = workbook(done, material)
    took = time.perf_counter() - start
    print(f"  问题清单.xlsx: {len(book) / 1e6:.1f} MB, in {took:.1f} s", flush=True)
    first, *more = made
    shown = [first, *sorted(more, key=lambda name: len(made[name]))[-1:]]
    for name in shown:
        (out / name).write_bytes(made[name])
        print(f"  {name}: {len(made[name]) / 1e6:.1f} MB")
    return [out / name for name in shown]


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


def main(patches: int, plots: int = 0) -> None:
    """Make a county, screen it, open what came out."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "county", Path(name) / "out"
        folder.mkdir()
        out.mkdir()
        write(folder, patches, plots)
        shown = files(folder, out)
        empty = out / "empty.html"
        empty.write_text("<!doctype html>", "utf-8")
        for page in (empty, *shown):
            took = [opened(page) for _ in range(RUNS)]
            print(f"  {page.name} stands after {', '.join(map(str, took))} ms", flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] or ["38000"]))
