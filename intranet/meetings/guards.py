"""Why an act on a meeting may be refused although role and state fit. Each raises with a sentence."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.units.actors import Actor
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.moment import act_date, act_moment
from intranet.meetings.models import Meeting, MinutesRevision

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def ready_to_notify(meeting: Meeting, _actor: Actor) -> None:
    if meeting.starts_at <= act_moment():
        raise Refused(_("会议时间已过，请先修改会议时间。"))
    if not meeting.items.exists():
        raise Refused(_("会议还没有议题。"))
    if not meeting.invitations.exists():
        raise Refused(_("会议还没有邀请单位。"))


def has_begun(meeting: Meeting, _actor: Actor) -> None:
    if meeting.starts_at > act_moment():
        raise Refused(_("会议尚未开始。"))


def minutes_complete(meeting: Meeting, _actor: Actor) -> None:
    if meeting.submitted_at is not None:
        raise Refused(_("纪要已送审。"))
    if meeting.items.filter(minutes="").exists():
        raise Refused(_("还有议题没有写纪要。"))
    if meeting.invitations.filter(presence="").exists():
        raise Refused(_("还有单位没有登记签到。"))
    late = meeting.decisions.filter(due_on__lte=timezone.localdate(meeting.starts_at)).exists()
    if late:
        raise Refused(_("议定事项的完成时限须晚于会议日期。"))


def submitted(meeting: Meeting, _actor: Actor) -> None:
    if meeting.submitted_at is None:
        raise Refused(_("纪要尚未送审。"))


def not_an_author(meeting: Meeting, actor: Actor) -> None:
    """Author ≠ approver: whoever wrote a line of the present minutes or of a decision does not approve them."""
    submitted(meeting, actor)
    wrote = MinutesRevision.objects.filter(item__meeting=meeting, by=actor.user_id).exists()
    if wrote or meeting.submitted_by_id == actor.user_id or meeting.decisions.filter(created_by=actor.user_id).exists():
        raise NotAllowed(_("起草过本次纪要的人员不能审定纪要。"))


def due_days_ahead(meeting: Meeting, _actor: Actor) -> None:
    """Each decision becomes a task with its own day, so the day must still be to come."""
    if meeting.decisions.filter(due_on__lt=act_date()).exists():
        raise Refused(_("有议定事项的完成时限已过，请撤回审定并修改时限。"))


def new_time(_meeting: Meeting, _actor: Actor, data: Mapping[str, Any]) -> None:
    start = start_of(data)
    if start <= act_moment():
        raise InvalidData({"day": _("会议时间须晚于现在。")})


def start_of(data: Mapping[str, Any]) -> datetime.datetime:
    """Day and hour as typed, in the office's zone. Raises InvalidData."""
    day = data.get("day")
    found = _CLOCK.fullmatch(str(data.get("clock") or "").strip())
    if not isinstance(day, datetime.date) or not 2000 <= day.year < 2100:
        raise InvalidData({"day": _("请填写会议日期。")})
    if found is None:
        raise InvalidData({"clock": _("请按“时:分”填写，例如 14:30。")})
    clock = datetime.time(int(found[1]), int(found[2]))
    return datetime.datetime.combine(day, clock, timezone.get_current_timezone())
