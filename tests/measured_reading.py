"""Read files in a process of its own: what was said of each, how long it took, how much memory."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SRC = Path(__file__).parents[1] / "src"
CODE = """
import json, resource, sys, time
from pathlib import Path
from gengheng.intake.original import original
from gengheng.intake.read import read

def peak():
    # ru_maxrss of a process begins with what its parent held; VmHWM begins with itself
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = peak()
out = []
for word in sys.argv[1:]:
    start = time.monotonic()
    source = read(original(Path(word))).source
    said = [r.sentence for c in source.layers for r in (*c.repairs, *c.rejections)]
    rows = [[c.schema, c.rows, c.kept, c.rejected] for c in source.layers]
    out.append([source.refused, rows, said, time.monotonic() - start])
own = peak() - before
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([out, own // 1024, child // 1024]))
"""


@dataclass(frozen=True)
class Read:
    """What was said of one file; rows are [schema, rows, kept, rejected] of each layer."""

    refused: str
    rows: list
    said: list
    seconds: float


@dataclass(frozen=True)
class Cost:
    """Peak memory in MB: of the reader above what it holds idle, and of the workbook's child."""

    own: int
    child: int


def measured(*paths):
    """Return what was said of each file, and the memory that all of them together needed."""
    words = [sys.executable, "-c", CODE, *map(str, paths)]
    env = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONUTF8": "1"}
    done = subprocess.run(words, capture_output=True, text=True, env=env, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    reads, own, child = json.loads(done.stdout)
    return [Read(*one) for one in reads], Cost(own, child)
