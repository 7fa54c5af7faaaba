"""What is looked up before a case may close: books, the newest revision, and whether it was asked."""

from msgspec.structs import replace

from gengheng.casework.booking import facts_of
from gengheng.casework.guards import Facts
from gengheng.records.plot import Pools
from unit.test_case import READY
from unit.test_verdict import REVISION


def test_facts_are_looked_up():
    older = replace(REVISION, area_centi_m2=1)
    assert facts_of(READY, (), (older, REVISION), gone={}) == Facts(
        deducted=Pools(), held=Pools(), current=REVISION
    )
    other = replace(REVISION, subject="另一地块")
    assert facts_of(READY, (), (other,), gone={"x": "未执行规则B-1"}) == Facts(
        deducted=Pools(), held=Pools()
    )


def test_a_finding_that_is_gone_was_asked_about_or_not():
    asked = facts_of(READY, (), (REVISION,), gone={READY.finding: ""})
    assert (asked.gone, asked.unasked) == (True, "")
    lost = facts_of(READY, (), (REVISION,), gone={READY.finding: "未执行规则B-1"})
    assert (lost.gone, lost.unasked) == (True, "未执行规则B-1")
