"""B-7 beside other layers: 增减挂钩, 高标准农田, 确认单."""

from datetime import date

import pytest

from cast import NO, OTHER, X, material, plot, project, register, rows_of_land, strip
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
ALL_LACKING = "增减挂钩地块、高标准农田新增耕地、占补挂钩（确认单）台账未提供，未与其核对重复"


def screened(*shelf, plots=None, projects=None, **told):
    projects = [project(**told)] if projects is None else projects
    return screen([RULES["B-7"]], material(*shelf, plots=plots, projects=projects))


def ask(*shelf, subject, **more):
    """(said, m², words) of one pair, None where it has no answer."""
    rows = screened(*shelf, **more).answers.set_index("subject")
    if subject not in rows.index:
        return None
    row = rows.loc[subject]
    words = row["detail"] or row["reason"] or row["note"]
    return row["said"], row["area_centi_m2"] / 100, words


def swap(*rows):
    """(width over the plot in m, side) of plots of G1."""
    return rows_of_land(
        "swap_plots", *((strip(w), {"swap_no": "G1", "side": side}) for w, side in rows)
    )


def high(width, no="H1"):
    return rows_of_land("high_standard", (strip(width), {"high_no": no}))


TAIL = "；报备日期2021-12-01，先后须对照拆旧复垦验收日期"


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([(20, "拆旧")], (SUSPECTED, 1_999.96, f"{NO}的地块与增减挂钩项目G1的拆旧地块重叠1999.96平方米{TAIL}")),
        ([(20, "拆旧区")], (SUSPECTED, 1_999.96, f"{NO}的地块与增减挂钩项目G1的拆旧地块重叠1999.96平方米{TAIL}")),
        ([(4.0002, "拆旧")], (SUSPECTED, 400.01, f"{NO}的地块与增减挂钩项目G1的拆旧地块重叠400.01平方米{TAIL}")),
        ([(4.0001, "拆旧")], (CLEAR, 400, "重叠400.00平方米，未超过门槛")),
        ([(3, "拆旧")], (CLEAR, 299.99, "重叠299.99平方米，未超过门槛")),
        ([(1.9, "拆旧")], (CLEAR, 0, "")),
        ([(20, "建新")], None),
        ([(20, "")], (UNKNOWN, 0, f"{NO}的地块与增减挂钩项目G1的地块重叠1999.96平方米，地块未写明是拆旧还是建新")),
        ([(20, "安置")], (UNKNOWN, 0, f"{NO}的地块与增减挂钩项目G1的地块重叠1999.96平方米，地块未写明是拆旧还是建新")),
        ([(20, "建新拆旧")], (UNKNOWN, 0, f"{NO}的地块与增减挂钩项目G1的地块重叠1999.96平方米，地块未写明是拆旧还是建新")),
        ([(3, "")], (CLEAR, 299.99, "重叠299.99平方米，未超过门槛")),
        ([(20, "拆旧"), (50, "")], (SUSPECTED, 1_999.96,
         f"{NO}的地块与增减挂钩项目G1的拆旧地块重叠1999.96平方米{TAIL}")),
        ([(3, "拆旧"), (5, "")], (UNKNOWN, 0, f"{NO}的地块与增减挂钩项目G1的地块重叠499.99平方米，地块未写明是拆旧还是建新")),
        ([(20, "拆旧"), (20, "拆旧")], (SUSPECTED, 1_999.96,
         f"{NO}的地块与增减挂钩项目G1的拆旧地块重叠1999.96平方米{TAIL}")),
        ([(20, "建新"), (3, "拆旧")], (CLEAR, 299.99, "重叠299.99平方米，未超过门槛")),
    ],
)  # fmt: skip
def test_plots_on_what_a_swap_took_back(rows, answer):
    assert ask(swap(*rows), subject=f"{NO}|G1") == answer


@pytest.mark.parametrize(
    ("width", "told", "answer"),
    [
        (20, {}, (SUSPECTED, 1_999.96,
                  f"{NO}的地块与高标准农田项目H1的新增耕地重叠1999.96平方米；报备日期2021-12-01")),
        (20, {"filed": None}, (SUSPECTED, 1_999.96,
                               f"{NO}的地块与高标准农田项目H1的新增耕地重叠1999.96平方米；报备日期未填")),
        (3, {}, (CLEAR, 299.99, "重叠299.99平方米，未超过门槛")),
        (1.9, {}, (CLEAR, 0, "")),
        (20, {"kind": "高标准农田建设"}, (UNKNOWN, 0,
         f"{NO}的地块与高标准农田项目H1的新增耕地重叠1999.96平方米，报备项目类型为“高标准农田建设”，须核对是否同一项目")),
        (3, {"kind": "高标准农田建设"}, (CLEAR, 299.99, "重叠299.99平方米，未超过门槛")),
    ],
)  # fmt: skip
def test_plots_that_a_high_standard_project_counted(width, told, answer):
    assert ask(high(width), subject=f"{NO}|H1", **told) == answer


def test_a_plot_without_a_row_in_the_register_is_held_against_them_too():
    found = ask(high(20), subject=f"{NO}|H1", projects=[project(OTHER)])
    assert found[:2] == (SUSPECTED, 1_999.96)


def test_a_row_without_a_number_is_named_by_its_place_and_two_layers_are_told_apart():
    assert ask(high(20, ""), subject=f"{NO}|（台账.xlsx第3行）")[0] == SUSPECTED
    rows = screened(swap((20, "拆旧")), high(30, "G1")).answers.set_index("subject")
    assert rows.loc[f"{NO}|G1", "area_centi_m2"] == 199_996
    assert rows.loc[f"{NO}|G1（另一图层）", "area_centi_m2"] == 299_994


def links(*rows):
    told = [
        {"confirm_no": no, "project_no": NO, "occupied": area, "linked": day} | more
        for no, area, day, more in ((*row, {})[:4] if len(row) < 4 else row for row in rows)
    ]
    return register("quota_link", *told)


MAY, JUNE = date(2022, 5, 1), date(2022, 6, 1)
HEAD = f"{NO}报备新增耕地1.0000公顷，2份确认单占用1.1000公顷，超出0.1000公顷"
LIST = "（Q1：2022-05-01，0.6000公顷；Q2：2022-06-01，0.5000公顷）"


@pytest.mark.parametrize(
    ("rows", "subject", "answer"),
    [
        ([("Q1", 6_000, MAY), ("Q2", 5_000, JUNE)], "Q2",
         (SUSPECTED, 1_000, f"{HEAD}{LIST}；Q2挂钩在后（2022-06-01），推定为超出")),
        ([("Q2", 5_000, JUNE), ("Q1", 6_000, MAY)], "Q2",
         (SUSPECTED, 1_000, f"{HEAD}{LIST}；Q2挂钩在后（2022-06-01），推定为超出")),
        ([("Q1", 6_000, MAY), ("Q2", 4_000, JUNE)], "Q2", (CLEAR, 0, "")),
        ([("Q1", 6_000, MAY), ("Q2", 4_001, JUNE)], "Q2",
         (SUSPECTED, 1, f"{NO}报备新增耕地1.0000公顷，2份确认单占用1.0001公顷，超出0.0001公顷"
          "（Q1：2022-05-01，0.6000公顷；Q2：2022-06-01，0.4001公顷）；Q2挂钩在后（2022-06-01），推定为超出")),
        ([("Q1", 6_000, MAY), ("Q2", 5_000, MAY)], "Q2",
         (SUSPECTED, 1_000, f"{HEAD}（Q1：2022-05-01，0.6000公顷；Q2：2022-05-01，0.5000公顷）；"
          "同日挂钩，不能推定何者超出")),
        ([("Q1", 6_000, MAY), ("Q2", 5_000, None)], "Q1",
         (SUSPECTED, 1_000, f"{HEAD}（Q2：挂钩时间未填，0.5000公顷；Q1：2022-05-01，0.6000公顷）；"
          "挂钩时间不全，不能推定何者超出")),
        ([("Q1", 6_000, MAY), ("Q2", None, JUNE)], "Q2", (UNKNOWN, 0, "确认单Q2未填占用耕地")),
        ([("Q1", 0, MAY)], "Q1", (CLEAR, 0, "")),
        ([("Q1", 10_001, MAY), ("Q2", None, JUNE)], "Q2",
         (SUSPECTED, 1, f"{NO}报备新增耕地1.0000公顷，2份确认单占用至少1.0001公顷，超出0.0001公顷"
          "（Q1：2022-05-01，1.0001公顷；Q2：2022-06-01，占用耕地未填）；Q2挂钩在后（2022-06-01），推定为超出")),
        # the same figure twice on one confirmation: a total written again, or two parts
        ([("Q1", 6_000, MAY), ("Q1", 6_000, JUNE)], "Q1",
         (UNKNOWN, 0, "确认单Q1各行占用耕地相同，不能断定是否合计")),
        ([("Q1", 5_000, MAY), ("Q1", 5_000, JUNE)], "Q1", (CLEAR, 0, "")),
        ([("Q1", 6_000, MAY), ("Q1", 5_000, JUNE)], "Q1",
         (SUSPECTED, 1_000, f"{NO}报备新增耕地1.0000公顷，1份确认单占用1.1000公顷，超出0.1000公顷"
          "（Q1：2022-06-01，1.1000公顷）；Q1一份即已超出")),
        # one confirmation on two projects
        ([("Q1", 11_000, MAY), ("Q1", 11_000, MAY, {"project_no": OTHER})], "Q1",
         (UNKNOWN, 0, "确认单Q1各行占用耕地相同，不能断定是否合计")),
        ([("Q1", 11_000, MAY), ("Q1", None, MAY, {"project_no": OTHER})], "Q1",
         (UNKNOWN, 0, "确认单Q1有一行未填占用耕地，不能断定各占多少")),
        ([("Q1", 9_000, MAY), ("Q1", 12_000, MAY, {"project_no": OTHER})], "Q1", (CLEAR, 0, "")),
    ],
)  # fmt: skip
def test_confirmations_on_one_project(rows, subject, answer):
    assert ask(links(*rows), subject=f"{NO}|{subject}") == answer


def test_the_same_row_in_two_copies_of_the_register_counts_once():
    twice = links(("Q1", 6_000, MAY), ("Q1", 6_000, MAY))
    assert ask(twice, subject=f"{NO}|Q1") == (CLEAR, 0, "")


def test_what_is_not_known_of_the_project_is_its_reason():
    one = links(("Q1", 6_000, MAY))
    assert ask(one, subject=f"{NO}|Q1", reported_m2=None) == (UNKNOWN, 0, "缺报备面积")
    assert ask(one, subject=f"{NO}|Q1", projects=[project(OTHER)]) == (UNKNOWN, 0, "缺报备记录")


def test_improvement_may_have_given_other_pools_only():
    found = ask(links(("Q1", 11_000, MAY)), subject=f"{NO}|Q1", kind="提质改造")
    assert found[0] == UNKNOWN
    assert found[2].endswith("提质改造类项目可只供水田、产能，须核对确认单")
    assert ask(links(("Q1", 10_000, MAY)), subject=f"{NO}|Q1", kind="提质改造")[0] == CLEAR


def test_a_long_list_names_the_last_five():
    many = links(*((f"Q{n}", 3_000, date(2022, n, 1)) for n in range(1, 8)))
    detail = ask(many, subject=f"{NO}|Q7")[2]
    assert "7份确认单占用2.1000公顷" in detail
    assert "（……；Q3：2022-03-01" in detail


def test_layers_that_nobody_provided_are_said_once():
    assert screened().run.rules[0].notes == (ALL_LACKING,)
    lost = rows_of_land("swap_plots", (None, {"swap_no": "G1", "side": "拆旧"}))
    nameless = register("quota_link", {"confirm_no": "Q1", "occupied": 5})
    assert screened(lost, nameless, high(1)).run.rules[0].notes == (
        "增减挂钩地块有1行没有可用图形，未与其核对重复",
        "占补挂钩台账有1行未填补充耕地项目备案号，未核对是否超出",
    )


def test_every_project_still_speaks_for_the_rest_and_all_keys_are_different():
    rows = screened(swap((20, "拆旧")), high(20), links(("Q1", 6_000, MAY))).answers
    assert rows["subject"].tolist() == [f"{NO}|*", f"{NO}|G1", f"{NO}|H1", f"{NO}|Q1"]
    lost = screened(high(20), plots=[plot(), plot(plot_no="P2", fault="无坐标")]).answers
    assert lost.set_index("subject")["said"].to_dict() == {
        f"{NO}|*": UNKNOWN, f"{NO}|H1": SUSPECTED,
    }  # fmt: skip


def test_the_answer_shows_its_own_ground_and_its_slivers():
    far = plot(plot_no="P2", shape=strip(100, x=X + 500))
    both = rows_of_land(
        "high_standard",
        (strip(1.5), {"high_no": "H1"}),
        (strip(30, x=X + 500), {"high_no": "H1"}),
    )
    row = screened(both, plots=[plot(), far]).answers.set_index("subject").loc[f"{NO}|H1"]
    assert (row["area_centi_m2"], row["sliver_centi_m2"]) == (299_994, 15_000)
    assert round(row["geometry"].area) == 3_000


def test_rows_in_another_order_change_nothing():
    rows = [("Q1", 6_000, MAY), ("Q2", 5_000, JUNE), ("Q3", None, MAY)]
    land = [(20, "拆旧"), (50, ""), (70, "建新")]
    one = screened(swap(*land), links(*rows)).answers.drop(columns="geometry")
    other = screened(swap(*land[::-1]), links(*rows[::-1])).answers.drop(columns="geometry")
    assert one.equals(other)
