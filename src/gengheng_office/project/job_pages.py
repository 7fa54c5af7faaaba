"""后台任务: what runs, how far, what came out; asked for and cancelled here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gengheng.values.errors import Refused
from gengheng_office.jobs import actions
from gengheng_office.jobs.queries import visible
from gengheng_office.org.asked import address, me
from gengheng_office.project.handlers import KINDS

SHOWN = 200


def jobs(request: HttpRequest, reasons: tuple[str, ...] = ()) -> HttpResponse:
    """List the jobs that a person may see, newest first."""
    context = {"jobs": visible(me(request))[:SHOWN], "kinds": KINDS, "reasons": reasons}
    return render(request, "project/jobs.html", context, status=403 if reasons else 200)


@require_POST
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a job of a kind that needs no words."""
    if kind not in KINDS:
        raise Http404
    actions.ask(me(request), address(request), kind, KINDS[kind].label, {})
    return redirect("jobs")


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel a job."""
    job = get_object_or_404(visible(me(request)), pk=number)
    try:
        actions.cancel(me(request), address(request), job)
    except Refused as refused:
        return jobs(request, refused.reasons)
    return redirect("jobs")
