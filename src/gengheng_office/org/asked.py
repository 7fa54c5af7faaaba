"""Who asks, and from where: read from the session and the connection, never from a form."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gengheng_office.org.models import Person


def me(request: HttpRequest) -> Person:
    """Return who is signed in. Raises `PermissionDenied` where nobody is."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def address(request: HttpRequest) -> str:
    """Return the address that a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))
