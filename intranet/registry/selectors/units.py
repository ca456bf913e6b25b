"""Reading the tree of units and its contacts."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from core.audit.models import AuditEntry
from core.audit.selectors import entries_of
from core.units.enums import ContactKind, UnitKind
from core.units.managers import UnitQuerySet
from core.units.models import RoleAssignment, Unit, UnitContact, User

# Kinds that must name a head in charge and a liaison (S70).
WITH_CONTACTS = (UnitKind.MEMBER_UNIT, UnitKind.STREET_OFFICE, UnitKind.STREET_CENTRE, UnitKind.ENFORCEMENT_SQUAD)


def unit_rows(chosen: dict[str, Any]) -> UnitQuerySet:
    """Units in the order of the tree, with what the list shows: three queries a page."""
    rows = Unit.objects.select_related("parent").order_by("path")
    if text := chosen.get("q"):
        # Some databases keep the list of former names as JSON with escaped Han characters.
        former = Q(former_names__icontains=text) | Q(former_names__icontains=json.dumps(text)[1:-1])
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__icontains=text) | former)
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if joined := chosen.get("joined"):
        rows = rows.filter(joined_status=joined)
    if (state := chosen.get("state")) and state != "all":
        rows = rows.filter(is_active=state == "active")
    return _with_people(rows)


def _with_people(rows: UnitQuerySet) -> UnitQuerySet:
    contacts = UnitContact.objects.filter(until__isnull=True).select_related("user")
    active = Count("people", filter=Q(people__is_active=True), distinct=True)
    return rows.annotate(people_count=active).prefetch_related(Prefetch("contacts", contacts, to_attr="now_contacts"))


def contact_rows(chosen: dict[str, Any]) -> UnitQuerySet:
    """Units that must name contacts, with those they have; ``missing`` keeps the ones that lack somebody."""
    rows = Unit.objects.active().filter(kind__in=WITH_CONTACTS).order_by("path")
    if text := chosen.get("q"):
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    if missing := chosen.get("missing"):
        head, liaison = lacking(ContactKind.HEAD), lacking(ContactKind.LIAISON)
        rows = rows.filter({"head": head, "liaison": liaison}.get(missing, head | liaison))
    return _with_people(rows)


def lacking(kind: ContactKind) -> Q:
    """Nobody of this kind, or only somebody whose account is out of use."""
    present = UnitContact.objects.filter(kind=kind, until__isnull=True, user__is_active=True).values("unit_id")
    return ~Q(pk__in=present)


def missing_contacts_count() -> int:
    """How many units lack a head in charge or a liaison."""
    units = Unit.objects.active().filter(kind__in=WITH_CONTACTS)
    return units.filter(lacking(ContactKind.HEAD) | lacking(ContactKind.LIAISON)).count()


def contact_of(unit: Unit, kind: str) -> User | None:
    """The contact among those fetched by the list."""
    found: list[UnitContact] = getattr(unit, "now_contacts", [])
    return next((contact.user for contact in found if contact.kind == kind), None)


def contact_history(unit: Unit) -> QuerySet[UnitContact]:
    """All contacts of a unit, newest first."""
    return UnitContact.objects.filter(unit=unit).select_related("user").order_by("-since", "-id")


def people_of(unit: Unit) -> QuerySet[User]:
    """Who belongs to a unit or is seconded to it now."""
    return User.objects.filter(Q(home_unit=unit) | Q(seconded_unit=unit), is_active=True).order_by("id")


def roles_at(unit: Unit) -> QuerySet[RoleAssignment]:
    """All assignments at a unit, present ones first."""
    return RoleAssignment.objects.filter(unit=unit).select_related("user").order_by("role", "id")


def unit_audit(unit: Unit) -> QuerySet[AuditEntry]:
    """The unit's own entries of the audit."""
    return entries_of(unit)


def unit_choices(rows: UnitQuerySet | None = None) -> list[tuple[str, str]]:
    """Units in the order of the tree, indented, for a select field. One query."""
    found = (rows if rows is not None else Unit.objects.active()).order_by("path")
    return [(str(pk), f"{'　' * (path.count('/') - 1)}{name}") for pk, path, name in found.values_list("pk", "path", "name")]
