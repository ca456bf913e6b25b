"""What keeps house by itself: the day's audit head, old messages, signs of life of ended workers."""

from __future__ import annotations

import datetime

from core.audit.heads import note_head
from core.outbox.registry import periodic
from core.outbox.services import messages_prune


@periodic("audit.daily-head", seconds=3600)
def note_daily_head(now: datetime.datetime) -> None:
    """Once a day: the hour only decides how soon after midnight."""
    note_head(now)


@periodic("outbox.prune", seconds=3600)
def prune_messages(now: datetime.datetime) -> None:
    """Done work is of no use after a week; dead and discarded letters stay."""
    messages_prune(now=now)
