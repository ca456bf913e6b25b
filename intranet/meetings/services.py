"""Preparing a meeting: facts, invitations, agenda. Acts of state go through advance(); minutes are in minuting."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.numbering.services import next_value
from core.units.actors import Actor
from core.units.models import Unit, User
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.services import step_write
from intranet.meetings.enums import ItemKind, MeetingKind, MeetingState, Part, Receipt
from intranet.meetings.errors import ChangedMeanwhile
from intranet.meetings.followers import index_meeting
from intranet.meetings.models import AgendaItem, Invitation, Meeting
from intranet.meetings.permissions import is_clerk, may_answer, may_prepare
from intranet.records.services import link_add


def demand_clerk(by: Actor) -> None:
    if by.user is None or not is_clerk(by.user):
        raise NotAllowed(_("只有城管委办公室人员可以筹备会议。"))


def lock(meeting: Meeting) -> Meeting:
    """The row as it stands, held until the transaction ends."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _preparing(meeting: Meeting, by: Actor) -> Meeting:
    locked = lock(meeting)
    demand_clerk(by)
    assert by.user is not None
    if not may_prepare(by.user, locked):
        raise Refused(_("会议已召开或已取消，不能再改筹备内容。"))
    return locked


def month_of(moment: datetime.datetime) -> datetime.date:
    """The first of the month in the office's zone."""
    return timezone.localdate(moment).replace(day=1)


def _check_times(starts_at: datetime.datetime, ends_at: datetime.datetime) -> None:
    if ends_at <= starts_at:
        raise InvalidData({"ends": _("结束时间须晚于开始时间。")})


@transaction.atomic
def meeting_create(
    *,
    kind: str,
    title: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    chair: User,
    attending: Iterable[Unit],
    by: Actor,
    sitting_in: Iterable[Unit] = (),
    month: datetime.date | None = None,
    purpose: str = "",
    at: datetime.datetime | None = None,
) -> Meeting:
    """A planned meeting with its invitations. A monthly one opens with the follow-up of earlier decisions.

    Raises InvalidData when the month has its monthly meeting already."""
    demand_clerk(by)
    _check_times(starts_at, ends_at)
    moment = at or timezone.now()
    of_month = (month or month_of(starts_at)).replace(day=1)
    year = of_month.year
    values = {"kind": kind, "month": of_month, "title": title, "purpose": purpose, "starts_at": starts_at, "ends_at": ends_at}
    meeting = Meeting(
        number=f"HY-{year}-{next_value(kind='meeting', scope=str(year)):03d}",
        place=place,
        chair=chair,
        state=MeetingState.PLANNED,
        state_since=moment,
        created_by=by.user,
        created_at=moment,
        **values,
    )
    _save_monthly(meeting)
    step_write(obj=meeting, action="plan", from_state="", actor=by, at=moment, data={}, unit_id=by.user.home_unit_id if by.user else None)
    _invite(meeting, attending, sitting_in)
    if kind == MeetingKind.MONTHLY:
        AgendaItem.objects.create(meeting=meeting, position=1, kind=ItemKind.CARRY_OVER, title=_("上次会议议定事项落实情况"))
    index_meeting(meeting)
    record(action="intranet_meetings.meeting.plan", by=by, subject=meeting, data={"kind": kind})
    return meeting


def _save_monthly(meeting: Meeting) -> None:
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        raise InvalidData({"month": _("这个月份已有月度联席会议。")}) from error


def _invite(meeting: Meeting, attending: Iterable[Unit], sitting_in: Iterable[Unit]) -> None:
    wanted = {unit.pk: Part.SIT_IN for unit in sitting_in} | {unit.pk: Part.ATTEND for unit in attending}
    meeting.invitations.exclude(unit__in=wanted).delete()
    known = {row.unit_id: row for row in meeting.invitations.all()}
    for unit_id, part in wanted.items():
        row = known.get(unit_id)
        if row is None:
            Invitation.objects.create(meeting=meeting, unit_id=unit_id, part=part)
        elif row.part != part:
            row.part = part
            row.save(update_fields=["part"])


@transaction.atomic
def meeting_update(
    *,
    meeting: Meeting,
    revision: int,
    title: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    chair: User,
    attending: Iterable[Unit],
    sitting_in: Iterable[Unit],
    purpose: str,
    by: Actor,
    month: datetime.date | None = None,
) -> Meeting:
    """Change the facts and who is invited. Raises ChangedMeanwhile when somebody else did so in between."""
    locked = _preparing(meeting, by)
    _check_times(starts_at, ends_at)
    if locked.revision != revision:
        raise ChangedMeanwhile(_("会议信息刚被他人修改，请核对后再保存。"), current="", revision=locked.revision)
    moved = (locked.starts_at, locked.place) != (starts_at, place)
    if moved and locked.state == MeetingState.NOTIFIED:
        raise InvalidData({"day": _("会议已通知各单位：改时间或地点请先“推迟会议”再另行通知。")})
    locked.title, locked.purpose, locked.place, locked.chair = title, purpose, place, chair
    locked.starts_at, locked.ends_at = starts_at, ends_at
    if locked.kind == MeetingKind.AD_HOC:
        locked.month = month_of(starts_at)
    elif month:
        locked.month = month.replace(day=1)
    locked.revision += 1
    _save_monthly(locked)
    _invite(locked, attending, sitting_in)
    index_meeting(locked)
    record(action="intranet_meetings.meeting.update", by=by, subject=locked, data={"revision": locked.revision})
    return locked


@transaction.atomic
def agenda_add(
    *, meeting: Meeting, kind: str, title: str, body: str, unit: Unit | None, by: Actor, causes: Sequence[Model] = ()
) -> AgendaItem:
    """Put an item at the end of the agenda. ``causes`` are the records it came of; they stand in its chain."""
    locked = _preparing(meeting, by)
    last = locked.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(meeting=locked, position=last + 1, kind=kind, title=title, body=body, unit=unit)
    for cause in causes:
        link_add(cause=cause, consequence=item)
    index_meeting(locked)
    record(action="intranet_meetings.meeting.agenda_add", by=by, subject=locked, data={"item": item.pk, "kind": kind})
    return item


@transaction.atomic
def agenda_change(*, item: AgendaItem, title: str, body: str, unit: Unit | None, by: Actor) -> AgendaItem:
    """Change an item while the meeting is prepared."""
    locked = _preparing(item.meeting, by)
    item.title, item.body, item.unit = title, body, unit
    item.save(update_fields=["title", "body", "unit"])
    index_meeting(locked)
    record(action="intranet_meetings.meeting.agenda_change", by=by, subject=locked, data={"item": item.pk})
    return item


@transaction.atomic
def agenda_move(*, item: AgendaItem, up: bool, by: Actor) -> None:
    """One place up or down."""
    locked = _preparing(item.meeting, by)
    rows = list(locked.items.all())
    index = rows.index(item)
    other = index - 1 if up else index + 1
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
    for position, row in enumerate(rows, start=1):
        AgendaItem.objects.filter(pk=row.pk).update(position=position)
    record(action="intranet_meetings.meeting.agenda_move", by=by, subject=locked, data={"item": item.pk, "up": up})


@transaction.atomic
def agenda_remove(*, item: AgendaItem, by: Actor) -> None:
    """Take an item off the agenda before the meeting; the audit keeps its words."""
    locked = _preparing(item.meeting, by)
    record(action="intranet_meetings.meeting.agenda_remove", by=by, subject=locked, data={"title": item.title, "body": item.body})
    item.delete()
    index_meeting(locked)


@transaction.atomic
def receipt_give(
    *,
    invitation: Invitation,
    receipt: str,
    by: Actor,
    person: str = "",
    post: str = "",
    substitute_for: str = "",
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Invitation:
    """回执: who comes, or for whom somebody else comes, or why nobody does. May be changed until the meeting."""
    locked = Invitation.objects.select_for_update().select_related("meeting", "unit").get(pk=invitation.pk)
    if by.user is None or not may_answer(by.user, locked):
        raise NotAllowed(_("只有被邀请单位的人员可以在会前填写回执。"))
    missing: dict[str, str] = {}
    if receipt in (Receipt.COMING, Receipt.SUBSTITUTE) and not person.strip():
        missing["person"] = _("请填写参会人姓名。")
    if receipt == Receipt.SUBSTITUTE and not substitute_for.strip():
        missing["substitute_for"] = _("请填写替何人参会。")
    if receipt in (Receipt.SUBSTITUTE, Receipt.LEAVE) and not reason.strip():
        missing["reason"] = _("请填写原因。")
    if receipt not in (Receipt.COMING, Receipt.SUBSTITUTE, Receipt.LEAVE):
        missing["receipt"] = _("请选择是否参会。")
    if missing:
        raise InvalidData(missing)
    comes = receipt != Receipt.LEAVE
    locked.receipt, locked.reason = receipt, reason.strip()
    locked.person, locked.post = (person.strip(), post.strip()) if comes else ("", "")
    locked.substitute_for = substitute_for.strip() if receipt == Receipt.SUBSTITUTE else ""
    locked.answered_by, locked.answered_at = by.user, at or timezone.now()
    locked.save()
    record(action="intranet_meetings.meeting.receipt", by=by, subject=locked.meeting, data={"unit": locked.unit_id, "receipt": receipt})
    return locked
