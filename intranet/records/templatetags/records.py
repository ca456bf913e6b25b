"""Drawing the chain of a record."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from core.ui.requests import person
from intranet.records.offers import offers_for
from intranet.records.selectors import chain_of

register = template.Library()


@register.inclusion_tag("intranet/records/chain.html", takes_context=True)
def chain(context: dict[str, Any], record: Model) -> dict[str, Any]:
    """来龙去脉: what led here and what came of it, for the person who asks. Draws nothing where there is only the record."""
    groups = chain_of(record, person(context["request"]))
    return {"groups": groups if any(group.place != "self" for group in groups) else []}


@register.inclusion_tag("intranet/records/offers.html", takes_context=True)
def record_offers(context: dict[str, Any], record: Model) -> dict[str, Any]:
    """Links to what the person who asks may begin from this record."""
    found = offers_for(record, person(context["request"]))
    return {"offers": [(offer.label, offer.icon, offer.url(record)) for offer in found]}
