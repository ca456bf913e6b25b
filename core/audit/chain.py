"""The hash chain itself: pure functions, no database.

An entry's hash is the SHA-256 of its canonical JSON (sorted keys, no spaces, UTF-8), which holds every
column and the hash of the entry before it. Changing, removing or reordering any entry breaks the chain
from there on; cutting off its end is seen against the head row and the daily heads file.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

from core.scrub import scrub

GENESIS = "0" * 64
MAX_DATA_BYTES = 8192


def canonical(value: object) -> str:
    """JSON with one spelling for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def data_text(data: Mapping[str, Any] | None) -> str:
    """The details of an entry as canonical JSON without recognisable contacts.

    Raises TypeError on values that have no single spelling, ValueError above MAX_DATA_BYTES: details
    name things by number, the texts themselves stay in their own tables.
    """
    if not data:
        return "{}"
    text = canonical(_plain(dict(data)))
    if len(text.encode()) > MAX_DATA_BYTES:
        raise ValueError(f"audit details are limited to {MAX_DATA_BYTES} bytes")
    return text


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise):
        return scrub(str(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float | Decimal | UUID | datetime.timedelta):
        return str(value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"audit details cannot hold a {type(value).__name__}")


def entry_hash(previous: str, fields: Mapping[str, Any]) -> str:
    """Hash of one entry. ``fields`` are its columns except the two hashes; ``at`` an aware datetime."""
    at: datetime.datetime = fields["at"]
    spelled = {**fields, "at": at.astimezone(datetime.UTC).isoformat(timespec="microseconds"), "previous": previous}
    return hashlib.sha256(canonical(spelled).encode()).hexdigest()
