"""What each act on a month or an appeal writes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.outbox.services import emit
from core.units.actors import SYSTEM
from core.workflow.machine import Context
from core.workflow.services import advance, step_write
from intranet.assessment import months
from intranet.assessment.enums import MonthState
from intranet.assessment.guards import cases_counted, numbers_in
from intranet.assessment.models import Adjustment, MonthlyAssessment
from search.services import request_index

COMPUTE = "assessment.compute"
NOTICE = "assessment.notice"
APPEAL_KIND = "appeal"


def ask_computing(month: MonthlyAssessment) -> None:
    """Let the worker compute, in this transaction's wake."""
    emit(COMPUTE, {"month": month.pk}, key=f"assessment:{month.pk}")


def compute_anew(context: Context) -> None:
    """Read the ledgers as they are now."""
    month: MonthlyAssessment = context.obj
    month.stale, month.problem = True, ""
    month.step_horizon = month.entry_horizon = 0
    month.computed_by = context.actor.user
    month.compute_done = month.compute_total = 0
    ask_computing(month)


def finish(context: Context) -> None:
    context.obj.due_at = months.show_due(context.obj.month)


def show_to_units(context: Context) -> None:
    month: MonthlyAssessment = context.obj
    month.published_at = context.at
    month.appeals_until = months.appeals_end(context.at)
    month.due_at = months.freeze_due(month.appeals_until)
    emit(NOTICE, {"month": month.pk, "what": "shown"})


def freeze(context: Context) -> None:
    """From here the figures stand; a version that this one corrects gives way."""
    month: MonthlyAssessment = context.obj
    month.frozen_at = context.at
    month.due_at = month.bulletin_due = months.bulletin_due(month.month)
    for older in MonthlyAssessment.objects.filter(month=month.month, revision__lt=month.revision, state=MonthState.FROZEN):
        advance(older, "supersede", by=SYSTEM, at=context.at)
    emit(NOTICE, {"month": month.pk, "what": "frozen"})


def correct(context: Context) -> None:
    """A frozen figure is never changed: the month gets another version, computed with what is known now."""
    old: MonthlyAssessment = context.obj
    fresh = MonthlyAssessment.objects.create(
        month=old.month,
        revision=old.revision + 1,
        state_since=context.at,
        indicator_set=old.indicator_set,
        reason=str(context.data.get("opinion", ""))[:500],
        cutoff=old.cutoff,
        computed_by=context.actor.user,
        due_at=months.show_due(old.month),
    )
    step_write(obj=fresh, action="recompute", from_state="", actor=context.actor, at=context.at, data=context.data, unit_id=None)
    context.notes["version"] = fresh.pk
    ask_computing(fresh)


def supersede(context: Context) -> None:
    context.obj.due_at = None


def accept(context: Context) -> None:
    """Every case named is taken out for the unit in this month, in all its figures, and the month is computed again."""
    appeal = context.obj
    _answered(context)
    assert context.actor.user is not None  # the table gives it to people only
    found = cases_counted(appeal, numbers_in(context.data["cases"]))
    for case in found.values():
        Adjustment.objects.get_or_create(
            month=appeal.month.month,
            case=case,
            unit=appeal.unit,
            defaults={"appeal": appeal, "reason": context.data["opinion"], "decided_by": context.actor.user, "at": context.at},
        )
    month = MonthlyAssessment.objects.select_for_update().get(pk=appeal.month_id)
    month.stale = True
    month.save(update_fields=["stale"])
    ask_computing(month)


def reject(context: Context) -> None:
    _answered(context)


def _answered(context: Context) -> None:
    context.obj.answer = context.data["opinion"]
    context.obj.answered_at = context.at
    context.obj.due_at = None


def withdraw(context: Context) -> None:
    context.obj.due_at = None


def appeal_follow(context: Context) -> None:
    """After every act on an appeal: index and notices."""
    request_index(APPEAL_KIND, context.obj.pk)
    emit(NOTICE, {"appeal": context.obj.pk, "what": context.transition.action})


def month_title(month: MonthlyAssessment) -> str:
    """As people call it: 2026年10月考评."""
    return _("%(year)d年%(month)d月考评") % {"year": month.month.year, "month": month.month.month}
