"""gengheng keygen and gengheng pack: sign and seal what is on the desk."""

import os
from pathlib import Path

from gengheng.casework.tables import not_allowed
from gengheng.cli.desk import EVIDENCE, asking, load, person
from gengheng.cli.form3 import filled
from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.folder import store, write
from gengheng.packs.pack import KIND, pack
from gengheng.seal.sign import new_key, public_key
from gengheng.values.errors import Refused


def _key_options(options: Options) -> None:
    options.add_argument("--out", type=Path, required=True, help="私钥文件（妥善保管，不外传）")


def _keygen(given: Given) -> int:
    pem = new_key()
    handle = os.open(given.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    print(f"公钥（可公开，交给核验的人）：{public_key(pem)}")
    return 0


def _options(options: Options) -> None:
    options.add_argument("--out", type=Path, required=True, help="包文件夹")
    options.add_argument("--key", type=Path, required=True, help="签名私钥文件")
    options.add_argument(
        "--run", dest="results", type=Path, help="排查结果文件夹，归档包从中取原件"
    )
    options.add_argument(
        "--originals", action="store_true", help="归档包：带地块和台账原件（不含图层）"
    )
    person(options)


def _pack(given: Given) -> int:
    who, desk = asking(given), load(given.desk)
    if reasons := not_allowed(who, "pack.seal"):
        raise Refused(reasons)
    if given.originals and not given.results:
        raise Refused(["归档包带原件，须用 --run 写明从哪个排查结果取"])
    if filled(desk.contents) != desk.contents:
        raise Refused(["附表3与记录不一致，先用 gengheng form3 重新生成"])
    held = store(given.desk / EVIDENCE) if (given.desk / EVIDENCE).exists() else {}
    if given.results:
        held |= store(given.results / "originals")
    files, sealed = pack(
        desk.contents, held, pem=given.key.read_bytes(), by=who.actor, on=given.on,
        originals=given.originals,
    )  # fmt: skip
    write(files, given.out)
    print(f"{KIND[given.originals]}：{given.out}　{len(sealed.files)}个文件　校验码 {sealed.code}")
    return 0


KEYGEN = Verb("keygen", "生成一把签名密钥（Ed25519）", _key_options, _keygen)
VERB = Verb("pack", "封存：把案头记录签名封存为报送包或归档包", _options, _pack)
