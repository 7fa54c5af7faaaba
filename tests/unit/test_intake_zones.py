"""Zones and systems of a folder: mixed ones, Xi'an 80, and what shared corners tell and do not."""

import geopandas as gpd
import pytest
import shapely

from gengheng.screening.material import gather
from gengheng.screening.proposal import propose
from intake_files import layer, only, repairs, taken, write

EAST, NORTH = 471_200, 4_521_800
PREFIX = 36_000_000


def boxes(count, east=EAST, north=NORTH):
    """Return squares that do not touch: four corners each."""
    return [shapely.box(east + 20 * k, north, east + 20 * k + 10, north + 10) for k in range(count)]


def survey(shapes, crs=None):
    """Return a survey layer of these shapes."""
    rows = len(shapes)
    return layer({"DLBM": ["0103"] * rows, "TBMJ": [100.0] * rows}, shapes, crs)


def two(tmp_path, bare, decided, crs=4524):
    """Write a layer without a system beside a decided one; return what is proposed for it."""
    write(survey(bare), tmp_path / "无坐标系2021.shp", encoding="UTF-8")
    write(survey(decided, crs), tmp_path / "图斑2022.gpkg")
    text = propose(tmp_path).text
    block = text.split('path = "无坐标系2021.shp"')[1].split("[[file]]")[0]
    return [line for line in block.splitlines() if "crs" in line]


UNDECIDED = ['# crs = "EPSG:4524"  # 未定：没有坐标系定义，坐标无带号']


@pytest.mark.parametrize(
    ("bare", "decided", "crs", "lines"),
    [
        (boxes(25), boxes(25, EAST + PREFIX), 4524,
         ['crs = "EPSG:4545"  # 与图斑2022.gpkg的100个角点一致']),
        (boxes(25), boxes(25), 4545, ['crs = "EPSG:4545"  # 与图斑2022.gpkg的100个角点一致']),
        (boxes(25), boxes(25, EAST + PREFIX), 2360,
         ['crs = "EPSG:2381"  # 与图斑2022.gpkg的100个角点一致']),
        (boxes(30, EAST + 0.0009), boxes(30, EAST + PREFIX), 4524,
         ['crs = "EPSG:4545"  # 与图斑2022.gpkg的120个角点一致']),
        (boxes(24), boxes(24, EAST + PREFIX), 4524, UNDECIDED),
        (boxes(24) * 2, boxes(30, EAST + PREFIX), 4524, UNDECIDED),
        (boxes(30, EAST + 0.0025), boxes(30, EAST + PREFIX), 4524, UNDECIDED),
        (boxes(30, EAST, NORTH + 55), boxes(30, EAST + PREFIX), 4524, UNDECIDED),
    ],
)  # fmt: skip
def test_a_hundred_shared_corners_decide_a_system(tmp_path, bare, decided, crs, lines):
    assert two(tmp_path, bare, decided, crs) == lines


def test_corners_of_another_zone_do_not_agree(tmp_path):
    there = gpd.GeoSeries(boxes(30, EAST + PREFIX), crs=4524).to_crs(4525)
    assert two(tmp_path, boxes(30), list(there), 4525) == UNDECIDED


def test_corners_that_agree_with_two_systems_decide_nothing(tmp_path):
    write(survey(boxes(30, EAST + PREFIX), 2360), tmp_path / "另2020.gpkg")
    assert two(tmp_path, boxes(30), boxes(30, EAST + PREFIX)) == [
        '# crs = "EPSG:2381"  # 与另2020.gpkg的120个角点一致，但另有坐标系也一致，请核定',
        '# crs = "EPSG:4545"  # 与图斑2022.gpkg的120个角点一致，但另有坐标系也一致，请核定',
    ]


def test_degrees_agree_with_degrees(tmp_path):
    told = gpd.GeoSeries(boxes(30, EAST + PREFIX), crs=4524).to_crs(4490)
    bare = [shapely.Polygon(one.exterior.coords) for one in told]
    [line] = two(tmp_path, bare, list(told), 4490)
    assert line.startswith('crs = "EPSG:4490"  # 与')
    assert line.endswith("的120个角点一致")


def test_a_layer_whose_datum_is_itself_assumed_decides_nothing(tmp_path):
    write(survey(boxes(30, EAST + PREFIX)), tmp_path / "带号2022.shp", encoding="UTF-8")
    write(survey(boxes(30)), tmp_path / "无坐标系2021.shp", encoding="UTF-8")
    assert '# crs = "EPSG:4524"  # 未定：没有坐标系定义，坐标无带号' in propose(tmp_path).text


def test_a_screening_looks_for_no_corners(tmp_path):
    two(tmp_path, boxes(30), boxes(30, EAST + PREFIX))
    config = 'as_of = 2023-10-20\ncode = "150899"\nname = "示例旗"\ngrid = "EPSG:4524"\n'
    bare = '[[file]]\npath = "无坐标系2021.shp"\nschema = "dltb"\nvintage = 2021-12-31\n'
    (tmp_path / "county.toml").write_text(config + bare, "utf-8")
    assert gather(tmp_path).unused == ("无坐标系2021.shp：坐标系未定，未使用",)
    (tmp_path / "county.toml").write_text(config + bare + 'crs = "EPSG:4545"\n', "utf-8")
    told = gather(tmp_path)
    assert (told.unused, len(told.shelf)) == ((), 1)


HEAD = "[属性描述]\n坐标系={}\n带号=36\n[地块坐标]\n"


def plot(number, east, north=NORTH):
    """Return a plot of a 报盘 TXT: a square of ten metres."""
    points = [(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]
    lines = [f"J{k},1,{north + a},{east + b}" for k, (a, b) in enumerate(points, 1)]
    return "\n".join([f"5,0.0100,{number},东地,面,,,,@", *lines, ""])


def filed(tmp_path, name, *plots, datum="2000国家大地坐标系"):
    """Write a 报盘 TXT of some plots."""
    (tmp_path / name).write_text(HEAD.format(datum) + "".join(plots), "utf-8")
    return tmp_path / name


def test_two_zones_in_one_file_and_in_one_folder(tmp_path):
    west, east = plot("P1", 36_700_000), plot("P2", 37_300_000)
    tables = taken(filed(tmp_path, "150899202100001.txt", west, east)).tables
    assert [(t.card.name[-5:], t.card.crs, t.card.kept) for t in tables] == [
        ("（36带）", "EPSG:4524", 1), ("（37带）", "EPSG:4525", 1),
    ]  # fmt: skip
    filed(tmp_path, "150899202100002.txt", plot("P3", 37_300_100))
    text = propose(tmp_path).text
    assert "# 投影带，EPSG:4524 CGCS2000 中央经线108°（带号36）；EPSG:4525 CGCS2000 " in text
    config = 'as_of = 2023-10-20\ncode = "150899"\nname = "示例旗"\ngrid = "EPSG:4524"\n'
    toml = config + '[[file]]\npath = "*.txt"\nschema = "plots"\n'
    (tmp_path / "county.toml").write_text(toml, "utf-8")
    made = gather(tmp_path)
    assert [(p.plot_no, p.crs, p.fault) for p in made.plots] == [
        ("P1", "EPSG:4524", ""), ("P2", "EPSG:4525", ""), ("P3", "EPSG:4525", ""),
    ]  # fmt: skip
    assert [round((p.area_centi_m2 or 0) / 100) for p in made.plots] == [100, 100, 100]


def test_xian_80_is_not_transformed_and_said(tmp_path):
    filed(tmp_path, "150899202100001.txt", plot("P1", 36_471_200), datum="1980西安坐标系")
    config = 'as_of = 2023-10-20\ncode = "150899"\nname = "示例旗"\ngrid = "EPSG:4524"\n'
    toml = config + '[[file]]\npath = "*.txt"\nschema = "plots"\n'
    (tmp_path / "county.toml").write_text(toml, "utf-8")
    made = gather(tmp_path)
    assert [(p.crs, p.fault) for p in made.plots] == [("EPSG:2360", "")]
    assert made.subjects.plots["place"].tolist() == ["坐标转换参数未提供"]
    assert made.subjects.plots.geometry.isna().all()


def test_a_datum_that_nobody_wrote_may_be_the_other(tmp_path):
    one = only(taken(filed(tmp_path, "150899202100001.txt", plot("P1", 36_471_200), datum="")))
    assert one.card.crs == "EPSG:4524"
    assert "文件没有写坐标系，按2000国家大地坐标系；不能排除西安80，请核对" in repairs(one)
