"""A run with further pages: written, verified, and every alteration of its pages named."""

from functools import partial

from gengheng.packs.run_folder import screen_folder, write_run
from gengheng.packs.verify import verify
from gengheng.reports.page import pages
from journeys.test_forgery import remake, sentences
from journeys.walked import walked


def test_every_page_is_verified(tmp_path, monkeypatch):
    """One page altered, one taken out, one put in; all digests remade."""
    county = walked() / "示例旗"
    monkeypatch.setattr("gengheng.reports.run_files.pages", partial(pages, whole=20, most=10))
    outcome, material = screen_folder(county)
    run = tmp_path / "结果"
    assert write_run(outcome, material, run)
    names = sorted(path.name for path in run.glob("report*.html"))
    assert {"report.html", "report-A-1-1.html", "report-A-1-5.html", "report-B-1-1.html"} <= {
        *names
    }
    assert verify(run).faults == ()
    page = run / "report-B-1-1.html"
    page.write_text(page.read_text("utf-8").replace("公顷", "亩", 1), "utf-8", newline="")
    (run / "report-A-1-5.html").rename(run / "report-A-1-9.html")
    remake(run)
    assert sentences(verify(run)) == [
        "report-A-1-5.html：复算有此文件，结果文件夹内没有",
        "report-B-1-1.html：与复算结果不同",
        "report-A-1-9.html：复算没有此文件",
    ]
