"""Writing letters: the draft and its changes. Everything after goes through advance()."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.files.services import file_attach
from core.units.actors import Actor
from core.units.models import Unit
from core.units.refs import SubjectRef
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.moment import at_moment
from core.workflow.services import plain, step_write
from intranet.records.services import link_add
from intranet.sharing.enums import LetterState
from intranet.sharing.facts import demand_facts, put_approval, put_facts, put_recipients
from intranet.sharing.guards import is_asked
from intranet.sharing.kinds import RULES
from intranet.sharing.letter_clocks import KIND, clock_adjust, show_clock
from intranet.sharing.models import Letter, LetterMark
from intranet.sharing.permissions import forget_rows, may_keep_marks, may_write_at

EDITABLE = frozenset({LetterState.DRAFT, LetterState.RETURNED})
CLOCK_FIELDS = ["clock_name", "due_at", "warn_at", "due_provisional", "overdue_notices"]


@transaction.atomic
def letter_compose(
    *,
    kind: str,
    title: str,
    sender_unit: Unit,
    recipients: Collection[Unit],
    data: Mapping[str, Any],
    by: Actor,
    files: Sequence[Any] = (),
    causes: Sequence[Model | SubjectRef] = (),
    at: datetime.datetime | None = None,
) -> Letter:
    """A new draft. Raises NotAllowed (not this person's unit, not this unit's kind) or InvalidData."""
    moment = at or timezone.now()
    rule = RULES[kind]
    if by.user is None or not may_write_at(by.user, sender_unit):
        raise NotAllowed(_("您不能以该单位的名义拟稿。"))
    if sender_unit.kind not in rule.senders:
        raise NotAllowed(_("该单位不发此类函件。"))
    with at_moment(moment):
        demand_facts(rule, sender_unit, recipients, data)
        letter = Letter(
            kind=kind, title=_title(title), sender_unit=sender_unit, author=by.user, created_at=moment, state_since=moment
        )  # fmt: skip
        put_facts(letter, data)
        letter.save()
        put_approval(letter, data)
        put_recipients(letter, recipients)
        step = step_write(obj=letter, action="compose", from_state="", actor=by, at=moment, data={}, unit_id=sender_unit.pk)
        for stored in files:
            file_attach(file=stored, subject=letter, role="document", step=step)
        for cause in causes:
            link_add(cause=cause, consequence=letter, at=moment)
        show_clock(letter, clock_adjust(letter, at=moment, by=by))
        letter.save(update_fields=CLOCK_FIELDS)
        record(action=f"{KIND}.compose", by=by, subject=letter, data={"kind": kind})
    return letter


@transaction.atomic
def letter_edit(
    *,
    letter: Letter,
    title: str,
    recipients: Collection[Unit],
    data: Mapping[str, Any],
    by: Actor,
    files: Sequence[Any] = (),
    at: datetime.datetime | None = None,
) -> Letter:
    """Change a draft, or a returned letter before it is sent again. Raises NotAllowed, Refused or InvalidData."""
    moment = at or timezone.now()
    locked = Letter.objects.select_for_update().select_related("sender_unit").get(pk=letter.pk)
    if by.user is None or not may_write_at(by.user, locked.sender_unit):
        raise NotAllowed(_("您不能以该单位的名义拟稿。"))
    if locked.state not in EDITABLE:
        raise Refused(_("函件已发出，不能修改。"))
    if is_asked(locked):
        raise Refused(_("已送分管负责人签发，先撤回送签才能修改。"))
    with at_moment(moment):
        demand_facts(RULES[locked.kind], locked.sender_unit, recipients, data)
        before, as_sent = locked.event_on, _content(locked) if locked.sent_at else {}
        locked.title = _title(title)
        put_facts(locked, data)
        put_approval(locked, data)
        put_recipients(locked, recipients)
        forget_rows(locked)
        step = step_write(
            obj=locked, action="edit", from_state=locked.state, actor=by, at=moment, data=as_sent, unit_id=locked.sender_unit_id
        )  # fmt: skip
        for stored in files:
            file_attach(file=stored, subject=locked, role="document", step=step)
        show_clock(locked, clock_adjust(locked, at=moment, by=by, anew=before != locked.event_on))
        locked.save()
        record(action=f"{KIND}.edit", by=by, subject=locked, data={"step": step.pk})
    return locked


def _content(letter: Letter) -> dict[str, Any]:
    """What the letter said when it was sent: kept in the step that changes it."""
    return {
        "as_sent": {name: plain(getattr(letter, name)) for name in ("title", "party", "place", "event_on", "details")}
        | {"body": letter.body}
    }


def _title(title: str) -> str:
    if not title.strip():
        raise InvalidData({"title": _("请填写标题。")})
    return title.strip()[:100]


@transaction.atomic
def mark_set(*, unit: Unit, mark: str, by: Actor) -> LetterMark:
    """Set a unit's 机关代字. Numbers given before keep theirs. Raises NotAllowed, ValidationError."""
    if by.user is None or not may_keep_marks(by.user):
        raise NotAllowed(_("您没有设置机关代字的权限。"))
    text = mark.strip()
    # A number is spoken on the telephone and typed again: nothing in it that cannot be seen.
    if not text or not text.isprintable() or any(sign.isspace() or sign in "〔〕[]（）()" for sign in text):
        raise ValidationError({"mark": _("请填写机关代字，不含空格和括号。")})
    if LetterMark.objects.filter(mark=text).exclude(unit=unit).exists():
        raise ValidationError({"mark": _("该代字已由其他单位使用。")})
    row, _created = LetterMark.objects.update_or_create(unit=unit, defaults={"mark": text})
    record(action="intranet_sharing.mark.set", by=by, subject=unit, data={"mark": text})
    return row
