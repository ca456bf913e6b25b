"""What the worker does for the base data."""

from __future__ import annotations

import datetime
from typing import Any

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler, periodic
from intranet.registry.models import AuditCheck
from intranet.registry.services.audit_checks import TOPIC, audit_check_run

DAY_SECONDS = 24 * 3600


@handler(TOPIC, lease_seconds=1800, background=True)
def check_audit(payload: dict[str, Any], message: OutboxMessage) -> None:
    """A check that the auditor asked for. Running twice only writes the same row again."""
    check = AuditCheck.objects.filter(pk=payload["check"]).first()
    if check:
        audit_check_run(check=check)


@periodic("registry.audit_check", DAY_SECONDS, lease_seconds=1800)
def check_audit_daily(now: datetime.datetime) -> None:
    """Once a day without being asked."""
    audit_check_run(check=AuditCheck(requested_at=now))
