"""The table of jobs. `actions` alone writes."""

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


class Job(models.Model):
    """Work that is too long for a page: what, for whom, how far, and who holds it until when.

    `total` and `done` count what `unit` names (行, 规则, 件); 0 of 0 while that is not known.
    A worker holds a job by its lease; when the lease runs out, another may take it over.
    """

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    unit = models.CharField(max_length=10, blank=True)
    stage = models.CharField(max_length=200, blank=True)
    result = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Oldest first; a state is one of `State`."""

        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="job_state"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title
