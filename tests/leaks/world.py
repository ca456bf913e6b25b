"""The district of the matrix: its units, who stands where, and people in every post at every place.

Nothing here asks the application who may see what. Which unit lies below which is written down once more
(ABOVE), because the matrix must not trust the paths that ``visible_to`` is built on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from core.parameters.snapshots import forget_all
from core.units.enums import ADMINISTRATORS, Role, UnitKind
from core.units.models import RoleAssignment, Unit, User
from intranet.publishing.groups import memberships_mirror
from tests.factories import pages
from tests.factories.accounts import totp_for, unit_with, user_with
from tests.factories.casework import Cast, cast, minor
from tests.leaks.probing import LeanClient

# The tree: each place with everything above it.
ABOVE: dict[str, tuple[str, ...]] = {
    "committee": (),
    "office": ("committee",),
    "supervision": ("committee",),
    "command": ("committee",),
    "sanitation": ("committee",),
    "squad": ("sanitation", "committee"),
    "greening": ("committee",),
    "street": ("committee",),
    "street_centre": ("street", "committee"),
    "community": ("street", "committee"),
    "other_street": ("committee",),
    "other_community": ("other_street", "committee"),
}
# Where the people of the matrix stand, seen from a record at 环卫处: own, child, other, parent; the street
# and the community of an area, and those of another area.
POST_PLACES = ("sanitation", "squad", "greening", "committee", "street", "street_centre", "community", "other_street")
# Who sees every case and letter (domain.md §3.9.2): the posts of the two centres, the office, the leaders.
SEES_EVERYTHING = frozenset({"acceptor", "supervisor", "shift_leader", "dispatcher", "office_clerk", "assessor", "leader"})
NOW = datetime.datetime(2026, 3, 18, 2, 0, tzinfo=datetime.UTC)  # a Wednesday, ten in the morning
FIRST_NUMBER = 1_000_000


@dataclass(eq=False)
class Post:
    """Somebody with one role at one place. ``role`` "" has none; ``user`` None is nobody signed in."""

    role: str
    place: str
    user: User | None
    note: str = ""
    client: LeanClient = field(default_factory=LeanClient)

    def __str__(self) -> str:
        return f"{self.note or self.role or 'nobody'}@{self.place or 'outside'}"

    @property
    def user_id(self) -> int:
        return self.user.pk if self.user else 0

    def reaches(self, place: str) -> bool:
        """Holds a role at the place itself or at a unit above it."""
        return bool(self.role) and (self.place == place or self.place in ABOVE.get(place, ()))

    def has(self, *roles: str) -> bool:
        return self.role in roles


@dataclass(eq=False)
class World:
    """Units by place, the cast that acts, and the posts that look."""

    units: dict[str, Unit]
    parts: Cast
    posts: list[Post] = field(default_factory=list)
    _handlers: dict[str, User] = field(default_factory=dict)
    _others: dict[tuple[str, str], User] = field(default_factory=dict)

    def post(self, role: str, place: str) -> Post:
        return next(post for post in self.posts if post.role == role and post.place == place and not post.note)

    def person(self, role: str, place: str) -> User:
        """Who stands there: one of the posts, so that the people of the house stay as many while records are made."""
        found = next((post.user for post in self.posts if (post.role, post.place, post.note) == (role, place, "")), None)
        if found is None:
            found = self._others.get((role, place)) or user_with(role, self.units[place])
            self._others[role, place] = found
        return found

    def actor(self, name: str) -> Any:
        return self.parts.actor(name)

    def handler(self, place: str) -> User:
        """Somebody who handles what the unit is given; not one of the posts."""
        if place not in self._handlers:
            known = {
                "sanitation": "handler",
                "street_centre": "street_centre",
                "community": "community_worker",
                "greening": "other_handler",
            }
            self._handlers[place] = self.parts.people[known[place]] if place in known else user_with(Role.HANDLER, self.units[place])
        return self._handlers[place]


def _district(parts: Cast) -> dict[str, Unit]:
    place = parts.district
    units = {name: getattr(place, name) for name in ABOVE if name != "squad"}
    units["squad"] = unit_with(UnitKind.ENFORCEMENT_SQUAD, name="环卫处直属中队", parent=place.sanitation)
    return units


def _posts(units: dict[str, Unit], roles: tuple[str, ...], places: tuple[str, ...]) -> Iterator[Post]:
    for place in places:
        for role in roles:
            yield Post(role, place, user_with(role, units[place]))
    yesterday, tomorrow = timezone.localdate() - datetime.timedelta(days=1), timezone.localdate() + datetime.timedelta(days=1)
    for note, period in (("ended", {"valid_until": yesterday}), ("coming", {"valid_from": tomorrow}), ("without", None)):
        person = user_with(None, units["sanitation"])
        if period is not None:
            RoleAssignment.objects.create(user=person, role=Role.OFFICE_CLERK, unit=units["sanitation"], **period)
        yield Post("", "sanitation", person, note)
    yield Post("", "", None)


def _high_numbers() -> None:
    """Give every table numbers of seven figures and a range of its own: a number of a hidden record that
    stands on a page can then be nothing else."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        for position, table in enumerate(tables):
            first = FIRST_NUMBER + position * 20_000
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first, table])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])


@contextmanager
def settings_of_the_matrix(folder: Any) -> Iterator[None]:
    """Own files, index and cache; mail that can be read; sessions without a table."""
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"leaks-{folder}"}}
    with override_settings(
        SESSION_ENGINE="django.contrib.sessions.backends.cache",
        CACHES=caches,
        FILES_ROOT=folder / "files",
        MEDIA_ROOT=str(folder / "media"),
        SEARCH_INDEX_DIR=folder / "index",
        SEARCH_ENGINE="embedded",
        MAIL_AVAILABLE=True,
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ):
        yield


@contextmanager
def world_of(*, roles: tuple[str, ...] = tuple(Role.values), places: tuple[str, ...] = POST_PLACES) -> Iterator[World]:
    """A district inside a transaction that is rolled back. The clock stands still while it is open."""
    forget_all()
    with transaction.atomic():
        _high_numbers()
        pages.site()
        parts = cast()
        units = _district(parts)
        minor()
        world = World(units, parts)
        world.posts = list(_posts(units, roles, places))
        memberships_mirror()
        for post in world.posts:
            if post.user is not None:
                if post.role in ADMINISTRATORS:
                    totp_for(post.user)
                post.client.force_login(post.user)
        yield world
        transaction.set_rollback(True)
    forget_all()
