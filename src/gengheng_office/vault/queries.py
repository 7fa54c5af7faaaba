"""What a person may see of the vault."""

from django.db.models import QuerySet

from gengheng_office.org.models import Person
from gengheng_office.org.queries import within
from gengheng_office.vault.models import Original


def visible(person: Person) -> QuerySet[Original]:
    """Return the originals that a person may see: the county's roles all, others their unit's."""
    return within(Original.objects.select_related("unit", "received_by"), person, "unit__code")
