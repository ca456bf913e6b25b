"""Notices: to one person each."""

from __future__ import annotations

from collections.abc import Iterable

from core.units.enums import Role
from intranet.inbox.services import notify
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World


def _make(world: World, place: str, canary: Canary) -> Record:
    person = world.person(Role.UNIT_HEAD, place)
    (row,) = notify(users=[person], text=canary.text("notice"), url="/inbox/")
    return Record(place, row, canary, people=frozenset({person.pk}))


def _sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """A notice is for its recipient and nobody else, whatever the post."""
    return post.user_id in people


def _addresses(record: Record) -> Iterable[Address]:
    pk = record.obj.pk
    yield Address("intranet_inbox:notification", (pk,), (ghost(pk),), narrower=True)


register(
    Kind(
        name="notice",
        make=_make,
        sees=_sees,
        addresses=_addresses,
        pages=lambda _world: ["/inbox/", "/inbox/?show=unread", "/inbox/?page=2", "/"],
    )
)
