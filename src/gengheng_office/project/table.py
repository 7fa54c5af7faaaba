"""The one table of pages: path, name, who may come. The URLs are made from it, and the test too.

A page that is not here has no address. `who` is PUBLIC, SIGNED_IN, or an act of roles.toml.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gengheng_office.org import journal_pages as journal
from gengheng_office.org import people, sign_in
from gengheng_office.project import job_pages
from gengheng_office.vault import pages as vault

PUBLIC, SIGNED_IN = "*", "signed in"
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and who may come there; `keeps`: a locked or half signed-in person may too."""

    path: str
    name: str
    view: View
    who: str
    keeps: bool = False


def alive(_: HttpRequest) -> HttpResponse:
    """Answer whoever watches whether the office is up."""
    return HttpResponse("ok", content_type="text/plain")


PAGES: tuple[Page, ...] = (
    Page("alive", "alive", alive, PUBLIC),
    Page("登录", "sign_in", sign_in.sign_in, PUBLIC),
    Page("退出", "sign_out", sign_in.sign_out, SIGNED_IN, keeps=True),
    Page("动态口令", "token", sign_in.token, SIGNED_IN, keeps=True),
    Page("锁定", "lock", sign_in.lock, SIGNED_IN, keeps=True),
    Page("口令", "password", sign_in.password, SIGNED_IN, keeps=True),
    Page("动态口令/启用", "second_factor", sign_in.second_factor, SIGNED_IN),
    Page("", "home", people.myself, SIGNED_IN),
    Page("单位", "units", people.units, "unit.write"),
    Page("人员", "people", people.people, "person.write"),
    Page("人员/导入", "people_import", people.bulk, "person.write"),
    Page("人员/模板.xlsx", "people_template", people.template, "person.write"),
    Page("人员/<slug:login>", "person", people.person, "person.write"),
    Page("岗位", "posts", people.posts, "post.give"),
    Page("岗位/<slug:login>", "post", people.post, "post.give"),
    Page("原件", "originals", vault.originals, "file.see"),
    Page("原件/上传", "upload_begin", vault.begin, "file.receive"),
    Page("原件/上传/<int:number>", "upload_piece", vault.piece, "file.receive"),
    Page("原件/上传/<int:number>/封存", "upload_close", vault.close, "file.receive"),
    Page("原件/<slug:sha256>", "original", vault.original, "file.see"),
    Page("任务", "jobs", job_pages.jobs, "job.see"),
    Page("任务/新/<slug:kind>", "job_ask", job_pages.ask, "job.see"),
    Page("任务/<int:number>/取消", "job_cancel", job_pages.cancel, "job.see"),
    Page("操作记录", "journal", journal.journal, "journal.read"),
    Page("操作记录/核验", "journal_check", journal.check, "journal.read"),
    Page("操作记录/导出.jsonl", "journal_export", journal.export, "journal.read"),
)
BY_NAME = {page.name: page for page in PAGES}
