"""Let a locked person try again, from the server: for when the only administrator is locked out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from core.units.actors import SYSTEM
from core.units.models import User
from intranet.accounts.services.lockout import account_unlock


class Command(OperationCommand):
    help = _("解除一个账户的登录锁定")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help=_("用户名"))

    def operate(self, **options: Any) -> Outcome:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            return Outcome(problem=_("没有用户名为 %(name)s 的账户。") % {"name": options["username"]})
        if not self.dry_run:
            account_unlock(user=user, by=SYSTEM)
        return Outcome(lines=[_("%(name)s 可以重新登录。") % {"name": user.username}])
