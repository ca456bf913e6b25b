"""Create the first system administrator of an installation without demo data."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from core.operations.administrators import admin_check, admin_create
from core.units.models import Unit


class Command(OperationCommand):
    help = _("创建系统管理员（缺少的内容会逐项询问）")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default="", help=_("登录名"))
        parser.add_argument("--name", default="", help=_("姓名"))
        parser.add_argument("--email", default="", help=_("邮箱（可不填）"))
        parser.add_argument("--unit", default="", help=_("所在单位代码；系统中还没有单位时会以 --unit-name 新建"))
        parser.add_argument("--unit-name", default="城市管理委员会", help=_("新建单位的名称（默认：城市管理委员会）"))
        parser.add_argument("--password-file", type=Path, help=_("存放初始密码的文件；不给则询问"))

    def operate(self, **options: Any) -> Outcome:
        values = {
            "username": options["username"] or self._ask(_("登录名：")),
            "display_name": options["name"] or self._ask(_("姓名：")),
            "email": options["email"],
            "unit_code": options["unit"] or _only_root(),
            "unit_name": options["unit_name"],
            "password": self._password(options["password_file"]),
        }
        try:
            if self.dry_run:
                admin_check(**values)
                return Outcome(lines=[_("可以创建管理员 %(username)s。") % values])
            user = admin_create(**values)
        except ValidationError as error:
            return Outcome(problem=" ".join(error.messages))
        lines = [
            _("已创建系统管理员 %(username)s（%(unit)s）。") % {"username": user.username, "unit": user.home_unit},
            _("首次登录时须设置动态验证码（两步验证）。"),
        ]
        return Outcome(lines=lines, figures={"id": user.pk, "username": user.username})

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(_("不在终端中运行时，请用选项给出全部内容（--username、--name、--password-file）。"), returncode=2)
        return input(question).strip()

    def _password(self, path: Path | None) -> str:
        if path is not None:
            try:
                return path.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise CommandError(_("无法读取密码文件：%(why)s") % {"why": error.strerror}, returncode=2) from error
        if not sys.stdin.isatty():
            raise CommandError(_("不在终端中运行时，请用 --password-file 给出密码。"), returncode=2)
        first, second = getpass.getpass(_("密码：")), getpass.getpass(_("再输一次："))
        if first != second:
            raise CommandError(_("两次输入的密码不同。"), returncode=2)
        return first


def _only_root() -> str:
    """The committee's own code when there is exactly one root; otherwise it must be named."""
    codes = list(Unit.objects.filter(parent__isnull=True).values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""
