"""``{% load registry %}``: words for the audit's actions."""

from __future__ import annotations

from django import template

from core.audit.models import AuditEntry
from core.units.actors import actor_name
from intranet.registry.audit_labels import label_of

register = template.Library()


@register.filter
def audit_label(action: str) -> str:
    """The words for an action of the audit."""
    return label_of(action)


@register.filter
def actor(entry: AuditEntry) -> str:
    """Who did it, as history shows them."""
    return actor_name(entry.actor_kind, entry.label)
