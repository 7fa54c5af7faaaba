"""Units, people, and who is there for what. `actions` alone writes."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from gengheng.records.person import Role


class Kind(models.TextChoices):
    """What a unit is to the campaign."""

    BUREAU = "bureau", "自然资源局"
    SECTION = "section", "局内科室"
    REPORTING = "reporting", "填报单位"
    FINANCE = "finance", "财政局"
    AGRICULTURE = "agriculture", "农牧局"
    ENFORCEMENT = "enforcement", "执法大队"
    AUDIT = "audit", "审计"
    LEADING = "leading", "领导小组"


class Unit(models.Model):
    """A unit: bureau, section, town, sumu, farm … A reporting unit is not always a 苏木镇.

    `region` is the start of the 行政区划代码 of the land that a reporting unit answers for, "" for
    a unit without land of its own.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.CharField(max_length=12, blank=True)

    class Meta:
        """By code; a kind is one of `Kind`."""

        ordering = ("code",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="unit_kind"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class People(BaseUserManager["Person"]):
    """People by their account."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person of an account; Django's login asks this way."""
        return self.get(login=username)


class Person(AbstractBaseUser):
    """A person with an account. Nobody is a superuser; what each may do follows from posts."""

    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people")
    left = models.DateField(null=True, blank=True)
    must_change = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        """By account."""

        ordering = ("login",)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Tell whether the person may sign in: until the day they leave."""
        return self.left is None or self.left > timezone.localdate()

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Post(models.Model):
    """A person is there for something (role) from a day on, until another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(r.value, r.value) for r in Role])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)

    class Meta:
        """Nobody gives himself a post; a role stands once at a time."""

        ordering = ("person", "role", "since")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(given_by=models.F("person")), name="post_not_from_oneself"
            ),
            models.UniqueConstraint(
                fields=("person", "role"), condition=models.Q(until=None), name="post_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="post_role"
            ),
        )
