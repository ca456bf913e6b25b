"""Accounts of people: their sign-in name, address, history. Names and posts of colleagues are no secret."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from core.units.enums import Role
from core.units.models import RoleAssignment
from intranet.accounts.services.links import link_issue
from tests.factories.accounts import user_with
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World

# GB/T 22239: accounts are the business of the three administrators; the office keeps the list of people (S70).
ACCOUNT_POSTS = frozenset({"sysadmin", "secadmin", "auditor", "office_clerk"})
ACTS = (
    "person_edit",
    "person_second",
    "person_recall",
    "person_deactivate",
    "person_reactivate",
    "person_link",
    "person_unlock",
    "person_role",
    "person_sessions_end",
    "factor_request",
)


def _make(world: World, place: str, canary: Canary) -> Record:
    person = user_with(Role.HANDLER, world.units[place], username=canary.word("login"), email=f"{canary.word('mail')}@example.test")
    link = link_issue(user=person, purpose="invitation", by=world.actor("sysadmin"))
    assignment = RoleAssignment.objects.get(user=person)
    return Record(place, person, canary, more={"link": link.pk, "assignment": assignment.pk})


def _sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """The administrators and the office (S70, GB/T 22239 level 3), and the person."""
    return post.has(*ACCOUNT_POSTS) or post.user_id in people


def _addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    here = partial(Address, args=(pk,), ghost=(none,))
    yield here("intranet_registry:person", shows=True)
    for act in ACTS:
        yield here(f"intranet_registry:{act}", method="post", data={"reason": "核对"})
    link, assignment = record.more["link"], record.more["assignment"]
    yield Address("intranet_registry:link_revoke", (link,), (ghost(link),), "post")
    yield Address("intranet_registry:role_end", (assignment,), (ghost(assignment),), "post")


def _pages(world: World) -> Sequence[str]:
    unit = world.units["sanitation"].pk
    return [
        "/registry/people/",
        f"/registry/people/?unit={unit}",
        "/registry/people/?q=canary",
        "/registry/people/?state=invited",
        "/registry/people/?role=handler",
        "/registry/people/?export=csv",
        "/registry/roles/",
        f"/registry/roles/?unit={unit}",
        "/registry/sessions/",
        "/registry/sessions/?q=canary",
        "/registry/people/invite/",
        "/registry/roles/new/",
        "/registry/contacts/",
        "/registry/contacts/?missing=any",
        "/registry/units/",
        "/registry/units/?export=csv",
        f"/registry/units/{unit}/",
        f"/registry/units/{unit}/contact/",
        f"/registry/units/{unit}/edit/",
    ]


def _moves(world: World) -> Sequence[str]:
    """Units say how many people they have, and who: known inside the house."""
    return [
        "/registry/units/",
        "/registry/units/?export=csv",
        f"/registry/units/{world.units['sanitation'].pk}/",
        "/registry/",
    ]


register(Kind(name="account", make=_make, sees=_sees, addresses=_addresses, pages=_pages, moves=_moves))
