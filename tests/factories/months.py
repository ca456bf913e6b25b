"""Months of assessment with real cases in them, computed, shown, frozen and published by the acts themselves."""

from __future__ import annotations

import datetime
from typing import Any

import time_machine
from django.utils import timezone

from core.units.enums import Role
from core.units.models import Unit, User
from core.workflow.services import advance
from intranet.assessment.enums import AppealState, MonthState
from intranet.assessment.models import Appeal, CountedCase, IndicatorSet, MonthlyAssessment
from intranet.assessment.months import last_month, month_before
from intranet.assessment.services.appeals import appeal_raise
from intranet.assessment.services.bulletins import bulletin_draft
from intranet.assessment.services.computing import month_compute, month_open
from intranet.casework.enums import CaseState
from intranet.casework.models import Case
from intranet.publishing.services import review_approve
from portal.bulletins.models import BulletinPage
from tests.factories import pages
from tests.factories.accounts import user_with
from tests.factories.casework import WAYS, Cast, do, patrol_case
from tests.factories.casework import cast as case_cast

CHECKS = {"secrecy_checked": True, "privacy_checked": True}
LABEL = "按期处置率"
FIGURE = "on_time_handling"


def cast() -> Cast:
    """The case's people with a second assessor, a second reviewer and the other unit's liaison."""
    parts = case_cast()
    parts.people["second_assessor"] = user_with(Role.ASSESSOR, parts.district.office)
    parts.people["second_reviewer"] = user_with(Role.REVIEWER, parts.district.office)
    parts.people["other_liaison"] = user_with(Role.LIAISON, parts.district.greening)
    return parts


def past_month(back: int = 0) -> datetime.date:
    """The newest month whose appeal window is surely over, or an earlier one."""
    return month_before(last_month(timezone.localdate()), 1 + back)


def on(month: datetime.date, day: int, hour: int = 10) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(month.year, month.month, day, hour))


def closed_case(parts: Cast, start: datetime.datetime, *, days: int = 1, unit: Unit | None = None, **facts: Any) -> Case:
    """A patrol's find, handled so many days after its dispatch and closed the same day."""
    with time_machine.travel(start, tick=False) as clock:
        case = patrol_case(parts, **facts)
        for who, action in WAYS[CaseState.CLOSED]:
            if action == "follow_up":
                continue
            clock.shift(datetime.timedelta(days=days) if action == "complete" else datetime.timedelta(minutes=1))
            more = {"lead_unit": unit, "assisting_units": []} if action == "dispatch" and unit else {}
            do(parts, case, who, action, **more)
    return case


def computed_month(parts: Cast, month: datetime.date, *, who: str = "assessor") -> MonthlyAssessment:
    """Opened and computed at the beginning of the month after."""
    at = on(month_before(month, -1), 1, 9)
    row = month_open(month=month, by=parts.actor(who), at=at)
    month_compute(month=row, at=at)
    row.refresh_from_db()
    return row


def shown_month(parts: Cast, month: datetime.date) -> MonthlyAssessment:
    row = computed_month(parts, month)
    advance(row, "show", by=parts.actor("assessor"), at=on(month_before(month, -1), 2, 9))
    return row


def frozen_month(parts: Cast, month: datetime.date) -> MonthlyAssessment:
    row = shown_month(parts, month)
    assert row.appeals_until is not None
    advance(row, "freeze", by=parts.actor("second_assessor"), at=row.appeals_until + datetime.timedelta(hours=1))
    return row


def bulletin_drafted(parts: Cast, row: MonthlyAssessment, *, who: str = "publisher") -> BulletinPage:
    page = bulletin_draft(month=row, by=parts.actor(who))
    page.publish_date = timezone.localdate()
    page.save_revision(user=parts.people[who], clean=False)
    return BulletinPage.objects.get(pk=page.pk)


def bulletin_published(parts: Cast, row: MonthlyAssessment) -> BulletinPage:
    """Drafted by the publisher, approved by the reviewer."""
    page = bulletin_drafted(parts, row)
    review_approve(task=pages.submit(page, parts.people["publisher"]), user=parts.people["reviewer"], **CHECKS)
    return BulletinPage.objects.get(pk=page.pk)


def raised(parts: Cast, row: MonthlyAssessment, *, who: str = "liaison", unit: Unit | None = None, case: Case | None = None) -> Appeal:
    assert row.published_at is not None
    return appeal_raise(
        month=row,
        unit=unit or parts.district.sanitation,
        identifier=FIGURE,
        reason="道路封闭施工，不能进场。",
        by=parts.actor(who),
        case=case,
        at=row.published_at + datetime.timedelta(hours=1),
    )


# Rows without computing, for the tables of acts: what an act asks of the record is there, and nothing else.
def bare_month(parts: Cast, state: str, month: datetime.date, **facts: Any) -> MonthlyAssessment:
    now = timezone.now()
    rules = IndicatorSet.objects.for_month(month)
    values: dict[str, Any] = {
        "state": state, "state_since": now, "cutoff": now, "indicator_set": rules, "run": 1, "claimed": 1, "stale": False,
        "computed_by": parts.people["assessor"],
    }  # fmt: skip
    if state != MonthState.COMPUTING and state != MonthState.COMPUTED:
        values |= {"published_at": now - datetime.timedelta(days=9), "appeals_until": now - datetime.timedelta(days=1)}
    if state in (MonthState.FROZEN, MonthState.SUPERSEDED):
        values |= {"frozen_at": now}
    return MonthlyAssessment.objects.create(month=month, **(values | facts))


def bare_appeal(parts: Cast, state: str, month: MonthlyAssessment, *, unit: Unit | None = None, by: User | None = None) -> Appeal:
    """An appeal of the sanitation unit about a case that counts for it."""
    now, case, lead = timezone.now(), patrol_case(parts), unit or parts.district.sanitation
    CountedCase.objects.create(month=month, run=month.run, measure=FIGURE, case=case, unit=lead, counted=False)
    return Appeal.objects.create(
        number=f"SS-{Appeal.objects.count() + 1:06d}", month=month, unit=lead, identifier=FIGURE, label=LABEL, figure="50%", case=case,
        reason="道路封闭施工，不能进场。", state=state, state_since=now, raised_by=by or parts.people["liaison"], raised_at=now,
        due_at=now if state == AppealState.SUBMITTED else None,
    )  # fmt: skip
