"""What the worker does for the assessment: computes, and tells whom it concerns."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.outbox.models import OutboxMessage
from core.outbox.registry import handler
from core.units.enums import Role
from core.units.models import RoleAssignment, User
from intranet.assessment.effects import COMPUTE, NOTICE
from intranet.assessment.models import Appeal, MonthlyAssessment, Score
from intranet.assessment.permissions import SPEAKERS
from intranet.assessment.services.computing import month_compute
from intranet.inbox.services import notify


@handler(COMPUTE, lease_seconds=1800)
def compute_month(payload: dict[str, Any], message: OutboxMessage) -> None:
    """May run twice: the second finds nothing to do. A failure is told on the month's page and tried again."""
    month = MonthlyAssessment.objects.get(pk=payload["month"])
    try:
        month_compute(month=month)
    except Exception as error:
        MonthlyAssessment.objects.filter(pk=month.pk).update(problem=f"{type(error).__name__}: {error}"[:300])
        raise


@handler(NOTICE, atomic=True)
def tell(payload: dict[str, Any], message: OutboxMessage) -> None:
    """Number and link only."""
    if "appeal" in payload:
        _tell_appeal(Appeal.objects.select_related("unit", "month", "raised_by").get(pk=payload["appeal"]), payload["what"])
        return
    month = MonthlyAssessment.objects.get(pk=payload["month"])
    if (timezone.now() - month.state_since).days > 2:  # a history written afterwards
        return
    units = Score.objects.filter(month=month, run=month.run, subject_kind="unit").values_list("unit", flat=True)
    words = gettext_noop("%(month)s考评已公示，申诉期内可以申诉。") if payload["what"] == "shown" else gettext_noop("%(month)s考评已冻结。")
    _notify(SPEAKERS, set(units), words, {"month": month.key}, reverse("intranet_assessment:month", args=[month.key]), month)


def _tell_appeal(appeal: Appeal, what: str) -> None:
    if (timezone.now() - appeal.state_since).days > 2:
        return
    url = reverse("intranet_assessment:appeal", args=[appeal.pk])
    if what == "raise":
        _notify({Role.ASSESSOR}, None, gettext_noop("收到考评申诉：%(number)s"), {"number": appeal.number}, url, appeal)
    elif what in ("accept", "reject"):
        text = gettext_noop("考评申诉已答复：%(number)s")
        notify(users=[appeal.raised_by], text=text, values={"number": appeal.number}, url=url, subject=appeal)


def _notify(roles: Any, units: set[int | None] | None, text: str, values: dict[str, str], url: str, subject: Any) -> None:
    rows = RoleAssignment.objects.current(timezone.localdate()).filter(role__in=roles, user__is_active=True)
    if units is not None:
        rows = rows.filter(unit__in=[unit for unit in units if unit])
    users = list(User.objects.filter(pk__in=rows.values("user")).order_by("pk"))
    if users:
        notify(users=users, text=text, values=values, url=url, subject=subject)
