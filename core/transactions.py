"""Guard for writes that only make sense together with the act they belong to."""

from __future__ import annotations

from django.db import connection


class TransactionRequired(RuntimeError):
    """A ledger write was tried outside a transaction: it could stay although its act was undone."""


def require_atomic(what: str) -> None:
    """Raise TransactionRequired unless the caller has opened a transaction."""
    if not connection.in_atomic_block:
        raise TransactionRequired(f"{what} must be called inside transaction.atomic()")
