"""登录, 退出, 锁定, 口令, 动态口令: how a person comes in and stays the same person."""

import segno
from django import forms
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from gengheng.values.errors import Refused
from gengheng_office.journal.write import Actor, noted
from gengheng_office.org.actions import actor, change_password
from gengheng_office.org.asked import address, me
from gengheng_office.org.models import Person

NAMELESS = "账号或口令不对，连错5次锁定15分钟"


def _onward(request: HttpRequest) -> HttpResponse:
    """Go on to the page that was asked for, if it is one of ours, else to the first."""
    asked = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return redirect(asked if ours else "home")


def _secret(kind: str) -> forms.PasswordInput:
    """Return a field for a password; `kind` as browsers name it."""
    return forms.PasswordInput(attrs={"autocomplete": kind})


class Entry(forms.Form):
    """Account and password."""

    username = forms.CharField(label="账号", max_length=64)
    password = forms.CharField(label="口令", max_length=200, widget=_secret("current-password"))


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in; every try stands in the journal, with the account that was typed."""
    form, wrong = Entry(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        person = authenticate(request, username=typed["username"], password=typed["password"])
        if getattr(request, "axes_locked_out", False):
            return HttpResponse(status=429)  # the middleware puts `locked_out` in its place
        if isinstance(person, Person):
            login(request, person)
            request.session["seen"] = timezone.now().timestamp()
            noted(actor(person, address(request)), "登录")
            return _onward(request)
        wrong = NAMELESS
        noted(Actor(typed["username"], "", "", address(request)), "登录", result="账号或口令不对")
    context = {"form": form, "wrong": wrong, "now": timezone.localtime()}
    return render(request, "org/sign_in.html", context, status=403 if wrong else 200)


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Say that an account is locked from this address, and for how long."""
    noted(
        Actor(request.POST.get("username", "")[:64], "", "", address(request)), "登录",
        result="连错5次，已锁定",
    )  # fmt: skip
    wrong = "这个账号在这台电脑上连错5次，请15分钟后再试，或请系统管理员重置口令"
    context = {"form": Entry(), "wrong": wrong, "now": timezone.localtime()}
    return render(request, "org/sign_in.html", context, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    noted(actor(me(request), address(request)), "退出")
    logout(request)
    return redirect("sign_in")


class Token(forms.Form):
    """Six digits."""

    token = forms.CharField(
        label="动态口令",
        max_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def token(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; a code counts once."""
    person = me(request)
    form, wrong = Token(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        device = TOTPDevice.objects.filter(user=person, confirmed=True).first()
        if device is not None and device.verify_token(form.cleaned_data["token"]):
            otp_login(request, device)
            return _onward(request)
        wrong = "动态口令不对；手机时间须与下面的服务器时间一致"
        noted(actor(person, address(request)), "动态口令", result="不对")
    context = {"form": form, "wrong": wrong, "now": timezone.localtime()}
    return render(request, "org/token.html", context, status=403 if wrong else 200)


def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the code to be scanned, and turn the second factor on once a code was right."""
    person = me(request)
    device, _ = TOTPDevice.objects.get_or_create(
        user=person, defaults={"name": "手机", "confirmed": False}
    )
    if device.confirmed:
        return render(request, "org/second_factor.html", {"done": True})
    form, wrong = Token(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["token"]):
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            otp_login(request, device)
            noted(actor(person, address(request)), "启用动态口令")
            return redirect("home")
        wrong = "动态口令不对；手机时间须与下面的服务器时间一致"
    context = {
        "form": form, "wrong": wrong, "now": timezone.localtime(),
        "picture": segno.make(device.config_url).svg_data_uri(scale=4),
    }  # fmt: skip
    return render(request, "org/second_factor.html", context)


class Again(forms.Form):
    """The password once more."""

    password = forms.CharField(label="口令", max_length=200, widget=_secret("current-password"))


def lock(request: HttpRequest) -> HttpResponse:
    """Lock the page, or open it again with the password; what was typed waits in the browser."""
    person = me(request)
    form, wrong = Again(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        known = authenticate(request, username=person.login, password=form.cleaned_data["password"])
        if getattr(request, "axes_locked_out", False):
            logout(request)
            return HttpResponse(status=429)  # as in `sign_in`
        if known == person:
            request.session.pop("locked", None)
            request.session["seen"] = timezone.now().timestamp()
            noted(actor(person, address(request)), "解锁")
            return _onward(request)
        wrong = "口令不对"
        noted(actor(person, address(request)), "解锁", result=wrong)
    request.session["locked"] = True
    return render(
        request, "org/lock.html", {"form": form, "wrong": wrong}, status=403 if wrong else 200
    )


class Change(forms.Form):
    """The old password, and a new one twice."""

    old = forms.CharField(label="原口令", max_length=200, widget=_secret("current-password"))
    new = forms.CharField(label="新口令", max_length=200, widget=_secret("new-password"))
    again = forms.CharField(label="再输一遍新口令", max_length=200, widget=_secret("new-password"))


def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; all that is wrong is said at once."""
    person = me(request)
    form, reasons = Change(request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["new"] != given["again"]:
            reasons.append("两遍新口令不同")
        else:
            try:
                change_password(person, address(request), given["old"], given["new"])
            except Refused as refused:
                reasons += refused.reasons
        if not reasons:
            login(request, person, backend="django.contrib.auth.backends.ModelBackend")
            return _onward(request)
    context = {"form": form, "reasons": reasons, "must": person.must_change}
    return render(request, "org/password.html", context, status=403 if reasons else 200)
