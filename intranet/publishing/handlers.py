"""What the worker does for publishing as time passes."""

from __future__ import annotations

import datetime

from core.outbox.registry import periodic
from intranet.publishing.groups import memberships_mirror
from intranet.publishing.services import publish_due


@periodic("publishing.due", 60)
def publish_what_is_due(now: datetime.datetime) -> None:
    """Scheduled publication and expiry; the reviewer's approval was taken when it was scheduled."""
    publish_due(now=now)


@periodic("publishing.groups", 3600)
def follow_roles(now: datetime.datetime) -> None:
    """Roles begin and end by date."""
    memberships_mirror()
