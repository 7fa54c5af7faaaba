"""People in bulk, and the pages of the two administrators."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gengheng.records.person import Role
from gengheng_office.journal.models import Line
from gengheng_office.org.models import Person, Unit
from office.staff import staff

pytestmark = pytest.mark.django_db


def filled(client, *rows):
    """The template as the page gives it, with rows."""
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("people_template")).content))
    for row in rows:
        book["人员"].append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


@pytest.fixture
def system(client):
    client.force_login(staff()[Role.SYSTEM])
    return client


def test_a_list_makes_accounts_and_units_and_shows_passwords_once(system):
    rows = [
        ["zhen01", "填报员甲", "沙枣镇", "填报单位", "150899103"],
        ["ju01", "经办乙", "自然资源局"],
    ]
    said = system.post(reverse("people_import"), {"file": filled(system, *rows)}).content.decode()
    assert "已建2个账号" in said
    one = Person.objects.get(login="zhen01")
    assert (one.unit.name, one.unit.region, one.must_change) == ("沙枣镇", "150899103", True)
    assert one.posts.count() == 0
    assert [line.act for line in Line.objects.all()] == ["新增单位", "新增人员", "新增人员"]
    assert "zhen01" not in system.get(reverse("people_import")).content.decode()


def test_one_wrong_row_and_nothing_is_made(system):
    before = Person.objects.count(), Unit.objects.count(), Line.objects.count()
    rows = [["zhen01", "填报员甲", "沙枣镇", "填报单位", "150899103"], ["a", "", "沙枣镇"],
            ["u00", "重名", "新单位", "什么"]]  # fmt: skip
    answer = system.post(reverse("people_import"), {"file": filled(system, *rows)})
    said = answer.content.decode()
    assert answer.status_code == 403
    for reason in (
        "第3行：账号“a”应为3到64位字母或数字",
        "第3行：姓名要填写",
        "第4行：单位“新单位”未建",
    ):
        assert reason in said
    assert (Person.objects.count(), Unit.objects.count(), Line.objects.count()) == before


@pytest.mark.parametrize(("name", "data", "reason"), [
    ("名单.xlsx", b"PK\x03\x04broken", "工作簿打不开"),
    ("名单.csv", b"a,b", "请用本页的模板，存为 .xlsx"),
    ("名单.xlsx", b"", "空文件"),
])  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_a_sentence(system, name, data, reason):
    answer = system.post(reverse("people_import"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 403
    if data:
        assert reason in answer.content.decode()


def test_the_pages_make_a_unit_and_a_person_and_reset_a_password(system):
    unit = {"code": "150899104", "name": "白柳苏木", "kind": "reporting", "region": "150899104"}
    assert system.post(reverse("units"), unit).status_code == 302
    key = Unit.objects.get(code="150899104").pk
    said = system.post(reverse("people"), {"login": "bl01", "name": "填报员丁", "unit": key})
    assert "bl01 已建，首次登录口令（只显示这一次）" in said.content.decode()
    old = Person.objects.get(login="bl01").password
    assert (
        "新口令（只显示这一次）"
        in system.post(reverse("person", args=["bl01"]), {"reset": "1"}).content.decode()
    )
    assert Person.objects.get(login="bl01").password != old


def test_a_name_is_text_and_never_markup(system):
    key = Unit.objects.get(code="bureau").pk
    system.post(reverse("people"), {"login": "evil1", "name": "<script>1</script>", "unit": key})
    said = system.get(reverse("people")).content.decode()
    assert "<script>1" not in said
    assert "&lt;script&gt;1" in said


def test_posts_are_given_on_the_page(client):
    people = staff()
    client.force_login(people[Role.SECURITY])
    page = reverse("post", args=["u00"])
    assert client.post(page, {"role": "复核员"}).status_code == 302
    assert "复核员" in client.get(reverse("posts")).content.decode()
    assert client.post(page, {"role": "审计管理员"}).status_code == 403
    assert client.post(page, {"role": "复核员", "back": "1"}).status_code == 302
    assert [line.act for line in Line.objects.all()] == ["授予岗位", "收回岗位"]
