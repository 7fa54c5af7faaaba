"""核验: what was altered is named, even by one who remakes every digest."""

import hashlib
import json
import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from gengheng import __version__
from gengheng.packs.contents import MANIFEST
from gengheng.packs.folder import digests
from gengheng.packs.verify import verify
from gengheng.records.codec import dumps, loads
from gengheng.records.run import Run
from gengheng.records.seal import Seal
from gengheng.seal.manifest import seal
from gengheng.seal.sign import new_key, public_key, sign
from journeys.walked import contents, copy_of, walked


def sentences(report):
    return [fault.sentence for fault in report.faults]


def remake(folder: Path) -> None:
    """Make every digest again, as a careful forger of a run would; a run carries no signature."""
    old = loads((folder / MANIFEST).read_bytes(), Seal)
    listed = {n: sha for n, sha in digests(folder).items() if n not in (MANIFEST, "manifest.sig")}
    key = new_key() if old.public_key else b""
    made = seal(listed, kind=old.kind, by=old.by, on=old.on,
                public_key=public_key(key) if key else "")  # fmt: skip
    (folder / MANIFEST).write_bytes(dumps(made))
    if key:
        (folder / "manifest.sig").write_bytes(sign(dumps(made), key))


def replace_original(folder: Path, records: str, name: str, change) -> None:
    """Alter an original inside a run or package and put its new digest wherever the old stood."""
    sources = json.loads((folder / records / "sources.json").read_bytes())
    [source] = [s for s in sources if s["path"].endswith(name)]
    [old] = source["members"].values()
    data = change((folder / "originals" / old).read_bytes())
    new = hashlib.sha256(data).hexdigest()
    (folder / "originals" / old).unlink()
    (folder / "originals" / new).write_bytes(data)
    for path in (folder / records).glob("*.json"):
        if path.name != MANIFEST:
            path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    remake(folder)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8", newline="")
    remake(folder)


def xlsx_with(old: str, new: str):
    """A change of one shared string or number inside a workbook."""

    def change(data: bytes) -> bytes:
        out = BytesIO()
        done = False
        with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            for item in source.infolist():
                text = source.read(item)
                if not done and old.encode() in text and item.filename.startswith("xl/"):
                    text, done = text.replace(old.encode(), new.encode(), 1), True
                target.writestr(item, text)
        assert done
        return out.getvalue()

    return change


def a_plot():
    """The file and one coordinate of a plot that was judged sound, and its subject."""
    for plot in contents().plots:
        if plot.file.endswith(".txt") and not plot.fault:
            return plot
    raise AssertionError


def test_a_rule_parameter_in_the_results(tmp_path):
    run = copy_of("排查结果", tmp_path)
    edit(run, "revisions.json", '"min_m2":400', '"min_m2":100')
    edit(run, "run.json", '"min_m2":400', '"min_m2":100')
    said = sentences(verify(run))
    assert "B-1：参数 min_m2 记作100m²，规则和配置为400m²" in said


def test_a_rule_parameter_in_the_originals(tmp_path):
    run = copy_of("排查结果", tmp_path)
    replace_original(run, "", "county.toml", lambda d: d + b"\n[rules.B-1]\nmin_m2 = 100\n")
    said = sentences(verify(run))
    assert "B-1：参数 min_m2 记作400m²，规则和配置为100m²" in said
    assert "county.toml 的 rules 与原件不符" in said


def test_a_register_cell_in_the_originals(tmp_path):
    run = copy_of("排查结果", tmp_path)
    register = next(s.path for s in contents().sources if s.path.endswith((".xlsx", ".xls")))
    name = next(p.name for p in contents().projects if p.name)
    replace_original(run, "", register, xlsx_with(name, f"{name}改"))
    assert any(
        said.startswith("台账项目") and f"{name}改" in said for said in sentences(verify(run))
    )


def test_a_coordinate_in_the_originals(tmp_path):
    run, plot = copy_of("排查结果", tmp_path), a_plot()

    def change(data: bytes) -> bytes:
        for encoding in ("utf-8-sig", "utf-16", "gb18030"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            lines = text.splitlines(keepends=True)
            first = next(
                i for i, line in enumerate(lines[plot.row :], plot.row) if line.count(",") == 3
            )
            cells = lines[first].split(",")
            digit = next(i for i, c in enumerate(cells[2]) if c == ".") - 1
            moved = str((int(cells[2][digit]) + 3) % 10)
            cells[2] = cells[2][:digit] + moved + cells[2][digit + 1 :]
            lines[first] = ",".join(cells)
            return "".join(lines).encode(encoding)
        raise AssertionError

    replace_original(run, "", plot.file, change)
    assert any(said.startswith(f"地块{plot.subject}：") for said in sentences(verify(run)))


ALTERED = [
    ("answers", "answers.parquet", None, "answers.parquet：与复算结果不同"),
    ("report", "report.html", ("疑似", "未见"), "report.html：与复算结果不同"),
    ("register row", "projects.json", "reported_m2", "台账项目"),
    ("plot", "plots.json", "area_centi_m2", "地块"),
]


@pytest.mark.parametrize(
    ("name", "change", "said"), [a[1:] for a in ALTERED], ids=[a[0] for a in ALTERED]
)
def test_results_with_all_digests_remade(tmp_path, name, change, said):
    run = copy_of("排查结果", tmp_path)
    if change is None:
        data = bytearray((run / name).read_bytes())
        data[len(data) // 3] ^= 1
        (run / name).write_bytes(data)
        remake(run)
    elif isinstance(change, str):
        value = next(row[change] for row in json.loads((run / name).read_bytes()) if row[change])
        edit(run, name, f'"{change}":{value},', f'"{change}":{value + 1},')
    else:
        edit(run, name, *change)
    assert any(line.startswith(said) for line in sentences(verify(run)))


def test_an_answer_taken_out(tmp_path):
    run = copy_of("排查结果", tmp_path)
    rows = json.loads((run / "revisions.json").read_bytes())
    gone = next(r for r in rows if r["said"] == "疑似")
    rows.remove(gone)
    kept = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (run / "revisions.json").write_text(kept, "utf-8")
    remake(run)
    place = f"{gone['rule']} {gone['subject']}"
    assert f"{place}：复算为“疑似”，包内没有这条答复" in sentences(verify(run))


PACKED = [
    ("verdict", "verdicts", '"decided_m2":240', '"decided_m2":200', "B-2023-0001：认定面积与认定意见不符"),
    ("case", "cases", '"area_m2":240,', '"area_m2":241,', "B-2023-0001：应核减与认定面积不符"),
    ("state", "cases", '"state":"已销号"', '"state":"整治中"', "B-2023-0001：状态与经过不符"),
    ("cell", "rows", '"decided":"0.0240"', '"decided":"0.0241"', "B-2023-0001：附表3此行与记录不符"),
    ("words", "rows", '"measures":"核减', '"measures":"不核减', "B-2023-0001：附表3此行与记录不符"),
    ("case of an entry", "entries", '"case":"B-2023-0001"', '"case":"B-2023-0002"',
     "B-2023-0001：已核减与应核减不符"),
    ("revision", "revisions", '"area_centi_m2":24000', '"area_centi_m2":34000', "认定所据的修订"),
    ("register", "projects", '"filed":"2021', '"filed":"2020', "台账项目"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "said"), [p[1:] for p in PACKED], ids=[p[0] for p in PACKED]
)
def test_records_of_a_package_with_all_digests_remade_and_signed_by_another(
    tmp_path, name, old, new, said
):
    package = copy_of("归档包", tmp_path)
    edit(package, f"records/{name}.json", old, new)
    assert any(said in line for line in sentences(verify(package)))


def test_another_signer_is_named_by_whoever_knows_the_key(tmp_path):
    package = copy_of("归档包", tmp_path)
    key = loads((package / MANIFEST).read_bytes(), Seal).public_key
    remake(package)
    assert sentences(verify(package)) == []
    assert sentences(verify(package, key=key)) == ["manifest.json：签名公钥不是所信任的公钥"]


WHOLE = pytest.param(1, marks=pytest.mark.prove, id="every file")


@pytest.mark.parametrize("every", [pytest.param(5, id="every fifth file"), WHOLE])
@pytest.mark.parametrize("folder", ["排查结果", "归档包"])
def test_one_altered_byte_anywhere_is_named(tmp_path, folder, every):
    """Files (and three originals), one byte at a seeded place each: the fault names the file."""
    one = copy_of(folder, tmp_path)
    rng = random.Random(20230828)  # noqa: S311 - a seeded place, no secret
    files = sorted(p for p in one.rglob("*") if p.is_file())
    originals = [p for p in files if p.parent.name == "originals"]
    for path in [p for p in files if p not in originals[3:]][::every]:
        data = path.read_bytes()
        at = rng.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :])
        name = path.relative_to(one).as_posix()
        faults = verify(one).faults
        assert faults, name
        assert any(name in f.sentence or name.startswith("manifest") for f in faults), name
        path.write_bytes(data)
    assert verify(one).faults == ()


def test_a_file_too_many_and_a_file_too_few(tmp_path):
    package = copy_of("归档包", tmp_path)
    (package / "多余.txt").write_text("x")
    (package / "附表3.xlsx").unlink()
    said = sentences(verify(package))
    assert "多余.txt：不在封存清单内" in said
    assert "附表3.xlsx：包内缺少此文件" in said


def test_a_package_that_reaches_out_of_its_folder(tmp_path):
    run = copy_of("排查结果", tmp_path)
    name = next(s.path for s in contents().sources if s.path.endswith(".txt"))
    edit(run, "sources.json", json.dumps(name, ensure_ascii=False)[1:-1], "../../" + name)
    assert any("越出文件夹" in said for said in sentences(verify(run)))


@pytest.mark.parametrize("damage", ["", "{}", "[]", "\x00", "null"])
def test_a_damaged_manifest_is_a_sentence(tmp_path, damage):
    run = copy_of("排查结果", tmp_path)
    (run / MANIFEST).write_text(damage, "utf-8")
    [fault] = verify(run).faults
    assert fault.sentence.startswith("manifest.json：")


def test_the_walk_itself_is_untouched():
    assert verify(walked() / "排查结果").faults == ()


def test_another_version_may_overlay_otherwise(tmp_path):
    """How many pairs an engine looks at is its own matter; within one version it must agree."""
    run = copy_of("排查结果", tmp_path)
    pairs = loads((run / "run.json").read_bytes(), Run).pairs
    edit(run, "run.json", f'"pairs":{pairs}', f'"pairs":{pairs + 1}')
    assert "run.json 的 pairs 与复算不符" in sentences(verify(run))
    edit(run, "run.json", f'"gengheng":"{__version__}"', '"gengheng":"0.0.9"')
    later = verify(run)
    assert later.faults == ()
    assert [why.partition("，")[0] for why in later.not_recomputed] == [
        "程序版本与本机不同（gengheng）"
    ]
