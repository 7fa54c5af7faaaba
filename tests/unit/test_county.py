"""The synthetic county: reproducible, seamless, readable by others, and true where it can be
computed by hand."""

import json
import re
import tomllib
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from zipfile import ZipFile

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from gengheng.cli.main import main
from gengheng.rules.index import RULES
from gengheng.testing import layers
from gengheng.testing.build import build
from gengheng.testing.cases import YEARS, Role
from gengheng.testing.county import make
from gengheng.testing.drawing import Shaker
from gengheng.testing.knowing import Limits
from gengheng.testing.lattice import UNITS
from gengheng.testing.office import STRAYS
from gengheng.testing.truth import truth

SEEDS = range(1, 21)
LAND = ("B-1", "B-2", "B-4", "B-7", "C-3")  # rules that a single plot of this file can be held to
ANSWER = {"true": "疑似", "decoy": "未发现", "unjudgeable": "无法判定"}


@pytest.fixture(scope="module", params=(1, 2, 3, 5))
def folder(request, tmp_path_factory):
    made = tmp_path_factory.mktemp("county")
    make(made, seed=request.param)
    return made


def county(folder):
    return tomllib.loads((folder / "county.toml").read_text("utf-8"))


def files(folder):
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())


# ---- the same seed, the same bytes -----------------------------------------------------------
@pytest.mark.parametrize(("seed", "jitter_mm"), [(1, 0), (7, 0), (10, 500)])
def test_the_same_seed_gives_the_same_bytes(tmp_path, seed, jitter_mm):
    one, two = tmp_path / "一", tmp_path / "二"
    make(one, seed=seed, jitter_mm=jitter_mm)
    make(two, seed=seed, jitter_mm=jitter_mm)
    assert files(one) == files(two)
    assert seed != 10 or any(".gdb/" in path.as_posix() for path in files(one))
    assert [p for p in files(one) if (one / p).read_bytes() != (two / p).read_bytes()] == []


def test_jitter_leaves_plots_and_register_alone(tmp_path):
    make(tmp_path / "still", seed=2)
    make(tmp_path / "moved", seed=2, jitter_mm=500)
    still, moved = files(tmp_path / "still"), files(tmp_path / "moved")
    assert still == moved
    changed = {
        path.name
        for path in still
        if (tmp_path / "still" / path).read_bytes() != (tmp_path / "moved" / path).read_bytes()
    }
    papers = {path.name for path in still if path.suffix in (".txt", ".xlsx", ".toml")}
    assert "truth.json" in changed
    assert changed & papers == set()


def test_a_folder_that_is_not_empty_is_refused(tmp_path, capsys):
    (tmp_path / "旧文件.txt").write_text("x")
    assert main(["county", "--out", str(tmp_path)]) == 2
    refused = f"不能办理：\n  · {tmp_path.name}：文件夹不是空的，请另给一个空文件夹\n"
    assert capsys.readouterr().err == refused


def test_the_command_says_what_was_planted(tmp_path, capsys):
    assert main(["county", "--out", str(tmp_path / "旗"), "--seed", "4"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert sorted(line.split("  ")[0] for line in said[1:]) == sorted(RULES)
    line = r"[A-C]-\w+  真问题 \d+  干扰项 \d+  无法判定项 \d+  其余 \d+"
    assert all(re.fullmatch(line, one) for one in said[1:])


# ---- what is planted -------------------------------------------------------------------------
@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_is_filled_with_three_variants_and_each_is_what_it_was_planted_for(seed):
    cells = defaultdict(set)
    for row in truth(build(seed)):
        cells[row.rule, row.role.role].add(row.role.variant)
        if row.role.role in ANSWER:
            assert (row.role.variant, row.answer) == (row.role.variant, ANSWER[row.role.role])
    assert min(len(cells[rule, role]) for rule in RULES for role in ANSWER) >= 3


def test_every_subject_has_one_answer_of_each_rule_that_asks_it():
    world = build(6)
    found = truth(world)
    assert len({(row.rule, row.subject) for row in found}) == len(found)
    asked = defaultdict(set)
    for row in found:
        asked[row.rule].add(row.subject)
    plots = {plot.subject for plot in world.plots}
    assert asked["B-1"] == asked["B-2"] == asked["C-3"] == plots
    assert asked["B-4"] == {project.no for project in world.projects}
    assert {s for s in asked["B-7"] if s.endswith("|*")} == {f"{p.no}|*" for p in world.projects}


def test_an_answer_says_what_belongs_to_it_and_nothing_else():
    for row in truth(build(3)):
        assert (row.area_m2 is not None) == (row.answer == "疑似")
        assert (row.reason != "") == (row.answer == "无法判定")
        assert row.answer == "未发现" or not row.note_contains


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_nothing_planted_lies_near_a_threshold_and_nothing_else_at_one(seed):
    """What chance laid under a neighbour's plot may come within a tenth, never within a thousandth."""
    world = build(seed)
    true, planted = answers(world, Limits()), {s for s, row in _roles(world) if row}
    for factor in (0.9, 0.999, 1.001, 1.1):
        moved = Limits(
            least_m2=400 * factor,
            plot_share=0.05 * factor,
            project_share=0.01 * factor,
            slope_share=0.10 * factor,
            mismatch=0.01 * factor,
            plot_mismatch_m2=10 * factor,
            project_mismatch_m2=100 * factor,
        )
        assert _of(answers(world, moved), planted, factor) == _of(true, planted, factor)
    for metres in (-0.4, 0.4):
        moved = Limits(
            sliver_m=2 + metres, second_sliver_m=3 + metres, red_shrink_m=round(2 + metres, 2)
        )
        assert _of(answers(world, moved), planted, 1 + metres) == _of(true, planted, 1 + metres)


def _roles(world):
    return [((r.rule, r.subject), r.role.role != "plain") for r in truth(world)]


def _of(found, planted, factor):
    """All answers where a threshold hardly moved, else those about what was planted."""
    return [row for row in found if abs(factor - 1) < 0.01 or row[:2] in planted]


@pytest.mark.parametrize(
    ("rule", "decoy", "without"),
    [
        ("A-1", "ribs_of_1.4_m", {"sliver_m": 0.0}),
        ("A-1", "small_piece", {"least_m2": 0.0}),
        ("B-1", "strip_of_1.4_m", {"sliver_m": 0.0}),
        ("B-1", "road_and_ditch", {"field_works": ()}),
        ("B-1", "small_piece", {"project_share": 0.0}),
        ("B-2", "ribs_of_1.2_m", {"sliver_m": 0.0}),
        ("B-2", "second_survey_strip_of_2.2_m", {"second_sliver_m": 0.0}),
        ("B-4", "within_tolerance", {"mismatch": 0.001, "project_mismatch_m2": 0.0}),
        ("B-4", "below_100_m2", {"project_mismatch_m2": 0.0}),
        ("B-4", "below_10_m2_each", {"plot_mismatch_m2": 0.0}),
        ("B-7", "fingers_of_1.2_m", {"sliver_m": 0.0}),
        ("B-7", "overlap_and_strip", {"sliver_m": 0.0}),
        ("B-7", "overlap_of_300_m2", {"least_m2": 0.0}),
        ("C-3", "red_line_touches", {"red_shrink_m": 0.0}),
        ("C-2", "off_by_0.4_percent", {"capacity_off": 0.0}),
        ("C-2", "a_little_better", {"grades_better": 1}),
        ("C-3", "slope_on_5_percent", {"slope_share": 0.0}),
        ("C-4", "house_of_120_m2", {"least_m2": 0.0}),
        ("C-5", "larger_than_1_mu", {"small_mu": 99.0}),
        ("C-5", "road_15_m_away", {"road_m": 10.0}),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_decoy_becomes_suspect_without_the_exclusion_that_it_tests(seed, rule, decoy, without):
    only = [rule.replace("-", "").lower()]
    found = truth(build(seed), replace(Limits(), **without), only)
    assert [r.answer for r in found if (r.rule, r.role) == (rule, Role("decoy", decoy))] == ["疑似"]


def answers(world, limits):
    return [(row.rule, row.subject, row.answer) for row in truth(world, limits)]


# ---- the ground ----------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [1, 4, 6, 11])
@pytest.mark.parametrize("reach_m", [0.0, 0.5])
def test_a_survey_is_seamless(seed, reach_m):
    world = build(seed)
    for year in YEARS:
        shaker = Shaker(reach_m, np.random.default_rng([seed, year]))
        _, patches = layers.survey(world, year, shaker, np.random.default_rng(1))
        shapes = np.array([patch.shape for patch in patches])
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        union = shapely.union_all(shapes, grid_size=0.001).area
        assert abs(union - shapely.area(shapes).sum()) < 0.01


def test_no_corner_moves_further_than_it_may():
    moves = Shaker(0.5, np.random.default_rng(3)).moves(100_000)
    reach = np.hypot(*moves.T)
    assert 0.49 < reach.max() < 0.5
    assert abs(moves.mean()) < 0.01


def test_identifiers_are_unique_and_new_in_every_vintage():
    world, still = build(5), Shaker(0, np.random.default_rng(1))
    rng = np.random.default_rng(5)
    before: dict[object, object] = {}
    for year in YEARS:
        columns, patches = layers.survey(world, year, still, rng)
        after = dict(zip(columns["BSM"], [patch.shape.wkt for patch in patches], strict=True))
        assert len(after) == len(patches)
        assert [bsm for bsm in after if before.get(bsm) == after[bsm]] == []
        before = after


# ---- the files -----------------------------------------------------------------------------------
def test_every_file_of_county_toml_is_there_and_one_file_is_not_in_it(folder):
    told = county(folder)
    assert (told["code"], told["name"], told["grid"]) == ("150899", "示例旗", "EPSG:4524")
    named = {path for entry in told["file"] for path in folder.glob(entry["path"])}
    assert all(list(folder.glob(entry["path"])) for entry in told["file"])
    stray = {folder / name for name, _ in STRAYS}
    assert len({path for path in stray if path.is_file()} - named) == 1
    ground = {"dltb", "dltb_2", "eco_redline", "slope", "plots", "projects"}
    wanted = {name for rule in RULES.values() for need in rule.needs for name in need}
    assert ground | wanted <= {entry["schema"] for entry in told["file"]}


def test_a_shapefile_is_gbk_without_cpg(tmp_path):
    make(tmp_path / "旗", seed=1)
    found = [path for path in (tmp_path / "旗").rglob("*.dbf") if "地类图斑" in path.name]
    assert found
    for path in found:
        assert "其他草地".encode("gbk") in path.read_bytes()
        assert not path.with_suffix(".cpg").exists()


@pytest.mark.parametrize("seed", range(1, 7))
def test_without_prj_county_toml_says_the_system(tmp_path, seed):
    make(tmp_path / "旗", seed=seed)
    for entry in county(tmp_path / "旗")["file"]:
        for path in (tmp_path / "旗").glob(entry["path"]):
            if path.suffix == ".shp":
                assert path.with_suffix(".prj").exists() != ("crs" in entry)
            if path.suffix == ".zip":
                names = ZipFile(path).namelist()
                assert any(name.endswith(".prj") for name in names) != ("crs" in entry)


def test_txt_is_read_by_a_parser_of_five_lines(folder):
    """Every sound plot of a TXT has the plane area of its region, by the shoelace formula."""
    seed = json.loads((folder / "truth.json").read_text("utf-8"))["seed"]
    world = build(seed)
    want = {
        (p.project, p.number): sum((r.u1 - r.u0) * (r.v1 - r.v0) for r in p.region) / UNITS**2
        for p in world.plots
        if not p.fault
    }
    read = {}
    for entry in county(folder)["file"]:
        for path in folder.glob(entry["path"]) if entry["path"].endswith(".txt") else ():
            text = decoded(path.read_bytes())
            project = entry.get("project_no") or re.search("项目备案号=(.*)", text)[1].strip()
            for block in re.split(r"\n(?=[^\n]*@)", text)[1:]:
                head, *rows = [line.split(",") for line in block.split()]
                rings = defaultdict(list)
                for _, ring, a, b in rows:
                    rings[ring].append((float(a), float(b)))
                areas = [abs(shoelace(ring)) for ring in rings.values()]
                read[project, head[2]] = 2 * max(areas, default=0) - sum(areas)
    assert read
    for key, area in read.items():
        assert key not in want or abs(area - want[key]) < 0.01


def decoded(data):
    for codec in ("utf-16", "utf-8-sig", "gb18030"):
        if codec != "utf-16" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            try:
                return data.decode(codec).replace("\r\n", "\n")
            except UnicodeDecodeError:
                continue
    raise AssertionError(data[:20])


def shoelace(ring):
    x0, y0 = ring[0]
    near = [(x - x0, y - y0) for x, y in [*ring, ring[0]]]
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise(near)) / 2


def test_over_the_seeds_txt_comes_in_every_dialect(tmp_path):
    data = []
    for seed in range(1, 6):
        make(tmp_path / str(seed), seed=seed)
        data += [p.read_bytes() for p in (tmp_path / str(seed)).rglob("*_[0-9][0-9]_*.txt")]
    marks = {one[:2] for one in data}
    assert {b"\xff\xfe", b"\xef\xbb"} <= marks
    texts = [decoded(one) for one in data]
    for pattern in (
        r"\nJ1,1,\d{7}\.",
        r"\n1,1,",
        r",36\d{6}\.",
        r",4\d{5}\.",
        "地上,@",
        r",新增,\d*,[\d.]*,[\d.]*,,@",
    ):
        assert any(re.search(pattern, text) for text in texts), pattern
    assert {b"\r\n" in one for one in data} == {True, False}
    assert {"项目备案号" in text for text in texts} == {True, False}


def test_the_register_has_a_row_for_every_project_but_the_one_without(folder):
    seed = json.loads((folder / "truth.json").read_text("utf-8"))["seed"]
    (path,) = folder.rglob("补充耕地项目报备台账.xlsx")
    sheet = openpyxl.load_workbook(path).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    numbers = [str(row[1]) for row in rows if str(row[1]).startswith("150899")]
    want = [project.no for project in build(seed).projects if project.in_register]
    assert numbers == want
    assert rows[-1][0] == "合计"
    assert any(row[:4] == [1, 2, 3, 4] for row in rows)


def test_truth_json_holds_the_truth_and_says_when_areas_are_not_comparable(tmp_path):
    found = make(tmp_path / "旗", seed=9, jitter_mm=500)
    told = json.loads((tmp_path / "旗" / "truth.json").read_text("utf-8"))
    assert told["areas"] is False
    assert [(a["rule"], a["subject"], a["answer"]) for a in told["answers"]] == [
        (row.rule, row.subject, row.answer) for row in found
    ]
    land = [a["area_m2"] for a in told["answers"] if a["area_m2"] and a["rule"] in LAND]
    assert {len(area.partition(".")[2]) for area in land} <= {0, 2}
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None  # given back
