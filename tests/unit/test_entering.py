"""其他…问题 listed by hand: the same demands on evidence, the same way to 销号."""

from datetime import date

import pytest

from cast import NO, project, who
from gengheng.casework.booking import facts_of
from gengheng.casework.case import finish, move, order
from gengheng.casework.entering import enter, without_ground
from gengheng.casework.listing import open_case
from gengheng.casework.verdict import judge
from gengheng.records.case import Evidence, State
from gengheng.records.entered import Means
from gengheng.records.finding import Said
from gengheng.records.plot import Pools
from gengheng.records.verdict import Word
from gengheng.values.errors import Refused

PAPER = Evidence(proves="现场照片", name="照片.jpg", sha256="ab", by="", on=date(2023, 9, 1))
TOLD = {
    "project_no": NO, "area_m2": 1_200, "seen": "项目区内取土未回填", "unit": "示例苏木",
    "means": [Means.FIELD], "evidence": [PAPER],
}  # fmt: skip


def entered(problem="B-0", subject=NO, **changed):
    return enter(problem, subject, asking=who("经办", "经办甲"), **(TOLD | changed))


def test_it_is_a_suspicion_with_a_name_and_papers():
    revision, entry = entered()
    assert (revision.rule, revision.subject, revision.said) == ("B-0", NO, Said.SUSPECTED)
    assert (revision.area_centi_m2, revision.detail) == (120_000, "项目区内取土未回填")
    assert entry.revision == revision.id
    assert (entry.by, entry.role, entry.means) == ("经办甲", "经办", (Means.FIELD,))
    assert without_ground(revision, [entry]) == ""
    assert "没有登记人、手段或证据" in without_ground(revision, [])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"problem": "B-1"}, "问题“B-1”不能手工登记"),
        ({"subject": " "}, "未写对象"),
        ({"seen": ""}, "未写发现的情况"),
        ({"unit": ""}, "未写责任单位"),
        ({"project_no": ""}, "须写报备台账中的项目备案号"),
        ({"area_m2": -1}, "不能为负"),
        ({"means": []}, "未写排查手段（遥感监测、矢量套核、资料核查、实地调查）"),
        ({"evidence": []}, "没有证据，不能登记"),
        ({"known": [entered()[0]]}, f"B-0 {NO}已登记过"),
    ],
)
def test_what_is_lacking_is_said(changed, why):
    with pytest.raises(Refused) as refused:
        entered(**changed)
    assert any(why in reason for reason in refused.value.reasons)


def test_everything_lacking_is_said_at_once_and_a_reviewer_may_not_enter():
    with pytest.raises(Refused) as refused:
        enter("B-0", "", asking=who("复核员"), **(TOLD | {"seen": "", "means": [], "evidence": []}))
    assert len(refused.value.reasons) == 5
    assert "不能由复核员办理" in refused.value.reasons[0]


def test_occupied_land_need_not_be_a_project():
    revision, _ = entered("A-0", "示例大道3号", project_no="")
    assert revision.project_no == ""


def test_from_entry_to_closing():
    revision, _ = entered()
    told = {"reason": "现场核实", "looked_at": ("现场照片",)}
    verdict = judge(revision, Word.CONFIRMED, decided_m2=1_200, asking=who("复核员"), **told)
    case = open_case("B-2024-0001", verdict, revision, project(), asking=who("经办", "经办甲"))
    assert case.owed == Pools(area_m2=1_200, paddy_m2=360, capacity_kg=1_080)
    case = order(case, "B-0.1", who("经办", "经办甲"), due=date(2024, 12, 1))
    notice = Evidence(proves="核减通知", name="a.pdf", sha256="cd", by="", on=date(2024, 5, 6))
    case = finish(case, [notice], who("经办", "经办甲"))
    facts = facts_of(case, [], [revision], gone={})
    with pytest.raises(Refused) as refused:
        move(case, "close", who("审核员"), facts)
    assert refused.value.reasons == ("应核减指标与账不符，尚差：数量1200、水田360、产能1080",)


def test_a_finding_about_papers_is_confirmed_without_area_and_takes_no_quota():
    revision, _ = entered(area_m2=0)
    told = {"reason": "资料缺失属实", "looked_at": ("立项卷宗",), "asking": who("复核员")}
    with pytest.raises(Refused) as refused:
        judge(revision, Word.CONFIRMED, decided_m2=5, **told)
    assert refused.value.reasons == ("本条疑似问题没有面积，认定面积填0",)
    verdict = judge(revision, Word.CONFIRMED, decided_m2=0, **told)
    blank = project(paddy_m2=None)
    case = open_case("B-2024-0001", verdict, revision, blank, asking=who("经办", "经办甲"))
    assert case.owed == Pools()
    with pytest.raises(Refused) as refused:
        order(case, "B-0.1", who("经办", "经办甲"), due=date(2024, 12, 1))
    assert "核减指标须另有面积认定" in refused.value.reasons[0]
    made = order(case, "B-0.2", who("经办", "经办甲"), due=date(2024, 12, 1))
    assert made.state is State.RECTIFYING


def test_occupied_land_is_listed_by_its_unit_and_not_closed_without_a_frozen_quota():
    revision, _ = entered("A-0", "示例大道3号", project_no="")
    told = {"reason": "核实", "looked_at": ("现场照片",), "asking": who("复核员")}
    verdict = judge(revision, Word.CONFIRMED, decided_m2=1_200, **told)
    with pytest.raises(Refused) as refused:
        open_case("A-2024-0001", verdict, revision, None, asking=who("经办", "经办甲"))
    assert refused.value.reasons == ("示例大道3号不属于补充耕地项目，须写明责任单位",)
    with pytest.raises(Refused) as refused:
        open_case("B-2024-0001", verdict, revision, None, asking=who("经办"), unit="示例苏木")
    assert refused.value.reasons == ("问题编号“B-2024-0001”与问题A-0不是同一大类，应以A开头",)
    case = open_case(
        "A-2024-0001", verdict, revision, None, asking=who("经办", "经办甲"), unit="示例苏木"
    )
    assert (case.project_no, case.unit, case.owed) == ("", "示例苏木", Pools())
    case = order(case, "A-0.2", who("经办", "经办甲"), due=date(2024, 12, 1))
    proof = [
        Evidence(proves=p, name="a.pdf", sha256="cd", by="", on=date(2024, 5, 6))
        for p in ("处置结果", "现场核查记录")
    ]
    case = finish(case, proof, who("经办", "经办甲"))
    facts = facts_of(case, [], [revision], gone={})
    with pytest.raises(Refused) as refused:
        move(case, "close", who("审核员"), facts)
    assert refused.value.reasons == ("冻结指标尚不能在本版指标账登记，不能销号",)
