"""质检 as a user runs it: the county, real files, the workbook, the layers, refusals."""

import hashlib
import json
from collections import Counter
from io import BytesIO
from itertools import combinations

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from gengheng.cli import inspect as verb
from gengheng.cli.line import run
from gengheng.inspection.bench import Bench
from gengheng.inspection.index import CHECKS
from gengheng.inspection.inspect import inspect
from gengheng.inspection.patches import patches
from gengheng.overlay.naive import series
from gengheng.reports.inspection import MOST, inspection_book, lines, summary
from gengheng.reports.inspection_layers import inspection_gpkg
from gengheng.testing.county import make
from inspected import X, Y, filed, outcome, said, square, survey, table
from intake_files import SURVEY, layer, taken, write
from realdata import real


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county") / "示例旗"
    make(folder, seed=1)
    return folder


@pytest.fixture(scope="module")
def held(county):
    bench, refused, unused = verb._bench(verb._case([county], ""))
    assert refused == unused == []
    return bench


@pytest.fixture(scope="module")
def found(held):
    return {one.check.id: one for one in inspect(held)}


def subjects(county, word):
    """{项目备案号-地块编号} of which the planted truth says so."""
    told = json.loads((county / "truth.json").read_text("utf-8"))["answers"]
    return {
        row["subject"] for row in told
        if word in (row["reason"] or "") and row["subject"].count("-") == 1
    }  # fmt: skip


def plots_of(held, defects):
    """{项目备案号-地块编号} of the plots that defects name."""
    number = {p.file: p for p in held.layers if p.schema == "plots"}
    rows = {
        (file, int(row)): f"{project}-{plot}"
        for file, p in number.items()
        for row, project, plot in zip(
            p.ground["row"], p.text("project_no"), p.text("plot_no"), strict=True
        )
    }
    return {rows[d.file, d.row] for d in defects if d.file in number}


SURVEYS = 5


def test_the_county_is_clean_except_for_what_is_known_of_it(found):
    assert {id_ for id_, one in found.items() if one.defects} == {
        "J-01", "J-02", "J-36", "J-50", "J-51", "J-61", "J-63", "J-64", "J-71", "J-81",
    }  # fmt: skip
    absent = {id_: one.why for id_, one in found.items() if one.status == "未执行"}
    assert {id_ for id_, why in absent.items() if why.startswith("没有字段")} == {
        "J-04", "J-12", "J-13", "J-15", "J-17", "J-18", "J-19", "J-20", "J-23", "J-24", "J-65",
    }  # fmt: skip
    rest = {id_: why for id_, why in absent.items() if not why.startswith("没有字段")}
    unfiled = "控制面积未提供"
    assert rest == {
        "J-33": unfiled, "J-34": unfiled, "J-35": unfiled, "J-70": "旗县界线未提供",
    }  # fmt: skip


def test_only_the_grass_below_everything_is_short_of_area_or_touches_itself(found):
    """Bands with a hole for every block: their rings were rounded one by one, and some touch."""
    odd = [*found["J-32"].defects, *found["J-56"].defects]
    assert len({(d.file, d.row) for d in odd}) <= 2 * SURVEYS
    assert len(found["J-32"].defects) <= SURVEYS


def test_the_surveys_of_the_county_lack_fields_and_write_the_year_as_text(found):
    unsaid = sum(why == "没有字段地块面积" for _, why in found["J-36"].skipped)
    lacking = Counter(d.file.endswith(".txt") for d in found["J-01"].defects)
    assert lacking == {False: SURVEYS, True: unsaid}
    assert {d.sentence for d in found["J-02"].defects} == {"字段SJNF是文本型，应为数值"}


def test_the_shapes_that_the_county_plants_as_unsound_are_found(county, held, found):
    assert plots_of(held, found["J-51"].defects) == subjects(county, "图形自相交")
    assert plots_of(held, found["J-50"].defects) == subjects(county, "无坐标")


def test_plots_beyond_the_newest_survey_are_among_those_nobody_covers(county, held, found):
    bare = plots_of(held, found["J-71"].defects)
    assert bare
    assert bare <= subjects(county, "未覆盖")


def test_every_gap_of_a_survey_is_a_hole_in_the_union_that_no_patch_touches(held, found):
    for one in (p for p in held.layers if p.schema != "plots"):
        gaps = [d.shape for d in found["J-61"].defects if d.file == one.file]
        whole = shapely.union_all(np.array([*one.shapes, *gaps], dtype=object))
        assert not any(shapely.get_num_interior_rings(shapely.get_parts(whole)))


def test_every_remark_of_the_reader_is_in_the_list(held, found):
    listed = Counter(
        (d.file, d.row, d.sentence) for id_ in ("J-80", "J-81") for d in found[id_].defects
    )
    told = Counter(
        (p.file, r.row, r.sentence)
        for p in held.layers
        for r in (*p.table.card.repairs, *p.table.card.rejections)
        if r.code not in ("fault", "duplicate", "no-polygon")
    )
    assert listed == told
    assert told


def test_the_same_folder_gives_the_same_bytes_and_no_original_is_touched(county, tmp_path, capsys):
    before = digest(county)
    for name in ("一", "二"):
        assert run([verb.VERB], ["inspect", str(county), "--out", str(tmp_path / name)]) == 3
    assert digest(tmp_path / "一") == digest(tmp_path / "二")
    assert digest(county) == before
    assert run([verb.VERB], ["inspect", str(county), "--out", str(tmp_path / "一")]) == 3
    told = capsys.readouterr().out
    assert "与已有结果逐字节相同，未重写" in told
    assert "J-33　面积　村、苏木镇图斑面积之和等于控制面积：未执行，控制面积未提供" in told
    assert "J-05　字段　标识码为18位数字：未发现问题" in told


def digest(folder):
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_files_are_inspected_without_a_county_toml(tmp_path, capsys):
    path = write(layer(SURVEY), tmp_path / "DLTB.gpkg", layer="DLTB")
    other = write(layer({"NAME": ["a"]}), tmp_path / "路.gpkg", layer="路")
    assert run([verb.VERB], ["inspect", str(path), str(other), "--county", "150823"]) == 3
    told = capsys.readouterr().out
    assert "未读入　路.gpkg 路：不是地类图斑、地块、控制面积或旗县界线" in told
    assert "J-07　字段　单位代码属本旗县：未执行，没有字段ZLDWDM坐落单位代码" in told
    assert "DLTB.gpkg等2个文件：检查51项：" in told


def test_degrees_are_projected_and_that_is_said(tmp_path, capsys):
    path = write(layer(SURVEY).to_crs(4490), tmp_path / "DLTB.gpkg", layer="DLTB")
    out = tmp_path / "结果"
    assert run([verb.VERB], ["inspect", str(path), "--out", str(out)]) == 3
    told = "DLTB.gpkg：由2000国家大地坐标系经纬度投影到CGCS2000 中央经线108°（带号36）"
    assert capsys.readouterr().out.startswith(told)
    book = openpyxl.load_workbook(out / "质检结果.xlsx")
    cells = [c for row in book["检查汇总"].iter_rows(values_only=True) for c in row if c]
    assert f"1. {told.replace('：', '（')}）" in cells


@pytest.mark.parametrize(
    ("make_", "sentence"),
    [
        ("folder", "没有county.toml的，请先用gengheng intake草拟，或直接给出文件"),
        ("nothing", "路.gpkg：没有可以检查的地类图斑或地块"),
        ("broken", "DLTB.shp：缺少属性表.dbf"),
        ("both", "文件夹须单独给出，不与其他文件一起"),
        ("absent", "找不到文件"),
    ],
)
def test_what_cannot_be_inspected_is_refused_with_a_sentence(tmp_path, capsys, make_, sentence):
    (tmp_path / "空").mkdir()
    (tmp_path / "DLTB.shp").write_bytes(b"\0\0\x27\x0a" + bytes(96))
    other = write(layer({"NAME": ["a"]}), tmp_path / "路.gpkg", layer="路")
    given = {
        "folder": [tmp_path / "空"], "nothing": [other], "broken": [tmp_path / "DLTB.shp"],
        "both": [tmp_path / "空", other], "absent": [tmp_path / "无.shp"],
    }[make_]  # fmt: skip
    assert run([verb.VERB], ["inspect", *map(str, given)]) == 2
    assert sentence in capsys.readouterr().err


def spoilt():
    """A survey and plots with a crossing, an overlap, a wrong code and two systems."""
    bow = shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    bow = shapely.transform(bow, lambda xy: xy + np.array([X, Y]))
    one = survey({"DLBM": "=1+1"}, {}, {}, shapes=[bow, square(1), square(1, 50)])
    return inspect(Bench((one, filed({}, {}, shapes=[square(0), square(0, 20)])), (), "150899"))


def test_the_workbook_holds_every_check_and_every_defect():
    outcomes = spoilt()
    data = inspection_book(outcomes, ["DLTB.gpkg"], "示例旗", None)
    assert data == inspection_book(spoilt(), ["DLTB.gpkg"], "示例旗", None)
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames == ["检查汇总", "检查明细"]
    rows = list(book["检查汇总"].iter_rows(min_row=5, values_only=True))
    told = {row[1]: (row[5], row[7]) for row in rows if row[1] in CHECKS}
    assert told == {o.check.id: (o.status, o.count if o.looked else "没有结果") for o in outcomes}
    details = [r for r in book["检查明细"].iter_rows(min_row=5, values_only=True) if r[1] in CHECKS]
    assert len(details) == sum(len(o.defects) for o in outcomes)
    assert "DLBM地类编码“=1+1”不在地类代码表内" in {row[10] for row in details}
    assert all(row[11] for row in details)


def test_a_list_that_is_too_long_says_where_the_rest_is(monkeypatch):
    monkeypatch.setattr("gengheng.reports.inspection.MOST", 3)
    book = openpyxl.load_workbook(BytesIO(inspection_book(spoilt(), [], "示例旗", None)))
    cells = [c for row in book["检查明细"].iter_rows(values_only=True) for c in row if c]
    number = sum(len(o.defects) for o in spoilt())
    assert f"2. 共{number}行，此表只列前3行，其余见质检结果.gpkg的defects表。" in cells
    assert MOST == 200_000


def test_the_layers_hold_the_shape_of_every_spatial_defect(tmp_path):
    outcomes = spoilt()
    data = inspection_gpkg(outcomes, None)
    assert data == inspection_gpkg(spoilt(), None)
    (tmp_path / "a.gpkg").write_bytes(data)
    names = [name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")]
    assert names == ["defects_points", "defects_polygons", "defects"]
    held = {n: pyogrio.read_dataframe(tmp_path / "a.gpkg", layer=n) for n in names}
    every = [d for o in outcomes for d in o.defects]
    drawn = [d for d in every if d.shape is not None]
    assert len(held["defects"]) == len(every)
    assert len(held["defects_points"]) + len(held["defects_polygons"]) == len(drawn)
    point = held["defects_points"].iloc[0]
    assert (point["check"], point["row"]) == ("J-51", 1)
    assert point.geometry.equals(shapely.Point(36_471_204.5, 4_521_804.5))
    shared = held["defects_polygons"][held["defects_polygons"]["check"] == "J-60"]
    assert [round(g.area) for g in shared.geometry] == [1200, 400]


def test_layers_of_two_systems_stand_apart(tmp_path):
    one = survey({}, {}, shapes=[square(1), square(1, 50)])
    bare = [square(1, 40, X - 36_000_000), square(1, 50, X - 36_000_000)]
    other = patches("乙.gpkg", table("乙", {"DLBM": ["0103"] * 2}, bare, "EPSG:4545"))
    data = inspection_gpkg(inspect(Bench((one, other), (), "150899")), None)
    (tmp_path / "a.gpkg").write_bytes(data)
    crs = {n: pyogrio.read_info(tmp_path / "a.gpkg", layer=n)["crs"]
           for n, kind in pyogrio.list_layers(tmp_path / "a.gpkg") if kind}  # fmt: skip
    assert crs == {"defects_polygons": "EPSG:4524", "defects_polygons_2": "EPSG:4545"}


def test_a_summary_adds_up():
    outcomes = spoilt()
    words = Counter(o.status for o in outcomes)
    assert summary(outcomes).startswith(
        f"检查{len(CHECKS)}项：执行{words['执行']}项，部分执行{words['部分执行']}项，"
        f"未执行{words['未执行']}项。"
    )
    told = lines(outcomes)
    assert [line[:4] for line in told if not line.startswith("  ·")] == [*CHECKS]
    assert len(told) == len(CHECKS) + sum(min(len(o.defects), 3) for o in outcomes)


def test_the_screen_shows_three_and_says_how_many_more():
    told = lines(inspect(Bench((survey(*[{"DLMC": "水田"}] * 5),)), [CHECKS["J-11"]]))
    assert told[0] == "J-11　值域　地类名称与地类编码相符：错误5处"
    assert told[1].startswith("  · DLTB.gpkg 第1行（150899211000000000）　DLMC地类名称写作“水田”")
    assert told[4:] == ["  · 另有2条，用--out看全部"]


def test_real_filings_end_in_sentences():
    held = []
    for path in sorted(real("cn_txt_baopan").glob("*.txt")):
        reading = taken(path)
        held += [patches(path.name, t) for t in reading.tables if t.card.schema == "plots"]
    assert len(held) == 8
    found = {o.check.id: o for o in inspect(Bench(tuple(held)))}
    assert {id_: o.count for id_, o in found.items() if o.defects} == {"J-01": 1, "J-36": 3}
    assert all("申报数与平面面积" in d.sentence for d in found["J-36"].defects)


def test_overlaps_of_real_parcels_are_those_that_a_plain_loop_finds():
    text = (real("parcels_nl_plots") / "nl_plots_epsg_28992.wkt").read_text("utf-8")
    shapes = list(shapely.get_parts(shapely.from_wkt(text.strip())))
    made = table("地块图", {"DLBM": ["0103"] * len(shapes)}, shapes, "EPSG:28992")
    one = patches("地块图.gpkg", made)
    sound = [(k, s) for k, s in enumerate(one.shapes) if s.is_valid]
    want = {
        (int(one.ground["row"].iloc[a])): True
        for (a, s), (b, t) in combinations(sound, 2)
        if s.intersection(t).area >= 0.005 and not s.normalize().equals_exact(t.normalize(), 0)
    }
    assert {row for row, _ in said("J-60", one)} == set(want)
    assert len(shapes) > 10


def test_pieces_of_another_program_neither_overlap_nor_leave_a_gap():
    """The pieces that QGIS made of five boroughs cover them: no overlap, no gap but the old ones."""
    frame = pyogrio.read_dataframe(real("overlay_expected_qgis") / "nybb_qgis" / "qgis-union.shp")
    before = pyogrio.read_dataframe(real("overlay_expected_qgis") / "nybb_qgis" / "polydf.shp")
    shapes = [s for s, code in zip(frame.geometry, frame["BoroCode"], strict=True) if code == code]
    made = table("套合", {"DLBM": ["0103"] * len(shapes)}, shapes, "EPSG:2263")
    one = patches("套合.gpkg", made)
    assert one.measure == "平面面积"
    shared = [d.shape.area for d in outcome("J-60", one).defects]
    assert sum(shared) < 1e-6 * sum(s.area for s in before.geometry)
    assert series(shapes, 2263).union_all().area == pytest.approx(before.union_all().area, rel=1e-6)
