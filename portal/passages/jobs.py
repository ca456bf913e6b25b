"""What this app does by itself."""

from __future__ import annotations

import datetime

from core.outbox.registry import periodic
from portal.passages.services import passages_link


@periodic("passages.link", seconds=3600)
def link(now: datetime.datetime) -> None:
    """A document may be published after its articles were imported."""
    passages_link()
