"""Faster first fill of an empty SQLite database: nobody has been promised anything yet, so a power cut costs
a second start and no data. Durability is put back, and everything written out, before the first request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# While loading: 256 MB of pages in memory, since indexes are filled in no order; and the log is written back
# after 80 MB instead of 4, since the same pages change again and again.
LOADING = {"synchronous": "OFF", "cache_size": "-262144", "wal_autocheckpoint": "20000"}
SERVING = {"synchronous": "FULL", "cache_size": "-2000", "wal_autocheckpoint": "1000"}
# Rows that ANALYZE looks at in each index: enough for the planner, and quick on any size.
SAMPLE = 1000


@contextmanager
def first_load() -> Iterator[None]:
    """Inside, commits do not wait for the disk (SQLite only). Not for a database that holds real data.

    Afterwards the planner has statistics of what was loaded.
    """
    _set(LOADING)
    try:
        yield
    finally:
        _set(SERVING | {"analysis_limit": str(SAMPLE)})
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set(pragmas: dict[str, str]) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name, value in pragmas.items():
                cursor.execute(f"PRAGMA {name}={value}")
