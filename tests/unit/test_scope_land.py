"""排查范围: construction, swaps, promises and temporary land."""

from datetime import date

import pytest

from cast import NO, register, rows_of_land, strip
from gengheng.records.scope import Lack, Out, SubjectKind, Where, Why
from unit.test_scope import OLD, one, table

APPROVED = {
    "pzwh": "示政土〔2021〕3号",
    "pzrq": date(2021, 3, 1),
    "farmland": 5_000,
    "pzzmj": 9_000,
}


def land_row(kind, *shelf):
    return one(*shelf, kind=kind, plots=[], projects=[])


@pytest.mark.parametrize(
    ("changed", "why", "out"),
    [
        ({}, (Why.APPROVED,), ()),
        ({"pzrq": OLD}, (Why.APPROVED_BEFORE,), ()),
        ({"pzrq": OLD, "started": date(2019, 1, 1)}, (Why.STARTED,), ()),
        ({"pzrq": None}, (Why.NO_APPROVED_DATE,), ()),
        ({"farmland": 0}, (), (Out.NO_FARMLAND,)),
        ({"farmland": None}, (Why.NO_FARMLAND, Why.APPROVED), ()),
    ],
)
def test_construction(changed, why, out):
    found = land_row(SubjectKind.CONSTRUCTION, register("approvals_list", APPROVED | changed))
    assert (found.why, found.out) == (why, out)


def test_a_number_is_one_number_however_its_brackets_are_written():
    link = register("quota_link", {"confirm_no": "Q1", "approval_doc": "示政土[2021]3号"})
    found = land_row(SubjectKind.CONSTRUCTION, register("approvals_list", APPROVED, APPROVED), link)
    assert [(s.where, s.rows) for s in found.seen] == [(Where.APPROVAL, 2), (Where.LINK, 1)]
    assert found.lacks == (Lack.LINK_PROJECT,)


def test_an_approval_nobody_linked_and_a_link_nobody_approved():
    link = {"confirm_no": "Q1", "approval_doc": "示政土〔2022〕9号", "occupied": 300,
            "project_no": NO, "approved": date(2022, 5, 1)}  # fmt: skip
    rows = table(register("approvals_list", APPROVED), register("quota_link", link))
    found = {r.number: r.lacks for r in rows if r.kind is SubjectKind.CONSTRUCTION}
    assert found == {
        "示政土〔2021〕3号": (Lack.LINK,), "示政土〔2022〕9号": (Lack.APPROVAL,),
    }  # fmt: skip


def test_an_approval_without_a_number_is_named_by_its_place():
    shapes = rows_of_land("approvals", (strip(5), APPROVED | {"pzwh": ""}))
    found = land_row(SubjectKind.CONSTRUCTION, shapes)
    assert (found.number, found.lacks) == ("（台账.xlsx第3行）", (Lack.NUMBER,))


SWAP = {"swap_no": "G1", "issued": date(2018, 5, 1), "issued_area": 9_000}


@pytest.mark.parametrize(
    ("swap", "returned", "why"),
    [
        ({"issued": date(2019, 1, 1)}, [9_000], (Why.ISSUED,)),
        ({}, [5_000, 4_000], ()),
        ({}, [5_000, 3_999], (Why.NOT_RETURNED,)),
        ({}, [5_000, None], (Why.NO_RETURNED,)),
        ({}, [], (Why.NO_RETURNED,)),
        ({"issued": None}, [9_000], (Why.NO_ISSUED_DATE,)),
        ({"issued_area": None}, [9_000], (Why.NO_RETURNED,)),
    ],
)
def test_swaps(swap, returned, why):
    back = register("swap_return", *({"swap_no": "G1", "returned": area} for area in returned))
    found = land_row(SubjectKind.SWAP, register("swap", SWAP | swap), back)
    assert (found.why, found.out) == (why, () if why else (Out.RETURNED,))


PROMISE = {"promise_no": "C1", "promised": date(2018, 5, 1), "area": 9_000, "done_area": 9_000}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ()),
        ({"promised": date(2019, 1, 1)}, (Why.PROMISED,)),
        ({"done_area": 8_999}, (Why.NOT_KEPT,)),
        ({"done_area": None}, (Why.NO_KEPT,)),
        ({"area": None}, (Why.NO_KEPT,)),
        ({"paddy": 5}, (Why.NO_KEPT,)),
        ({"promised": None}, (Why.NO_PROMISED_DATE,)),
    ],
)
def test_promises(changed, why):
    found = land_row(SubjectKind.PROMISE, register("promise", PROMISE | changed))
    assert (found.why, found.out) == (why, () if why else (Out.KEPT,))


@pytest.mark.parametrize(
    ("day", "why"),
    [(date(2019, 1, 1), Why.LENT), (OLD, Why.LENT_BEFORE), (None, Why.NO_APPROVED_DATE)],
)
def test_temporary_land_is_never_out(day, why):
    rows = rows_of_land("temporary_use", (None, {"pzwh": "临1号", "pzrq": day}))
    assert land_row(SubjectKind.TEMPORARY, rows).why == (why,)
