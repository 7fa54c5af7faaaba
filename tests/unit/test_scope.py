"""排查范围: why each subject is in, that nothing is dropped unknown, and what is missing of it."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from cast import COUNTY, NO, OTHER, material, plot, project, register, rows_of_land, strip
from gengheng.records.county import County, FileEntry
from gengheng.records.scope import (
    Differs,
    Item,
    Lack,
    Out,
    Scoped,
    ScopeRule,
    Seen,
    SubjectKind,
    Where,
    Why,
)
from gengheng.records.source import LayerCard, Rejection, SourceFile
from gengheng.screening.bank import banked, by_unit
from gengheng.screening.county import load
from gengheng.screening.scope import SCHEMAS, count_of, scope_of
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused

OLD = date(2018, 12, 31)
EMPTY = {"left": 0, "left_paddy": 0, "left_capacity": 0}


def table(*shelf, **more):
    return scope_of(material(*shelf, **more))


def one(*shelf, kind=SubjectKind.SUPPLEMENT, **more) -> Scoped:
    [found] = [row for row in table(*shelf, **more) if row.kind is kind]
    return found


def bank(*rows, complete=False):
    return register("bank", *({"project_no": NO} | row for row in rows), complete=complete)


def of(project_, *rows, **more):
    """The scope row of one project with the rows of the bank about it."""
    return one(*([bank(*rows)] if rows else []), projects=[project_], **more)


# ── 补充耕地项目：为什么在范围内 ──


@pytest.mark.parametrize(
    ("filed", "why"),
    [
        (date(2019, 1, 1), (Why.FILED,)),
        (date(2021, 6, 1), (Why.FILED,)),
        (OLD, (Why.NO_CLEARANCE,)),
    ],
)
def test_the_first_day_itself_is_in(filed, why):
    assert of(project(filed=filed)).why == why


def test_the_first_day_is_the_county_s():
    county = msgspec.structs.replace(COUNTY, scope=ScopeRule(since=date(2018, 12, 31)))
    assert of(project(filed=OLD), county=county).why == (Why.FILED,)
    assert COUNTY.scope.since == date(2019, 1, 1)


def test_filed_before_and_cleared_is_out_and_stays_in_the_table():
    found = of(project(filed=OLD), EMPTY | {"entered": OLD})
    assert (found.why, found.out, found.in_scope) == ((), (Out.CLEARED,), False)


@pytest.mark.parametrize(
    "row",
    [
        {"cleared": date(2024, 5, 6)}, {"status": "已清库"}, EMPTY, EMPTY | {"left_paddy": None, "paddy": 0},
    ],
)  # fmt: skip
def test_cleared_by_day_word_or_zero(row):
    assert of(project(filed=OLD), row).out == (Out.CLEARED,)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"left": 1}, Why.IN_BANK),
        ({"left": 0, "left_capacity": 1}, Why.IN_BANK),
        ({"status": "未清库"}, Why.IN_BANK),
        ({"cleared": date(2024, 5, 7)}, Why.IN_BANK),  # after the day of the screening
        ({"left": 0}, Why.NO_CLEARANCE),  # one pool of three
        ({"left": 0, "left_paddy": 0}, Why.NO_CLEARANCE),
        ({}, Why.NO_CLEARANCE),
        ({"status": "使用情况见附件"}, Why.NO_CLEARANCE),
    ],
)
def test_not_known_to_be_cleared_is_in(row, why):
    found = of(project(filed=OLD), row)
    assert (found.why, found.unsure) == ((why,), why is Why.NO_CLEARANCE)


def test_of_two_batches_both_must_be_cleared():
    assert of(project(filed=OLD), EMPTY, {"left": 5}).why == (Why.IN_BANK,)
    assert of(project(filed=OLD), EMPTY, {}).why == (Why.NO_CLEARANCE,)
    assert of(project(filed=OLD), EMPTY, EMPTY).out == (Out.CLEARED,)


def test_a_balance_of_zero_in_the_filing_register_clears_nothing():
    assert of(project(filed=OLD, left_m2=0)).why == (Why.NO_CLEARANCE,)
    assert of(project(filed=OLD, left_m2=1)).why == (Why.IN_BANK,)
    assert of(project(filed=OLD, status="已清库")).out == (Out.CLEARED,)


def test_absence_clears_only_where_the_bank_is_complete():
    rows = {"project_no": OTHER, **EMPTY}
    old = [project(filed=OLD)]
    assert scope_row(register("bank", rows), projects=old).why == (Why.NO_CLEARANCE,)
    assert scope_row(register("bank", rows, complete=True), projects=old).out == (Out.CLEARED,)


def scope_row(*shelf, number=NO, **more):
    return next(row for row in table(*shelf, **more) if row.number == number)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("", Why.NO_FILED_DATE), ("已入库", Why.NO_FILED_DATE), ("在建", Why.UNDER_WAY),
        ("正在实施，未报备", Why.UNDER_WAY), ("已验收待报备", Why.DONE), ("另行说明", Why.NO_FILED_DATE),
    ],
)  # fmt: skip
def test_a_blank_day_is_in_and_only_words_say_that_it_was_never_filed(status, why):
    found = of(project(filed=None, status=status))
    assert found.why == (why,)
    assert Lack.FILED_DATE in found.lacks


def test_a_blank_day_is_in_even_if_the_bank_dates_it_before():
    row = EMPTY | {"entered": OLD}
    assert of(project(filed=None), row).why == (Why.NO_FILED_DATE,)
    assert of(project(filed=None), row | {"entered": date(2020, 1, 1)}).why == (Why.FILED,)


def test_either_register_may_date_it_since():
    assert of(project(filed=OLD), EMPTY | {"entered": date(2019, 1, 1)}).why == (Why.FILED,)


def test_plots_without_a_filing_are_in():
    found = one(projects=[])
    assert (found.why, found.lacks) == ((Why.NO_ROW,), (Lack.FILING,))
    assert found.seen == (Seen(where=Where.PLOTS, file="地块.txt", row=9),)


def test_a_complete_filing_register_says_that_it_was_not_filed():
    entry = FileEntry(path="台账.xlsx", schema="projects", complete=True)
    county = msgspec.structs.replace(COUNTY, file=(entry,))
    rows = table(county=county, plots=[plot(), plot(OTHER)], projects=[project()])
    assert [row.why for row in rows] == [(Why.FILED,), (Why.NOT_FILED,), (Why.TRADED,)]


def test_a_plot_without_a_number_is_not_dropped():
    found = one(plots=[plot("")], projects=[])
    assert (found.number, found.why) == ("（地块.txt：未写备案号）", (Why.NO_ROW,))
    assert Lack.NUMBER in found.lacks


# ── 缺什么 ──


def test_filed_without_plots_and_not_in_the_bank():
    found = scope_row(register("bank", {"project_no": OTHER}), plots=[], projects=[project()])
    assert found.lacks == (Lack.PLOTS, Lack.BANK)
    assert found.without_file


@pytest.mark.parametrize(
    ("schema", "row", "lack"),
    [
        ("bank", {}, Lack.BANK_ONLY),
        ("quota_link", {"confirm_no": "Q1"}, Lack.LINK_ONLY),
        ("works", {}, Lack.OTHER_ONLY),
        ("papers", {"paper": "立项批复"}, Lack.OTHER_ONLY),
    ],
)
def test_a_project_that_only_another_source_knows(schema, row, lack):
    found = scope_row(register(schema, {"project_no": OTHER} | row), number=OTHER)
    assert (found.lacks, found.in_scope, found.without_file) == ((lack,), True, True)


def test_a_boundary_of_a_project_that_was_not_filed():
    found = scope_row(
        rows_of_land("project_area", (strip(10), {"project_no": OTHER})), number=OTHER
    )
    assert found.lacks == (Lack.OTHER_ONLY,)
    assert found.seen[0].where is Where.AREA


def test_rows_that_were_turned_back_are_no_missing_filing():
    said = f"项目备案号{NO}在第3、4行重复且内容不同，请核定后保留一行"
    told = Rejection(code="duplicate", file="台账.xlsx", row=3, field="项目备案号", sentence=said)
    card = LayerCard(
        name="台账", schema="projects", rows=2, kept=0, rejected=2, crs="", crs_by="", vintage=None,
        vintage_by="", encoding="", encoding_by="", sample={}, rejections=(told, told),
    )  # fmt: skip
    source = SourceFile(path="台账.xlsx", sha256="ab", size=1, kind="", members={}, layers=(card,))
    held = replace(material(projects=[]), sources=(source,))
    found, _ = scope_of(held)
    assert (found.lacks, found.without_file) == ((Lack.REJECTED,), True)


def test_a_status_that_the_balance_contradicts():
    found = of(project(filed=OLD), {"status": "已清库", "left": 9})
    assert (found.why, found.lacks) == ((Why.IN_BANK,), (Lack.CONTRADICTS,))


# ── 报备 × 入库 ──

SAME = {"area": 10_000, "paddy": 3_000, "capacity": 9_000, "entered": date(2021, 12, 1)}


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ({}, ()),
        ({"area": 10_007}, ()),
        ({"area": 10_008}, (Item.AREA,)),
        ({"paddy": 2_992}, (Item.PADDY,)),
        ({"capacity": 9_001}, ()),
        ({"capacity": 9_002}, (Item.CAPACITY,)),
        ({"entered": date(2021, 12, 2)}, (Item.DAY,)),
        ({"area": None, "capacity": None}, (Item.AREA, Item.CAPACITY)),
    ],
)
def test_figures_and_days_are_laid_beside_each_other(changed, differs):
    other = {"project_no": OTHER} | SAME
    found = scope_row(bank(SAME | changed, other), projects=[project(), project(OTHER)])
    assert tuple(d.item for d in found.differs) == differs


def test_a_difference_keeps_both_figures_and_blank_is_none():
    found = scope_row(
        bank(SAME | {"area": 9_000}, {"project_no": OTHER} | SAME | {"paddy": 1}),
        projects=[project(paddy_m2=None), project(OTHER)],
    )
    assert found.differs == (
        Differs(item=Item.AREA, filed=10_000, banked=9_000),
        Differs(item=Item.PADDY, filed=None, banked=3_000),
    )


def test_a_column_that_one_register_does_not_have_is_said_once():
    held = material(bank(SAME | {"paddy": None}))
    found, _ = scope_of(held)
    assert found.differs == ()
    said = "报备台账或储备库台账整列没有水田，这几项没有比较"
    assert said in count_of(held, [found]).notes


def test_batches_add_up_and_any_day_of_them_counts():
    half = {"area": 5_000, "paddy": 1_500, "capacity": 4_500}
    rows = (half | {"entered": date(2021, 12, 1)}, half | {"entered": date(2022, 3, 1)})
    assert of(project(), *rows).differs == ()


def test_the_sums_of_units():
    held = material(
        bank({"area": 8_000, "capacity": 1}, {"project_no": "9", "area": 1, "unit": "渠首镇"}),
        projects=[project(unit="青禾镇"), project(OTHER, unit="青禾镇", reported_m2=None)],
    )
    units = {u.unit: u for u in by_unit(held.projects, banked(held.shelf, COUNTY.as_of))}
    assert [(u.filed, u.banked) for u in units.values()] == [(0, 1), (2, 1)]
    assert units["青禾镇"].sums[0] == (Item.AREA, None, 8_000)  # one figure is blank: no sum
    assert units["渠首镇"].sums[0] == (Item.AREA, None, 1)


# ── 全表 ──


def test_rows_in_another_order_change_nothing():
    rows = [SAME | {"area": 1}, {"project_no": OTHER} | SAME]
    both = [project(), project(OTHER)]
    plots = [plot(), plot(OTHER)]
    first = table(bank(*rows), projects=both, plots=plots)
    again = table(bank(*rows[::-1]), projects=both[::-1], plots=plots[::-1])
    plain = [msgspec.structs.replace(row, seen=()) for row in first]
    assert plain == [msgspec.structs.replace(row, seen=()) for row in again]


def test_counts_by_hand():
    held = material(
        bank(SAME | {"area": 1}), plots=[], projects=[project(), project(OTHER, filed=None)]
    )
    count = count_of(held, scope_of(held))
    assert count.kinds == {"补充耕地项目": 2, "指标调剂（未逐笔列出）": 1}
    assert (count.unsure, count.without_file, count.differing) == (1, 3, 1)
    assert count.lacks == {
        "有报备无地块": 2, "报备台账缺报备日期": 1, "指标调剂台账本版未收，没有查": 1,
    }  # fmt: skip
    assert count.why == {
        "起始日以来报备入库": 1, "不能确定是否在范围内：缺报备日期": 1, "起始日以来完成的指标调剂": 1,
    }  # fmt: skip


def test_what_the_table_is_made_of_are_schemas():
    assert set(schemas()) >= SCHEMAS


def test_a_first_day_after_the_screening_is_refused(tmp_path):
    head = f'as_of = 2023-10-20\ncode = "1"\nname = "示例旗"\ngrid = "{COUNTY.grid}"\n[scope]\n'
    (tmp_path / "county.toml").write_text(head + "since = 2024-01-01\n", "utf-8")
    with pytest.raises(Refused, match="晚于排查截止日期"):
        load(tmp_path)
    (tmp_path / "county.toml").write_text(head + "since = 2020-01-01\n", "utf-8")
    assert load(tmp_path).scope == ScopeRule(since=date(2020, 1, 1))
    assert County.__struct_fields__[-1] == "scope"
