"""What is looked up before a case may close: books, the newest revision, and whether it was asked."""

from msgspec.structs import replace

from cast import NO, OTHER, material
from gengheng.casework.booking import facts_of
from gengheng.casework.guards import Facts
from gengheng.records.layer import NotRun
from gengheng.records.plot import Pools
from gengheng.rules.index import RULES
from gengheng.screening.run import screen
from unit.test_case import READY
from unit.test_verdict import REVISION

RUN = screen([RULES["B-1"]], material()).run


def ran(**changed):
    return replace(RUN, rules=(replace(RUN.rules[0], not_run=None, **changed),))


def looked_up(case=READY, revisions=(), gone=(), run=None, subjects=(READY.subject,)):
    return facts_of(case, (), revisions, gone=gone, run=run or ran(), subjects=subjects)


def test_facts_are_looked_up():
    older = replace(REVISION, area_centi_m2=1)
    assert looked_up(revisions=(older, REVISION)) == Facts(
        deducted=Pools(), held=Pools(), current=REVISION
    )
    assert looked_up(gone=(READY.finding,)).gone
    assert looked_up(revisions=(replace(REVISION, subject="另一地块"),), gone=("x",)) == Facts(
        deducted=Pools(), held=Pools()
    )


def test_why_the_newest_run_did_not_ask():
    assert looked_up().unasked == ""
    assert looked_up(subjects=()).unasked == f"的资料中没有{NO}-P1"
    assert looked_up(run=replace(RUN, rules=())).unasked == "未执行规则B-1"
    assert RUN.rules[0].not_run == NotRun(
        rule="B-1", reason="资料未提供", owed="地类图斑（三调、变更调查）"
    )
    assert looked_up(run=RUN).unasked == "未执行规则B-1"
    pair = replace(READY, problem="B-1", subject=f"{NO}|*")
    assert looked_up(pair, subjects=(NO,)).unasked == ""
    two = replace(pair, subject=f"{NO}|{OTHER}")
    assert looked_up(two, subjects=(NO,)).unasked == f"的资料中没有{OTHER}"
    assert looked_up(two, subjects=()).unasked == f"的资料中没有{NO}、{OTHER}"
