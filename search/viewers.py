"""On whose behalf a search runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from core.units.models import User
from core.units.selectors import acl_tokens


@dataclass(frozen=True, slots=True)
class Viewer:
    """``tokens`` is None for the public: that search opens the portal's index, which holds nothing else.
    ``user`` is for Source.visible_ids, the second check against the database."""

    tokens: frozenset[str] | None = None
    user: User | None = field(default=None, compare=False)

    @property
    def public(self) -> bool:
        return self.tokens is None


PUBLIC = Viewer()


def viewer_of(user: User | AnonymousUser) -> Viewer:
    """The viewer for a signed-in person; anybody else sees what the public sees, in the intranet's index."""
    return Viewer(tokens=acl_tokens(user), user=user if isinstance(user, User) else None)
