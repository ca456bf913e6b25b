"""Showing a masked field in the open, on the record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.audit.services import record
from core.privacy.fields import EncryptedTextField
from core.privacy.models import Reveal
from core.scrub import scrub
from core.units.actors import Actor
from core.units.refs import subject_ref

MIN_REASON = 2
MAX_REASON = 200


def reveal(*, obj: Model, field: str, by: Actor, reason: str, permitted: bool = True) -> str:
    """The plain text of an encrypted field, after writing who looked and why.

    The caller decides whether the person may look and passes the answer: a refused try is audited too and
    raises PermissionDenied. Raises ValidationError without a reason, TypeError for a field that is not encrypted.
    """
    if not isinstance(obj._meta.get_field(field), EncryptedTextField):
        raise TypeError(f"{field} is no encrypted field")
    if by.user is None or not permitted:
        with transaction.atomic():
            record(action="privacy.reveal", by=by, subject=obj, result="refused", data={"field": field})
        raise PermissionDenied
    reason = scrub(reason.strip())
    if not MIN_REASON <= len(reason) <= MAX_REASON:
        raise ValidationError({"reason": _("请填写查看理由（2至200字）。")})
    ref = subject_ref(obj)
    with transaction.atomic():
        Reveal.objects.create(user=by.user, subject_kind=ref.kind, subject_id=ref.pk, field=field, reason=reason)
        record(action="privacy.reveal", by=by, subject=obj, data={"field": field, "reason": reason})
    return str(getattr(obj, field) or "")
