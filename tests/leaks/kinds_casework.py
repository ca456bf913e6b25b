"""Cases: ordinary, confidential, assisted, in an area only; each with photos, a document and a pending request."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from core.files.models import StoredFile
from core.files.services import document_store, file_attach, image_store
from core.units.actors import actor_of
from core.workflow.models import Step
from core.workflow.services import advance
from intranet.casework.models import Case
from intranet.casework.services import case_open_from_complaint
from tests.factories.casework import WAYS, do, minor
from tests.factories.complaints import submitted
from tests.factories.files import photo, upload, word
from tests.leaks.canaries import Canary
from tests.leaks.kinds import PLACES, Address, Kind, Record, ghost, register
from tests.leaks.world import SEES_EVERYTHING, Post, World

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The area in which a case of each place lies: another street's for 环卫处, its own street for the street's centre.
AREA = {
    "sanitation": ("other_street", "other_community"),
    "street_centre": ("street", "community"),
    "community": ("street", "community"),
}
CENTRES = {"street_centre": "street"}
ASSISTS = {"sanitation": "greening", "street_centre": "sanitation"}
QUEUES = ("extensions", "handling", "to-file", "to-accept", "overdue", "assisting", "returns", "second-extensions", "to-dispatch")
_phones = itertools.count(13_900_000_001)


def case_files(world: World, case: Case, canary: Canary) -> tuple[StoredFile, StoredFile]:
    """A photo and a document on the case's first step."""
    by = world.actor("acceptor")
    step = Step.objects.filter(subject_kind="intranet_casework.case", subject_id=case.pk).order_by("id").first()
    picture = image_store(upload=upload(photo((320, 240)), f"{canary.word('photo')}.jpg"), by=by)
    paper = document_store(upload=upload(word(body=canary.text("paper")), f"{canary.word('paper')}.docx", DOCX), by=by)
    for stored, role in ((picture, "photo"), (paper, "file")):
        file_attach(file=stored, subject=case, role=role, step=step)
    return picture, paper


def _case(world: World, place: str, canary: Canary, *, state: str = "handling", confidential: bool = False, assist: bool = False) -> Record:
    """A complaint's case at the unit; every act left a canary, an extension has been asked for."""
    street, community = (world.units[name] for name in AREA[place])
    area = {"street": street, "community": community, "minor": minor()}
    secrets = (f"秘名{canary.code}", str(next(_phones)))
    receipt = submitted(
        place=canary.text("place"),
        description=canary.text("text"),
        confidential=confidential,
        name=secrets[0],
        phone=secrets[1],
        **area,
    )
    case = case_open_from_complaint(complaint=receipt.complaint)
    changes: dict[str, dict[str, Any]] = {
        "accept": {**area, "place": canary.text("place")},
        "dispatch": {"lead_unit": world.units[place], "assisting_units": [world.units[ASSISTS[place]]] if assist else []},
    }
    for who, action in WAYS["dispatched" if state == "handling" else state]:
        do(world.parts, case, who, action, opinion=canary.text(action), **changes.get(action, {}))
    if state == "handling":
        handler = actor_of(world.handler(place))
        advance(case, "receive", by=handler, data={"opinion": canary.text("receive")})
        advance(case, "ask_extension", by=handler, data={"opinion": canary.text("reason"), "days": 3})
    picture, paper = case_files(world, case, canary)
    needles = (case.number, str(picture.pk), str(paper.pk))
    more = {"picture": picture.pk, "paper": paper.pk, "code": receipt.code, "complaint": receipt.complaint}
    return Record(place, case, canary, needles, secrets, more=more)


def unit_sees(post: Post, place: str) -> bool:
    """Office, leaders and the centres' posts see all; a unit what is dispatched to it or its sub-units (§3.9.2)."""
    return post.has(*SEES_EVERYTHING) or post.reaches(place)


def area_sees(post: Post, place: str) -> bool:
    """A street sees its area (§3.9.2), by its office or by its 街道城市管理中心 (S53); a community its own."""
    street, community = AREA[place]
    return post.reaches(street) or post.reaches(community) or (bool(post.role) and CENTRES.get(post.place) == street)


def _ordinary(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.2: also the street and the community in whose area it lies."""
    return unit_sees(post, place) or area_sees(post, place) or post.user_id in people


def _confidential(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.3: the handling unit sees the problem. That a street learns of it by its area is nowhere said."""
    return unit_sees(post, place) or post.user_id in people


def _assisted(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.4 dispatch: one lead unit, any number of assisting ones, which are dispatched to as well."""
    return _confidential(post, place, people) or post.reaches(ASSISTS[place])


def _in_area(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.2: a street sees its area; before dispatch no unit has the case."""
    return post.has(*SEES_EVERYTHING) or area_sees(post, place) or post.user_id in people


def _addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    here = partial(Address, args=(pk,), ghost=(none,))
    yield here("intranet_casework:detail", shows=True)
    yield here("intranet_casework:panel", shows=True)
    yield here("intranet_casework:print", shows=True)
    yield here("intranet_casework:deadline")
    yield here("intranet_casework:reveal", method="post", data={"reason": "核对"})
    for action in ("receive", "note", "approve_extension", "instruct", "no_such_act"):
        yield Address("intranet_casework:act", (pk, action), (none, action), "post", {"opinion": "我来看看"})
    for name in ("picture", "paper"):
        file = record.more[name]
        yield Address("intranet_casework:file", (pk, file), (none, ghost(file)))
    yield Address("intranet_casework:file", (pk, record.more["picture"]), (none, ghost(record.more["picture"])), query="?small=1")


def _crossed(mine: Record, theirs: Record) -> Iterable[Address]:
    for name in ("picture", "paper"):
        file = theirs.more[name]
        yield Address("intranet_casework:file", (mine.obj.pk, file), (mine.obj.pk, ghost(file)))


def _pages(world: World) -> Sequence[str]:
    street, community = (world.units[name].pk for name in ("street", "community"))
    filters = [
        f"unit={world.units['sanitation'].pk}",
        f"street={street}",
        f"street={community}",
        "state=handling",
        "lamp=green",
        "source=web",
    ]
    filters += [
        "number=CG",
        "order=due",
        "order=new",
        "page=2",
        "page=99",
        "since=2020-01-01",
        "until=2030-01-01",
        "format=csv",
        "format=csv&state=handling",
    ]
    filters += [f"queue={queue}" for queue in QUEUES] + [f"major={minor().major_id}"]
    return [
        "/cases/",
        "/",
        "/inbox/",
        *(f"/cases/?{part}" for part in filters),
        *(f"/cases/new/{kind}/" for kind in ("call", "patrol", "community", "leader")),
    ]


def _public_addresses(record: Record) -> Iterable[Address]:
    """What the portal has for somebody who knows a number and nothing else."""
    number = record.obj.number
    none = f"{number.rsplit('-', 1)[0]}-9999"
    yield Address("portal_complaints:progress", (number,), (none,))
    yield Address("portal_complaints:photo", (number, record.more["picture"]), (none, ghost(record.more["picture"])))
    for act in ("rating", "supplement", "withdrawal", "reopening"):
        yield Address("portal_complaints:act", (number, act), (none, act), "post", {"text": "我要补充", "rating": "4"})


def _kind(name: str, sees: Callable[[Post, str, frozenset[int]], bool], places: tuple[str, ...] = PLACES, **how: Any) -> Kind:
    return register(
        Kind(
            name=name,
            make=partial(_case, **how),
            sees=sees,
            addresses=_addresses,
            pages=_pages,
            crossed=_crossed,
            public_addresses=_public_addresses,
            places=places,
            searched=True,
        )
    )


CASE = _kind("case", _ordinary)
CONFIDENTIAL = _kind("case confidential", _confidential, confidential=True)
ASSISTED = _kind("case assisted", _assisted, assist=True, confidential=True)
IN_AREA = _kind("case in an area", _in_area, ("community",), state="accepted")
