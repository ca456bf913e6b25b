"""Ledgers: tables whose rows are added and never changed or removed.

This guards against a mistake in the program. Against a person with the database in hand stands the hash chain
of the audit.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class LedgerError(TypeError):
    """Code tried to change or remove a ledger row."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Refuses bulk changes."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerError(f"{self.model.__name__} rows are never changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerError(f"{self.model.__name__} rows are never changed")

    def delete(self) -> NoReturn:
        raise LedgerError(f"{self.model.__name__} rows are never removed")


class AppendOnlyModel(models.Model):
    """A row that can be saved once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerError(f"{type(self).__name__} rows are never removed")
