"""The nightly comparison of index and database: whatever was lost on the way is asked for again."""

from __future__ import annotations

import datetime

import structlog

from core.outbox.registry import periodic
from search.engines.base import SearchUnavailable
from search.engines.selection import engine
from search.maintenance import compare, repair

log = structlog.get_logger(__name__)


@periodic("search.reconcile", seconds=24 * 3600)
def reconcile(now: datetime.datetime) -> None:
    """Compare and repair. An index that is away is not a fault of this job: it is compared the next day."""
    try:
        differences = compare(engine())
    except SearchUnavailable as error:
        log.warning("search reconcile put off", reason=error.reason)
        return
    if differences:
        log.warning("search index repaired", records=repair(differences))
