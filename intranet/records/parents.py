"""Which kinds of record may be supervised (督办). Each app registers its own in ``ready()``; intranet.tasks,
which none of them imports, reads the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from core.units.models import Unit
from core.units.refs import SubjectRef, subject_kind
from intranet.records.registry import kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentKind:
    """``unit_of`` names the unit a demand about the record is addressed to; None when there is none yet."""

    model: Any
    unit_of: Callable[[Any], Unit | None]

    @property
    def kind(self) -> str:
        return subject_kind(self.model)


_kinds: dict[str, ParentKind] = {}


def register_parent(parent: ParentKind) -> None:
    """Let records of a kind be supervised; the kind must also be registered with intranet.records."""
    _kinds[parent.kind] = parent


def parent_kind(name: str) -> ParentKind | None:
    """A registered kind by its "app_label.model"."""
    return _kinds.get(name)


def parent_kinds() -> list[ParentKind]:
    """All of them, in the order of the loop."""
    return sorted(_kinds.values(), key=lambda parent: found.order if (found := kind_of(parent.kind)) else 0)


def parent_of(ref: SubjectRef) -> Model | None:
    """The record itself, whoever may see it: for services, never for a page."""
    known = _kinds.get(ref.kind)
    row: Model | None = known.model._base_manager.filter(pk=ref.pk).first() if known else None
    return row
