"""Sign-in, the minutes by item, the decisions. Two clerks may write at once: none overwrites the other unseen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import Actor
from core.units.models import Unit
from core.workflow.errors import InvalidData, NotAllowed
from intranet.meetings.enums import Presence
from intranet.meetings.errors import ChangedMeanwhile
from intranet.meetings.followers import index_meeting
from intranet.meetings.models import AgendaItem, Decision, Meeting, MinutesRevision
from intranet.meetings.permissions import may_sign_in, may_write_minutes
from intranet.meetings.services import lock


def _writing(meeting: Meeting, by: Actor) -> Meeting:
    locked = lock(meeting)
    if by.user is None or not may_write_minutes(by.user, locked):
        raise NotAllowed(_("纪要只能由办公室人员在起草期间修改；已送审的须先退回。"))
    return locked


@transaction.atomic
def sign_in(*, meeting: Meeting, rows: Mapping[int, tuple[str, str]], by: Actor) -> None:
    """签到: presence and name for each invitation by its number. What is not named stays as it is."""
    locked = lock(meeting)
    if by.user is None or not may_sign_in(by.user, locked):
        raise NotAllowed(_("现在不能登记签到。"))
    for invitation in locked.invitations.filter(pk__in=rows):
        presence, name = rows[invitation.pk]
        if presence not in Presence.values:
            raise InvalidData({"presence": _("请选择签到情况。")})
        invitation.presence = presence
        invitation.signed_name = name.strip()[:40] if presence == Presence.PRESENT else ""
        invitation.save(update_fields=["presence", "signed_name"])
    record(action="intranet_meetings.meeting.sign_in", by=by, subject=locked, data={"units": len(rows)})


@transaction.atomic
def minutes_write(*, item: AgendaItem, text: str, revision: int, by: Actor, at: datetime.datetime | None = None) -> AgendaItem:
    """Save the minutes of an item. ``revision`` is the one the writer began from.

    Raises ChangedMeanwhile, with what stands there now, when somebody else saved in between."""
    locked = _writing(item.meeting, by)
    row = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if row.revision != revision:
        editor = str(row.edited_by or "")
        message = _("%(person)s刚修改了这一段，您的文字没有保存，请对照后再保存。") % {"person": editor}
        raise ChangedMeanwhile(message, current=row.minutes, revision=row.revision, by=editor)
    assert by.user is not None
    row.minutes, row.revision, row.edited_by, row.edited_at = text.strip(), row.revision + 1, by.user, at or timezone.now()
    row.save(update_fields=["minutes", "revision", "edited_by", "edited_at"])
    MinutesRevision.objects.create(item=row, revision=row.revision, text=row.minutes, by=by.user, at=row.edited_at)
    index_meeting(locked)
    record(action="intranet_meetings.meeting.minutes", by=by, subject=locked, data={"item": row.pk, "revision": row.revision})
    return row


@transaction.atomic
def decision_add(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    content: str,
    lead_unit: Unit,
    assisting_units: Iterable[Unit],
    due_on: datetime.date,
    by: Actor,
) -> Decision:
    """A resolved point with the unit that does it, those that help, and the day."""
    locked = _writing(meeting, by)
    helpers = _checked(locked, lead_unit, assisting_units, due_on)
    last = locked.decisions.aggregate(last=Max("position"))["last"] or 0
    decision = Decision.objects.create(
        meeting=locked, item=item, position=last + 1, content=content, lead_unit=lead_unit, due_on=due_on, created_by=by.user
    )
    decision.assisting_units.set(helpers)
    index_meeting(locked)
    record(action="intranet_meetings.meeting.decision_add", by=by, subject=locked, data={"decision": decision.pk})
    return decision


def _checked(meeting: Meeting, lead: Unit, assisting: Iterable[Unit], due_on: datetime.date) -> list[Unit]:
    helpers = list(assisting)
    if lead in helpers:
        raise InvalidData({"assisting_units": _("责任单位不能同时是配合单位。")})
    if due_on <= timezone.localdate(meeting.starts_at):
        raise InvalidData({"due_on": _("完成时限须晚于会议日期。")})
    return helpers


@transaction.atomic
def decision_change(
    *,
    decision: Decision,
    revision: int,
    item: AgendaItem | None,
    content: str,
    lead_unit: Unit,
    assisting_units: Iterable[Unit],
    due_on: datetime.date,
    by: Actor,
) -> Decision:
    """Change a decision while the minutes are drafted. Raises ChangedMeanwhile like minutes_write."""
    locked = _writing(decision.meeting, by)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    if row.revision != revision:
        raise ChangedMeanwhile(_("这一议定事项刚被他人修改，请核对后再保存。"), current=row.content, revision=row.revision)
    helpers = _checked(locked, lead_unit, assisting_units, due_on)
    row.item, row.content, row.lead_unit, row.due_on, row.revision = item, content, lead_unit, due_on, row.revision + 1
    row.save()
    row.assisting_units.set(helpers)
    index_meeting(locked)
    record(action="intranet_meetings.meeting.decision_change", by=by, subject=locked, data={"decision": row.pk})
    return row


@transaction.atomic
def decision_remove(*, decision: Decision, by: Actor) -> None:
    """Strike a decision from the draft; the audit keeps its words."""
    locked = _writing(decision.meeting, by)
    record(action="intranet_meetings.meeting.decision_remove", by=by, subject=locked, data={"content": decision.content})
    decision.delete()
    index_meeting(locked)
