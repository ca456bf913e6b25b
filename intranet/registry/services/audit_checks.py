"""Checking the audit chain on request and once a day."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.heads import heads_path, read_heads
from core.audit.services import record
from core.audit.verification import Verdict, verify
from core.outbox.services import emit
from core.phrases import listed
from core.units.actors import Actor
from intranet.registry.models import AuditCheck

TOPIC = "registry.audit_check"


@transaction.atomic
def audit_check_request(*, by: Actor) -> AuditCheck:
    """Have the worker walk the chain."""
    if AuditCheck.objects.waiting(timezone.now()).exists():
        raise ValidationError(_("已有一次检验正在进行，请稍候刷新。"))
    check = AuditCheck.objects.create(requested_by=by.user)
    emit(TOPIC, {"check": check.pk}, key="audit")
    record(action="audit.check", by=by)
    return check


def audit_check_run(*, check: AuditCheck) -> AuditCheck:
    """Walk the chain and keep the result. Reads outside a transaction, so that nobody waits for it."""
    try:
        heads = read_heads(heads_path())
        problem = ""
    except ValueError:
        heads, problem = [], _("日末散列文件已损坏，无法比对。")
    verdict = verify(heads=heads)
    check.checked, check.head_hash = verdict.checked, verdict.head_hash
    check.finding = (problem or _said(verdict))[:300]
    check.is_ok = verdict.ok and not problem
    check.finished_at = timezone.now()
    check.save()
    return check


def _said(verdict: Verdict) -> str:
    if verdict.finding:
        return _("第 %(number)d 条：%(reason)s") % {"number": verdict.finding.number, "reason": verdict.finding.reason}
    if verdict.unprotected:
        return _("数据库缺少防改写触发器：%(names)s") % {"names": listed(verdict.unprotected)}
    return ""
