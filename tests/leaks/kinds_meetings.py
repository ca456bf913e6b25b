"""Joint meetings: one to which units are invited, one still in preparation, minutes in draft, issued minutes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import partial

from django.utils import timezone

from core.workflow.services import advance
from intranet.meetings.enums import Presence
from intranet.meetings.minuting import decision_add, minutes_write, sign_in
from intranet.meetings.models import Meeting
from intranet.meetings.services import agenda_add, meeting_create, receipt_give
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World

RESOLVED = "开展集中整治并报送结果"
ACTS = ("notify", "postpone", "approve", "issue", "no_such_act")


def _create(world: World, place: str, canary: Canary, *, ago: int) -> Meeting:
    clerk = world.actor("office_clerk")
    start = timezone.now() + datetime.timedelta(days=3 - ago)
    meeting = meeting_create(
        kind="ad_hoc", title=canary.text("title"), purpose=canary.text("purpose"), place=canary.text("place"),
        starts_at=start, ends_at=start + datetime.timedelta(hours=2), chair=world.parts.people["leader"],
        attending=[world.units[place]], by=clerk, at=timezone.now() - datetime.timedelta(days=ago),
    )  # fmt: skip
    agenda_add(meeting=meeting, kind="free", title=canary.text("item"), body=canary.text("body"), unit=world.units[place], by=clerk)
    return meeting


def _record(place: str, meeting: Meeting, canary: Canary) -> Record:
    item = meeting.items.get()
    row = meeting.invitations.get()
    decision = meeting.decisions.first()
    more = {"item": item.pk, "invitation": row.pk, "decision": decision.pk if decision else 0}
    return Record(place, meeting, canary, (meeting.number,), more=more)


def _planned(world: World, place: str, canary: Canary) -> Record:
    return _record(place, _create(world, place, canary, ago=0), canary)


def _notified(world: World, place: str, canary: Canary) -> Record:
    """The unit has answered, with a name and a reason."""
    meeting = _create(world, place, canary, ago=0)
    advance(meeting, "notify", by=world.actor("office_clerk"), data={"opinion": canary.text("note")})
    receipt_give(
        invitation=meeting.invitations.get(), receipt="substitute", person=canary.word("person"), substitute_for=canary.word("for"),
        reason=canary.text("reason"), by=world.actor("office_clerk"),
    )  # fmt: skip
    return _record(place, meeting, canary)


def _issued(world: World, place: str, canary: Canary) -> Record:
    """Held, written up, approved and issued. The decision has become a task of the unit's, with its words and the
    number of the minutes as the basis: more people see tasks than meetings, so neither is a canary here."""
    clerk, leader = world.actor("office_clerk"), world.actor("leader")
    meeting = _create(world, place, canary, ago=5)
    advance(meeting, "notify", by=clerk, data={"opinion": canary.text("note")}, at=meeting.state_since)
    for action in ("hold", "draft"):
        advance(meeting, action, by=clerk, data={})
    item = meeting.items.get()
    sign_in(meeting=meeting, rows={meeting.invitations.get().pk: (Presence.PRESENT.value, canary.word("name"))}, by=clerk)
    minutes_write(item=item, text=canary.text("minutes"), revision=item.revision, by=clerk)
    decision_add(
        meeting=meeting, item=item, content=RESOLVED, lead_unit=world.units[place], assisting_units=[],
        due_on=timezone.localdate() + datetime.timedelta(days=20), by=clerk,
    )  # fmt: skip
    meeting.refresh_from_db()
    for by, action in ((clerk, "submit"), (leader, "approve"), (clerk, "issue")):
        advance(meeting, action, by=by, data={"opinion": canary.text(action)})
    return _record(place, meeting, canary)


def _planned_seen(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.7: until the units are notified a meeting is the office's and the leaders' own."""
    return post.has("office_clerk", "leader")


def _seen(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.7: the invited unit and those above it; the centres' posts are not among them."""
    return post.has("office_clerk", "leader") or post.reaches(place)


def _addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    yield Address("intranet_meetings:detail", (pk,), (none,), shows=True)
    for name in ("ics", "print"):
        yield Address(f"intranet_meetings:{name}", (pk,), (none,))
    narrow = partial(Address, narrower=True)
    for name in ("edit", "agenda_new", "sign_in", "decision_new"):
        yield narrow(f"intranet_meetings:{name}", (pk,), (none,))
    for form in ("pdf", "docx"):
        yield narrow("intranet_meetings:paper", (pk, form), (none, form))
    for name, part in (("agenda_edit", "item"), ("minutes", "item"), ("receipt", "invitation"), ("decision_edit", "decision")):
        if record.more[part]:
            yield narrow(f"intranet_meetings:{name}", (pk, record.more[part]), (none, record.more[part]))
    yield narrow("intranet_meetings:agenda_do", (pk, record.more["item"], "up"), (none, record.more["item"], "up"), "post")
    for action in ACTS:
        yield Address("intranet_meetings:act", (pk, action), (none, action), "post", {"opinion": "我来看看"})


def _issued_addresses(record: Record) -> Iterable[Address]:
    yield from _addresses(record)
    pk, decision = record.obj.pk, record.more["decision"]
    yield Address("intranet_meetings:decision", (decision,), (ghost(decision),))
    yield Address("intranet_meetings:decision_remove", (pk, decision), (ghost(pk), decision), "post", narrower=True)


def _pages(world: World) -> Sequence[str]:
    year, unit = timezone.localdate().year, world.units["sanitation"].pk
    return (
        "/meetings/", f"/meetings/?year={year}", "/meetings/?kind=ad_hoc&state=notified", "/meetings/?text=canary", "/meetings/?page=2",
        "/meetings/decisions/", f"/meetings/decisions/?unit={unit}", "/meetings/decisions/?follow=open&page=2",
        "/meetings/clusters/", "/meetings/new/", "/meetings/propose/",
    )  # fmt: skip


for _name, _make, _rule, _where in (
    ("meeting in preparation", _planned, _planned_seen, _addresses),
    ("meeting", _notified, _seen, _addresses),
    ("meeting with minutes", _issued, _seen, _issued_addresses),
):
    register(Kind(name=_name, make=_make, sees=_rule, addresses=_where, pages=_pages, searched=True))
