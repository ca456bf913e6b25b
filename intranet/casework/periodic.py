"""Time passing: parked cases come back, follow-up ends, overdue cases are told of (DESIGN: time passes by itself)."""

from __future__ import annotations

import datetime

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.outbox.registry import periodic
from core.units.actors import SYSTEM
from core.units.models import User
from core.workflow.errors import WorkflowError
from core.workflow.services import advance
from intranet.casework.enums import OPEN_STATES, CaseState
from intranet.casework.models import Case
from intranet.casework.recipients import overdue_recipients
from intranet.inbox.services import notify

log = structlog.get_logger(__name__)
BATCH = 200
# Hours after which the next one up is told, counted from the due time.
LEVELS = ((3, datetime.timedelta(hours=48)), (2, datetime.timedelta(hours=24)), (1, datetime.timedelta(0)))


@periodic("casework.time", 60)
def time_passes(now: datetime.datetime) -> None:
    """Runs each minute. Each case is an act of its own, so that one that fails stops no other."""
    resume_reached(now)
    expire_follow_ups(now)
    tell_overdue(now)


def resume_reached(now: datetime.datetime) -> int:
    """挂账 → 处置中 on the review date."""
    return _each(Case.objects.filter(state=CaseState.SUSPENDED, review_on__lte=timezone.localdate(now)), "resume", now)


def expire_follow_ups(now: datetime.datetime) -> int:
    """The time for rating is over; the shift leader may then close."""
    return _each(Case.objects.filter(state=CaseState.FOLLOW_UP, follow_up_expired=False, due_at__lt=now), "expire_follow_up", now)


def _each(cases: object, action: str, now: datetime.datetime) -> int:
    done = 0
    for case in cases.order_by("due_at", "id")[:BATCH]:  # type: ignore[attr-defined]
        try:
            advance(case, action, by=SYSTEM, at=now)
            done += 1
        except WorkflowError as error:
            log.warning("case not advanced", case=case.number, action=action, reason=error.message)
    return done


def tell_overdue(now: datetime.datetime) -> int:
    """One notice for each step up: liaison at once, unit head after a day, office after two."""
    told = 0
    for level, delay in LEVELS:
        late = Case.objects.filter(state__in=OPEN_STATES, due_at__lt=now - delay, overdue_notices__lt=level)
        for case in late.select_related("lead_unit").order_by("due_at", "id")[:BATCH]:
            with transaction.atomic():
                # The condition is repeated: two workers may hold the same list.
                if not Case.objects.filter(pk=case.pk, overdue_notices__lt=level).update(overdue_notices=level):
                    continue
                users = [
                    user
                    for user in User.objects.filter(pk__in=overdue_recipients(case, level))
                    if Case.objects.visible_to(user).filter(pk=case.pk).exists()
                ]
                notify(
                    users=users,
                    text=_("案件%(number)s已超期，请尽快办理。"),
                    values={"number": case.number},
                    url=reverse("intranet_casework:detail", args=[case.pk]),
                    subject=case,
                )
                told += 1
    return told
