"""供地结果清单: three real lists, every row kept, every oddity named and counted."""

import sys
from collections import Counter

import pytest

from intake_files import entry, only, taken
from realdata import real

FIRST400, NATIONWIDE, XINJIANG = (
    f"cn_landchina_supply/supply_{name}"
    for name in ("2017_01_first400.xlsx", "2017_01_nationwide.csv", "2016_xinjiang.csv")
)
STATED = entry(units={"total": "公顷", "price": "万元"})
# By code and heading: how many rows each oddity has; those of a whole column stand in ONCE.
ROWS = {
    XINJIANG: {
        ("placeholder", "约定交地时间"): 35, ("placeholder", "约定开工时间"): 53,
        ("placeholder", "约定竣工时间"): 53, ("blank-region", "行政区"): 36,
        ("blank-authority", "批准单位"): 1, ("zero-price", "成交价格"): 2,
        ("instalments", "分期支付"): 19, ("order-handed-contracted", "约定交地时间"): 23,
        ("order-started-contracted", "约定开工时间"): 1, ("same-place", "土地坐落"): 4,
        ("tiny-area", "面积"): 1,
    },
    NATIONWIDE: {
        ("no-detail", "面积"): 94, ("blank-region", "行政区"): 181,
        ("blank-authority", "批准单位"): 58, ("zero-price", "成交价格"): 6,
        ("zero-area", "面积"): 1, ("tiny-area", "面积"): 59, ("instalments", "分期支付"): 410,
        ("order-handed-contracted", "约定交地时间"): 172,
        ("order-started-contracted", "约定开工时间"): 20,
        ("order-started-handed", "约定开工时间"): 5, ("order-finished-started", "约定竣工时间"): 4,
        ("same-row", ""): 30, ("same-place", "土地坐落"): 49,
    },
    FIRST400: {
        ("no-detail", "面积"): 14, ("blank-region", "行政区"): 31,
        ("blank-authority", "批准单位"): 1, ("tiny-area", "面积"): 4,
        ("instalments", "分期支付"): 26, ("order-handed-contracted", "约定交地时间"): 17,
        ("order-started-contracted", "约定开工时间"): 7, ("same-row", ""): 1,
        ("same-place", "土地坐落"): 1,
    },
}  # fmt: skip
ONCE = {
    XINJIANG: [
        "“序号”应为文本，文件中是数值（1.0），按1读取，共323行；前导零可能已丢失",
        "“地区”整列空白，同名的旗县分不清属于哪个省，共323行",
        "“行政区”有104个行政区，不是一个旗县的清单，请核对哪些行属于本旗县，共287行",
        "“土地来源”是数值：等于面积为现有建设用地，0为新增建设用地，介于其间为来自存量库；"
        "现有建设用地79行，新增建设用地224行，新增建设用地（来自存量库）20行，共323行",
        "“序号”有重复（每页另起），不能作编号，共298行",
        "“分期支付”以分号结尾，按其中的数读取，共206行",
        "“约定容积率(上限)”小于下限（两栏都有的159行中），上、下限的表头可能写反，未采用，共108行",
        "“土地使用年限”一格写有几种用途的年限，按原样保留，共9行",
    ],
    NATIONWIDE: [
        "“序号”应为文本，文件中是数值（3.0），按3读取，共3677行；前导零可能已丢失",
        "“地区”一格写有上下两级行政区，按原样保留，共3677行",
        "“行政区”有945个行政区，不是一个旗县的清单，请核对哪些行属于本旗县，共3496行",
        "“土地来源”是数值：等于面积为现有建设用地，0为新增建设用地，介于其间为来自存量库；"
        "现有建设用地1416行，新增建设用地1815行，新增建设用地（来自存量库）352行，共3583行",
        "“分期支付”以分号结尾，按其中的数读取，共2672行",
        "“序号”有重复（每页另起），不能作编号，共3647行",
        "“约定容积率(上限)”小于下限（两栏都有的2161行中），上、下限的表头可能写反，未采用，"
        "共1538行",
        "“土地使用年限”一格写有几种用途的年限，按原样保留，共228行",
    ],
    FIRST400: [
        "“序号”应为文本，文件中是数值（3.0），按3读取，共400行；前导零可能已丢失",
        "“地区”一格写有上下两级行政区，按原样保留，共400行",
        "“行政区”有133个行政区，不是一个旗县的清单，请核对哪些行属于本旗县，共369行",
        "“土地来源”是数值：等于面积为现有建设用地，0为新增建设用地，介于其间为来自存量库；"
        "现有建设用地164行，新增建设用地201行，新增建设用地（来自存量库）21行，共386行",
        "“分期支付”以分号结尾，按其中的数读取，共275行",
        "“序号”有重复（每页另起），不能作编号，共370行",
        "“约定容积率(上限)”小于下限（两栏都有的228行中），上、下限的表头可能写反，未采用，共171行",
        "“土地使用年限”一格写有几种用途的年限，按原样保留，共13行",
    ],
}


@pytest.mark.parametrize("name", ROWS)
def test_every_oddity_is_named_and_every_row_kept(name, record_property):
    card = only(taken(real(name), STATED)).card
    assert (card.schema, card.rejected, card.rejections) == ("supply_list", 0, ())
    assert card.rows == card.kept
    once = [one.sentence for one in card.repairs if not one.sentence.startswith("第")]
    rows = [one for one in card.repairs if one.sentence.startswith("第")]
    found = Counter((one.code, one.field) for one in rows)
    told = {f"{code} {field}": n for (code, field), n in found.items()}
    record_property(f"{name} oddities", told)
    sys.stdout.write("\n  ".join([name, *(f"{what}：{n}" for what, n in told.items())]))
    assert dict(found) == ROWS[name]
    assert once == ONCE[name]
    assert all(one.file == name.rpartition("/")[2] and one.row for one in card.repairs)
    assert all(one.sentence.startswith(f"第{one.row}行") for one in rows)


def test_the_same_row_in_both_formats_says_the_same():
    sheet, text = (only(taken(real(name), STATED)).frame for name in (FIRST400, NATIONWIDE))
    columns = ["place", "signed", "area_m2", "total_m2", "source", "price_fen", "holder"]
    assert sheet[columns].astype(str).equals(text[columns][:400].astype(str))


def test_without_a_stated_unit_no_price_is_read():
    one = only(taken(real(XINJIANG)))
    assert one.frame["price_fen"].isna().all()
    assert one.frame["total_m2"].isna().all()
    assert one.frame["area_m2"].notna().all()
    assert [r.sentence for r in one.card.repairs if r.code == "unit"] == [
        "“总面积”没有写明单位，整列按空白处理；"
        "请在county.toml的units中写明total（总面积）的单位（公顷、万亩、亩、平方米）",
        "“成交价格”没有写明单位，整列按空白处理；"
        "请在county.toml的units中写明price（成交价格）的单位（亿元、万元、元）",
    ]
