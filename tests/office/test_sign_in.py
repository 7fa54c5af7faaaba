"""How people come in: lock, forced change, second factor, idle lock; and what the journal says."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from gengheng.records.person import Role
from gengheng_office.journal.models import Line
from gengheng_office.org import actions
from gengheng_office.org.models import Person
from office.staff import WORD, staff

pytestmark = pytest.mark.django_db


def enter(client, login, word, **more):
    return client.post(reverse("sign_in"), {"username": login, "password": word}, **more)


def told(act):
    return [line.record().result for line in Line.objects.filter(act=act)]


def test_a_person_comes_in_and_goes_where_they_were_going(client):
    staff()
    answer = client.post(f"{reverse('sign_in')}?next=/岗位", {"username": "u12", "password": WORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/%E5%B2%97%E4%BD%8D")
    assert told("登录") == [""]


def test_nobody_is_sent_to_another_house(client):
    staff()
    answer = client.post(
        f"{reverse('sign_in')}?next=//evil.example/", {"username": "u00", "password": WORD}
    )
    assert answer.headers["Location"] == reverse("home")


def test_five_wrong_passwords_lock_the_account_from_that_address_alone(client):
    staff()
    answers = [enter(client, "u00", "wrong") for _ in range(5)]
    assert [a.status_code for a in answers] == [403, 403, 403, 403, 429]
    assert enter(client, "u00", WORD).status_code == 429
    assert enter(client, "u01", WORD).status_code == 302
    assert enter(client, "u00", WORD, REMOTE_ADDR="10.0.0.2").status_code == 302
    assert told("登录").count("连错5次，已锁定") == 2


def test_who_has_left_does_not_come_in(client):
    people = staff()
    actions.leave(people[Role.SYSTEM], "", people[Role.CLERK], people[Role.REVIEWER])
    assert enter(client, "u00", WORD).status_code == 403


def test_the_first_password_is_changed_before_anything_else(client):
    word = actions.first(Role.SYSTEM, "sys01", "系统管理员甲")
    enter(client, "sys01", word)
    assert client.get(reverse("people")).headers["Location"].startswith(reverse("password"))
    bad = {"old": "no", "new": "sys01", "again": "sys01"}
    said = client.post(reverse("password"), bad).content.decode()
    for reason in ("原口令不对", "口令至少10位，字母、数字、符号至少两种", "口令不得含有账号"):
        assert reason in said
    good = {"old": word, "new": WORD, "again": WORD}
    assert client.post(reverse("password"), good).status_code == 302
    assert client.get(reverse("people")).status_code == 200
    assert Person.objects.get(login="sys01").check_password(WORD)


def test_a_common_password_is_refused(client):
    client.force_login(staff()[Role.CLERK])
    given = {"old": WORD, "new": "1234567890", "again": "1234567890"}
    assert "口令太常见，请换一个" in client.post(reverse("password"), given).content.decode()


def code(device):
    return TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)


def test_a_second_factor_is_asked_for_once_it_is_on(client, monkeypatch):
    clerk = staff()[Role.CLERK]
    client.force_login(clerk)
    assert "data:image/svg+xml" in client.get(reverse("second_factor")).content.decode()
    device = TOTPDevice.objects.get(user=clerk)
    assert client.post(reverse("second_factor"), {"token": "000000"}).status_code == 200
    assert not TOTPDevice.objects.get(user=clerk).confirmed
    device.throttle_reset()
    made = code(device)
    made.time = time.time()
    client.post(reverse("second_factor"), {"token": f"{made.token():06d}"})
    assert TOTPDevice.objects.get(user=clerk).confirmed
    client.post(reverse("sign_out"))
    enter(client, "u00", WORD)
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("token"))
    assert (
        client.post(reverse("token"), {"token": f"{made.token():06d}"}).status_code == 403
    )  # used
    device = TOTPDevice.objects.get(user=clerk)
    device.throttle_reset()
    made.time = time.time() + 30
    assert client.post(reverse("token"), {"token": f"{made.token():06d}"}).status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_a_page_left_alone_locks_and_opens_again_with_the_password(client):
    client.force_login(staff()[Role.CLERK])
    assert client.get(reverse("home")).status_code == 200
    session = client.session
    session["seen"] = time.time() - 16 * 60
    session.save()
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("lock"))
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("lock"))
    assert client.post(reverse("lock"), {"password": "no"}).status_code == 403
    answer = client.post(f"{reverse('lock')}?next=/", {"password": WORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get(reverse("home")).status_code == 200
    assert told("解锁") == ["口令不对", ""]


def test_what_a_page_says_to_the_browser(client):
    answer = client.get(reverse("sign_in"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert client.cookies["csrftoken"]["samesite"] == "Strict"
    enter(client, "u00", "x")
    staff()
    enter(client, "u00", WORD)
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Strict"


def test_a_form_from_elsewhere_is_refused():
    stranger = Client(enforce_csrf_checks=True)
    assert enter(stranger, "u00", WORD).status_code == 403
