"""质检, ground: shapes by themselves, against one another, against borders and control areas."""

import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from gengheng.area.ellipsoid import official
from gengheng.inspection.corners import corners, plain
from gengheng.intake.sheet import read_sheet
from gengheng.overlay.naive import series
from inspected import OTHER, VILLAGE, X, Y, filed, outcome, said, square, survey, table, why

BOWTIE = Polygon([(X, Y), (X + 10, Y + 10), (X + 10, Y), (X, Y + 10)])


def at(*points):
    return Polygon([(X + x, Y + y) for x, y in points])


def ring(*points):
    return [(X + x, Y + y) for x, y in points]


def test_a_shape_that_crosses_itself_is_named_with_the_place():
    found = outcome("J-51", survey({}, {}, shapes=[BOWTIE, square(1)]))
    (one,) = found.defects
    assert (one.row, one.sentence) == (1, "图形自相交：边界线相交，在36471205.000，4521805.000")
    assert one.shape.equals(shapely.Point(X + 5, Y + 5))
    assert said("J-51", survey()) == []


@pytest.mark.parametrize("check", ["J-32", "J-60", "J-61", "J-62", "J-63", "J-64", "J-65"])
def test_a_crossing_shape_takes_no_part_in_the_topology_and_that_is_said(check):
    found = outcome(check, survey({}, {}, {}, shapes=[BOWTIE, None, square(1)]))
    assert (found.status, found.defects) == ("部分执行", ())
    assert found.why == "2行没有可用的图形，未参加（DLTB.gpkg）"


def test_a_layer_without_anything_to_look_at_is_not_run():
    lost, bow = survey(*[{}] * 30, shapes=[None] * 30), survey({}, shapes=[BOWTIE])
    assert said("J-50", lost) == [(0, "整个图层30行没有图形，都未收")]
    for check in ("J-03", "J-40", "J-51", "J-60", "J-61", "J-70"):
        assert why(check, lost) == "没有一行可查"
    for check in ("J-32", "J-60", "J-61", "J-64"):
        assert why(check, bow) == "没有可用的图形"
    assert outcome("J-01", lost).status == outcome("J-80", lost).status == "执行"


def test_rows_without_a_polygon_are_listed_and_not_lost():
    one = survey({}, {}, {}, shapes=[square(0), None, shapely.Point(X, Y)])
    assert len(one.ground) == 1
    assert said("J-50", one) == [(2, "第2行没有图形，未收"), (3, "第3行图形是点，不是面，未收")]
    assert said("J-80", one) == said("J-81", one) == []
    plots = filed({}, {}, shapes=[square(0), None])
    assert said("J-50", plots) == [(2, "没有可用的图形：无坐标")]
    assert said("J-50", survey()) == []


def test_points_that_repeat_are_counted_to_a_tenth_of_a_millimetre():
    twice = at((0, 0), (40, 0), (40, 0.00004), (40, 40), (0, 40), (0, 40))
    assert said("J-52", survey({}, shapes=[twice])) == [
        (1, "重复点2个，第一个在36471240.000，4521800.000")
    ]
    apart = at((0, 0), (40, 0), (40, 0.0002), (40, 40), (0, 40))
    assert said("J-52", survey({}, shapes=[apart])) == []


@pytest.mark.parametrize(("tip", "number"), [(0.5, 1), (1.0, 0)])
def test_a_spike_is_a_corner_below_one_degree(tip, number):
    spike = at((0, 0), (40, 0), (40, 20), (90, 20 + tip / 2), (40, 20 + tip), (40, 40), (0, 40))
    found = said("J-53", survey({}, shapes=[spike]))
    assert len(found) == number
    if found:
        assert found == [(1, "小于1度的尖角1个，第一个在36471290.000，4521820.250")]


def test_a_double_point_is_no_spike():
    assert said("J-53", survey({}, shapes=[at((0, 0), (40, 0), (40, 0), (40, 40), (0, 40))])) == []


def test_a_hole_below_one_square_metre():
    tiny = Polygon(square(0).exterior.coords, [ring((5, 5), (5, 5.9), (5.9, 5.9), (5.9, 5))])
    large = Polygon(square(1).exterior.coords, [ring((45, 5), (45, 7), (47, 7), (47, 5))])
    found = outcome("J-54", survey({}, {}, shapes=[tiny, large]))
    assert [(d.row, d.sentence) for d in found.defects] == [
        (1, "内有椭球面积0.81平方米的细小孔洞，小于1平方米")
    ]
    assert found.defects[0].shape.area == pytest.approx(0.81)


def test_parts_and_touching_rings():
    two = MultiPolygon([square(0), square(2)])
    assert said("J-55", survey({}, {}, shapes=[two, square(1)])) == [(1, "图形由2个分开的面组成")]
    assert said("J-55", survey({}, shapes=[MultiPolygon([square(0)])])) == []
    held = Polygon(
        at((0, 0), (40, 0), (40, 40), (0, 40)).exterior.coords,
        [ring((0, 0), (5, 10), (10, 5))],
    )
    assert said("J-56", survey({}, shapes=[held])) == [
        (1, "环在1处相接，第一处在36471200.000，4521800.000")
    ]
    assert said("J-56", survey()) == []


def test_an_overlap_is_named_once_with_its_ground():
    one = survey({}, {}, {}, shapes=[square(0), square(1), box(X + 75, Y, X + 120, Y + 40)])
    (defect,) = outcome("J-60", one).defects
    assert defect.sentence == "与第3行（150899211000000002）重叠，重叠部分椭球面积200.00平方米"
    assert (defect.row, defect.key) == (2, "150899211000000001")
    assert defect.shape.equals(box(X + 75, Y, X + 80, Y + 40))
    assert said("J-60", survey()) == []


def test_an_overlap_below_a_hundredth_of_a_square_metre_is_none():
    one = survey({}, {}, shapes=[square(0), box(X + 39.9999, Y, X + 80, Y + 40)])
    assert said("J-60", one) == []
    assert [r for r, _ in said("J-60", filed({}, {}, shapes=[square(0), square(0, 20)]))] == [1]


def test_the_same_shape_twice_is_a_duplicate_and_no_overlap():
    turned = at((40, 0), (40, 40), (0, 40), (0, 0))
    one = survey({}, {}, {}, shapes=[square(0), turned, square(1)])
    assert said("J-62", one) == [(2, "图形与第1行完全相同")]
    assert said("J-60", one) == []


def test_a_gap_is_a_hole_between_patches_and_not_the_outside():
    ringed = [box(X, Y, X + 30, Y + 10), box(X, Y + 20, X + 30, Y + 30),
              box(X, Y + 10, X + 10, Y + 20), box(X + 20, Y + 10, X + 30, Y + 20)]  # fmt: skip
    found = outcome("J-61", survey({}, {}, {}, {}, shapes=ringed))
    (gap,) = found.defects
    assert gap.sentence == "图斑之间有缝隙，椭球面积100.00平方米，在36471215.000，4521815.000附近"
    assert gap.shape.equals(box(X + 10, Y + 10, X + 20, Y + 20))
    assert said("J-61", survey({}, {}, {}, shapes=ringed[:3])) == []
    assert why("J-61", survey({}, shapes=[BOWTIE])) == "没有可用的图形"


def test_an_island_in_a_gap_is_no_gap():
    ring = box(X, Y, X + 40, Y + 40) - box(X + 10, Y + 10, X + 30, Y + 30)
    island = box(X + 15, Y + 15, X + 25, Y + 25)
    (gap,) = outcome("J-61", survey({}, {}, shapes=[ring, island])).defects
    assert gap.sentence.startswith("图斑之间有缝隙，椭球面积299.99平方米")
    assert gap.shape.equals(box(X + 10, Y + 10, X + 30, Y + 30) - island)


def test_patches_that_meet_at_corners_alone_may_enclose_a_gap():
    around = [square(1), square(0, north=Y + 40), square(2, north=Y + 40), square(1, north=Y + 80)]
    (gap,) = outcome("J-61", survey(*[{}] * 4, shapes=around)).defects
    assert gap.shape.equals(square(1, north=Y + 40))


def test_a_layer_without_a_lawful_area_is_measured_in_the_plane():
    ring = box(X, Y, X + 40, Y + 40) - box(X + 10, Y + 10, X + 30, Y + 30)
    one = survey({}, {}, shapes=[ring, box(X + 35, Y, X + 50, Y + 40)], crs="EPSG:32648")
    assert said("J-60", one) == [
        (1, "与第2行（150899211000000001）重叠，重叠部分平面面积200.00平方米")
    ]
    (gap,) = outcome("J-61", one).defects
    assert gap.sentence.startswith("图斑之间有缝隙，平面面积400.00平方米")


def test_a_copy_with_one_corner_more_is_an_overlap_and_no_twin():
    more = at((0, 0), (20, 0), (40, 0), (40, 40), (0, 40))
    one = survey({}, {}, {}, shapes=[square(0), more, square(0)])
    assert said("J-62", one) == [(3, "图形与第1行完全相同")]
    assert [r for r, _ in said("J-60", one)] == [1, 2]


def test_slivers_and_patches_below_the_mapped_area():
    strip, small = box(X, Y, X + 100, Y + 1.9), box(X, Y + 50, X + 19, Y + 70)
    wide, house = box(X, Y + 100, X + 100, Y + 104), box(X, Y + 200, X + 11, Y + 219)
    rows = [{}, {"DLBM": "0103"}, {"DLBM": "0103"}, {"DLBM": "0702"}]
    one = survey(*rows, shapes=[strip, small, wide, house])
    assert said("J-63", one) == [(1, "碎面：椭球面积189.99平方米，平均宽度不足2米")]
    assert said("J-64", one) == [
        (2, "0103旱地椭球面积379.99平方米，小于最小上图面积400平方米"),
        (3, "0103旱地椭球面积399.99平方米，小于最小上图面积400平方米"),
    ]


def test_neighbours_alike_in_everything_are_named_and_others_are_not():
    other = {"QSDWDM": OTHER}
    assert said("J-65", survey({}, {}, other)) == []
    corner = [square(0), square(5), box(X + 240, Y + 40, X + 280, Y + 80)]
    assert said("J-65", survey({}, {}, {}, shapes=corner)) == []
    assert [r for r, _ in said("J-65", survey({}, {}, {}))] == [2]


squares = st.lists(
    st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 6)] * 2), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None)
@given(squares)
def test_overlaps_and_gaps_are_what_a_raster_counts(drawn):
    """Whole-metre boxes are counted cell by cell on a grid of 1 m: an oracle without GEOS."""
    held = np.zeros((20, 20), dtype=int)
    pairs = 0
    for n, (x, y, w, h) in enumerate(drawn):
        held[x : x + w, y : y + h] += 1
        for a, b, c, d in drawn[:n]:
            wide, high = min(x + w, a + c) - max(x, a), min(y + h, b + d) - max(y, b)
            pairs += wide > 0 and high > 0 and (x, y, w, h) != (a, b, c, d)
    shapes = [
        box(X + 10 * x, Y + 10 * y, X + 10 * (x + w), Y + 10 * (y + h)) for x, y, w, h in drawn
    ]
    one = survey(*[{}] * len(shapes), shapes=shapes)
    assert len(said("J-60", one)) == pairs
    gaps = outcome("J-61", one).defects
    assert round(sum(d.shape.area for d in gaps)) == 100 * enclosed(held)


def enclosed(held):
    """How many empty cells are walled in; corners do not let anybody through."""
    seen, todo = np.zeros((22, 22), dtype=bool), [(0, 0)]
    ground = np.pad(held, 1)
    while todo:
        i, j = todo.pop()
        if 0 <= i < 22 and 0 <= j < 22 and not seen[i, j] and not ground[i, j]:
            seen[i, j] = True
            todo += [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)]
    return int(((ground == 0) & ~seen).sum())


def test_corners_of_many_blocks_keep_their_rows(monkeypatch):
    monkeypatch.setattr("gengheng.inspection.corners.BLOCK", 2)
    shapes = np.array([square(k) for k in range(5)], dtype=object)
    rows = np.concatenate([one.at for one in corners(shapes)])
    assert rows.tolist() == [k for k in range(5) for _ in range(4)]
    assert [len(plain(one).points) for one in corners(shapes)] == [8, 8, 4]


BORDER = box(X, Y - 100, X + 60, Y + 500)


def border(shape, name="旗县界线", crs="EPSG:4524"):
    return f"{name}.shp", table(name, {"XZQDM": ["150899"]}, [shape], crs)


def test_ground_outside_the_county_is_named():
    found = outcome("J-70", survey({}, {}, {}), beside=[border(BORDER)])
    assert [(d.row, d.sentence) for d in found.defects] == [
        (2, "有799.98平方米在旗县界线以外（图形椭球面积1599.97平方米）"),
        (3, "全部在旗县界线以外（图形椭球面积1599.97平方米）"),
    ]
    assert found.defects[0].shape.equals(box(X + 60, Y, X + 80, Y + 40))
    assert said("J-70", survey({}), beside=[border(BORDER)]) == []


def test_without_a_border_that_may_be_compared_nothing_is_said():
    assert why("J-70", survey()) == "旗县界线未提供"
    old = border(BORDER, crs="EPSG:2360")
    assert (
        why("J-70", survey(), beside=[old])
        == "旗县界线旗县界线.shp不能与本图层比：坐标转换参数未提供"
    )
    assert why("J-70", survey(), beside=[border(BOWTIE)]) == "旗县界线没有可用的图形"


def test_plots_beyond_the_newest_survey_are_named():
    plots = filed({}, {}, shapes=[box(X + 70, Y, X + 90, Y + 40), square(0)])
    found = outcome("J-71", survey(), plots)
    assert [(d.row, d.sentence) for d in found.defects] == [
        (1, "有399.99平方米在地类图斑DLTB.gpkg（2022-12-31）的范围以外")
    ]
    assert why("J-71", plots) == "没有定了期次的三调地类图斑"


def total(*layers):
    return sum(int(official(series([s], "EPSG:4524"))[0]) for s in layers)


def controls(rows, name="XZQ"):
    """A layer of control areas: (code, 0.01 m²)."""
    cells = {"XZQDM": [code for code, _ in rows], "DCMJ": [area / 100 for _, area in rows]}
    return f"{name}.gpkg", table(name, cells, [square(k) for k in range(len(rows))])


A, B = 159_997, 159_997


def two(**more):
    return survey({}, {"ZLDWDM": OTHER, **more})


def test_villages_must_add_up_to_their_control_areas():
    good = controls([(VILLAGE[:12], A), (OTHER[:12], B)])
    assert said("J-33", two(), beside=[good]) == said("J-34", two(), beside=[good]) == []
    bad = controls([(VILLAGE[:12], A + 1), (OTHER[:12], B)])
    assert said("J-33", two(), beside=[bad]) == [
        (0, "村级调查区150899100201：图斑面积合计1599.97，控制面积1599.98，差-0.01平方米")
    ]
    assert said("J-34", two(), beside=[bad]) == [
        (
            0,
            "全旗县：图斑面积合计3199.94，控制面积3199.95，差-0.01平方米（按各村级调查区控制面积之和）",
        )
    ]


def test_units_on_one_side_only_and_codes_of_any_length():
    gone = controls([(VILLAGE, A), ("150899100209", 5)])
    assert said("J-33", two(), beside=[gone]) == [
        (0, "村级调查区150899100202：XZQ.gpkg内没有它的控制面积"),
        (0, "村级调查区150899100209：有控制面积0.05，图层内没有它的图斑"),
    ]
    town = controls([("150899100000", A + B), ("150899", A + B + 1)])
    assert said("J-33", two(), beside=[town]) == []
    assert said("J-34", two(), beside=[town]) == [
        (0, "全旗县：图斑面积合计3199.94，控制面积3199.95，差-0.01平方米（按旗县控制面积）")
    ]
    only = controls([("150899", A + B)])
    assert why("J-33", two(), beside=[only]) == "XZQ.gpkg：只有旗县一级的控制面积"
    parts = controls([(VILLAGE, 9_997), (VILLAGE, 150_000), (OTHER, B)])
    assert said("J-33", two(), beside=[parts]) == []


def test_control_areas_may_come_as_a_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["行政区代码", "控制面积（平方米）"])
    book.active.append([VILLAGE[:12], A / 100])
    book.active.append([OTHER[:12], B / 100])
    book.save(tmp_path / "控制面积.xlsx")
    (made,) = read_sheet("控制面积.xlsx", tmp_path / "控制面积.xlsx", None)
    assert made.card.schema == "control_area_list"
    assert said("J-33", two(), beside=[("控制面积.xlsx", made)]) == []


def test_an_adjustment_that_does_not_follow_from_the_control_area():
    shapes = [square(0), square(1), box(X + 80, Y, X + 81, Y + 40)]
    area = [total(s) for s in shapes]
    held = controls([(VILLAGE, sum(area) + 4)])
    right = [area[0] + 2, area[1] + 1, area[2] + 1]
    rows = [{"TBMJ": a / 100} for a in right]
    assert said("J-35", survey(*rows, shapes=shapes), beside=[held]) == []
    wrong = [{"TBMJ": a / 100} for a in (area[0] + 1, area[1] + 2, area[2] + 1)]
    assert said("J-35", survey(*wrong, shapes=shapes), beside=[held]) == [
        (0, "村级调查区150899100201：2个图斑的面积与按平差规则分配的不同，最大差0.01平方米")
    ]
    assert said("J-35", survey(*rows, shapes=shapes), beside=[controls([(VILLAGE, 1)])]) == []
    assert why("J-35", two()) == "控制面积未提供"
    far = [{"TBMJ": a / 100} for a in (right[0] + 50, right[1] - 50, right[2])]
    assert said("J-35", survey(*far, shapes=shapes), beside=[held]) == []
