"""A person's account from the server, by link: no password is typed, none is a default."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from core.units.actors import SYSTEM
from core.units.enums import Role
from core.units.models import Unit
from intranet.accounts.services.links import address_of
from intranet.accounts.services.people import person_invite


class Command(OperationCommand):
    help = _("建立账户，并输出用于设置密码的一次性链接")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help=_("用户名"))
        parser.add_argument("--name", required=True, help=_("姓名"))
        parser.add_argument("--unit", required=True, help=_("所在单位代码"))
        parser.add_argument("--email", default="", help=_("邮箱"))
        parser.add_argument("--role", action="append", default=[], choices=sorted(Role.values), help=_("角色，可多次给出"))

    def operate(self, **options: Any) -> Outcome:
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            return Outcome(problem=_("没有代码为“%(code)s”的单位。") % {"code": options["unit"]})
        if self.dry_run:
            return Outcome(lines=[_("将建立账户 %(name)s。") % {"name": options["username"]}])
        try:
            person, link = person_invite(
                username=options["username"],
                display_name=options["name"],
                email=options["email"],
                unit=unit,
                roles=tuple(options["role"]),
                by=SYSTEM,
            )
        except ValidationError as error:
            return Outcome(problem="；".join(error.messages))
        address = address_of(link)
        lines = [_("已建立账户 %(name)s。请在有效期内打开链接设置密码（只能使用一次）：") % {"name": person.username}, address]
        return Outcome(lines=lines, figures={"username": person.username, "link": address, "expires": link.expires_at})
