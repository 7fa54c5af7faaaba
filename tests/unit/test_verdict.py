"""认定: who may say what, about which revision, with which figure."""

from datetime import date

import pytest
from msgspec.structs import replace

from cast import FARM, ORCHARD, material, survey, who
from gengheng.casework.verdict import judge
from gengheng.records.finding import Said
from gengheng.records.verdict import Word
from gengheng.rules.index import RULES
from gengheng.screening.run import screen
from gengheng.values.errors import Refused

SHELF = [survey(year, (80, FARM), (20, ORCHARD)) for year in (2021, 2022)]
[REVISION] = screen([RULES["B-1"]], material(*SHELF)).revisions
GOOD = {
    "decided_m2": 2_000, "reason": "两期均为果园", "looked_at": ("未看影像",),
    "asking": who("复核员", "复核员甲"),
}  # fmt: skip


def test_a_verdict_names_its_revision_and_its_figure():
    made = judge(REVISION, Word.CONFIRMED, **GOOD)
    assert (made.finding, made.revision, made.word) == (REVISION.finding, REVISION.id, "认定")
    assert (made.decided_m2, made.by, made.on) == (2_000, "复核员甲", date(2024, 5, 6))


@pytest.mark.parametrize(
    ("word", "changed", "reasons"),
    [
        ("认定", {"decided_m2": 2_001}, ("认定面积2001平方米须大于0且不超过排查面积1999.96平方米",)),
        ("认定", {"decided_m2": 0}, ("认定面积0平方米须大于0且不超过排查面积1999.96平方米",)),
        ("排除", {}, ("排除不得填写认定面积",)),
        ("转实地", {}, ("转实地不得填写认定面积",)),
        ("认定", {"reason": "  "}, ("未写理由",)),
        ("认定", {"looked_at": (" ",)}, ("未写明看了什么（未看影像也须写明）",)),
        ("认定", {"asking": who("经办")}, ("须由复核员办理，不能由经办办理",)),
        ("认定", {"asking": who("复核员", " ")}, ("未写认定人姓名",)),
        (
            "认定",
            {"decided_m2": -1, "reason": "", "looked_at": (), "asking": who("苏木镇")},
            (
                "须由复核员办理，不能由苏木镇办理", "未写理由", "未写明看了什么（未看影像也须写明）",
                "认定面积-1平方米须大于0且不超过排查面积1999.96平方米",
            ),
        ),
    ],
)  # fmt: skip
def test_what_is_refused_comes_with_every_reason(word, changed, reasons):
    with pytest.raises(Refused) as refused:
        judge(REVISION, Word(word), **(GOOD | changed))
    assert refused.value.reasons == reasons


@pytest.mark.parametrize("word", ["排除", "转实地"])
def test_not_every_suspicion_is_confirmed(word):
    assert judge(REVISION, Word(word), **(GOOD | {"decided_m2": 0})).decided_m2 == 0


def test_what_could_not_be_judged_is_never_confirmed():
    unknown = replace(REVISION, said=Said.UNKNOWN, area_centi_m2=0, detail="", reason="底图未覆盖")
    with pytest.raises(Refused) as refused:
        judge(unknown, Word.CONFIRMED, **GOOD)
    assert refused.value.reasons == ("排查答复为“无法判定”，不能据此认定，须转实地或另行登记",)


def test_words_are_kept_without_their_margins():
    told = GOOD | {"reason": " 两期均为果园 ", "looked_at": (" 2022年变更调查 ", " ")}
    made = judge(REVISION, Word.CONFIRMED, **told)
    assert (made.reason, made.looked_at) == ("两期均为果园", ("2022年变更调查",))


def test_one_square_metre_can_be_decided():
    assert judge(REVISION, Word.CONFIRMED, **(GOOD | {"decided_m2": 1})).decided_m2 == 1


def test_the_decided_figure_may_round_the_geometric_one_up():
    assert judge(REVISION, Word.CONFIRMED, **GOOD).decided_m2 * 100 > REVISION.area_centi_m2
