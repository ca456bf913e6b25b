"""What else a person may begin from a record's page: a transfer, a task, an agenda item from a case.

Apps above fill this in ``ready()``; the page draws it with ``{% record_offers obj %}``. The offered page checks
the right again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from core.units.models import User
from core.workflow.machine import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOffer:
    """A link to the form that makes something of a record. ``may`` must not query more than the person's scope does."""

    model: Any
    label: Text
    icon: str
    order: int
    url: Callable[[Any], str]
    may: Callable[[User, Any], bool]


_offers: list[RecordOffer] = []


def register_offer(offer: RecordOffer) -> None:
    """Let something be begun from a kind of record. Registering the same again does nothing."""
    if offer not in _offers:
        _offers.append(offer)


def offers_for(record: Model, user: User) -> list[RecordOffer]:
    """What this person may begin from this record, in order."""
    fitting = [offer for offer in _offers if isinstance(record, offer.model) and offer.may(user, record)]
    return sorted(fitting, key=lambda offer: offer.order)
