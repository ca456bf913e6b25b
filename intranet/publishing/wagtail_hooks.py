"""The editor in this house: our name and accent, and the review instead of a publish button."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from core.units.models import User
from intranet.publishing import selectors
from intranet.publishing.rights import has_publishing_role, may_review
from intranet.publishing.sight import narrow

# People, groups and redirects have their place elsewhere or none; help points to Wagtail's own site.
HIDDEN_SETTINGS = {"users", "groups", "redirects", "sites", "workflows", "workflow-tasks"}
HIDDEN_MENU = {"help", "forms"}


@hooks.register("insert_global_admin_css")
def house_look() -> SafeString:
    """Accent and name; a single file of custom properties, which an upgrade does not break."""
    return format_html('<link rel="stylesheet" href="{}">', static("publishing/admin.css"))


@hooks.register("construct_settings_menu")
def fewer_settings(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_SETTINGS]


@hooks.register("construct_main_menu")
def fewer_entries(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU]


@hooks.register("construct_reports_menu")
def fewer_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("construct_homepage_summary_items", order=100)
def no_count_of_all_pages(request: HttpRequest, summary_items: list[SummaryItem]) -> None:
    """Wagtail counts every unit's drafts."""
    summary_items[:] = [item for item in summary_items if not isinstance(item, PagesSummaryItem)]


@hooks.register("construct_page_chooser_queryset")
def known_pages_only(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return narrow(pages, request)


@hooks.register("register_admin_menu_item")
def publishing_entry() -> MenuItem:
    return MenuItem(gettext_lazy("我的信息发布"), reverse("intranet_publishing:home"), name="our-publishing", icon_name="tasks", order=10)


class PublishingPanel(Component):
    """On the editor's first page: where to submit, where to review."""

    name = "publishing"
    order = 10
    template_name = "intranet/publishing/admin_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"counts": selectors.counts_for(user)} if isinstance(user, User) and has_publishing_role(user) else {}


@hooks.register("construct_homepage_panels")
def only_our_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's panels for moderation offer its own buttons; ours leads to the review."""
    panels[:] = [PublishingPanel()]


class ReviewMenuItem(ActionMenuItem):
    """Instead of "approve" in the editor's footer: the review screen."""

    name = "action-house-review"
    label = gettext_lazy("审核…")
    order = -10  # first: what a reviewer came for
    icon_name = "tasks"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return page is not None and selectors.open_task(page) is not None and may_review(context["request"].user, page)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("intranet_publishing:review", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def review_item() -> ReviewMenuItem:
    return ReviewMenuItem()


@hooks.register("register_page_header_buttons")
def review_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if selectors.open_task(page) is not None and may_review(user, page):
        yield Button(_("审核"), reverse("intranet_publishing:review", args=[page.pk]), icon_name="tasks", priority=5)


def _refuse(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(request, _("内容由撰写人以外的审核人审核后发布：请先提交审核。"))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_publish_page")
def explain_instead_of_publishing(request: HttpRequest, page: Page) -> HttpResponse:
    """A post of the publish button, which nobody is shown. The text is saved as a draft at this point."""
    return _refuse(request, page)


@hooks.register("before_bulk_action")
def explain_bulk_publishing(request: HttpRequest, action_type: str, objects: list[Page], action: Any) -> HttpResponse | None:
    """Bulk publishing would be refused page by page."""
    if action_type != "publish":
        return None
    messages.error(request, _("不能批量发布：每个页面都要单独审核。"))
    return redirect("wagtailadmin_explore_root")
