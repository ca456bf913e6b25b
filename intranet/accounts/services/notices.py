"""Telling a person by mail that something about the account changed, so that a stranger's hand is noticed."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.outbox.services import emit
from core.units.models import User

NOTICE_TOPIC = "accounts.notice_mail"
EVENTS: dict[str, Promise | str] = {
    "password_changed": _("登录密码已修改"),
    "password_set": _("登录密码已设置"),
    "password_reset": _("登录密码已通过邮件重置"),
    "totp_activated": _("已启用双因素验证"),
    "totp_deactivated": _("已停用双因素验证"),
    "recovery_codes_generated": _("已重新生成备用恢复码"),
}


def notice_queue(*, user: User, event: str) -> None:
    """Leave a notice for the worker. Events nobody need be told of are dropped."""
    if event not in EVENTS or not user.email or not settings.MAIL_AVAILABLE:
        return
    with transaction.atomic():
        emit(NOTICE_TOPIC, {"user": user.pk, "event": event}, key=f"user:{user.pk}")
