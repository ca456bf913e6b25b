"""What each act writes on the letter and its recipients. Clocks, index and notices follow in followers.py."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core.files.services import file_attach
from core.numbering.services import letter_number
from core.units.actors import SYSTEM
from core.workflow.errors import Refused
from core.workflow.machine import Context
from core.workflow.registry import machine_of
from core.workflow.services import advance, request_decide, request_open, requests_lapse
from intranet.casework.services import case_open
from intranet.records.services import link_add
from intranet.sharing.enums import LetterState, RecipientState, RequestKind
from intranet.sharing.guards import row_to_answer, row_to_receive
from intranet.sharing.marks import mark_of
from intranet.sharing.models import JointResult, Letter, LetterRecipient
from intranet.sharing.permissions import forget_rows, present_rows


def attach_files(context: Context) -> None:
    """Tie the files of the act to the letter and to its step."""
    for stored in context.data.get("files") or ():
        file_attach(file=stored, subject=context.obj, role="document", step=context.step)


def ask_send(context: Context) -> None:
    request_open(context, kind=RequestKind.SEND)


def withdraw_send(context: Context) -> None:
    requests_lapse(context.obj, at=context.at)


def refuse_send(context: Context) -> None:
    request_decide(context, kind=RequestKind.SEND, approved=False)


def approve_send(context: Context) -> None:
    request_decide(context, kind=RequestKind.SEND, approved=True)
    context.obj.approver = context.actor.user
    send_out(context)


def send_out(context: Context) -> None:
    """Number it (once, however often it is sent), put it into the hands of its recipients, answer what it answers."""
    letter: Letter = context.obj
    if not letter.number:
        letter.number = letter_number(prefix=mark_of(letter.sender_unit), year=timezone.localdate(context.at).year)
    letter.sent_at = letter.sent_at or context.at
    letter.recipients.filter(round=letter.round).update(sent_at=context.at)
    forget_rows(letter)
    if letter.answers is not None:
        link_add(cause=letter.answers, consequence=letter, at=context.at)
        _answer(letter.answers, letter, context)


def _answer(asked: Letter, letter: Letter, context: Context) -> None:
    """The letter that is answered is done with, where its recipient owed this answer and may give it now."""
    asked = Letter.objects.select_for_update().get(pk=asked.pk)
    rows = [row for row in present_rows(asked) if row.unit_id == letter.sender_unit_id and row.state == RecipientState.RECEIVED]
    row = machine_of(asked).find(asked.state, "answered")
    if not rows or row is None:
        return
    if row.available:
        try:
            row.available(asked, SYSTEM)
        except Refused:
            return
    data = {"opinion": letter.body, "letter": letter.pk, "number": letter.number, "outcome": letter.outcome}
    advance(asked, "answered", by=SYSTEM, data=data, at=context.at)


def void(context: Context) -> None:
    context.obj.closed_at = context.at


def receive(context: Context) -> None:
    row = row_to_receive(context.obj, context.actor)
    assert row is not None  # the guard found it
    _write(row, state=RecipientState.RECEIVED, received_at=context.at, received_by=context.actor.user)
    _close_when_final(context)


def accept(context: Context) -> None:
    context.obj.accepted_at = context.at


def return_back(context: Context) -> None:
    """The row keeps the reason; the next round begins with the same recipient, whom the sender may change."""
    letter: Letter = context.obj
    (row,) = present_rows(letter)
    _write(row, state=RecipientState.RETURNED, ended_at=context.at, reason=_words(context))
    attach_files(context)
    letter.round += 1
    LetterRecipient.objects.create(letter=letter, unit=row.unit, round=letter.round)
    forget_rows(letter)


def refuse(context: Context) -> None:
    (row,) = present_rows(context.obj)
    _write(row, state=RecipientState.REFUSED, ended_at=context.at, reason=_words(context))
    attach_files(context)
    _close_when_final(context)


def reply(context: Context) -> None:
    letter: Letter = context.obj
    row = row_to_answer(letter, context.actor)
    assert row is not None  # the guard found it
    _write(row, state=RecipientState.REPLIED, replied_at=context.at, replied_by=context.actor.user)
    letter.outcome = context.data.get("outcome") or letter.outcome
    attach_files(context)


def answered(context: Context) -> None:
    (row,) = present_rows(context.obj)
    _write(row, state=RecipientState.REPLIED, replied_at=context.at)
    context.obj.outcome = context.data.get("outcome") or context.obj.outcome


def ask_again(context: Context) -> None:
    """The answer stays in the history; the recipient owes another."""
    for row in present_rows(context.obj):
        _write(row, state=RecipientState.RECEIVED)


def confirm(context: Context) -> None:
    _close_when_final(context)


def ask_extension(context: Context) -> None:
    request_open(context, kind=RequestKind.EXTENSION)


def approve_extension(context: Context) -> None:
    request_decide(context, kind=RequestKind.EXTENSION, approved=True)
    context.obj.extension_count += 1
    context.notes["extend"] = True


def refuse_extension(context: Context) -> None:
    request_decide(context, kind=RequestKind.EXTENSION, approved=False)


def record_result(context: Context) -> None:
    data = context.data
    counts = {name: data[name] for name in ("people", "self_handled", "warned", "penalised")}
    JointResult.objects.create(letter=context.obj, recorded_at=context.at, **counts)
    attach_files(context)
    _close_when_final(context)


def open_case(context: Context) -> None:
    """A transfer becomes a case without being typed again (S77)."""
    letter: Letter = context.obj
    user = context.actor.user
    case = case_open(
        source="other", request_kind="report", record_kind="enforcement", description=context.data["description"],
        place=context.data["place"], by=context.actor, at=context.at, reporter=user,
    )  # fmt: skip
    link_add(cause=letter, consequence=case, at=context.at)
    context.notes["case"] = case.pk


def lapse_requests(context: Context) -> None:
    """Requests that a change of state has overtaken are closed, so that no queue shows them for ever."""
    if context.obj.state != context.from_state:
        requests_lapse(context.obj, at=context.at)


def _close_when_final(context: Context) -> None:
    if context.obj.state in (LetterState.CONFIRMED, LetterState.REFUSED):
        context.obj.closed_at = context.at


def _words(context: Context) -> str:
    return str(context.data.get("opinion") or "").strip()


def _write(row: LetterRecipient, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
