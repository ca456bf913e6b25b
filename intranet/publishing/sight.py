"""Which texts an editor may know of before they are public.

Wagtail's explorer, search, choosers and reports show every page below a section to whoever may add one
there, drafts of other units with their titles included. A text that is not public is its unit's own matter:
its authors, the editors of the unit that issues it (and of the units above), and the house's own editors.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, PageLogEntry
from wagtail.permission_policies.pages import PagePermissionPolicy

from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.publishing.models import Contribution
from intranet.publishing.rights import PUBLISHING_ROLES, house_wide
from portal.base.models import DocumentPage
from portal.base.registry import document_models

SETTLED = Q(live=True, has_unpublished_changes=False)


def knows_everything(user: User) -> bool:
    """Editors of the office and the committee work on every unit's texts."""
    return user.is_superuser or house_wide(user, Role.PUBLISHER) or house_wide(user, Role.REVIEWER)


def known_to(user: User) -> Q:
    """The pages whose present draft the person may know of, as a condition on pages."""
    if knows_everything(user):
        return Q()
    wrote = Exists(Contribution.objects.filter(page=OuterRef("pk"), user=user))
    known = SETTLED | Q(owner=user) | Q(wrote)
    scope = scope_of(user)
    if scope.has(*PUBLISHING_ROLES):
        for model in document_models():
            if issubclass(model, DocumentPage):
                known |= Q(**{f"{model._meta.model_name}__issuer_unit_id__in": scope.tree_ids})
    return known


def known_drafts(user: User) -> frozenset[int]:
    """The unsettled pages that the person may know of. One query for each user object, that is, each request."""
    cached = user.__dict__.get("_known_drafts")
    if cached is None:
        cached = frozenset(Page.objects.filter(known_to(user)).exclude(SETTLED).values_list("pk", flat=True))
        user.__dict__["_known_drafts"] = cached
    return cached


def may_know(user: User, page: Page) -> bool:
    """Whether the person may know of the page's present draft."""
    if knows_everything(user) or (page.live and not page.has_unpublished_changes):
        return True
    return page.pk is None or page.owner_id == user.pk or page.pk in known_drafts(user)


class _Pages:
    """Keeps Wagtail's own method behind the narrowed one."""

    explorable = PagePermissionPolicy.explorable_instances


def explorable_instances(policy: PagePermissionPolicy, user: User) -> QuerySet[Page]:
    """What replaces Wagtail's: explorer, search, reports and the history ask it."""
    found: QuerySet[Page] = _Pages.explorable(policy, user)
    if not user.is_active or knows_everything(user):
        return found
    return found.filter(pk__in=known_pages(user).values("pk"))


def owners(request: Any) -> QuerySet[User]:
    """For the explorer's filter by owner: Wagtail's names the owners of all drafts."""
    return User.objects.filter(pk__in=known_pages(request.user).values("owner_id"))


def editors(request: Any) -> QuerySet[User]:
    """For the explorer's filter by who edited."""
    edits = PageLogEntry.objects.order_by().filter(action="wagtail.edit", page__in=known_pages(request.user))
    return User.objects.filter(pk__in=edits.values("user_id"))


def known_pages(user: User) -> QuerySet[Page]:
    """Every page whose present draft the person may know of."""
    found: QuerySet[Page] = Page.objects.order_by().filter(known_to(user))
    return found


def narrow(pages: QuerySet[Page], request: Any) -> QuerySet[Page]:
    """For the choosers, which start from all pages."""
    return pages if knows_everything(request.user) else pages.filter(pk__in=known_pages(request.user).values("pk"))
