"""核验 of 排查范围 and 资料核查: a row that was altered, added or taken out is named."""

import json
import shutil

import pytest

from gengheng.packs.recompute import OF_PAPERS
from gengheng.packs.verify import verify
from journeys.test_forgery import remake, sentences
from journeys.walked import copy_of, walked


def rows_of(folder, name):
    return json.loads((folder / name).read_bytes())


def write_rows(folder, name, rows):
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (folder / name).write_text(text, "utf-8")
    remake(folder)


FOLDERS = [("排查结果", ""), ("归档包", "records/")]


@pytest.mark.parametrize(("folder", "records"), FOLDERS)
def test_a_reason_that_was_altered(tmp_path, folder, records):
    one, name = copy_of(folder, tmp_path), f"{records}scope.json"
    rows = rows_of(one, name)
    row = next(r for r in rows if r["why"] == ["起始日以来报备入库"])
    row["why"] = ["储备库未清库"]
    write_rows(one, name, rows)
    told = verify(one)
    place = f"排查范围{row['kind']}{row['number']}"
    assert any(s.startswith(f"{place}：why（记作") for s in sentences(told))


@pytest.mark.parametrize(("folder", "records"), FOLDERS)
def test_a_subject_that_was_taken_out(tmp_path, folder, records):
    one, name = copy_of(folder, tmp_path), f"{records}scope.json"
    rows = rows_of(one, name)
    gone = rows.pop(3)
    write_rows(one, name, rows)
    told = verify(one)
    place = f"排查范围{gone['kind']}{gone['number']}"
    assert f"{place}：原件中有，记录中没有" in sentences(told)


@pytest.mark.parametrize(("folder", "records"), FOLDERS)
def test_a_paper_that_was_turned_from_none_to_there(tmp_path, folder, records):
    one, name = copy_of(folder, tmp_path), f"{records}papers.json"
    rows = rows_of(one, name)
    row = next(r for r in rows if r["found"] in ("无", "不符"))
    old, row["found"] = row["found"], "有"
    write_rows(one, name, rows)
    said = sentences(verify(one))
    start = f"资料{row['project_no']} {row['stage']} {row['name']}（"
    assert any(s.startswith(start) and f'记作"有"，应为"{old}"' in s for s in said)


def test_a_count_on_the_cover(tmp_path):
    one = copy_of("排查结果", tmp_path)
    run = rows_of(one, "run.json")
    run["scope"]["without_file"] = 0
    write_rows(one, "run.json", run)
    assert "run.json 的 scope 与复算不符" in sentences(verify(one))


def test_a_scan_that_is_not_at_hand_is_named_and_the_answers_are_still_computed(tmp_path):
    one = copy_of("排查结果", tmp_path)
    scans = [s for s in rows_of(one, "sources.json") if s["kind"] == "扫描件"]
    assert scans
    (one / "originals" / scans[0]["sha256"]).unlink()
    remake(one)
    told = verify(one)
    assert told.faults == ()
    assert told.not_recomputed == (f"{scans[0]['path']}：原件不在手边，{OF_PAPERS}无法复算",)


def test_without_the_register_of_the_bank_the_scope_is_not_accused(tmp_path):
    """A register that is not at hand makes the scope 无法复算, never 不符."""
    one = copy_of("排查结果", tmp_path)
    [bank] = [s for s in rows_of(one, "sources.json") if "储备库" in s["path"]]
    (one / "originals" / bank["sha256"]).unlink()
    remake(one)
    told = verify(one)
    assert told.faults == ()
    assert f"{bank['path']}：原件不在手边，答复、排查范围无法复算" in told.not_recomputed


def test_a_package_brings_what_scope_and_papers_are_made_of(tmp_path):
    """Registers and scans travel, surveys and other layers never do; the answers alone are open."""
    one = copy_of("归档包", tmp_path)
    sources = rows_of(one, "records/sources.json")
    there = {path.name for path in (one / "originals").iterdir()}
    of = {s["path"]: ({c["schema"] for c in s["layers"]}, s["kind"]) for s in sources}
    held = {s["path"] for s in sources if set(s["members"].values()) <= there}
    assert {path for path, (_, kind) in of.items() if kind == "扫描件"} <= held
    assert not any({"dltb", "dltb_2", "eco_redline", "slope"} & of[path][0] for path in held)
    assert {"projects", "plots", "bank", "quota_link", "papers"} <= {
        n for p in held for n in of[p][0]
    }
    told = verify(one)
    assert told.faults == ()
    assert {said.split("：")[0] for said in told.not_recomputed} == of.keys() - held
    assert not [said for said in told.not_recomputed if "排查范围" in said or OF_PAPERS in said]


def test_a_scan_that_was_altered_in_a_package_is_named(tmp_path):
    one = copy_of("归档包", tmp_path)
    scans = [s for s in rows_of(one, "records/sources.json") if s["kind"] == "扫描件"]
    (one / "originals" / scans[0]["sha256"]).write_bytes(b"another paper")
    remake(one)
    assert any("scans" in said and "与原件不符" in said for said in sentences(verify(one)))


def test_the_scope_of_a_package_is_computed_where_its_registers_are_at_hand(tmp_path):
    land = shutil.copytree(walked() / "示例旗", tmp_path / "示例旗")
    assert verify(copy_of("归档包", tmp_path), originals=land).faults == ()
