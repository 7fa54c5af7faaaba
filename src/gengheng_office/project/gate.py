"""Before every page: signed in, second factor given, not locked, password changed, and allowed."""

from collections.abc import Callable
from time import time
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from gengheng_office.journal.write import noted
from gengheng_office.org.actions import actor
from gengheng_office.org.asked import address
from gengheng_office.org.models import Person
from gengheng_office.org.queries import may, second_factor
from gengheng_office.project.home import home
from gengheng_office.project.table import BY_NAME, PUBLIC, SIGNED_IN

SEEN, LOCKED = "seen", "locked"


class Gate:
    """Let a request through to its page, or send it where it must go first."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what responds once a request is let through."""
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Respond."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, words: Any, named: Any
    ) -> HttpResponse | None:
        """Return where the person must go first, the refusal, or None to go on."""
        match, person = request.resolver_match, request.user
        page = BY_NAME[str(match.url_name if match else "")]
        if page.who == PUBLIC:
            return None
        if not isinstance(person, Person):
            return redirect(f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}")
        first = None if page.keeps else _first(request, person)
        if first is not None:
            return redirect(f"{reverse(first)}?{urlencode({'next': request.get_full_path()})}")
        if page.who != SIGNED_IN and not may(person, page.who):
            noted(
                actor(person, address(request)), "越权访问", request.path, page.name,
                result="没有这个岗位",
            )  # fmt: skip
            return refused(request)
        return None


def _first(request: HttpRequest, person: Person) -> str | None:
    """Return the page a signed-in person must go to before any other, None for none."""
    now, session = time(), request.session
    if now - session.get(SEEN, now) > home().office.idle_minutes * 60:
        session[LOCKED] = True
    session[SEEN] = now
    if second_factor(person) and DEVICE_ID_SESSION_KEY not in session:
        return "token"
    if session.get(LOCKED):
        return "lock"
    return "password" if person.must_change else None


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the page is not open to this person."""
    return render(request, "project/refused.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address."""
    return render(request, "project/missing.html", status=404)
