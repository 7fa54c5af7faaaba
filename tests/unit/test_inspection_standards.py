"""Dictionaries, the crosswalk of land classes, 平差: tables held to what they must satisfy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gengheng.area.adjust import to_control
from gengheng.standards.dictionaries import (
    class_name,
    classes,
    codes_of,
    crosswalk,
    fields_of,
    mapped_m2,
    older_planting,
    only_on,
    planting,
    width_of,
)
from gengheng.standards.tables import codes, schemas


def test_every_class_of_the_second_survey_has_its_class_today():
    lost = {code for code in classes("dltb_2") if crosswalk(code) is None}
    assert lost == {"032K"}
    kept = {"201", "202", "203", "204", "205"}
    found = {crosswalk(code) for code in classes("dltb_2") - lost}
    assert found - kept <= classes("dltb")
    assert {code for code in classes("dltb_2") if crosswalk(code) == code} == kept


def test_farmland_stays_farmland_and_adjustable_land_never_becomes_it():
    second = {code for code in codes("farmland") if len(code) == 3}
    assert {crosswalk(code) for code in second} <= codes("farmland")
    adjustable = {code for code in classes("dltb_2") if code.endswith("K")}
    assert not {crosswalk(code) for code in adjustable} & codes("farmland")


def test_every_class_has_a_name_and_every_group_holds_classes():
    every = classes("dltb") | classes("dltb_2")
    assert [code for code in every if not class_name(code)] == []
    for group in ("farmland", "paddy", "field_works", "orchard_forest", "adjustable"):
        assert codes(group) <= every
    assert only_on("xzdwkd") | only_on("restorable") <= classes("dltb")


@pytest.mark.parametrize(
    ("code", "m2"),
    [
        ("0102", 400), ("0201K", 400), ("0404", 400), ("05H1", 200), ("0702", 200), ("1003", 200),
        ("1006", 600), ("1109", 200), ("1104", 600), ("1201", 200), ("1202", 600), ("09", 200),
        ("013", 400), ("043", 400), ("102", 200), ("104", 600), ("118", 200), ("203", 200),
        ("126", 600), ("121", 200), ("111", 600),
    ],
)  # fmt: skip
def test_the_smallest_area_that_is_mapped(code, m2):
    assert mapped_m2(code) == m2


def test_older_planting_codes_stand_for_codes_of_today_or_for_none():
    told = {code: planting(code) for code in older_planting()}
    assert {new for new in told.values() if new} <= set(codes_of("zzsxdm"))
    assert told["GZ"] is None
    assert planting("JKHF") == "JKHF"
    assert planting("?") is None


@pytest.mark.parametrize("schema", ["dltb", "dltb_2", "plots"])
def test_what_a_schema_needs_are_columns_that_it_has(schema):
    told = fields_of(schema)
    assert set(told.needed) | set(told.filled) <= set(schemas()[schema].columns)
    for name in told.needed:
        if schema == "dltb" and name != "bz":
            assert width_of(name), name


areas = st.lists(st.integers(0, 10**12), min_size=1, max_size=40)


@given(areas, st.integers(-500, 500))
def test_an_adjustment_adds_up_and_gives_the_odd_hundredths_to_the_largest(held, d):
    before = np.array(held, dtype=np.int64)
    after = to_control(before, int(before.sum()) + d)
    assert int(after.sum()) == int(before.sum()) + d
    gain = (after - before) * (1 if d >= 0 else -1)
    assert set(gain.tolist()) <= {abs(d) // len(held), abs(d) // len(held) + 1}
    more, less = before[gain > abs(d) // len(held)], before[gain == abs(d) // len(held)]
    assert not len(more) or not len(less) or more.min() >= less.max()
