"""原件: whole or not at all, byte by byte as they came, seen by whom they concern."""

import hashlib
import json
import os
import stat

import pytest
from django.conf import settings
from django.urls import reverse

from gengheng.records.person import Role
from gengheng.values.errors import Overtaken, Refused
from gengheng_office.jobs.actions import Held, ask, claim
from gengheng_office.journal.models import Line
from gengheng_office.project.handlers import check_originals
from gengheng_office.vault import actions
from gengheng_office.vault.models import Original, Upload
from gengheng_office.vault.place import original_path, part_path
from office.staff import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.OFFICE_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def clerk():
    return staff()[Role.CLERK]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def sent(person, data, name="地块.txt", piece=7):
    """Bring a file piece by piece and close it."""
    upload = actions.begin(person, name, len(data), "1")
    for at in range(upload.received, len(data), piece):
        actions.add(person, upload, at, data[at : at + piece], sha(data[at : at + piece]))
        upload.refresh_from_db()
    return actions.close(person, "", upload)


def test_a_file_is_kept_as_it_came_for_nobody_to_change(clerk):
    data = os.urandom(100)
    original, new = sent(clerk, data)
    place = original_path(original.sha256)
    assert (new, original.sha256, original.size) == (True, sha(data), 100)
    assert place.read_bytes() == data
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert (Upload.objects.count(), list((settings.OFFICE_FOLDER / "uploads").iterdir())) == (0, [])
    line = Line.objects.get(act="收到原件").record()
    assert (line.title, line.after["指纹"], line.after["新"]) == ("地块.txt", sha(data), "是")


def test_the_same_bytes_again_change_nothing(clerk):
    first, _ = sent(clerk, b"x" * 50)
    again, new = sent(clerk, b"x" * 50, name="另一个名字.txt")
    assert (again, new, again.name, Original.objects.count()) == (first, False, "地块.txt", 1)
    assert not list((settings.OFFICE_FOLDER / "uploads").iterdir())


def test_what_was_broken_off_goes_on_where_it_was(clerk):
    data = bytes(range(40))
    upload = actions.begin(clerk, "a.zip", 40, "1")
    actions.add(clerk, upload, 0, data[:25], sha(data[:25]))
    again = actions.begin(clerk, "a.zip", 40, "1")
    assert (again.pk, again.received) == (upload.pk, 25)
    assert actions.begin(clerk, "a.zip", 40, "2").pk != upload.pk  # written since: another file
    assert actions.add(clerk, again, 0, data[:25], sha(data[:25])) == 25  # sent twice
    with pytest.raises(Overtaken, match="应从25字节处续传"):
        actions.add(clerk, again, 30, data[30:], sha(data[30:]))
    actions.add(clerk, again, 25, data[25:], sha(data[25:]))
    assert actions.close(clerk, "", Upload.objects.get(pk=upload.pk))[0].sha256 == sha(data)


def test_killed_between_the_bytes_and_the_row_nothing_is_lost(clerk):
    data = b"abcdef"
    upload = actions.begin(clerk, "a", 6, "1")
    part_path(upload.pk).write_bytes(b"abXX")  # written, but the row does not know
    actions.add(clerk, upload, 0, data, sha(data))
    upload.refresh_from_db()
    original_path(sha(data)).parent.mkdir(parents=True)
    original_path(sha(data)).write_bytes(data)  # in its place, but the row does not know
    original, new = actions.close(clerk, "", upload)
    assert (new, original_path(original.sha256).read_bytes()) == (True, data)


def test_what_is_wrong_is_refused_in_a_sentence(clerk):
    upload = actions.begin(clerk, "a", 10, "1")
    for words, said in (
        ((0, b"12345", sha(b"54321")), "这一段传送中变了样，请重传"),
        ((0, b"", sha(b"")), "这一段的大小不对"),
        ((8, b"12345", sha(b"12345")), "这一段的大小不对"),
    ):
        with pytest.raises(Refused, match=said):
            actions.add(clerk, upload, *words)
    with pytest.raises(Refused, match="还没有传完：0/10字节"):
        actions.close(clerk, "", upload)
    with pytest.raises(Refused, match="应在1字节到64GB之间"):
        actions.begin(clerk, "a", 0, "1")
    with pytest.raises(Refused, match="文件没有名称"):
        actions.begin(clerk, "../", 5, "1")


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Windows\\a.txt", "/root/a.txt"])
def test_a_name_never_becomes_a_path(clerk, name):
    original, _ = sent(clerk, b"1234", name=name)
    assert original.name in {"passwd", "a.txt"}
    kept = [p for p in settings.OFFICE_FOLDER.rglob("*") if p.is_file()]
    assert kept == [original_path(sha(b"1234"))]


def test_another_persons_upload_is_not_touched(client, clerk):
    upload = actions.begin(clerk, "a", 5, "1")
    town = type(clerk).objects.get(name="苏木镇甲")
    with pytest.raises(Refused, match="这是别人的上传"):
        actions.add(town, upload, 0, b"12345", sha(b"12345"))
    client.force_login(town)
    assert client.post(reverse("upload_close", args=[upload.pk])).status_code == 404


def given(client, original):
    """The bytes that the page gives back; closing the answer would close the test's database."""
    answer = client.get(reverse("original", args=[original.sha256]))
    data = b"".join(answer.streaming_content)
    for closer in answer._resource_closers:
        closer()
    return data


def test_a_township_sees_its_own_originals_and_the_bureau_all(client, clerk):
    town = type(clerk).objects.get(name="苏木镇甲")
    ours, _ = sent(clerk, b"bureau", name="局里的.txt")
    theirs, _ = sent(town, b"town", name="镇里的.txt")
    client.force_login(town)
    said = client.get(reverse("originals")).content.decode()
    assert ("镇里的.txt" in said, "局里的.txt" in said) == (True, False)
    assert client.get(reverse("original", args=[ours.sha256])).status_code == 404
    assert given(client, theirs) == b"town"
    client.force_login(clerk)
    assert given(client, theirs) == b"town"
    assert [line.record().title for line in Line.objects.filter(act="导出原件")] == [
        "镇里的.txt"
    ] * 2


def test_the_page_takes_pieces_and_says_what_is_wrong(client, clerk):
    client.force_login(clerk)
    begun = client.post(
        reverse("upload_begin"),
        json.dumps({"name": "甲.txt", "size": 6}),
        content_type="application/json",
    ).json()
    piece = reverse("upload_piece", args=[begun["number"]])

    def add(data, at, digest):
        return client.post(
            f"{piece}?offset={at}",
            data,
            content_type="application/octet-stream",
            headers={"X-Piece": digest},
        )

    assert add(b"123", 0, sha(b"123")).json() == {"received": 3}
    assert add(b"456", 3, "00").status_code == 403
    assert add(b"6", 5, sha(b"6")).status_code == 409
    assert add(b"456", "x", sha(b"456")).status_code == 400
    assert add(b"456", 3, sha(b"456")).json() == {"received": 6}
    kept = client.post(reverse("upload_close", args=[begun["number"]])).json()
    assert kept == {"sha256": sha(b"123456"), "new": True}
    assert (
        client.post(reverse("upload_begin"), "{", content_type="application/json").status_code
        == 400
    )


def test_every_original_is_read_again_and_what_changed_is_named(clerk):
    sent(clerk, b"one", name="一.txt")
    two, _ = sent(clerk, b"two", name="二.txt")
    three, _ = sent(clerk, b"three", name="三.txt")
    ask(clerk, "", "check_originals", "核对", {})
    held = Held(claim("w"), "w")
    assert check_originals(held) == "3件原件与收到时逐字节相同"
    place = original_path(two.sha256)
    place.chmod(0o644)
    place.write_bytes(b"tWo")
    original_path(three.sha256).unlink()
    said = check_originals(held)
    assert said.startswith("3件中2件不符：")
    assert ("二.txt（内容已变）" in said, "三.txt（缺失）" in said, "一.txt" in said) == (
        True,
        True,
        False,
    )
    held.job.refresh_from_db()
    assert (held.job.done, held.job.total, held.job.unit) == (3, 3, "件")
