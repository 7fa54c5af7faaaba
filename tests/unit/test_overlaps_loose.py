"""A finding that is drawn on more ground than its area means, beside others on that ground."""

from datetime import date

import numpy as np
import pytest
from msgspec.structs import replace

from cast import FARM, GRID, X, material, rows_of_land, strip, survey, who
from gengheng.area.ellipsoid import official
from gengheng.casework.listing import Before, counted_twice, open_case
from gengheng.casework.verdict import judge
from gengheng.overlay.naive import series
from gengheng.records.finding import finding_id
from gengheng.records.plot import Pools
from gengheng.records.verdict import Word
from gengheng.reports.sums import Ground, ground_of, shared, summed
from gengheng.rules.index import RULES
from gengheng.screening.overlaps import overlaps
from gengheng.screening.run import screen

DOC, PATCH = "示政土〔2021〕3号", "150899000001"
A3, A1 = finding_id("A-3", DOC), finding_id("A-1", PATCH)
HECTARE = 999_980  # 0.01 m² of 100 m by 100 m


def ground(**told):
    """Rows of overlaps; each finding is (shape, area in 0.01 m² or None for that of the shape)."""
    shapes = [shape for shape, _ in told.values()]
    sizes = official(series(shapes, GRID)).tolist()
    areas = [own or size for (_, own), size in zip(told.values(), sizes, strict=True)]
    found = overlaps([*told], np.array(shapes, dtype=object), areas, GRID)
    return {one.findings: (one.area_centi_m2, one.loose) for one in found}


def test_the_rest_of_its_ground_is_a_row_where_it_shares_any():
    found = ground(a=(strip(100), 100_000), b=(strip(20), None))
    assert {k: round(v[0], -1) for k, v in found.items()} == {("a",): 799_980, ("a", "b"): 200_000}
    assert {v[1] for v in found.values()} == {("a",)}
    assert list(ground(a=(strip(100), 100_000), b=(strip(100), None))) == [("a", "b")]
    assert ground(a=(strip(100), 100_000), b=(strip(20, X + 100), None)) == {}
    assert ground(a=(strip(100), 100_000)) == {}


def test_an_area_larger_than_its_ground_or_nearly_it_is_not_loose():
    for own in (2 * HECTARE, HECTARE - 1_100, None):
        found = ground(a=(strip(100), own), b=(strip(20), None))
        assert [(names, loose) for names, (_, loose) in found.items()] == [(("a", "b"), ())]


@pytest.fixture(scope="module")
def done():
    """An approval that left out 1 000 m² of a hectare of farmland, and a patch on all of it."""
    told = {"pzwh": DOC, "pzzmj": 10_000, "submitted": date(2021, 5, 6), "farmland": 8_999}
    patch = {"jcbh": PATCH, "qsx": date(2020, 12, 31), "hsx": date(2021, 12, 31)}
    seen = material(
        rows_of_land("approvals", (strip(100), told)),
        rows_of_land("enforcement_patch", (strip(100), patch)),
        survey(2020, (100, FARM)), survey(2021, (100, "0702")),
    )  # fmt: skip
    return screen([RULES["A-3"]], seen)


def occupied(done):
    """The finding of A-3, one of A-1 that has the same hectare, and what they share.

    A-1 leaves approved ground out, so that both on one ground need two contradicting papers.
    """
    [a3] = [r for r in done.revisions if r.finding == A3]
    a1 = replace(a3, rule="A-1", subject=PATCH, area_centi_m2=HECTARE)
    whole = np.array([strip(100)] * 2, dtype=object)
    return a3, a1, overlaps([A3, A1], whole, [a3.area_centi_m2, HECTARE], GRID)


def verdict(revision, m2):
    told = {"reason": "核实", "looked_at": ("影像",), "asking": who("复核员")}
    return judge(revision, Word.CONFIRMED, decided_m2=m2, **told)


def listed(number, revision, m2, *before, rows=()):
    return open_case(
        number, verdict(revision, m2), revision, None, asking=who("经办"), unit="先锋镇",
        before=Before(before, rows),
    )  # fmt: skip


def test_an_approval_short_of_1000_m2_is_drawn_on_a_hectare(done):
    a3, _, rows = occupied(done)
    frame = done.answers.set_index("subject")
    assert a3.area_centi_m2 == 100_080
    assert int(official(series([frame.geometry[DOC]], GRID))[0]) == HECTARE
    assert [(o.findings, o.area_centi_m2, o.loose) for o in rows] == [
        (tuple(sorted((A1, A3))), HECTARE, (A3,))
    ]


def test_neither_of_the_two_takes_more_than_the_shortfall(done):
    a3, a1, rows = occupied(done)
    first = listed("A-2024-0001", a1, 10_000)
    assert counted_twice(verdict(a3, 1_000), a3.area_centi_m2, [first], rows) == [
        "与问题A-2024-0001有9999.80平方米是同一块土地，数额之差中能够确定的1000.80平方米，"
        "本问题至多再认定0平方米，同一块地不重复核减"
    ]
    first = listed("A-2024-0002", a3, 1_000)
    assert counted_twice(verdict(a1, 9_000), HECTARE, [first], rows) == []
    assert counted_twice(verdict(a1, 9_001), HECTARE, [first], rows) == [
        "与问题A-2024-0002有9999.80平方米是同一块土地，数额之差中能够确定的1000.00平方米，"
        "本问题至多再认定9000平方米，同一块地不重复核减"
    ]


@pytest.mark.parametrize(("width", "left"), [(20, 1_001), (90, 1_000), (95, 500), (100, 0)])
def test_what_the_rest_of_its_ground_can_hold_is_not_the_same(done, width, left):
    """A shortfall of 1 000 m² on a hectare: beside 9 000 m² of another there is room for it."""
    a3, a1, _ = occupied(done)
    shapes = np.array([strip(100), strip(width)], dtype=object)
    own = int(official(series([strip(width)], GRID))[0])
    rows = overlaps([A3, A1], shapes, [a3.area_centi_m2, own], GRID)
    a1 = replace(a1, area_centi_m2=own)
    first = listed("A-2024-0001", a1, -(-own // 100))
    for m2 in {left, left + 1} & {*range(1, 1_002)}:
        said = counted_twice(verdict(a3, m2), a3.area_centi_m2, [first], rows)
        assert bool(said) == (m2 > left), said


def test_without_a_project_no_quota_falls_and_nothing_is_asked(done):
    a3, a1, rows = occupied(done)
    first = listed("A-2024-0001", a1, 10_000, rows=rows)
    second = listed("A-2024-0002", a3, 1_000, first, rows=rows)
    assert (first.owed, second.owed, second.decided_m2) == (Pools(), Pools(), 1_000)


def test_reports_count_the_ground_of_others_alone(done):
    a3, a1, rows = occupied(done)
    ground = Ground(rows, ground_of(done).whole | {A1})
    total = summed([a3, a1], ground)
    assert (total.once.centi, total.figures.centi) == (HECTARE, 100_080)
    [one] = shared([a3, a1], rows)
    assert one.size.centi == HECTARE
