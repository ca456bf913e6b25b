"""Remove a person's second factor, from the server: for when there is no second administrator to decide it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from core.units.actors import SYSTEM
from core.units.models import User
from intranet.accounts.permissions import has_second_factor
from intranet.accounts.services.factors import factor_remove


class Command(OperationCommand):
    help = _("解除一个账户的两步验证并结束其全部登录")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help=_("用户名"))

    def operate(self, **options: Any) -> Outcome:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            return Outcome(problem=_("没有用户名为 %(name)s 的账户。") % {"name": options["username"]})
        if not has_second_factor(user):
            return Outcome(problem=_("%(name)s 没有启用两步验证。") % {"name": user.username})
        if not self.dry_run:
            factor_remove(user=user, by=SYSTEM)
        return Outcome(lines=[_("已解除 %(name)s 的两步验证，下次登录时重新绑定。") % {"name": user.username}])
