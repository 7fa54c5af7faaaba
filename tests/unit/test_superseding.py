"""A corrected file in the place of an older one: said by a person, proposed by the program."""

import pytest
import xlsxwriter

from cast import FARM, GRASS, survey
from gengheng.records.county import FileEntry
from gengheng.screening.county import load
from gengheng.screening.material import gather
from gengheng.screening.proposal import propose
from gengheng.values.errors import Refused

HEAD = 'as_of = 2024-05-06\ncode = "150899"\nname = "示例旗"\ngrid = "EPSG:4524"\n'


def register(path, *projects):
    """Write a register: (number, 公顷) of each project."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("台账")
        sheet.write_row(0, 0, ["项目备案号", "项目名称", "新增耕地（公顷）"])
        for k, (number, area) in enumerate(projects, 1):
            sheet.write_row(k, 0, [number, "一号", area])


def county(folder, *files):
    """Write county.toml: (path, schema, supersedes) of each file."""
    blocks = [
        f'[[file]]\npath = "{path}"\nschema = "{schema}"\n'
        + (f'supersedes = "{old}"\n' if old else "")
        for path, schema, old in files
    ]
    (folder / "county.toml").write_text(HEAD + "".join(blocks), "utf-8")


@pytest.fixture
def folder(tmp_path):
    """Three versions of one register."""
    for name, area in (("甲.xlsx", 1), ("乙.xlsx", 2), ("丙.xlsx", 3)):
        register(tmp_path / name, ("A1", area))
    return tmp_path


def reported(material):
    """Return the reported areas of the projects, in 公顷."""
    return [(p.reported_m2 or 0) / 10_000 for p in material.projects]


def test_the_older_file_stays_listed_and_its_rows_are_not_used(folder):
    county(folder, ("甲.xlsx", "projects", ""), ("乙.xlsx", "projects", "甲.xlsx"))
    made = gather(folder)
    assert reported(made) == [2]
    assert made.unused == ("甲.xlsx：已由乙.xlsx替代，未使用（原件保留）",)
    assert [s.path for s in made.sources] == ["county.toml", "甲.xlsx", "乙.xlsx"]
    assert [o.name for o in made.originals] == ["county.toml", "甲.xlsx", "乙.xlsx"]
    assert made.sources[1].layers[0].kept == 1
    assert made.unlisted == ("丙.xlsx",)


def test_an_older_file_that_no_entry_names_is_kept_too(folder):
    county(folder, ("乙.xlsx", "projects", "甲.xlsx"))
    made = gather(folder)
    assert (reported(made), made.unlisted) == ([2], ("丙.xlsx",))
    assert made.unused == ("甲.xlsx：已由乙.xlsx替代，未使用（原件保留）",)
    assert "甲.xlsx" in [o.name for o in made.originals]


def test_a_chain_leaves_the_last(folder):
    county(
        folder, ("甲.xlsx", "projects", ""), ("乙.xlsx", "projects", "甲.xlsx"),
        ("丙.xlsx", "projects", "乙.xlsx"),
    )  # fmt: skip
    made = gather(folder)
    assert reported(made) == [3]
    assert made.unused == (
        "甲.xlsx：已由乙.xlsx替代，未使用（原件保留）", "乙.xlsx：已由丙.xlsx替代，未使用（原件保留）",
    )  # fmt: skip


def test_a_pattern_may_hold_both(folder):
    county(folder, ("[甲乙].xlsx", "projects", "甲.xlsx"))
    made = gather(folder)
    assert reported(made) == [2]
    assert made.unused == ("甲.xlsx：已由乙.xlsx替代，未使用（原件保留）",)


def test_only_rows_of_the_same_kind_are_replaced(folder):
    county(folder, ("甲.xlsx", "projects", ""), ("乙.xlsx", "bank", "甲.xlsx"))
    made = gather(folder)
    assert reported(made) == [1]
    assert made.unused == ("乙.xlsx：没有可作“储备库台账”的图层或表，未使用",)


@pytest.mark.parametrize(
    ("gone", "areas", "said"),
    [
        ("乙.xlsx", [1], "甲.xlsx：county.toml 写明由乙.xlsx替代，文件夹内没有新文件，仍按原样使用"),
        ("甲.xlsx", [2], "甲.xlsx：county.toml 写明由乙.xlsx替代，文件夹内没有这个旧文件"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_there(folder, gone, areas, said):
    county(folder, ("甲.xlsx", "projects", ""), ("乙.xlsx", "projects", "甲.xlsx"))
    (folder / gone).unlink()
    made = gather(folder)
    assert reported(made) == areas
    assert made.unused == (said, f"{gone}：county.toml 列有此文件，文件夹内没有")


OUTSIDE = "须是本文件夹内一个文件的相对路径，用 / 分隔，不用通配符"


@pytest.mark.parametrize(
    ("files", "reasons"),
    [
        ([("甲.xlsx", "projects", "../甲.xlsx")],
         [f'county.toml 第1个 [[file]]：supersedes = "../甲.xlsx" {OUTSIDE}']),
        ([("甲.xlsx", "projects", "*.xlsx")],
         [f'county.toml 第1个 [[file]]：supersedes = "*.xlsx" {OUTSIDE}']),
        ([("甲.xlsx", "projects", "甲.xlsx")],
         ["county.toml supersedes：甲.xlsx不能替代自己"]),
        ([("甲.xlsx", "projects", "乙.xlsx"), ("乙.xlsx", "projects", "甲.xlsx")],
         ["county.toml supersedes：乙.xlsx、甲.xlsx互相替代，请只留一个方向"]),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(folder, files, reasons):
    county(folder, *files)
    with pytest.raises(Refused) as refused:
        load(folder)
    assert list(refused.value.reasons) == reasons


def comments(folder):
    """Return what a proposal says about superseding."""
    lines = propose(folder).text.splitlines()
    assert not any(line.startswith("supersedes") for line in lines)
    return [line for line in lines if "supersedes" in line]


ASK = "本文件若是更正后的，去掉行首#"


def test_two_registers_of_the_same_numbers_are_asked_about(tmp_path):
    register(tmp_path / "台账1.xlsx", ("A1", 1), ("A2", 1))
    register(tmp_path / "台账2.xlsx", ("A2", 3), ("A1", 2))
    register(tmp_path / "另.xlsx", ("A1", 1), ("A3", 1))
    assert comments(tmp_path) == [
        f'# supersedes = "台账2.xlsx"  # 与台账2.xlsx的编号全部相同；{ASK}',
        f'# supersedes = "台账1.xlsx"  # 与台账1.xlsx的编号全部相同；{ASK}',
    ]


def test_two_surveys_of_one_vintage_and_ground_are_asked_about(tmp_path):
    for name, year, strips in (
        ("图斑甲", 2022, ((100, FARM),)), ("图斑乙", 2022, ((50, FARM), (50, GRASS))),
        ("图斑丙", 2021, ((100, FARM),)), ("图斑丁", 2022, ((30, FARM),)),
    ):  # fmt: skip
        frame = survey(year, *strips).frame.assign(sjnf=str(year))
        frame.to_file(tmp_path / f"{name}.gpkg", layer="a", driver="GPKG")
    assert comments(tmp_path) == [
        f'# supersedes = "图斑甲.gpkg"  # 与图斑甲.gpkg期次相同（2022-12-31）、范围相同；{ASK}',
        f'# supersedes = "图斑乙.gpkg"  # 与图斑乙.gpkg期次相同（2022-12-31）、范围相同；{ASK}',
    ]


def test_an_entry_says_nothing_of_it_unless_a_person_does():
    assert FileEntry(path="a", schema="plots").supersedes == ""
