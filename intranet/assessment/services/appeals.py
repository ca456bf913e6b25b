"""Raising an appeal; answering and withdrawing go through advance()."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.files.models import StoredFile
from core.files.services import file_attach
from core.numbering.services import next_value
from core.outbox.services import emit
from core.units.actors import Actor
from core.units.models import Unit
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.services import step_write
from intranet.assessment.effects import APPEAL_KIND, NOTICE
from intranet.assessment.enums import MonthState, SubjectKind
from intranet.assessment.models import Appeal, CountedCase, MonthlyAssessment, Result
from intranet.assessment.months import answer_due
from intranet.assessment.permissions import may_speak_for
from intranet.assessment.presenters import figure_words
from intranet.casework.models import Case
from search.services import request_index


@transaction.atomic
def appeal_raise(
    *,
    month: MonthlyAssessment,
    unit: Unit,
    identifier: str,
    reason: str,
    by: Actor,
    case: Case | None = None,
    files: Sequence[StoredFile] = (),
    at: datetime.datetime | None = None,
) -> Appeal:
    """A unit contests a figure of its own, or one case in it. Raises NotAllowed, Refused or InvalidData."""
    moment = at or timezone.now()
    if by.user is None or not may_speak_for(by.user, unit):
        raise NotAllowed(_("只有本单位的联络人或分管负责人可以申诉。"))
    month = MonthlyAssessment.objects.select_for_update().get(pk=month.pk)
    if month.state != MonthState.APPEAL or month.appeals_until is None or moment > month.appeals_until:
        raise Refused(_("不在申诉期内，不能申诉。"))
    if not reason.strip():
        raise InvalidData({"reason": _("请填写申诉理由。")})
    result = Result.objects.filter(month=month, run=month.run, subject_kind=SubjectKind.UNIT, unit=unit, identifier=identifier).first()
    indicator = month.indicator_set.indicators.filter(identifier=identifier).first()
    if result is None or indicator is None:
        raise Refused(_("本单位本月没有这项指标。"))
    if case is not None and not CountedCase.objects.held(month).filter(measure=indicator.measure, unit=unit, case=case).exists():
        raise InvalidData({"case": _("该案件没有计入这项指标。")})
    if Appeal.objects.open().filter(month=month, unit=unit, identifier=identifier, case=case).exists():
        raise Refused(_("同一事项已有待答复的申诉。"))
    appeal = Appeal.objects.create(
        number=f"SS-{month.month:%Y%m}-{next_value(kind='appeal', scope=month.key):03d}",
        month=month,
        unit=unit,
        identifier=identifier,
        label=indicator.label,
        case=case,
        figure=figure_words(indicator.measure, result),
        reason=reason.strip(),
        state_since=moment,
        raised_by=by.user,
        raised_at=moment,
        due_at=answer_due(moment),
    )
    step = step_write(obj=appeal, action="raise", from_state="", actor=by, at=moment, data={"opinion": appeal.reason}, unit_id=unit.pk)
    for stored in files:
        file_attach(file=stored, subject=appeal, role="document", step=step)
    request_index(APPEAL_KIND, appeal.pk)
    emit(NOTICE, {"appeal": appeal.pk, "what": "raise"})
    record(action="intranet_assessment.appeal.raise", by=by, subject=appeal, data={"month": month.key, "identifier": identifier})
    return appeal
