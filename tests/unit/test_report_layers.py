"""findings.gpkg: unit, title, what the area measures, ground that findings share, names in Chinese."""

import sqlite3
from dataclasses import replace

import pyogrio

from cast import FARM, NO, OTHER, material, rows_of_land, strip, survey
from gengheng.records.finding import finding_id
from gengheng.reports.layers import FINDINGS, SUBJECTS, findings_gpkg
from gengheng.reports.words import area
from gengheng.rules.index import RULES
from gengheng.screening.run import screen
from unit.test_overlaps_loose import DOC, occupied
from unit.test_overlaps_loose import done as _done
from unit.test_report_files import HOSTILE, run

done, screened = _done, run


def layer(outcome, held, path, name="findings"):
    path = path / "findings.gpkg"
    path.write_bytes(findings_gpkg(outcome, held))
    return pyogrio.read_dataframe(path, layer=name)


def test_unit_and_title_of_plots_projects_and_pairs(screened, tmp_path):
    frame = layer(*screened, tmp_path).set_index("subject")
    own = frame.loc[OTHER]
    assert (own["unit"], own["title"], own["measures"]) == ("@渠首镇", HOSTILE, "数额之差")
    pair = frame.loc[f"{NO}|{OTHER}"]
    assert (pair["unit"], pair["title"]) == ("青禾镇、@渠首镇", f"青禾镇一号；{HOSTILE}")
    assert pair["measures"] == "图形"


def test_ground_that_two_and_three_findings_share(screened, tmp_path):
    outcome, held = screened
    frame = layer(outcome, held, tmp_path).set_index("finding")
    assert len(outcome.overlaps) >= 1
    for finding, row in frame.iterrows():
        mine = [o for o in outcome.overlaps if finding in o.findings]
        assert row["shared_m2"] == sum(o.area_centi_m2 for o in mine) / 100
        parts = row["overlaps"].split("；") if row["overlaps"] else []
        assert len(parts) == len(mine)
        for one, said in zip(mine, parts, strict=True):
            assert said.endswith(f"：{area(one.area_centi_m2).m2}平方米")
            others = [f for f in one.findings if f != finding]
            named = [f"{frame.loc[f, 'rule']} {frame.loc[f, 'subject']}" for f in others]
            assert said.split("：")[0] == "、".join(named)
    assert frame["shared_m2"].max() > 0
    assert frame.loc[finding_id("B-4", OTHER), ["shared_m2", "overlaps"]].tolist() == [0, ""]


def test_a_shortfall_says_that_it_is_drawn_on_more_than_it_means(done, tmp_path):
    _, a1, rows = occupied(done)
    both = replace(done, revisions=(*done.revisions, a1), overlaps=rows)
    told = {"pzwh": DOC, "xmmc": "一号路"}
    held = material(rows_of_land("approvals", (strip(100), told)), survey(2020, (100, FARM)))
    frame = layer(both, held, tmp_path).set_index("rule")
    assert frame.loc["A-3", ["title", "measures", "area_m2"]].tolist() == [
        "一号路",
        "数额之差",
        1000.8,
    ]
    assert frame.loc["A-3", "shared_m2"] == 9999.80
    assert frame.loc["A-3", "overlaps"] == f"A-1 {a1.subject}：9999.80平方米"


def test_every_column_has_its_name_in_chinese_in_the_file(screened, tmp_path):
    for name, labels in (("findings", FINDINGS), ("subjects", SUBJECTS)):
        frame = layer(*screened, tmp_path, name)
        assert list(frame.columns) == [*labels, "geometry"]
    with sqlite3.connect(tmp_path / "findings.gpkg") as book:
        told = dict(book.execute("select table_name, description from gpkg_contents"))
    book.close()
    assert told["findings"].startswith("finding 疑似问题编号；revision 修订号；rule 规则；")
    assert told["subjects"].endswith("；answer 各规则最重的答复")


def test_without_findings_the_columns_are_there(tmp_path):
    held = material()
    frame = layer(screen([RULES["B-4"]], held), held, tmp_path)
    assert list(frame.columns) == [*FINDINGS, "geometry"]
    assert len(frame) == 0
