"""gengheng verify FOLDER: re-check a run or a package, without database, network or us."""

from pathlib import Path

import msgspec

from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.verify import Report, verify


def _options(options: Options) -> None:
    options.add_argument("folder", type=Path, help="排查结果或包的文件夹")
    options.add_argument("--originals", type=Path, help="自己手里的原件文件夹，按内容查找")
    options.add_argument("--key", default="", help="所信任的签名公钥（十六进制）")
    options.add_argument("--json", action="store_true", help="以 JSON 输出")


def _run(given: Given) -> int:
    if not given.folder.is_dir():
        raise FileNotFoundError(given.folder)
    report = verify(given.folder, originals=given.originals, key=given.key)
    if given.json:
        held = {
            "faults": report.faults, "not_recomputed": report.not_recomputed, "said": report.said,
            "code": report.seal.code if report.seal else None,
        }  # fmt: skip
        print(msgspec.json.format(msgspec.json.encode(held)).decode())
    else:
        print(*shown(report, given.key), sep="\n")
    if report.faults:
        return 1
    return 3 if report.not_recomputed else 0


def shown(report: Report, key: str) -> list[str]:
    """Return the report in words: the sentence first, then every fault by name."""
    lines = list(report.said)
    if report.faults:
        lines.insert(0, f"有误：{len(report.faults)}处")
    elif report.not_recomputed:
        lines.insert(0, f"未见错误，但有{len(report.not_recomputed)}项无法复算，不等于无误")
    else:
        lines.insert(0, "无误：数字指纹、记录之间、由原件复算，三项一致")
    if seal := report.seal:
        kind = {"run": "排查结果"}.get(seal.kind, seal.kind)
        lines.append(f"封存：{kind}　{seal.by}　{seal.on}　校验码 {seal.code}")
        if seal.public_key and not key:
            lines.append(f"签名公钥 {seal.public_key}：未与所信任的公钥核对（用 --key）")
    lines += [f"  错 {fault.sentence}" for fault in report.faults]
    lines += [f"  无法复算 {why}" for why in report.not_recomputed]
    return lines


VERB = Verb("verify", "核验：排查结果或包，离线重算", _options, _run)
