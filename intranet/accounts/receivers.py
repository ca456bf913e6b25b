"""What Django and allauth tell only by signals. Second factors are kept without asking an adapter, so their audit
hangs on the model's signals, which run inside the transaction of the change."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save, pre_delete
from django.http import HttpRequest

from core.units.actors import SYSTEM, Actor, actor_of
from core.units.models import User
from intranet.accounts.adapters import valid_address
from intranet.accounts.services.factor_audit import factor_failed_record, factor_record
from intranet.accounts.services.sign_in import mark_session


def _actor() -> Actor:
    request = context.request
    user = getattr(request, "user", None)
    if isinstance(request, HttpRequest) and isinstance(user, User):
        return actor_of(user, valid_address(request))
    return SYSTEM


def factor_saved(sender: type[Authenticator], instance: Authenticator, created: bool, **_kwargs: Any) -> None:
    """A second factor or a set of recovery codes was added."""
    if created:
        factor_record(authenticator=instance, added=True, by=_actor())


def factor_deleted(sender: type[Authenticator], instance: Authenticator, **_kwargs: Any) -> None:
    """It is about to be removed."""
    factor_record(authenticator=instance, added=False, by=_actor())


def factor_refused(sender: type[Authenticator], request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """A wrong code was entered."""
    factor_failed_record(user=user, address=valid_address(request))


def signed_in(sender: type[User], request: HttpRequest, **_kwargs: Any) -> None:
    """A session began, by whatever way."""
    mark_session(request.session)


def connect() -> None:
    """Called once at start-up."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    post_save.connect(factor_saved, sender=Authenticator, dispatch_uid="accounts.factor_saved")
    pre_delete.connect(factor_deleted, sender=Authenticator, dispatch_uid="accounts.factor_deleted")
    authentication_failed.connect(factor_refused, dispatch_uid="accounts.factor_refused")
