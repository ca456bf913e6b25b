"""A test client whose requests run under the portal's database guard, as in the portal's own process.

The test itself may write what it likes in between: the guard is on only while a request is served.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from config.db_guard import guard_connection


@contextmanager
def portal_guard() -> Iterator[None]:
    """Narrow the connection's rights for a moment. PostgreSQL's are its role's (tests/test_db_guard.py)."""
    if connection.vendor != "sqlite":
        yield
        return
    try:
        connection.ensure_connection()
    except RuntimeError:  # a test without database access
        yield
        return
    guard_connection(None, connection)
    try:
        yield
    finally:
        if connection.connection is not None:
            connection.connection.set_authorizer(None)


class PortalClient(Client):
    """Client with the guard around each request."""

    def request(self, **request: Any) -> HttpResponse:
        with portal_guard():
            return super().request(**request)
