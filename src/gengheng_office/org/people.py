"""单位, 人员, 岗位: the pages of the system administrator and of the security administrator."""

from io import BytesIO

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gengheng.records.person import Role
from gengheng.values.errors import Refused, Unreadable
from gengheng_office.org import actions
from gengheng_office.org.asked import address, me
from gengheng_office.org.bulk import KINDS, added, blank, listed
from gengheng_office.org.models import Kind, Person, Post, Unit
from gengheng_office.org.queries import roles, scope, second_factor

LARGEST = 2_000_000  # bytes of a list of people


def myself(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, what for, and what they may see."""
    person = me(request)
    seen = scope(person)
    units = Unit.objects.filter(code__in=seen.units) if seen.units is not None else None
    context = {"scope": seen, "units": units, "factor": second_factor(person)}
    return render(request, "org/myself.html", context)


class UnitForm(forms.Form):
    """A unit."""

    code = forms.CharField(label="单位代码", max_length=20)
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=Kind.choices)
    region = forms.CharField(label="行政区划代码（填报单位）", max_length=12, required=False)


def units(request: HttpRequest) -> HttpResponse:
    """List the units; add one."""
    form, reasons = UnitForm(request.POST or None), list[str]()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_unit(
                me(request), address(request), said["code"], said["name"],
                kind=Kind(said["kind"]), region=said["region"],
            )  # fmt: skip
            return redirect("units")
        except Refused as refused:
            reasons += refused.reasons
    context = {"units": Unit.objects.all(), "form": form, "reasons": reasons}
    return render(request, "org/units.html", context, status=403 if reasons else 200)


class PersonForm(forms.Form):
    """A person without rights."""

    login = forms.CharField(label="账号", max_length=64)
    name = forms.CharField(label="姓名", max_length=40)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", empty_label=None)


def people(request: HttpRequest) -> HttpResponse:
    """List the people; add one. The password for the first sign-in is shown once."""
    form, reasons, word = PersonForm(request.POST or None), list[str](), ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            _, word = actions.add_person(
                me(request), address(request), said["login"], said["name"], said["unit"]
            )
            form = PersonForm()
        except Refused as refused:
            reasons += refused.reasons
    listing = Person.objects.select_related("unit").prefetch_related("posts")
    context = {"people": listing, "form": form, "reasons": reasons, "word": word,
               "new": request.POST.get("login", "")}  # fmt: skip
    return render(request, "org/people.html", context, status=403 if reasons else 200)


def template(request: HttpRequest) -> HttpResponse:
    """Return the empty list to be filled: one row a person, units and kinds to choose from."""
    out = BytesIO()
    blank(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    names = {"Content-Disposition": "attachment; filename*=UTF-8''people.xlsx"}
    return HttpResponse(out.getvalue(), content_type=kind, headers=names)


def bulk(request: HttpRequest) -> HttpResponse:
    """Take a filled list: all of it or nothing, every reason with its row."""
    reasons: list[str] = []
    made: list[tuple[str, str, str]] = []
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        reasons.append("请选择填好的 xlsx 文件")
    elif file is not None and (file.size or 0) > LARGEST:
        reasons.append(f"文件超过{LARGEST // 1_000_000}兆，人员名单不会这么大，请检查是否选错")
    elif file is not None:
        try:
            made = added(me(request), address(request), listed(file.name or "", file.read()))
        except Refused as refused:
            reasons += refused.reasons
        except Unreadable as wrong:
            reasons.append(str(wrong))
    context = {"reasons": reasons, "made": made, "kinds": KINDS}
    return render(request, "org/import.html", context, status=403 if reasons else 200)


class Leaving(forms.Form):
    """Who takes over."""

    to = forms.ModelChoiceField(Person.objects.filter(left=None), label="接手人", empty_label=None)


def person(request: HttpRequest, login: str) -> HttpResponse:
    """Show a person; reset the password, or let them leave with a hand-over."""
    one = get_object_or_404(Person.objects.select_related("unit"), login=login)
    form, reasons, word = Leaving(request.POST or None), list[str](), ""
    try:
        if request.method == "POST" and "reset" in request.POST:
            word = actions.reset(me(request), address(request), one)
        elif request.method == "POST" and form.is_valid():
            actions.leave(me(request), address(request), one, form.cleaned_data["to"])
            return redirect("people")
    except Refused as refused:
        reasons += refused.reasons
    context = {"one": one, "roles": roles(one), "form": form, "reasons": reasons, "word": word}
    return render(request, "org/person.html", context, status=403 if reasons else 200)


def posts(request: HttpRequest) -> HttpResponse:
    """List the people with their posts, for whoever gives rights."""
    listing = Person.objects.filter(left=None).select_related("unit")
    rows = [(one, roles(one)) for one in listing]
    return render(request, "org/posts.html", {"rows": rows})


class Giving(forms.Form):
    """A role."""

    role = forms.ChoiceField(label="岗位", choices=[(r.value, r.value) for r in Role])


def post(request: HttpRequest, login: str) -> HttpResponse:
    """Give a person a post, take one back, or turn off the second factor of a lost telephone."""
    one = get_object_or_404(Person.objects.select_related("unit"), login=login)
    form, reasons = Giving(request.POST or None), list[str]()
    try:
        if request.method == "POST" and "factor" in request.POST:
            actions.drop_factor(me(request), address(request), one)
            return redirect("post", login=login)
        if request.method == "POST" and form.is_valid():
            act = actions.take_back if "back" in request.POST else actions.give
            act(me(request), address(request), one, Role(form.cleaned_data["role"]))
            return redirect("post", login=login)
    except Refused as refused:
        reasons += refused.reasons
    past = Post.objects.filter(person=one).select_related("given_by")
    context = {"one": one, "roles": roles(one), "past": past, "form": form, "reasons": reasons,
               "factor": second_factor(one)}  # fmt: skip
    return render(request, "org/post.html", context, status=403 if reasons else 200)
