"""Small tables held in memory: settings, working days, categories.

A snapshot is rebuilt when the table's :class:`DataVersion` changed. The versions of all tables are read
together, at most once in ``settings.SNAPSHOT_SECONDS``, so reading a setting costs no query. The process that
makes a change sees it at once; others after that time.

A change that is not committed yet is seen by its own transaction only. The mark of such a change is the
commit hook itself: Django drops it when the transaction or the savepoint is rolled back, so a value built
from rows that never became true cannot outlive them.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.parameters.models import DataVersion

T = TypeVar("T")
Version = tuple[int, str]
UNCHANGED: Version = (0, "")


class _Change:
    """An uncommitted change of one table; called by Django after the commit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.built: Any = None

    def __call__(self) -> None:
        _versions.forget()


class _Versions:
    """The versions as last read, and when."""

    def __init__(self) -> None:
        self._read_at: float | None = None
        self._versions: dict[str, Version] = {}
        self._changes = 0

    def get(self, name: str) -> Version:
        now = time.monotonic()
        if self._read_at is None or now - self._read_at > float(settings.SNAPSHOT_SECONDS):
            changes = self._changes
            rows = DataVersion.objects.values_list("name", "number", "token")
            self._versions = {row[0]: (row[1], row[2]) for row in rows}
            # A commit by another thread while the rows were read: they may be the old ones, so read again next time.
            self._read_at = now if changes == self._changes else None
        return self._versions.get(name, UNCHANGED)

    def forget(self) -> None:
        self._changes += 1
        self._read_at = None


_versions = _Versions()
_snapshots: list[Snapshot[Any]] = []


class Snapshot(Generic[T]):
    """``build`` reads the table into an immutable value; it is given the version number."""

    def __init__(self, name: str, build: Callable[[int], T]) -> None:
        self.name = name
        self._build = build
        self._held: tuple[Version, T] | None = None
        _snapshots.append(self)

    def get(self) -> T:
        """The current value."""
        change = _pending_change(self.name)
        if change is not None:
            if change.built is None:
                number = DataVersion.objects.values_list("number", flat=True).get(name=self.name)
                change.built = self._build(number)
            value: T = change.built
            return value
        version = _versions.get(self.name)
        held = self._held
        if held is None or held[0] != version:
            held = (version, self._build(version[0]))
            self._held = held
        return held[1]

    def forget(self) -> None:
        """Build anew at the next call."""
        self._held = None


def _pending_change(name: str) -> _Change | None:
    """The newest uncommitted change of a table in this thread's transaction."""
    for entry in reversed(connection.run_on_commit):
        hook = entry[1]
        if isinstance(hook, _Change) and hook.name == name:
            return hook
    return None


def lock_data(name: str) -> DataVersion:
    """Make writers of one table wait for each other until the end of the transaction."""
    DataVersion.objects.get_or_create(name=name, defaults={"changed_at": timezone.now()})
    return DataVersion.objects.select_for_update().get(name=name)


def data_changed(name: str) -> int:
    """Note, inside the transaction of the change, that a table changed. Returns its new version number."""
    row = lock_data(name)
    row.number, row.token, row.changed_at = row.number + 1, uuid.uuid4().hex, timezone.now()
    row.save(update_fields=["number", "token", "changed_at"])
    transaction.on_commit(_Change(name))
    return row.number


def forget_all() -> None:
    """Hold nothing from before: after a restore, and between tests."""
    _versions.forget()
    for snapshot in _snapshots:
        snapshot.forget()
