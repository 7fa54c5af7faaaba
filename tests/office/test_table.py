"""Every address × every role: who may come, and that no address stands outside the table."""

import pytest
from django.urls import get_resolver, reverse

from gengheng.casework.tables import acts
from gengheng.records.person import Role
from gengheng_office.project.table import BY_NAME, PAGES, PUBLIC, SIGNED_IN
from office.staff import staff

pytestmark = pytest.mark.django_db
WORDS = {
    "person": {"login": "u00"},
    "post": {"login": "u00"},
    "original": {"sha256": "0" * 64},
    "upload_piece": {"number": 1},
    "upload_close": {"number": 1},
    "job_cancel": {"number": 1},
    "job_ask": {"kind": "check_originals"},
}
GATED = [page for page in PAGES if page.who != PUBLIC]


def address(page):
    return reverse(page.name, kwargs=WORDS.get(page.name))


def test_no_address_stands_outside_the_table():
    assert [p.name for p in get_resolver().url_patterns] == [page.name for page in PAGES]
    assert len(BY_NAME) == len(PAGES)
    assert {page.who for page in PAGES} <= {PUBLIC, SIGNED_IN, *acts()}


@pytest.mark.parametrize("page", GATED, ids=lambda page: page.name)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(page, client):
    for ask in (client.get, client.post):
        answer = ask(address(page))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", GATED, ids=lambda page: page.name)
def test_a_page_is_open_to_the_roles_of_its_act_and_to_no_others(page, role, client):
    people = staff()
    client.force_login(people[role])
    allowed = page.who == SIGNED_IN or role in acts()[page.who]
    answer = client.get(address(page))
    assert (answer.status_code != 403) == allowed
    if not allowed:
        assert "本页不对您开放，已留痕" in answer.content.decode()


@pytest.mark.parametrize("page", [p for p in GATED if p.who != SIGNED_IN], ids=lambda p: p.name)
def test_a_person_without_a_post_comes_nowhere(page, client):
    people = staff()
    people[Role.SYSTEM].posts.update(until="2023-08-02")
    client.force_login(people[Role.SYSTEM])
    assert client.get(address(page)).status_code == 403
