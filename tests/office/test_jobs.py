"""Jobs: one worker at a time, a killed one loses nothing, what is ended stays ended."""

import os
import subprocess
import sys
import time
import uuid
from datetime import timedelta

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone

from gengheng.records.person import Role
from gengheng.values.errors import Refused
from gengheng_office.jobs import actions
from gengheng_office.jobs.actions import Held, Lost, ask, cancel, claim
from gengheng_office.jobs.models import Job, State
from gengheng_office.jobs.worker import _one
from gengheng_office.journal.models import Line
from office.staff import staff


@pytest.fixture
def clerk(db):
    return staff()[Role.CLERK]


def expired(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_the_oldest_job_is_taken_by_one_worker(clerk):
    first = ask(clerk, "", "a", "甲", {})
    second = ask(clerk, "", "b", "乙", {})
    assert [claim(w) for w in ("w1", "w2", "w3")] == [first, second, None]
    assert Job.objects.get(pk=first.pk).worker == "w1"


def test_the_same_job_is_not_asked_for_twice(clerk):
    one = ask(clerk, "", "a", "甲", {"file": "1"})
    assert ask(clerk, "", "a", "甲", {"file": "1"}) == one
    assert ask(clerk, "", "a", "甲", {"file": "2"}) != one
    assert Line.objects.filter(act="提交后台任务").count() == 2


def test_a_job_whose_worker_died_is_taken_over_and_the_dead_one_may_write_no_more(clerk):
    job = ask(clerk, "", "a", "甲", {})
    dead = Held(claim("w1"), "w1")
    assert claim("w2") is None
    expired(job)
    new = Held(claim("w2"), "w2")
    for late in (
        lambda: dead.report(1, 2, "件"),
        lambda: dead.finish("完"),
        lambda: dead.fail("坏"),
        dead.renew,
    ):
        with pytest.raises(Lost):
            late()
    new.report(1, 2, "件")
    new.finish("完")
    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.attempts, done.result, done.done) == (State.DONE, 2, "完", 1)


def test_a_job_that_kills_its_worker_is_given_up(clerk):
    job = ask(clerk, "", "a", "甲", {})
    for k in range(actions.MOST):
        assert claim(f"w{k}") == job
        expired(job)
    assert claim("w9") is None
    ended = Job.objects.get(pk=job.pk)
    assert (ended.state, ended.result) == (State.FAILED, actions.DIED)


def test_a_cancelled_job_stops_at_its_next_report(clerk):
    job = ask(clerk, "", "a", "甲", {})
    held = Held(claim("w1"), "w1")
    cancel(clerk, "", job)
    with pytest.raises(Lost):
        held.report(1, 2, "件")
    with pytest.raises(Refused, match="任务已经结束，不能取消"):
        cancel(clerk, "", job)
    other = staff_member_of(clerk)
    again = ask(clerk, "", "b", "乙", {})
    with pytest.raises(Refused, match="只有提交人经办甲可以取消"):
        cancel(other, "", again)


def staff_member_of(person):
    """Somebody else of the same unit."""
    return type(person).objects.filter(unit=person.unit).exclude(pk=person.pk).first()


def test_whatever_goes_wrong_ends_on_the_row_in_a_sentence(clerk):
    def refuses(_):
        raise Refused(["缺少图层"])

    def breaks(_):
        return str(1 / 0)

    handlers = {"a": refuses, "b": breaks, "d": lambda held: "办好了"}
    jobs = [ask(clerk, "", kind, kind, {}) for kind in "abcd"]
    for job in jobs:
        _one(Held(claim("w"), "w"), handlers)
        assert claim("x") != job
        Job.objects.filter(pk__gt=job.pk, state=State.RUNNING).update(
            state=State.WAITING, worker="", attempts=0, lease_until=None
        )
    said = [(j.state, j.result) for j in Job.objects.all()]
    assert said == [
        (State.FAILED, "缺少图层"),
        (State.FAILED, f"程序错误，任务编号{jobs[1].pk}，请告诉维护人员；资料未改动"),
        (State.FAILED, "这一版不办理“c”类任务"),
        (State.DONE, "办好了"),
    ]


def test_a_unit_sees_its_own_jobs(client, clerk):
    town = clerk.__class__.objects.get(name="苏木镇甲")
    ask(town, "", "check_originals", "镇里的任务", {})
    ask(clerk, "", "check_originals", "局里的任务", {"x": "1"})
    client.force_login(town)
    said = client.get(reverse("jobs")).content.decode()
    assert ("镇里的任务" in said, "局里的任务" in said) == (True, False)
    mine = Job.objects.get(title="局里的任务")
    assert client.post(reverse("job_cancel", args=[mine.pk])).status_code == 404
    assert client.post(reverse("job_ask", args=["no_such"])).status_code == 404


WORKER = """
import sys, threading, time
from datetime import timedelta
from pathlib import Path
from gengheng_office.project.verbs import opened
opened(Path(sys.argv[1]))
from gengheng_office.jobs import actions, worker
actions.LEASE = worker.LEASE = timedelta(seconds=2)
worker.IDLE = 0.05
from gengheng_office.jobs.models import Job, State
from gengheng_office.org.models import Kind, Person, Unit
book = Path(sys.argv[1]) / "book.txt"

def slow(held):
    for k in range(20):
        time.sleep(0.1)
        held.report(k + 1, 20, "步")
    return "完"

def quick(held):
    with book.open("a") as out:
        out.write(f"{held.job.pk}\\n")
    return "完"

if sys.argv[2] == "make":
    unit = Unit.objects.create(code="bureau", name="局", kind=Kind.BUREAU)
    one = Person.objects.create(login="abc", name="某", unit=unit)
    for k in range(int(sys.argv[4])):
        actions.ask(one, "", sys.argv[3], f"任务{k}", {"k": str(k)})
elif sys.argv[2] == "work":
    stop = threading.Event()
    ended = [State.DONE, State.FAILED]
    def watch():
        until = time.time() + float(sys.argv[3])
        while time.time() < until and Job.objects.exclude(state__in=ended).exists():
            time.sleep(0.1)
        stop.set()
    threading.Thread(target=watch, daemon=True).start()
    worker.work({"slow": slow, "quick": quick}, stop)
else:
    print([(j.state, j.done, j.attempts) for j in Job.objects.all()])
"""


def program(folder, *words):
    held = {
        k: v
        for k, v in os.environ.items()
        if k not in {"GENGHENG_OFFICE", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), *map(str, words)],
        env={**held, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def office(tmp_path):
    """An empty office; on PostgreSQL with a database of its own."""
    address = os.environ.get("GENGHENG_TEST_DATABASE", "")
    if address:
        name = f"jobs_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(address, autocommit=True) as cluster:
            cluster.execute(f"create database {name}")
        own = address.rpartition("/")[0] + "/" + name
        (tmp_path / "office.toml").write_text(f'database = "{own}"\n', "utf-8")
    return tmp_path


def made(office, kind, count):
    """Ask for some jobs; tell whether that went well."""
    asking = program(office, "make", kind, count)
    asking.communicate()
    return asking.returncode == 0


def test_a_worker_killed_half_way_is_followed_by_another(office):
    assert made(office, "slow", 1)
    first = program(office, "work", 30)
    for _ in range(300):
        time.sleep(0.1)
        said = program(office, "show").communicate()[0]
        if "'running', 0" not in said and "'running'" in said:
            break
    first.kill()
    first.communicate()
    program(office, "work", 40).communicate()
    assert program(office, "show").communicate()[0].strip() == "[('done', 20, 2)]"


def test_three_workers_do_sixty_jobs_each_once(office):
    assert made(office, "quick", 60)
    for one in [program(office, "work", 40) for _ in range(3)]:
        one.communicate()
    said = program(office, "show").communicate()[0]
    assert said.count("('done'") == 60
    assert sorted(map(int, (office / "book.txt").read_text().split())) == list(range(1, 61))
