"""People from a CSV file; new ones get an invitation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.operations.commands import OperationCommand, Outcome
from core.tables import TableRefused, read_file
from core.units.actors import SYSTEM
from intranet.accounts.services.links import address_of
from intranet.registry.management.commands.import_units import outcome_of
from intranet.registry.services.imports import PEOPLE_HEADINGS, people_import


class Command(OperationCommand):
    help = _("从CSV文件导入人员并发出邀请。列：%(columns)s") % {"columns": "、".join(PEOPLE_HEADINGS)}

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("CSV文件，UTF-8或GB18030编码"))
        parser.add_argument("--links", action="store_true", help=_("输出每个新账户的一次性邀请链接（没有邮件时用）"))

    def operate(self, **options: Any) -> Outcome:
        try:
            report = people_import(content=read_file(options["file"]), by=SYSTEM, dry_run=self.dry_run)
        except TableRefused as error:
            return Outcome(problem=str(error))
        outcome = outcome_of(report)
        if options["links"] and report.links:
            pairs = [(link.user.username, address_of(link)) for link in report.links]
            outcome.lines += [f"{username}\t{address}" for username, address in pairs]
            outcome.figures["links"] = dict(pairs)
        return outcome
