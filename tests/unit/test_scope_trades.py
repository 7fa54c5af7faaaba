"""排查范围: the trades of quota are in scope, and no register of them is taken in."""

from cast import material, project, register
from gengheng.records.scope import SubjectKind
from gengheng.reports.scope import SHOWN, scope_sheets, scope_view
from gengheng.screening.run import screen
from gengheng.screening.scope import scope_of
from gengheng.standards.tables import schemas

LACKS = "指标调剂台账本版未收，没有查"


def trades(*shelf, **more):
    """The rows about trades of quota."""
    return [r for r in scope_of(material(*shelf, **more)) if r.kind is SubjectKind.TRADES]


def test_there_is_one_row_whatever_the_folder_holds():
    for told in ({}, {"plots": [], "projects": []}):
        [row] = trades(**told)
        assert (row.in_scope, row.unsure, row.without_file, row.seen) == (True, False, True, ())
    assert len(trades(register("swap", {"swap_no": "G1"}))) == 1


def test_it_stands_as_long_as_there_is_no_register_of_trades():
    """A schema with a buyer and a seller is such a register; its rows then take the place."""
    parties = {"seller", "buyer"}
    assert not [name for name, schema in schemas().items() if parties <= schema.columns.keys()]


def test_the_cover_names_it_first_and_says_its_year():
    many = [project(f"1508992021{n:05}") for n in range(SHOWN + 3)]
    held = material(plots=[], projects=many)
    view = scope_view(screen([], held), held)
    assert len(view.without) == SHOWN
    assert (view.without[0].kind, view.without[0].lacks) == ("指标调剂（未逐笔列出）", LACKS)
    assert view.without[0].why == "2019年以来完成的指标调剂"
    assert "二(五)1" in view.without[0].name
    assert view.more == len(many) + 1 - SHOWN
    assert [line.number for line in view.without[1:3]] == [p.project_no for p in many[:2]]


def test_it_is_the_last_row_of_the_sheet():
    sheet = scope_sheets(screen([], material()))[0]
    assert sheet.rows[-1][1] == "指标调剂（未逐笔列出）"
    assert sheet.rows[-1][8] == LACKS
