"""Which URL patterns the matrix asks, and which carry no record (each with its reason).

A pattern is claimed when an address or a page of the matrix resolves to it. What is left must stand in
WITHOUT_RECORDS: whoever adds a screen is told which of the two is to be done.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.urls import URLPattern, URLResolver, resolve

from config.portal_redirects import to_portal
from portal.notices.models import NoticePage
from tests.leaks.editor import admin_addresses
from tests.leaks.kinds import INTRANET, PORTAL
from tests.leaks.matrix import Matrix
from tests.leaks.public import PAGES

HOUSE = "settings of the house, the same for every unit: no record of any unit stands there"
OWN = "shows and changes the signed-in person's own account only"
FORM = "a form for something new: nothing of any record stands on it but names of units, people and categories"
# (face, name or route with * for the rest, why no record can be learned of there)
WITHOUT_RECORDS: tuple[tuple[str, str, str], ...] = (
    ("*", "core_operations:*", "figures about the machinery; tests/core/test_operations.py holds what they may say"),
    ("*", "core_ui:*", "reading preferences, and the page of samples in development"),
    ("intranet", "account_*", OWN),
    ("intranet", "mfa_*", OWN),
    ("intranet", "usersessions_list", OWN),
    ("intranet", "intranet_registry:matrix", HOUSE),
    ("intranet", "intranet_registry:categor*", HOUSE),
    ("intranet", "intranet_registry:major*", HOUSE),
    ("intranet", "intranet_registry:condition*", HOUSE),
    ("intranet", "intranet_registry:calendar*", HOUSE),
    ("intranet", "intranet_registry:parameter*", HOUSE),
    ("intranet", "intranet_registry:import*", "takes in tables; shows nothing but the file that was sent"),
    ("intranet", "intranet_registry:unit_new", FORM),
    ("intranet", "intranet_registry:unit_rename", HOUSE),
    ("intranet", "intranet_registry:unit_move", HOUSE),
    ("intranet", "intranet_registry:unit_activity", HOUSE),
    ("intranet", "intranet_registry:audit_check", "starts a check; shows nothing"),
    ("intranet", "intranet_registry:session_end", "ends a session by its number; for the security administrator alone, shows nothing"),
    ("intranet", "intranet_registry:factor_decide", "decides on a request by its number; for administrators alone, shows nothing"),
    ("intranet", "intranet_sharing:marks", HOUSE),
    ("intranet", "intranet_assessment:set", HOUSE),
    ("intranet", "intranet_assessment:set_new", HOUSE),
    ("intranet", "intranet_inbox:notifications_read", "marks one's own notices"),
    ("intranet", "admin/password_reset/*", "closed, 404 (tests/intranet/test_publishing_admin.py)"),
    ("intranet", "admin/redirects/*", "closed, 404"),
    ("intranet", "admin/forms/*", "closed, 404"),
    ("intranet", "admin/reports/page-types-usage/*", "closed, 404: Wagtail names the newest draft of each type there"),
    ("intranet", "admin/users/*", "redirects to the register of people"),
    ("intranet", "admin/groups/*", "redirects to the register of people"),
    ("intranet", "admin/account/*", "redirects to the register of people"),
    ("intranet", "admin/.*/$", "Wagtail's own 404"),
    ("intranet", "media/<path:path>", "the editors' common store of pictures; nobody else is let in (tests/portal/test_base_media.py)"),
    ("portal", "portal_base:media", "pictures of live pages only (tests/portal/test_base_media.py)"),
    ("*", "wagtaildocs_serve", "portal.base.views.document stands before it under the same path, and is asked"),
    ("intranet", "wagtaildocs_authenticate_with_password", "page and file passwords are not used"),
    (
        "portal",
        "portal_complaints:draft_photo",
        "needs a signed token that only the sender's own form holds (tests/portal/test_complaints_photos.py)",
    ),
    ("portal", "portal_complaints:leave", "forgets; shows nothing"),
    ("portal", "portal_directory:*", "the public register of units; no people (tests/portal/test_base_pages.py)"),
    ("portal", "portal_passages:detail", "published law"),
    ("portal", "portal_base:topic", "lists published documents by the same published() as the sections"),
    ("portal", "wagtaildocs_authenticate_with_password", "page and file passwords are not used"),
    ("portal", "wagtailcore_*", "page and file passwords are not used"),
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One URL pattern of one face."""

    face: str
    route: str
    name: str
    view: Any
    pattern: URLPattern

    def __str__(self) -> str:
        return f"{self.face}: {self.route} ({self.name or 'no name'})"


def patterns(urlconf: str) -> Iterator[Pattern]:
    """Every pattern of a URL map, nested maps included."""
    face = "portal" if urlconf == PORTAL else "intranet"
    yield from _walk(importlib.import_module(urlconf).urlpatterns, face, "", ())


def _walk(entries: Sequence[URLPattern | URLResolver], face: str, prefix: str, spaces: tuple[str, ...]) -> Iterator[Pattern]:
    for entry in entries:
        route = prefix + (str(entry.pattern).removeprefix("^") if prefix else str(entry.pattern))  # as resolve() joins them
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, face, route, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield Pattern(face, route, ":".join((*spaces, entry.name or "")), entry.callback, entry)


def claimed(matrix: Matrix) -> set[tuple[str, str]]:
    """(face, route) of everything that the matrix asks."""
    intranet = [*matrix.pages()]
    public = [*PAGES]
    admin = {("intranet", route) for record in matrix.records if isinstance(record.obj, NoticePage) for route in admin_addresses(record)}
    for kind in matrix.kinds:
        public += kind.public_pages(matrix.world)
    for record in matrix.records:
        intranet += [address.path() for address in record.kind.addresses(record)]
        intranet += [address.path() for address in record.kind.crossed(record, record)]
        public += [address.path(urlconf=PORTAL) for address in record.kind.public_addresses(record)]
    return admin | {("intranet", _route(path, INTRANET)) for path in intranet} | {("portal", _route(path, PORTAL)) for path in public}


def _route(path: str, urlconf: str) -> str:
    return str(resolve(path.partition("?")[0], urlconf=urlconf).route)


def excused(pattern: Pattern) -> str:
    """Why a pattern carries no record; "" when nobody said so. On the intranet the portal's addresses only redirect."""
    if pattern.view is to_portal:
        return "redirects to the same path of the portal"
    for face, name, reason in WITHOUT_RECORDS:
        if face in ("*", pattern.face) and (fnmatchcase(pattern.name, name) or fnmatchcase(pattern.route, name)):
            return reason
    return ""


def unclaimed(found: Iterable[Pattern], asked: set[tuple[str, str]]) -> list[str]:
    """A sentence for each pattern that the matrix does not know."""
    return [
        f"{pattern}: no kind of the leak matrix asks this address. Add it to addresses() or pages() of its kind in tests/leaks/kinds_*.py "
        "(a new kind of record: docs/features/visibility.md), or, if no record can be learned of there, to WITHOUT_RECORDS "
        "in tests/leaks/urls.py with the reason."
        for pattern in found
        if (pattern.face, pattern.route) not in asked and not excused(pattern)
    ]


def idle_excuses(found: Sequence[Pattern]) -> list[str]:
    """Excuses that fit no pattern any more."""
    return [
        f"{face} {name}"
        for face, name, _reason in WITHOUT_RECORDS
        if not any(face in ("*", one.face) and (fnmatchcase(one.name, name) or fnmatchcase(one.route, name)) for one in found)
    ]
