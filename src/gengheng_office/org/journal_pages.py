"""操作记录: the pages of who reads the journal. Reading it is a line of its own."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from gengheng.records.codec import dumps
from gengheng_office.journal.models import Line
from gengheng_office.journal.queries import faults, head, lines
from gengheng_office.journal.write import noted
from gengheng_office.org.actions import actor
from gengheng_office.org.asked import address, me

PAGE = 100


def _noted(request: HttpRequest, act: str, about: str = "") -> None:
    """Write that the journal was read."""
    noted(actor(me(request), address(request)), act, about)


def journal(request: HttpRequest) -> HttpResponse:
    """List lines, newest first; filters stand in the address."""
    asked = {key: request.GET.get(key, "").strip() for key in ("who", "act", "about")}
    found = Line.objects.order_by("-number")
    if asked["who"]:
        found = found.filter(Q(actor=asked["who"]) | Q(body__contains=f'"name":"{asked["who"]}"'))
    if asked["act"]:
        found = found.filter(act=asked["act"])
    if asked["about"]:
        found = found.filter(about__contains=asked["about"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [row.record() for row in page]  # before the line that this page was read
    _noted(request, "查看操作记录", "；".join(f"{k}={v}" for k, v in asked.items() if v))
    acts = Line.objects.order_by("act").values_list("act", flat=True).distinct()
    context = {"page": page, "lines": rows, "asked": asked, "acts": acts}
    return render(request, "org/journal.html", context)


def check(request: HttpRequest) -> HttpResponse:
    """Verify the whole chain, and the heads that papers show."""
    heads = request.GET.get("heads", "").replace("，", " ").split()
    context = {
        "faults": faults(heads),
        "heads": heads,
        "count": Line.objects.count(),
        "head": head(),
    }
    _noted(request, "核验操作记录", " ".join(heads))
    return render(request, "org/journal_check.html", context)


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Return the journal, a line a record: `gengheng journal` verifies it without the office."""
    _noted(request, "导出操作记录")
    names = {"Content-Disposition": "attachment; filename*=UTF-8''journal.jsonl"}

    def written() -> Iterator[bytes]:
        """Yield line by line."""
        for line in lines():
            yield dumps(line) + b"\n"

    return StreamingHttpResponse(written(), content_type="application/jsonl", headers=names)
