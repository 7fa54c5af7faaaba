"""Two entries of county.toml about one file: several layers of it, or a contradiction."""

import pytest

from cast import FARM, GRASS, NO, survey
from gengheng.cli.main import main
from gengheng.screening.material import gather
from unit.test_material import PLOTS, folder, gpkg, refusal, square, txt

DLTB = "地类图斑（三调、变更调查）"
LAYER = "；要用其中不同的图层或工作表，每个都写明 layer"


def entry(path, schema="dltb", **told):
    lines = [f"{key} = {value if key == 'vintage' else repr(value)}" for key, value in told.items()]
    return "\n".join([f'[[file]]\npath = "{path}"\nschema = "{schema}"', *lines, ""])


@pytest.fixture
def where(tmp_path):
    """A folder with one GeoPackage of two surveys and two plot files."""
    plots = {name: txt((name, square(), "1.0000")) for name in (f"{NO}a", f"{NO}b")}
    made = folder(tmp_path, PLOTS, **plots)
    gpkg(made / "图.gpkg", "甲", survey(2019, (100, GRASS)))
    gpkg(made / "图.gpkg", "乙", survey(2021, (100, FARM)))
    return made


TWO = (
    entry("图.gpkg", layer="甲", vintage="2019-12-31"),
    entry("图.gpkg", layer="乙", vintage="2021-12-31"),
)


def test_two_layers_of_one_file_are_two_vintages(where):
    folder(where, PLOTS + "".join(TWO))
    made = gather(where)
    assert [(la.ref.vintage.year, la.frame["dlbm"].tolist()) for la in made.shelf] == [
        (2019, [GRASS]), (2021, [FARM]),
    ]  # fmt: skip
    assert made.unused == ()


def test_one_file_of_two_kinds_is_no_contradiction(where):
    folder(where, entry("图.gpkg", layer="甲", vintage="2019-12-31") + entry("图.gpkg", "slope"))
    assert "坡度图" in "".join(gather(where).unused)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (  # another vintage of the whole file: one of the two years is wrong
            [entry("图.gpkg", vintage="2019-12-31"), entry("图.gpkg", vintage="2021-12-31")],
            f"第2、3个 [[file]]：都把图.gpkg用作{DLTB}，只能留一个{LAYER}",
        ),
        (  # one layer twice
            [*TWO, entry("图.gpkg", layer="甲", vintage="2020-12-31")],
            f"第2、4个 [[file]]：都把图.gpkg的“甲”用作{DLTB}，只能留一个",
        ),
        (  # the whole file, and a layer of it: its rows would count twice
            [entry("图.gpkg", vintage="2019-12-31"), *TWO],
            f"第2、3、4个 [[file]]：都把图.gpkg用作{DLTB}，只能留一个{LAYER}",
        ),
        (  # the same once more, written another way
            [entry("图.gpkg"), entry("./图.gpkg")],
            f"第2、3个 [[file]]：都把图.gpkg用作{DLTB}，只能留一个{LAYER}",
        ),
        (  # a pattern and a file that it means too
            [entry(f"地块/{NO}a.txt", "plots", project_no=NO)],
            f"第1、2个 [[file]]：都把地块/{NO}a.txt用作补充耕地地块，只能留一个{LAYER}",
        ),
        (  # two patterns
            [entry("地块/*", "plots")],
            f"第1、2个 [[file]]：都把地块/{NO}a.txt等2个文件用作补充耕地地块，只能留一个{LAYER}",
        ),
        (  # a file that is not there
            [entry("无.shp"), entry("无.shp")],
            f"第2、3个 [[file]]：都把无.shp用作{DLTB}，只能留一个{LAYER}",
        ),
    ],
)
def test_a_contradiction_is_refused_with_both_entries_named(where, files, said):
    folder(where, PLOTS + "".join(files))
    assert refusal(where) == (f"county.toml {said}",)


def test_all_is_said_at_once(where, capsys):
    twice = entry("图.gpkg") * 2
    wrong = entry("", "plots") + entry("../a", "plots") + entry("地块/a**.txt", "plots")
    folder(where, PLOTS + wrong + twice + entry("无.zip", "slope") * 2)
    alone = "没有写明文件；** 只能单独作一级文件夹"
    reasons = (
        f"county.toml 第2个 [[file]]：path = \"\" {alone}",
        'county.toml 第3个 [[file]]：path = "../a" 须是本文件夹内的相对路径，用 / 分隔',
        f"county.toml 第4个 [[file]]：path = \"地块/a**.txt\" {alone}",
        f"county.toml 第5、6个 [[file]]：都把图.gpkg用作{DLTB}，只能留一个{LAYER}",
        f"county.toml 第7、8个 [[file]]：都把无.zip用作坡度图，只能留一个{LAYER}",
    )  # fmt: skip
    assert refusal(where) == reasons
    assert main(["screen", str(where), "--out", str(where / "果")]) == 2
    assert all(why in capsys.readouterr().err for why in reasons[:1])
    assert not (where / "果").exists()
