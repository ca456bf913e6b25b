"""What a resident may do with a complaint now. The worker checks again when it carries the act out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from portal.complaints.enums import ENDED, FINISHED, ActKind, ActState, PublicState
from portal.complaints.models import PublicProgress, RequesterAct

# Before a unit has the case a resident may still take it back; afterwards work is under way.
BEFORE_DISPATCH = frozenset({PublicState.SUBMITTED, PublicState.VERIFYING, PublicState.ACCEPTED})
MAX_SUPPLEMENTS = 20


@dataclass(frozen=True, slots=True)
class ResidentRights:
    """Which forms the progress page offers."""

    rate: bool
    supplement: bool
    withdraw: bool
    reopen: bool
    reopen_until: datetime.datetime | None = None

    def allows(self, kind: str) -> bool:
        return {
            ActKind.RATING: self.rate,
            ActKind.SUPPLEMENT: self.supplement,
            ActKind.WITHDRAWAL: self.withdraw,
            ActKind.REOPENING: self.reopen,
        }[ActKind(kind)]


def rights(
    progress: PublicProgress, acts: Iterable[RequesterAct], *, now: datetime.datetime, reopen_until: datetime.datetime | None
) -> ResidentRights:
    """A rating is given once a round; a withdrawal or reopening that waits is not asked for twice."""
    acts = list(acts)
    state = PublicState(progress.public_state)
    pending = {act.kind for act in acts if act.state == ActState.PENDING}
    rated = any(act.kind == ActKind.RATING and act.state != ActState.REFUSED and _this_round(act, progress) for act in acts)
    with_unit = state == PublicState.IN_PROGRESS and progress.unit_name
    early = state in BEFORE_DISPATCH or (state == PublicState.IN_PROGRESS and not with_unit)
    supplements = sum(act.kind == ActKind.SUPPLEMENT for act in acts)
    waiting = bool(pending & {ActKind.WITHDRAWAL, ActKind.REOPENING})
    in_window = reopen_until is not None and now <= reopen_until
    return ResidentRights(
        rate=state in FINISHED and not rated,
        supplement=state not in ENDED and supplements < MAX_SUPPLEMENTS,
        withdraw=early and not waiting,
        reopen=state == PublicState.CLOSED and in_window and not waiting,
        reopen_until=reopen_until if state == PublicState.CLOSED else None,
    )


def _this_round(act: RequesterAct, progress: PublicProgress) -> bool:
    return progress.finished_at is None or act.created >= progress.finished_at
