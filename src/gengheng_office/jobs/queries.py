"""What pages show of jobs."""

from django.db.models import QuerySet

from gengheng_office.jobs.models import Job
from gengheng_office.org.models import Person
from gengheng_office.org.queries import within


def visible(person: Person) -> QuerySet[Job]:
    """Return the jobs a person may see, newest first: of the county, or of the own unit."""
    found = Job.objects.select_related("asked_by").order_by("-pk")
    return within(found, person, "asked_by__unit__code")
