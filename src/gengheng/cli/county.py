"""gengheng county --out FOLDER [--seed N] [--jitter-mm N]."""

from collections import Counter
from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.testing.county import make
from gengheng.testing.knowing import Truth

_ROLES = {"true": "真问题", "decoy": "干扰项", "unjudgeable": "无法判定项", "plain": "其余"}


def _options(words: Options) -> None:
    words.add_argument("--out", type=Path, required=True, help="空文件夹，示例旗县写到这里")
    words.add_argument("--seed", type=int, default=1, help="种子，同一种子得到完全相同的文件")
    words.add_argument(
        "--jitter-mm", type=int, default=0, help="地类图斑、红线、坡度图界线随机移动的最大毫米数"
    )


def _run(given: Given) -> int:
    found = make(given.out, seed=given.seed, jitter_mm=given.jitter_mm)
    print(f"示例旗（种子{given.seed}）已写到 {given.out}，答案在 truth.json")
    for line in planted(found):
        print(line)
    return 0


def planted(found: list[Truth]) -> list[str]:
    """Return a line per rule: how many subjects were planted in which role.

    >>> planted([Truth(rule="B-1", subject="P-1", answer="未发现")])
    ['B-1  真问题 0  干扰项 0  无法判定项 0  其余 1']
    """
    count = Counter((row.rule, row.role.role) for row in found)
    return [
        f"{rule}  " + "  ".join(f"{label} {count[rule, role]}" for role, label in _ROLES.items())
        for rule in sorted({row.rule for row in found})
    ]


VERB = Verb("county", "生成示例旗县：文件、预埋的问题和答案", _options, _run)
