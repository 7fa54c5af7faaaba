"""The same ground caught twice: cut into disjoint rows, deducted once."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed
from shapely import box, union_all

from cast import GRID, NO, ORCHARD, X, Y, layer, material, project, survey, who
from gengheng.area.ellipsoid import official
from gengheng.casework.listing import Before, open_case
from gengheng.casework.verdict import judge
from gengheng.overlay.naive import series
from gengheng.records.case import State
from gengheng.records.finding import finding_id
from gengheng.records.verdict import Word
from gengheng.rules.index import RULES
from gengheng.screening.overlaps import overlaps
from gengheng.screening.run import screen
from gengheng.values.errors import Refused


def at(x0, x1, y0=0, y1=100):
    return box(X + x0, Y + y0, X + x1, Y + y1)


def area(shape):
    return int(official(series([shape], GRID))[0])


def ground(**shapes):
    sizes = [area(shape) if shape else 0 for shape in shapes.values()]
    return overlaps([*shapes], np.array([*shapes.values()], dtype=object), sizes, GRID)


def test_three_findings_are_cut_into_disjoint_rows():
    found = ground(a=at(0, 60), b=at(40, 100), c=at(50, 70))
    assert {o.findings: o.area_centi_m2 for o in found} == {
        ("a", "b"): area(at(40, 50)),
        ("a", "b", "c"): area(at(50, 60)),
        ("b", "c"): area(at(60, 70)),
    }


def test_touching_borders_missing_shapes_and_none_share_nothing():
    assert ground(a=at(0, 50), b=at(50, 100), c=None) == ()
    assert ground() == ()


def test_equal_grounds_and_holes():
    ring = at(0, 100).difference(at(40, 60, 40, 60))
    [found] = ground(a=ring, b=at(30, 70, 30, 70))
    assert found.area_centi_m2 == pytest.approx(
        area(at(30, 70, 30, 70)) - area(at(40, 60, 40, 60)), abs=3
    )
    assert ground(a=ring, b=ring)[0].area_centi_m2 == area(ring)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40)), min_size=2, max_size=6))
def test_the_rows_add_up_to_what_is_covered_twice(strips):
    shapes = [at(a, a + w) for a, w in strips]
    found = ground(**{f"f{n}": s for n, s in enumerate(shapes)})
    for n, shape in enumerate(shapes):
        others = union_all([s for k, s in enumerate(shapes) if k != n])
        mine = sum(o.area_centi_m2 for o in found if f"f{n}" in o.findings)
        assert mine == pytest.approx(area(shape.intersection(others)), abs=2 + len(found))


def test_orchard_inside_the_red_line_is_deducted_once():
    """B-1 sees 40 m × 100 m of orchard, C-3 30 m × 96 m of red line, 10 m of it in the orchard."""
    orchard = [(40, ORCHARD), (60, "0102")]
    line = layer("eco_redline", date(2018, 12, 31), (28, None), (34, "x"), (38, None))
    done = screen(
        [RULES["B-1"], RULES["C-3"]],
        material(survey(2021, *orchard), survey(2022, *orchard), line,
                 projects=[project(reported_m2=20_000)]),
    )  # fmt: skip
    b1, c3 = finding_id("B-1", f"{NO}-P1"), finding_id("C-3", f"{NO}-P1")
    shared = {o.findings: o.area_centi_m2 for o in done.overlaps}
    assert shared == {tuple(sorted((b1, c3))): pytest.approx(area(at(30, 40, 2, 98)), abs=5)}
    rows = {r.finding: r for r in done.revisions}
    told = {"reason": "核实", "looked_at": ("影像",), "asking": who("复核员")}

    def verdict(finding, m2):
        return judge(rows[finding], Word.CONFIRMED, decided_m2=m2, **told)

    def listed(number, finding, m2, *before):
        return open_case(
            number, verdict(finding, m2), rows[finding], project(reported_m2=20_000),
            asking=who("经办"), before=Before(before, done.overlaps, 10_000),
        )  # fmt: skip

    first = listed("B-2024-0001", b1, 4_000)
    with pytest.raises(Refused) as refused:
        listed("C-2024-0001", c3, 2_800, first)
    assert refused.value.reasons == (
        "与问题B-2024-0001有959.98平方米是同一块土地，本问题至多再认定1920平方米，同一块地不重复核减",
    )
    assert listed("C-2024-0001", c3, 1_920, first).owed.area_m2 == 1_920
    withdrawn = changed(first, state=State.WITHDRAWN)
    assert listed("C-2024-0001", c3, 2_800, withdrawn).decided_m2 == 2_800
    less = changed(first, decided_m2=400)  # it took 400 m² at most of what is shared
    assert listed("C-2024-0001", c3, 2_480, less).decided_m2 == 2_480
    elsewhere = changed(first, project_no="other")
    assert listed("C-2024-0001", c3, 2_800, elsewhere).decided_m2 == 2_800
