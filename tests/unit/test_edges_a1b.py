"""A-1b 未补先占, at its edges: the ground that is shown, images that are told, what is open."""

from datetime import date

from cast import NO, X, material, project, register, rows_of_land, strip
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

SUSPECTED, UNKNOWN = Said.SUSPECTED, Said.UNKNOWN
DOC = "示政土〔2021〕3号"
LINK = {"confirm_no": "QR1", "approval_doc": DOC, "project_no": NO}
EARLY, LATE = date(2020, 6, 1), date(2021, 3, 1)
ALL = (strip(100),)


def image(no, first, last, x=X):
    return strip(20, x=x), {"jcbh": no, "tblx": "20", "qsx": first, "hsx": last}


def answer(*images, shapes=ALL, links=(LINK,), **told):
    """The answer of an approval of 2021-05-06 whose supplement was filed on 2021-04-01."""
    row = {"pzwh": DOC, "pzrq": date(2021, 5, 6)} | told
    shelf = [
        rows_of_land("approvals", *((shape, row) for shape in shapes)), register("quota_link", *links)
    ]  # fmt: skip
    shelf += [rows_of_land("enforcement_patch", *images)] if images else []
    done = screen([RULES["A-1b"]], material(*shelf, projects=[project(filed=date(2021, 4, 1))]))
    return done.answers.iloc[0]


DAYS = "；批准日期2021-05-06；补充入库2021-04-01"


def test_the_ground_of_a_suspicion_is_all_that_was_approved_once():
    row = answer(started=date(2021, 3, 1), shapes=(strip(60), strip(60, x=X + 40)))
    assert (row["said"], row["area_centi_m2"]) == (SUSPECTED, 999_980)
    assert row.geometry.symmetric_difference(strip(100)).area < 0.01


def test_every_image_is_named_and_the_first_that_shows_it_built_counts():
    two = image("WP1", EARLY, date(2021, 4, 1)), image("WP2", EARLY, LATE, x=X + 50)
    said = "卫片图斑WP1、WP2：2020-06-01未动工，2021-03-01已动工"
    row = answer(*two)
    assert (row["said"], row["detail"]) == (SUSPECTED, f"{said}{DAYS}，动工早于二者")


def test_an_image_without_its_later_day_leaves_the_order_open_and_says_what_is_known():
    row = answer(image("WP1", EARLY, None))
    said = "卫片图斑WP1：2020-06-01未动工，后时相不明已动工"
    assert (row["said"], row["reason"]) == (UNKNOWN, f"{said}{DAYS}，不能断定先后")


def test_images_without_any_day_say_nothing():
    row = answer(image("WP1", None, None))
    assert (row["said"], row["reason"]) == (
        UNKNOWN, "卫片图斑WP1：前时相不明未动工，后时相不明已动工",
    )  # fmt: skip


def test_three_images_are_named_and_two_hundred_square_metres_are_enough_for_one():
    four = [image(f"WP{k}", EARLY, LATE, x=X + 20 * k) for k in range(4)]
    assert answer(*four)["detail"].startswith("卫片图斑WP0、WP1、WP2：")
    shape = strip(2)  # 200.00 m²
    told = {"tblx": "yh", "qsx": EARLY, "hsx": LATE}
    assert answer((shape, {"jcbh": "WP1"} | told))["said"] == SUSPECTED
    assert answer((strip(1.999), {"jcbh": "WP1"} | told))["said"] == UNKNOWN


def test_approvals_of_two_days_are_both_told():
    rows = [{"pzwh": DOC, "pzrq": day, "started": LATE} for day in (date(2021, 5, 6), LATE)]
    shelf = [rows_of_land("approvals", *((strip(100), row) for row in rows))]
    shelf.append(register("quota_link", LINK))
    done = screen([RULES["A-1b"]], material(*shelf, projects=[project(filed=date(2021, 4, 1))]))
    assert "；批准日期2021-03-01、2021-05-06；" in done.answers["reason"].iloc[0]


def test_confirmations_whose_day_nobody_knows_are_named_up_to_three():
    lost = [LINK | {"confirm_no": f"QR{k}", "project_no": ""} for k in range(1, 5)]
    row = answer(links=lost, started=LATE)
    named = "、".join(f"确认单QR{k}没有挂钩时间" for k in (1, 2, 3))
    assert row["reason"] == f"实际动工日期2021-03-01；补充入库不明（{named}）"
