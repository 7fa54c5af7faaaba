"""One chain, whoever writes; nothing changed or removed unseen, not even by who owns the database."""

import json
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from gengheng.cli.main import main
from gengheng.records.person import Role
from gengheng_office.journal.models import Line
from gengheng_office.journal.queries import faults, head
from gengheng_office.journal.write import SYSTEM, noted, write
from office.staff import staff


def written(count):
    for k in range(count):
        noted(SYSTEM, "查看", f"问题 {k}")


@pytest.mark.django_db
def test_a_line_belongs_to_the_transaction_of_its_act():
    written(1)
    with transaction.atomic():
        write(SYSTEM, "办成")
        transaction.set_rollback(True)
    written(1)
    assert [line.number for line in Line.objects.all()] == [1, 2]
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize("do", ["update journal_line set act = '别的'", "delete from journal_line"])
def test_the_database_refuses_to_change_or_remove_a_line(do):
    written(2)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(do)


TRIGGERS = {
    "sqlite": ("drop trigger journal_no_update", "drop trigger journal_no_delete"),
    "postgresql": ("drop trigger journal_no_change on journal_line",),
}


def ungarded(do, *words):
    """Do what only the owner of the database can: drop the triggers, and change rows."""
    with connection.cursor() as cursor:
        for word in TRIGGERS[connection.vendor]:
            cursor.execute(word)
        cursor.execute(do, words)


@pytest.mark.django_db
def test_a_changed_line_is_found():
    written(5)
    body = Line.objects.get(number=3).body.replace("问题 2", "问题 9")
    ungarded("update journal_line set body = %s where number = 3", body)
    assert [f.place for f in faults()] == ["第3行", "第4行"]


@pytest.mark.django_db
def test_a_line_taken_out_is_found():
    written(5)
    ungarded("delete from journal_line where number = %s", 3)
    assert [f.sentence for f in faults()] == ["第4行应为第3行，写的是第4行：有删去或插入"]


@pytest.mark.django_db
def test_a_column_that_no_longer_says_what_the_line_says_is_found():
    written(2)
    ungarded("update journal_line set actor = 'x' where number = %s", 2)
    assert [f.sentence for f in faults()] == ["第2行：表内各栏与正文不符"]


@pytest.mark.django_db
def test_a_journal_written_anew_does_not_hold_the_head_on_the_paper():
    written(4)
    paper = head()
    assert faults([paper, paper.lower()]) == []
    ungarded("delete from journal_line where number > %s", 2)
    written(6)
    assert [f.code for f in faults()] == []
    assert [f.sentence for f in faults([paper])] == [
        f"校验码{paper}不在操作记录内：这份记录不是签章时的记录"
    ]


WRITER = """
import sys
from pathlib import Path
from gengheng_office.project.verbs import opened
opened(Path(sys.argv[1]))
from gengheng_office.journal.queries import faults
from gengheng_office.journal.models import Line
from gengheng_office.journal.write import SYSTEM, noted, write
try:
    write(SYSTEM, "无事务")
except RuntimeError:
    pass
for k in range(int(sys.argv[2])):
    noted(SYSTEM, "查看", f"问题 {k}")
print(Line.objects.count(), len(faults()))
"""


def writer(folder, count):
    """A program of its own that writes some lines; it prints how many there are, and faults."""
    words = [sys.executable, "-c", WRITER, str(folder), str(count)]
    held = {k: v for k, v in os.environ.items() if k != "GENGHENG_OFFICE"}
    return subprocess.Popen(
        words, env={**held, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=subprocess.PIPE
    )


def test_eight_programs_make_one_chain_and_none_writes_outside_a_transaction(tmp_path):
    if os.environ.get("GENGHENG_TEST_DATABASE"):
        words = f'database = "{os.environ["GENGHENG_TEST_DATABASE"]}"\n'
        (tmp_path / "office.toml").write_text(words, "utf-8")
    assert writer(tmp_path, 0).communicate()[0].split() == [b"0", b"0"]
    running = [writer(tmp_path, 25) for _ in range(8)]
    for one in running:
        one.communicate()
        assert one.returncode == 0
    assert writer(tmp_path, 0).communicate()[0].split() == [b"200", b"0"]


@pytest.mark.django_db
def test_reading_exporting_and_refusals_are_lines_too(client, tmp_path, capsys):
    people = staff()
    client.force_login(people[Role.CLERK])
    assert client.get(reverse("journal")).status_code == 403
    client.force_login(people[Role.LOG])
    assert "越权访问" in client.get(reverse("journal")).content.decode()
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(client.get(reverse("journal_export")).streaming_content))
    assert [line.act for line in Line.objects.all()] == ["越权访问", "查看操作记录", "导出操作记录"]
    paper = head()
    assert main(["journal", str(file), "--head", paper]) == 0
    assert f"3行首尾相接，无一处改动；末行校验码 {paper}" in capsys.readouterr().out
    rows = file.read_text("utf-8").splitlines()
    changed = json.loads(rows[0]) | {"name": "某人"}
    file.write_text("\n".join([json.dumps(changed), *rows[1:]]), "utf-8")
    assert main(["journal", str(file)]) == 1
    assert "第2行与上一行的指纹不符" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_page_verifies_the_chain_and_what_papers_show(client):
    client.force_login(staff()[Role.LOG])
    written(3)
    paper = head()
    said = client.get(reverse("journal_check"), {"heads": paper}).content.decode()
    assert "3行首尾相接，无一处改动；纸上的校验码都在记录内" in said
    assert (
        "不在操作记录内" in client.get(reverse("journal_check"), {"heads": "00FF"}).content.decode()
    )


def test_no_office_is_guessed_and_nothing_is_made_where_none_is_named(tmp_path):
    held = {k: v for k, v in os.environ.items() if k != "GENGHENG_OFFICE"}
    words = [sys.executable, "-c", "import gengheng_office.project.settings"]
    done = subprocess.run(
        words, env={**held, "PYTHONPATH": os.pathsep.join(sys.path)}, cwd=tmp_path,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode != 0
    assert "没有指明办公目录" in done.stderr
    assert list(tmp_path.iterdir()) == []
