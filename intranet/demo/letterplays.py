"""How a letter of the demo goes its way: each act by the post that does it, at a believable time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from core.files.services import document_store
from core.units.actors import Actor
from core.units.enums import Role
from core.units.models import Unit
from core.workflow.services import advance
from intranet.demo.content import table
from intranet.demo.plays import Clock, Part, Play
from intranet.sharing.models import Letter
from intranet.sharing.services import letter_compose

WRITING = (Role.HANDLER, Role.LIAISON, Role.OFFICE_CLERK, Role.STREET_CENTRE)
RECEIVING = (Role.LIAISON, Role.OFFICE_CLERK, Role.STREET_CENTRE, Role.HANDLER)
# Where a letter stays before anybody else has it in hand.
UNSENT = frozenset({"draft", "unsigned", "voided"})
CORRECTED = 0.08


@dataclass(kw_only=True)
class Script:
    """What a letter says, and its ``fate``: where its way ends or turns. ``letter`` and ``last`` are filled in as it
    is played; ``data`` may be a function, for what is known only when it is written."""

    kind: str
    title: str
    sender: Unit
    recipients: tuple[Unit, ...]
    data: dict[str, Any] | Callable[[], dict[str, Any]]
    fate: str = ""
    paper: str = ""
    causes: tuple[Model, ...] = ()
    letter: Letter | None = field(default=None)


class Stage:
    """The clock with the words, and the acts that many kinds share."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.texts = table("letters")

    def words(self, key: str) -> str:
        found = self.texts["words"][key]
        return found if isinstance(found, str) else str(self.clock.rng.choice(found))

    def head(self, unit: Unit) -> Actor:
        return self.clock.who(unit, Role.UNIT_HEAD)

    def writer(self, unit: Unit) -> Actor:
        """Somebody who writes for the unit and is not its head: who writes does not sign."""
        head = self.head(unit)
        return next(actor for actor in self.clock.holders(unit, *WRITING) if actor.user_id != head.user_id)

    def receiver(self, unit: Unit) -> Actor:
        return self.clock.who(unit, *RECEIVING)

    def act(self, script: Script, action: str, by: Actor, at: datetime.datetime, opinion: str = "", **data: Any) -> None:
        """One act on the letter as it stands."""
        letter = script.letter
        assert letter is not None
        letter.refresh_from_db()
        advance(letter, action, by=by, data={"opinion": opinion} | data, at=at)

    def step(self, script: Script, action: str, by: Actor, after: datetime.datetime, hours: float, words: str = "", **data: Any) -> Part:
        """One act some working hours later, with words of its own."""
        at = self.clock.later(after, hours)
        yield at
        self.act(script, action, by, at, self.words(words) if words else "", **data)
        return at

    def send(self, script: Script, at: datetime.datetime) -> Part:
        """Written, signed by the head (once in a while after a correction), sent; as far as its fate lets it."""
        yield at
        writer = self.writer(script.sender)
        data = script.data() if callable(script.data) else script.data
        script.letter = letter_compose(
            kind=script.kind, title=script.title, sender_unit=script.sender, recipients=script.recipients, data=data, by=writer,
            files=[_paper(script, writer)] if script.paper else (), causes=script.causes, at=at,
        )  # fmt: skip
        if script.fate == "draft":
            return at
        if script.fate == "voided":
            return (yield from self.step(script, "void", writer, at, 2, "void"))
        at = yield from self.step(script, "ask_send", writer, at, 1)
        if self.clock.rng.random() < CORRECTED:
            at = yield from self.step(script, "refuse_send", self.head(script.sender), at, 2, "refuse_send")
            at = yield from self.step(script, "ask_send", writer, at, 1)
        if script.fate == "unsigned":
            return at
        return (yield from self.step(script, "approve_send", self.head(script.sender), at, 2, "send"))

    def told(self, script: Script, at: datetime.datetime) -> Play:
        """A letter that owes no answer: sent, and received by one after the other."""
        at = yield from self.send(script, at)
        if script.fate in UNSENT or script.fate == "unread":
            return
        for number, unit in enumerate(script.recipients):
            if number and script.fate == "half read":
                return
            at = yield from self.step(script, "receive", self.receiver(unit), at, 3 if number == 0 else 1)

    def taken(self, script: Script, at: datetime.datetime) -> Part:
        """Sent and received; perhaps returned once, sent again and received again."""
        at = yield from self.send(script, at)
        if script.fate in UNSENT or script.fate == "unread":
            return at
        receiver = self.receiver(script.recipients[0])
        at = yield from self.step(script, "receive", receiver, at, 3)
        if script.fate in ("returned", "resent"):
            at = yield from self.step(script, "return_back", receiver, at, 4, "return_back")
            if script.fate == "resent":
                at = yield from self.step(script, "ask_send", self.writer(script.sender), at, 6)
                at = yield from self.step(script, "approve_send", self.head(script.sender), at, 2, "send")
                at = yield from self.step(script, "receive", receiver, at, 3)
        return at

    def asked(self, script: Script, at: datetime.datetime, answer: Callable[[Script, datetime.datetime], Part]) -> Play:
        """A letter that owes an answer: taken in, answered, confirmed."""
        at = yield from self.taken(script, at)
        if script.fate not in ("", "resent", "unconfirmed", "asked again", "extended", "waiting"):
            return
        at = yield from answer(script, at)
        if script.fate in ("unconfirmed", "waiting"):
            return
        writer = self.writer(script.sender)
        if script.fate == "asked again":
            at = yield from self.step(script, "ask_again", writer, at, 6, "ask_again")
            at = yield from answer(script, at)
        yield from self.step(script, "confirm", writer, at, 8, "confirm")


def _paper(script: Script, by: Actor) -> Any:
    upload = SimpleUploadedFile("材料清单.txt", script.paper.encode(), content_type="text/plain")
    return document_store(upload=upload, by=by)
