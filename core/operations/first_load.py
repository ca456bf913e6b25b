"""Faster first fill of an empty SQLite database: nobody has been promised anything yet, so a power cut costs
a second start and no data. Durability is put back, and everything written out, before the first request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def first_load() -> Iterator[None]:
    """Inside, commits do not wait for the disk (SQLite only). Not for a database that holds real data."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
