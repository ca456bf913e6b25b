"""Who makes a request, as services want to know it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core.ui.middleware import client_address
from core.units.actors import Actor, actor_of
from core.units.models import User


def person(request: HttpRequest) -> User:
    """The signed-in member of staff. The intranet lets nobody else through; PermissionDenied if it did."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def acting(request: HttpRequest) -> Actor:
    """The same as an actor with the network address, for advance() and the audit."""
    return actor_of(person(request), client_address(request))
