"""A folder without county.toml: what is written for a person to confirm, and what is owed."""

import re
import shutil

import pytest

from cast import FARM, GRASS, survey
from gengheng.cli.main import main
from gengheng.rules.index import RULES
from gengheng.screening.proposal import propose
from gengheng.screening.readiness import requests, status
from gengheng.standards.tables import schemas
from gengheng.testing.build import build
from gengheng.testing.county import make

SEED = 1


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "旗"
    make(made, seed=SEED)
    (made / "county.toml").unlink()
    return made


def gpkg(path, vintage_layer, **columns):
    vintage_layer.frame.assign(**columns).to_file(path, layer="a", driver="GPKG")


def test_what_a_file_says_is_written_and_what_its_name_says_is_a_comment(tmp_path):
    gpkg(tmp_path / "图斑2021.gpkg", survey(2021, (50, FARM), (50, GRASS)))
    gpkg(tmp_path / "图斑乙.gpkg", survey(2022, (100, FARM)), sjnf=["2022"])
    made = propose(tmp_path)
    assert made.left == ()
    assert made.text.endswith(
        '# 全部图层同带：EPSG:4524 CGCS2000 中央经线108°（带号36）\ngrid = "EPSG:4524"\n\n'
        "# 地类图斑（三调、变更调查）：2行，收2行，退0行\n[[file]]\n"
        'path = "图斑2021.gpkg"\nschema = "dltb"\n'
        "# vintage = 2021-12-31  # 只是文件名这样写，请核对\n\n"
        "# 地类图斑（三调、变更调查）：1行，收1行，退0行\n[[file]]\n"
        'path = "图斑乙.gpkg"\nschema = "dltb"\nvintage = 2022-12-31  # SJNF均为2022\n'
    )
    assert "# vintage = 2021-12-31  # 只是文件名这样写，请核对" in made.text
    assert "\nas_of" not in made.text


def test_a_file_of_no_known_kind_is_said(tmp_path):
    (tmp_path / "图.mdb").write_bytes(b"x")
    (tmp_path / "说明.txt").write_text("请查收", "utf-8")
    left = propose(tmp_path).left
    assert [line.split("：")[0] for line in left] == ["图.mdb", "说明.txt"]


def test_the_folder_of_a_county_is_recognised_and_respected_afterwards(folder, capsys):
    before = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert main(["intake", str(folder)]) == 3
    first = (folder / "county.toml").read_text("utf-8")
    assert {
        p.name: p.read_bytes() for p in folder.rglob("*") if p.name != "county.toml" and p.is_file()
    } == before
    assert "请逐项核对、填写 as_of 后再运行一次" in capsys.readouterr().out
    assert main(["intake", str(folder)]) == 2
    assert "缺少必填项 as_of" in capsys.readouterr().err
    told = re.sub(
        r"^# (vintage|code|name)",
        r"\1",
        first.replace("# as_of =", "as_of = 2023-10-20"),
        flags=re.M,
    )
    (folder / "county.toml").write_text(
        told.replace("vintage = 年-12-31", "vintage = 2019-12-31"), "utf-8"
    )
    assert main(["intake", str(folder)]) == 0
    said = capsys.readouterr().out
    world = build(SEED)
    plots, rows = len(world.plots), sum(project.in_register for project in world.projects)
    assert f"地块{plots}个，项目{rows}个" in said
    assert '# project_no = ""  # 文件没有写项目备案号，请填写' in first
    assert said.endswith("缺口0项。\n")


def test_what_is_owed_by_which_unit_and_who_waits(folder, capsys):
    shutil.copy(folder / "补充耕地项目报备台账.xlsx", folder.parent)
    (folder / "county.toml").write_text(
        'as_of = 2023-10-20\ncode = "150899"\nname = "示例旗"\ngrid = "EPSG:4524"\n'
        '[[file]]\npath = "**/*.txt"\nschema = "plots"\n',
        "utf-8",
    )
    assert main(["intake", str(folder)]) == 3
    said = capsys.readouterr().out
    assert "  B-1 非耕地直接认定为新增耕地：不能执行" in said
    assert "  B-7 重复入库、重复使用：可部分执行" in said
    owed = {line.split("　")[0].strip(): line for line in said.splitlines() if "提供　" in line}
    waiting = owed["补充耕地项目报备台账"].partition("由耕地保护监督室提供　")[2]
    assert {"B-1", "B-4", "C-3"} <= set(waiting.removesuffix("等用").split("、"))
    red = "  生态保护红线或坡度图　由国土空间用途管制室、调查监测室提供　C-3等用"
    assert owed["生态保护红线或坡度图"] == red


def test_readiness():
    everything = set(schemas())
    assert {status(rule, everything) for rule in RULES.values()} == {"可执行"}
    assert requests(RULES.values(), everything) == ()
    assert status(RULES["B-2"], everything - {"dltb_2"}) == "可部分执行"
    [owed] = requests(RULES.values(), everything - {"dltb_2"})
    assert (owed.schemas, owed.unit) == (("dltb_2",), "调查监测室")
    assert "B-2" in owed.rules
    assert status(RULES["B-4"], everything - {"dltb"}) == "可部分执行"
