"""Asking for records to be (re)indexed. The writing itself is the worker's (search/indexing.py)."""

from __future__ import annotations

from collections.abc import Iterable

from core.outbox.services import emit

TOPIC = "search.index"
MANY = 100


def request_index(kind: str, pk: int) -> None:
    """Put a record's present state into the index after commit, or take it out where it is gone.

    Call it inside the transaction that changes the record; then neither can happen without the other.
    """
    emit(TOPIC, {"kind": kind, "pks": [pk]})


def request_index_many(kind: str, pks: Iterable[int]) -> None:
    """The same for many records of one kind: one outbox row for each hundred."""
    batch: list[int] = []
    for pk in pks:
        batch.append(pk)
        if len(batch) == MANY:
            emit(TOPIC, {"kind": kind, "pks": batch})
            batch = []
    if batch:
        emit(TOPIC, {"kind": kind, "pks": batch})
