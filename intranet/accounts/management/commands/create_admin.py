"""The first administrators of an empty installation, by link: no password is typed, none is a default."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from core.units.actors import SYSTEM
from core.units.enums import ADMINISTRATORS, Role, UnitKind
from core.units.models import Unit
from core.units.services import unit_create
from intranet.accounts.services.links import address_of
from intranet.accounts.services.people import person_invite


class Command(OperationCommand):
    help = _("建立管理员账户，并输出用于设置密码的一次性链接")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help=_("用户名"))
        parser.add_argument("--name", required=True, help=_("姓名"))
        parser.add_argument("--email", default="", help=_("邮箱"))
        parser.add_argument("--role", default=Role.SYSADMIN, choices=sorted(ADMINISTRATORS), help=_("角色"))
        parser.add_argument("--committee", default=_("城市管理委员会"), help=_("系统中还没有单位时，建立的委员会名称"))

    def operate(self, **options: Any) -> Outcome:
        if self.dry_run:
            return Outcome(lines=[_("将建立管理员 %(name)s。") % {"name": options["username"]}])
        try:
            with transaction.atomic():
                person, link = person_invite(
                    username=options["username"],
                    display_name=options["name"],
                    email=options["email"],
                    unit=_root(options["committee"]),
                    roles=(options["role"],),
                    by=SYSTEM,
                )
        except ValidationError as error:
            return Outcome(problem="；".join(error.messages))
        address = address_of(link)
        lines = [
            _("已建立管理员 %(name)s。请在有效期内打开下面的链接设置密码（只能使用一次）：") % {"name": person.username},
            address,
        ]
        return Outcome(lines=lines, figures={"username": person.username, "link": address, "expires": link.expires_at})


def _root(name: str) -> Unit:
    """The committee at the top of the tree; made when the installation is empty."""
    root = Unit.objects.filter(parent=None).order_by("id").first()
    return root or unit_create(kind=UnitKind.COMMITTEE, name=name, code="COMMITTEE")
