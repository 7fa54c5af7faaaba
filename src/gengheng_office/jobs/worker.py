"""The worker: takes one job after another and keeps its lease while it is at it."""

import logging
import os
import threading
import uuid
from collections.abc import Callable, Mapping

from django.db import connection

from gengheng.values.errors import GenghengError
from gengheng_office.jobs.actions import LEASE, Held, Lost, claim

Handler = Callable[[Held], str]  # does the work and returns the sentence that is shown
IDLE = 1.0  # s between two looks for work
LOG = logging.getLogger(__name__)


def work(handlers: Mapping[str, Handler], stop: threading.Event) -> None:
    """Do what is asked until `stop` is set; a job that is begun is finished first."""
    me = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    while not stop.is_set():
        job = claim(me)
        if job is None:
            stop.wait(IDLE)
        else:
            _one(Held(job, me), handlers)


def _one(held: Held, handlers: Mapping[str, Handler]) -> None:
    """Do one job; whatever goes wrong ends on its row in a sentence."""
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(held, ended), daemon=True)
    beat.start()
    try:
        handler = handlers.get(held.job.kind)
        if handler is None:
            held.fail(f"这一版不办理“{held.job.kind}”类任务")
        else:
            held.finish(handler(held))
    except Lost:
        LOG.warning("job %s is held by another or was cancelled", held.job.pk)
    except GenghengError as wrong:
        _failed(held, str(wrong))
    except Exception:
        LOG.exception("job %s", held.job.pk)
        _failed(held, f"程序错误，任务编号{held.job.pk}，请告诉维护人员；资料未改动")
    finally:
        ended.set()
        beat.join()


def _failed(held: Held, why: str) -> None:
    """Write why a job failed, unless it is another's by now."""
    try:
        held.fail(why)
    except Lost:
        LOG.warning("job %s failed after it was lost: %s", held.job.pk, why)


def _beat(held: Held, ended: threading.Event) -> None:
    """Renew the lease until the job has ended."""
    try:
        while not ended.wait(LEASE.total_seconds() / 3):
            held.renew()
    except Lost:
        pass
    finally:
        connection.close()
