"""A folder with its county.toml: what is used, what is not, and why."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import xlsxwriter
from shapely import Polygon, box

from cast import FARM, GRASS, NO, X, Y, survey
from gengheng.records.plot import Plot
from gengheng.rules.index import RULES
from gengheng.screening.county import load
from gengheng.screening.material import gather
from gengheng.screening.run import screen
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused

HEAD = 'as_of = 2024-05-06\ncode = "150899"\nname = "示例旗"\ngrid = "EPSG:4524"\n'
PLOTS = '[[file]]\npath = "地块/*.txt"\nschema = "plots"\n'
REGISTER = '[[file]]\npath = "台账.xlsx"\nschema = "projects"\n'


def txt(*plots, system="2000国家大地坐标系", zone=36):
    """A plot file; each plot is (number, shape, declared 公顷)."""
    lines = ["[属性描述]", f"坐标系={system}", "几度分带=3", f"带号={zone}", "[地块坐标]"]
    for number, shape, declared in plots:
        ring = list(shape.exterior.coords)
        lines.append(f"{len(ring)},{declared},{number},,面,,,,@")
        lines += [f"J{i + 1},1,{y:.3f},{x:.3f}" for i, (x, y) in enumerate(ring)]
    return "\n".join(lines) + "\n"


def square(x=X, size=100):
    return box(x, Y, x + size, Y + 100)


def folder(tmp_path: Path, toml: str, **files) -> Path:
    (tmp_path / "county.toml").write_text(HEAD + toml, "utf-8")
    (tmp_path / "地块").mkdir(exist_ok=True)
    for name, text in files.items():
        (tmp_path / "地块" / f"{name}.txt").write_text(text, "utf-8")
    return tmp_path


def register(path: Path, *rows) -> None:
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    for n, row in enumerate(
        [("项目备案号", "立项日期", "验收日期", "报备日期", "新增耕地（公顷）"), *rows]
    ):
        page.write_row(n, 0, row)
    book.close()


def gpkg(path: Path, layer: str, vintage_layer, crs=4524) -> None:
    vintage_layer.frame.to_crs(crs).to_file(path, layer=layer, driver="GPKG")


def test_plots_register_and_layers_come_together(tmp_path):
    where = folder(
        tmp_path,
        PLOTS + REGISTER + '[[file]]\npath = "图.gpkg"\nschema = "dltb"\nlayer = "a"\nvintage = 2019-12-31\n'
        '[[file]]\npath = "图.gpkg"\nschema = "dltb"\nlayer = "b"\nvintage = 2021-12-31\n',
        **{f"{NO}": txt(("P1", square(), "1.0000"))},
    )  # fmt: skip
    gpkg(where / "图.gpkg", "a", survey(2019, (100, GRASS)))
    gpkg(where / "图.gpkg", "b", survey(2021, (100, FARM)))
    register(where / "台账.xlsx", (NO, "2020-03-01", "2021年9月1日", "2021/12/1", 1))
    (where / "说明.docx").write_bytes(b"x")
    made = gather(where)
    assert made.unlisted == ("说明.docx",)
    assert made.unused == made.moved == ()
    [plot] = made.plots
    assert plot == Plot(
        project_no=NO, plot_no="P1", declared_m2=10_000, area_centi_m2=999_980,
        plane_centi_m2=1_000_000, crs="EPSG:4524", geometry=plot.geometry,
        file=f"地块/{NO}.txt", row=6,
    )  # fmt: skip
    [project] = made.projects
    assert (project.initiated, project.accepted, project.filed, project.reported_m2) == (
        date(2020, 3, 1), date(2021, 9, 1), date(2021, 12, 1), 10_000,
    )  # fmt: skip
    assert [(la.ref.schema, la.ref.vintage.year) for la in made.shelf] == [
        ("dltb", 2019),
        ("dltb", 2021),
    ]
    assert [source.path for source in made.sources] == [
        "county.toml", f"地块/{NO}.txt", "台账.xlsx", "图.gpkg",
    ]  # fmt: skip
    said = screen(RULES.values(), made).answers.set_index("rule")["said"]
    assert (said["B-1"], said["B-2"], said["B-4"]) == ("未发现", "未发现", "未发现")


def refusal(where: Path):
    with pytest.raises(Refused) as refused:
        load(where)
    return refused.value.reasons


def test_no_county_toml(tmp_path):
    assert refusal(tmp_path) == (
        f"{tmp_path.name}：缺 county.toml，请写明旗县、排查截止日期 as_of 和各文件的类别、期次",
    )


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ('code = "1"', ("county.toml 缺少必填项 as_of（排查截止日期），例如 as_of = 2023-09-15",)),
        ("as_of = 2024-05-06", ("county.toml：缺少必填项 code",)),
        (HEAD + "nonsense = 1", ("county.toml：不认识的项 nonsense",)),
        (HEAD + '[[file]]\npath = "a"\n', ("county.toml：缺少必填项 schema（位置 .file[0]）",)),
        (
            HEAD.replace("2024-05-06", '"昨天"'),
            ("county.toml：日期应写作 2023-09-15，不加引号（位置 .as_of）",),
        ),
        ("as_of = ", None),
        (
            HEAD + '[[file]]\npath = "a"\nschema = "slope"\ncolumns = { dlbm = "X" }\n'
            'units = { pd = "亩" }\n[rules.B-1]\nmin_m2 = -5\n',
            (
                "county.toml [rules.B-1]：参数 min_m2 = -5 不能小于零",
                "county.toml 第1个 [[file]]：columns 中的 dlbm 不是坡度图的项，可用：pdjb",
                "county.toml 第1个 [[file]]：units 中的 pd 不是坡度图的项，可用：pdjb",
            ),
        ),
        (
            HEAD.replace("EPSG:4524", "EPSG:32648") + '[[file]]\npath = "../a"\nschema = "dltp"\n'
            "[rules.B-9]\nx = 1\n[rules.B-1]\nmin_m3 = 1\n",
            (
                "county.toml [rules.B-1]：没有参数 min_m3",
                "county.toml [rules.B-9]：没有这条规则",
                'county.toml grid = "EPSG:32648" 不是 CGCS2000 或西安80 的投影带，例如 EPSG:4524',
                'county.toml 第1个 [[file]]：path = "../a" 须是本文件夹内的相对路径，用 / 分隔',
                'county.toml 第1个 [[file]]：schema = "dltp" 不认识，可用：' + "、".join(schemas()),
            ),
        ),
    ],
)
def test_every_fault_of_county_toml_at_once(tmp_path, text, reasons):
    (tmp_path / "county.toml").write_text(text, "utf-8")
    said = refusal(tmp_path)
    assert said == reasons if reasons else all(r.startswith("county.toml") for r in said)


def test_a_plot_of_xian_80_is_measured_but_not_placed(tmp_path):
    where = folder(
        tmp_path, PLOTS, **{NO: txt(("P1", square(), "1.0000"), system="1980西安坐标系")}
    )
    made = gather(where)
    [plot] = made.plots
    assert (plot.crs, plot.fault) == ("EPSG:2360", "")
    assert abs(plot.area_centi_m2 - 999_980) <= 2
    assert made.subjects.plots["place"].tolist() == ["坐标转换参数未提供"]
    rows = screen([RULES["B-7"]], made).answers
    assert rows["reason"].tolist() == ["坐标转换参数未提供"]


def test_a_plot_of_the_next_zone_keeps_its_own_area(tmp_path):
    east = gpd.GeoSeries([square()], crs=4524).to_crs(4525)[0]
    made = gather(folder(tmp_path, PLOTS, **{NO: txt(("P1", east, "1.0000"), zone=37)}))
    assert made.plots[0].crs == "EPSG:4525"
    assert abs(made.plots[0].area_centi_m2 - 999_980) <= 2
    assert made.subjects.plots.geometry.iloc[0].centroid.distance(square().centroid) < 0.001


def test_the_same_plot_twice_is_one_and_two_shapes_under_one_number_are_a_fault(tmp_path):
    one, same, other = (txt(("P1", s, "1.0000")) for s in (square(), square(), square(X + 300)))
    made = gather(folder(tmp_path, PLOTS, **{f"{NO}甲": one, f"{NO}乙": same}))
    assert [plot.fault for plot in made.plots] == [""]
    assert made.unused == (f"地块/{NO}甲.txt第6行：地块{NO}-P1与地块/{NO}乙.txt重复，只取一次",)
    made = gather(folder(tmp_path, PLOTS, **{f"{NO}甲": one, f"{NO}乙": other}))
    [plot] = made.plots
    assert (plot.fault, plot.area_centi_m2) == ("地块编号重复", None)
    assert made.unused == (f"地块/{NO}甲.txt第6行：地块{NO}-P1与地块/{NO}乙.txt图形不同",)


def test_a_self_crossing_plot_is_a_subject(tmp_path):
    bow = Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    made = gather(folder(tmp_path, PLOTS, **{NO: txt(("P1", bow, "1.0000"))}))
    assert [plot.fault for plot in made.plots] == ["图形自相交"]
    assert screen([RULES["B-7"]], made).answers["reason"].tolist() == ["图形自相交"]


def test_what_is_undecided_is_unused_and_said(tmp_path):
    where = folder(
        tmp_path,
        PLOTS + '[[file]]\npath = "图.gpkg"\nschema = "dltb"\n'
        '[[file]]\npath = "缺.shp"\nschema = "slope"\n',
        **{NO: txt(("P1", square(), "1.0000"))},
    )
    gpkg(where / "图.gpkg", "图斑2021", survey(2021, (100, FARM)))
    made = gather(where)
    assert made.unused == (
        "缺.shp：county.toml 列有此文件，文件夹内没有",
        "图.gpkg 图斑2021：期次未定，未使用（请在 county.toml 写 vintage）",
    )
    assert made.held == {"plots"}


def test_a_layer_from_another_zone_is_used_and_said(tmp_path):
    where = folder(tmp_path, '[[file]]\npath = "图.gpkg"\nschema = "dltb"\nvintage = 2021-12-31\n')
    gpkg(where / "图.gpkg", "a", survey(2021, (100, FARM)), crs=4525)
    made = gather(where)
    assert made.moved == (
        "图.gpkg a：由CGCS2000 中央经线111°（带号37）换带到CGCS2000 中央经线108°（带号36）",
    )
    assert made.shelf[0].ref.crs == "CGCS2000 中央经线108°（带号36）"


def test_files_of_one_vintage_are_one_layer(tmp_path):
    where = folder(tmp_path, '[[file]]\npath = "图*.gpkg"\nschema = "dltb"\nvintage = 2021-12-31\n')
    gpkg(where / "图1.gpkg", "a", survey(2021, (100, FARM)))
    gpkg(where / "图2.gpkg", "a", survey(2021, (50, FARM), (50, GRASS)))
    [made] = gather(where).shelf
    assert (made.ref.rows, len(made.ref.files)) == (3, 2)


def test_a_number_in_two_registers(tmp_path):
    where = folder(tmp_path, '[[file]]\npath = "*.xlsx"\nschema = "projects"\n')
    for name in ("甲.xlsx", "乙.xlsx"):
        register(where / name, (NO, "2020-03-01", "2021-09-01", "2021-12-01", 1))
    made = gather(where)
    assert len(made.projects) == 1
    assert made.unused == (f"甲.xlsx第2行：{NO}已见于乙.xlsx，未使用",)


def test_plots_without_a_project_number_are_told_apart_by_their_file(tmp_path):
    where = folder(
        tmp_path, PLOTS, 甲=txt(("1", square(), "1.0000")), 乙=txt(("1", square(X + 300), "1.0000"))
    )
    made = gather(where)
    assert [plot.subject for plot in made.plots] == ["-1（地块/乙.txt）", "-1（地块/甲.txt）"]
    assert [plot.fault for plot in made.plots] == ["", ""]
    assert made.unused == ()
