"""The table of the journal. `write` alone adds to it; the database refuses to change or remove."""

from django.db import models

from gengheng.records.codec import loads
from gengheng.records.journal import Line as Record


class Line(models.Model):
    """A line: its record as canonical JSON, and what lists are filtered by.

    `previous` is unique, so the database itself refuses a second line after the same one.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=64, db_index=True)
    act = models.CharField(max_length=64, db_index=True)
    about = models.CharField(max_length=200, db_index=True)

    class Meta:
        """Oldest first."""

        ordering = ("number",)

    def record(self) -> Record:
        """Return the line as a record."""
        return loads(self.body.encode(), Record)
