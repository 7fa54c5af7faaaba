"""Originals and uploads. `actions` alone writes; the bytes lie in the office's folder."""

from django.conf import settings
from django.db import models

from gengheng_office.org.models import Unit


class Original(models.Model):
    """A file as it came, by its SHA-256; `unit` brought it first."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=255)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ("-received_at", "name")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Upload(models.Model):
    """A file on its way: what of it has arrived. The same file begun again goes on."""

    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    changed = models.CharField(max_length=40)
    received = models.PositiveBigIntegerField(default=0)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        """One for each file of a person."""

        constraints = (
            models.UniqueConstraint(
                fields=("sent_by", "name", "size", "changed"), name="upload_once"
            ),
        )
