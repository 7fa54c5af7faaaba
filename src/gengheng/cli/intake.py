"""gengheng intake FOLDER: what a folder holds, county.toml for a person to confirm, readiness."""

from collections.abc import Iterable
from pathlib import Path

from gengheng.catalogue.shelf import Layer
from gengheng.cli.verb import Given, Options, Verb
from gengheng.rules.index import RULES
from gengheng.screening.county import NAME
from gengheng.screening.material import Material, gather
from gengheng.screening.proposal import propose
from gengheng.screening.readiness import requests, status
from gengheng.standards.tables import schemas


def _options(options: Options) -> None:
    options.add_argument("folder", type=Path, help="资料文件夹")


def _run(given: Given) -> int:
    if not given.folder.is_dir():
        raise FileNotFoundError(given.folder)
    if not (given.folder / NAME).exists():
        made = propose(given.folder)
        with (given.folder / NAME).open("x", encoding="utf-8", newline="\n") as file:
            file.write(made.text)
        print(f"已草拟 {given.folder / NAME}，请逐项核对、填写 as_of 后再运行一次。")
        print(*(f"  未列入　{line}" for line in made.left), sep="\n")
        return 3
    material = gather(given.folder)
    print(*shown(material), sep="\n")
    return 3 if any(status(rule, material.held) != "可执行" for rule in RULES.values()) else 0


def shown(material: Material) -> list[str]:
    """Return what is used, what is not and why, and which rule waits for which file."""
    lines = [
        f"{material.county.name}（{material.county.code}）　截至 {material.county.as_of}",
        f"地块{len(material.plots)}个，项目{len(material.projects)}个，图层、登记表{len(material.shelf)}个：",
        *(f"  {_shelved(layer)}" for layer in material.shelf),
        *_listed("没有使用", material.unused),
        *_listed("未列入 county.toml 的", material.unlisted),
        "就绪表：",
    ]
    lines += [f"  {rule.id} {rule.label}：{status(rule, material.held)}" for rule in RULES.values()]
    owed = requests(RULES.values(), material.held)
    lines += [f"缺口{len(owed)}项" + ("：" if owed else "。")]
    lines += [f"  {r.label}　由{r.unit}提供　{'、'.join(r.rules)}等用" for r in owed]
    return lines


def _shelved(layer: Layer) -> str:
    """Return what one layer or register is, of when (where it matters), and its rows."""
    ref = layer.ref
    when = f" {ref.vintage}" if ref.vintage else ""
    return f"{schemas()[ref.schema].label}{when}　{ref.rows}行"


def _listed(label: str, rows: Iterable[str]) -> list[str]:
    found = list(rows)
    return [f"{label}{len(found)}项：", *(f"  {row}" for row in found)] if found else []


VERB = Verb(
    "intake", "接入：认出文件夹里的资料，草拟 county.toml，列出就绪表和缺口", _options, _run
)
