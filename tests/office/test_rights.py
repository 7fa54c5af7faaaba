"""Who may be what: three administrators apart, nobody for himself, one town sees its own."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from gengheng.records.person import Role
from gengheng.values.errors import Refused
from gengheng_office.journal.models import Line
from gengheng_office.org import actions
from gengheng_office.org.models import Kind, Person, Post
from gengheng_office.org.queries import asking, may, roles, scope, second_factor
from office.staff import person, staff, units

pytestmark = pytest.mark.django_db


def reasons(act, *words):
    with pytest.raises(Refused) as refused:
        act(*words)
    return list(refused.value.reasons)


def test_a_township_sees_its_own_unit_and_the_bureau_the_county():
    people, known = staff(), units()
    town, clerk = scope(people[Role.TOWNSHIP]), scope(people[Role.CLERK])
    assert (town.sees(known["渠首镇"].code), town.sees(known["青禾镇"].code)) == (True, False)
    assert (clerk.units, clerk.sees(known["青禾镇"].code)) == (None, True)
    assert scope(people[Role.FINANCE]).units == {known["财政局"].code}


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.LOG])
def test_the_three_administrators_see_no_business_data(role):
    one = staff()[role]
    assert not scope(one).business
    assert not scope(one).sees("150899101")
    assert not may(one, "case.close")


def test_a_clerk_of_a_township_does_not_see_the_county():
    one = person("t9", "填报员乙", units()["青禾镇"], Role.TOWNSHIP, Role.CLERK)
    assert scope(one).units == {"150899102"}


def test_nobody_gives_himself_a_post():
    people = staff()
    boss = people[Role.SECURITY]
    assert reasons(actions.give, boss, "", boss, Role.CLERK) == [
        "不得办理本人的账号和岗位", "安全管理员不得兼任其他岗位，现兼：经办",
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=boss, role=Role.CLERK, since="2023-08-01", given_by=boss)


def test_accounts_and_rights_are_two_persons_work():
    people = staff()
    clerk, system, boss = people[Role.CLERK], people[Role.SYSTEM], people[Role.SECURITY]
    assert reasons(actions.give, system, "", clerk, Role.REVIEWER) == [
        "须由安全管理员办理，系统管理员甲没有这个岗位"
    ]
    assert reasons(actions.add_person, boss, "", "abc", "某", clerk.unit) == [
        "须由系统管理员办理，安全管理员甲没有这个岗位"
    ]


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.LOG])
def test_who_does_the_work_is_no_administrator(role):
    people = staff()
    said = reasons(actions.give, people[Role.SECURITY], "", people[Role.CLERK], role)
    assert said == [f"{role}不得兼任其他岗位，现兼：经办"]


def test_a_post_given_and_taken_back_stands_in_the_journal():
    people = staff()
    boss, clerk = people[Role.SECURITY], people[Role.CLERK]
    actions.give(boss, "10.0.0.9", clerk, Role.REVIEWER)
    assert roles(clerk) == [Role.CLERK, Role.REVIEWER]
    assert asking(clerk, "finding.judge").role is Role.REVIEWER
    actions.take_back(boss, "10.0.0.9", clerk, Role.REVIEWER)
    assert roles(clerk) == [Role.CLERK]
    told = [(line.act, line.record().title, line.record().address) for line in Line.objects.all()]
    assert told == [("授予岗位", "经办甲", "10.0.0.9"), ("收回岗位", "经办甲", "10.0.0.9")]


def test_the_last_of_an_administrator_stays():
    people = staff()
    boss = person("sec2", "安全管理员乙", units()["自然资源局"], Role.SECURITY)
    actions.take_back(boss, "", people[Role.SECURITY], Role.SECURITY)
    assert reasons(actions.take_back, boss, "", people[Role.SYSTEM], Role.SYSTEM) == [
        "系统管理员甲是唯一的系统管理员，先授予他人"
    ]


def test_who_leaves_hands_over_and_comes_in_no_more():
    people = staff()
    clerk, system = people[Role.CLERK], people[Role.SYSTEM]
    town = people[Role.TOWNSHIP]
    assert reasons(actions.leave, system, "", clerk, town) == ["接手人须与经办甲同单位，或在局内"]
    assert reasons(actions.leave, system, "", system, clerk)[0] == "不得办理本人的账号和岗位"
    actions.leave(system, "", clerk, people[Role.REVIEWER])
    gone = Person.objects.get(pk=clerk.pk)
    assert (gone.is_active, roles(gone)) == (False, [])
    line = Line.objects.get(act="离岗交接").record()
    assert (line.before, line.after) == ({"岗位": "经办"}, {"接手": "复核员甲（u01）"})


def test_the_first_administrators_are_made_once():
    word = actions.first(Role.SYSTEM, "sys01", "系统管理员甲")
    one = Person.objects.get(login="sys01")
    assert one.check_password(word)
    assert (one.must_change, roles(one)) == (True, [Role.SYSTEM])
    assert reasons(actions.first, Role.SYSTEM, "sys02", "乙") == ["已有系统管理员，不再由命令新建"]
    assert reasons(actions.first, Role.CLERK, "c1", "丙")[0].startswith(
        "经办由安全管理员在网页上授予"
    )
    assert Line.objects.get().record().name == "系统"


def test_all_that_is_wrong_with_a_unit_or_a_person_is_said_at_once():
    people = staff()
    system, bureau = people[Role.SYSTEM], units()["自然资源局"]
    assert reasons(actions.add_person, system, "", "u", " ", bureau) == [
        "账号“u”应为3到64位字母或数字", "姓名要填写",
    ]  # fmt: skip
    add = partial(actions.add_unit, kind=Kind.REPORTING)
    assert reasons(add, system, "", "bureau", "自然资源局") == [
        "单位代码bureau已有", "单位自然资源局已有", "填报单位须写行政区划代码的前几位",
    ]  # fmt: skip


def test_who_makes_accounts_cannot_become_who_gives_rights_or_reads_the_journal():
    people = staff()
    system, clerk = people[Role.SYSTEM], people[Role.CLERK]
    for role in (Role.SECURITY, Role.LOG):
        held = people[role].password
        assert reasons(actions.reset, system, "", people[role]) == [
            f"{role}甲是{role}，口令只能在服务器上用命令重置"
        ]
        assert Person.objects.get(pk=people[role].pk).password == held
    assert reasons(actions.reset, system, "", system)[0] == "不得办理本人的账号和岗位"
    TOTPDevice.objects.create(user=clerk, name="手机", confirmed=True)
    word = actions.reset(system, "", clerk)
    assert Person.objects.get(pk=clerk.pk).check_password(word)
    assert second_factor(clerk)
    assert reasons(actions.drop_factor, system, "", clerk)[0].startswith("须由安全管理员办理")
    actions.drop_factor(people[Role.SECURITY], "", clerk)
    assert not second_factor(clerk)
    assert reasons(actions.drop_factor, people[Role.SECURITY], "", clerk) == [
        "经办甲没有启用动态口令"
    ]


def test_an_administrator_is_reset_at_the_server_and_the_journal_says_so():
    people = staff()
    TOTPDevice.objects.create(user=people[Role.LOG], name="手机", confirmed=True)
    word = actions.renew(Role.LOG, people[Role.LOG].login)
    assert Person.objects.get(pk=people[Role.LOG].pk).check_password(word)
    assert not second_factor(people[Role.LOG])
    line = Line.objects.get().record()
    assert (line.act, line.name, line.title) == ("在服务器上重置口令", "系统", "审计管理员甲")
    assert reasons(actions.renew, Role.LOG, "u00") == ["没有账号为u00的审计管理员"]
    assert reasons(actions.renew, Role.CLERK, "u00") == ["没有账号为u00的经办"]
