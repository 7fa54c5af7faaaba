"""The only writer of jobs: asked, leased, reported on, ended. Every step compares before it swaps.

A job must be such that doing it twice is doing it once: a worker that was thought dead may still be
at it until it next reports, and then it is told that it has lost the job.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from gengheng.values.errors import Refused
from gengheng_office.jobs.models import Job, State
from gengheng_office.journal.write import write
from gengheng_office.org.actions import actor
from gengheng_office.org.models import Person

LEASE = timedelta(seconds=60)
OPEN = (State.WAITING, State.RUNNING)
MOST = 3  # times a job is begun before it is given up
DIED = f"处理程序中断{MOST}次，已停止；请把任务编号告诉维护人员"


class Lost(Exception):
    """Somebody else holds the job now, or it was cancelled: stop, and write nothing more."""


@transaction.atomic
def ask(by: Person, address: str, kind: str, title: str, args: dict[str, str]) -> Job:
    """Ask for a job; one of the same kind and words that is not ended is returned instead."""
    open_ = Job.objects.filter(kind=kind, args=args, state__in=OPEN).first()
    if open_ is not None:
        return open_
    job = Job.objects.create(
        kind=kind, args=args, title=title, asked_by=by, asked_at=timezone.now()
    )
    write(actor(by, address), "提交后台任务", f"任务 {job.pk}", title)
    return job


@transaction.atomic
def cancel(by: Person, address: str, job: Job) -> None:
    """Cancel a job that is not ended; its worker stops at its next report. Raises `Refused`."""
    if by != job.asked_by:
        raise Refused([f"只有提交人{job.asked_by}可以取消"])
    found = Job.objects.filter(pk=job.pk, state__in=OPEN)
    if not found.update(state=State.CANCELLED, ended_at=timezone.now(), worker=""):
        raise Refused(["任务已经结束，不能取消"])
    write(actor(by, address), "取消后台任务", f"任务 {job.pk}", job.title)


def claim(worker: str) -> Job | None:
    """Take the oldest job that waits or whose lease has run out; None where there is none."""
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now)
    for seen in Job.objects.filter(free).order_by("pk")[:5]:
        same = Job.objects.filter(
            pk=seen.pk, state=seen.state, attempts=seen.attempts, lease_until=seen.lease_until
        )
        if seen.attempts >= MOST:
            same.update(state=State.FAILED, result=DIED, ended_at=now)
        elif same.update(
            state=State.RUNNING, worker=worker, lease_until=now + LEASE, attempts=F("attempts") + 1
        ):
            return Job.objects.get(pk=seen.pk)
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """A job in the hands of a worker; each method raises `Lost` where it is so no longer."""

    job: Job
    worker: str

    def _mine(self, **changes: object) -> None:
        """Change the row if this worker still holds it."""
        held = Job.objects.filter(pk=self.job.pk, worker=self.worker, state=State.RUNNING)
        if not held.update(**changes):
            raise Lost

    def renew(self) -> None:
        """Hold the job for another lease."""
        self._mine(lease_until=timezone.now() + LEASE)

    def report(self, done: int, total: int, unit: str, stage: str = "") -> None:
        """Say how far it is."""
        self._mine(done=done, total=total, unit=unit, stage=stage)

    def finish(self, result: str) -> None:
        """End it well; `result` is the sentence that the page shows."""
        self._mine(state=State.DONE, result=result, ended_at=timezone.now())

    def fail(self, why: str) -> None:
        """End it with the reason."""
        self._mine(state=State.FAILED, result=why, ended_at=timezone.now())
