"""Personal links: an invitation or a reset, with which a person sets a password.

The link is a signature over the row's id and serial. Nothing secret is stored or queued: the worker signs the
same link again when it sends the mail.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.outbox.services import emit
from core.parameters.selectors import number
from core.units.actors import Actor, actor_of
from core.units.models import User
from intranet.accounts.enums import LinkPurpose
from intranet.accounts.models import PersonalLink, SignInGuard
from intranet.accounts.parameters import INVITATION_HOURS
from intranet.accounts.services.passwords import password_write
from intranet.accounts.services.sessions import sessions_end

MAIL_TOPIC = "accounts.link_mail"
_signer = Signer(salt="intranet.accounts.personal-link")


def token_of(link: PersonalLink) -> str:
    """The secret part of the link's address."""
    return _signer.sign(f"{link.pk}.{link.serial}")


def address_of(link: PersonalLink) -> str:
    """The whole address, for a mail or for handing over."""
    return f"{settings.INTRANET_ORIGIN}{reverse('account_personal_link', args=[token_of(link)])}"


def link_for(token: str) -> PersonalLink | None:
    """The link a token belongs to if it still works; None for a forged, used, revoked or expired one."""
    try:
        pk, serial = _signer.unsign(token).split(".")
        link = PersonalLink.objects.select_related("user", "user__home_unit").get(pk=int(pk), serial=int(serial))
    except (BadSignature, ValueError, PersonalLink.DoesNotExist):
        return None
    return link if link.is_open(timezone.now()) and link.user.is_active else None


@transaction.atomic
def link_issue(*, user: User, purpose: str, by: Actor) -> PersonalLink:
    """A new link; the ones before stop working. Mailed when there is mail and an address.

    A reset also takes the present password away and ends the person's sessions.
    """
    if not user.is_active:
        raise ValidationError(_("该账户已停用，请先恢复启用。"))
    now = timezone.now()
    PersonalLink.objects.open(now).filter(user=user).update(revoked_at=now)
    link = PersonalLink.objects.create(
        user=user,
        purpose=LinkPurpose(purpose),
        created_at=now,
        created_by=by.user,
        expires_at=now + datetime.timedelta(hours=number(INVITATION_HOURS)),
    )
    if purpose == LinkPurpose.RESET:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        sessions_end(user=user, by=by, reason="reset")
    if user.email and settings.MAIL_AVAILABLE:
        emit(MAIL_TOPIC, {"link": link.pk, "serial": link.serial}, key=f"user:{user.pk}")
    record(action=f"account.{purpose}", by=by, subject=user, data={"expires": link.expires_at.isoformat()})
    return link


@transaction.atomic
def link_revoke(*, link: PersonalLink, by: Actor) -> None:
    """Make an unused link worthless."""
    row = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if not row.is_open(timezone.now()):
        raise ValidationError(_("这个链接已经失效。"))
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    record(action="account.link_revoke", by=by, subject=row.user)


@transaction.atomic
def link_use(*, token: str, password: str, address: str) -> User:
    """Set the password and spend the link. Raises ValidationError when it no longer works."""
    found = link_for(token)
    link = PersonalLink.objects.select_for_update().filter(pk=found.pk).first() if found else None
    if link is None or not link.is_open(timezone.now()):
        raise ValidationError(_("这个链接已失效，请联系系统管理员重新发送。"))
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    user = User.objects.get(pk=link.user_id)
    password_write(user=user, password=password)
    SignInGuard.objects.filter(key=f"user:{user.pk}").delete()
    record(action="account.link_use", by=actor_of(user, address), subject=user, data={"purpose": link.purpose})
    return user
