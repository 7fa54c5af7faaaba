"""B-5 未实施实质性土地整治工程, at its edges: types that stand alone, blanks, large sums, ground."""

from datetime import date

from cast import NO, material, project, register
from gengheng.records.finding import Said
from gengheng.rules.index import RULES
from gengheng.screening.run import screen

CLEAR, SUSPECTED, UNKNOWN = Said.CLEAR, Said.SUSPECTED, Said.UNKNOWN
WAN = 1_000_000  # fen
DAYS = {"started": date(2021, 3, 1), "finished": date(2021, 7, 1)}
BARE = register("works", {"project_no": NO, "levelled": 6_000, "earth_m3": 0.0})


def answer(usual=45 * WAN, beside=9, **told):
    """The answer of a project without earthwork beside those that cost `usual` per hectare."""
    mates = [
        project(f"1508992021001{k}", kind="土地开发", invested_fen=usual, **DAYS)
        for k in range(beside)
    ]
    one = project(**({"kind": "土地开发", "invested_fen": usual} | DAYS | told))
    done = screen([RULES["B-5"]], material(BARE, projects=[one, *mates]))
    return done.answers.set_index("subject").loc[NO]


def test_a_type_of_which_nothing_can_be_compared_is_said_with_zero():
    row = answer(kind="土地复垦", invested_fen=None)
    assert (row["said"], row["reason"]) == (
        UNKNOWN, "对比项目不足10个（土地复垦类可比的0个）",
    )  # fmt: skip


def test_every_blank_is_named():
    row = answer(beside=10, invested_fen=None, reported_m2=None)
    assert (row["said"], row["reason"]) == (
        UNKNOWN, "未填总投资、报备新增耕地（台账.xlsx第3行）",
    )  # fmt: skip


def test_money_per_hectare_is_told_to_a_hundred_yuan():
    row = answer(usual=300 * WAN, invested_fen=89_990_000)
    assert row["detail"].startswith(
        "总投资89.99万元，每公顷89.99万元，不足土地开发类10个项目中位数300.00万元的30%；"
    )


def test_only_a_suspicion_has_ground():
    assert answer().geometry is None
    assert round(answer(invested_fen=WAN).geometry.area) == 10_000
