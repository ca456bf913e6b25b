"""Rows written as rows: numbered beforehand, so that all that belongs together goes in with one statement for
each table. About five times as fast as bulk_create for the forty rows of a case; for the demo's copies only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Max, Model

BLOCK = 1000


class Sheet:
    """The rows of one table that are about to be written."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.fields = {field.attname: field for field in model._meta.concrete_fields}
        self._column = {name: place for place, name in enumerate(self.fields)}
        self._key = self._column[model._meta.pk.attname]
        self._rows: list[list[Any]] = []
        self._numbers: Iterator[int] = iter(())

    def begin(self) -> None:
        """Once a transaction: where the numbers go on."""
        self._numbers = _numbers(self.model)

    def ready(self, name: str, value: Any) -> Any:
        """A value as the database takes it."""
        return self.fields[name].get_db_prep_save(value, connection)

    def template(self, row: Model) -> list[Any]:
        """A row's columns as the database takes them, to be copied often."""
        return [self.ready(name, getattr(row, name)) for name in self.fields]

    def add(self, template: list[Any], **own: Any) -> int:
        """A row like the template, with its own number (returned) and these columns (ready for the database)."""
        row = template.copy()
        for name, value in own.items():
            row[self._column[name]] = value
        number = row[self._key] = next(self._numbers)
        self._rows.append(row)
        return number

    def write(self) -> None:
        """All of them."""
        if not self._rows:
            return
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column or "") for field in self.fields.values())
        slots = ", ".join(["%s"] * len(self.fields))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {quote(self.model._meta.db_table)} ({columns}) VALUES ({slots})", self._rows)  # noqa: S608  (names of our own tables)
        self._rows = []


def _numbers(model: type[Model]) -> Iterator[int]:
    """Numbers for new rows. PostgreSQL gives them out; on SQLite the transaction is the only writer."""
    if connection.vendor != "postgresql":
        last = model._base_manager.aggregate(last=Max("pk"))["last"]
        yield from count((last or 0) + 1)
    while True:
        with connection.cursor() as cursor:
            pair = [model._meta.db_table, model._meta.pk.column]
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [*pair, BLOCK])
            rows = cursor.fetchall()
        for (number,) in rows:
            yield number
