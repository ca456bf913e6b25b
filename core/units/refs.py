"""A typed pointer to any record: ledgers (steps, clocks, files, audit) point at many kinds of record
without a foreign key to each, and without the ContentType table's ids, which differ between databases."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """``kind`` is "app_label.model", ``pk`` the row's number."""

    kind: str
    pk: int


def subject_kind(obj: Model | type[Model]) -> str:
    """The kind under which ledgers know a model, e.g. "intranet_casework.case"."""
    return str(obj._meta.label_lower)


def subject_ref(obj: Model) -> SubjectRef:
    """The pointer to a saved row."""
    if obj.pk is None:
        raise ValueError("a record must be saved before a ledger can point at it")
    return SubjectRef(kind=subject_kind(obj), pk=int(obj.pk))
