"""The four places where Wagtail itself is changed, in one file.

1. Publishing, unpublishing, moving, deleting and copying become one transaction each, with the actor
   known to the receivers. In Wagtail they are not: a failing receiver leaves a page live without its
   index request or audit entry.
2. Publishing and scheduling ask for a review first, also where a view skips Wagtail's own check (the
   editor's publish button does). Aliases, which go live with their original, are refused.
3. Every page, plain ``Page`` rows included, answers with this house's permissions.
4. Explorer, search, reports and histories leave out other units' unpublished texts (sight.py).

tests/intranet/test_publishing_routes.py walks every route by which a text can go live.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from intranet.publishing.acting import acting
from intranet.publishing.page_tester import permissions_for_user
from intranet.publishing.services import publication_require
from intranet.publishing.sight import editors, explorable_instances, owners
from portal.base.publication import PublicationRefused

Execute = Callable[..., Any]


def install() -> None:
    """Called once at start-up, before the first page is served."""
    if getattr(PublishRevisionAction.execute, "one_transaction", False):
        return
    PublishRevisionAction.execute = _one_act(PublishRevisionAction.execute, before=_reviewed)
    for action in (UnpublishAction, UnpublishPageAction, MovePageAction, DeletePageAction, CopyPageAction, ConvertAliasPageAction):
        if "execute" in vars(action):
            action.execute = _one_act(action.execute)
    CreatePageAliasAction.execute = _no_alias
    Page.permissions_for_user = permissions_for_user
    PagePermissionPolicy.explorable_instances = explorable_instances
    PageFilterSet.declared_filters["owner"].queryset = owners
    PageFilterSet.declared_filters["edited_by"].queryset = editors


def _one_act(execute: Execute, before: Callable[[Any], None] | None = None) -> Execute:
    @functools.wraps(execute)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(), acting(self.user):
            if before is not None:
                before(self)
            return execute(self, *args, **kwargs)

    run.one_transaction = True  # type: ignore[attr-defined]
    return run


def _reviewed(action: Any) -> None:
    """Only pages pass through review; other things that Wagtail can publish do not exist here."""
    publication_require(revision=action.revision, user=action.user)


def _no_alias(self: Any, *args: Any, **kwargs: Any) -> None:
    raise PublicationRefused(_("不使用别名页面：它会绕过审核随原页面一起发布。"))
