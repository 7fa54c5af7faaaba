"""What pages show of jobs."""

from django.db.models import QuerySet

from gengheng_office.jobs.models import Job
from gengheng_office.org.models import Person
from gengheng_office.org.queries import scope


def visible(person: Person) -> QuerySet[Job]:
    """Return the jobs a person may see, newest first: of the county, or of the own unit."""
    seen = scope(person)
    found = Job.objects.select_related("asked_by").order_by("-pk")
    if not seen.business:
        return found.none()
    if seen.units is None:
        return found
    return found.filter(asked_by__unit__code__in=seen.units)
