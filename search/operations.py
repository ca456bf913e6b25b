"""What the running of the house needs from the search: a readiness check, and a new index after a restore."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from core.operations.backups.hooks import after_restore
from core.operations.checks import CheckResult, register_check
from core.outbox.delivery import deliver_foreground
from core.outbox.errors import RetryLater
from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.outbox.services import emit
from search.engines.base import Face, SearchUnavailable
from search.engines.selection import engine
from search.maintenance import classes_of, rebuild_class

REBUILD_TOPIC = "search.rebuild"
AWAY_SECONDS = 60


def request_rebuild() -> None:
    """Have the worker build every index anew. After a restore the old ones are not only out of date: they
    hold higher message numbers than the restored database gives out, so new writes would lose to them."""
    emit(REBUILD_TOPIC, {})


@handler(REBUILD_TOPIC, lease_seconds=4 * 3600, max_attempts=3, background=True)
def rebuild(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Build all indexes beside the live ones and put them in their place; may run twice. Minutes of work: what
    somebody waits for is delivered in between."""
    try:
        for record_class in classes_of(()):
            rebuild_class(engine(), record_class, lambda _count: deliver_foreground(owner=message.lease_owner))
    except SearchUnavailable as error:
        raise RetryLater(AWAY_SECONDS, error.reason) from error


def check_search() -> CheckResult:
    """The index of this process's face answers. Without it only the search is missing: no critical check."""
    for face in (Face.PUBLIC,) if settings.FACE == "portal" else (Face.INTRANET, Face.PUBLIC):
        if engine().check(face):
            return CheckResult(False, f"{face.value} index unavailable")
    return CheckResult(True)


after_restore("search", request_rebuild)
register_check("search", check_search)
