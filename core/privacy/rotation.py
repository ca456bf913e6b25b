"""Writing every encrypted field anew with the first of FIELD_KEYS, so that an old key can be taken away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

from core.privacy.ciphers import Undecryptable, rotated
from core.privacy.fields import EncryptedTextField

# Pieces stay far under 100 ms, and others get the write lock in between.
PIECE = 200
PAUSE_SECONDS = 0.02
Key = int | str


@dataclass(frozen=True, slots=True)
class Column:
    """One encrypted column."""

    model: type[models.Model]
    field: EncryptedTextField

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.name}"


@dataclass(slots=True)
class Tally:
    """``current`` tokens need no change; ``unreadable`` fit no key."""

    rotated: int = 0
    current: int = 0
    unreadable: int = 0


def encrypted_columns() -> list[Column]:
    """Every encrypted column of every installed model, found by type so that none is forgotten."""
    return [
        Column(model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField) and not model._meta.proxy
    ]


def rotate(column: Column, *, dry_run: bool, advance: Callable[[int], None] = lambda count: None) -> Tally:
    """Rotate one column. A row that somebody changes meanwhile is left: it is written with the first key anyway."""
    tally = Tally()
    for piece in _pieces(column):
        changes: list[tuple[str, Key, str]] = []
        for pk, token in piece:
            try:
                fresh = rotated(token)
            except Undecryptable:
                tally.unreadable += 1
                continue
            if fresh is None:
                tally.current += 1
            else:
                tally.rotated += 1
                changes.append((fresh, pk, token))
        if changes and not dry_run:
            _write(column, changes)
            time.sleep(PAUSE_SECONDS)
        advance(len(piece))
    return tally


def _names(column: Column) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    meta = column.model._meta
    assert meta.pk is not None
    return quote(meta.db_table), quote(str(meta.pk.column)), quote(str(column.field.column))


def _pieces(column: Column) -> Iterator[list[tuple[Key, str]]]:
    table, key, name = _names(column)
    last: Key | None = None
    while True:
        after = "" if last is None else f" AND {key} > %s"
        query = f"SELECT {key}, {name} FROM {table} WHERE {name} <> ''{after} ORDER BY {key} LIMIT {PIECE}"  # noqa: S608 (own names)
        with connection.cursor() as cursor:
            cursor.execute(query, [] if last is None else [last])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _write(column: Column, changes: list[tuple[str, Key, str]]) -> None:
    table, key, name = _names(column)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s", changes)  # noqa: S608 (own names)
