"""Letters between units: one that went from a unit to another, and one that was never sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from core.files.services import document_store, file_attach
from core.units.actors import actor_of
from core.units.enums import Role
from core.workflow.services import advance
from intranet.sharing.enums import LetterKind
from intranet.sharing.models import Letter
from intranet.sharing.services import letter_compose
from tests.factories.files import upload, word
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# To whom the letter of each place goes.
RECEIVER = {"sanitation": "greening", "street_centre": "other_street"}
QUEUES = ("to-sign", "to-receive", "to-answer", "extensions", "to-confirm", "results", "drafts", "overdue")


def _compose(world: World, place: str, canary: Canary) -> tuple[Letter, int]:
    """A draft with a canary in every text, and the number of its file."""
    by = actor_of(world.handler(place))
    letter = letter_compose(
        kind=LetterKind.ASSIST_REQUEST,
        title=canary.text("title"),
        sender_unit=world.units[place],
        recipients=[world.units[RECEIVER[place]]],
        data={
            "body": canary.text("body"),
            "party": canary.text("party"),
            "place": canary.text("place"),
            "request": canary.text("request"),
        },
        by=by,
    )
    paper = document_store(upload=upload(word(body=canary.text("paper")), f"{canary.word('paper')}.docx", DOCX), by=by)
    file_attach(file=paper, subject=letter, role="document")
    return letter, paper.pk


def _sent(world: World, place: str, canary: Canary) -> Record:
    """Signed, sent, received; an extension has been asked for. Every act left a canary."""
    letter, paper = _compose(world, place, canary)
    head = actor_of(world.person(Role.UNIT_HEAD, place))
    liaison = actor_of(world.person(Role.LIAISON, RECEIVER[place]))
    advance(letter, "ask_send", by=actor_of(world.handler(place)))
    for by, action in ((head, "approve_send"), (liaison, "receive"), (liaison, "ask_extension")):
        advance(letter, action, by=by, data={"opinion": canary.text(action)})
    return Record(place, letter, canary, (letter.number, str(paper)), more={"file": paper})


def _draft(world: World, place: str, canary: Canary) -> Record:
    letter, paper = _compose(world, place, canary)
    return Record(place, letter, canary, (str(paper),), more={"file": paper})


def _sent_seen(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.7: only sender, receiver, office, leaders; the centres' posts are not among them."""
    return post.has("office_clerk", "leader") or post.reaches(place) or post.reaches(RECEIVER[place])


def _draft_seen(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.7: a draft has no receiver yet and is no letter: the unit that writes it, and nobody above it."""
    return bool(post.role) and post.place == place


def _addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    here = partial(Address, args=(pk,), ghost=(none,))
    for name in ("detail", "panel", "print"):
        yield here(f"intranet_sharing:{name}", shows=True)
    yield here("intranet_sharing:deadline")
    for name in ("edit", "pdf", "docx"):
        yield here(f"intranet_sharing:{name}", narrower=True)
    yield here("intranet_sharing:edit", method="post", data={"title": "改"})
    for action in ("receive", "ask_send", "reply_assist", "approve_extension", "void", "no_such_act"):
        yield Address("intranet_sharing:act", (pk, action), (none, action), "post", {"opinion": "我来看看"})
    file_id = record.more["file"]
    yield Address("intranet_sharing:file", (pk, file_id), (none, ghost(file_id)))


def _crossed(mine: Record, theirs: Record) -> Iterable[Address]:
    file_id = theirs.more["file"]
    yield Address("intranet_sharing:file", (mine.obj.pk, file_id), (mine.obj.pk, ghost(file_id)))


def _pages(world: World) -> Sequence[str]:
    unit = world.units["sanitation"].pk
    return (
        "/letters/",
        "/letters/?direction=in",
        "/letters/?direction=out",
        "/letters/?page=2",
        "/letters/?format=csv",
        f"/letters/?unit={unit}&kind=assist_request",
        "/letters/?text=canary&state=received&lamp=green",
        *(f"/letters/?queue={queue}" for queue in QUEUES),
        "/letters/approvals/",
        "/letters/approvals/?holder=canary&validity=valid",
        "/letters/duties/",
        "/letters/duties/?kind=circulation",
        "/letters/new/",
        "/letters/new/enforcement_reply/",
        "/letters/new/assist_request/",
    )


register(
    Kind(
        name="letter",
        make=_sent,
        sees=_sent_seen,
        addresses=_addresses,
        pages=_pages,
        crossed=_crossed,
        places=("sanitation", "street_centre"),
        searched=True,
    )
)
register(
    Kind(
        name="letter_draft",
        make=_draft,
        sees=_draft_seen,
        addresses=_addresses,
        pages=_pages,
        crossed=_crossed,
        places=("sanitation", "street_centre"),
    )
)
