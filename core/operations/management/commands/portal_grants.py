"""PostgreSQL: create or update the role of the portal's own connection with exactly its rights."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.commands import OperationCommand, Outcome
from core.operations.portal_rights import portal_rights
from core.units.actors import SYSTEM

_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Command(OperationCommand):
    help = _("PostgreSQL：为门户的数据库连接建立角色并只授予必需的权限（每次升级后重新运行）")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", default="committee_portal", help=_("角色名（默认 committee_portal）"))
        parser.add_argument("--password-file", type=Path, help=_("存放角色密码的文件；不给则不改密码"))

    def operate(self, **options: Any) -> Outcome:
        if connection.vendor != "postgresql":
            raise CommandError(_("只用于 PostgreSQL；SQLite 上由连接自身的授权器限制，无需运行。"), returncode=2)
        # Needs the database driver, which an installation on the embedded default does without.
        from core.operations.grants import role_exists, shown, statements

        role: str = options["role"]
        if not _ROLE.fullmatch(role):
            raise CommandError(_("角色名只能用小写字母、数字和下划线。"), returncode=2)
        if role == connection.settings_dict["USER"]:
            raise CommandError(_("不能收回当前连接自身角色的权限，请换一个角色名。"), returncode=2)
        exists = role_exists(role)
        wanted = statements(portal_rights(), role=role, exists=exists, password=_password(options["password_file"]))
        if not self.dry_run:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    for statement in wanted:
                        cursor.execute(statement)
                record(action="operations.portal_grants", by=SYSTEM, data={"role": role, "statements": len(wanted)})
        lines = [f"{shown(statement)};" for statement in wanted] if self.dry_run else []
        if not self.dry_run:
            lines.append(_("已为角色 %(role)s 授权（%(count)s 条语句）。") % {"role": role, "count": len(wanted)})
        return Outcome(lines=lines, figures={"role": role, "created": not exists, "statements": [shown(item) for item in wanted]})


def _password(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        text = path.read_text().strip()
    except OSError as error:
        raise CommandError(_("无法读取密码文件：%(why)s") % {"why": error.strerror}, returncode=2) from error
    if len(text) < 12:
        raise CommandError(_("密码至少 12 位。"), returncode=2)
    return text
