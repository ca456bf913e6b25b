"""Who sees which letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from core.parameters.selectors import value
from core.units.enums import Role
from core.units.models import Unit, User
from core.units.selectors import Scope, scope_of
from intranet.sharing.enums import OPEN_STATES
from intranet.sharing.parameters import LEAD

if TYPE_CHECKING:
    from intranet.sharing.models import Letter  # noqa: F401

# Who sees every letter that was sent (domain.md §3.7: "sender, receiver, office, leaders"). Not the centres' posts.
READERS = frozenset({Role.OFFICE_CLERK, Role.LEADER})


def lead_unit_id() -> int | None:
    """The unit that leads enforcement (S66), if the settings name one."""
    code = str(value(LEAD)).strip()
    return Unit.objects.filter(code=code).values_list("pk", flat=True).first() if code else None


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User | AnonymousUser) -> LetterQuerySet:
        """The one rule. A letter that was sent is seen by its sender, the units it was sent to, the office, the
        leaders and the unit that leads enforcement; one that was never sent by the posts of the sender unit itself."""
        scope = scope_of(user)
        if not scope.user_id:
            return self.none()
        own_drafts = Q(sent_at__isnull=True, sender_unit__in=scope.unit_ids)
        if self._reads_all(scope):
            return self.filter(own_drafts | Q(sent_at__isnull=False))
        return self.filter(own_drafts | (Q(sent_at__isnull=False) & self._reach(scope)))

    def _reads_all(self, scope: Scope) -> bool:
        return scope.has(*READERS) or lead_unit_id() in scope.tree_ids

    def _reach(self, scope: Scope) -> Q:
        # A subquery, not a join: a letter that two of the units received must not stand twice in the list.
        rows = self.model._base_manager.filter(recipients__unit__in=scope.tree_ids, recipients__sent_at__isnull=False)
        return Q(sender_unit__in=scope.tree_ids) | Q(pk__in=rows.values("pk"))

    def open(self) -> LetterQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def sent(self) -> LetterQuerySet:
        """Those that went out: they have a number."""
        return self.filter(sent_at__isnull=False)

    def for_list(self) -> LetterQuerySet:
        """With all that a list row shows, so that the number of queries does not grow with the rows."""
        return self.select_related("sender_unit", "approval").prefetch_related("recipients__unit")
