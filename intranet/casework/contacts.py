"""The requester's contact on the case page: masked, or uncovered once with a logged reason."""

from __future__ import annotations

from dataclasses import dataclass

from core.privacy.masking import mask_email, mask_name, mask_phone
from core.privacy.services import reveal
from core.units.actors import Actor
from core.units.models import User
from intranet.casework.models import Case
from intranet.casework.permissions import may_reveal
from portal.complaints.models import Contact


@dataclass(frozen=True, slots=True)
class ContactShown:
    """What the page prints."""

    name: str
    phone: str
    email: str


def _contact(case: Case) -> Contact | None:
    return Contact.objects.filter(complaint=case.complaint_id).first() if case.complaint_id else None


def contact_of(case: Case, user: User) -> ContactShown | None:
    """Masked. Of a confidential case the handling side does not learn even that there is a contact."""
    if case.confidential and not may_reveal(user, case):
        return None
    contact = _contact(case)
    if contact is None:
        return None
    return ContactShown(mask_name(contact.name), mask_phone(contact.phone), mask_email(contact.email))


def reveal_contact(*, case: Case, by: Actor, reason: str) -> ContactShown | None:
    """In the open; every field shown is one entry in the log of reveals."""
    contact = _contact(case)
    if contact is None or by.user is None:
        return None
    permitted = may_reveal(by.user, case)
    shown = {
        name: reveal(obj=contact, field=name, by=by, reason=reason, permitted=permitted) if getattr(contact, name) else ""
        for name in ("name", "phone", "email")
    }
    return ContactShown(**shown)
