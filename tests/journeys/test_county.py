"""The whole screening against planted truth: recall and precision 1, no unjudgeable cleared."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest

from gengheng.packs.run_folder import screen_folder, write_run
from gengheng.records.finding import Said
from gengheng.rules import ground
from gengheng.rules.false_supplement import b1_not_farmland, b2_stock_farmland, b4_area
from gengheng.rules.index import RULES
from gengheng.screening.finding import match
from gengheng.screening.material import gather
from gengheng.screening.run import screen
from gengheng.standards import tables
from gengheng.testing.build import build
from gengheng.testing.county import make
from journeys.truth import differences


def county(folder: Path, seed: int, jitter_mm: int = 0) -> Path:
    make(folder, seed=seed, jitter_mm=jitter_mm)
    return folder


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_answer_is_the_planted_one(tmp_path, seed):
    folder = county(tmp_path / "旗", seed)
    assert differences(screen_folder(folder)[0], folder) == []


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(1, 21))
def test_twenty_counties(tmp_path, seed, record_property):
    folder = county(tmp_path / "旗", seed)
    outcome, _ = screen_folder(folder)
    assert differences(outcome, folder) == []
    told = json.loads((folder / "truth.json").read_bytes())["answers"]
    planted = Counter((t["rule"], t["role"]) for t in told)
    for rule in outcome.run.rules:
        assert min(planted[rule.rule, role] for role in ("true", "decoy", "unjudgeable")) >= 3
    roles = Counter(t["role"] for t in told)
    record_property(
        f"county {seed:02}",
        f"{len(told)} answers as planted: {roles['true']} true, {roles['decoy']} decoys, "
        f"{roles['unjudgeable']} unjudgeable, {roles['plain']} plain",
    )


SHAKEN = (
    "dltb",
    "dltb_2",
    "eco_redline",
    "slope",
    "grade",
)  # layers whose corners --jitter-mm moves


@pytest.mark.parametrize("seed", [1, 2])
def test_jittered_borders_lose_no_verdict(tmp_path, seed):
    first, _ = screen_folder(county(tmp_path / "前", seed))
    again, _ = screen_folder(county(tmp_path / "后", seed, jitter_mm=500))
    found = match({r.finding: r for r in first.revisions}, again.revisions)
    assert (found.new, found.no_longer_shown) == ((), ())
    assert len(found.revised) + len(found.same) == len(first.revisions)
    moved = {
        r.finding
        for r in first.revisions
        if any(not isinstance(i, str) and i.schema in SHAKEN for i in r.inputs.values())
    }
    assert {r.finding for r in found.revised} == moved
    said = {r.finding: r.said for r in again.revisions}
    assert all(said[r.finding] == r.said for r in first.revisions)


def test_a_vintage_more_revises_only_what_asks_for_it(tmp_path):
    folder = county(tmp_path / "旗", 1)
    first, _ = screen_folder(folder)
    newest = max((e for e in _entries(folder) if e["schema"] == "dltb"), key=lambda e: e["vintage"])
    for part in (folder / newest["path"]).parent.glob(Path(newest["path"]).stem + ".*"):
        shutil.copy(part, folder / f"又一期{part.suffix}")
    extra = '\n[[file]]\npath = "又一期.shp"\nschema = "dltb"\nvintage = 2023-12-31\n'
    text = (
        (folder / "county.toml")
        .read_text("utf-8")
        .replace("as_of = 2023-10-20", "as_of = 2024-03-01")
    )
    (folder / "county.toml").write_text(text.replace("[[file]]", f"{extra}\n[[file]]", 1), "utf-8")
    again, _ = screen_folder(folder)
    assert len([ref for ref in again.run.layers if ref.schema == "dltb"]) == 5
    found = match({r.finding: r for r in first.revisions}, again.revisions)
    asked = {r.rule for r in found.revised}
    later = {"B-1", "B-4"}  # asks the year after 验收, or the survey of that year
    ground = {"B-2", "B-7", "C-3"}
    assert asked & (later | ground) <= later
    assert {r.rule for r in first.revisions} & ground == {r.rule for r in found.same} & ground
    of = {r.finding for r in first.revisions if r.rule == "A-1"}  # not named after 2023
    assert not of.intersection(found.no_longer_shown)
    assert "A-1" not in {r.rule for r in found.new}


def _entries(folder: Path) -> list[dict]:
    return tomllib.loads((folder / "county.toml").read_text("utf-8"))["file"]


def test_the_same_files_twice_give_the_same_bytes(tmp_path):
    folder = county(tmp_path / "旗", 4)
    write_run(*screen_folder(folder), tmp_path / "一")
    elsewhere = Path(shutil.copytree(folder, tmp_path / "别处"))
    write_run(*screen_folder(elsewhere), tmp_path / "二")
    same_files(tmp_path / "一", tmp_path / "二")
    assert write_run(*screen_folder(folder), tmp_path / "一") is False


EXCLUSIONS = {
    "field works": lambda m: m.setattr(b1_not_farmland, "codes", _without("field_works")),
    "slivers": lambda m: m.setattr(ground, "narrow", lambda shapes, area, width: area < 0),
    "the year after": lambda m: m.setattr(
        b1_not_farmland, "_never_farmland", _first_only(b1_not_farmland._never_farmland)
    ),
    "exempt kinds": lambda m: m.setattr(b2_stock_farmland, "EXEMPT", ()),
    "survey shift": lambda m: m.setattr(
        b2_stock_farmland, "narrow", lambda shapes, area, width: area < 0
    ),
    "ridges": lambda m: m.setattr(
        b4_area, "_net_of_ridges", lambda s, at: s.plots["area_centi_m2"].to_numpy().copy()
    ),
}
DECOYS = {
    "field works": "B-1", "slivers": "B-1", "the year after": "B-1", "exempt kinds": "B-2",
    "survey shift": "B-2", "ridges": "B-4",
}  # fmt: skip


def _without(group):
    return lambda name: frozenset() if name == group else tables.codes(name)


def _first_only(whole):
    return lambda plots, surveys: whole(plots, surveys[:1])


@pytest.mark.parametrize("name", EXCLUSIONS)
def test_an_exclusion_taken_out_fails_a_named_decoy(tmp_path, monkeypatch, name):
    folder = county(tmp_path / "旗", 1)
    EXCLUSIONS[name](monkeypatch)
    wrong = differences(screen_folder(folder)[0], folder)
    assert any(line.startswith(DECOYS[name]) and " decoy " in line for line in wrong), wrong


@pytest.mark.parametrize(
    ("rule", "param", "value"),
    [
        ("B-1", "sliver_width_m", 0),
        ("B-2", "sliver_width_m", 0),
        ("B-2", "survey_shift_m", 0),
        ("B-7", "sliver_width_m", 0),
        ("B-7", "min_m2", 0),
        ("C-3", "shrink_m", 0),
        ("C-3", "steep_share", 0),
    ],
)
def test_a_tolerance_set_to_nothing_fails_a_named_decoy(tmp_path, rule, param, value):
    folder = county(tmp_path / "旗", 1)
    with (folder / "county.toml").open("a", encoding="utf-8") as toml:
        toml.write(f"\n[rules.{rule}]\n{param} = {value}\n")
    wrong = differences(screen_folder(folder)[0], folder)
    assert any(line.startswith(rule) and " decoy " in line for line in wrong), wrong
    assert all(line.startswith(rule) for line in wrong)


def test_another_layout_is_screened_by_editing_county_toml_only(tmp_path):
    """Other names, other formats, other headings, a missing layer, a wrong vintage."""
    folder = county(tmp_path / "旗", 1)
    right, _ = screen_folder(folder)
    text = (folder / "county.toml").read_text("utf-8")
    entries = _entries(folder)
    survey = next(e for e in entries if e["schema"] == "dltb" and e["path"].endswith(".shp"))
    frame = gpd.read_file(folder / survey["path"], encoding="gb18030").rename(
        columns={"DLBM": "DILEI", "TBMJ": "MIANJI"}
    )
    for old in (folder / survey["path"]).parent.glob(Path(survey["path"]).stem + ".*"):
        old.unlink()
    (folder / "新资料").mkdir()
    frame.to_file(folder / "新资料" / "图斑.gpkg", layer="tb", driver="GPKG")
    wrong = text.replace(f'path = "{survey["path"]}"', 'path = "新资料/图斑.gpkg"\nlayer = "tb"')
    (folder / "county.toml").write_text(wrong, "utf-8")
    lost, _ = screen_folder(folder)
    assert lost.run.unused == (
        "新资料/图斑.gpkg：没有可作“地类图斑（三调、变更调查）”的图层或表，未使用",
    )
    assert Counter(r.status for r in lost.run.rules)["未执行"] == 0
    mended = wrong.replace(
        'layer = "tb"', 'layer = "tb"\ncolumns = { dlbm = "DILEI", tbmj = "MIANJI" }'
    )
    (folder / "county.toml").write_text(mended, "utf-8")
    again, _ = screen_folder(folder)
    plain = ["rule", "subject", "said", "area_centi_m2", "detail", "reason", "note"]
    assert again.answers[plain].equals(right.answers[plain])


def test_a_missing_layer_is_not_run_and_says_which_file_is_owed(tmp_path):
    folder = county(tmp_path / "旗", 1)
    text = (folder / "county.toml").read_text("utf-8")
    blocks = text.split("[[file]]")
    kept = [b for b in blocks if 'schema = "eco_redline"' not in b and 'schema = "slope"' not in b]
    (folder / "county.toml").write_text("[[file]]".join(kept), "utf-8")
    done, _ = screen_folder(folder)
    [line] = [r for r in done.run.rules if r.rule == "C-3"]
    assert line.not_run is not None
    assert line.not_run.owed == "生态保护红线或坡度图"
    assert set(done.answers["rule"]) == {r.rule for r in done.run.rules if r.not_run is None}


@pytest.mark.prove
@pytest.mark.parametrize("lost", ["project_area", "supervisor", "started", "dom"])
def test_what_the_whole_county_lacks_clears_no_project_of_b6(tmp_path, monkeypatch, lost):
    """A layer, or a column of the register, that nobody has."""

    def lacking(seed):
        """Return the county of a seed without it."""
        world = build(seed)
        world.tables.pop(lost, None)
        for project in world.projects:
            project.more.pop(lost, None)
        return world

    monkeypatch.setattr("gengheng.testing.county.build", lacking)
    folder = county(tmp_path / "旗", 1)
    outcome = screen([RULES["B-6"]], gather(folder))
    assert [line for line in differences(outcome, folder) if line.startswith("B-6")] == []
    said = set(outcome.answers["said"])
    assert said == set(Said) if lost == "dom" else said == {Said.SUSPECTED, Said.UNKNOWN}


KILLS = 3


def test_killed_at_any_moment_nothing_is_half_written(tmp_path):
    kill_and_rerun(tmp_path, KILLS)


@pytest.mark.prove
def test_killed_fifty_times(tmp_path, record_property):
    hit = kill_and_rerun(tmp_path, 50)
    record_property(
        "kill -9 during screen", f"50 times, {hit} before it was done; 0 lost, 0 half-written"
    )


def same_files(one: Path, other: Path) -> None:
    """Assert that two folders hold the same bytes under the same names."""
    held = [
        {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        for root in (one, other)
    ]
    assert held[0] == held[1]


def kill_and_rerun(tmp_path: Path, times: int) -> int:
    """kill -9 `screen` at moments spread over its life, then let one run finish.

    Return how often the kill came before the end.
    """
    hit = 0
    folder, out = county(tmp_path / "旗", 2), tmp_path / "结果"
    command = [sys.executable, "-m", "gengheng.cli.main", "screen", str(folder), "--out", str(out)]
    before = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    start = time.monotonic()
    subprocess.run([*command[:-1], str(tmp_path / "整")], check=True, capture_output=True)
    whole = time.monotonic() - start
    for n in range(times):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (n + 1) / (times + 1))
        running.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        running.wait()
        if out.exists():  # it was faster than the kill: then it is whole, and the next is tried
            same_files(tmp_path / "整", out)
            shutil.rmtree(out)
        else:
            hit += 1
    subprocess.run(command, check=True, capture_output=True)
    same_files(tmp_path / "整", out)
    assert {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".partial")] == []
    return hit


def test_suspicion_is_never_without_a_sentence_and_unknown_never_without_a_reason(tmp_path):
    outcome, _ = screen_folder(county(tmp_path / "旗", 3))
    for revision in outcome.revisions:
        assert bool(revision.detail) == (revision.said is Said.SUSPECTED)
        assert bool(revision.reason) == (revision.said is Said.UNKNOWN)
