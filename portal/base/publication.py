"""The door through which a page becomes public.

Wagtail makes a page live on many ways: the publish button, bulk publishing, a schedule, a copy that
stays live, an alias, the creation form (a new page is live until it is told otherwise), a script. All
of them end in saving a page row with ``live`` set. The check hangs there, so that no way can be
forgotten; what it checks (another person's review of exactly this revision) is the staff face's
business (intranet/publishing) and is put in at start-up. Without it every publication is refused: the
portal process publishes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from wagtail.models import Page

PublicationCheck = Callable[["Page"], None]

_checks: list[PublicationCheck] = []
_unreviewed: ContextVar[str] = ContextVar("unreviewed_publication", default="")


class PublicationRefused(PermissionDenied):
    """The text may not become public this way; the message says what is missing."""


def register_publication_check(check: PublicationCheck) -> None:
    """``check(page)`` raises PublicationRefused unless the page's ``live_revision`` may become public."""
    _checks[:] = [check]


@contextmanager
def without_review(reason: str) -> Iterator[None]:
    """For pages that no person of the house wrote: the site's own frame, imported law, the demo district.

    ``reason`` says which; it is never reachable from a request.
    """
    token = _unreviewed.set(reason)
    try:
        yield
    finally:
        _unreviewed.reset(token)


def unreviewed_reason() -> str:
    """Why the current publication needs no review, or an empty string."""
    return _unreviewed.get()


def require_publishable(page: Page, *, stored: tuple[bool, int | None] | None) -> None:
    """Refuse to save a page as live unless it is so already (same revision) or was reviewed.

    ``stored`` is (live, live_revision_id) of the row in the database, None for a new page.
    """
    if not page.live or stored == (True, page.live_revision_id):
        return
    if unreviewed_reason():
        return
    if not _checks:
        raise PublicationRefused(_("这里不能发布内容。"))
    _checks[0](page)
