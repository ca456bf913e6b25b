"""After a new key was put first in FIELD_KEYS: write every encrypted field with it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.commands import OperationCommand, Outcome
from core.privacy.ciphers import fingerprint
from core.privacy.rotation import encrypted_columns, rotate
from core.units.actors import SYSTEM


class Command(OperationCommand):
    help = _("用 FIELD_KEYS 中的第一个密钥重新加密全部加密字段")

    def operate(self, **options: Any) -> Outcome:
        outcome = Outcome(figures={"key": fingerprint(settings.FIELD_KEYS[0]), "columns": {}})
        totals = {"rotated": 0, "current": 0, "unreadable": 0}
        for column in encrypted_columns():
            with self.progress(column.name, column.model._base_manager.count()) as shown:
                tally = rotate(column, dry_run=self.dry_run, advance=shown.advance)
            counts = {"rotated": tally.rotated, "current": tally.current, "unreadable": tally.unreadable}
            outcome.figures["columns"][column.name] = counts
            totals = {name: totals[name] + count for name, count in counts.items()}
            line = _("%(column)s：重新加密 %(rotated)s，已是新密钥 %(current)s，无法解密 %(unreadable)s")
            outcome.lines.append(line % {"column": column.name, **counts})
        outcome.figures |= totals
        if not self.dry_run and totals["rotated"]:
            with transaction.atomic():
                record(action="privacy.rotate", by=SYSTEM, data={"key": outcome.figures["key"], **totals})
        if totals["unreadable"]:
            problem = _("有 %(count)s 个值不能用 FIELD_KEYS 中的任何密钥解密，请补上旧密钥后再运行。")
            outcome.problem = problem % {"count": totals["unreadable"]}
        return outcome
