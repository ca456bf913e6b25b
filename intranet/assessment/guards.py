"""Why an act on a month or an appeal may be refused although role and state fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.phrases import listed
from core.units.actors import Actor
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.moment import act_moment
from intranet.assessment.enums import MonthState
from intranet.assessment.models import Appeal, CountedCase, MonthlyAssessment
from intranet.assessment.permissions import belongs_to
from intranet.casework.models import Case

_BETWEEN = re.compile(r"[\s,，、;；]+")


def figures_stand(month: MonthlyAssessment, _actor: Actor) -> None:
    if month.stale:
        raise Refused(_("数值正在重新计算，请稍后再办。"))


def may_freeze(month: MonthlyAssessment, actor: Actor) -> None:
    """Not while units may still appeal, and not over an open appeal."""
    figures_stand(month, actor)
    if month.appeals_until is None or act_moment() <= month.appeals_until:
        raise Refused(_("申诉期未满，不能冻结。"))
    waiting = month.appeals.open().count()
    if waiting:
        raise Refused(_("还有%(count)s件申诉未答复，不能冻结。") % {"count": waiting})


def may_correct(month: MonthlyAssessment, _actor: Actor) -> None:
    if MonthlyAssessment.objects.filter(month=month.month, revision__gt=month.revision).exists():
        raise Refused(_("这个月份已有更正版本。"))


def may_answer(appeal: Appeal, actor: Actor) -> None:
    """Somebody other than who computed the figure, and nobody of the unit that appeals."""
    if appeal.month.state != MonthState.APPEAL:
        raise Refused(_("该月份不在申诉阶段。"))
    if actor.user_id is not None and appeal.month.computed_by_id == actor.user_id:
        raise NotAllowed(_("申诉须由计算人以外的考评员答复。"))
    # Who speaks for a unit from the one above it is not of that unit.
    if actor.user_id is not None and appeal.raised_by_id == actor.user_id:
        raise NotAllowed(_("提出申诉的人不能答复这件申诉。"))
    if belongs_to(actor, appeal.unit):
        raise NotAllowed(_("申诉单位的人员不能答复本单位的申诉。"))


def may_withdraw(appeal: Appeal, _actor: Actor) -> None:
    if appeal.month.state != MonthState.APPEAL:
        raise Refused(_("该月份不在申诉阶段。"))


def numbers_in(text: str) -> list[str]:
    """Case numbers as typed: parted by blanks, commas or lines."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))


def known_cases(appeal: Appeal, _actor: Actor, data: Mapping[str, Any]) -> None:
    """What is taken out must have been counted for the unit in this month."""
    numbers = numbers_in(str(data.get("cases") or ""))
    if not numbers:
        raise InvalidData({"cases": _("请填写要剔除的案件编号。")})
    found = cases_counted(appeal, numbers)
    missing = [number for number in numbers if number not in found]
    if missing:
        raise InvalidData({"cases": _("这些案件没有计入该单位本月的指标：%(numbers)s") % {"numbers": listed(missing)}})


def cases_counted(appeal: Appeal, numbers: list[str]) -> dict[str, Case]:
    """Those of the cases that count for the appealing unit, by number."""
    counted = CountedCase.objects.filter(month=appeal.month, run=appeal.month.run, unit=appeal.unit_id)
    rows = Case.objects.filter(number__in=numbers[:200], pk__in=counted.values("case"))
    return {case.number: case for case in rows}
