"""Check the whole audit chain. Exit code 1 and the first bad entry's number when it is broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from core.audit.heads import heads_path, read_heads
from core.audit.models import AuditHead
from core.audit.verification import Verdict, verify
from core.commands import OperationCommand, Outcome
from core.phrases import listed


class Command(OperationCommand):
    help = _("校验审计链，指出第一条有问题的记录")
    writes = False

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, default=None, help=_("日末散列文件（默认 DATA_DIR/audit-heads.log）"))

    def operate(self, **options: Any) -> Outcome:
        path: Path = options["heads"] or heads_path()
        if options["heads"] and not path.exists():
            raise CommandError(_("找不到文件 %(path)s") % {"path": path}, returncode=2)
        try:
            heads = read_heads(path)
        except ValueError:
            return Outcome(problem=_("日末散列文件 %(path)s 的格式不对") % {"path": path})
        total = AuditHead.objects.values_list("number", flat=True).first() or 0
        with self.progress(_("校验审计记录"), total) as shown:
            verdict = verify(heads=heads, advance=shown.advance)
        return _outcome(verdict, len(heads))


def _outcome(verdict: Verdict, heads: int) -> Outcome:
    outcome = Outcome(figures={"checked": verdict.checked, "head_hash": verdict.head_hash, "daily_heads": heads})
    outcome.lines.append(_("已校验 %(count)s 条审计记录，末端散列 %(hash)s") % {"count": verdict.checked, "hash": verdict.head_hash})
    if verdict.finding:
        outcome.figures |= {"first_bad": verdict.finding.number, "reason": verdict.finding.reason}
        outcome.problem = _("第 %(number)s 条有问题：%(reason)s") % {"number": verdict.finding.number, "reason": verdict.finding.reason}
    elif verdict.unprotected:
        outcome.figures["missing_triggers"] = list(verdict.unprotected)
        outcome.problem = _("链完整，但缺少保护触发器：%(names)s") % {"names": listed(verdict.unprotected)}
    return outcome
