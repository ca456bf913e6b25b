"""Naming a record of any kind in an address: "intranet_casework.case-12"."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from core.units.models import User
from core.units.refs import SubjectRef, subject_ref
from intranet.records.registry import kind_of

LONGEST = 80


def subject_text(record: Model | SubjectRef) -> str:
    """A record as text for an address."""
    ref = record if isinstance(record, SubjectRef) else subject_ref(record)
    return f"{ref.kind}-{ref.pk}"


def subject_seen(text: str, user: User) -> Any | None:
    """The record so named, if its kind stands in chains and the person may see it."""
    name, _dash, number = text[:LONGEST].rpartition("-")
    kind = kind_of(name)
    if kind is None or not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    return kind.visible(user).filter(pk=int(number)).first()
