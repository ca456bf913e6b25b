"""Removing a second factor for somebody who lost it: two administrators, both on the record."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import Actor
from core.units.models import User
from intranet.accounts.enums import FactorResetState
from intranet.accounts.models import FactorReset
from intranet.accounts.permissions import has_second_factor
from intranet.accounts.services.sessions import sessions_end


def factor_reset_request(*, user: User, by: Actor, reason: str) -> FactorReset:
    """Ask for somebody's second factor to be removed."""
    if by.user is None or by.user.pk == user.pk:
        raise ValidationError(_("不能为自己申请解除双因素。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明原因和核实身份的方式。")})
    if not has_second_factor(user):
        raise ValidationError(_("该人员没有启用双因素。"))
    try:
        with transaction.atomic():
            row = FactorReset.objects.create(user=user, reason=reason.strip()[:200], requested_by=by.user)
            record(action="account.factor_reset_request", by=by, subject=user, data={"reason": row.reason})
    except IntegrityError:
        raise ValidationError(_("该人员已有一份待复核的申请。")) from None
    return row


@transaction.atomic
def factor_reset_decide(*, reset: FactorReset, by: Actor, approve: bool) -> FactorReset:
    """The second administrator's word. Neither who asked nor who it is about may give it."""
    row = FactorReset.objects.select_for_update().select_related("user").get(pk=reset.pk)
    if row.state != FactorResetState.REQUESTED:
        raise ValidationError(_("这份申请已经处理过了。"))
    if by.user is None or by.user.pk in (row.requested_by_id, row.user_id):
        raise ValidationError(_("须由另一名管理员复核。"))
    row.state = FactorResetState.DONE if approve else FactorResetState.REFUSED
    row.decided_by, row.decided_at = by.user, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    if approve:
        factor_remove(user=row.user, by=by)
    else:
        record(action="account.factor_reset", by=by, subject=row.user, result="refused")
    return row


@transaction.atomic
def factor_remove(*, user: User, by: Actor) -> None:
    """Remove the second factor and end the sessions. Called by the decision above and by the command on the server."""
    Authenticator.objects.filter(user=user).delete()
    sessions_end(user=user, by=by, reason="factor_reset")
    record(action="account.factor_reset", by=by, subject=user)
